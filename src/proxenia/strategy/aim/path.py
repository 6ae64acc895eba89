r"""The smallest path: the least change of figures, all counted in points, that reaches a target.

With :math:`a_{cj}` what a point at indicator :math:`j` adds to row :math:`c` of the target, :math:`b_c` what the row lacks
and :math:`u_j` the most that the indicator can move,

.. math:: \min_d \sum_j p_j d_j \quad\text{with}\quad \sum_j a_{cj} d_j \ge b_c,\ 0 \le d_j \le u_j,

a linear program, mixed-integer where an indicator moves in whole steps or has to move some way before it counts. HiGHS
solves it to its optimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError, StudyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.index import Construction

__all__ = ["SmallestChange", "path_to_rank", "smallest_change"]

TIE_BREAK = 1e-7
SMALL = 1e-9
DIGITS = 9


@dataclass(frozen=True, kw_only=True)
class SmallestChange:
    """The least change. `change` are points for each indicator, `total` their sum; None when nothing reaches the target.

    `lacking` is what the row furthest from it still lacks when every indicator has moved as far as it can.
    """

    change: NDArray[np.float64] | None
    total: float | None
    lacking: float


def smallest_change(
    gains: NDArray[np.float64],
    needed: NDArray[np.float64],
    *,
    most: NDArray[np.float64],
    prices: NDArray[np.float64] | None = None,
    step: NDArray[np.float64] | None = None,
    before: NDArray[np.float64] | None = None,
) -> SmallestChange:
    """Find the least change that meets every row.

    Parameters
    ----------
    gains
        What a point at each indicator adds to each row, shape (n_rows, n_indicators).
    needed
        What each row lacks, shape (n_rows,); zero or less where it is met.
    most
        Points each indicator can move, shape (n_indicators,).
    prices
        What a point at each indicator counts for in the sum that is made small; 1 each where not given.
    step
        Points of a whole step of each indicator, 0 where it moves freely; shape (n_indicators,).
    before
        Points an indicator has to move before the next one counts; shape (n_indicators,).

    Examples
    --------
    Two points are lacking; the second indicator counts twice but can move half a point only.

    >>> found = smallest_change(np.array([[1.0, 2.0]]), np.array([2.0]), most=np.array([9.0, 0.5]))
    >>> found.change, found.total
    (array([1. , 0.5]), 1.5)
    """
    size = most.size
    price = np.ones(size) if prices is None else prices
    steps = np.zeros(size) if step is None else step
    first = np.zeros(size) if before is None else np.minimum(before, most)
    best = np.clip(gains, 0, None) @ (most - first)
    lacking = float(np.max(needed - best, initial=0.0))
    if not (needed > SMALL).any():
        return SmallestChange(change=np.zeros(size), total=0.0, lacking=0.0)
    if lacking > SMALL:
        return SmallestChange(change=None, total=None, lacking=lacking)
    change = _solved(gains, needed, most=most, price=price, steps=steps, first=first)
    if change is None:
        return SmallestChange(change=None, total=None, lacking=0.0)
    return SmallestChange(change=change, total=float(change @ price), lacking=0.0)


def _solved(
    gains: NDArray[np.float64],
    needed: NDArray[np.float64],
    *,
    most: NDArray[np.float64],
    price: NDArray[np.float64],
    steps: NDArray[np.float64],
    first: NDArray[np.float64],
) -> NDArray[np.float64] | None:
    """Solve the program with columns of changes, of whether an indicator moves at all, and of whole steps."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  slow to import

    size = most.size
    stepped = steps > 0
    eye, none = np.eye(size), np.zeros((size, size))
    rows = [
        LinearConstraint(np.hstack([gains, -gains * first, np.zeros((needed.size, size))]), lb=needed),
        LinearConstraint(np.hstack([eye, -np.diag(most), none]), ub=0.0),
        LinearConstraint(np.hstack([eye, -np.diag(first), none]), lb=0.0),
    ]
    if stepped.any():
        rows.append(LinearConstraint(np.hstack([eye, none, -np.diag(steps)])[stepped], lb=0.0, ub=0.0))
    integral = np.concatenate([np.zeros(size), first > 0, stepped]).astype(float)
    high = np.concatenate(
        [most, np.ones(size), np.where(stepped, np.floor(most / np.where(stepped, steps, 1) + 1e-9), 0)]
    )
    order = 1 + TIE_BREAK * np.arange(size)
    cost = np.concatenate([price * order, np.zeros(2 * size)])
    found = milp(cost, constraints=rows, bounds=Bounds(0, high), integrality=integral, options={"mip_rel_gap": 0.0})
    if found.x is None:
        return None
    return np.where(found.x[:size] < SMALL, 0.0, np.round(found.x[:size], DIGITS))


def path_to_rank(
    index: Construction, unit: str, *, rank: int, most: float | None = None, movable: Sequence[str] = ()
) -> SmallestChange:
    """Find the least change of normalized points by which a unit of an index takes a rank, the others standing still.

    Parameters
    ----------
    index
        An index of any table whose every level is an arithmetic mean.
    unit
        Code of the unit.
    rank
        The place to take; a tie with the unit that holds it is enough.
    most
        Points an indicator can move at most; up to the best unit's where not given.
    movable
        Indicators that may move; all where none is named.

    Raises
    ------
    StudyError
        If there is no such unit or place.
    MethodError
        If a level is no arithmetic mean or weights follow from the figures, so that points do not add up.
    """
    if unit not in index.table.units:
        raise StudyError(f"no unit {unit!r} in the index of {len(index.table.units)} units")
    if any(rule != "arithmetic" for rule in index.recipe.aggregate):
        raise MethodError(f"points add up under arithmetic means only, not under {', '.join(index.recipe.aggregate)}")
    if index.recipe.weights != "given":
        raise MethodError(f"weights {index.recipe.weights!r} change with the figures; give weights for a path")
    row = index.table.units.index(unit)
    ranked = -np.sort(-np.delete(index.scores[:, 0], row))
    if not 1 <= rank <= ranked.size + 1:
        raise StudyError(f"no place {rank} among {ranked.size + 1} units")
    points = index.points[row]
    weights = index.framework.leaf_weights()
    known = ~np.isnan(points)
    weights = np.where(known, weights, 0.0) / weights[known].sum()
    lacking = (ranked[rank - 1] if rank <= ranked.size else -np.inf) - index.scores[row, 0]
    room = np.where(known, np.nanmax(index.points, axis=0) - np.nan_to_num(points), 0.0)
    if movable:
        room = np.where([code in movable for code in index.table.indicators], room, 0.0)
    room = np.maximum(room if most is None else np.minimum(room, most), 0.0)
    return smallest_change(weights[None], np.array([lacking]), most=room)
