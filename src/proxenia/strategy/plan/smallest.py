"""The smallest path of a city: which figures have to change by how much under the published index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from proxenia.strategy.aim.margins import aim_at
from proxenia.strategy.aim.path import SmallestChange, smallest_change
from proxenia.strategy.plan.result import PathEntry, PathStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from proxenia.compare.panel import Panel
    from proxenia.indicators import Indicator
    from proxenia.strategy.aim.margins import Aim
    from proxenia.strategy.plan.verdict import Court
    from proxenia.strategy.plan.world import World

__all__ = ["find_path", "value_at"]

COUNTED = frozenset({"coded", "memberships", "agreements", "roles", "secretariats"})
SMALL = 1e-9
BISECTIONS = 14
MOST_MARGIN = 50.0
FAR = 0.95


@dataclass(frozen=True, kw_only=True)
class _Line:
    """The target as rows of a linear program around one state of the city."""

    columns: NDArray[np.int64]
    sign: NDArray[np.float64]
    most: NDArray[np.float64]
    before: NDArray[np.float64]
    step: NDArray[np.float64]
    gains: NDArray[np.float64]
    lacking: NDArray[np.float64]

    def solve(self, more: float = 0.0) -> SmallestChange:
        """Find the least change that meets the rows with some margin."""
        return smallest_change(self.gains, self.lacking + more, most=self.most, step=self.step, before=self.before)


def find_path(court: Court, central: World, *, panel: Panel, confidence: float) -> PathEntry:
    """Find the smallest path of a city and judge it in every draw.

    Only figures that a lever of the program moves may change; coded items change in whole steps. A figure that is not
    known has no starting point and stays out. Figures move at most as far as all levers together take them in one draw of
    twenty; where no path is that short, as far as their scale goes, and `within_reach` says so.
    """
    aim = aim_at(court.aim.goal, central)
    now = central.points(central.values)
    whole = _line(court, central, aim, now)
    line = _within(whole, court)
    found, within = line.solve(), True
    if found.change is None:
        line, found, within = whole, whole.solve(), False
    exact = not (central.simulation.percentile.any() or central.simulation.geometric.any())
    if found.change is None:
        return PathEntry(
            feasible=False,
            within_reach=False,
            total=None,
            steps=(),
            probability=None,
            sure_total=None,
            lacking=found.lacking,
            exact=exact,
        )
    steps = [
        _step(court, central, panel, int(column), float(now[0, column]), float(now[0, column] + sign * change))
        for column, sign, change in zip(line.columns, line.sign, found.change, strict=True)
        if change > SMALL
    ]
    return PathEntry(
        feasible=True,
        within_reach=within,
        total=found.total,
        steps=tuple(sorted(steps, key=lambda step: -abs(step.then - step.now))),
        probability=_probability(court, line, found),
        sure_total=_sure(court, line, confidence),
        lacking=0.0,
        exact=exact,
    )


def _within(line: _Line, court: Court) -> _Line:
    """Let figures move no further than the levers take them, by whole steps where they have steps."""
    every = court.points(np.ones(len(court.moves.codes), bool))[:, line.columns]
    base = court.world.points(court.world.values)[:, line.columns]
    moved = np.nan_to_num(np.nanquantile((every - base) * line.sign, FAR, axis=0))
    reach = np.minimum(line.most, np.maximum(moved, 0.0))
    steps = np.where(line.step > 0, line.step, 1.0)
    reach = np.where(line.step > 0, np.floor(reach / steps + 1e-6) * steps, reach)
    return replace(line, most=np.minimum(reach, line.most))


def _line(court: Court, central: World, aim: Aim, now: NDArray[np.float64]) -> _Line:
    moved = {touch.column for touch in court.moves.touches}
    columns = np.array([c for c in aim.columns if c in moved and not np.isnan(now[0, c])], dtype=np.int64)
    base = aim.margins(now)[:, 0]
    sign, most, before = np.ones(columns.size), np.zeros(columns.size), np.zeros(columns.size)
    gains = np.zeros((base.size, columns.size))
    for k, column in enumerate(columns):
        here = float(now[0, column])
        sign[k] = 1.0 if _gain(aim, now, column, 100.0).sum() >= _gain(aim, now, column, 0.0).sum() else -1.0
        room = 100.0 - here if sign[k] > 0 else here
        before[k], most[k], gains[:, k] = _bend(aim, now, int(column), sign[k], room)
    step = np.array([_step_size(central, int(column)) for column in columns])
    return _Line(
        columns=columns, sign=sign, most=most, before=before, step=step, gains=gains, lacking=np.maximum(-base, 0.0)
    )


def _gain(aim: Aim, now: NDArray[np.float64], column: int, to: float) -> NDArray[np.float64]:
    moved = now.copy()
    moved[0, column] = to
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(aim.margins(moved)[:, 0] - aim.margins(now)[:, 0])


def _bend(
    aim: Aim, now: NDArray[np.float64], column: int, sign: float, room: float
) -> tuple[float, float, NDArray[np.float64]]:
    """Where moving a figure begins to count, where it ends to, and what a point between gains each row."""
    here = float(now[0, column])
    whole = _gain(aim, now, column, here + sign * room)
    if room <= SMALL or not (np.abs(whole) > SMALL).any():
        return 0.0, 0.0, np.zeros(whole.size)
    row = int(np.argmax(np.abs(whole)))

    def reached(distance: float) -> float:
        return float(_gain(aim, now, column, here + sign * distance)[row] / whole[row])

    first = _where(reached, 1e-7, room) if reached(room * 1e-3) < 1e-7 else 0.0  # noqa: PLR2004  nothing yet
    last = _where(reached, 1 - 1e-7, room) if reached(room * (1 - 1e-3)) > 1 - 1e-7 else room
    return first, last, whole / max(last - first, SMALL)


def _where(reached: Callable[[float], float], share: float, room: float) -> float:
    low, high = 0.0, room
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) >= share else (middle, high)
    return high


def _step_size(world: World, column: int) -> float:
    indicator = world.catalog[world.indicators[column]]
    if indicator.kind != "coded":
        return 0.0
    low, high = indicator.goalposts
    return 100.0 / (high - low)


def _probability(court: Court, line: _Line, found: SmallestChange) -> float:
    points = court.world.points(court.world.values)
    moved = points.copy()
    if found.change is not None:
        moved[:, line.columns] = np.clip(points[:, line.columns] + line.sign * found.change, 0.0, 100.0)
    return float(court.aim.met(moved).mean())


def _sure(court: Court, line: _Line, confidence: float) -> float | None:
    """Least sum of points that reaches the target with the confidence, by asking for more and more margin."""
    low, high, best = 0.0, MOST_MARGIN, None
    scale = 1.0 if line.lacking.max(initial=0.0) > 1 else 0.02
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        found = line.solve(middle * scale)
        if found.change is not None and _probability(court, line, found) >= confidence:
            best, high = found.total, middle
        elif found.change is None:
            high = middle
        else:
            low = middle
    return best


def _step(court: Court, central: World, panel: Panel, column: int, now: float, then: float) -> PathStep:
    name = central.indicators[column]
    indicator = central.catalog[name]
    cell = panel.observations.get(panel.observations.cities[central.row], name)
    value = value_at(indicator, then)
    whole = indicator.kind in COUNTED
    return PathStep(
        indicator=name,
        name=indicator.name,
        unit=indicator.unit,
        now=now,
        then=then,
        now_value=float(central.values[0, column]),
        then_value=float(np.ceil(value - 1e-6)) if whole else float(f"{value:.6g}"),
        levers=tuple(
            court.moves.codes[k] for k in sorted({t.lever for t in court.moves.touches if t.column == column})
        ),
        observations=() if cell is None else cell.facts,
    )


def value_at(indicator: Indicator, points: float) -> float:
    """Value of an indicator at some points between its goalposts, the inverse of normalizing.

    Examples
    --------
    >>> from proxenia.indicators import Catalog
    >>> value_at(Catalog.read()["science_brand"], 100.0)
    3.0
    """
    share = points / 100 if indicator.direction == "higher" else 1 - points / 100
    low, high = indicator.goalposts
    if indicator.transform == "log1p":
        return float(np.expm1(np.log1p(low) + share * (np.log1p(high) - np.log1p(low))))
    return float(low + share * (high - low))
