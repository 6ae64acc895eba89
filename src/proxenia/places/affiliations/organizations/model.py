"""The model that weighs a candidate organization: boosted trees, read from a file and walked in plain Python."""

from __future__ import annotations

import math
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from proxenia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Model"]


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """Boosted regression trees on the log odds that an organization is named.

    A tree is a list of nodes; a node is `[column, threshold, left, right]`, where left and right are numbers of
    nodes, or `[value]` at a leaf. `features` names the columns. `curve` turns the raw probability into the calibrated
    one, as (raw, calibrated) points between which a straight line runs.
    """

    features: tuple[str, ...]
    start: float
    trees: tuple[tuple[tuple[float, ...], ...], ...]
    curve: tuple[tuple[float, float], ...]
    sure: float

    @classmethod
    def embedded(cls) -> Model:
        """Read the model that ships with the package, once in a process."""
        return _embedded()

    def probability(self, row: Sequence[float]) -> float:
        """Calibrated probability that the organization of a row of features is named.

        Examples
        --------
        >>> leaf = Model(features=("a",), start=0.0, trees=(((0, 0.5, 1, 2), (-1.0,), (1.0,)),),
        ...              curve=((0.0, 0.0), (1.0, 1.0)), sure=0.9)
        >>> round(leaf.probability([1.0]), 3)
        0.731
        """
        total = self.start
        for node in _nested(self.trees):
            while type(node) is tuple:
                node = node[2] if row[node[0]] <= node[1] else node[3]  # noqa: PLW2901  the walk down the tree
            total += node
        raw = 1 / (1 + math.exp(-total))
        return self._calibrated(raw)

    def _calibrated(self, raw: float) -> float:
        before = self.curve[0]
        for point in self.curve[1:]:
            if raw <= point[0]:
                span = point[0] - before[0]
                return before[1] + (point[1] - before[1]) * ((raw - before[0]) / span if span else 1.0)
            before = point
        return before[1]


@lru_cache(maxsize=4)
def _nested(trees: tuple[tuple[tuple[float, ...], ...], ...]) -> tuple:
    """Give trees as pairs within pairs, which are walked faster than numbered nodes."""

    def below(tree: tuple[tuple[float, ...], ...], at: int) -> tuple | float:
        node = tree[at]
        if len(node) == 1:
            return node[0]
        return (int(node[0]), node[1], below(tree, int(node[2])), below(tree, int(node[3])))

    return tuple(below(tree, 0) for tree in trees)


@lru_cache(maxsize=1)
def _embedded() -> Model:
    path = files("proxenia").joinpath("data", "affiliations", "model.json")
    try:
        return msgspec.json.decode(path.read_bytes(), type=Model)
    except msgspec.DecodeError as error:
        raise DataError(
            f"model.json is no model of organizations: {error}; build it with tools/fit_affiliations.py"
        ) from error
