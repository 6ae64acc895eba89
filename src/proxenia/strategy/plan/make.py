"""Making a plan: from a world, a program and a target to path, portfolio, alternatives and prices."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.errors import Reason, StudyError
from proxenia.strategy.aim.margins import NEAR, Aim, Goal, aim_at
from proxenia.strategy.levers.moves import Moves, draw_moves
from proxenia.strategy.plan.verdict import Court
from proxenia.strategy.portfolio.choose import Choice, Limits, Rules, Wish, choose, nearest, search
from proxenia.strategy.portfolio.surrogate import Surrogate, straighten

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.compare.panel import Panel
    from proxenia.strategy.levers.program import Program
    from proxenia.strategy.plan.result import PortfolioEntry
    from proxenia.strategy.plan.world import World

__all__ = ["Planner", "Question", "status_of"]

Status = Literal["met", "feasible", "unlikely", "out of reach"]
SURE = 0.95
LIKELY, POSSIBLE = 0.5, 0.05
NEARLY = 0.08
"""How much less probable an alternative may be."""

MOST_ALTERNATIVES = 3
FRONTIER = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
ROUNDS = 3
SWAPS = 12
POLISHED = "best found by solver and search, polished in all draws"
LEAN = 0.003
"""Probability that one more lever has to add to be worth its trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a plan.

    `confidence` (0-1) is how sure the target is to be reached where no limit is given, `scenarios` how many draws the
    portfolio is chosen on; it is judged on all. `nodes` bounds the solver.
    """

    limits: Limits = field(default_factory=Limits)
    years: float = 5.0
    confidence: float = 0.8
    scenarios: int = 256
    nodes: int = 10
    seed: int = 20261121

    def __post_init__(self) -> None:
        """Refuse limits below zero and a time or confidence that is none."""
        for name, value in (("budget", self.limits.budget), ("staff", self.limits.staff)):
            if value is not None and not value >= 0:
                raise StudyError("{name} {value:g} is below zero; write 0 or more", name=Reason(name), value=value)
        if not 0 < self.years <= 30:  # noqa: PLR2004  a generation
            raise StudyError("{years:g} years; write more than 0 and at most 30", years=self.years)
        if not 0 < self.confidence < 1:
            raise StudyError("confidence {confidence:g}; write a chance between 0 and 1", confidence=self.confidence)
        if self.scenarios < 16:  # noqa: PLR2004  too coarse to choose on
            raise StudyError(
                "{scenarios} scenarios are too few to choose on; write 16 or more", scenarios=self.scenarios
            )


@dataclass(frozen=True, kw_only=True)
class Planner:
    """Everything at hand to answer a question: all draws to judge on, some draws to choose on."""

    court: Court
    picture: Surrogate
    rules: Rules
    panel: Panel
    program: Program
    goal: Goal
    question: Question

    @classmethod
    def of(cls, world: World, *, panel: Panel, program: Program, goal: Goal, question: Question) -> Planner:
        """Draw the moves and straighten the first scenarios."""
        moves = draw_moves(program, world, years=question.years, seed=question.seed)
        court = Court(world=world, moves=moves, aim=aim_at(goal, world))
        some = slice(0, min(question.scenarios, world.n))
        small = world.only(some)
        picture = straighten(small, moves.only(some), aim_at(goal, small))
        rules = Rules.of(program, cost=moves.mean_cost, staff=moves.mean_staff, limits=question.limits)
        return cls(
            court=court, picture=picture, rules=rules, panel=panel, program=program, goal=goal, question=question
        )

    @property
    def world(self) -> World:
        """All draws."""
        return self.court.world

    @property
    def aim(self) -> Aim:
        """The target in all draws."""
        return self.court.aim

    @property
    def moves(self) -> Moves:
        """The levers in all draws."""
        return self.court.moves

    @property
    def is_limited(self) -> bool:
        """Whether money or staff is limited."""
        return self.question.limits != Limits()

    def enough(self) -> float:
        """Probability that is asked for where nothing is limited: more where the target is met already."""
        standing = self.court.probability(self.nothing())
        return max(self.question.confidence, SURE) if standing >= self.question.confidence else self.question.confidence

    def nothing(self) -> NDArray[np.bool_]:
        """No lever at all."""
        return np.zeros(len(self.moves.codes), bool)

    def best(self) -> Choice:
        """Choose the portfolio; where it falls short in all draws of what the chosen draws promised, ask for more."""
        if not self.is_limited and self.court.probability(self.nothing()) >= self.enough():
            return Choice(pulled=self.nothing(), probability=1.0, shortfall=0.0, cost=0.0, how="nothing is needed")
        found = self._chosen()
        if self.court.probability(found.pulled) < POSSIBLE:
            found = search(self.picture, self.rules, wish=Wish(nearest=True), start=found.pulled)
        polished = self._polished(found)
        other = self._elsewhere() if self.is_limited else None
        if other is None:
            return polished
        other = self._polished(other)
        return other if self._worth(other.pulled) > self._worth(polished.pulled) else polished

    def _elsewhere(self) -> Choice | None:
        """Choose on the scenarios after those of the picture, by search alone; None where there are too few."""
        size = self.question.scenarios
        some = slice(size, 2 * size)
        world = self.world.only(some)
        if world.n < size:
            return None
        picture = straighten(world, self.moves.only(some), aim_at(self.goal, world))
        found = search(picture, self.rules, wish=Wish(), start=self.nothing())
        return replace(found, how=POLISHED)

    def _chosen(self) -> Choice:
        """Choose on the scenarios; where all draws keep less than these promise, ask for more."""
        nodes = self.question.nodes
        if self.is_limited:
            return choose(self.picture, self.rules, wish=Wish(), nodes=nodes)
        wanted = asked = self.enough()
        found = choose(self.picture, self.rules, wish=Wish(enough=asked), nodes=nodes)
        for _ in range(ROUNDS):
            lacking = wanted - self.court.probability(found.pulled)
            if lacking <= 0.005 or found.probability < asked - 1e-9 or asked >= 0.995:  # noqa: PLR2004  half a point
                break
            asked = min(asked + max(lacking, 0.01), 0.995)
            found = search(self.picture, self.rules, wish=Wish(enough=asked), start=found.pulled)
        return found

    def _polished(self, found: Choice) -> Choice:
        """Drop levers that add nothing, and under limits add what still fits and helps, by the index itself in all draws."""
        pulled, here = found.pulled, self._worth(found.pulled)
        while True:
            around = [self.court.without(pulled, code) for code in self._codes(pulled)]
            if self.is_limited:
                around += nearest(self.picture, self.rules, pulled, most=SWAPS)
            if not around:
                break
            worths = [self._worth(each) for each in around]
            top = max(range(len(around)), key=worths.__getitem__)
            if worths[top] <= here:
                break
            pulled, here = around[top], worths[top]
        if (pulled == found.pulled).all():
            return found
        cost = float(pulled @ self.rules.cost)
        return replace(found, pulled=pulled, cost=cost, how=POLISHED)

    def _worth(self, pulled: NDArray[np.bool_]) -> float:
        """Probability in all draws, less a little for each lever; nearness too where the target is out of reach."""
        margins = self.aim.margins(self.court.points(pulled)).min(axis=0)
        met = float((margins >= -NEAR).mean())
        short = float(np.where(np.isfinite(margins), np.minimum(margins, 0.0), 0.0).mean())
        return met + (0.01 * short if met < POSSIBLE else 0.0) - LEAN * int(pulled.sum())

    def _codes(self, pulled: NDArray[np.bool_]) -> list[str]:
        return [code for code, chosen in zip(self.moves.codes, pulled, strict=True) if chosen]

    def settled(self) -> tuple[Choice, PortfolioEntry, tuple[PortfolioEntry, ...]]:
        """Choose, look around for alternatives, and where one of them is better under limits, choose that instead."""
        confidence, limits = self.question.confidence, self.question.limits
        best = self.best()
        entry = self.court.entry(best, limits, confidence=confidence)
        others = self.alternatives(best, entry)
        for _ in range(ROUNDS if self.is_limited else 0):
            top = max(others, key=lambda other: other.probability, default=entry)
            if top.probability <= entry.probability + LEAN:
                break
            pulled = np.array([code in top.levers for code in self.moves.codes])
            cost = float(pulled @ self.rules.cost)
            best = self._polished(replace(best, pulled=pulled, cost=cost, how=POLISHED))
            entry = self.court.entry(best, limits, confidence=confidence)
            others = self.alternatives(best, entry)
        return best, entry, others

    def alternatives(self, best: Choice, entry: PortfolioEntry) -> tuple[PortfolioEntry, ...]:
        """Find portfolios nearly as good, each without one of the levers that add most."""
        order = np.argsort(-np.array(entry.added)) if entry.added else []
        wish = Wish() if self.is_limited else Wish(enough=max(best.probability - 0.02, 0.01))
        seen, out = {tuple(best.pulled)}, []
        for k in list(order)[: 2 * MOST_ALTERNATIVES]:
            lever = self.moves.codes.index(entry.levers[k])
            rules = replace(self.rules, barred=(lever,))
            start = self.court.without(best.pulled, entry.levers[k])
            found = search(self.picture, rules, wish=wish, start=start)
            if tuple(found.pulled) in seen:
                continue
            seen.add(tuple(found.pulled))
            other = self._entry_without_idle(found)
            if other.levers and other.probability >= entry.probability - NEARLY:
                out.append(other)
        out.sort(key=lambda e: (-round(e.probability, 2), e.cost[1]))
        return tuple(out[:MOST_ALTERNATIVES])

    def _entry_without_idle(self, choice: Choice) -> PortfolioEntry:
        """Judge a portfolio, and again without the levers that turn out to add nothing."""
        confidence, limits = self.question.confidence, self.question.limits
        entry = self.court.entry(choice, limits, confidence=confidence)
        idle = [code for code, added in zip(entry.levers, entry.added, strict=True) if added <= LEAN]
        if not idle:
            return entry
        pulled = choice.pulled
        for code in idle:
            pulled = self.court.without(pulled, code)
        return self.court.entry(replace(choice, pulled=pulled), limits, confidence=confidence)

    def most(self, limits: Limits, *, start: NDArray[np.bool_] | None = None) -> float:
        """Probability, in all draws, of the most probable portfolio that a search finds under limits."""
        rules = replace(self.rules, limits=limits)
        found = search(self.picture, rules, wish=Wish(), start=self.nothing() if start is None else start)
        return self.court.probability(found.pulled)

    def frontier(self) -> tuple[tuple[float, float], ...]:
        """Probability by money a year, from nothing to all the levers that help; never falling."""
        whole = search(
            self.picture,
            replace(self.rules, limits=Limits(staff=self.question.limits.staff)),
            wish=Wish(),
            start=self.nothing(),
        )
        out = [(0.0, self.court.probability(self.nothing()))]
        last = self.nothing()
        for share in FRONTIER:
            budget = share * whole.cost
            rules = replace(self.rules, limits=Limits(budget=budget, staff=self.question.limits.staff))
            last = search(self.picture, rules, wish=Wish(), start=last).pulled
            out.append((float(budget), max(self.court.probability(last), out[-1][1])))
        return tuple(out)


def status_of(planned: float, still: float, confidence: float) -> Status:
    """Say in a word whether a target can be reached."""
    if still >= confidence:
        return "met"
    if planned >= LIKELY:
        return "feasible"
    return "unlikely" if planned >= POSSIBLE else "out of reach"
