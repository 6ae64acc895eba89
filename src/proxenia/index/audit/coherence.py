"""Coherence: whether what is added up belongs together, by correlation, Cronbach's alpha and principal components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.index.construct import Construction

__all__ = ["Components", "components", "correlations", "cronbach_alpha", "parts_of"]

LEAST_UNITS = 5


@dataclass(frozen=True, kw_only=True)
class Components:
    """Principal components of the correlations: shares of variance, eigenvalues, and loadings on the first one."""

    shares: NDArray[np.float64]
    eigenvalues: NDArray[np.float64]
    first_loadings: NDArray[np.float64]


def correlations(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson correlations over the units that have both; NaN below five units or where a column is constant.

    Parameters
    ----------
    columns
        Shape (n_units, n_columns).
    """
    n = columns.shape[1]
    out = np.full((n, n), np.nan)
    for i in range(n):
        for j in range(i, n):
            both = ~np.isnan(columns[:, i]) & ~np.isnan(columns[:, j])
            a, b = columns[both, i], columns[both, j]
            if both.sum() >= LEAST_UNITS and np.ptp(a) > 0 and np.ptp(b) > 0:
                out[i, j] = out[j, i] = 1.0 if i == j else float(np.corrcoef(a, b)[0, 1])
    return out


def cronbach_alpha(columns: NDArray[np.float64]) -> float:
    r"""Cronbach's alpha over the units without a gap; NaN for one column or fewer than five such units.

    .. math:: \alpha = \frac{k}{k - 1} \left(1 - \frac{\sum_i s_i^2}{s_{\Sigma}^2}\right)

    Examples
    --------
    >>> round(cronbach_alpha(np.array([[1.0, 1], [2, 2], [3, 3], [4, 4], [5, 5]])), 6)
    1.0
    """
    whole = columns[~np.isnan(columns).any(axis=1)]
    k = whole.shape[1]
    if k < 2 or whole.shape[0] < LEAST_UNITS:  # noqa: PLR2004  consistency is of two or more
        return float("nan")
    total = whole.sum(axis=1).var(ddof=1)
    return float("nan") if total == 0 else float(k / (k - 1) * (1 - whole.var(axis=0, ddof=1).sum() / total))


def components(columns: NDArray[np.float64]) -> Components | None:
    """Principal components of the columns over the units without a gap; None where there are too few or one is constant."""
    whole = columns[~np.isnan(columns).any(axis=1)]
    few = whole.shape[0] <= max(LEAST_UNITS, whole.shape[1]) or whole.shape[1] < 2  # noqa: PLR2004  one column is one component
    if few or (np.ptp(whole, axis=0) == 0).any():
        return None
    values, vectors = np.linalg.eigh(np.corrcoef(whole, rowvar=False))
    values, first = np.maximum(values[::-1], 0.0), vectors[:, -1]
    first = first * np.sign(first.sum()) if first.sum() else first
    return Components(shares=values / values.sum(), eigenvalues=values, first_loadings=first * np.sqrt(values[0]))


def parts_of(built: Construction, node: int) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Codes and scores of what stands directly below an aggregate, aggregates first; scores of shape (n_units, n_parts)."""
    framework = built.framework
    nodes, leaves = framework.children(framework.nodes[node].code)
    codes = (*(framework.nodes[k].code for k in nodes), *(framework.leaves[k].code for k in leaves))
    return codes, np.concatenate([built.scores[:, list(nodes)], built.points[:, list(leaves)]], axis=1)
