"""What joining a network does to a city's index: the panel is scored again, rivals included, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.index import score_draws
from proxenia.index.scoring import rank
from proxenia.provenance import chance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.compare.panel import Panel
    from proxenia.index import Methodology
    from proxenia.indicators import Catalog, CityFramework, Measurer

__all__ = ["Effect", "Rehearsal"]

ENDS = (0.05, 0.95)


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Change of a city's index through one more membership.

    `points` is the mean change of the score (0-100) and `interval` its 90 % interval over paired draws; `ranks_before`
    and `ranks_after` are 5, 50 and 95 % of the rank; `better` the share of draws in which the rank gets better.
    `indicators` are those that the membership counts in; `draws` are the paired changes of the score.
    """

    points: float
    interval: tuple[float, float]
    ranks_before: tuple[int, int, int]
    ranks_after: tuple[int, int, int]
    better: float
    indicators: tuple[str, ...]
    draws: NDArray[np.float64]


class Rehearsal:
    """A panel whose index can be scored again with one city's memberships counted otherwise.

    Parameters
    ----------
    panel
        The panel, with the draws of its values.
    measurer
        What the panel was measured with.
    catalog
        What each indicator counts.
    seed
        Names the source of chance; the same one is used before and after, so that changes are paired.
    """

    def __init__(
        self,
        panel: Panel,
        *,
        measurer: Measurer,
        catalog: Catalog,
        framework: CityFramework,
        methodology: Methodology,
        seed: int,
    ) -> None:
        self._panel, self._measurer, self._catalog = panel, measurer, catalog
        self._framework, self._methodology, self._seed = framework, methodology, seed
        self.before = self._score(panel.cells)
        self._known: dict[tuple[int, tuple[str, ...]], Effect] = {}

    def counted(self, network_id: str) -> tuple[str, ...]:
        """Indicators of the framework in which a membership of the network counts."""
        return tuple(
            indicator
            for indicator in self._framework.indicator_ids
            if network_id in self._measurer.networks_counted(self._catalog[indicator])
        )

    def joining(self, geonames_id: int, network_id: str) -> Effect:
        """Effect of joining a network on a city of the panel.

        Each indicator that counts the network gets one membership more in every draw; one that was missing gets its
        first. Networks that count in the same indicators have the same effect, which is worked out once.
        """
        indicators = self.counted(network_id)
        key = (geonames_id, indicators)
        if key not in self._known:
            self._known[key] = self._effect(geonames_id, indicators)
        return self._known[key]

    def _effect(self, geonames_id: int, indicators: tuple[str, ...]) -> Effect:
        row = self._panel.position(geonames_id)
        cells = self._panel.cells.copy()
        for indicator in indicators:
            column = self._framework.indicator_ids.index(indicator)
            now = cells[:, row, column]
            cells[:, row, column] = np.where(np.isnan(now), 1.0, now + 1)
        after = self._score(cells)
        change = after[:, row] - self.before[:, row]
        ranks = [rank(scores)[:, row] for scores in (self.before, after)]
        return Effect(
            points=float(np.mean(change)),
            interval=(float(np.quantile(change, ENDS[0])), float(np.quantile(change, ENDS[1]))),
            ranks_before=_ends(ranks[0]),
            ranks_after=_ends(ranks[1]),
            better=float(np.mean(ranks[1] < ranks[0])),
            indicators=indicators,
            draws=change,
        )

    def _score(self, cells: NDArray[np.float64]) -> NDArray[np.float64]:
        """Index of every city in every draw; shape (n_draws, n_cities)."""
        return score_draws(
            cells,
            framework=self._panel.dimensions,
            methodology=self._methodology,
            weights=self._framework.weights,
            rng=chance(self._seed),
        )[:, :, 0]


def _ends(ranks: NDArray[np.float64]) -> tuple[int, int, int]:
    low, middle, high = np.quantile(ranks, (ENDS[0], 0.5, ENDS[1]), method="nearest").astype(int)
    return int(low), int(middle), int(high)
