"""The tree that an index adds up along: indicators at the leaves, aggregates above them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from proxenia.errors import MethodError

__all__ = ["Framework", "Leaf", "Node"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An indicator's place in the tree: parent, weight among its siblings, direction, goalposts and their transform.

    `tier` orders importance (1 first) where only an order of weights is given. `denominator` names the column an
    indicator is divided by, `target` the value it should reach, both in tables of the form of COINr. `uncertainty` says
    how its values may be off (`sd:NUMBER`, `relative:SHARE` or `count`), `source` where they come from.
    """

    code: str
    parent: str
    weight: float = 1.0
    direction: int = 1
    goalposts: tuple[float, float] | None = None
    transform: Literal["none", "log1p"] = "none"
    tier: int = 1
    name: str = ""
    name_fa: str = ""
    unit: str = ""
    denominator: str = ""
    target: float | None = None
    uncertainty: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse a weight below zero and a direction that is none."""
        if self.weight < 0:
            raise MethodError(f"indicator {self.code!r} has weight {self.weight}; weights are zero or more")
        if self.direction not in {-1, 1}:
            raise MethodError(f"indicator {self.code!r} has direction {self.direction}; write 1 or -1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An aggregate: its code, its parent (None for the index itself) and its weight among its siblings."""

    code: str
    parent: str | None
    weight: float = 1.0
    name: str = ""
    name_fa: str = ""


@dataclass(frozen=True)
class Framework:
    """A tree of any depth. `nodes` holds parents before children, the index first.

    Examples
    --------
    >>> tree = Framework((Node(code="Index", parent=None),), (Leaf(code="a", parent="Index"),))
    >>> tree.leaf_weights()
    array([1.])
    """

    nodes: tuple[Node, ...]
    leaves: tuple[Leaf, ...]

    def __post_init__(self) -> None:
        """Refuse a tree with two roots, a node above nothing, or a name that stands twice."""
        seen: set[str] = set()
        for node in self.nodes:
            if (node.parent is None) is not (not seen):
                raise MethodError(
                    f"aggregate {node.code!r}: the index comes first and is the only one without a parent"
                )
            if node.parent is not None and node.parent not in seen:
                raise MethodError(
                    f"aggregate {node.code!r} stands under {node.parent!r}, which does not come before it"
                )
            seen.add(node.code)
        for leaf in self.leaves:
            if leaf.parent not in {node.code for node in self.nodes}:
                raise MethodError(f"indicator {leaf.code!r} stands under unknown aggregate {leaf.parent!r}")
            if leaf.code in seen:
                raise MethodError(f"{leaf.code!r} stands twice in the framework")
            seen.add(leaf.code)
        for node in self.nodes:
            if not self.children(node.code)[0] and not self.children(node.code)[1]:
                raise MethodError(f"aggregate {node.code!r} has nothing below it")

    def children(self, code: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Positions of the aggregates and of the indicators directly below an aggregate."""
        nodes = tuple(i for i, node in enumerate(self.nodes) if node.parent == code)
        return nodes, tuple(i for i, leaf in enumerate(self.leaves) if leaf.parent == code)

    @cached_property
    def heights(self) -> tuple[int, ...]:
        """Steps from each aggregate down to its furthest indicator; 1 stands directly above indicators.

        The `Level` of a COINr table is one more, because indicators have level 1 there.
        """
        out = [1] * len(self.nodes)
        for i in reversed(range(len(self.nodes))):
            nodes, _ = self.children(self.nodes[i].code)
            out[i] = 1 + max((out[k] for k in nodes), default=0)
        return tuple(out)

    @cached_property
    def below(self) -> NDArray[np.bool_]:
        """Which indicators lie below which aggregate; shape (n_nodes, n_leaves)."""
        positions = {node.code: i for i, node in enumerate(self.nodes)}
        out = np.zeros((len(self.nodes), len(self.leaves)), bool)
        for j, leaf in enumerate(self.leaves):
            code: str | None = leaf.parent
            while code is not None:
                out[positions[code], j] = True
                code = self.nodes[positions[code]].parent
        return out

    def leaf_weights(self, change: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Effective weights of the indicators, summing to 1; shape (n_leaves,) or (n_draws, n_leaves).

        Parameters
        ----------
        change
            Factors on the weights of all aggregates but the index and of all indicators, shape
            (n_draws, n_nodes - 1 + n_leaves).
        """
        draws = 1 if change is None else change.shape[0]
        factors = np.ones((draws, len(self.nodes) - 1 + len(self.leaves))) if change is None else change
        share = np.ones((draws, len(self.nodes)))
        out = np.zeros((draws, len(self.leaves)))
        for i, parent in enumerate(self.nodes):
            nodes, leaves = self.children(parent.code)
            weights = [self.nodes[k].weight * factors[:, k - 1] for k in nodes]
            weights += [self.leaves[k].weight * factors[:, len(self.nodes) - 1 + k] for k in leaves]
            total = np.sum(weights, axis=0)
            for k, weight in zip(nodes, weights[: len(nodes)], strict=True):
                share[:, k] = share[:, i] * weight / total
            for k, weight in zip(leaves, weights[len(nodes) :], strict=True):
                out[:, k] = share[:, i] * weight / total
        return out[0] if change is None else out
