r"""Moves: what each lever does to the city's figures in each draw, if it is pulled.

A lever works in a draw when it is carried through, permitted where it needs permission, done by the horizon, and when all it
requires works there too. With :math:`b` the value now, the levers of a portfolio make it

.. math:: v = \bigl(\max(b, r_1, r_2, \dots) + a_1 + a_2 + \dots\bigr)\,(1 + g_1)(1 + g_2)\cdots

from what they reach, add and grow. Where nothing is known, only what is reached counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.strategy.levers.program import Effect, Program, Range
    from proxenia.strategy.plan.world import World

__all__ = ["Moves", "draw_moves", "triangle"]

HIGHEST_CODE = 3.0
PERMISSION = "legal_permission"


@dataclass(frozen=True, kw_only=True)
class Touch:
    """One effect drawn: which lever does what to which column, by how much in each draw."""

    lever: int
    column: int
    effect: Effect
    size: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Moves:
    """The levers of a program, drawn for a world.

    `works` says where a lever works if it and what it requires are pulled, shape (n_draws, n_levers); `months` until it
    shows, same shape; `cost` what it costs a year on average, (n_draws, n_levers); `staff` the persons it takes.
    """

    program: Program
    years: float
    works: NDArray[np.bool_]
    months: NDArray[np.float64]
    cost: NDArray[np.float64]
    staff: NDArray[np.float64]
    touches: tuple[Touch, ...]

    @property
    def mean_cost(self) -> NDArray[np.float64]:
        """Cost of each lever a year, at the mean of its triangles; the same whatever is drawn. Shape (n_levers,)."""
        stands: dict[str, float] = {}
        out = []
        for lever in self.program.lever:
            start = max((stands[code] for code in lever.requires), default=0.0)
            stands[lever.code] = start + _mean(lever.months) * (1 - self.program.showing)
            running = max(self.years - start / 12, 0.0)
            out.append((_mean(lever.setup) + _mean(lever.yearly) * running) / self.years)
        return np.array(out)

    @property
    def mean_staff(self) -> NDArray[np.float64]:
        """Persons each lever takes, at the mean of its triangle; shape (n_levers,)."""
        return np.array([_mean(lever.staff) for lever in self.program.lever])

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the levers, each after those it requires."""
        return self.program.codes

    def only(self, draws: slice) -> Moves:
        """Keep some draws."""
        touches = tuple(
            Touch(lever=t.lever, column=t.column, effect=t.effect, size=t.size[draws]) for t in self.touches
        )
        return Moves(
            program=self.program,
            years=self.years,
            works=self.works[draws],
            months=self.months[draws],
            cost=self.cost[draws],
            staff=self.staff[draws],
            touches=touches,
        )

    def chosen(self, codes: Sequence[str]) -> NDArray[np.bool_]:
        """Say for each lever whether it is among these; refuse a portfolio that lacks what its levers require."""
        for code in codes:
            lever = self.program.one(code)
            lacking = [r for r in lever.requires if r not in codes]
            if lacking:
                raise StudyError(
                    "lever {code!r} requires {lacking!r}; pull both or neither", code=code, lacking=tuple(lacking)
                )
            clash = [x for x in lever.excludes if x in codes]
            if clash:
                raise StudyError(
                    "levers {code!r} and {clash!r} exclude each other; pull one of them", code=code, clash=clash[0]
                )
        return np.array([code in codes for code in self.codes], dtype=bool)

    def values(self, world: World, pulled: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Values of the city with these levers pulled, shape (n_draws, n_indicators).

        Parameters
        ----------
        world
            The world of the same draws.
        pulled
            Which levers are pulled, shape (n_levers,).
        """
        return self.values_where(world, self.works & pulled)

    def values_where(self, world: World, works: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Values of the city where these levers work, given draw by draw, shape (n_draws, n_levers)."""
        values = world.values.copy()
        for kind in ("reach", "add", "grow"):
            for touch in self.touches:
                active = works[:, touch.lever]
                if touch.effect.kind != kind or not active.any():
                    continue
                column = values[:, touch.column]
                moved = {
                    "reach": np.fmax(column, touch.size),
                    "add": column + touch.size,
                    "grow": column * (1 + touch.size),
                }[kind]
                values[:, touch.column] = np.where(active, moved, column)
        for column, indicator in enumerate(world.indicators):
            if world.catalog[indicator].kind == "coded":
                values[:, column] = np.clip(values[:, column], 0.0, HIGHEST_CODE)
        return values


def draw_moves(program: Program, world: World, *, years: float, seed: int) -> Moves:
    """Draw what every lever does in every draw of a world.

    Each lever has a stream of chance of its own, named by its code, so that adding a lever changes no other.

    Parameters
    ----------
    years
        From the start until the target should be reached.
    seed
        Seed of chance.
    """
    n, count = world.n, len(program.lever)
    works, months, stands = np.zeros((n, count), bool), np.zeros((n, count)), np.zeros((n, count))
    cost, staff = np.zeros((n, count)), np.zeros((n, count))
    touches: list[Touch] = []
    permitted = _permission(program, world)
    place = {code: k for k, code in enumerate(program.codes)}
    for k, lever in enumerate(program.lever):
        rng = np.random.default_rng([seed, *lever.code.encode()])
        before = [place[code] for code in lever.requires]
        start = stands[:, before].max(axis=1) if before else np.zeros(n)
        own = triangle(lever.months, n, rng=rng)
        months[:, k], stands[:, k] = start + own, start + own * (1 - program.showing)
        done = rng.random(n) < lever.carried
        done &= ~np.array(lever.permission) | (rng.random(n) < permitted)
        works[:, k] = done & (months[:, k] <= 12 * years) & works[:, before].all(axis=1)
        running = np.maximum(years - start / 12, 0.0)
        setup, yearly = triangle(lever.setup, n, rng=rng), triangle(lever.yearly, n, rng=rng)
        cost[:, k] = (setup + yearly * running) / years
        staff[:, k] = triangle(lever.staff, n, rng=rng)
        touches += [
            Touch(
                lever=k,
                column=world.column(e.indicator),
                effect=e,
                size=triangle(e.size, n, rng=rng, whole=e.kind != "grow"),
            )
            for e in lever.effects
            if e.indicator in world.indicators
        ]
    return Moves(
        program=program, years=years, works=works, months=months, cost=cost, staff=staff, touches=tuple(touches)
    )


def triangle(size: Range, n: int, *, rng: np.random.Generator, whole: bool = False) -> NDArray[np.float64]:
    """Draw from a triangle of low, likely and high; whole numbers where asked for and all three are whole."""
    low, likely, high = size
    out = np.full(n, float(likely)) if low == high else rng.triangular(low, likely, high, size=n)
    return np.round(out) if whole and all(float(end).is_integer() for end in size) else out


def _mean(size: Range) -> float:
    return sum(size) / 3


def _permission(program: Program, world: World) -> NDArray[np.float64]:
    """Chance of permission in each draw, from the city's legal permission; the mean of all where it is not known."""
    table = np.array(program.permission_chance)
    if PERMISSION not in world.indicators:
        return np.full(world.n, table.mean())
    score = world.values[:, world.column(PERMISSION)]
    return np.where(np.isnan(score), table.mean(), table[np.clip(np.nan_to_num(score), 0, 3).round().astype(int)])
