r"""From records to ties: output of each city, ties of each pair, year by year, and the ledger that says what is missing.

All three ways of counting are made in one pass. Author-fractional weights are kept to their sum: with :math:`s_i` a
city's share of a work and :math:`S` the located share, a city's output :math:`s_i` is what stays within it,
:math:`s_i^2/S`, and half of its ties :math:`2 s_i s_j/S`; over all cities it adds up to the works located.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from proxenia.errors import MethodError
from proxenia.networks.collaboration.units import Units, make_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir
    import numpy as np

    from proxenia.networks.collaboration.corpus import Corpus
    from proxenia.networks.collaboration.engines import Engine

__all__ = [
    "COUNTINGS",
    "Collaboration",
    "Counting",
    "Plan",
    "YearLedger",
    "collaborate",
    "collaborate_labeled",
    "is_known",
]

Counting = Literal["full", "whole", "fractional"]
COUNTINGS: tuple[Counting, ...] = get_args(Counting)
HYPER_AUTHORS = 100
Columns = dict[str, "np.ndarray"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How records are counted.

    `unit` is what counts as a city. A work of `hyper_authors` or more gives output and no ties: OpenAlex's interface
    cuts author lists at 100, and a tie of thousands is none between two cities. With `is_shared_out` the unlocated part
    of a work is shared out over its cities; else it stays apart. `years` are the first and last year counted.
    """

    unit: str | Path = "place"
    hyper_authors: int = HYPER_AUTHORS
    is_shared_out: bool = False
    years: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Refuse a plan that counts nothing."""
        if self.hyper_authors < 2:  # noqa: PLR2004  a tie needs two authors
            raise MethodError(
                "hyper_authors {hyper_authors} leaves no work with a tie; write 2 or more",
                hyper_authors=self.hyper_authors,
            )
        if self.years is not None and self.years[0] > self.years[1]:
            raise MethodError("years {years}-{years_2} run backwards", years=self.years[0], years_2=self.years[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLedger:
    """What became of a year's works; `year` is None for works without one.

    `located` is the author-fractional sum of the shares that reached a city, `hyper` the works with several cities that
    give no tie because too many wrote them, `hyper_located` the located share of all hyper-authored works.
    """

    year: int | None
    works: float
    with_a_city: float
    located: float
    multi_city: float
    hyper: float
    hyper_located: float

    @property
    def unlocated_share(self) -> float:
        """Part of the year's works (0-1) that reached no city."""
        return 1 - self.located / self.works if self.works else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaboration:
    """Cities and ties of a corpus, in all three countings.

    `cities` and `pairs` are columns: CITY_YEARS and PAIR_YEARS of `steps`, one row for each city or pair of cities,
    year and label. Years without a number are left out of neither.
    """

    plan: Plan
    units: Units
    cities: Columns
    pairs: Columns
    ledger: tuple[YearLedger, ...]

    @property
    def works(self) -> float:
        """All works."""
        return sum(year.works for year in self.ledger)

    @property
    def located(self) -> float:
        """Works located, counted by their authors' shares."""
        return sum(year.located for year in self.ledger)

    @property
    def unlocated_share(self) -> float:
        """Part of the works (0-1) that reached no city, counted by their authors' shares."""
        return 1 - self.located / self.works if self.works else 0.0

    def output(self, counting: Counting = "fractional") -> dict[int, float]:
        """Weight of each city over all years."""
        return _summed(self.cities["unit_id"], self.cities[counting])

    def international(self) -> dict[int, float]:
        """Works of each city that have a city of another country among their authors' (full count)."""
        return _summed(self.cities["unit_id"], self.cities["international_full"])

    def ties(self, counting: Counting = "fractional", *, at_least: float = 0.0) -> list[dict[str, Any]]:
        """Ties over all years, heaviest first, as rows: unit_a, unit_b, weight, works (full count), confidence."""
        columns = _by_pair(self.pairs)
        order = sorted(
            range(len(columns["unit_a"])),
            key=lambda k: (-columns[counting][k], columns["unit_a"][k], columns["unit_b"][k]),
        )
        return [
            {
                "unit_a": int(columns["unit_a"][k]),
                "unit_b": int(columns["unit_b"][k]),
                "weight": float(columns[counting][k]),
                "works": float(columns["full"][k]),
                "confidence": float(columns["certain"][k] / columns["fractional"][k]),
            }
            for k in order
            if columns[counting][k] >= at_least
        ]

    def graph(
        self, counting: Counting = "fractional", *, by_year: bool = False, at_least: float = 0.0
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, str]]:
        """Nodes, edges and what to say about them, as `write_graph` takes them."""
        ties = self.ties(counting, at_least=at_least)
        output, works = self.output(counting), self.output("full")
        nodes = [
            {
                "id": number, "label": unit.name, "country": unit.country_iso2, "latitude": unit.latitude,
                "longitude": unit.longitude, "population": unit.population, "output": output[number],
                "works": works[number],
            }
            for number, unit in sorted(self.units.units.items()) if number in output
        ]  # fmt: skip
        if by_year:
            edges = self._yearly({(tie["unit_a"], tie["unit_b"]) for tie in ties}, counting)
        else:
            edges = [
                {"source": tie["unit_a"], "target": tie["unit_b"]}
                | {name: tie[name] for name in ("weight", "works", "confidence")}
                for tie in ties
            ]
        return nodes, edges, self.about(counting)

    def named(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows with the names of their units before the numbers: `unit_id`, or `unit_a` and `unit_b`."""
        names = {"unit_id": "city", "unit_a": "city_a", "unit_b": "city_b"}
        units = self.units.units
        return [
            {named: units[row[number]].label for number, named in names.items() if number in row} | row for row in rows
        ]

    def about(self, counting: Counting) -> dict[str, str]:
        """Say how the network was made."""
        return {
            "counting": counting,
            "unit": str(self.units.kind),
            "hyper_authors": str(self.plan.hyper_authors),
            "works": f"{self.works:.0f}",
            "works_located": f"{self.located:.6f}",
            "unlocated_share": f"{self.unlocated_share:.6f}",
        }

    def _yearly(self, wanted: set[tuple[int, int]], counting: Counting) -> list[dict[str, Any]]:
        p = self.pairs
        rows = zip(p["unit_a"], p["unit_b"], p["year"], p[counting], p["full"], strict=True)
        edges = [
            {"source": int(a), "target": int(b), "weight": float(weight), "works": float(works)}
            | ({"year": int(year)} if is_known(year) else {})
            for a, b, year, weight, works in rows
            if (int(a), int(b)) in wanted
        ]
        return sorted(edges, key=lambda edge: (edge["source"], edge["target"], edge.get("year", 0)))


def collaborate(corpus: Corpus, *, plan: Plan | None = None) -> Collaboration:
    """Count the cities and ties of a corpus.

    Parameters
    ----------
    corpus
        Records on an engine, from `open_corpus`.
    plan
        How to count.
    """
    plan = plan or Plan()
    return _count(corpus, plan, units_of(corpus, plan), [None])[0]


def collaborate_labeled(
    corpus: Corpus, *, plan: Plan | None = None, labels: ir.Table
) -> tuple[Collaboration, Collaboration]:
    """Count the cities and ties of a corpus twice in one pass: over all works, and apart for each label of a work.

    Parameters
    ----------
    corpus, plan
        As for `collaborate`.
    labels
        Table LABELS; a work counts for each of its labels, times the amount.
    """
    plan = plan or Plan()
    whole, apart = _count(corpus, plan, units_of(corpus, plan), [None, labels])
    return whole, apart


def units_of(corpus: Corpus, plan: Plan) -> Units:
    """Urban units that a corpus and a plan give; clusters are made of the works of places."""
    numbers = corpus.engine.columns(corpus.places.select("geonames_id").distinct())["geonames_id"]
    places = [int(number) for number in numbers if is_known(number)]
    if str(plan.unit) != "cluster":
        return make_units(places, kind=plan.unit)
    alone = Plan(hyper_authors=plan.hyper_authors, years=plan.years)
    works = _count(corpus, alone, make_units(places), [None])[0].output("full")
    return make_units(places, kind="cluster", works=works)


def _count(corpus: Corpus, plan: Plan, units: Units, labels: Sequence[ir.Table | None]) -> tuple[Collaboration, ...]:
    """Count once for each table of labels, from bundles made once."""
    from proxenia.networks.collaboration import steps  # noqa: PLC0415  only what counts records pays for it

    engine, name = corpus.engine, corpus.new_name
    table = engine.put(name("units"), units.rows(), schema=steps.UNITS)
    places = engine.keep(name("settled"), steps.settled(corpus.places, table))
    parts: list[tuple[list[ir.Table], list[ir.Table]]] = [([], []) for _ in labels]
    ledgers, totals = [], []
    for number in range(len(corpus.batches)):
        works = _between(corpus.works(number), corpus.year, plan.years)
        located = steps.located(corpus.shares(works), places, hyper_authors=plan.hyper_authors)
        kept = engine.keep(name("bundles"), steps.bundles(located))
        for (cities, pairs), label in zip(parts, labels, strict=True):
            shared = {"is_shared_out": plan.is_shared_out, "labels": label}
            cities.append(engine.keep(name("cities"), steps.city_years(kept, **shared)))
            pairs.append(engine.keep(name("pairs"), steps.pair_years(kept, **shared)))
        ledgers += engine.rows(steps.ledger(kept))
        totals += engine.rows(steps.work_years(works, corpus.year))
        engine.drop(kept)
    ledger = _ledger(totals, ledgers)
    return tuple(
        Collaboration(plan=plan, units=units, cities=_whole(engine, c), pairs=_whole(engine, p), ledger=ledger)
        for c, p in parts
    )


def _whole(engine: Engine, parts: list[ir.Table]) -> Columns:
    """Columns of the parts put together, which the engine then forgets."""
    import ibis  # noqa: PLC0415  the same

    from proxenia.networks.collaboration import steps  # noqa: PLC0415  the same

    columns = engine.columns(parts[0] if len(parts) == 1 else steps.added_up(ibis.union(*parts)))
    for part in parts:
        engine.drop(part)
    return columns


def _between(works: ir.Table, year: str, years: tuple[int, int] | None) -> ir.Table:
    return works if years is None else works.filter(works[year].between(*years))


def _ledger(totals: Sequence[dict[str, Any]], parts: Sequence[dict[str, Any]]) -> tuple[YearLedger, ...]:
    names = ("works", "with_a_city", "located", "multi_city", "hyper", "hyper_located")
    years: dict[int | None, dict[str, float]] = {}
    for row in (*totals, *parts):
        year = None if row["year"] is None else int(row["year"])
        found = years.setdefault(year, dict.fromkeys(names, 0.0))
        for column, value in row.items():
            if column != "year":
                found[column] += float(value or 0.0)
    return tuple(YearLedger(year=year, **years[year]) for year in sorted(years, key=lambda y: (y is None, y or 0)))


def _summed(keys: np.ndarray, values: np.ndarray) -> dict[int, float]:
    import numpy as np  # noqa: PLC0415  the same

    found, where = np.unique(np.asarray(keys), return_inverse=True)
    sums = np.bincount(where, weights=np.asarray(values, dtype=np.float64), minlength=len(found))
    return {int(key): float(total) for key, total in zip(found, sums, strict=True)}


def _by_pair(pairs: Columns) -> Columns:
    import numpy as np  # noqa: PLC0415  the same

    ends = np.stack([np.asarray(pairs["unit_a"], dtype=np.int64), np.asarray(pairs["unit_b"], dtype=np.int64)], axis=1)
    found, where = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    where = where.ravel()
    sums = {
        name: np.bincount(where, weights=np.asarray(pairs[name], dtype=np.float64), minlength=len(found))
        for name in ("full", "whole", "fractional", "certain")
    }
    return {"unit_a": found[:, 0], "unit_b": found[:, 1], **sums}


def is_known(value: object) -> bool:
    """Whether a value of a column is there: neither None, NaN nor masked."""
    return value is not None and type(value).__name__ != "MaskedConstant" and value == value  # noqa: PLR0124  NaN
