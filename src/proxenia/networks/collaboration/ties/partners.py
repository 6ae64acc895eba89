"""A city's partners: its ties with their strengths and, if wanted, what size and distance would expect of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.errors import EvidenceError
from proxenia.networks.collaboration.ties.gravity import fit_gravity
from proxenia.networks.collaboration.ties.strength import strengths

if TYPE_CHECKING:
    from proxenia.networks.collaboration.collaborate import Collaboration, Counting

__all__ = ["partners_of"]


def partners_of(
    collaboration: Collaboration,
    place: int,
    *,
    counting: Counting = "fractional",
    with_expected: bool = False,
    abroad: bool = False,
) -> list[dict[str, Any]]:
    """Partners of the unit a place is part of, heaviest tie first.

    Rows: city, geonames_id, weight, works, confidence, salton, jaccard, association, intensity; with `with_expected`
    also expected, ratio, low and high of a gravity model over the cities with most works, None for the others.

    Raises
    ------
    EvidenceError
        If no work of the corpus lies there.
    """
    units = collaboration.units
    unit = units.unit_of.get(place)
    if unit is None or unit not in collaboration.output("full"):
        raise EvidenceError(f"no work of these records lies in the city with GeoNames number {place}")
    ratios: dict[tuple[int, int], dict[str, Any]] = {}
    ties = strengths(collaboration, counting)
    if with_expected:
        works = {(tie["unit_a"], tie["unit_b"]): tie["works"] for tie in ties}
        gravity = fit_gravity(units.units, collaboration.output("full"), works)
        ratios = {(row["unit_a"], row["unit_b"]): row for row in gravity.pairs}
    rows = []
    for tie in ties:
        ends = (tie["unit_a"], tie["unit_b"])
        if unit not in ends:
            continue
        other = units.units[ends[0] if ends[1] == unit else ends[1]]
        if abroad and other.country_iso2 == units.units[unit].country_iso2:
            continue
        row: dict[str, Any] = {"city": other.label, "geonames_id": other.unit_id}
        row |= {name: value for name, value in tie.items() if not name.startswith("unit_")}
        if with_expected:
            known = ratios.get(ends, {})
            row |= {name: known.get(name) for name in ("expected", "ratio", "low", "high")}
        rows.append(row)
    return rows
