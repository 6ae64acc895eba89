r"""Bridges across rival blocs: observed and expected co-publication of rival countries, and the cities that carry it.

Expected works are those of quasi-independence (`expectation.py`), year by year. Observed and expected works of a pair are
added up over the years of its rivalry. The interval of a ratio is the exact one of a Poisson count; that of the ratio
over all rival pairs comes from drawing the pairs anew with replacement. Whether rivalry goes with more or fewer works
than chance would give is asked by exchanging the countries: the same pattern of rivalries is laid over the countries in
another order, `DRAWS` times (the quadratic assignment procedure of Hubert and Schultz 1976), which keeps who is large and
how rivalries hang together.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from proxenia.errors import MethodError
from proxenia.networks.collaboration.bridges.expectation import expected_by_year
from proxenia.networks.collaboration.collaborate import Collaboration, Plan, collaborate, is_known
from proxenia.networks.collaboration.ties.gravity import Gravity, fit_gravity
from proxenia.networks.collaboration.units import country_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from proxenia.networks.collaboration.bridges.blocs import Blocs, Rivalry
    from proxenia.networks.collaboration.bridges.politics import Politics
    from proxenia.networks.collaboration.corpus import Corpus
    from proxenia.networks.collaboration.units import Unit

__all__ = ["Bridge", "Bridges", "find_bridges"]

Pair = tuple[str, str]
LEVEL = 0.9
DRAWS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A rival pair of countries: works seen and expected in the years of rivalry, and the cities they run through.

    `ratio` is seen over expected with its 90 % interval; above 1 the two publish more together than their collaboration
    at large would give. Rows of `cities`: city_a, city_b, weight (author-fractional), works, share of the pair's weight.
    """

    country_a: str
    country_b: str
    years: tuple[int, int]
    why: str
    source_url: str
    works: float
    expected: float
    ratio: float
    low: float
    high: float
    cities: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridges:
    """All rival pairs, most works first, and the two tests of the claim that science crosses blocs.

    `rival_ratio` and `other_ratio` are seen over expected of all rival and all other international pairs, each with low
    and high; `p_value` is the chance of a rival ratio as far from 1 where countries are exchanged. `years_left_out` have
    no expectation: too few ties, or one country in half of them. `gravity` is the expectation of country pairs with rivalry, and political distance where a table was given,
    as terms; None where the extra is not installed or pairs are too few, with `no_gravity` as the reason.
    """

    bridges: tuple[Bridge, ...]
    rival_ratio: tuple[float, float, float] | None
    p_value: float | None
    other_ratio: tuple[float, float, float] | None
    gravity: Gravity | None
    no_gravity: str
    years_left_out: tuple[int, ...]
    works: float
    unlocated_share: float

    def head(self) -> dict[str, Any]:
        """Give the two tests and the ledger as figures with names."""
        head: dict[str, Any] = {"works": self.works, "unlocated_share": self.unlocated_share}
        for name, found in (("rival_ratio", self.rival_ratio), ("other_ratio", self.other_ratio)):
            if found is not None:
                head |= dict(zip((name, f"{name}_low", f"{name}_high"), found, strict=True))
        if self.p_value is not None:
            head["chance_of_a_rival_ratio_as_far_from_1"] = self.p_value
        if self.gravity is not None:
            for term in self.gravity.terms:
                head |= {f"gravity_{term.name}": term.estimate, f"gravity_{term.name}_se": term.se}
        else:
            head["no_gravity"] = self.no_gravity
        if self.years_left_out:
            head["years_without_expectation"] = ", ".join(map(str, self.years_left_out))
        return head

    def rows(self, *, with_cities: bool = False) -> list[dict[str, Any]]:
        """Bridges as rows; the cities as a list, or the first of them as a text."""
        return [
            {
                "country_a": each.country_a,
                "country_b": each.country_b,
                "first_year": each.years[0],
                "last_year": each.years[1],
                "works": each.works,
                "expected": each.expected,
                "ratio": each.ratio,
                "low": each.low,
                "high": each.high,
                "through": list(each.cities)
                if with_cities
                else "; ".join(f"{tie['city_a']}–{tie['city_b']}" for tie in each.cities[:2]),
                "why": each.why,
                "source_url": each.source_url,
            }
            for each in self.bridges
        ]


def find_bridges(
    corpus: Corpus,
    *,
    plan: Plan | None = None,
    blocs: Blocs,
    rng: np.random.Generator,
    politics: Politics | None = None,
    most_cities: int = 10,
) -> Bridges:
    """Find the bridges of a corpus.

    Parameters
    ----------
    corpus
        Records on an engine.
    plan
        How to count; its unit is that of the cities.
    blocs
        Memberships and rivalries by year.
    rng
        Chance for the intervals over pairs.
    politics
        A table of political distances, for the second test.
    most_cities
        City pairs listed for a bridge.
    """
    plan = plan or Plan()
    countries = collaborate(corpus, plan=replace(plan, unit="country"))
    cities = collaborate(corpus, plan=plan)
    seen = _by_pair_year(countries)
    expected, left_out = expected_by_year(seen)
    rival, other = _sorted_apart(seen, expected, blocs)
    through = _through(cities, {pair: set(years) for pair, (years, _, _, _) in rival.items()}, most_cities)
    bridges = [
        _bridge(pair, years, works, awaited, rivalry=why, cities=through.get(pair, ()))
        for pair, (years, works, awaited, why) in rival.items()
    ]
    gravity, reason = _gravity(countries, blocs, politics)
    return Bridges(
        bridges=tuple(sorted(bridges, key=lambda each: (-each.works, each.country_a, each.country_b))),
        rival_ratio=_pooled([(works, awaited) for _, works, awaited, _ in rival.values()], rng),
        p_value=_exchanged(seen, expected, blocs, rng),
        other_ratio=_pooled(other, rng),
        gravity=gravity,
        no_gravity=reason,
        years_left_out=left_out,
        works=countries.works,
        unlocated_share=countries.unlocated_share,
    )


def _by_pair_year(countries: Collaboration) -> dict[int, dict[Pair, float]]:
    seen: dict[int, dict[Pair, float]] = defaultdict(dict)
    p = countries.pairs
    for a, b, year, works in zip(p["unit_a"], p["unit_b"], p["year"], p["full"], strict=True):
        if is_known(year):
            one, two = sorted((country_code(int(a)), country_code(int(b))))
            seen[int(year)][one, two] = float(works)
    return dict(seen)


def _sorted_apart(
    seen: dict[int, dict[Pair, float]], expected: dict[int, dict[Pair, float]], blocs: Blocs
) -> tuple[dict[Pair, tuple[list[int], float, float, Rivalry]], list[tuple[float, float]]]:
    rival: dict[Pair, tuple[list[int], float, float, Rivalry]] = {}
    other: dict[Pair, tuple[float, float]] = {}
    for year in sorted(expected):
        for pair, awaited in expected[year].items():
            works = seen[year].get(pair, 0.0)
            why = blocs.rivalry(*pair, year)
            if why is None:
                before = other.get(pair, (0.0, 0.0))
                other[pair] = (before[0] + works, before[1] + awaited)
            else:
                years, had, hoped, _ = rival.get(pair, ([], 0.0, 0.0, why))
                rival[pair] = ([*years, year], had + works, hoped + awaited, why)
    return rival, list(other.values())


def _bridge(
    pair: Pair, years: list[int], works: float, expected: float, *, rivalry: Rivalry, cities: tuple[dict[str, Any], ...]
) -> Bridge:
    from scipy.stats import gamma  # noqa: PLC0415  most commands need no interval

    tail = (1 - LEVEL) / 2
    low = float(gamma.ppf(tail, works)) if works else 0.0
    high = float(gamma.ppf(1 - tail, works + 1))
    return Bridge(
        country_a=pair[0],
        country_b=pair[1],
        years=(years[0], years[-1]),
        why=rivalry.why,
        source_url=rivalry.source_url,
        works=works,
        expected=expected,
        ratio=works / expected,
        low=low / expected,
        high=high / expected,
        cities=cities,
    )


def _through(cities: Collaboration, wanted: dict[Pair, set[int]], most: int) -> dict[Pair, tuple[dict[str, Any], ...]]:
    units = cities.units.units
    weights: dict[Pair, dict[tuple[int, int], list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    p = cities.pairs
    for a, b, year, weight, works in zip(p["unit_a"], p["unit_b"], p["year"], p["fractional"], p["full"], strict=True):
        one, two = (int(a), int(b)) if units[int(a)].country_iso2 <= units[int(b)].country_iso2 else (int(b), int(a))
        pair = (units[one].country_iso2, units[two].country_iso2)
        if pair in wanted and year in wanted[pair]:
            sums = weights[pair][one, two]
            sums[0] += float(weight)
            sums[1] += float(works)
    return {pair: _listed(ties, units, most) for pair, ties in weights.items()}


def _listed(
    ties: Mapping[tuple[int, int], list[float]], units: Mapping[int, Unit], most: int
) -> tuple[dict[str, Any], ...]:
    total = sum(weight for weight, _ in ties.values())
    order = sorted(ties, key=lambda ends: (-ties[ends][0], ends))[:most]
    return tuple(
        {
            "city_a": units[a].label,
            "city_b": units[b].label,
            "weight": ties[a, b][0],
            "works": ties[a, b][1],
            "share": ties[a, b][0] / total,
        }
        for a, b in order
    )


def _pooled(pairs: list[tuple[float, float]], rng: np.random.Generator) -> tuple[float, float, float] | None:
    """Seen over expected of pairs together, with low and high from drawing the pairs anew."""
    import numpy as np  # noqa: PLC0415  the same

    figures = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    if not len(figures) or figures[:, 1].sum() == 0:
        return None
    drawn = rng.multinomial(len(figures), np.full(len(figures), 1 / len(figures)), size=DRAWS) @ figures
    ratios = drawn[:, 0] / np.where(drawn[:, 1] > 0, drawn[:, 1], np.nan)
    low, high = np.nanquantile(ratios, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(figures[:, 0].sum() / figures[:, 1].sum()), float(low), float(high)


def _exchanged(
    seen: dict[int, dict[Pair, float]], expected: dict[int, dict[Pair, float]], blocs: Blocs, rng: np.random.Generator
) -> float | None:
    """Chance of a rival ratio at least as far from 1, on a logarithmic scale, when countries change places."""
    import numpy as np  # noqa: PLC0415  the same

    names = sorted({name for pairs in expected.values() for pair in pairs for name in pair})
    at = {name: k for k, name in enumerate(names)}
    layers = []
    for year, pairs in expected.items():
        works, awaited, rival = (np.zeros((len(names), len(names))) for _ in range(3))
        for (a, b), hoped in pairs.items():
            i, j = at[a], at[b]
            works[i, j] = works[j, i] = seen[year].get((a, b), 0.0)
            awaited[i, j] = awaited[j, i] = hoped
            rival[i, j] = rival[j, i] = blocs.rivalry(a, b, year) is not None
        layers.append((works, awaited, np.argwhere(rival)))
    if not any(len(pairs) for _, _, pairs in layers):
        return None

    def far(order: np.ndarray) -> float:
        sums = [
            (w[order[p[:, 0]], order[p[:, 1]]].sum(), e[order[p[:, 0]], order[p[:, 1]]].sum()) for w, e, p in layers
        ]
        works, awaited = np.sum(sums, axis=0)
        return abs(float(np.log((works + 0.5) / (awaited + 0.5))))

    here = far(np.arange(len(names)))
    as_far = sum(far(rng.permutation(len(names))) >= here for _ in range(DRAWS))
    return (as_far + 1) / (DRAWS + 1)


def _gravity(countries: Collaboration, blocs: Blocs, politics: Politics | None) -> tuple[Gravity | None, str]:
    years = [year.year for year in countries.ledger if year.year is not None]
    if not years:
        return None, "no work has a year"
    span = (min(years), max(years))

    def rivalry(a: Unit, b: Unit) -> float:
        held = [blocs.rivalry(a.country_iso2, b.country_iso2, year) is not None for year in years]
        return sum(held) / len(held)

    more: dict[str, Any] = {"rivalry": rivalry}
    if politics is not None:
        more["political_distance"] = lambda a, b: politics.distance(a.country_iso2, b.country_iso2, span)
    works = {(tie["unit_a"], tie["unit_b"]): tie["works"] for tie in countries.ties("full")}
    try:
        return fit_gravity(countries.units.units, countries.output("full"), works, more=more), ""
    except MethodError as error:
        return None, str(error)
