r"""The portfolio: which levers to pull under limits of money, staff and time, so that the target is reached most surely.

With :math:`x_l` whether lever :math:`l` is pulled and :math:`z_s` whether draw :math:`s` reaches the target,

.. math:: \max_{x,z,y} \tfrac1S\sum_s z_s - \varepsilon \sum_l k_l x_l \quad\text{with}\quad
   \sum_j G_{csj} y_{sj} \ge -m_{cs} z_s,\ y_{sj} \le \min(1, \textstyle\sum_l f_{lsj} x_l),

under the limits, :math:`x_l \le x_r` for what a lever requires and :math:`x_l + x_k \le 1` for what it excludes: a
chance-constrained program over scenarios (Luedtke and Ahmed 2008), solved by HiGHS. Few levers are tried one by one. A search
by adding, dropping and swapping levers starts from its answer and takes over where time runs out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from proxenia.strategy.levers.program import Program
    from proxenia.strategy.portfolio.surrogate import Surrogate

__all__ = ["Choice", "Limits", "Rules", "Wish", "choose", "enumerate_all", "is_allowed", "nearest", "search"]

FEW = 12
COARSE = 50
"""Where the cheapest way is asked for, probabilities are told apart in steps of one in so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may be spent: money a year, full-time persons; None for no limit."""

    budget: float | None = None
    staff: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted: the most probable portfolio.

    With `enough`, the cheapest one that is at least so probable; with `nearest`, the one that on average falls least short.
    """

    enough: float | None = None
    nearest: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A portfolio: which levers, its probability in the picture, its mean shortfall and cost, and how it was found.

    `bound` is a probability that no portfolio under these limits can exceed in the picture; None where none is proved.
    """

    pulled: NDArray[np.bool_]
    probability: float
    shortfall: float
    cost: float
    how: str
    bound: float | None = None


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Limits and logic of a program as arrays: cost and staff of each lever, what it requires, what excludes what.

    `barred` levers may not be pulled.
    """

    cost: NDArray[np.float64]
    staff: NDArray[np.float64]
    requires: tuple[tuple[int, int], ...]
    excludes: tuple[tuple[int, int], ...]
    limits: Limits
    barred: tuple[int, ...] = ()

    @classmethod
    def of(cls, program: Program, *, cost: NDArray[np.float64], staff: NDArray[np.float64], limits: Limits) -> Rules:
        """Take the rules of a program, with mean cost and staff of each lever."""
        place = {code: k for k, code in enumerate(program.codes)}
        requires = tuple((place[lever.code], place[r]) for lever in program.lever for r in lever.requires)
        excludes = tuple((place[lever.code], place[x]) for lever in program.lever for x in lever.excludes)
        return cls(cost=cost, staff=staff, requires=requires, excludes=excludes, limits=limits)

    def allowed(self, pulled: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say which portfolios keep the rules; (n_portfolios,) from (n_portfolios, n_levers)."""
        good = np.asarray(~pulled[:, list(self.barred)].any(axis=1), dtype=bool)
        for lever, needed in self.requires:
            good &= ~pulled[:, lever] | pulled[:, needed]
        for lever, other in self.excludes:
            good &= ~(pulled[:, lever] & pulled[:, other])
        if self.limits.budget is not None:
            good &= pulled @ self.cost <= self.limits.budget * (1 + 1e-9)
        if self.limits.staff is not None:
            good &= pulled @ self.staff <= self.limits.staff * (1 + 1e-9)
        return good


def is_allowed(pulled: NDArray[np.bool_], rules: Rules) -> bool:
    """Say whether one portfolio keeps the rules."""
    return bool(rules.allowed(pulled[None])[0])


def choose(picture: Surrogate, rules: Rules, *, wish: Wish, nodes: int = 10) -> Choice:
    """Choose a portfolio: by trying all where levers are few, else by mixed-integer programming and search.

    Parameters
    ----------
    picture
        The straight-lined world.
    nodes
        How many nodes the solver may open; the search improves on what it has then.
    """
    if rules.cost.size <= FEW:
        return enumerate_all(picture, rules, wish=wish)
    from proxenia.strategy.portfolio.mixed_integer import solve  # noqa: PLC0415  it imports the solver

    solved = solve(picture, rules, wish=wish, nodes=nodes)
    start = np.zeros(rules.cost.size, bool) if solved is None else solved[0]
    found = search(picture, rules, wish=wish, start=start)
    if solved is None:
        return found
    same = (found.pulled == solved[0]).all()
    proved = same and solved[1] is not None and wish.enough is None and found.probability >= solved[1] - 1e-6
    how = "proved best in the scenarios" if proved else "best found by solver and search"
    return Choice(
        pulled=found.pulled,
        probability=found.probability,
        shortfall=found.shortfall,
        cost=found.cost,
        how=how,
        bound=solved[1],
    )


def enumerate_all(picture: Surrogate, rules: Rules, *, wish: Wish) -> Choice:
    """Try every portfolio; for few levers."""
    count = rules.cost.size
    every = ((np.arange(2**count)[:, None] >> np.arange(count)) & 1).astype(bool)
    every = every[rules.allowed(every)]
    best, best_key = None, None
    for start in range(0, every.shape[0], 256):
        block = every[start : start + 256]
        probability, shortfall = picture.judge(block)
        keys = _keys(probability, shortfall, block @ rules.cost, wish)
        top = max(range(block.shape[0]), key=keys.__getitem__)
        if best_key is None or keys[top] > best_key:
            best_key = keys[top]
            best = Choice(
                pulled=block[top],
                probability=float(probability[top]),
                shortfall=float(shortfall[top]),
                cost=float(block[top] @ rules.cost),
                how="every portfolio tried",
                bound=float(probability[top]) if wish.enough is None else None,
            )
    if best is None:  # the empty portfolio always keeps the rules
        return _choice(picture, rules, np.zeros(count, bool), how="nothing")
    return best


def search(picture: Surrogate, rules: Rules, *, wish: Wish, start: NDArray[np.bool_]) -> Choice:
    """Improve a portfolio by adding, dropping and swapping levers (with what they require) until nothing helps."""
    now = start if is_allowed(start, rules) else np.zeros_like(start)
    key = _key(picture, rules, now, wish)
    while True:
        around = np.array(list(_around(now, rules)))
        around = around[rules.allowed(around)] if around.size else around
        if not around.size:
            break
        probability, shortfall = picture.judge(around)
        keys = _keys(probability, shortfall, around @ rules.cost, wish)
        top = max(range(len(keys)), key=keys.__getitem__)
        if keys[top] <= key:
            break
        now, key = around[top], keys[top]
    return _choice(picture, rules, now, how="best found by search")


def nearest(picture: Surrogate, rules: Rules, now: NDArray[np.bool_], *, most: int) -> list[NDArray[np.bool_]]:
    """Give the most promising portfolios one step away that keep the rules, by the straight-lined picture."""
    around = np.array(list(_around(now, rules)))
    around = around[rules.allowed(around)] if around.size else around
    if not around.size:
        return []
    probability, shortfall = picture.judge(around)
    order = np.lexsort((shortfall, -probability))
    return [around[k] for k in order[:most]]


def _around(now: NDArray[np.bool_], rules: Rules) -> Iterator[NDArray[np.bool_]]:
    """Portfolios one lever away, adding what a lever requires and dropping what requires it; then swaps of two."""
    single = {lever: _flipped(now, lever, rules) for lever in range(now.size)}
    yield from single.values()
    inside = [lever for lever in range(now.size) if now[lever]]
    outside = [lever for lever in range(now.size) if not now[lever]]
    for out in inside:
        without = single[out]
        yield from (_flipped(without, into, rules) for into in outside)
    for a, b in combinations(outside, 2):
        if (a, b) in rules.requires or (b, a) in rules.requires:
            continue
        yield _flipped(single[a], b, rules)


def _flipped(now: NDArray[np.bool_], lever: int, rules: Rules) -> NDArray[np.bool_]:
    out = now.copy()
    out[lever] = not now[lever]
    if out[lever]:
        for a, b in reversed(rules.requires):
            if out[a]:
                out[b] = True
        for a, b in rules.excludes:
            if lever in {a, b}:
                out[b if lever == a else a] = False
    for a, b in rules.requires:
        if not out[b]:
            out[a] = False
    return out


def _key(picture: Surrogate, rules: Rules, pulled: NDArray[np.bool_], wish: Wish) -> tuple[float, ...]:
    probability, shortfall = picture.judge(pulled[None])
    return _keys(probability, shortfall, (pulled @ rules.cost)[None], wish)[0]


def _keys(
    probability: NDArray[np.float64], shortfall: NDArray[np.float64], cost: NDArray[np.float64], wish: Wish
) -> list[tuple[float, ...]]:
    """What is compared, more is better: probability, then little shortfall, then little cost; or cost once it is enough."""
    if wish.nearest:
        rows = zip(-np.round(shortfall, 3), probability, -cost, strict=True)
        return [(float(s), float(p), float(c)) for s, p, c in rows]
    if wish.enough is None:
        rows = zip(probability, -np.round(shortfall, 2), -cost, strict=True)
        return [(float(p), float(s), float(c)) for p, s, c in rows]
    capped = np.minimum(np.floor(probability * COARSE + 1e-9) / COARSE, np.floor(wish.enough * COARSE) / COARSE)
    capped = np.where(probability >= wish.enough - 1e-9, 1.0, capped)
    rows = zip(capped, -cost, -shortfall, strict=True)
    return [(float(p), float(c), float(s)) for p, c, s in rows]


def _choice(picture: Surrogate, rules: Rules, pulled: NDArray[np.bool_], *, how: str) -> Choice:
    probability, shortfall = picture.judge(pulled[None])
    return Choice(
        pulled=pulled,
        probability=float(probability[0]),
        shortfall=float(shortfall[0]),
        cost=float(pulled @ rules.cost),
        how=how,
    )
