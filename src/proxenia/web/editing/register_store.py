"""The register in a database: one file beside the store (SQLite), or PostgreSQL for a shared installation.

The same statements run on both; a change and its history are written in one transaction or not at all. Every act
opens its own connection, so that a database which went away is found again by the next act. All SQL of the register is
in this file.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.errors import EvidenceError, OutputError
from proxenia.provenance import stamp
from proxenia.store import Replacement, tables
from proxenia.web.editing.register import Change, EditConflict, Entry, Record, fact_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

__all__ = ["POSTGRESQL", "Register", "open_register"]

POSTGRESQL = ("postgresql://", "postgres://")
PATIENCE = 5
"""Seconds to wait for a database that does not answer, or for another's lock."""
_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS register_records (id {identity}, in_table TEXT NOT NULL, version BIGINT NOT NULL,
    content TEXT, fact_id TEXT UNIQUE, replaces TEXT UNIQUE)""",
    """CREATE TABLE IF NOT EXISTS register_changes (id {identity}, record BIGINT NOT NULL REFERENCES register_records (id),
    version BIGINT NOT NULL, action TEXT NOT NULL, before TEXT, after TEXT, who TEXT NOT NULL, at TEXT NOT NULL,
    why TEXT NOT NULL, UNIQUE (record, version))""",
    """CREATE TABLE IF NOT EXISTS register_audit (id {identity}, who TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL,
    detail TEXT NOT NULL)""",
)
_IDENTITY = {
    "sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT",
    "postgresql": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
}
_HAS_REPLACES = {
    "sqlite": "SELECT 1 FROM pragma_table_info('register_records') WHERE name = 'replaces'",
    "postgresql": "SELECT 1 FROM information_schema.columns WHERE table_schema = current_schema()"
    " AND table_name = 'register_records' AND column_name = 'replaces'",
}
_RECORD = "SELECT id, in_table, version, content, replaces FROM register_records"
_CHANGE = (
    "SELECT c.id, c.record, r.in_table, c.version, c.action, c.before, c.after, c.who, c.at, c.why"
    " FROM register_changes c JOIN register_records r ON r.id = c.record"
)


def open_register(place: str | Path) -> Register:
    """Open the register at an address of PostgreSQL or in a file; it is made where it is not there yet.

    Raises
    ------
    OutputError
        If the database does not answer or cannot be written.
    """
    text = str(place)
    register = _postgresql(text) if text.startswith(POSTGRESQL) else _sqlite(Path(place))
    register.prepare()
    return register


class Register:
    """Rows of evidence under editing, with the history of each; made by `open_register`."""

    def __init__(self, connect: Callable[[], Any], *, kind: str, failures: tuple[type[Exception], ...]) -> None:
        self._connect, self.kind, self._failures = connect, kind, failures

    def prepare(self) -> None:
        """Make the tables where they are not there."""
        with self._transaction() as run:
            if self.kind == "postgresql":
                run("SELECT pg_advisory_xact_lock(7769870)")
            for statement in _SCHEMA:
                run(statement.format(identity=_IDENTITY[self.kind]))
            if not run(_HAS_REPLACES[self.kind]):
                run("ALTER TABLE register_records ADD COLUMN replaces TEXT")
                run("CREATE UNIQUE INDEX register_replaces ON register_records (replaces)")

    def add(self, rows: Sequence[tuple[str, Mapping[str, Any]]], *, who: str, why: str) -> list[Record]:
        """Add checked rows, each with its table; all of them or none.

        Raises
        ------
        EvidenceError
            If a row is in the register already.
        OutputError
            If the database does not answer.
        """
        added = []
        with self._transaction() as run:
            for table, row in rows:
                self._is_new(run, table, row)
                insert = "INSERT INTO register_records (in_table, version, content, fact_id) VALUES (?, 1, ?, ?) RETURNING id"
                (number,) = run(insert, (table, _written(row), fact_of(table, row)))[0]
                record = Record(id=number, table=table, version=1, row=dict(row))
                self._note(run, record, action="add", before=None, who=who, why=why)
                added.append(record)
        return added

    def change(
        self, number: int, row: Mapping[str, Any] | None, *, version: int, who: str, why: str, action: str = "correct"
    ) -> Record:
        """Put a row in the place of another (None removes it), if it stands at the version that was read.

        Raises
        ------
        EditConflict
            If somebody changed the row since.
        EvidenceError
            If there is no such row, or the new one is in the register already.
        OutputError
            If the database does not answer.
        """
        with self._transaction() as run:
            old = self._one(run, number)
            if row is not None:
                self._is_new(run, old.table, row, but=number)
            elif old.table == "networks" and old.row is not None:
                self._is_unused(run, old.row)
            update = (
                "UPDATE register_records SET version = version + 1, content = ?, fact_id = ? WHERE id = ? AND version = ?"
                " RETURNING id"
            )
            fact = None if row is None else fact_of(old.table, row)
            if not run(update, (None if row is None else _written(row), fact, number, version)):
                raise EditConflict(self._one(run, number))
            new = replace(old, version=version + 1, row=None if row is None else dict(row))
            self._note(run, new, action=action, before=old.row, who=who, why=why)
        return new

    def correct(
        self, table: str, old: Mapping[str, Any], row: Mapping[str, Any] | None, *, who: str, why: str
    ) -> Record:
        """Put a row in the place of one that is not in the register: of the edition, or of a file (None sets it aside).

        The old row stays where it is, and the history of the new one begins with it.

        Raises
        ------
        EditConflict
            If somebody corrected the row already.
        EvidenceError
            If the new row is in the register already.
        OutputError
            If the database does not answer.
        """
        replaces, content = fact_of(table, old), None if row is None else _written(row)
        with self._transaction() as run:
            taken = run(f"{_RECORD} WHERE replaces = ?", (replaces,))
            if taken:
                raise EditConflict(_record(taken[0]))
            if row is not None:
                self._is_new(run, table, row)
            insert = (
                "INSERT INTO register_records (in_table, version, content, fact_id, replaces) VALUES (?, 1, ?, ?, ?)"
                " RETURNING id"
            )
            fact = None if row is None else fact_of(table, row)
            (number,) = run(insert, (table, content, fact, replaces))[0]
            record = Record(
                id=number, table=table, version=1, row=None if row is None else dict(row), replaces=replaces
            )
            before = {name: old[name] for name in tables()[table].names}
            self._note(run, record, action="correct" if row is not None else "remove", before=before, who=who, why=why)
        return record

    def undo(self, change: int, *, who: str, why: str) -> Record:
        """Take back a change; only the latest of its row can be taken back.

        Raises
        ------
        EditConflict
            If the row was changed after it.
        EvidenceError
            If there is no such change.
        """
        with self._transaction() as run:
            found = [_change(line) for line in run(f"{_CHANGE} WHERE c.id = ?", (change,))]
        if not found:
            raise EvidenceError("no change {change} in the register", change=change)
        it = found[0]
        return self.change(it.record, it.before, version=it.version, who=who, why=why, action="undo")

    def record(self, number: int) -> Record:
        """One row as it stands; raise `EvidenceError` when there is none of that number."""
        with self._transaction() as run:
            return self._one(run, number)

    def about(self, fact: str) -> Record | None:
        """The row that has an id, or stands in the place of the row that has it; None where nobody changed that row."""
        with self._transaction() as run:
            found = run(f"{_RECORD} WHERE replaces = ? OR fact_id = ? ORDER BY replaces = ? DESC", (fact, fact, fact))
        return _record(found[0]) if found else None

    def records(self, table: str = "") -> list[Record]:
        """Rows that stand, the eldest first; those of one table where it is named."""
        where, values = (" AND in_table = ?", (table,)) if table else ("", ())
        with self._transaction() as run:
            return [_record(line) for line in run(f"{_RECORD} WHERE content IS NOT NULL{where} ORDER BY id", values)]

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Rows that stand by their table, in the form the store keeps."""
        by_table: dict[str, list[dict[str, Any]]] = {}
        for each in self.records():
            if each.row is not None and not each.is_as_it_was:
                by_table.setdefault(each.table, []).append(each.row)
        return by_table

    def replacing(self) -> dict[str, Record]:
        """Records that stand in the place of rows from elsewhere, or were taken back, by the ids of these rows."""
        with self._transaction() as run:
            found = [_record(line) for line in run(f"{_RECORD} WHERE replaces IS NOT NULL ORDER BY id")]
        return {each.replaces: each for each in found}

    def replacements(self) -> list[Replacement]:
        """Rows from elsewhere that do not count any more, each with the row in its place and the latest reason."""
        query = (
            "SELECT r.id, r.in_table, r.version, r.content, r.replaces, c.why FROM register_records r"
            " JOIN register_changes c ON c.record = r.id AND c.version = r.version WHERE r.replaces IS NOT NULL ORDER BY r.id"
        )
        with self._transaction() as run:
            found = [(_record(line[:5]), line[5]) for line in run(query)]
        return [
            Replacement(
                table=each.table,
                fact_id=each.replaces,
                by="" if each.row is None else fact_of(each.table, each.row),
                why=why,
            )
            for each, why in found
            if not each.is_as_it_was
        ]

    def changes(self, *, record: int | None = None, most: int = 200) -> list[Change]:
        """Changes, the latest first; those of one row where it is named."""
        where, values = (" WHERE c.record = ?", (record, most)) if record is not None else ("", (most,))
        with self._transaction() as run:
            return [_change(line) for line in run(f"{_CHANGE}{where} ORDER BY c.id DESC LIMIT ?", values)]

    @property
    def revision(self) -> int:
        """Number of the latest change; 0 where there is none."""
        with self._transaction() as run:
            return int(run("SELECT coalesce(max(id), 0) FROM register_changes")[0][0])

    def log(self, who: str, what: str, detail: str = "") -> None:
        """Write a line of the audit log."""
        with self._transaction() as run:
            run("INSERT INTO register_audit (who, at, what, detail) VALUES (?, ?, ?, ?)", (who, _now(), what, detail))

    def audit(self, *, most: int = 500) -> list[Entry]:
        """Lines of the audit log, the latest first."""
        with self._transaction() as run:
            lines = run("SELECT id, who, at, what, detail FROM register_audit ORDER BY id DESC LIMIT ?", (most,))
        return [Entry(id=line[0], who=line[1], at=line[2], what=line[3], detail=line[4]) for line in lines]

    def _one(self, run: Run, number: int) -> Record:
        found = run(f"{_RECORD} WHERE id = ?", (number,))
        if not found:
            raise EvidenceError("no row {row} in the register", row=number)
        return _record(found[0])

    def _is_new(self, run: Run, table: str, row: Mapping[str, Any], *, but: int = 0) -> None:
        twin = run("SELECT id FROM register_records WHERE fact_id = ? AND id <> ?", (fact_of(table, row), but))
        if twin:
            raise EvidenceError("this fact is in the register already, as row {row}; correct that row", row=twin[0][0])

    def _is_unused(self, run: Run, network: Mapping[str, Any]) -> None:
        lines = run(f"{_RECORD} WHERE content IS NOT NULL AND in_table = ?", ("memberships",))
        members = [r.id for r in map(_record, lines) if r.row and r.row["network_id"] == network["network_id"]]
        if members:
            raise EvidenceError(
                "network {network!r} has members in the register (row {row}); remove them first",
                network=network["network_id"],
                row=members[0],
            )

    def _note(
        self, run: Run, new: Record, *, action: str, before: Mapping[str, Any] | None, who: str, why: str
    ) -> None:
        insert = (
            "INSERT INTO register_changes (record, version, action, before, after, who, at, why)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        old, row = (None if each is None else _written(each) for each in (before, new.row))
        run(insert, (new.id, new.version, action, old, row, who, _now(), why))

    @contextmanager
    def _transaction(self) -> Generator[Run]:
        """One connection, one transaction: done whole or not at all."""
        try:
            connection = self._connect()
        except (OSError, *self._failures) as error:
            raise OutputError(
                "the register does not answer: {error}; nothing was stored", error=_first(error)
            ) from error
        try:
            yield Run(connection, mark="?" if self.kind == "sqlite" else "%s")
            connection.commit()
        except (OSError, *self._failures) as error:
            raise OutputError(
                "the register cannot be written: {error}; nothing was stored", error=_first(error)
            ) from error
        finally:
            connection.close()


class Run:
    """Runs statements on a connection and gives their lines."""

    def __init__(self, connection: Any, *, mark: str) -> None:
        self._connection, self._mark = connection, mark

    def __call__(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; the list is empty where it gives none."""
        cursor = self._connection.execute(statement.replace("?", self._mark), values)
        return list(cursor.fetchall()) if cursor.description else []


def _sqlite(path: Path) -> Register:
    import sqlite3  # noqa: PLC0415  only where something is edited

    def connect() -> Any:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return Register(connect, kind="sqlite", failures=(sqlite3.Error,))


def _postgresql(address: str) -> Register:
    try:
        import psycopg  # noqa: PLC0415  only for a shared installation
    except ImportError as error:
        raise OutputError(
            "a register in PostgreSQL needs psycopg; install it with: pip install 'proxenia[postgresql]'"
        ) from error

    def connect() -> Any:
        return psycopg.connect(address, connect_timeout=PATIENCE, options="-c statement_timeout=20000")

    return Register(connect, kind="postgresql", failures=(psycopg.Error,))


def _written(row: Mapping[str, Any]) -> str:
    return json.dumps(dict(row), ensure_ascii=False)


def _record(line: tuple[Any, ...]) -> Record:
    row = None if line[3] is None else json.loads(line[3])
    return Record(id=line[0], table=line[1], version=line[2], row=row, replaces=line[4] or "")


def _change(line: tuple[Any, ...]) -> Change:
    number, record, table, version, action, before, after, who, at, why = line
    return Change(
        id=number, record=record, table=table, version=version, action=action, who=who, at=at, why=why,
        before=None if before is None else json.loads(before), after=None if after is None else json.loads(after),
    )  # fmt: skip


def _first(error: Exception) -> str:
    """First line of a reason, without addresses or passwords of the database."""
    return (str(error).splitlines() or [type(error).__name__])[0].rpartition(": ")[2]


def _now() -> str:
    return stamp(datetime.now(UTC))
