r"""Attainable: the best and the worst place each unit can be brought to by weights within limits.

With arithmetic means at every level a score is linear in the effective weights :math:`W`, and limits on shares among
siblings are linear too: :math:`l_c W_p \le W_c \le u_c W_p` for child :math:`c` of :math:`p`. The best place of unit
:math:`u` is one more than the least number of units above it,

.. math:: \min \sum_v b_v \quad \text{with} \quad s_v(W) - s_u(W) \le M_{uv} b_v, \; b_v \in \{0, 1\},

a mixed-integer program that HiGHS solves; :math:`M_{uv}` is the greatest lead the limits allow, found exactly by filling
shares from the best child down. Geometric means at every level are the same in logarithms.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.construct import construct, settled
from proxenia.index.scoring import rank
from proxenia.index.steps.aggregate import sibling_weights
from proxenia.index.steps.weight import order_corners
from proxenia.solver import milp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.index.construct import Construction
    from proxenia.index.framework import Framework
    from proxenia.index.recipe import Recipe
    from proxenia.index.table import Table

__all__ = ["AttainableRanks", "WeightLimits", "attain"]

LEAD = 1e-4
"""Lead, in hundredths of the widest range of points, that counts as being above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightLimits:
    """Which weights are admitted among siblings.

    `any`: every share from 0 to 1. `change`: every share within `change` (0-1) of its nominal one. `between`: every
    share from `least` to `most`. `order`: every set of shares that keeps the order of the nominal ones, equal ones
    staying equal. `levels` says at which heights they are free (1 holds indicators); empty means all, and the rest
    keep their nominal shares.
    """

    kind: str = "change"
    change: float = 0.25
    least: float = 0.0
    most: float = 1.0
    levels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse limits that do not exist."""
        if self.kind not in {"any", "change", "between", "order"}:
            raise MethodError(f"weight limits {self.kind!r} are none of any, change, between, order")
        if not 0 <= self.change <= 1 or not 0 <= self.least <= self.most <= 1:
            raise MethodError("weight limits are shares: change from 0 to 1, least and most from 0 to 1 in this order")

    @classmethod
    def parse(cls, text: str) -> WeightLimits:
        """Read `any`, `order`, `change:SHARE` or `between:LEAST,MOST`.

        Examples
        --------
        >>> WeightLimits.parse("between:0.1,0.5").most
        0.5
        """
        kind, _, rest = text.partition(":")
        try:
            numbers = [float(each) for each in rest.split(",")] if rest else []
        except ValueError as error:
            raise MethodError(f"weight limits {text!r}: write any, order, change:0.25 or between:0.1,0.5") from error
        if kind == "change" and len(numbers) == 1:
            return cls(kind=kind, change=numbers[0])
        if kind == "between" and len(numbers) == 2:  # noqa: PLR2004  least and most
            return cls(kind=kind, least=numbers[0], most=numbers[1])
        if kind in {"any", "order"} and not numbers:
            return cls(kind=kind)
        raise MethodError(f"weight limits {text!r}: write any, order, change:0.25 or between:0.1,0.5")


@dataclass(frozen=True, kw_only=True)
class AttainableRanks:
    """Best and worst place of each unit, with weights that reach them.

    `nominal`, `best` and `worst` have shape (n_units,); `scores` (2, n_units), least and greatest score;
    `best_weights` and `worst_weights` (n_units, n_leaves), effective weights that sum to 1. `proven` says whether the
    solver proved both places; where it did not, they are attained but a better or worse one may exist.
    """

    units: tuple[str, ...]
    nominal: NDArray[np.float64]
    best: NDArray[np.int64]
    worst: NDArray[np.int64]
    scores: NDArray[np.float64]
    best_weights: NDArray[np.float64]
    worst_weights: NDArray[np.float64]
    proven: NDArray[np.bool_]


def attain(
    table: Table, framework: Framework, recipe: Recipe, *, limits: WeightLimits, seconds: float = 20.0
) -> AttainableRanks:
    """Find the best and worst attainable place of every unit.

    Parameters
    ----------
    limits
        Which weights are admitted.
    seconds
        Longest time for one program.

    Raises
    ------
    MethodError
        If aggregation is neither arithmetic nor geometric throughout, points are missing, the table is a panel, or
        no weights fit the limits.
    """
    built = construct(table, framework, recipe)
    points = _linear_points(built)
    sets = [_sibling_set(framework, node, limits) for node in range(len(framework.nodes))]
    scale = 100 / max(float(np.ptp(points)), 1e-300)
    scaled = (points - points.min()) * scale
    program = _Program(framework, sets)
    lead = np.stack([program.greatest(scaled - scaled[[u]]) for u in range(len(built.table.units))])
    ends = np.stack([-program.greatest(-scaled), program.greatest(scaled)]) / scale + points.min()
    ends = np.exp(ends) if built.recipe.aggregate[0] == "geometric" else ends
    found = [_places(scaled, u, lead, program, seconds=seconds) for u in range(len(built.table.units))]
    best, worst = zip(*found, strict=True)
    return AttainableRanks(
        units=built.table.units,
        nominal=built.ranks[:, 0],
        best=np.array([each[0] for each in best]),
        worst=np.array([each[0] for each in worst]),
        scores=ends,
        best_weights=np.stack([each[1] for each in best]),
        worst_weights=np.stack([each[1] for each in worst]),
        proven=np.array([b[2] and w[2] for b, w in found]),
    )


def _linear_points(built: Construction) -> NDArray[np.float64]:
    kinds = set(built.recipe.aggregate)
    if len(kinds) > 1 or not kinds <= {"arithmetic", "geometric"}:
        raise MethodError(
            f"attainable places want one mean at every level, arithmetic or geometric; this is "
            f"{', '.join(built.recipe.aggregate)}"
        )
    if built.table.is_panel:
        raise MethodError("attainable places are found for one time; keep one Time of the panel")
    if np.isnan(built.points).any():
        row, column = np.argwhere(np.isnan(built.points))[0]
        unit, code = built.table.units[row], built.table.indicators[column]
        raise MethodError(
            f"unit {unit!r} has no {code!r}: its weight would go to siblings, which no linear program allows; "
            "impute first, or screen such units out"
        )
    return np.log(built.points) if kinds == {"geometric"} else built.points


@dataclass(frozen=True, kw_only=True)
class _Siblings:
    """Admitted shares among the children of one aggregate: bounds, or corners of the set."""

    children: tuple[tuple[int, ...], tuple[int, ...]]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    corners: NDArray[np.float64] | None


def _sibling_set(framework: Framework, node: int, limits: WeightLimits) -> _Siblings:
    children = framework.children(framework.nodes[node].code)
    given = sibling_weights(framework)[node][0]
    share = given / given.sum()
    low, high, corners = share, share, None
    free = (not limits.levels or framework.heights[node] in limits.levels) and share.size > 1
    if free and limits.kind == "order":
        corners = order_corners(given)
    elif free and limits.kind == "change":
        low, high = share * (1 - limits.change), np.minimum(share * (1 + limits.change), 1.0)
    elif free:
        least, most = (0.0, 1.0) if limits.kind == "any" else (limits.least, limits.most)
        low, high = np.full(share.size, least), np.full(share.size, most)
        if low.sum() > 1 + 1e-12 or high.sum() < 1 - 1e-12:
            code = framework.nodes[node].code
            raise MethodError(
                f"aggregate {code!r}: no {share.size} shares from {least:g} to {most:g} sum to 1; widen the limits"
            )
    return _Siblings(children=children, low=low, high=high, corners=corners)


class _Program:
    """The admitted effective weights as a polytope: variables are the aggregates below the index, then the indicators."""

    def __init__(self, framework: Framework, sets: list[_Siblings]) -> None:
        self.framework, self.sets = framework, sets
        self.n_nodes, self.n_leaves = len(framework.nodes), len(framework.leaves)
        self.width = self.n_nodes + self.n_leaves
        self.rows, self.lower, self.upper = self._constraints()

    def greatest(self, gains: NDArray[np.float64]) -> NDArray[np.float64]:
        """Greatest value over admitted weights of the weighted sum of each row of gains, shape (n_units,)."""
        value = np.zeros((gains.shape[0], self.n_nodes))
        for node in reversed(range(self.n_nodes)):
            nodes, leaves = self.sets[node].children
            parts = np.concatenate([value[:, list(nodes)], gains[:, list(leaves)]], axis=1)
            value[:, node] = _fill(parts, self.sets[node])
        return value[:, 0]

    def _constraints(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        root = np.zeros(self.width)
        root[0] = 1
        rows, lower, upper = [root], [1.0], [1.0]

        def bound(row: NDArray[np.float64], least: float, most: float) -> None:
            rows.append(row)
            lower.append(least)
            upper.append(most)

        for node, each in enumerate(self.sets):
            at = [*each.children[0], *(self.n_nodes + k for k in each.children[1])]
            whole = np.zeros(self.width)
            whole[at], whole[node] = 1, -1
            bound(whole, 0.0, 0.0)
            if each.corners is None:
                for k, low, high in zip(at, each.low, each.high, strict=True):
                    for limit, least, most in ((low, 0.0, np.inf), (high, -np.inf, 0.0)):
                        row = np.zeros(self.width)
                        row[k], row[node] = 1, -limit
                        bound(row, least, most)
            else:
                for row, equal in _orders(each.corners, at, self.width):
                    bound(row, 0.0, 0.0 if equal else np.inf)
        return np.array(rows), np.array(lower), np.array(upper)


def _orders(corners: NDArray[np.float64], at: Sequence[int], width: int) -> list[tuple[NDArray[np.float64], bool]]:
    """Rows that keep the order the corners have: each weight at least the next one's, or the same."""
    total = corners.sum(axis=0)
    order = np.argsort(-total, kind="stable")
    out = []
    for first, second in pairwise(order):
        row = np.zeros(width)
        row[at[first]], row[at[second]] = 1, -1
        out.append((row, bool(np.isclose(total[first], total[second]))))
    return out


def _fill(parts: NDArray[np.float64], siblings: _Siblings) -> NDArray[np.float64]:
    """Greatest weighted mean of each row within the limits: shares go to the best child first."""
    if siblings.corners is not None:
        return (parts @ siblings.corners.T).max(axis=1)
    order = np.argsort(-parts, axis=1)
    low, room = siblings.low[order], (siblings.high - siblings.low)[order]
    before = np.cumsum(room, axis=1) - room
    share = low + np.clip((1 - siblings.low.sum()) - before, 0, room)
    return (np.take_along_axis(parts, order, axis=1) * share).sum(axis=1)


def _places(
    points: NDArray[np.float64], u: int, lead: NDArray[np.float64], program: _Program, *, seconds: float
) -> tuple[tuple[int, NDArray[np.float64], bool], tuple[int, NDArray[np.float64], bool]]:
    """Best and worst place of one unit, each with weights that reach it and whether it is proven."""
    return (
        _solve(points, u, lead[u], -lead[:, u], program, sign=1, seconds=seconds),
        _solve(points, u, lead[u], -lead[:, u], program, sign=-1, seconds=seconds),
    )


def _solve(
    points: NDArray[np.float64],
    u: int,
    most: NDArray[np.float64],
    least: NDArray[np.float64],
    program: _Program,
    *,
    sign: int,
    seconds: float,
) -> tuple[int, NDArray[np.float64], bool]:
    """Count the units above: as few as can be (sign 1) or as many (-1); `most` and `least` are their leads over `u`."""
    from scipy.optimize import Bounds, LinearConstraint  # noqa: PLC0415  slow to import

    others = np.flatnonzero((most > LEAD) & (least <= LEAD) & (np.arange(most.size) != u))
    rows, lower, upper = program.rows, program.lower, program.upper
    size = program.width + others.size
    if others.size:
        some = _above_rows(points[others] - points[u], most[others], least[others], program, sign=sign)
        rows = np.vstack([np.pad(program.rows, ((0, 0), (0, others.size))), some[0]])
        lower, upper = np.concatenate([lower, some[1]]), np.concatenate([upper, some[2]])
    solved = milp(
        np.concatenate([np.zeros(program.width), np.full(others.size, float(sign))]),
        integrality=np.arange(size) >= program.width,
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, lower, upper),
        options={"time_limit": seconds},
    )
    if solved.x is None:
        raise MethodError(f"no weights within the limits were found: {solved.message}")
    over = solved.x[program.width :] > 0.5  # noqa: PLR2004  a rounded 0 or 1
    sides = points[others[over]] - points[u] if sign < 0 else points[u] - points[others[~over]]
    weights = _clearest(sides, program, first=solved.x[program.n_nodes : program.width])
    above = rank(settled((points @ weights)[:, None]).T)[0][u]
    return int(above), weights, solved.status == 0


def _above_rows(
    leads: NDArray[np.float64],
    most: NDArray[np.float64],
    least: NDArray[np.float64],
    program: _Program,
    *,
    sign: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Rows and bounds that tie each unit's lead to its sign of being above: with sign 1 a lead needs it, with -1 it needs one."""
    n = leads.shape[0]
    rows = np.zeros((n, program.width + n))
    rows[:, program.n_nodes : program.width] = leads
    rows[np.arange(n), program.width + np.arange(n)] = -most if sign > 0 else least - LEAD
    if sign > 0:
        return rows, np.full(n, -np.inf), np.zeros(n)
    return rows, least.astype(float), np.full(n, np.inf)


def _clearest(sides: NDArray[np.float64], program: _Program, *, first: NDArray[np.float64]) -> NDArray[np.float64]:
    """Effective weights by which every row of `sides` is as far above zero as can be: a place attained clearly."""
    from scipy.optimize import Bounds, LinearConstraint  # noqa: PLC0415  slow to import

    plain = np.clip(first, 0, None) / np.clip(first, 0, None).sum()
    if not sides.size:
        return plain
    rows = np.zeros((program.rows.shape[0] + sides.shape[0], program.width + 1))
    rows[: program.rows.shape[0], :-1] = program.rows
    rows[program.rows.shape[0] :, program.n_nodes : program.width] = sides
    rows[program.rows.shape[0] :, -1] = -1
    lower = np.concatenate([program.lower, np.zeros(sides.shape[0])])
    upper = np.concatenate([program.upper, np.full(sides.shape[0], np.inf)])
    cost = np.zeros(program.width + 1)
    cost[-1] = -1
    bounds = Bounds(np.append(np.zeros(program.width), -1.0), np.ones(program.width + 1))
    solved = milp(cost, bounds=bounds, constraints=LinearConstraint(rows, lower, upper))
    if solved.x is None:
        return plain
    weights = np.clip(solved.x[program.n_nodes : program.width], 0, None)
    return weights / weights.sum()
