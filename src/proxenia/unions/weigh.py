"""Several parts become one figure, with what it may be under other weights, unknown parts and unsure ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Weighed", "weigh"]

ENDS = (0.05, 0.95)


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Figures of n alternatives, 0-100, with 90 % intervals of the figures and of their ranks (1 is best).

    `figures` and `ranks` have shape (n,), `intervals` and `rank_intervals` (2, n).
    """

    figures: NDArray[np.float64]
    ranks: NDArray[np.int64]
    intervals: NDArray[np.float64]
    rank_intervals: NDArray[np.int64]


def weigh(
    parts: NDArray[np.float64],
    *,
    weights: Mapping[str, float],
    spread: float = 1.0,
    draws: int = 1000,
    part_draws: Mapping[int, NDArray[np.float64]] | None = None,
    rng: np.random.Generator,
) -> Weighed:
    r"""Weigh parts into one figure for each alternative.

    .. math:: g_i = 100\,\frac{\sum_k w_k z_{ik}}{\sum_k w_k} \text{ over the known parts } z_{ik} \in [0, 1]

    For the intervals the weights are drawn from a Dirichlet distribution around the nominal ones, a part that is not
    known is drawn from the whole scale, and a part with draws of its own takes them.

    Parameters
    ----------
    parts
        Shape (n, n_parts), 0-1; NaN is unknown.
    weights
        Nominal weights by the name of the part, in the order of the columns.
    spread
        Concentration: 1 makes all mixtures of equal nominal weights alike likely, more keeps them nearer.
    part_draws
        Draws of single columns, shape (n_draws, n).

    Examples
    --------
    >>> parts = np.array([[1.0, 0.0], [0.5, np.nan]])
    >>> weigh(parts, weights={"a": 1.0, "b": 1.0}, rng=np.random.default_rng(0)).figures
    array([50., 50.])
    """
    nominal = np.array(list(weights.values()))
    figures = 100 * _mean(parts, nominal)
    used = nominal > 0
    mixture = np.zeros((draws, nominal.size))
    mixture[:, used] = rng.dirichlet(spread * nominal[used] / nominal[used].mean(), size=draws)
    cells = np.where(np.isnan(parts), rng.random((draws, *parts.shape)), parts)
    for column, own in (part_draws or {}).items():
        cells[:, :, column] = own[rng.integers(len(own), size=draws)]
    drawn = 100 * np.einsum("dnk,dk->dn", cells, mixture)
    order = _ranks(drawn)
    return Weighed(
        figures=figures,
        ranks=_ranks(figures[None])[0],
        intervals=np.quantile(drawn, ENDS, axis=0),
        rank_intervals=np.quantile(order, ENDS, axis=0, method="nearest").astype(int),
    )


def _mean(parts: NDArray[np.float64], nominal: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(parts)
    total = known @ nominal
    return np.where(total > 0, np.where(known, parts, 0.0) @ nominal / np.where(total > 0, total, 1.0), 0.0)


def _ranks(figures: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rank along the last axis, 1 for the highest, ties at the best rank."""
    return 1 + (figures[..., None, :] > figures[..., :, None] + 1e-12).sum(axis=-1)
