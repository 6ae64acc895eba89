r"""What collaboration says of a city as an indicator: rows in the form of the evidence, for `proxenia evidence add`.

- `intl_copublication_share`: works of the city with a city of another country among their authors', over all its works
  (full count).
- `cross_bloc_copublication`: the weight of the city's ties with rival countries over what it would be if its ties abroad
  were spread as its country's would be under quasi-independence (`bridges/expectation.py`):
  :math:`\sum_{c \in \text{rivals}} w_{ic} \big/ W_i \sum_{c \in \text{rivals}} e_{kc} / \sum_c e_{kc}`, with :math:`W_i` the city's weight
  abroad, :math:`k` its country and :math:`e` the expected ties of countries. Rivals are those of each year.

A figure on few works is not given: it stays missing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.errors import EvidenceError
from proxenia.networks.collaboration.bridges.expectation import expected_by_year
from proxenia.networks.collaboration.collaborate import is_known
from proxenia.networks.collaboration.subjects.authority import wilson
from proxenia.provenance import GRADES, Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.networks.collaboration.bridges.blocs import Blocs
    from proxenia.networks.collaboration.collaborate import Collaboration

__all__ = ["COLUMNS", "CrossBloc", "cross_bloc", "is_centered", "science_observations"]

COLUMNS = (
    "geonames_id", "city", "country_iso2", "measure_id", "value", "unit", "year", "note", "source_url", "as_of", "grade",
)  # fmt: skip
LEAST_WORKS, LEAST_EXPECTED = 30, 1.0
MOST_OF_CORPUS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossBloc:
    """A city's ties with rival countries: seen and expected weight, and the works seen (full count of its ties)."""

    unit_id: int
    seen: float
    expected: float
    works: float

    @property
    def ratio(self) -> float:
        """Seen over expected."""
        return self.seen / self.expected


def cross_bloc(collaboration: Collaboration, *, blocs: Blocs) -> dict[int, CrossBloc]:
    """Ties of every city with the rivals of its country, seen and expected, over the years of rivalry.

    Cities without a rival in any year are not among them.
    """
    weights, world = _by_country(collaboration)
    expected, _ = expected_by_year(world)
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for year, pairs in expected.items():
        spread = _spread(pairs)
        for city, ties in weights[year].items():
            own = collaboration.units.units[city].country_iso2
            parts = spread.get(own, {})
            rivals = [country for country in parts if blocs.rivalry(own, country, year) is not None]
            if rivals:
                found = sums[city]
                found[0] += sum(ties[country][0] for country in rivals if country in ties)
                found[1] += sum(parts[country] for country in rivals) * sum(weight for weight, _ in ties.values())
                found[2] += sum(ties[country][1] for country in rivals if country in ties)
    return {
        city: CrossBloc(unit_id=city, seen=seen, expected=awaited, works=works)
        for city, (seen, awaited, works) in sums.items()
        if awaited > 0
    }


def science_observations(
    collaboration: Collaboration,
    *,
    blocs: Blocs,
    origin: Origin,
    cities: Sequence[int] | None = None,
    least_works: float = LEAST_WORKS,
) -> list[dict[str, Any]]:
    """Rows of the evidence table `observations`, one for each city and indicator that the records can tell.

    Parameters
    ----------
    collaboration
        Counts of a corpus, by place or area.
    blocs
        Memberships and rivalries by year.
    origin
        Where the records are from.
    cities
        GeoNames numbers of the cities wanted; all by default.
    least_works
        Works of a city below which nothing is said of it.

    Raises
    ------
    EvidenceError
        If the unit of the corpus is no city, or no work has a year.
    """
    if collaboration.units.kind == "country":
        raise EvidenceError("indicators are about cities; count by place or area")
    years = [year.year for year in collaboration.ledger if year.year is not None]
    if not years or origin.grade not in GRADES:
        raise EvidenceError("no work has a year; an observation needs one")
    span = f"{min(years)}-{max(years)}" if min(years) < max(years) else str(min(years))
    works, abroad = collaboration.output("full"), collaboration.international()
    crossing = {} if is_centered(collaboration) else cross_bloc(collaboration, blocs=blocs)
    rows = []
    for number in sorted(works, key=lambda n: (-works[n], n)):
        if works[number] < least_works or (cities is not None and number not in cities):
            continue
        unit = collaboration.units.units[number]
        base = {"geonames_id": number, "city": unit.name, "country_iso2": unit.country_iso2, "year": max(years)}
        base |= {"source_url": origin.source_url, "as_of": origin.as_of, "grade": origin.grade}
        shares = _share_row(works[number], abroad[number], span, collaboration)
        ratios = _ratio_row(crossing.get(number), span)
        rows += [{name: (base | row)[name] for name in COLUMNS} for row in (shares, ratios) if row is not None]
    return rows


def is_centered(collaboration: Collaboration) -> bool:
    """Whether one city is in half of the corpus or more, so that the corpus says nothing of how the world's ties lie."""
    works = collaboration.output("full")
    whole = sum(year.with_a_city for year in collaboration.ledger)
    return bool(works) and max(works.values()) >= MOST_OF_CORPUS * whole


def _share_row(works: float, abroad: float, span: str, collaboration: Collaboration) -> dict[str, Any]:
    low, high = wilson(abroad / works, works)
    note = f"{works:.0f} works of {span}, unit {collaboration.units.kind}, 90 % {low:.3f}-{high:.3f};"
    return {
        "measure_id": "intl_copublication_share",
        "value": round(abroad / works, 6),
        "unit": "share 0-1",
        "note": f"{note} {collaboration.unlocated_share:.1%} of the corpus unlocated",
    }


def _ratio_row(tie: CrossBloc | None, span: str) -> dict[str, Any] | None:
    if tie is None or tie.expected < LEAST_EXPECTED:
        return None
    low, high = _interval(tie)
    return {
        "measure_id": "cross_bloc_copublication",
        "value": round(tie.ratio, 6),
        "unit": "ratio",
        "note": f"{tie.works:.0f} joint works of {span} with rivals of the year, 90 % {low:.2f}-{high:.2f}",
    }


def _by_country(
    collaboration: Collaboration,
) -> tuple[dict[int, dict[int, dict[str, list[float]]]], dict[int, dict[tuple[str, str], float]]]:
    """Ties abroad by year: of each city with each country (weight, works), and of countries with each other."""
    units = collaboration.units.units
    cities: dict[int, dict[int, dict[str, list[float]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    )
    world: dict[int, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    p = collaboration.pairs
    columns = zip(p["unit_a"], p["unit_b"], p["year"], p["fractional"], p["full"], strict=True)
    for a, b, when, weight, works in columns:
        one, two = units[int(a)].country_iso2, units[int(b)].country_iso2
        if one == two or not is_known(when):
            continue
        for city, country in ((int(a), two), (int(b), one)):
            sums = cities[int(when)][city][country]
            sums[0] += float(weight)
            sums[1] += float(works)
        world[int(when)][min(one, two), max(one, two)] += float(weight)
    return cities, world


def _spread(expected: dict[tuple[str, str], float]) -> dict[str, dict[str, float]]:
    """Parts (0-1) of each country's expected ties that go to each other country."""
    whole: dict[str, dict[str, float]] = defaultdict(dict)
    for (a, b), works in expected.items():
        whole[a][b] = whole[b][a] = works
    return {a: {b: works / sum(ties.values()) for b, works in ties.items()} for a, ties in whole.items()}


def _interval(tie: CrossBloc) -> tuple[float, float]:
    """Ends of the 90 % interval of a ratio whose works vary as a Poisson count (on the logarithm; wide where there are none)."""
    spread = 1.645 / math.sqrt(max(tie.works, 1.0))
    if tie.works == 0:
        return 0.0, 3.0 / tie.expected
    return tie.ratio * math.exp(-spread), tie.ratio * math.exp(spread)
