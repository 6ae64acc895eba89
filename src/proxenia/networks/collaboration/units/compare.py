"""How far results move with the urban unit: the same cities as places, areas, clusters or units of one's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from proxenia.networks.collaboration.collaborate import Collaboration, Counting, Plan, collaborate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from proxenia.networks.collaboration.corpus import Corpus

__all__ = ["UnitComparison", "compare_units"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitComparison:
    """The cities with most works, under each unit.

    Rows of `cities`: city, geonames_id, and for each unit its output, rank, partners and `international` share. Rows of
    `pairs`: two units, Spearman's correlation of output over these cities, the median and largest move of a rank, and
    the city that moves most.
    """

    kinds: tuple[str, ...]
    cities: tuple[dict[str, Any], ...]
    pairs: tuple[dict[str, Any], ...]


def compare_units(
    corpus: Corpus,
    *,
    plan: Plan | None = None,
    kinds: Sequence[str | Path] = ("place", "area", "cluster"),
    counting: Counting = "fractional",
    most: int = 100,
) -> UnitComparison:
    """Count a corpus under several units and say how far its largest places move.

    Parameters
    ----------
    corpus, plan
        As for `collaborate`; the plan's unit is not used.
    kinds
        Units to compare, as `make_units` takes them.
    counting
        Weight that cities are ranked by.
    most
        Places compared: those with most works. Each stands for the unit it is part of.
    """
    plan = plan or Plan()
    counts = {str(kind): collaborate(corpus, plan=replace(plan, unit=kind)) for kind in kinds}
    places = collaborate(corpus, plan=replace(plan, unit="place"))
    output = places.output(counting)
    chosen = sorted(output, key=lambda number: (-output[number], number))[:most]
    tables = {kind: _table(count, chosen, counting) for kind, count in counts.items()}
    cities = tuple(
        {
            "city": places.units.units[number].label,
            "geonames_id": number,
            **{kind: table[number] for kind, table in tables.items()},
        }
        for number in chosen
    )
    names = tuple(counts)
    pairs = tuple(_moved(a, b, cities) for i, a in enumerate(names) for b in names[i + 1 :])
    return UnitComparison(kinds=names, cities=cities, pairs=pairs)


def _table(count: Collaboration, places: list[int], counting: Counting) -> dict[int, dict[str, Any]]:
    output, works = count.output(counting), count.output("full")
    order = {unit: rank for rank, unit in enumerate(sorted(output, key=lambda n: (-output[n], n)), start=1)}
    partners: dict[int, int] = dict.fromkeys(output, 0)
    for tie in count.ties(counting):
        partners[tie["unit_a"]] += 1
        partners[tie["unit_b"]] += 1
    abroad = count.international()
    return {
        place: {
            "unit": count.units.units[unit].label,
            "output": output[unit],
            "rank": order[unit],
            "partners": partners[unit],
            "international": abroad[unit] / works[unit],
        }
        for place in places
        if (unit := count.units.unit_of[place]) in output
    }


def _moved(a: str, b: str, cities: Sequence[dict[str, Any]]) -> dict[str, Any]:
    from statistics import median  # noqa: PLC0415  beside its use

    from scipy.stats import spearmanr  # noqa: PLC0415  most commands correlate nothing

    moves = [abs(city[a]["rank"] - city[b]["rank"]) for city in cities]
    values = [[city[kind]["output"] for city in cities] for kind in (a, b)]
    varied = all(len(set(each)) > 1 for each in values)
    most = max(range(len(cities)), key=lambda k: (moves[k], -k), default=None)
    return {
        "unit_a": a,
        "unit_b": b,
        "spearman": float(spearmanr(*values).statistic) if varied else None,
        "median_move": float(median(moves)) if moves else None,
        "largest_move": max(moves, default=None),
        "moves_most": None if most is None else cities[most]["city"],
    }
