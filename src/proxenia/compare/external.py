"""Our scores held against other people's rankings, which are never ingredients of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ExternalCheck", "spearman"]

LEAST_CITIES = 8
"""Cities two rankings must share before their correlation is worth printing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalCheck:
    """Rank correlation of our score with somebody else's ranking, over the cities both have.

    Positive when they agree, whichever way the other ranking counts.
    """

    ranking: str
    name: Text
    n: int
    spearman: float
    interval: tuple[float, float]

    @classmethod
    def of(
        cls, ranking: str, ours: Mapping[int, float], theirs: Mapping[int, float], *, name: Text, low_is_best: bool
    ) -> ExternalCheck | None:
        """Correlate over the cities both have; None when they are fewer than eight.

        The 90 % interval is Fisher's, with the standard error of Bonett and Wright (2000) for rank correlations.
        """
        both = sorted(ours.keys() & theirs.keys())
        if len(both) < LEAST_CITIES:
            return None
        sign = -1.0 if low_is_best else 1.0
        rho = spearman(np.array([ours[c] for c in both]), sign * np.array([theirs[c] for c in both]))
        half = 1.6449 * np.sqrt((1 + rho**2 / 2) / (len(both) - 3))
        center = np.arctanh(np.clip(rho, -0.999999, 0.999999))
        interval = (float(np.tanh(center - half)), float(np.tanh(center + half)))
        return cls(ranking=ranking, name=name, n=len(both), spearman=rho, interval=interval)


def spearman(x: np.ndarray, y: np.ndarray) -> float:
    """Rank correlation of two vectors of the same length, ties at their mean rank; NaN if one is constant.

    Examples
    --------
    >>> spearman(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0]))
    0.5
    """
    return float(np.round(np.corrcoef(_mean_ranks(x), _mean_ranks(y))[0, 1], 12))


def _mean_ranks(x: np.ndarray) -> np.ndarray:
    _, inverse, counts = np.unique(x, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]
