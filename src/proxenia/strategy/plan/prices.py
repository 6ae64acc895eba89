"""Prices: how much probability a little more money, staff, time or permission buys, by asking again with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.strategy.aim.margins import aim_at
from proxenia.strategy.levers.moves import draw_moves
from proxenia.strategy.plan.result import Price
from proxenia.strategy.plan.verdict import Court
from proxenia.strategy.plan.words import price_words
from proxenia.strategy.portfolio.choose import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from proxenia.strategy.levers.moves import Moves
    from proxenia.strategy.plan.make import Planner
    from proxenia.strategy.plan.world import World
    from proxenia.strategy.portfolio.choose import Choice

__all__ = ["prices_of", "round_amount"]

LEAST_MONEY = 100_000.0
SHARE = 0.25
MORE_STAFF = 3.0
MORE_YEARS = 1.0


def prices_of(planner: Planner, best: Choice) -> tuple[Price, ...]:
    """Find the price of money, staff, time and permission at a portfolio."""
    currency = planner.program.currency
    return tuple(
        Price(of=of, amount=amount, gain=gain, words=price_words(of, amount, gain, currency=currency))
        for of, amount, gain in _found(planner, best)
    )


def _found(
    planner: Planner, best: Choice
) -> Iterator[tuple[Literal["money", "staff", "years", "permission"], float, float]]:
    limits, here = planner.question.limits, planner.court.probability(best.pulled)
    spent = limits.budget if limits.budget is not None else best.cost
    extra = round_amount(max(spent * SHARE, LEAST_MONEY))
    more = Limits(budget=spent + extra, staff=limits.staff)
    yield "money", extra, max(planner.most(more, start=best.pulled), here) - here
    if limits.staff is not None:
        wider = Limits(budget=limits.budget, staff=limits.staff + MORE_STAFF)
        yield "staff", MORE_STAFF, max(planner.most(wider, start=best.pulled), here) - here
    yield "years", MORE_YEARS, _years(planner, best) - here
    yield "permission", 1.0, _permitted(planner, best.pulled) - here


def _years(planner: Planner, best: Choice) -> float:
    """Probability of the same levers a year later, rivals moving on as well."""
    years = planner.question.years + MORE_YEARS
    world = planner.world.at(years)
    moves = draw_moves(planner.program, world, years=years, seed=planner.question.seed)
    return _court(planner, world, moves).probability(best.pulled)


def _permitted(planner: Planner, pulled: NDArray[np.bool_]) -> float:
    free = tuple(replace(lever, permission=False) for lever in planner.program.lever)
    program = replace(planner.program, lever=free)
    moves = draw_moves(program, planner.world, years=planner.question.years, seed=planner.question.seed)
    return _court(planner, planner.world, moves).probability(pulled)


def _court(planner: Planner, world: World, moves: Moves) -> Court:
    return Court(world=world, moves=moves, aim=aim_at(planner.goal, world))


def round_amount(amount: float) -> float:
    """Round up to one, two or five times a power of ten.

    Examples
    --------
    >>> round_amount(63_000), round_amount(130_000)
    (100000.0, 200000.0)
    """
    power = 10.0 ** np.floor(np.log10(amount))
    return float(next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= amount - 1e-9))
