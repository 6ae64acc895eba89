"""Running a scenario: each change in turn, with the paired difference it makes, and what all of them come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from proxenia.locale import Text, interval, number, percent
from proxenia.strategy.aim import Goal, Target, aim_at
from proxenia.strategy.levers import draw_moves
from proxenia.strategy.plan.result import Outlook
from proxenia.strategy.plan.verdict import Court, ends_of
from proxenia.strategy.plan.words import both
from proxenia.strategy.what_if.change import Change, Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.compare import IdealTypes
    from proxenia.indicators import Catalog
    from proxenia.locale import Language
    from proxenia.strategy.levers import Program
    from proxenia.strategy.plan.world import World
    from proxenia.strategy.what_if.laboratory import Laboratory

__all__ = ["Degree", "Standing", "Step", "WhatIf", "compare", "what_if"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Degree:
    """Degree of membership in a model, median with its 90 % interval; None where too little is known."""

    model: str
    name: Text
    degree: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the city stands at the horizon: target, score, rank, dimensions (medians) and models.

    `published_score` and `published_rank` are those of the central index.
    """

    outlook: Outlook
    published_score: float
    published_rank: float
    dimensions: dict[str, float]
    models: tuple[Degree, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change and what it makes of the standing before it, draw by draw.

    `score`, `rank` and `probability` are mean differences; the intervals hold 90 % of the paired differences.
    """

    change: Change
    words: Text
    score: float
    score_interval: tuple[float, float]
    rank: float
    rank_interval: tuple[float, float]
    probability: float
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A scenario run: where the city stood, each step, and where it stands with all of them."""

    scenario: Scenario
    city: str
    base: Standing
    steps: tuple[Step, ...]
    final: Standing


@dataclass(frozen=True, kw_only=True)
class _Draws:
    standing: Standing
    score: NDArray[np.float64]
    rank: NDArray[np.float64]
    met: NDArray[np.bool_]


def what_if(
    scenario: Scenario, laboratory: Laboratory, *, goal: Goal, program: Program, types: IdealTypes, seed: int
) -> WhatIf:
    """Run a scenario.

    Parameters
    ----------
    scenario
        The changes, in their order.
    laboratory
        The panel as the evidence has it.
    goal
        The target.
    program
        Levers that may be pulled.
    types
        Models.
    seed
        Seed of what levers do.

    Raises
    ------
    StudyError
        If a change names something that is not there.
    """
    pulled: list[str] = []
    before = base = _stand(laboratory, pulled, scenario.years, goal, program, types, seed)
    steps = []
    for change in scenario.change:
        if change.kind == "lever":
            pulled = [*pulled, program.one(change.subject).code]
        laboratory = laboratory.changed(change)
        after = _stand(laboratory, pulled, scenario.years, goal, program, types, seed)
        steps.append(_step(change, before, after, laboratory.catalog, program))
        before = after
    city = next(c.name for c in laboratory.panel.cities if c.geonames_id == laboratory.focal)
    return WhatIf(scenario=scenario, city=city, base=base.standing, steps=tuple(steps), final=before.standing)


def compare(runs: Sequence[WhatIf]) -> tuple[dict[str, float | str], ...]:
    """Lay scenarios side by side: one row for each, the first being that nothing changes."""
    rows: list[dict[str, float | str]] = []
    for name, standing in [("nothing changes", runs[0].base), *((run.scenario.name, run.final) for run in runs)]:
        outlook = standing.outlook
        rows.append(
            {
                "scenario": name,
                "score": outlook.score,
                "score_low": outlook.score_interval[0],
                "score_high": outlook.score_interval[1],
                "rank": outlook.rank,
                "rank_low": outlook.rank_interval[0],
                "rank_high": outlook.rank_interval[1],
                "probability": outlook.probability,
            }
        )
    return tuple(rows)


def _stand(
    laboratory: Laboratory,
    pulled: Sequence[str],
    years: float,
    goal: Goal,
    program: Program,
    types: IdealTypes,
    seed: int,
) -> _Draws:
    world = laboratory.world().at(years)
    moves = draw_moves(program, world, years=years, seed=seed)
    court = Court(world=world, moves=moves, aim=aim_at(goal, world))
    points = court.points(moves.chosen(pulled))
    scores = world.scores(points)
    central = laboratory.central(world)
    published = central.scores(central.points(central.values))
    standing = Standing(
        outlook=court.outlook(points),
        published_score=float(published[0, 0]),
        published_rank=float(central.at(0).ranks(published)[0, 0]),
        dimensions={code: float(np.nanmedian(scores[:, k])) for k, code in enumerate(world.nodes) if k},
        models=tuple(_degree(goal, world, points, model.code, types) for model in types.model),
    )
    return _Draws(standing=standing, score=scores[:, 0], rank=world.ranks(scores)[:, 0], met=court.aim.met(points))


def _degree(goal: Goal, world: World, points: NDArray[np.float64], model: str, types: IdealTypes) -> Degree:
    """Degree in a model: the least margin above none, which is half the weakest condition and half the mean."""
    at = replace(goal, target=Target(kind="model", subject=model, level=0.0), types=types)
    drawn = aim_at(at, world).margins(points).min(axis=0)
    name = next(m.name for m in types.model if m.code == model)
    known = np.isfinite(drawn)
    if not known.any():
        return Degree(model=model, name=name, degree=None, interval=None)
    return Degree(model=model, name=name, degree=float(np.median(drawn[known])), interval=ends_of(drawn[known]))


def _step(change: Change, before: _Draws, after: _Draws, catalog: Catalog, program: Program) -> Step:
    score, rank = after.score - before.score, after.rank - before.rank
    gained = float(after.met.mean() - before.met.mean())
    return Step(
        change=change,
        words=_words(change, score, before, after, gained, catalog, program),
        score=float(score.mean()),
        score_interval=ends_of(score),
        rank=float(rank.mean()),
        rank_interval=ends_of(rank),
        probability=gained,
        standing=after.standing,
    )


def _words(
    change: Change,
    score: NDArray[np.float64],
    before: _Draws,
    after: _Draws,
    gained: float,
    catalog: Catalog,
    program: Program,
) -> Text:
    return both(
        "{change}: {d} points of score (90 %: {i}); place {a} to {b}; probability {p} to {q}",
        change=_named(change, catalog, program),
        d=lambda language: number(float(score.mean()), language, decimals=1),
        i=lambda language: interval(ends_of(score), language, decimals=1),
        a=lambda language: number(before.standing.outlook.rank, language),
        b=lambda language: number(after.standing.outlook.rank, language),
        p=lambda language: percent(before.standing.outlook.probability, language),
        q=lambda language: percent(before.standing.outlook.probability + gained, language),
    )


def _named(change: Change, catalog: Catalog, program: Program) -> Text:
    at = Text(en=f" ({change.city})", fa=f" ({change.city})") if change.city else Text(en="", fa="")
    if change.kind == "lever":
        return program.one(change.subject).title or Text(en=change.subject, fa=change.subject)
    subject = catalog[change.subject].name if change.subject in catalog.indicators else change.subject
    message = {
        "observation": "{s}{at} at {v}",
        "weight": "Weight of {s} at {v}",
        "membership": "Joining {s}{at}" if change.value else "Leaving {s}{at}",
        "pace": "{s} moves {v} points a year",
    }[change.kind]
    return both(message, s=subject, at=at, v=lambda language: _short(change.value, language))


def _short(value: float, language: Language) -> str:
    return number(value, language, decimals=0 if float(value).is_integer() else 2)
