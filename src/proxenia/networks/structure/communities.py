r"""Groups that hold together, and how firmly: the Leiden method over many seeds, and over resampled tables.

One run of any such method gives one answer of many. So it runs with several seeds; the answers are compared pair by pair
(adjusted Rand index), the one most like the others is given, and each node says how often its fellows stay with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.networks.structure.graph import Graph, bipartite_graph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from proxenia.networks.bipartite import Bipartite

__all__ = ["Communities", "adjusted_rand", "communities", "resampled"]

LEAST_RUNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Communities:
    """Groups of nodes, the largest numbered 0.

    `stability` is the mean adjusted Rand index between runs: 1 is always the same, 0 no better than chance.
    `firmness`, shape (n_nodes,), is the share (0-1) of a node's fellows it keeps in the other runs; NaN for a node
    alone in its group.
    """

    names: tuple[int | str, ...]
    member: NDArray[np.int64]
    modularity: float
    stability: float
    firmness: NDArray[np.float64]
    runs: int

    def groups(self) -> tuple[tuple[int | str, ...], ...]:
        """Names in each group, the largest group first."""
        return tuple(
            tuple(self.names[i] for i in np.flatnonzero(self.member == group))
            for group in range(int(self.member.max()) + 1)
        )


def communities(graph: Graph, *, seed: int, runs: int = 20, resolution: float = 1.0) -> Communities:
    """Find the groups of a graph by modularity, with their stability over seeds.

    Parameters
    ----------
    graph
        Weighted and undirected; nodes without edges become groups of their own.
    seed
        The runs take this seed and those after it.
    runs
        Number of runs, 2 or more.
    resolution
        Above 1 gives more and smaller groups.

    Raises
    ------
    MethodError
        If there is no edge, or fewer than two runs.

    References
    ----------
    Traag, Waltman and van Eck (2019), *From Louvain to Leiden*, doi:10.1038/s41598-019-41695-z.
    """
    if not len(graph):
        raise MethodError("a graph without edges has no communities")
    if runs < LEAST_RUNS:
        raise MethodError(f"{runs} run says nothing of stability; give {LEAST_RUNS} or more")
    found = [_leiden(graph, seed=seed + each, resolution=resolution) for each in range(runs)]
    partitions = [partition for _, partition in found]
    likeness = np.array([[adjusted_rand(a, b) for b in partitions] for a in partitions])
    best = int(np.argmax(likeness.sum(axis=1)))
    others = ~np.eye(runs, dtype=bool)
    return Communities(
        names=graph.names,
        member=partitions[best],
        modularity=float(found[best][0]),
        stability=float(likeness[others].mean()),
        firmness=_firmness(partitions[best], [p for i, p in enumerate(partitions) if i != best]),
        runs=runs,
    )


def resampled(
    table: Bipartite, found: Communities, *, rng: np.random.Generator, draws: int = 20, share: float = 0.1
) -> float:
    """Mean adjusted Rand index (at most 1) between groups of the whole two-sided table and of tables with memberships left out.

    Parameters
    ----------
    table
        The memberships whose groups were found.
    found
        Groups of `bipartite_graph(table)`.
    rng
        Source of chance.
    draws, share
        How many tables to draw, and the share of memberships left out of each.
    """
    if not 0 < share < 1:
        raise MethodError(f"share {share:g} of memberships to leave out is not between 0 and 1")
    scores = []
    for _ in range(draws):
        part = table.only(rng.random(len(table)) >= share)
        _, partition = _leiden(bipartite_graph(part), seed=int(rng.integers(2**31)), resolution=1.0)
        seen = np.concatenate([part.city_degree, part.network_size]) > 0
        scores.append(adjusted_rand(found.member[seen], partition[seen]))
    return float(np.mean(scores))


def adjusted_rand(a: Sequence[int] | NDArray[np.int64], b: Sequence[int] | NDArray[np.int64]) -> float:
    """Agreement of two groupings beyond chance: 1 the same, about 0 for unrelated ones.

    References
    ----------
    Hubert and Arabie (1985), doi:10.1007/BF01908075.

    Examples
    --------
    The names of groups do not matter; two unlike halvings of four agree less than chance.

    >>> adjusted_rand([0, 0, 1, 1], [1, 1, 0, 0]), round(adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]), 6)
    (1.0, -0.5)
    """
    _, left = np.unique(a, return_inverse=True)
    _, right = np.unique(b, return_inverse=True)
    counts = np.unique(left * (right.max(initial=0) + 1) + right, return_counts=True)[1]
    together = _pairs(counts)
    first, second = _pairs(np.bincount(left)), _pairs(np.bincount(right))
    everything = len(left) * (len(left) - 1) / 2
    chance = first * second / everything if everything else 0.0
    most = (first + second) / 2
    return 1.0 if most == chance else float((together - chance) / (most - chance))


def _pairs(counts: NDArray[np.int64]) -> float:
    return float((counts * (counts - 1) / 2).sum())


def _firmness(best: NDArray[np.int64], others: Sequence[NDArray[np.int64]]) -> NDArray[np.float64]:
    kept = np.zeros(len(best))
    fellows = np.bincount(best)[best] - 1.0
    for other in others:
        both = best * (other.max() + 1) + other
        _, at, size = np.unique(both, return_inverse=True, return_counts=True)
        kept += size[at] - 1
    return np.where(fellows > 0, kept / np.maximum(fellows, 1) / len(others), np.nan)


def _leiden(graph: Graph, *, seed: int, resolution: float) -> tuple[float, NDArray[np.int64]]:
    from graspologic_native import leiden  # noqa: PLC0415  only this needs it  # ty: ignore[import-not-found]  a compiled module

    edges = [
        (str(a), str(b), weight)
        for a, b, weight in zip(graph.first.tolist(), graph.second.tolist(), graph.weight.tolist(), strict=True)
    ]
    modularity, found = leiden(edges=edges, resolution=resolution, iterations=2, seed=seed)
    return modularity, _by_size(found, len(graph.names))


def _by_size(found: Mapping[str, int], n_nodes: int) -> NDArray[np.int64]:
    """Number the groups by size; nodes without edges, which the method does not see, come last, each alone."""
    seen = np.array([found.get(str(i), -1) for i in range(n_nodes)])
    alone = np.flatnonzero(seen < 0)
    seen[alone] = seen.max(initial=-1) + 1 + np.arange(len(alone))
    _, labels = np.unique(seen, return_inverse=True)
    order = np.argsort(-np.bincount(labels), kind="stable")
    return np.argsort(order)[labels]
