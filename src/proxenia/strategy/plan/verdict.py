"""Verdicts: what a portfolio comes to under the index itself, in every draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.strategy.plan.result import Holds, Outlook, PortfolioEntry, Rival, Support

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.compare.panel import Panel
    from proxenia.strategy.aim.margins import Aim
    from proxenia.strategy.levers.moves import Moves
    from proxenia.strategy.plan.world import World
    from proxenia.strategy.portfolio.choose import Choice, Limits

__all__ = ["Court", "around", "ends_of", "three"]

FEW_RIVALS = 6
FALL = 10.0
Z90 = 1.645


@dataclass(frozen=True, kw_only=True)
class Court:
    """A world at the horizon, the moves in it and the target: all that is needed to judge a portfolio."""

    world: World
    moves: Moves
    aim: Aim

    def probability(self, pulled: NDArray[np.bool_]) -> float:
        """Share of draws in which the city reaches the target with these levers."""
        return float(self.aim.met(self.points(pulled)).mean())

    def points(self, pulled: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Points of the city with these levers, shape (n_draws, n_indicators)."""
        return self.world.points(self.moves.values(self.world, pulled))

    def outlook(self, points: NDArray[np.float64]) -> Outlook:
        """Say where the city stands with these points."""
        scores = self.world.scores(points)
        ranks = self.world.ranks(scores)[:, 0]
        return Outlook(
            probability=float(self.aim.met(points).mean()),
            score=float(np.median(scores[:, 0])),
            score_interval=ends_of(scores[:, 0]),
            rank=float(np.round(np.median(ranks))),
            rank_interval=ends_of(np.round(ranks)),
        )

    def secure(self, points: NDArray[np.float64], confidence: float) -> float | None:
        """Level of a score, place or degree that is reached with a confidence (0-1)."""
        target = self.aim.goal.target
        if target.kind == "rank":
            return float(np.ceil(np.quantile(self.world.ranks(self.world.scores(points))[:, 0], confidence)))
        level = target.level if target.level is not None else self.aim.goal.halfway
        if target.kind not in {"score", "model"} or level is None:
            return None
        margin = self.aim.margins(points).min(axis=0)
        return max(0.0, level + float(np.quantile(margin, 1 - confidence)))

    def entry(self, choice: Choice, limits: Limits, *, confidence: float) -> PortfolioEntry:
        """Judge a portfolio in every draw."""
        pulled = choice.pulled
        points = self.points(pulled)
        outlook = self.outlook(points)
        cost = self.moves.cost[:, pulled].sum(axis=1)
        share = outlook.probability
        half = Z90 * float(np.sqrt(max(share * (1 - share), 1e-6) / self.world.n))
        codes = [code for code, chosen in zip(self.moves.codes, pulled, strict=True) if chosen]
        return PortfolioEntry(
            levers=tuple(codes),
            probability=share,
            probability_interval=(max(0.0, share - half), min(1.0, share + half)),
            cost=around(cost, float(self.moves.mean_cost[pulled].sum())),
            staff=around(self.moves.staff[:, pulled].sum(axis=1), float(self.moves.mean_staff[pulled].sum())),
            secure=self.secure(points, confidence),
            within_budget=None if limits.budget is None else float((cost <= limits.budget).mean()),
            outlook=outlook,
            added=tuple(share - self.probability(self.without(pulled, code)) for code in codes),
            how=choice.how,
            bound=choice.bound,
        )

    def without(self, pulled: NDArray[np.bool_], code: str) -> NDArray[np.bool_]:
        """Leave out a lever and every lever that requires it."""
        out = pulled.copy()
        out[self.moves.codes.index(code)] = False
        for lever in self.moves.program.lever:  # in order: what is required comes first
            if any(not out[self.moves.codes.index(r)] for r in lever.requires):
                out[self.moves.codes.index(lever.code)] = False
        return out

    def alone(self, code: str) -> NDArray[np.bool_]:
        """Pull a lever and all it requires."""
        out = np.zeros(len(self.moves.codes), bool)
        out[self.moves.codes.index(code)] = True
        for lever in reversed(self.moves.program.lever):
            if out[self.moves.codes.index(lever.code)]:
                out[[self.moves.codes.index(r) for r in lever.requires]] = True
        return out

    def holds(self, planned: NDArray[np.bool_], panel: Panel) -> Holds:
        """Say which rivals are nearest, and which figures carry the city."""
        return Holds(rivals=self._rivals(planned, panel), supports=self._supports(panel))

    def _rivals(self, planned: NDArray[np.bool_], panel: Panel) -> tuple[Rival, ...]:
        world = self.world
        points = world.points(world.values)
        mine = world.scores(points)[:, 0]
        then = world.scores(self.points(planned))[:, 0]
        before = world.at(0).rivals[:, :, 0]
        out = []
        for row, name in enumerate(world.names):
            theirs = world.rivals[:, row, 0]
            if row == world.row or np.isnan(theirs).any():
                continue
            out.append(
                Rival(
                    city=name,
                    city_name=panel.cities[row].text,
                    score=float(np.median(before[:, row])),
                    then_interval=ends_of(theirs),
                    above_now=float((before[:, row] > mine).mean()),
                    above_still=float((theirs > mine).mean()),
                    above_planned=float((theirs > then).mean()),
                    observations=_facts(panel, row),
                )
            )
        out.sort(key=lambda rival: (abs(rival.above_still - 0.5), rival.city))
        return tuple(out[:FEW_RIVALS])

    def _supports(self, panel: Panel) -> tuple[Support, ...]:
        world = self.world
        points = world.points(world.values)
        share = self.aim.met(points).mean()
        city = panel.observations.cities[world.row]
        out = []
        for column in self.aim.columns:
            if np.isnan(points[:, column]).all():
                continue
            fallen = points.copy()
            fallen[:, column] = np.maximum(fallen[:, column] - FALL, 0.0)
            indicator = world.indicators[column]
            cell = panel.observations.get(city, indicator)
            out.append(
                Support(
                    indicator=indicator,
                    name=world.catalog[indicator].name,
                    points=float(np.median(points[:, column])),
                    loss=float(share - self.aim.met(fallen).mean()),
                    observations=() if cell is None else cell.facts,
                )
            )
        out.sort(key=lambda support: (-support.loss, support.indicator))
        return tuple(support for support in out[:FEW_RIVALS] if support.loss > 0)


def _facts(panel: Panel, row: int) -> tuple[str, ...]:
    city = panel.observations.cities[row]
    cells = [panel.observations.get(city, indicator) for indicator in panel.observations.indicators]
    return tuple(dict.fromkeys(fact for cell in cells if cell is not None for fact in cell.facts))


def ends_of(draws: NDArray[np.float64]) -> tuple[float, float]:
    """Ends of the 90 % interval of draws; NaN are left out."""
    low, high = np.nanquantile(draws, [0.05, 0.95])
    return float(low), float(high)


def around(draws: NDArray[np.float64], mean: float) -> tuple[float, float, float]:
    """Low (5 %), the mean that is given, and high (95 %) of draws."""
    low, high = np.quantile(draws, [0.05, 0.95])
    return float(low), mean, float(high)


def three(draws: NDArray[np.float64]) -> tuple[float, float, float]:
    """Low (5 %), mean and high (95 %) of draws."""
    low, high = np.quantile(draws, [0.05, 0.95])
    return float(low), float(draws.mean()), float(high)
