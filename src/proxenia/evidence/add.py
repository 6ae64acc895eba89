"""Adding the user's files to a store: all of them, or none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.errors import EvidenceError, RefusedFile
from proxenia.evidence.validate import check_file
from proxenia.places import Gazetteer
from proxenia.store import Store, write_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["AddReport", "add_files", "column_map"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What was stored: rows read, rows that were new, and what was normalized at the door."""

    rows: int
    added: int
    notes: tuple[str, ...]


def column_map(pairs: Sequence[str]) -> dict[str, str]:
    """Read `theirs=ours` pairs; raise `EvidenceError` for one that is none.

    Examples
    --------
    >>> column_map(["joined=since_year"])
    {'joined': 'since_year'}
    """
    out = {}
    for pair in pairs:
        theirs, mark, ours = pair.partition("=")
        if not mark or not theirs or not ours:
            raise EvidenceError(f"column map {pair!r} is not of the form theirs=ours")
        out[theirs] = ours
    return out


def add_files(
    files: Sequence[Path], *, store: Path, table: str | None = None, columns: Mapping[str, str] | None = None
) -> AddReport:
    """Judge files whole and add their rows to a store, all or nothing.

    Parameters
    ----------
    files
        CSV files in the form of the edition's tables.
    store
        The store file; made when it does not exist.
    table
        The table, where the header does not tell it.
    columns
        Names of the files' columns that are called otherwise here.

    Raises
    ------
    RefusedFile
        If any row of any file has a fault; it lists them all and nothing is stored.
    OutputError
        If the store cannot be written.
    """
    evidence = Store.open(store)
    gazetteer = Gazetteer.embedded()
    checked = [check_file(f, store=evidence, gazetteer=gazetteer, table=table, columns=columns) for f in files]
    faults = [fault for each in checked for fault in each.faults]
    n_rows = sum(each.n_rows for each in checked)
    if faults:
        raise RefusedFile(faults, rows=n_rows)
    by_provider: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for each in checked:
        by_provider[each.file.name][each.table] += each.rows
    added = write_rows(store, by_provider)
    return AddReport(rows=n_rows, added=added, notes=tuple(note for each in checked for note in each.notes))
