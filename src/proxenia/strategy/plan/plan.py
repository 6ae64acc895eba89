"""The whole plan, put together for a city in its world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.locale.text import Text
from proxenia.strategy.aim.margins import aim_at
from proxenia.strategy.plan.make import Planner, Question, status_of
from proxenia.strategy.plan.prices import prices_of
from proxenia.strategy.plan.result import LeverEntry, Outlook, Plan, TargetEntry
from proxenia.strategy.plan.smallest import find_path
from proxenia.strategy.plan.verdict import around, ends_of, three
from proxenia.strategy.plan.words import status_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proxenia.compare.panel import Panel
    from proxenia.indicators import Catalog
    from proxenia.strategy.aim.margins import Goal
    from proxenia.strategy.levers.program import PlanLever, Program
    from proxenia.strategy.plan.result import PlanProvenance
    from proxenia.strategy.plan.world import World

__all__ = ["Scene", "make_plan"]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a plan is made in: the world at a horizon, the published index, the panel, and the words for them.

    `cases` are the ids of cases that support each lever.
    """

    world: World
    central: World
    panel: Panel
    city_name: Text
    provenance: PlanProvenance
    cases: Mapping[str, tuple[str, ...]]


def make_plan(scene: Scene, *, program: Program, goal: Goal, target: TargetEntry, question: Question) -> Plan:
    """Make a plan.

    Parameters
    ----------
    scene
        The world, with what is known of it.
    program
        The levers.
    goal
        The target with what it needs.
    target
        The target as the reader will see it.
    question
        Limits, horizon and confidence.

    Raises
    ------
    StudyError
        If the target names something that is not there.
    """
    planner = Planner.of(scene.world, panel=scene.panel, program=program, goal=goal, question=question)
    court = planner.court
    best, entry, others = planner.settled()
    still = court.outlook(court.points(planner.nothing()))
    now = _now(scene, goal)
    status = status_of(entry.probability, still.probability, question.confidence)
    return Plan(
        city=scene.world.names[scene.world.row],
        city_name=scene.city_name,
        cities=len(scene.world.names),
        years=question.years,
        confidence=question.confidence,
        currency=program.currency,
        budget=question.limits.budget,
        staff=question.limits.staff,
        target=target,
        status=status,
        probability=entry.probability,
        summary=status_words(
            status,
            now=now.probability,
            still=still.probability,
            planned=entry.probability,
            years=question.years,
        ),
        now=now,
        still=still,
        path=find_path(court, scene.central, panel=scene.panel, confidence=question.confidence),
        portfolio=entry,
        alternatives=others,
        frontier=planner.frontier(),
        prices=prices_of(planner, best),
        holds=court.holds(best.pulled, scene.panel),
        levers=tuple(_lever(planner, lever, still.probability, scene) for lever in program.lever),
        blind=_blind(planner, scene.world.catalog),
        provenance=scene.provenance,
    )


def _now(scene: Scene, goal: Goal) -> Outlook:
    """Where the city stands before anyone moves."""
    world = scene.world.at(0)
    points = world.points(world.values)
    scores = world.scores(points)
    ranks = np.round(world.ranks(scores)[:, 0])
    return Outlook(
        probability=float(aim_at(goal, world).met(points).mean()),
        score=float(np.median(scores[:, 0])),
        score_interval=ends_of(scores[:, 0]),
        rank=float(np.round(np.median(ranks))),
        rank_interval=ends_of(ranks),
    )


def _lever(planner: Planner, lever: PlanLever, still: float, scene: Scene) -> LeverEntry:
    moves, world = planner.moves, planner.world
    k = moves.codes.index(lever.code)
    city = scene.panel.observations.cities[world.row]
    cells = [scene.panel.observations.get(city, effect.indicator) for effect in lever.effects]
    facts = {fact for cell in cells if cell is not None for fact in cell.facts}
    texts = {name: getattr(lever, name) or Text(en="", fa="") for name in ("title", "description", "owner")}
    return LeverEntry(
        lever=lever.code,
        **texts,
        pillar=lever.pillar,
        pillar_name=planner.program.name_of(lever.pillar),
        basis=lever.basis,
        source=lever.source,
        works=float(moves.works[:, k].mean()),
        months=three(moves.months[:, k]),
        cost=around(moves.cost[:, k], float(moves.mean_cost[k])),
        staff=around(moves.staff[:, k], float(moves.mean_staff[k])),
        alone=planner.court.probability(planner.court.alone(lever.code)) - still,
        moves=tuple(effect.indicator for effect in lever.effects),
        blind=_unseen(world, lever),
        requires=lever.requires,
        excludes=lever.excludes,
        permission=lever.permission,
        done_when=lever.done_when,
        watch=lever.watch,
        cases=tuple(sorted({*lever.cases, *scene.cases.get(lever.code, ())})),
        observations=tuple(sorted(facts)),
    )


def _unseen(world: World, lever: PlanLever) -> tuple[str, ...]:
    """Indicators a lever would add to, or multiply, but whose value is not known."""
    return tuple(
        effect.indicator
        for effect in lever.effects
        if effect.kind != "reach"
        and effect.indicator in world.indicators
        and np.isnan(world.values[:, world.column(effect.indicator)]).all()
    )


def _blind(planner: Planner, catalog: Catalog) -> tuple[tuple[str, Text], ...]:
    """Indicators that levers move but that are not known, with how to fill them."""
    unseen = {i for lever in planner.program.lever for i in _unseen(planner.world, lever)}
    return tuple((i, catalog.how_to_fill(i)) for i in planner.world.indicators if i in unseen)
