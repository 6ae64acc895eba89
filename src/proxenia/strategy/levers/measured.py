"""Effects measured rather than judged: how much a figure changed in cities where it is dated twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.errors import StudyError
from proxenia.strategy.levers.program import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proxenia.indicators import Catalog

__all__ = ["MeasuredEffect", "measured_effect"]

LEAST_YEARS = 2
LEAST_CITIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredEffect:
    """An effect with the number of cities it was measured in, and the ids of the facts below it."""

    effect: Effect
    years: float
    cities: int
    observations: tuple[str, ...]

    def toml(self) -> str:
        """Write the effect as a line for a file of levers.

        Examples
        --------
        >>> effect = Effect(indicator="museums", kind="grow", size=(0.0, 0.1, 0.2))
        >>> MeasuredEffect(effect=effect, years=3, cities=9, observations=()).toml()
        '{ indicator = "museums", kind = "grow", size = [0.0, 0.1, 0.2], source = "" }'
        """
        size = ", ".join(str(round(end, 4)) for end in self.effect.size)
        source = self.effect.source
        return f'{{ indicator = "{self.effect.indicator}", kind = "grow", size = [{size}], source = "{source}" }}'


def measured_effect(
    rows: Iterable[Mapping[str, Any]], *, indicator: str, catalog: Catalog, years: float
) -> MeasuredEffect:
    r"""Measure by which share a figure grew over a time, in the cities where it is dated twice.

    From a city's first figure :math:`x_0` to its last, :math:`x_1`, :math:`m` years later (two or more, of one measure), its
    growth over :math:`n` years is :math:`(x_1/x_0)^{n/m} - 1`. Low, likely and high are the quartiles over cities. This is what
    happened, with levers and without: an upper bound of what a lever does, not its effect.

    Parameters
    ----------
    rows
        Figures: `geonames_id`, `measure_id`, `year`, `value`, `fact_id`.
    indicator
        The indicator they stand for.
    years
        Time over which the growth is told.

    Raises
    ------
    StudyError
        If the indicator is no figure, or fewer than five cities have it dated twice.
    """
    entry = catalog[indicator]
    if entry.kind != "figure":
        raise StudyError(f"{indicator} is counted or coded, not a dated figure, so its growth cannot be measured so")
    series: dict[tuple[int, str], dict[int, tuple[float, str]]] = defaultdict(dict)
    for row in rows:
        if row["measure_id"] in {indicator, *entry.measures} and row["year"] and row["value"] > 0:
            series[row["geonames_id"], row["measure_id"]][row["year"]] = (float(row["value"]), row["fact_id"])
    growth: dict[int, float] = {}
    facts: list[str] = []
    for (city, _), by_year in sorted(series.items()):
        first, last = min(by_year), max(by_year)
        if last - first < LEAST_YEARS or city in growth:
            continue
        growth[city] = (by_year[last][0] / by_year[first][0]) ** (years / (last - first)) - 1
        facts += [by_year[first][1], by_year[last][1]]
    if len(growth) < LEAST_CITIES:
        raise StudyError(
            f"{indicator} is dated twice in {len(growth)} cities; {LEAST_CITIES} are needed to measure its growth"
        )
    low, likely, high = (float(end) for end in np.quantile(list(growth.values()), [0.25, 0.5, 0.75]))
    source = f"growth over {years:g} years in {len(growth)} cities with two dated figures"
    effect = Effect(indicator=indicator, kind="grow", size=(low, likely, high), source=source)
    return MeasuredEffect(effect=effect, years=years, cities=len(growth), observations=tuple(facts))
