"""The roadmap of a plan: what begins when, what stands when, and what the figures should show at each review."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from proxenia.locale.text import Text
from proxenia.strategy.plan.result import Outlook, Plan  # read from files by these types
from proxenia.strategy.plan.verdict import Court
from proxenia.strategy.roadmap.schedule import Phases, Slot, add_months, schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.strategy.aim import Goal
    from proxenia.strategy.levers import Moves
    from proxenia.strategy.plan.result import LeverEntry
    from proxenia.strategy.roadmap.schedule import PhaseRule

__all__ = ["Band", "Item", "Phase", "Roadmap", "Stage", "draw_roadmap"]

MOST_BANDS = 10
ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stretch of a lever's way: design, embed, routinize or scale."""

    code: str
    begins_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A lever in time: its stages, when it stands, when the figure should show it, and what then stands."""

    lever: str
    title: Text
    pillar: str
    pillar_name: Text
    owner: Text
    requires: tuple[str, ...]
    begins_on: dt.date
    stands_on: dt.date
    shows_on: dt.date
    stages: tuple[Stage, ...]
    milestone: Text
    indicator: str
    indicator_name: Text
    cost: tuple[float, float, float]
    staff: tuple[float, float, float]
    works: float
    permission: bool
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What an indicator should show: its value now and the 90 % band at a review, with the median."""

    indicator: str
    name: Text
    unit: Text
    now: float | None
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A phase: its dates, its purpose, what should stand by its end, and what its review looks at."""

    code: str
    name: Text
    purpose: Text
    questions: tuple[Text, ...]
    begins_on: dt.date
    ends_on: dt.date
    review_on: dt.date
    stands: tuple[str, ...]
    outlook: Outlook
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """The way of a plan through time.

    `probability` is that of the target at the end with the beginnings of this roadmap, some of them later than the plan's.
    """

    plan: Plan
    starts_on: dt.date
    ends_on: dt.date
    probability: float
    items: tuple[Item, ...]
    phases: tuple[Phase, ...]


def draw_roadmap(plan: Plan, court: Court, *, goal: Goal, starts_on: dt.date) -> Roadmap:
    """Draw the roadmap of a plan's portfolio.

    Parameters
    ----------
    plan
        The plan.
    court
        Its world at the horizon, with its moves.
    goal
        Its target.
    starts_on
        The day it begins.
    """
    rules = Phases.read()
    slots = schedule(court.moves.program, plan.portfolio.levers, years=plan.years)
    entries = {entry.lever: entry for entry in plan.levers}
    ends_on = add_months(starts_on, 12 * plan.years)
    items = tuple(_item(court, entries[slot.lever], slot, rules, starts_on, ends_on) for slot in slots)
    moves = _delayed(court.moves, slots)
    phases, begins = [], 0.0
    for rule in rules.phase:
        phases.append(_phase(plan, court, moves, goal, rule, begins, starts_on, items))
        begins = rule.until
    return Roadmap(
        plan=plan,
        starts_on=starts_on,
        ends_on=ends_on,
        probability=phases[-1].outlook.probability,
        items=items,
        phases=tuple(phases),
    )


def _item(court: Court, entry: LeverEntry, slot: Slot, rules: Phases, starts_on: dt.date, ends_on: dt.date) -> Item:
    designed = slot.begins + rules.lever_stages[0] * (slot.stands - slot.begins)
    marks = [add_months(starts_on, months) for months in (slot.begins, designed, slot.stands, slot.shows)] + [ends_on]
    codes = ("design", "embed", "routinize", "scale")
    stages = tuple(
        Stage(code=code, begins_on=min(first, ends_on), ends_on=min(last, ends_on))
        for code, first, last in zip(codes, marks, marks[1:], strict=False)
        if first < ends_on
    )
    catalog = court.world.catalog
    return Item(
        lever=entry.lever,
        title=entry.title,
        pillar=entry.pillar,
        pillar_name=entry.pillar_name,
        owner=entry.owner,
        requires=entry.requires,
        begins_on=marks[0],
        stands_on=marks[2],
        shows_on=marks[3],
        stages=stages,
        milestone=entry.done_when,
        indicator=entry.watch,
        indicator_name=catalog[entry.watch].name if entry.watch else Text(en="", fa=""),
        cost=entry.cost,
        staff=entry.staff,
        works=entry.works,
        permission=entry.permission,
        cases=entry.cases,
    )


def _delayed(moves: Moves, slots: Sequence[Slot]) -> Moves:
    """Shift the months of levers that begin later than they could, and drop what then shows too late."""
    months = moves.months.copy()
    own = {slot.lever: slot for slot in slots}
    for k, lever in enumerate(moves.program.lever):
        if lever.code in own:
            earliest = max((own[r].stands for r in lever.requires), default=0.0)
            months[:, k] += max(own[lever.code].begins - earliest, 0.0)
    return replace(moves, months=months, works=moves.works & (months <= 12 * moves.years))


def _phase(
    plan: Plan,
    court: Court,
    moves: Moves,
    goal: Goal,
    rule: PhaseRule,
    begins: float,
    starts_on: dt.date,
    items: Sequence[Item],
) -> Phase:
    from proxenia.strategy.aim import aim_at  # noqa: PLC0415  a package that imports this one's neighbors

    months = 12 * plan.years * rule.until
    world = court.world.at(months / 12)
    pulled = court.moves.chosen(plan.portfolio.levers)
    values = moves.values_where(world, moves.works & pulled & (moves.months <= months))
    ends_on = add_months(starts_on, months)
    first = add_months(starts_on, 12 * plan.years * begins)
    then = Court(world=world, moves=moves, aim=aim_at(goal, world))
    return Phase(
        code=rule.code,
        name=rule.name,
        purpose=rule.purpose,
        questions=tuple(Text(en=en, fa=fa) for en, fa in zip(rule.questions.en, rule.questions.fa, strict=True)),
        begins_on=first,
        ends_on=ends_on,
        review_on=ends_on,
        stands=tuple(item.lever for item in items if first <= item.stands_on < ends_on),
        outlook=then.outlook(world.points(values)),
        bands=_bands(plan, court, values, items),
    )


def _bands(plan: Plan, court: Court, values: NDArray[np.float64], items: Sequence[Item]) -> tuple[Band, ...]:
    """Bands of the indicators that the portfolio is watched by, those of the levers that add most first."""
    added = dict(zip(plan.portfolio.levers, plan.portfolio.added, strict=True))
    watched = [item.indicator for item in sorted(items, key=lambda item: -added[item.lever]) if item.indicator]
    out = []
    for indicator in list(dict.fromkeys(watched))[:MOST_BANDS]:
        column = court.world.column(indicator)
        drawn, now = values[:, column], court.world.values[:, column]
        if np.isnan(drawn).all():
            continue
        low, middle, high = (float(end) for end in np.nanquantile(drawn, ENDS, method="inverted_cdf"))
        entry = court.world.catalog[indicator]
        out.append(
            Band(
                indicator=indicator,
                name=entry.label,
                unit=entry.unit,
                now=None if np.isnan(now).all() else float(np.nanmedian(now)),
                low=low,
                middle=middle,
                high=high,
            )
        )
    return tuple(out)
