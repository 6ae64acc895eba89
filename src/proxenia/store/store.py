"""The evidence store: an edition and the user's own rows, in typed DuckDB tables.

The edition is read from CSV tables, the package's where no other is named; what a user adds lives in one DuckDB file.
Every row says which of the two it came from (`provider`) and carries an id made of its own content (`fact_id`), so that
the same fact has the same id everywhere and is kept once. All SQL of the evidence is in this file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.errors import EvidenceError, OutputError
from proxenia.store.alone import alone, still
from proxenia.store.edition import Edition, edition_in_reach, embedded_edition, read_edition
from proxenia.store.schema import fact_id, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import duckdb

__all__ = ["Replacement", "Store", "write_rows"]

_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "string": "VARCHAR", "boolean": "BOOLEAN", "year": "BIGINT"}
UNWRITTEN = "{path} cannot be written: {reason}; nothing was stored"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A row that an editor corrected or set aside: `by` is the id of the row in its place, empty where there is none.

    The row itself stays where it came from; it is shown, and counts for nothing.
    """

    table: str
    fact_id: str
    by: str
    why: str


class Store:
    """Evidence to ask questions of.

    Examples
    --------
    >>> store = Store.open()
    >>> any(row["network_id"] == "amf" for row in store.rows("memberships", geonames_id=112931))
    True
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, *, path: Path | None, edition: Edition | None = None
    ) -> None:
        self._connection = connection
        self.path = path
        self.edition = edition or edition_in_reach()
        self._cache: dict[str, list[Row]] = {}
        self._every: dict[str, list[Row]] = {}
        self._beside: dict[str, tuple[Row, ...]] = {}
        self._places: dict[str, int] = {}
        self.replacements: dict[str, Replacement] = {} if path is None else _replacements(connection)
        """Rows that an editor corrected or set aside, by their id."""

    @classmethod
    def open(cls, path: Path | None = None, *, edition: Edition | Path | None = None) -> Store:
        """Open an edition, with the user's rows beside it when `path` names a store file.

        Parameters
        ----------
        path
            A store file of the user's.
        edition
            An edition, or its folder, zip or wheel; else that of `PROXENIA_EDITION`, else the embedded one.

        Raises
        ------
        EvidenceError
            If the file is no store of Proxenia.
        DataError
            If the edition is none, or breaks its form.
        """
        import duckdb  # noqa: PLC0415  commands that need no evidence start without it

        if edition is None:
            read = edition_in_reach()
        else:
            read = edition if isinstance(edition, Edition) else read_edition(edition)
        connection = duckdb.connect(":memory:")
        try:
            if path is not None and path.exists():
                _attach(connection, path)
        except duckdb.Error as error:
            connection.close()
            reason = str(error).splitlines()[0]
            raise EvidenceError("{path} is no evidence store: {reason}", path=path, reason=reason) from error
        return cls(connection, path=path if path is not None and path.exists() else None, edition=read)

    def rows(self, table: str, **where: object) -> list[Row]:
        """Rows of a table in the order of its file, the user's after the edition's; filtered by equal columns.

        Rows that an editor corrected or set aside are left out.
        """
        if table not in self._cache:
            self._cache[table] = [row for row in self.every_row(table) if row["fact_id"] not in self.replacements]
        return [row for row in self._cache[table] if all(row[key] == value for key, value in where.items())]

    def every_row(self, table: str) -> list[Row]:
        """Rows of a table, with those that `replacements` names."""
        if table not in self._every:
            self._every[table] = self._read(table)
        return self._every[table]

    def beside(self, rows: Mapping[str, Sequence[Row]], *, provider: str) -> Store:
        """Give the same evidence with checked rows, by table, after the user's; this store stays as it is.

        Parameters
        ----------
        rows
            Rows in the form of their tables.
        provider
            Where they came from, such as an extension's name and version.
        """
        wider = Store(self._connection, path=self.path, edition=self.edition)
        wider._beside, wider._places = dict(self._beside), self._places
        for table, each in rows.items():
            named = tuple({**row, "provider": provider, "fact_id": fact_id(table, row)} for row in each)
            wider._beside[table] = (*self._beside.get(table, ()), *named)
        return wider

    def in_order_of(self, other: Store) -> Store:
        """Give the same evidence with rows that both stores have in the order of the other, and the rest after them.

        Rows that compete for one cell are drawn from in their order; two stores are compared in one.
        """
        same = Store(self._connection, path=self.path, edition=self.edition)
        same._beside = dict(self._beside)
        order = (row["fact_id"] for table in tables() for row in other.every_row(table))
        same._places = {number: place for place, number in enumerate(order)}
        return same

    @property
    def fingerprint(self) -> str:
        """Twelve digits that change when any row of the evidence changes."""
        digest = hashlib.sha256(self.edition.digest.encode())
        if self.edition.beside:
            digest.update(embedded_edition().digest.encode())
        editions = {self.edition.label, embedded_edition().label} if self.edition.beside else {self.edition.label}
        for table in tables():
            own = (row["fact_id"] for row in self.rows(table) if row["provider"] not in editions)
            digest.update("".join(sorted(own)).encode())
        digest.update("".join(f"-{number}" for number in sorted(self.replacements)).encode())
        return digest.hexdigest()[:12]

    def _read(self, table: str) -> list[Row]:
        found: dict[str, Row] = {}
        for row in (*self.edition.rows(table), *self._own_rows(table), *self._beside.get(table, ())):
            found.setdefault(row["fact_id"], row)
        if not self._places:
            return list(found.values())
        last = len(self._places)
        return sorted(found.values(), key=lambda row: (self._places.get(row["fact_id"], last), row["fact_id"]))

    def _own_rows(self, table: str) -> list[Row]:
        if self.path is None:
            return []
        names = (*tables()[table].names, "provider", "fact_id")
        listed = ", ".join(f'"{name}"' for name in names)
        query = f"SELECT {listed} FROM own.{table} ORDER BY added_order"  # noqa: S608  names come from the schema
        return [dict(zip(names, values, strict=True)) for values in self._connection.cursor().execute(query).fetchall()]


def write_rows(
    path: Path,
    rows: Mapping[str, Mapping[str, Sequence[Row]]],
    *,
    replacing: str = "",
    replaced: Iterable[Replacement] | None = None,
) -> int:
    """Add rows to a store file and say how many were new; the file is replaced whole or left as it was.

    Several processes may write one store: each waits for the other, `PATIENCE` seconds at most.

    Parameters
    ----------
    path
        The store file; made when it does not exist.
    rows
        Checked rows by provider (where they came from, such as the user's file name) and table.
    replacing
        A provider whose rows of before are left out, so that the rows given are all it has.
    replaced
        Every row that editors corrected or set aside, in the place of those known before; None leaves these as they are.

    Raises
    ------
    OutputError
        If the store cannot be written, another process keeps writing it, or the file in its place is no store.
    """
    import shutil  # noqa: PLC0415  needed only when something is written

    import duckdb  # noqa: PLC0415  the same

    draft = path.with_name(f".{path.name}.draft")
    with alone(path):
        draft.unlink(missing_ok=True)
        try:
            with still(path) as source:
                if source is not None:
                    with draft.open("wb") as copy:
                        shutil.copyfileobj(source, copy, 2**20)
                with duckdb.connect(str(draft)) as connection:
                    _create(connection)
                    for table in tables() if replacing else ():
                        connection.execute(f"DELETE FROM {table} WHERE provider = ?", [replacing])  # noqa: S608  names come from the schema
                    added = sum(
                        _insert(connection, table, each, provider=provider)
                        for provider, by_table in rows.items()
                        for table, each in by_table.items()
                    )
                    if replaced is not None:
                        _replace(connection, replaced)
                draft.replace(path)
        except (OSError, duckdb.Error) as error:
            if isinstance(error, OutputError):
                raise
            reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
            raise OutputError(UNWRITTEN, path=path, reason=reason) from error
        finally:
            draft.unlink(missing_ok=True)
            draft.with_name(f"{draft.name}.wal").unlink(missing_ok=True)
    return added


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
    connection.execute(
        'CREATE TABLE IF NOT EXISTS replaced (in_table VARCHAR, fact_id VARCHAR PRIMARY KEY, "by" VARCHAR, why VARCHAR)'
    )


def _replace(connection: duckdb.DuckDBPyConnection, replaced: Iterable[Replacement]) -> None:
    connection.execute("DELETE FROM replaced")
    for each in replaced:
        connection.execute("INSERT INTO replaced VALUES (?, ?, ?, ?)", [each.table, each.fact_id, each.by, each.why])


def _replacements(connection: duckdb.DuckDBPyConnection) -> dict[str, Replacement]:
    """Replacements of an attached store; a store written before there were any has none."""
    known = "SELECT 1 FROM duckdb_tables() WHERE database_name = 'own' AND table_name = 'replaced'"
    if connection.execute(known).fetchone() is None:
        return {}
    lines = connection.execute('SELECT in_table, fact_id, "by", why FROM own.replaced').fetchall()
    return {line[1]: Replacement(table=line[0], fact_id=line[1], by=line[2], why=line[3]) for line in lines}


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
