"""The portfolio as a mixed-integer program for HiGHS; `portfolio` says what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack, vstack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.strategy.portfolio.choose import Rules, Wish
    from proxenia.strategy.portfolio.surrogate import Surrogate

__all__ = ["solve"]

SMALL = 1e-9
LONGEST = 120.0
"""Seconds after which a solve is given up; what ends it before is the number of nodes, which no busy machine changes."""

DEAR = 1e-4
"""Probability that is given up for all the money of all levers: cost only breaks ties."""


def solve(picture: Surrogate, rules: Rules, *, wish: Wish, nodes: int) -> tuple[NDArray[np.bool_], float | None] | None:
    """Solve for the best portfolio.

    Returns
    -------
    pulled, bound
        Which levers, and a probability that none can exceed; None where no portfolio was found in time, or none is
        probable enough.
    """
    levers = rules.cost.size
    open_draws, sure = _open(picture)
    matrix, lower, shares = _rows(picture, open_draws)
    constraints = [LinearConstraint(matrix, lb=lower)] if matrix.shape[0] else []
    width = levers + shares + open_draws.size
    constraints += _logic(rules, width)
    share = 1 / picture.n_draws
    cost = np.zeros(width)
    cost[:levers] = rules.cost / max(rules.cost.sum(), 1.0)
    if wish.enough is None:
        cost[:levers] *= DEAR
        cost[levers + shares :] = -share
    else:
        cost[levers + shares :] = -DEAR * share
        row = np.zeros((1, width))
        row[0, levers + shares :] = share
        constraints.append(LinearConstraint(row, lb=wish.enough - sure - SMALL))
    integral = np.concatenate([np.ones(levers), np.zeros(shares), np.ones(open_draws.size)])
    found = milp(
        cost,
        constraints=constraints,
        bounds=Bounds(0, np.where(np.isin(np.arange(width), rules.barred), 0.0, 1.0)),
        integrality=integral,
        options={"node_limit": nodes, "time_limit": LONGEST, "mip_rel_gap": 1e-4},
    )
    if found.x is None:
        return None
    bound = None
    if wish.enough is None and found.mip_dual_bound is not None:
        bound = float(min(1.0, sure - found.mip_dual_bound + DEAR))
    return found.x[:levers] > 0.5, bound  # noqa: PLR2004  a binary


def _open(picture: Surrogate) -> tuple[NDArray[np.int64], float]:
    """Draws that levers decide, and the share of those that reach the target anyhow."""
    met = (picture.base >= -SMALL).all(axis=0)
    most = picture.base + np.clip(picture.gain, 0, None).sum(axis=2)
    hopeless = (most < -SMALL).any(axis=0) | ~np.isfinite(picture.base).all(axis=0)
    harmless = met & (picture.gain >= -SMALL).all(axis=(0, 2))
    return np.flatnonzero(~hopeless & ~harmless), float((harmless & ~hopeless).mean())


def _rows(picture: Surrogate, draws: NDArray[np.int64]) -> tuple[csr_array, NDArray[np.float64], int]:
    """Rows over levers, shares of the way gone, and draws reached; the lower ends; how many shares have a column."""
    levers, rows = picture.share.shape[0], picture.base.shape[0]
    crowded = picture.share[:, draws].sum(axis=0) > 1 + SMALL
    crowded &= (np.abs(picture.gain[:, draws]) > SMALL).any(axis=0)
    place = np.full(crowded.shape, -1)
    place[crowded] = np.arange(int(crowded.sum()))
    count = int(crowded.sum())
    linear = np.einsum("csj,lsj->csl", picture.gain[:, draws] * ~crowded, picture.share[:, draws])
    target = linear.reshape(rows * draws.size, levers)
    who, where = np.nonzero(crowded)
    width = max(count, 1)
    parts = [
        coo_array((picture.gain[c, draws][who, where], (who, place[who, where])), shape=(draws.size, width))
        for c in range(rows)
    ]
    shares = csr_array(vstack(parts))[:, :count] if count else csr_array((rows * draws.size, 0))
    # a draw counts as reached only where the margin is made good: base + gain >= -slack * (1 - z)
    slack = np.clip(
        -np.minimum(picture.base[:, draws] + np.clip(picture.gain[:, draws], None, 0).sum(axis=2), 0), 0, None
    )
    reached = vstack(
        [coo_array((-slack[c], (np.arange(draws.size),) * 2), shape=(draws.size,) * 2) for c in range(rows)]
    )
    main = hstack([csr_array(target), shares, csr_array(reached)])
    lower = (-picture.base[:, draws] - slack).reshape(-1)
    if not count:
        return csr_array(main), lower, 0
    minus = coo_array((-np.ones(count), (np.arange(count),) * 2), shape=(count, count))
    gone = hstack([csr_array(picture.share[:, draws][:, who, where].T), minus, csr_array((count, draws.size))])
    return csr_array(vstack([main, gone])), np.concatenate([lower, np.zeros(count)]), count


def _logic(rules: Rules, width: int) -> list[LinearConstraint]:
    rows, upper = [], []

    def add(entries: dict[int, float], most: float) -> None:
        row = np.zeros(width)
        for column, value in entries.items():
            row[column] = value
        rows.append(row)
        upper.append(most)

    for lever, needed in rules.requires:
        add({lever: 1.0, needed: -1.0}, 0.0)
    for lever, other in rules.excludes:
        add({lever: 1.0, other: 1.0}, 1.0)
    if rules.limits.budget is not None:
        add(dict(enumerate(rules.cost)), rules.limits.budget)
    if rules.limits.staff is not None:
        add(dict(enumerate(rules.staff)), rules.limits.staff)
    return [LinearConstraint(np.array(rows), ub=np.array(upper))] if rows else []
