"""Who is central: by ties, by nearness, by standing between others, by having central neighbors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.networks.structure.graph import Graph

__all__ = ["MOST_NODES", "Centrality", "centralities"]

MOST_NODES = 6_000
"""Nodes up to which betweenness is worked out; it takes minutes beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Centrality:
    """Centralities of the nodes of a graph, all of shape (n_nodes,).

    `betweenness` (0-1) and `closeness` (0-1, within what a node reaches, as Wasserman and Faust weigh it) count edges,
    not weights; `eigenvector` is 0-1 by the largest component, 0 outside it.
    """

    degree: NDArray[np.int64]
    strength: NDArray[np.float64]
    betweenness: NDArray[np.float64]
    closeness: NDArray[np.float64]
    eigenvector: NDArray[np.float64]


def centralities(graph: Graph) -> Centrality:
    """Work out the centralities of a graph, exactly.

    Raises
    ------
    MethodError
        If the graph has no edge, or more than 6,000 nodes.
    """
    if not len(graph):
        raise MethodError("a graph without edges has no centralities")
    if len(graph.names) > MOST_NODES:
        raise MethodError(
            f"{len(graph.names):,} nodes are too many for exact betweenness ({MOST_NODES:,}); validate the links first"
        )
    import rustworkx  # noqa: PLC0415  only this needs it

    net = rustworkx.PyGraph()
    net.add_nodes_from(range(len(graph.names)))
    net.add_edges_from_no_data(list(zip(graph.first.tolist(), graph.second.tolist(), strict=True)))
    between = rustworkx.betweenness_centrality(net, normalized=True)
    close = rustworkx.closeness_centrality(net, wf_improved=True)
    order = range(len(graph.names))
    return Centrality(
        degree=graph.degree,
        strength=graph.strength,
        betweenness=np.array([between[i] for i in order]),
        closeness=np.array([close[i] for i in order]),
        eigenvector=_eigenvector(graph),
    )


def _eigenvector(graph: Graph) -> NDArray[np.float64]:
    """Power iteration on the largest component, shifted by one so that two-sided graphs settle too."""
    kept = graph.components() == 0
    matrix = graph.matrix[kept][:, kept]
    vector = np.ones(matrix.shape[0])
    for _ in range(1000):
        moved = matrix @ vector + vector
        moved /= moved.max()
        if np.abs(moved - vector).max() < 1e-10:  # noqa: PLR2004  far below any digit shown
            break
        vector = moved
    out = np.zeros(len(graph.names))
    out[kept] = vector
    return out
