"""The evidence store: the embedded edition and the user's own rows, in typed DuckDB tables.

The edition is read from the package's CSV tables; what a user adds lives in one DuckDB file. Every row says which of
the two it came from (`provider`) and carries an id made of its own content (`fact_id`), so that the same fact has the
same id everywhere and is kept once. All SQL of Proxenia is in this file.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from proxenia.errors import EvidenceError, OutputError
from proxenia.provenance import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import duckdb

__all__ = ["Column", "Store", "Table", "edition_name", "fact_id", "tables"]

_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "string": "VARCHAR", "boolean": "BOOLEAN", "year": "BIGINT"}
_PREFIX = {
    "agreements": "a", "cities": "p", "coded_facts": "q", "institutions": "i",
    "measures": "u", "memberships": "m", "networks": "n", "observations": "o",
}  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its name, type, whether it must be filled, and the values it admits."""

    name: str
    type: str
    required: bool
    enum: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    reference: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the evidence, as the data package of the edition describes it."""

    name: str
    title: str
    columns: tuple[Column, ...]
    own: bool
    """Whether users may add rows of their own."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)


class Store:
    """Evidence to ask questions of.

    Examples
    --------
    >>> store = Store.open()
    >>> any(row["network_id"] == "amf" for row in store.rows("memberships", geonames_id=112931))
    True
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, path: Path | None) -> None:
        self._connection = connection
        self.path = path
        self._cache: dict[str, list[Row]] = {}

    @classmethod
    def open(cls, path: Path | None = None) -> Store:
        """Open the embedded edition, with the user's rows beside it when `path` names a store file.

        Raises
        ------
        EvidenceError
            If the file is no store of Proxenia.
        """
        import duckdb  # noqa: PLC0415  commands that need no evidence start without it

        connection = duckdb.connect(":memory:")
        try:
            if path is not None and path.exists():
                _attach(connection, path)
        except duckdb.Error as error:
            connection.close()
            raise EvidenceError(f"{path} is no evidence store: {str(error).splitlines()[0]}") from error
        return cls(connection, path=path if path is not None and path.exists() else None)

    def rows(self, table: str, **where: object) -> list[Row]:
        """Rows of a table in the order of its file, the user's after the edition's; filtered by equal columns."""
        if table not in self._cache:
            self._cache[table] = self._read(table)
        return [row for row in self._cache[table] if all(row[key] == value for key, value in where.items())]

    @property
    def fingerprint(self) -> str:
        """Twelve digits that change when any row of the evidence changes."""
        digest = hashlib.sha256(edition_fingerprint().encode())
        for table in tables():
            own = (row["fact_id"] for row in self.rows(table) if row["provider"] != edition_name())
            digest.update("".join(sorted(own)).encode())
        return digest.hexdigest()[:12]

    def _read(self, table: str) -> list[Row]:
        found = {row["fact_id"]: row for row in _edition_rows(table)}
        for row in self._own_rows(table):
            found.setdefault(row["fact_id"], row)
        return list(found.values())

    def _own_rows(self, table: str) -> list[Row]:
        if self.path is None:
            return []
        names = (*tables()[table].names, "provider", "fact_id")
        listed = ", ".join(f'"{name}"' for name in names)
        query = f"SELECT {listed} FROM own.{table} ORDER BY added_order"  # noqa: S608  names come from the schema
        return [dict(zip(names, values, strict=True)) for values in self._connection.cursor().execute(query).fetchall()]


def write_rows(path: Path, rows: Mapping[str, Mapping[str, Sequence[Row]]], *, replacing: str = "") -> int:
    """Add rows to a store file and say how many were new; the file is replaced whole or left as it was.

    Parameters
    ----------
    path
        The store file; made when it does not exist.
    rows
        Checked rows by provider (where they came from, such as the user's file name) and table.
    replacing
        A provider whose rows of before are left out, so that the rows given are all it has.

    Raises
    ------
    OutputError
        If the store cannot be written, or the file in its place is no store.
    """
    import shutil  # noqa: PLC0415  needed only when something is written

    import duckdb  # noqa: PLC0415  the same

    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    try:
        if path.exists():
            shutil.copyfile(path, draft)
        with duckdb.connect(str(draft)) as connection:
            _create(connection)
            for table in tables() if replacing else ():
                connection.execute(f"DELETE FROM {table} WHERE provider = ?", [replacing])  # noqa: S608  names come from the schema
            added = sum(
                _insert(connection, table, each, provider=provider)
                for provider, by_table in rows.items()
                for table, each in by_table.items()
            )
        draft.replace(path)
    except (OSError, duckdb.Error) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise OutputError(f"{path} cannot be written: {reason}; nothing was stored") from error
    finally:
        draft.unlink(missing_ok=True)
        draft.with_name(f"{draft.name}.wal").unlink(missing_ok=True)
    return added


def fact_id(table: str, row: Mapping[str, Any]) -> str:
    """Give the id of a row: a letter for its table and ten digits made of its content.

    Examples
    --------
    >>> row = {"network_id": "x", "geonames_id": 1}
    >>> fact_id("memberships", row) == fact_id("memberships", dict(reversed(row.items())))
    True
    """
    content = json.dumps({k: _plain(row[k]) for k in sorted(row) if row[k] not in (None, "")}, ensure_ascii=False)
    return _PREFIX[table] + hashlib.blake2b(content.encode(), digest_size=5).hexdigest()


@lru_cache(maxsize=1)
def tables() -> dict[str, Table]:
    """Tables of the evidence, as `datapackage.json` of the edition describes them."""
    package = _package()
    return {resource["name"]: _table(resource) for resource in package["resources"]}


def edition_name() -> str:
    """Name of the embedded edition, such as `edition 2026.1`."""
    return f"edition {_package()['version']}"


@lru_cache(maxsize=1)
def edition_fingerprint() -> str:
    """Twelve digits over the files of the embedded edition."""
    with as_file(files("proxenia").joinpath("data", "edition")) as folder:
        return fingerprint(*(path for path in folder.iterdir() if path.suffix in {".csv", ".json"}))


def typed(value: str, column: Column) -> object:
    """Turn a cell of a CSV file into its column's type; an empty cell is None, or empty text.

    Raises
    ------
    ValueError
        If the cell is not of the type.
    """
    if value == "":
        return "" if column.type == "string" else None
    if column.type in {"integer", "year"}:
        return int(value)
    if column.type == "number":
        return float(value)
    if column.type == "boolean":
        return {"true": True, "false": False}[value]
    return value


@lru_cache(maxsize=16)
def _edition_rows(table: str) -> tuple[Row, ...]:
    import csv  # noqa: PLC0415  beside its use

    schema = tables()[table]
    file = files("proxenia").joinpath("data", "edition", f"{table}.csv")
    rows = []
    with file.open("r", encoding="utf-8") as stream:
        for cells in csv.DictReader(stream):
            row = {column.name: typed(cells[column.name], column) for column in schema.columns}
            rows.append({**row, "provider": edition_name(), "fact_id": fact_id(table, row)})
    return tuple(rows)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS own (READ_ONLY)")
    for table in tables().values():
        listed = ", ".join(f'"{name}"' for name in (*table.names, "provider", "fact_id", "added_order"))
        connection.execute(f"SELECT {listed} FROM own.{table.name} LIMIT 0")  # noqa: S608  names come from the schema


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    for table in tables().values():
        columns = ", ".join(f'"{column.name}" {_TYPES[column.type]}' for column in table.columns)
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {table.name} ({columns}, provider VARCHAR, fact_id VARCHAR PRIMARY KEY,"
            " added_order BIGINT)"
        )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row], *, provider: str) -> int:
    names = tables()[table].names
    before, following = _count(connection, table), _following(connection, table)
    marks = ", ".join("?" for _ in range(len(names) + 3))
    values = [
        [*(row[name] for name in names), provider, fact_id(table, {name: row[name] for name in names}), following + i]
        for i, row in enumerate(rows)
    ]
    if values:
        connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)  # noqa: S608  names come from the schema
    return _count(connection, table) - before


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  names come from the schema
    return int(row[0]) if row else 0


def _following(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT coalesce(max(added_order), -1) + 1 FROM {table}").fetchone()  # noqa: S608  names come from the schema
    return int(row[0]) if row else 0


def _table(resource: Mapping[str, Any]) -> Table:
    references = {
        key["fields"][0] if isinstance(key["fields"], list) else key["fields"]: (
            key["reference"]["resource"],
            key["reference"]["fields"][0]
            if isinstance(key["reference"]["fields"], list)
            else key["reference"]["fields"],
        )
        for key in resource["schema"].get("foreignKeys", [])
    }
    columns = tuple(
        Column(
            name=field["name"],
            type=field["type"],
            required=field.get("constraints", {}).get("required", False),
            enum=tuple(field.get("constraints", {}).get("enum", ())),
            minimum=field.get("constraints", {}).get("minimum"),
            maximum=field.get("constraints", {}).get("maximum"),
            reference=references.get(field["name"]),
        )
        for field in resource["schema"]["fields"]
    )
    return Table(name=resource["name"], title=resource["title"], columns=columns, own=resource.get("own", False))


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


@lru_cache(maxsize=1)
def _package() -> dict[str, Any]:
    return json.loads(files("proxenia").joinpath("data", "edition", "datapackage.json").read_text(encoding="utf-8"))
