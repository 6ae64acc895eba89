r"""Who bridges whom: cities whose ties cross the borders of groups (communities, continents, blocs).

The participation coefficient of node :math:`i`, with strength :math:`s_{ig}` into group :math:`g`, is

.. math:: P_i = 1 - \sum_g (s_{ig} / s_i)^2,

0 when all ties stay in one group (Guimerà and Amaral 2005, doi:10.1038/nature03288).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.networks.structure.graph import Graph

__all__ = ["Bridge", "bridge_shares", "bridges"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A node that ties its group to others: strength across, its share of all that crosses, and its participation."""

    name: int | str
    group: str
    across: float
    share: float
    participation: float
    to: tuple[tuple[str, float], ...]
    """Strength into each other group, the strongest first."""


def bridges(graph: Graph, groups: Sequence[str]) -> tuple[Bridge, ...]:
    """List the nodes with ties across groups, the strongest first.

    Parameters
    ----------
    graph
        Weighted and undirected.
    groups
        Group of each node; an empty name is of no known group, and its ties are left out.

    Raises
    ------
    MethodError
        If there is not one group for each node.
    """
    names, into = _strengths(graph, groups)
    own = np.array([names.index(group) if group else -1 for group in groups])
    total = into.sum(axis=1)
    across = total - np.where(own >= 0, into[np.arange(len(own)), own], total)
    crossing = across.sum() / 2
    found = []
    for i in np.flatnonzero(across > 0):
        to = sorted(
            ((names[g], float(into[i, g])) for g in np.flatnonzero(into[i]) if g != own[i]), key=lambda x: -x[1]
        )
        share = float(across[i] / crossing)
        mixed = float(1 - ((into[i] / total[i]) ** 2).sum())
        found.append(
            Bridge(
                name=graph.names[i],
                group=groups[i],
                across=float(across[i]),
                share=share,
                participation=mixed,
                to=tuple(to),
            )
        )
    return tuple(sorted(found, key=lambda bridge: (-bridge.across, str(bridge.name))))


def bridge_shares(graph: Graph, groups: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Strength of ties between every two groups, shape (n_groups, n_groups), symmetric; inside a group each tie counts once."""
    names, into = _strengths(graph, groups)
    table = np.zeros((len(names), len(names)))
    for i, group in enumerate(groups):
        if group:
            table[names.index(group)] += into[i]
    table[np.diag_indices_from(table)] /= 2
    return names, table


def _strengths(graph: Graph, groups: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Strength of each node into each group, shape (n_nodes, n_groups)."""
    if len(groups) != len(graph.names):
        raise MethodError(f"{len(groups)} groups for {len(graph.names)} nodes; give one for each")
    names = tuple(sorted({group for group in groups if group}))
    place = {name: i for i, name in enumerate(names)}
    into = np.zeros((len(groups), len(names)))
    both = zip(graph.first.tolist(), graph.second.tolist(), graph.weight.tolist(), strict=True)
    for a, b, weight in both:
        if groups[a] and groups[b]:
            into[a, place[groups[b]]] += weight
            into[b, place[groups[a]]] += weight
    return names, into
