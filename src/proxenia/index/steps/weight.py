"""Weight: given, equal, or found from the figures; never below zero, summing to 1 among siblings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.steps.choice import Choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "WEIGHTINGS",
    "any_weights",
    "benefit_of_doubt",
    "critic_weights",
    "entropy_weights",
    "even_shares",
    "importance_weights",
    "order_corners",
    "ordered_weights",
    "pca_weights",
    "weigh",
]


WEIGHTINGS: dict[str, tuple[float | str, ...]] = {
    "given": (),
    "equal": (),
    "pca": (),
    "entropy": (),
    "critic": (),
    "importance": (0.0, 1.0),
}


def weigh(points: NDArray[np.float64], given: NDArray[np.float64], *, choice: str) -> NDArray[np.float64]:
    """Weights of sibling indicators by a choice: `given`, `equal`, `pca`, `entropy`, `critic` or `importance:LEAST,MOST`.

    `importance` finds weights, each from `LEAST` to `MOST`, under which indicators are as important as the given weights
    say.

    Parameters
    ----------
    points
        Normalized, shape (n_units, n_siblings); units with a gap are left out where weights come from figures.
    given
        Shape (n_siblings,). A weight of zero stays zero under every choice.
    """
    chosen = Choice.parse(choice, step="weights", known=WEIGHTINGS)
    used = given > 0
    if choice == "given" or used.sum() < 2:  # noqa: PLR2004  one indicator has all the weight
        return given
    found = np.zeros_like(given)
    whole = points[~np.isnan(points).any(axis=1)][:, used]
    if choice == "equal":
        found[used] = 1 / used.sum()
    elif whole.shape[0] < 3:  # noqa: PLR2004  a spread needs more
        raise MethodError(f"{choice} weights need three units with every indicator; impute first, or weigh equally")
    elif chosen.name == "importance":
        least, most = chosen.numbers
        found[used] = importance_weights(whole, given[used], lower=least, upper=most)[0]
    else:
        by = {"pca": pca_weights, "entropy": entropy_weights, "critic": critic_weights}
        found[used] = by[choice](whole)
    return found


def pca_weights(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared loadings of the first principal component of the correlations; they are never negative and sum to 1.

    Examples
    --------
    >>> pca_weights(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]))
    array([0.5, 0.5])
    """
    _, vectors = np.linalg.eigh(_correlation(points))
    return vectors[:, -1] ** 2


def entropy_weights(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights by how unevenly each column is spread over the units (Shannon entropy of shares).

    Raises
    ------
    MethodError
        If a value is below zero or a column sums to zero.
    """
    total = points.sum(axis=0)
    if (points < 0).any() or (total <= 0).any():
        raise MethodError("entropy weights need values of zero or more; normalize to minmax:0,100")
    share = points / total
    logs = np.log(np.where(share > 0, share, 1.0))
    divergence = 1 + (share * logs).sum(axis=0) / np.log(points.shape[0])
    return _to_one(divergence)


def critic_weights(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights by spread and by conflict with the others (CRITIC, Diakoulaki et al. 1995), on a min-max scale."""
    low, high = points.min(axis=0), points.max(axis=0)
    scaled = (points - low) / np.where(high > low, high - low, 1.0)
    return _to_one(scaled.std(axis=0, ddof=1) * (1 - _correlation(scaled)).sum(axis=0))


def importance_weights(
    points: NDArray[np.float64],
    targets: NDArray[np.float64],
    *,
    lower: float = 0.0,
    upper: float = 1.0,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights within bounds under which each column is as important as wanted.

    Importance is a column's share of the sum of squared correlations with the weighted mean (Paruolo et al. 2013).

    Parameters
    ----------
    points
        Shape (n_units, n_columns), without gaps.
    targets
        Wanted importance, of any sum.
    lower, upper
        Bounds of every weight.

    Returns
    -------
    weights, importance
        Weights summing to 1, and the importance they reach, which may differ from what was wanted.

    Raises
    ------
    MethodError
        If no weights fit the bounds.
    """
    from scipy.optimize import minimize  # noqa: PLC0415  slow to import

    n = points.shape[1]
    if lower < 0 or lower * n > 1 or upper * n < 1 or lower > upper:
        raise MethodError(f"no {n} weights from {lower} to {upper} sum to 1; widen the bounds")
    wanted = targets / targets.sum()
    starts = [np.full(n, 1 / n), np.clip(wanted, lower, upper)]
    results = [
        minimize(
            lambda w: float(((_importance(points, w) - wanted) ** 2).sum()) * 100,
            start,
            method="SLSQP",
            bounds=[(lower, upper)] * n,
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
            options={"ftol": 1e-14, "maxiter": 1000},
        )
        for start in starts
    ]
    best = min(results, key=lambda each: each.fun)
    weights = np.clip(best.x, lower, upper)
    weights = weights / weights.sum()
    return weights, _importance(points, weights)


def benefit_of_doubt(
    points: NDArray[np.float64], *, least_share: float = 0.0, most_share: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Score each unit by the weights that suit it best, no unit scoring above 1 by them (Cherchye et al. 2007).

    Parameters
    ----------
    points
        Shape (n_units, n_columns), zero or more, without gaps.
    least_share, most_share
        Limits of the share (0-1) that any column may have in a unit's own score.

    Returns
    -------
    scores, weights
        Shapes (n_units,) and (n_units, n_columns).

    Raises
    ------
    MethodError
        If a value is missing or below zero, or the shares cannot hold.
    """
    from scipy.optimize import linprog  # noqa: PLC0415  slow to import

    n_units, n = points.shape
    if np.isnan(points).any() or (points < 0).any():
        raise MethodError("benefit of the doubt needs values of zero or more for every unit; impute and use minmax")
    if not 0 <= least_share <= most_share or least_share * n > 1 or most_share * n < 1:
        raise MethodError(f"no {n} shares from {least_share} to {most_share} sum to 1; widen the limits")
    scores, weights = np.empty(n_units), np.empty((n_units, n))
    for i, own in enumerate(points):
        rows, limits = [points], [np.ones(n_units)]
        if least_share > 0:
            rows.append(least_share * own[None] - np.diag(own))
            limits.append(np.zeros(n))
        if most_share < 1:
            rows.append(np.diag(own) - most_share * own[None])
            limits.append(np.zeros(n))
        solved = linprog(-own, A_ub=np.vstack(rows), b_ub=np.concatenate(limits), bounds=(0, None), method="highs")
        if solved.x is None:
            raise MethodError(f"no weights suit unit {i}: {solved.message}")
        scores[i], weights[i] = float(own @ solved.x), solved.x
    return scores, weights


def any_weights(n_columns: int, *, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw `n` weights evenly from all that are zero or more and sum to 1; shape (n, n_columns)."""
    return rng.dirichlet(np.ones(n_columns), size=n)


def ordered_weights(given: NDArray[np.float64], *, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw `n` weights evenly from all that keep the order of the given ones; shape (n, n_columns).

    Columns of equal given weight keep equal weights. Mixtures of the vectors that spread the weight evenly over the
    first one, two, ... ranks are even over the set.

    Examples
    --------
    >>> drawn = ordered_weights(np.array([2.0, 1.0, 1.0]), n=5, rng=np.random.default_rng(0))
    >>> bool((drawn[:, 0] >= drawn[:, 1]).all() and (drawn[:, 1] == drawn[:, 2]).all())
    True
    """
    corners = order_corners(given)
    return any_weights(corners.shape[0], n=n, rng=rng) @ corners


def order_corners(given: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners of the set of all weights that keep the order of the given ones, shape (n_ranks, n_columns).

    Examples
    --------
    >>> order_corners(np.array([2.0, 1.0]))
    array([[1. , 0. ],
           [0.5, 0.5]])
    """
    levels = np.unique(given)[::-1]
    return np.stack([(given >= level) / (given >= level).sum() for level in levels])


def even_shares(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of the unit cube as shares that sum to 1, even over all such shares; shape (n, n_columns)."""
    waits = -np.log(np.clip(u, 1e-300, 1.0))
    waits[waits.sum(axis=1) == 0] = 1.0
    return waits / waits.sum(axis=1, keepdims=True)


def _correlation(points: NDArray[np.float64]) -> NDArray[np.float64]:
    centered = points - points.mean(axis=0)
    length = np.sqrt((centered**2).sum(axis=0))
    unit = centered / np.where(length > 0, length, 1.0)
    out = unit.T @ unit
    np.fill_diagonal(out, 1.0)
    return out


def _importance(points: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    score = points @ weights
    squared = _correlation(np.column_stack([score, points]))[0, 1:] ** 2
    return _to_one(squared)


def _to_one(values: NDArray[np.float64]) -> NDArray[np.float64]:
    total = values.sum()
    return values / total if total > 0 else np.full(values.size, 1 / values.size)
