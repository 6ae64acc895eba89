"""Judging what a form holds, by the checks that files pass: every reason stands beside its field."""

from __future__ import annotations

import csv
import io
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError, Reason
from proxenia.evidence.validate import check_file
from proxenia.store import fact_id, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proxenia.evidence.validate import Checked
    from proxenia.places import Gazetteer
    from proxenia.store import Store, Table

__all__ = ["Judged", "cells_of", "in_use", "judge", "judge_file", "own_table"]

LONGEST = 2000
_HIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
_PLACES = (
    ("geonames_id", "city", "country_iso2"),
    ("geonames_id_a", "city_a", "country_a"),
    ("geonames_id_b", "city_b", "country_b"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A form as it was judged: its row in the store's form, or the reasons by column ("" for the whole)."""

    row: dict[str, Any] | None
    faults: dict[str, list[Reason]] = field(default_factory=dict)


def own_table(name: str) -> Table:
    """A table that takes rows; raise `DataError` when there is none of that name."""
    own = {key: each for key, each in tables().items() if each.own}
    if name not in own:
        raise DataError("no table {name!r} takes rows; there are {tables}", name=name, tables=tuple(own))
    return own[name]


def judge(
    table: Table,
    cells: Mapping[str, str],
    *,
    store: Store,
    gazetteer: Gazetteer,
    before: Mapping[str, Any] | None = None,
) -> Judged:
    """Judge one row of a form.

    Parameters
    ----------
    before
        The row that is corrected: where its city was renamed, its old number is not held against the new name.

    Examples
    --------
    >>> from proxenia.places import Gazetteer
    >>> from proxenia.store import Store
    >>> cells = {"network_id": "amf", "city": "Tehran", "country_iso2": "IR", "grade": "A"}
    >>> found = judge(own_table("memberships"), cells, store=Store.open(), gazetteer=Gazetteer.embedded())
    >>> list(found.faults)
    ['source_url']
    """
    cells = {name: cells.get(name, "").strip() for name in table.names}
    hidden = {name: [fault] for name, cell in cells.items() if (fault := _unseen(cell))}
    if hidden:
        return Judged(row=None, faults=hidden)
    for number, *named in _PLACES:
        if before and number in cells and cells[number] == str(before[number]):
            cells[number] = "" if any(cells[name] != before[name] for name in named) else cells[number]
    stream = io.StringIO()
    csv.writer(stream).writerows([table.names, [cells[name] for name in table.names]])
    checked = judge_file(stream.getvalue().encode(), "row.csv", table=table.name, store=store, gazetteer=gazetteer)
    faults: dict[str, list[Reason]] = {}
    if table.name == "networks" and before and cells["network_id"] != before["network_id"]:
        faults["network_id"] = [Reason("other rows name the network by its code; leave it as it is")]
    for fault in checked.faults:
        faults.setdefault(fault.column if fault.column in table.names else "", []).append(
            Reason(fault.message) if not isinstance(fault.message, Reason) else fault.message
        )
    if faults:
        return Judged(row=None, faults=faults)
    row = checked.rows[0]
    twins = () if before == row else _twins(store, table.name, row)
    if twins:
        return Judged(
            row=None, faults={"": [Reason("this fact is in the evidence already; change what differs, or leave it")]}
        )
    return Judged(row=row)


def in_use(table: Table, row: Mapping[str, Any], *, store: Store) -> Reason | None:
    """Say why a row cannot go: a network that has members."""
    if table.name != "networks":
        return None
    members = store.rows("memberships", network_id=row["network_id"])
    if not members:
        return None
    form = "network {network!r} has {n} members in the evidence, as row {row}; remove them first"
    return Reason(form, network=row["network_id"], n=len(members), row=members[0]["fact_id"])


def judge_file(content: bytes, name: str, *, table: str | None, store: Store, gazetteer: Gazetteer) -> Checked:
    """Judge a file that was sent, in a folder of its own that is gone afterwards; its name is not used as a path."""
    with tempfile.TemporaryDirectory(prefix="proxenia-") as folder:
        kept = "".join(letter for letter in Path(name).name if letter.isalnum() or letter in "-_.")[-60:]
        file = Path(folder) / (kept if kept.strip(".") else "file.csv")
        file.write_bytes(content)
        return check_file(file, store=store, gazetteer=gazetteer, table=table)


def cells_of(row: Mapping[str, Any]) -> dict[str, str]:
    """A row of the store as the cells of a form.

    Examples
    --------
    >>> cells_of({"value": 2.0, "year": 2024, "note": "", "is_environmental": True, "since_year": None})
    {'value': '2', 'year': '2024', 'note': '', 'is_environmental': 'true', 'since_year': ''}
    """
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _unseen(cell: str) -> Reason | None:
    if len(cell) > LONGEST:
        return Reason("has {n} characters; write {most} at most", n=len(cell), most=LONGEST)
    if any(letter in _HIDDEN or unicodedata.category(letter) in {"Cc", "Cs"} for letter in cell):
        return Reason("holds a character that cannot be seen; write it again by hand")
    return None


def _twins(store: Store, table: str, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return store.rows(table, fact_id=fact_id(table, row))
