"""A simple graph: named nodes, and undirected edges with weights, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from proxenia.networks.bipartite import Bipartite
    from proxenia.networks.nulls import Projection

__all__ = ["Graph", "bipartite_graph", "graph_of", "projection_graph", "twin_graph"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Nodes by name; edge `e` runs between places `first[e]` and `second[e]` with `weight[e]` above 0."""

    names: tuple[int | str, ...]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    weight: NDArray[np.float64]

    def __len__(self) -> int:
        """Count the edges."""
        return len(self.first)

    @property
    def matrix(self) -> csr_array:
        """Weights, shape (n_nodes, n_nodes), symmetric."""
        from scipy.sparse import coo_array  # noqa: PLC0415  slow to import

        half = coo_array((self.weight, (self.first, self.second)), shape=(len(self.names),) * 2).tocsr()
        return (half + half.T).tocsr()

    @property
    def degree(self) -> NDArray[np.int64]:
        """Edges of each node."""
        return np.bincount(np.concatenate([self.first, self.second]), minlength=len(self.names))

    @property
    def strength(self) -> NDArray[np.float64]:
        """Sum of weights at each node."""
        both = np.concatenate([self.first, self.second])
        return np.bincount(both, weights=np.tile(self.weight, 2), minlength=len(self.names)).astype(np.float64)

    def components(self) -> NDArray[np.int64]:
        """Component of each node, the largest numbered 0."""
        from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  slow to import

        _, found = connected_components(self.matrix, directed=False)
        order = np.argsort(-np.bincount(found), kind="stable")
        return np.argsort(order)[found]


def graph_of(edges: Mapping[tuple[int | str, int | str], float], *, nodes: Iterable[int | str] = ()) -> Graph:
    """Make a graph of weighted pairs; a pair in both directions adds up.

    Raises
    ------
    MethodError
        If a node is tied to itself, or a weight is not above 0.

    Examples
    --------
    >>> graph = graph_of({("a", "b"): 1.0, ("b", "a"): 2.0, ("b", "c"): 1.0})
    >>> graph.degree.tolist(), graph.strength.tolist()
    ([1, 2, 1], [3.0, 4.0, 1.0])
    """
    total: dict[tuple[int | str, int | str], float] = {}
    for (a, b), weight in edges.items():
        if a == b:
            raise MethodError(f"{a!r} is tied to itself; an edge has two ends")
        if not 0 < weight < np.inf:
            raise MethodError(f"edge {a!r} - {b!r} has weight {weight:g}; weights are above 0")
        pair = (b, a) if (b, a) in total else (a, b)
        total[pair] = total.get(pair, 0.0) + weight
    names = tuple(dict.fromkeys([*nodes, *(node for pair in total for node in pair)]))
    place = {name: i for i, name in enumerate(names)}
    return Graph(
        names=names,
        first=np.array([place[a] for a, _ in total], dtype=np.int64),
        second=np.array([place[b] for _, b in total], dtype=np.int64),
        weight=np.array(list(total.values()), dtype=np.float64),
    )


def projection_graph(projection: Projection) -> Graph:
    """Make a graph of validated links, weighed by what they share beyond chance; nodes without a link are left out."""
    used, at = np.unique(np.concatenate([projection.first, projection.second]), return_inverse=True)
    n = len(projection)
    return Graph(
        names=tuple(projection.names[i] for i in used),
        first=at[:n],
        second=at[n:],
        weight=np.maximum(projection.shared - projection.expected, 1e-9),
    )


def bipartite_graph(table: Bipartite) -> Graph:
    """Make a graph of the memberships themselves, cities and networks as nodes, weighed by grade."""
    return Graph(
        names=(*table.cities, *table.networks),
        first=table.city_at,
        second=table.network_at + len(table.cities),
        weight=table.grade,
    )


def twin_graph(pairs: Iterable[tuple[int | str, int | str]]) -> Graph:
    """Make a graph of twin cities; a pair that stands several times is one edge."""
    once = {tuple(sorted(pair, key=str)): 1.0 for pair in pairs}
    return graph_of({(a, b): weight for (a, b), weight in once.items()})
