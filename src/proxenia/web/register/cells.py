"""Cells: what the register says of one city at one indicator, which figure stands, by which rule, and beside which others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.indicators import ObsStatus
from proxenia.indicators.observation import Rivals, Scale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from proxenia.indicators import Indicator, Observation
    from proxenia.places import City
    from proxenia.web.observatory import Observatory

__all__ = ["RULES", "Cell", "Rival", "cell_of", "conflicts", "fed_by", "is_below", "year_of"]

Row = dict[str, Any]
RULES = {
    "figure": "The figure of the newest year stands; within a year that of the best grade. Figures up to {years} years"
    " older stay beside it, weighed by grade and age, and their spread is part of the interval.",
    "coded": "The score of the best grade stands, then that of the newest page. Every score stays and is weighed by its"
    " grade in the interval.",
    "memberships": "Each network in which a current membership was seen counts once. A network whose list is not complete"
    " counts by a stated chance.",
    "agreements": "Agreements that are in force are counted. Where a source tells a larger total, that total stands, and"
    " both are in the interval.",
    "roles": "Seats in governing bodies that were seen are counted; the interval leaves room for unseen ones.",
    "secretariats": "Secretariats of networks that were seen in the city are counted.",
}
"""How the value of a cell is chosen, by the kind of its indicator, as the reading of the evidence does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A row below a cell: its table, whether it stands, and its share (0-1) of the draws, None where it is counted."""

    table: str
    row: Row
    stands: bool
    share: float | None

    @property
    def year(self) -> int | None:
        """Year of the fact, or of its page where the fact has none."""
        return year_of(self.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One city at one indicator: the observation, the rows below it, and the rows that it leaves out.

    `rule` is one of `RULES`, to be filled with `years`.
    """

    city: City
    indicator: Indicator
    observation: Observation
    rivals: tuple[Rival, ...]
    left: tuple[Rival, ...]
    rule: str
    years: int

    @property
    def is_in_conflict(self) -> bool:
        """Whether sources contradict each other so much that the value is marked."""
        return self.observation.status is ObsStatus.CONFLICTING


def cell_of(seen: Observatory, geonames_id: int, indicator_id: str) -> Cell | None:
    """Everything below one value; None where nothing is known.

    Raises
    ------
    UnknownCity
        If the gazetteer has no such city.
    DataError
        If the catalog has no such indicator.
    """
    indicator, bench = seen.catalog[indicator_id], seen.workbench
    city = seen.gazetteer.city(geonames_id)
    found = bench.measurer.measure([geonames_id], indicators=[indicator_id]).get(geonames_id, indicator_id)
    if found is None:
        return None
    rows, below = _by_id(seen), is_below(seen, indicator_id)
    is_chosen = isinstance(found.spread, Rivals | Scale)
    weights = found.spread.weights if isinstance(found.spread, Rivals | Scale) else ()
    shares = _shares(found, weights, rows)
    rivals = tuple(
        Rival(table=rows[fact][0], row=rows[fact][1], stands=i == 0 or not is_chosen, share=shares.get(fact))
        for i, fact in enumerate(found.facts)
    )
    counted = set(found.facts)
    left = tuple(
        Rival(table=table, row=row, stands=False, share=None)
        for fact, (table, row) in rows.items()
        if fact not in counted and is_chosen and row.get("geonames_id") == geonames_id and below(table, row)
    )
    kind = "coded" if isinstance(found.spread, Scale) else "figure" if is_chosen else indicator.kind
    return Cell(
        city=city, indicator=indicator, observation=found, rivals=rivals, left=left, rule=RULES[kind],
        years=bench.reading.figure.window_years,
    )  # fmt: skip


def conflicts(seen: Observatory) -> list[Cell]:
    """Cells for which sources give different values, those that contradict each other first."""
    return seen.once("conflicts", lambda: _conflicts(seen))


def fed_by(seen: Observatory, table: str, row: Row) -> list[tuple[int, Indicator]]:
    """Cells of the framework that a row is below: the number of the city, and the indicator."""
    numbers = [row[name] for name in ("geonames_id", "geonames_id_a", "geonames_id_b") if row.get(name)]
    return [
        (number, seen.catalog[indicator])
        for indicator in seen.framework.indicator_ids
        if is_below(seen, indicator)(table, row)
        for number in numbers
    ]


def is_below(seen: Observatory, indicator_id: str) -> Callable[[str, Row], bool]:
    """Tell whether a row of a table may be below an indicator; raise `DataError` when the catalog has no such indicator."""
    indicator = seen.catalog[indicator_id]
    measures = {indicator.id, *indicator.measures}
    networks = set(seen.workbench.measurer.networks_counted(indicator))

    def below(table: str, row: Row) -> bool:
        if table == "observations":
            return row["measure_id"] in measures
        if table == "coded_facts":
            return indicator.kind == "coded" and row["item"] == indicator.item
        if table == "memberships":
            return row["network_id"] in networks or (indicator.kind == "roles" and row["role"] != "member")
        if table == "agreements":
            return indicator.kind == "agreements" and row["kind"] in indicator.agreement_kinds
        return table == "networks" and (indicator.kind == "secretariats" or row["network_id"] in networks)

    return below


def year_of(row: Row) -> int | None:
    """Year of a fact, or of its page where the fact has none; None where neither is known."""
    told = next((row[name] for name in ("year", "since_year", "founded_year") if row.get(name)), None)
    return told or (int(row["as_of"][:4]) if row.get("as_of") else None)


def _conflicts(seen: Observatory) -> list[Cell]:
    found = []
    for number, indicator in _contested(seen):
        cell = cell_of(seen, number, indicator)
        if cell is not None and len({_said(rival) for rival in cell.rivals}) > 1 and cell.rivals[0].share is not None:
            found.append(cell)
    return sorted(found, key=lambda cell: (not cell.is_in_conflict, cell.city.name, cell.indicator.id))


def _contested(seen: Observatory) -> Iterator[tuple[int, str]]:
    """Cells of the framework with several figures or scores."""
    groups: dict[tuple[int, str], int] = defaultdict(int)
    for table, name in (("observations", "measure_id"), ("coded_facts", "item")):
        for row in seen.store.rows(table):
            groups[(row["geonames_id"], row[name])] += 1
    for indicator_id in seen.framework.indicator_ids:
        indicator = seen.catalog[indicator_id]
        names = {indicator.id, *indicator.measures, *((indicator.item,) if indicator.item else ())}
        yield from sorted({(number, indicator_id) for (number, name), n in groups.items() if n > 1 and name in names})


def _said(rival: Rival) -> object:
    return rival.row["value"] if rival.table == "observations" else rival.row.get("score")


def _shares(found: Observation, weights: tuple[float, ...], rows: dict[str, tuple[str, Row]]) -> dict[str, float]:
    """Share of each row in the draws; weights come in the order of the store, facts with the chosen one first."""
    total = sum(weights)
    order = {fact: i for i, fact in enumerate(rows)}
    return (
        {fact: weight / total for fact, weight in zip(sorted(found.facts, key=order.__getitem__), weights, strict=True)}
        if weights
        else {}
    )


def _by_id(seen: Observatory) -> dict[str, tuple[str, Row]]:
    """Rows that count, by their id, in the order of the store."""

    def read() -> dict[str, tuple[str, Row]]:
        names = ("observations", "coded_facts", "memberships", "agreements", "networks")
        return {row["fact_id"]: (table, row) for table in names for row in seen.store.rows(table)}

    return seen.once("rows by id", read)
