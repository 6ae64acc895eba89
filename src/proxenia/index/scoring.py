"""From values to scores: normalization, weights, aggregation, each over many draws at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.index.framework import Framework

__all__ = ["aggregate", "goalpost_points", "order_preserving_weights", "percentile_points", "rank"]


def goalpost_points(values: NDArray[np.float64], *, framework: Framework) -> NDArray[np.float64]:
    r"""Place values between the frozen goalposts of their indicators, 0-100.

    .. math:: z = 100\,\frac{t(x) - t(l)}{t(u) - t(l)}, \quad \text{cut to } 0 \dots 100,

    with :math:`t` the indicator's transform and the ends turned round where less is better.

    Parameters
    ----------
    values
        Shape (..., n_units, n_leaves), in the indicators' units. NaN stays NaN.

    Raises
    ------
    MethodError
        If an indicator has no goalposts.
    """
    out = np.empty_like(values)
    for j, leaf in enumerate(framework.leaves):
        if leaf.goalposts is None:
            raise MethodError(f"indicator {leaf.code!r} has no goalposts; give them or normalize by min-max")
        low, high = leaf.goalposts
        column = values[..., j]
        if leaf.transform == "log1p":
            low, high, column = np.log1p(low), np.log1p(high), np.log1p(np.maximum(column, 0.0))
        points = 100 * np.clip((column - low) / (high - low), 0, 1)
        out[..., j] = points if leaf.direction > 0 else 100 - points
    return out


def percentile_points(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the other units with a value that a unit does at least as well as, ties at half; 0-100.

    Parameters
    ----------
    points
        Shape (..., n_units, n_leaves), higher is better. NaN stays NaN; a lone value becomes 50.

    Examples
    --------
    >>> percentile_points(np.array([[1.0], [2.0], [2.0]])).ravel()
    array([ 0., 75., 75.])
    """
    less = np.zeros_like(points)
    same = np.zeros_like(points)
    for i in range(points.shape[-2]):
        row = points[..., i : i + 1, :]
        less += row < points
        same += row == points
    known = (~np.isnan(points)).sum(axis=-2, keepdims=True) - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(known > 0, 100 * (less + (same - 1) / 2) / known, 50.0)
    return np.where(np.isnan(points), np.nan, share)


def aggregate(
    points: NDArray[np.float64],
    *,
    framework: Framework,
    weights: NDArray[np.float64],
    geometric: NDArray[np.bool_],
    floor: float,
) -> NDArray[np.float64]:
    """Add points up along the tree; weights of missing children go to their siblings.

    Parameters
    ----------
    points
        Shape (n_draws, n_units, n_leaves), 0-100.
    weights
        Effective weights of the indicators, shape (n_draws, n_leaves).
    geometric
        Where the index itself is a geometric mean, shape (n_draws,); what lies below is arithmetic.
    floor
        Points below this count as this under the geometric mean.

    Returns
    -------
    scores
        Shape (n_draws, n_units, n_nodes); NaN where nothing below is known.
    """
    scores = np.full((*points.shape[:2], len(framework.nodes)), np.nan)
    node_weights = weights @ framework.below.T.astype(float)
    for i in reversed(range(len(framework.nodes))):
        nodes, leaves = framework.children(framework.nodes[i].code)
        children = np.concatenate([scores[..., list(nodes)], points[..., list(leaves)]], axis=-1)
        shares = np.concatenate([node_weights[:, list(nodes)], weights[:, list(leaves)]], axis=-1)
        mean = _mean(children, shares)
        if i == 0 and geometric.any():
            logs = _mean(np.log(np.maximum(children[geometric], floor)), shares[geometric])
            mean[geometric] = np.exp(logs)
        scores[..., i] = mean
    return scores


def rank(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rank units from 1 for the highest score, ties at the best rank; NaN where the score is.

    Parameters
    ----------
    scores
        Shape (..., n_units).

    Examples
    --------
    >>> rank(np.array([3.0, 5.0, 5.0, 1.0]))
    array([3., 1., 1., 4.])
    """
    order = np.argsort(-scores, axis=-1, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=-1)
    starts = np.ones(ordered.shape, bool)
    starts[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    places = np.maximum.accumulate(np.where(starts, np.arange(1.0, scores.shape[-1] + 1), 0.0), axis=-1)
    out = np.empty_like(places)
    np.put_along_axis(out, order, places, axis=-1)
    return np.where(np.isnan(scores), np.nan, out)


def order_preserving_weights(framework: Framework, n: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
    r"""Draw weights uniformly from all that keep the order of tiers; shape (n, n_leaves), each row summing to 1.

    Within the first tiers indicators weigh the same; those of the last tier are free below them. A set that keeps an
    order :math:`w_1 \ge w_2 \ge \dots` is a mixture of the vectors that spread the weight evenly over the first
    :math:`k`, so uniform mixtures of these are uniform over the set.
    """
    tiers = np.array([leaf.tier for leaf in framework.leaves])
    last = tiers.max()
    head = [np.flatnonzero(tiers == tier) for tier in range(1, last)]
    tail = np.flatnonzero(tiers == last)
    out = np.zeros((n, tiers.size))
    for row in out:
        blocks = [*head, *(np.array([k]) for k in rng.permutation(tail))]
        mixture = rng.dirichlet(np.ones(len(blocks)))
        first = np.cumsum([block.size for block in blocks])
        levels = np.cumsum((mixture / first)[::-1])[::-1]
        for block, level in zip(blocks, levels, strict=True):
            row[block] = level
    return out


def _mean(values: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(values)
    total = np.einsum("duk,dk->du", known.astype(float), shares)
    summed = np.einsum("duk,dk->du", np.where(known, values, 0.0), shares)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, summed / total, np.nan)
