"""Aims: by how much a city meets or misses its target in each draw, in rows that must all be met at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.models import COMPENSATION
from proxenia.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.compare.models import IdealType, IdealTypes
    from proxenia.strategy.aim.target import Target
    from proxenia.strategy.plan.world import World

__all__ = ["NEAR", "Aim", "Goal", "aim_at"]

NEAR = 1e-9


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a target needs besides the world: models, the city's level halfway to the exemplar, and benchmark points.

    `benchmarks` gives for each indicator named as a gap the points (0-100) to reach.
    """

    target: Target
    types: IdealTypes | None = None
    halfway: float | None = None
    benchmarks: dict[str, float] | None = None

    def model(self) -> IdealType:
        """Give the model that is aimed at."""
        models = () if self.types is None else self.types.model
        for model in models:
            if self.target.subject in {model.code, model.code.replace("_centered", "_centred")}:
                return model
        raise StudyError(
            "no model {name!r}; there are {choices}", name=self.target.subject, choices=tuple(m.code for m in models)
        )


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A target in a world: `margins` of points is at or above zero, in every row, where the target is met.

    `columns` are the indicators that matter to it; `unit` is what a margin is counted in.
    """

    goal: Goal
    margins: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    columns: tuple[int, ...]

    def met(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say in which draws a city with these points meets the target, shape (n_draws,)."""
        return np.asarray((self.margins(points) >= -NEAR).all(axis=0), dtype=bool)


def aim_at(goal: Goal, world: World) -> Aim:
    """Turn a target into margins.

    Raises
    ------
    StudyError
        If the target names a dimension, model, city or indicator that is not there, or a city without the score asked for.
    """
    makers = {"score": _score, "rank": _rank, "parity": _parity, "model": _model, "gaps": _gaps}
    return makers[goal.target.kind](goal, world)


def _leaves(world: World, node: int = 0) -> tuple[int, ...]:
    return tuple(int(j) for j in np.flatnonzero(world.framework.below[node]))


def _score(goal: Goal, world: World) -> Aim:
    level = goal.target.level or 0.0
    return Aim(goal=goal, margins=lambda points: world.scores(points)[None, :, 0] - level, columns=_leaves(world))


def _rank(goal: Goal, world: World) -> Aim:
    place = int(goal.target.level or 1)
    others = np.delete(world.rivals[:, :, 0], world.row, axis=1)
    if place > others.shape[1] + 1:
        raise StudyError(
            "rank {place} is beyond the {n} cities with a place; name a smaller one", place=place, n=others.shape[1] + 1
        )
    best = -np.sort(-np.where(np.isnan(others), -np.inf, others), axis=1)
    to_beat = best[:, place - 1] if place <= best.shape[1] else np.full(world.n, -np.inf)
    return Aim(goal=goal, margins=lambda points: world.scores(points)[None, :, 0] - to_beat, columns=_leaves(world))


def _parity(goal: Goal, world: World) -> Aim:
    target = goal.target
    if target.subject not in world.nodes:
        raise StudyError("no dimension {name!r}; there are {choices}", name=target.subject, choices=tuple(world.nodes))
    if target.city not in world.names:
        raise StudyError(
            "no city {name!r} in the panel of {n} cities; it has too little evidence",
            name=target.city,
            n=len(world.names),
        )
    node, row = world.nodes.index(target.subject), world.names.index(target.city)
    if row == world.row:
        raise StudyError("{name!r} is the city that plans and always level with itself; name another", name=target.city)
    theirs = world.rivals[:, row, node]
    if np.isnan(theirs).all():
        raise StudyError(
            "{name!r} has no score in {dimension!r}, so nobody can be level with it",
            name=target.city,
            dimension=target.subject,
        )

    def margins(points: NDArray[np.float64]) -> NDArray[np.float64]:
        gap = world.scores(points)[None, :, node] - theirs
        return np.where(np.isnan(gap), -np.inf, gap)

    return Aim(goal=goal, margins=margins, columns=_leaves(world, node))


def _model(goal: Goal, world: World) -> Aim:
    """A degree is at least d exactly where, for every condition k, half of it and half of the mean are."""
    model = goal.model()
    level = goal.target.level if goal.target.level is not None else goal.halfway
    if level is None:
        raise StudyError(
            "no degree to reach in {model!r}: its exemplar has none; write {example}",
            model=model.code,
            example=f"model:{model.code}=0.6",
        )
    columns = tuple(world.column(rule.indicator) for rule in model.conditions)
    spans = [_in_points(world, rule.indicator, rule.anchors) for rule in model.conditions]
    least = goal.types.minimum_known * len(columns) if goal.types is not None else 0.0

    def margins(points: NDArray[np.float64]) -> NDArray[np.float64]:
        mine = points[:, columns].T
        low, high = np.array(spans).T[:, :, None]
        degrees = np.clip((mine - low) / (high - low), 0, 1)
        known = ~np.isnan(degrees)
        mean = np.where(known, degrees, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        each = COMPENSATION * degrees + (1 - COMPENSATION) * mean
        rows = np.where(known, each - level, np.inf)
        return np.where(known.sum(axis=0) >= least, rows, -np.inf)

    return Aim(goal=goal, margins=margins, columns=columns)


def _gaps(goal: Goal, world: World) -> Aim:
    needed = goal.benchmarks or {}
    indicators = goal.target.indicators
    unknown = [i for i in indicators if i not in world.indicators]
    if not indicators:
        raise StudyError("no indicator named in the plan; name indicators of the framework")
    if unknown:
        raise StudyError(
            "no indicator {unknown!r} in the plan; name indicators of the framework", unknown=tuple(unknown)
        )
    missing = [i for i in indicators if i not in needed]
    if missing:
        raise StudyError(
            "no benchmark city has a value at {missing!r}, so there is no gap to close", missing=tuple(missing)
        )
    columns = tuple(world.column(i) for i in indicators)
    reach = np.array([needed[i] for i in indicators])

    def margins(points: NDArray[np.float64]) -> NDArray[np.float64]:
        gap = points[:, columns].T - reach[:, None]
        return np.where(np.isnan(gap), -np.inf, gap)

    return Aim(goal=goal, margins=margins, columns=columns)


def _in_points(world: World, indicator: str, anchors: Sequence[float]) -> tuple[float, float]:
    """Anchors of a condition on the scale of points; those of coded items are written in scores."""
    if world.catalog[indicator].kind != "coded":
        return float(anchors[0]), float(anchors[1])
    low, high = world.catalog[indicator].goalposts
    return 100 * (anchors[0] - low) / (high - low), 100 * (anchors[1] - low) / (high - low)
