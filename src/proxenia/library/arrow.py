"""Columns of values as an Arrow stream, without a library for frames: pandas, Polars and pyarrow all read it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["arrow_stream", "type_of"]

KINDS = ((bool, "BOOLEAN"), (int, "BIGINT"), (float, "DOUBLE"))


def type_of(values: Sequence[Any]) -> str:
    """Name the type that holds every value of a column: BOOLEAN, BIGINT, DOUBLE or VARCHAR; None fits them all.

    Examples
    --------
    >>> type_of([1, None]), type_of([1, 2.5]), type_of([True]), type_of(["a", None]), type_of([None])
    ('BIGINT', 'DOUBLE', 'BOOLEAN', 'VARCHAR', 'VARCHAR')
    """
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float}:
        return "DOUBLE"
    return next((name for kind, name in KINDS if kinds == {kind}), "VARCHAR")


def arrow_stream(columns: Sequence[str], records: Sequence[Sequence[Any]], requested_schema: object = None) -> object:
    """Give a table as a capsule of the Arrow C stream interface.

    Parameters
    ----------
    columns
        Names, at least one.
    records
        Rows in the order of the columns; None is null.
    requested_schema
        A schema that the reader would like; it may be left aside, as the interface allows.
    """
    import duckdb  # noqa: PLC0415  kept out of `import proxenia`

    types = {name: type_of([record[i] for record in records]) for i, name in enumerate(columns)}
    lines = [
        {
            name: str(value) if types[name] == "VARCHAR" and value is not None else value
            for name, value in zip(columns, record, strict=True)
        }
        for record in records or [[None] * len(columns)]
    ]
    connection = duckdb.connect(":memory:")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.json"
        path.write_bytes(b"\n".join(map(msgspec.json.encode, lines)))
        connection.read_json(str(path), columns=types, format="newline_delimited").create("stream")
    made = connection.table("stream")
    return (made if records else made.limit(0)).__arrow_c_stream__(requested_schema)
