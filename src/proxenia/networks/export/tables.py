"""Rows as CSV for spreadsheets and as Parquet for data frames and engines."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.networks.export.graph import Kind, kinds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["csv_bytes", "parquet_bytes", "rows_parquet"]

DUCK_TYPES: dict[Kind, str] = {bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE", str: "VARCHAR"}
SAME = {"int64": "BIGINT", "float64": "DOUBLE", "string": "VARCHAR", "boolean": "BOOLEAN"}
"""Ibis's names of types as DuckDB's."""


def csv_bytes(rows: Sequence[Mapping[str, Any]], *, about: Mapping[str, str] | None = None) -> bytes:  # noqa: ARG001  a CSV has no room for it
    """Write rows as CSV in UTF-8 with the mark that spreadsheets want; a missing value is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(kinds(rows)), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items() if value is not None} for row in rows)
    return out.getvalue().encode("utf-8-sig")


def parquet_bytes(rows: Sequence[Mapping[str, Any]], *, about: Mapping[str, str] | None = None) -> bytes:
    """Write rows as Parquet, with `about` in the metadata of the file; a missing value is null."""
    types = {name: DUCK_TYPES[kind] for name, kind in kinds(rows).items()}
    return rows_parquet(rows, columns=types, about=about)


def rows_parquet(
    rows: Sequence[Mapping[str, Any]], *, columns: Mapping[str, str], about: Mapping[str, str] | None = None
) -> bytes:
    """Write rows as Parquet with columns of stated types, as DuckDB or Ibis names them."""
    import duckdb  # noqa: PLC0415  other formats need no engine

    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        draft, out = Path(folder) / "rows.jsonl", Path(folder) / "rows.parquet"
        with draft.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        types = {name: SAME.get(kind, kind) for name, kind in columns.items()}
        connection.read_json(str(draft), columns=types, format="newline_delimited").create_view("exported")
        facts = ", ".join(f"{_quoted(key)}: {_quoted(value)}" for key, value in (about or {}).items())
        more = f", KV_METADATA {{{facts}}}" if facts else ""
        connection.execute(f"COPY exported TO {_quoted(str(out))} (FORMAT parquet{more})")
        return out.read_bytes()


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
