"""Clusters of rows by their distances: medoids, agreement of two partitions, and how wide the clusters stand apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["medoids", "silhouette"]

ROUNDS = 100


def medoids(distances: NDArray[np.float64], *, k: int) -> tuple[tuple[int, ...], NDArray[np.int64]]:
    """Partition rows around `k` of them so that the sum of distances is small (partitioning around medoids).

    Parameters
    ----------
    distances
        Between all rows, shape (n, n), without gaps.
    k
        Number of clusters.

    Returns
    -------
    centers, labels
        Rows that stand for the clusters, in rising order; for each row the place of its nearest center.

    Raises
    ------
    MethodError
        If `k` is not 1 to n, or a distance is missing.

    References
    ----------
    Kaufman and Rousseeuw (1990), *Finding groups in data*, chapter 2.

    Examples
    --------
    >>> x = np.array([0.0, 1.0, 10.0, 11.0, 12.0])
    >>> medoids(abs(x[:, None] - x), k=2)
    ((0, 3), array([0, 0, 1, 1, 1]))
    """
    n = len(distances)
    if not 1 <= k <= n:
        raise MethodError(f"{k} clusters of {n} rows; ask for 1 to {n}")
    if np.isnan(distances).any():
        raise MethodError("a distance is missing; leave out rows that share too little with the others")
    chosen = [int(distances.sum(axis=0).argmin())]
    while len(chosen) < k:
        nearest = distances[:, chosen].min(axis=1)
        cost = np.minimum(nearest[:, None], distances).sum(axis=0)
        cost[chosen] = np.inf
        chosen.append(int(cost.argmin()))
    for _ in range(ROUNDS):
        better = _best_swap(distances, chosen)
        if better is None:
            break
        chosen = better
    chosen = sorted(chosen)
    return tuple(chosen), distances[:, chosen].argmin(axis=1)


def _best_swap(distances: NDArray[np.float64], chosen: Sequence[int]) -> list[int] | None:
    now = distances[:, list(chosen)].min(axis=1).sum()
    best, swap = now - 1e-9 * (1 + now), None
    for place in range(len(chosen)):
        rest = [each for i, each in enumerate(chosen) if i != place]
        nearest = distances[:, rest].min(axis=1) if rest else np.full(len(distances), np.inf)
        cost = np.minimum(nearest[:, None], distances).sum(axis=0)
        cost[list(chosen)] = np.inf
        candidate = int(cost.argmin())
        if cost[candidate] < best:
            best, swap = cost[candidate], [*rest, candidate]
    return swap


def silhouette(distances: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much nearer each row is to its own cluster than to the next (-1 to 1); 0 for a cluster of one.

    References
    ----------
    Rousseeuw (1987), *Silhouettes*.
    """
    clusters = np.unique(labels)
    sums = np.stack([distances[:, labels == each].sum(axis=1) for each in clusters], axis=1)
    sizes = np.array([(labels == each).sum() for each in clusters])
    own = np.searchsorted(clusters, labels)
    rows = np.arange(len(labels))
    with np.errstate(invalid="ignore", divide="ignore"):
        inside = sums[rows, own] / (sizes[own] - 1)
        outside = sums / sizes
    outside[rows, own] = np.inf
    nearest = outside.min(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        width = (nearest - inside) / np.maximum(nearest, inside)
    return np.where(sizes[own] == 1, 0.0, np.nan_to_num(width))
