"""Facts held against each other: rows that came, went or were corrected between two editions, each with its source."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from proxenia.store import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proxenia.store import Store

__all__ = ["KEYS", "FactChange", "changed_facts"]

KEYS = {
    "cities": ("geonames_id",),
    "networks": ("network_id",),
    "memberships": ("network_id", "geonames_id", "role"),
    "agreements": ("geonames_id_a", "geonames_id_b", "kind"),
    "measures": ("measure_id",),
    "observations": ("geonames_id", "measure_id", "year", "note"),
    "coded_facts": ("geonames_id", "item", "coder"),
    "institutions": ("geonames_id", "kind", "name"),
}
"""What a row is about. Rows with one key compete, and are paired so that most of their cells agree."""
_PLACES = ("geonames_id", "geonames_id_a", "geonames_id_b", "secretariat_geonames_id")
_NAMES = ("city", "city_a", "city_b", "secretariat_city")
_NAMED = ("network_id", "measure_id", "item", "name", "kind", "year", "role", "note", "coder")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """A row that came, went or was corrected.

    `about` says in words what the row is about. `cells` holds each corrected cell with what stood there and what stands
    there now; it is empty for rows that came or went. `before` and `now` are the ids of the row, empty where there is none.
    """

    table: str
    change: Literal["came", "went", "corrected"]
    about: str
    cities: tuple[int, ...]
    cells: tuple[tuple[str, Any, Any], ...]
    before: str
    now: str
    source_url: str
    grade: str


def changed_facts(old: Store, new: Store) -> tuple[FactChange, ...]:
    """Rows that differ between two stores, in the order of the tables; the order of rows is no difference.

    Parameters
    ----------
    old, new
        Evidence. Rows that editors set aside count as gone.

    Returns
    -------
    changes
        Rows are matched by what they are about. Where several rows are about the same, those whose cells agree most are
        paired; what is left over came or went.

    Examples
    --------
    >>> from proxenia.store import Store
    >>> changed_facts(Store.open(), Store.open())
    ()
    """
    return tuple(change for table in tables() for change in _of_table(table, old.rows(table), new.rows(table)))


def _of_table(table: str, before: Iterable[Row], now: Iterable[Row]) -> list[FactChange]:
    mine, theirs = _by_key(table, before), _by_key(table, now)
    out = []
    for key in sorted(mine.keys() | theirs.keys(), key=repr):
        kept = Counter(row["fact_id"] for row in mine[key]) & Counter(row["fact_id"] for row in theirs[key])
        gone, come = (_without(rows[key], kept) for rows in (mine, theirs))
        for first, second in _pairs(table, gone, come):
            out.append(_change(table, first, second))
    return out


def _by_key(table: str, rows: Iterable[Row]) -> defaultdict[tuple[Any, ...], list[Row]]:
    out: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(row[name] for name in KEYS[table])
        out[(*sorted(key[:2]), *key[2:]) if table == "agreements" else key].append(row)
    return out


def _without(rows: Iterable[Row], kept: Counter[str]) -> list[Row]:
    left, out = Counter(kept), []
    for row in sorted(rows, key=lambda each: each["fact_id"]):
        if left[row["fact_id"]]:
            left[row["fact_id"]] -= 1
        else:
            out.append(row)
    return out


def _pairs(table: str, gone: list[Row], come: list[Row]) -> list[tuple[Row | None, Row | None]]:
    """Pair rows about the same, those with the fewest differing cells first."""
    order = sorted(
        (len(_cells(table, first, second)), i, j) for i, first in enumerate(gone) for j, second in enumerate(come)
    )
    pairs: dict[int, int] = {}
    for _, i, j in order:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    out: list[tuple[Row | None, Row | None]] = [(gone[i], come[j]) for i, j in sorted(pairs.items())]
    out += [(row, None) for i, row in enumerate(gone) if i not in pairs]
    return out + [(None, row) for j, row in enumerate(come) if j not in pairs.values()]


def _cells(table: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    return tuple(
        (name, first[name], second[name])
        for name in tables()[table].names
        if (first[name] or None) != (second[name] or None) or (first[name] == 0) != (second[name] == 0)
    )


def _change(table: str, before: Row | None, now: Row | None) -> FactChange:
    row = now or before or {}
    both = before is not None and now is not None
    cities = {row[name] for name in _PLACES if row.get(name) is not None}
    return FactChange(
        table=table,
        change="corrected" if both else "came" if now is not None else "went",
        about=_about(row),
        cities=tuple(sorted(cities)),
        cells=_cells(table, before, now) if before is not None and now is not None else (),
        before=before["fact_id"] if before is not None else "",
        now=now["fact_id"] if now is not None else "",
        source_url=row.get("source_url", ""),
        grade=row.get("grade", ""),
    )


def _about(row: Mapping[str, Any]) -> str:
    """City and what is said of it, such as `Tehran: intl_meetings_hosted 2024`."""
    places = " - ".join(str(row[name]) for name in _NAMES if row.get(name))
    said = " ".join(str(row[name]) for name in _NAMED if row.get(name) not in (None, ""))
    value = row.get("value", row.get("score"))
    amount = "" if value is None else f" = {json.dumps(value)}"
    return f"{places}: {said}{amount}" if places and said else f"{places or said}{amount}"
