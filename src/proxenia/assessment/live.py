"""The live index: the panel's scores and rank bands under weights and choices that a reader sets while looking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index import Framework, Methodology, build, score_draws
from proxenia.index.scoring import rank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from proxenia.compare.panel import Panel

__all__ = ["Band", "LiveIndex"]

ENDS = (0.05, 0.95)
DRAWS = 256
"""Draws of a live band: few enough to follow a hand, for the published bands see the assessment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A city's score and rank with their 90 % intervals under the choices asked for."""

    geonames_id: int
    score: float | None
    score_low: float | None
    score_high: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None


@dataclass(frozen=True, kw_only=True)
class LiveIndex:
    """The panel and methodology that answers are worked out from."""

    panel: Panel
    methodology: Methodology

    @property
    def draws(self) -> int:
        """How many draws a band rests on."""
        return min(DRAWS, len(self.panel.cells))

    @property
    def weights(self) -> dict[str, float]:
        """Weights of the dimensions as published, summing to 1."""
        nodes = self.panel.dimensions.nodes[1:]
        total = sum(node.weight for node in nodes)
        return {node.code: node.weight / total for node in nodes}

    def bands(
        self,
        *,
        weights: Mapping[str, float] | None = None,
        normalization: str = "",
        aggregation: str = "",
        seed: int = 0,
    ) -> tuple[Band, ...]:
        """Work the index out again, cities in the order of the panel.

        Parameters
        ----------
        weights
            Weights of the dimensions, zero or more, of any sum; the published ones where not given. Weights still vary
            around them as the methodology says.
        normalization, aggregation
            One choice, or empty for the published one with the alternatives the methodology varies.

        Raises
        ------
        MethodError
            If a dimension is unknown, a weight is below zero or all are zero, or a choice does not exist.
        """
        framework = self._weighted(weights or {})
        methodology = self._chosen(normalization, aggregation)
        cells = self.panel.cells[:DRAWS]
        index = build(self._central, framework=framework, methodology=methodology)
        rng = np.random.default_rng(seed)
        drawn = score_draws(cells, framework=framework, methodology=methodology, rng=rng)[:, :, 0]
        scores = np.nanquantile(drawn, ENDS, axis=0)
        ranks = np.nanquantile(rank(drawn), ENDS, axis=0)
        nominal = index.scores[:, 0], index.ranks[:, 0]
        scores = np.stack([np.fmin(scores[0], nominal[0]), np.fmax(scores[1], nominal[0])])
        ranks = np.stack([np.fmin(ranks[0], nominal[1]), np.fmax(ranks[1], nominal[1])])
        return tuple(
            Band(
                geonames_id=city.geonames_id,
                score=_float(index.scores[i, 0]),
                score_low=_float(scores[0, i]),
                score_high=_float(scores[1, i]),
                rank=_int(index.ranks[i, 0]),
                rank_low=_int(ranks[0, i]),
                rank_high=_int(ranks[1, i]),
            )
            for i, city in enumerate(self.panel.cities)
        )

    @cached_property
    def _central(self) -> NDArray[np.float64]:
        """Middle of the draws of every cell: the same whatever a reader asks."""
        return self.panel.observations.central(self.panel.cells)

    def _weighted(self, weights: Mapping[str, float]) -> Framework:
        tree = self.panel.dimensions
        known = {node.code for node in tree.nodes[1:]}
        for code, weight in weights.items():
            if code not in known:
                raise MethodError("no dimension {code!r}; there are {choices}", code=code, choices=tuple(sorted(known)))
            if not np.isfinite(weight) or weight < 0:
                raise MethodError("weight {weight} of {code!r} is none; write zero or more", weight=weight, code=code)
        nodes = tuple(replace(node, weight=float(weights.get(node.code, node.weight))) for node in tree.nodes)
        if not sum(node.weight for node in nodes[1:]) > 0:
            raise MethodError("all weights are zero; give one dimension a weight above zero")
        return Framework(nodes, tree.leaves)

    def _chosen(self, normalization: str, aggregation: str) -> Methodology:
        known = self.methodology.vary
        if normalization and normalization not in known.normalization:
            raise MethodError(
                "no normalization {normalization!r}; there are {choices}",
                normalization=normalization,
                choices=tuple(known.normalization),
            )
        if aggregation and aggregation not in known.aggregation:
            raise MethodError(
                "no aggregation {aggregation!r}; there are {choices}",
                aggregation=aggregation,
                choices=tuple(known.aggregation),
            )
        vary = replace(
            known,
            normalization=(normalization,) if normalization else known.normalization,
            aggregation=(aggregation,) if aggregation else known.aggregation,
        )
        return replace(  # the panel has passed the floors already, and a weight of zero must not bring them back
            self.methodology,
            node_floor=0.0,
            index_floor=0.0,
            least_dimensions=0,
            normalization=normalization or self.methodology.normalization,
            aggregation=aggregation or self.methodology.aggregation,
            vary=vary,
        )


def _float(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _int(value: float) -> int | None:
    return None if np.isnan(value) else round(float(value))
