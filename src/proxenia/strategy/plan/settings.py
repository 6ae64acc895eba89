"""Settings of a plan where nothing else is asked for, and the pace that dated figures show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from proxenia.compare.panel import points_of
from proxenia.errors import StudyError
from proxenia.strategy.plan.world import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from proxenia.indicators import Catalog

__all__ = ["Settings", "measured_pace", "read_pace"]

LEAST_YEARS = 2
LEAST_PAIRS = 8
PARTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceEnds:
    """Points of a score a year: low, likely, high."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Benchmarks, horizon, confidence, draws and pace of a plan."""

    name: str
    benchmarks: tuple[str, ...]
    years: float
    confidence: float
    draws: int
    scenarios: int
    pace: PaceEnds

    @classmethod
    def read(cls) -> Settings:
        """Read the embedded settings."""
        file = files("proxenia").joinpath("data", "strategy", "settings.toml")
        return msgspec.toml.decode(file.read_bytes(), type=cls)

    def assumed(self) -> Pace:
        """Give the pace that is assumed of every rival."""
        return Pace(low=self.pace.low, likely=self.pace.likely, high=self.pace.high, source=f"judgment, {self.name}")


def read_pace(
    text: str, *, settings: Settings, rows: Iterable[Mapping[str, Any]], catalog: Catalog, indicators: Sequence[str]
) -> Pace:
    """Read how rivals move: `assumed`, `still`, `trend`, three numbers, or cities with their own, parted by commas.

    Raises
    ------
    StudyError
        If it cannot be read, or there are too few dated figures for a trend.

    Examples
    --------
    >>> read_pace("0,0.5,1,Beijing=2", settings=Settings.read(), rows=(), catalog=None, indicators=()).own
    (('Beijing', 2.0),)
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    own = tuple((name.strip(), _number(value, text)) for name, _, value in (p.partition("=") for p in parts) if value)
    ends = [part for part in parts if "=" not in part]
    if ends in ([], ["assumed"]):
        base = settings.assumed()
    elif ends == ["still"]:
        base = Pace(low=0.0, likely=0.0, high=0.0, source="rivals stand still, as asked")
    elif ends == ["trend"]:
        base = measured_pace(rows, catalog=catalog, indicators=indicators)
    elif len(ends) == 3:  # noqa: PLR2004  low, likely, high
        low, likely, high = (_number(end, text) for end in ends)
        base = Pace(low=low, likely=likely, high=high, source="as asked")
    else:
        raise StudyError(
            f"pace {text!r} cannot be read; write assumed, still, trend, or low,likely,high, and City=points for one city"
        )
    return Pace(low=base.low, likely=base.likely, high=base.high, source=base.source, own=own)


def measured_pace(rows: Iterable[Mapping[str, Any]], *, catalog: Catalog, indicators: Sequence[str]) -> Pace:
    """Measure the pace of cities from figures of the same measure in years apart.

    Each city and indicator with two dated figures at least two years apart gives points a year, from the first to the last.
    Half of them lie between the quartiles; what a score gains is taken to be a mean of four such parts, so that its ends lie
    half as far from the median as theirs do.

    Parameters
    ----------
    rows
        Figures: `geonames_id`, `measure_id`, `year`, `value`.
    catalog, indicators
        What the figures stand for.

    Raises
    ------
    StudyError
        If fewer than eight pairs of figures are dated so.
    """
    measures = {
        measure: indicator
        for indicator in indicators
        for measure in (indicator, *catalog[indicator].measures)
        if catalog[indicator].kind == "figure"
    }
    series: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
    for row in rows:
        if row["measure_id"] in measures and row["year"]:
            series[row["geonames_id"], row["measure_id"]][row["year"]] = float(row["value"])
    changes = []
    for (_, measure), by_year in series.items():
        first, last = min(by_year), max(by_year)
        if last - first < LEAST_YEARS:
            continue
        indicator = measures[measure]
        factor = catalog[indicator].factors.get(measure, 1.0)
        values = np.array([[by_year[first] * factor], [by_year[last] * factor]])
        before, after = points_of(values, (indicator,), catalog)[:, 0]
        changes.append((after - before) / (last - first))
    if len(changes) < LEAST_PAIRS:
        raise StudyError(
            f"{len(changes)} dated pairs of figures are too few for a trend; {LEAST_PAIRS} are needed, or write --pace assumed"
        )
    low, middle, high = np.quantile(changes, [0.05, 0.5, 0.95])
    half = np.sqrt(PARTS)
    return Pace(
        low=float(middle + (low - middle) / half),
        likely=float(middle),
        high=float(middle + (high - middle) / half),
        source=f"measured from {len(changes)} dated pairs of figures",
    )


def _number(text: str, whole: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise StudyError(
            f"pace {whole!r}: {text!r} is no number; write points of a score a year, such as 0.5"
        ) from None
