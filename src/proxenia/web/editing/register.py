"""What the register holds: rows with a version each, and every change with who, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.errors import ProxeniaError
from proxenia.store import fact_id, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Change", "EditConflict", "Entry", "Record", "Row", "fact_of"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row of the register as it stands: `row` is None where it was removed.

    `replaces` is the id of a row from elsewhere (the edition, a file) that this one stands in the place of, empty where
    there is none. That row itself stays where it is.
    """

    id: int
    table: str
    version: int
    row: Row | None
    replaces: str = ""

    @property
    def is_as_it_was(self) -> bool:
        """Whether a correction of a row from elsewhere was taken back, so that the row counts as it was."""
        return bool(self.replaces) and self.row is not None and fact_of(self.table, self.row) == self.replaces


def fact_of(table: str, row: Mapping[str, Any]) -> str:
    """Id of a row, whatever it carries beside the columns of its table."""
    return fact_id(table, {name: row[name] for name in tables()[table].names})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one row: what it was before and after (None: not there), who made it, when and why."""

    id: int
    record: int
    table: str
    version: int
    action: str
    """`add`, `correct`, `remove` or `undo`."""
    before: Row | None
    after: Row | None
    who: str
    at: str
    why: str

    @property
    def row(self) -> Row:
        """The row the change is about, as it was left or as it was last seen."""
        return self.after or self.before or {}

    @property
    def altered(self) -> tuple[str, ...]:
        """Columns that differ before and after."""
        before, after = self.before or {}, self.after or {}
        return tuple(name for name in self.row if before.get(name) != after.get(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the audit log: who did what, and when."""

    id: int
    who: str
    at: str
    what: str
    detail: str


class EditConflict(ProxeniaError):
    """A row that was changed by somebody else since it was read; `record` is the row as it stands now."""

    def __init__(self, record: Record) -> None:
        self.record = record
        super().__init__(
            f"row {record.id} of {record.table} was changed since it was opened (it stands at version {record.version});"
            " look at both and save again"
        )
