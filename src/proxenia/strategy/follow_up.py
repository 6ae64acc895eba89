r"""Follow-up: the next edition against the plan, and what explains the difference.

The change of the city's score and place, :math:`y_1 - y_0`, is taken apart by changing one thing after another, each on top of
what came before: the method (new framework and methodology on the old evidence), the data (figures of the city that speak of
the same or an earlier time than the old ones did, and those without a date), the city (figures that are newer), and the rivals
(everything else). The parts add up to the whole exactly. Another order would give other parts where they interact; this one
is fixed, and stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.errors import StudyError
from proxenia.index import build

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.compare.panel import Panel
    from proxenia.index import Index, Methodology
    from proxenia.indicators import Catalog, Observation
    from proxenia.locale.text import Text
    from proxenia.strategy.roadmap import Band, Roadmap

__all__ = ["Expected", "FollowUp", "Moved", "Part", "follow_up"]

Cause = Literal["method", "data", "city", "rivals"]
SMALL = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A figure of the city that is another now: value and year before and after, facts below it now, levers that move it."""

    indicator: str
    name: Text
    cause: Cause
    before: float | None
    after: float | None
    year_before: int | None
    year_after: int | None
    observations: tuple[str, ...]
    levers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one cause adds to the city's score, and by how many places it moves it (below zero is up)."""

    cause: Cause
    score: float
    places: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the plan expected of an indicator by now, and what is seen."""

    indicator: str
    name: Text
    low: float
    middle: float
    high: float
    seen: float | None
    verdict: Literal["below", "within", "above", "not known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """The next edition against the plan.

    `expected_score` is the band the plan gave for this time; `parts` add up to the change of score and place.
    """

    city: str
    phase: str
    score_before: float
    score_after: float
    rank_before: float
    rank_after: float
    expected_score: tuple[float, float]
    expected_rank: tuple[float, float]
    verdict: Literal["below", "within", "above"]
    parts: tuple[Part, ...]
    moved: tuple[Moved, ...]
    indicators: tuple[Expected, ...]


def follow_up(
    roadmap: Roadmap,
    *,
    before: tuple[Panel, Methodology],
    between: tuple[Panel, Methodology],
    after: tuple[Panel, Methodology],
    focal: int,
    catalog: Catalog,
    phase: str,
) -> FollowUp:
    """Take apart what happened since the plan.

    Parameters
    ----------
    roadmap
        The plan in time, as it was made.
    before
        Panel and methodology of the plan.
    between
        The same evidence under the method of now.
    after
        The evidence and the method of now.
    focal
        Identifier of the city.
    phase
        Code of the phase that has ended.

    Raises
    ------
    StudyError
        If the roadmap has no such phase.
    """
    reached = next((p for p in roadmap.phases if p.code == phase), None)
    if reached is None:
        raise StudyError(f"no phase {phase!r} in the roadmap; there are {', '.join(p.code for p in roadmap.phases)}")
    states = _states(before, between, after, focal)
    causes: tuple[Cause, ...] = ("method", "data", "city", "rivals")
    parts = tuple(
        Part(cause=cause, score=then[0] - first[0], places=then[1] - first[1])
        for cause, first, then in zip(causes, states[:-1], states[1:], strict=True)
    )
    score, rank = states[-1]
    low, high = reached.outlook.score_interval
    return FollowUp(
        city=roadmap.plan.city,
        phase=phase,
        score_before=states[0][0],
        score_after=score,
        rank_before=states[0][1],
        rank_after=rank,
        expected_score=(low, high),
        expected_rank=reached.outlook.rank_interval,
        verdict="below" if score < low else ("above" if score > high else "within"),
        parts=parts,
        moved=_moved(roadmap, between[0], after[0], focal, catalog),
        indicators=tuple(_expected(band, after[0], focal) for band in reached.bands),
    )


def _states(
    before: tuple[Panel, Methodology], between: tuple[Panel, Methodology], after: tuple[Panel, Methodology], focal: int
) -> list[tuple[float, float]]:
    old, method = between
    new = after[0]
    values = old.observations.central(old.cells)
    row = old.position(focal)
    fresh = new.observations.central(new.cells)[new.position(focal)]
    states = [_place(before[0].index, before[0].position(focal)), _place(old.index, row)]
    indicators = old.observations.indicators
    for cause in ("data", "city"):
        for column, indicator in enumerate(indicators):
            if _cause(old, new, focal, indicator) == cause:
                values[row, column] = _of(new, fresh, indicator)
        states.append(_place(build(values, framework=old.dimensions, methodology=method), row))
    states.append(_place(new.index, new.position(focal)))
    return states


def _place(index: Index, row: int) -> tuple[float, float]:
    return float(index.scores[row, 0]), float(index.ranks[row, 0])


def _of(panel: Panel, values: NDArray[np.float64], indicator: str) -> float:
    known = panel.observations.indicators
    return float(values[known.index(indicator)]) if indicator in known else np.nan


def _cause(old: Panel, new: Panel, focal: int, indicator: str) -> Cause | None:
    """Whether a figure of the city is newer than the old one, or another word on the same time; None where it is the same."""
    first, then = old.observations.get(focal, indicator), new.observations.get(focal, indicator)
    if _same(first, then):
        return None
    if then is not None and then.year is not None and then.year > _latest(old, focal, first):
        return "city"
    return "data"


def _latest(old: Panel, focal: int, first: Observation | None) -> int:
    if first is not None and first.year is not None:
        return first.year
    years = [cell.year for (city, _), cell in old.observations.cells.items() if city == focal and cell.year]
    return max(years, default=0)


def _same(first: Observation | None, then: Observation | None) -> bool:
    if first is None or then is None:
        return first is then
    return abs((first.value or 0.0) - (then.value or 0.0)) < SMALL and first.year == then.year


def _moved(roadmap: Roadmap, old: Panel, new: Panel, focal: int, catalog: Catalog) -> tuple[Moved, ...]:
    levers = {entry.lever: entry.moves for entry in roadmap.plan.levers if entry.lever in roadmap.plan.portfolio.levers}
    out = []
    for indicator in new.observations.indicators:
        cause = _cause(old, new, focal, indicator)
        if cause is None:
            continue
        first, then = old.observations.get(focal, indicator), new.observations.get(focal, indicator)
        out.append(
            Moved(
                indicator=indicator,
                name=catalog[indicator].name,
                cause=cause,
                before=None if first is None else first.value,
                after=None if then is None else then.value,
                year_before=None if first is None else first.year,
                year_after=None if then is None else then.year,
                observations=() if then is None else then.facts,
                levers=tuple(lever for lever, moves in levers.items() if indicator in moves),
            )
        )
    return tuple(out)


def _expected(band: Band, new: Panel, focal: int) -> Expected:
    cell = new.observations.get(focal, band.indicator)
    seen = None if cell is None else cell.value
    low, high = band.low, band.high
    if seen is None:
        verdict: Literal["below", "within", "above", "not known"] = "not known"
    else:
        verdict = "below" if seen < low - SMALL else ("above" if seen > high + SMALL else "within")
    return Expected(
        indicator=band.indicator,
        name=band.name,
        low=low,
        middle=band.middle,
        high=high,
        seen=seen,
        verdict=verdict,
    )
