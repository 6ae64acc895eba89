r"""Parameters of fit, under the names R's QCA package gives them.

With :math:`x` the degrees in a term or model and :math:`y` those in the outcome,

.. math::

    \mathrm{inclS} = \frac{\sum \min(x, y)}{\sum x}, \quad
    \mathrm{covS} = \frac{\sum \min(x, y)}{\sum y}, \quad
    \mathrm{PRI} = \frac{\sum \min(x, y) - \sum \min(x, y, 1 - y)}{\sum x - \sum \min(x, y, 1 - y)},

.. math::

    \mathrm{inclN} = \mathrm{covS}, \quad \mathrm{covN} = \mathrm{inclS}, \quad
    \mathrm{RoN} = \frac{\sum (1 - x)}{\sum (1 - \min(x, y))} .

References
----------
Ragin (2006), *Set relations in social research*; Schneider and Wagemann (2012), *Set-theoretic methods for the
social sciences* (PRI, RoN).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Necessity", "Sufficiency", "necessity_fit", "sufficiency_fit", "unique_coverage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sufficiency:
    """How well a term or model is sufficient for the outcome; each figure 0-1, NaN where nothing is in the set.

    PRI is 0 where all that is in the set is as much in the outcome as in its absence.
    `cov_u` is what only this term covers, None for a whole model and for a term that stands alone.
    """

    incl_s: float
    pri: float
    cov_s: float
    cov_u: float | None = None

    def plain(self) -> dict[str, float]:
        """Give the figures under the names of R's QCA."""
        named = {"inclS": self.incl_s, "PRI": self.pri, "covS": self.cov_s}
        return named if self.cov_u is None else {**named, "covU": self.cov_u}


@dataclass(frozen=True, slots=True, kw_only=True)
class Necessity:
    """How well a set is necessary for the outcome; each figure 0-1, NaN where nothing is in the set."""

    incl_n: float
    ron: float
    cov_n: float

    def plain(self) -> dict[str, float]:
        """Give the figures under the names of R's QCA."""
        return {"inclN": self.incl_n, "RoN": self.ron, "covN": self.cov_n}


def sufficiency_fit(x: NDArray[np.float64], y: NDArray[np.float64], *, cov_u: float | None = None) -> Sufficiency:
    """Measure how far membership `x` (0-1, shape (n_cases,)) is a subset of the outcome `y`.

    Examples
    --------
    >>> fit = sufficiency_fit(np.array([0.8, 0.4]), np.array([0.6, 1.0]))
    >>> round(fit.incl_s, 4), round(fit.pri, 4), round(fit.cov_s, 4)
    (0.8333, 0.75, 0.625)
    """
    both = float(np.minimum(x, y).sum())
    in_both_outcomes = float(np.minimum(np.minimum(x, y), 1 - y).sum())
    rest = float(x.sum()) - in_both_outcomes
    return Sufficiency(
        incl_s=_ratio(both, float(x.sum())),
        pri=_ratio(both - in_both_outcomes, rest) if rest > TINY else 0.0,
        cov_s=_ratio(both, float(y.sum())),
        cov_u=cov_u,
    )


def necessity_fit(x: NDArray[np.float64], y: NDArray[np.float64]) -> Necessity:
    """Measure how far membership `x` (0-1, shape (n_cases,)) is a superset of the outcome `y`.

    Examples
    --------
    >>> fit = necessity_fit(np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0]))
    >>> fit.incl_n, fit.ron, fit.cov_n
    (1.0, 0.5, 0.5)
    """
    both = np.minimum(x, y)
    return Necessity(
        incl_n=_ratio(float(both.sum()), float(y.sum())),
        ron=_ratio(float((1 - x).sum()), float((1 - both).sum())),
        cov_n=_ratio(float(both.sum()), float(x.sum())),
    )


def unique_coverage(terms: Sequence[NDArray[np.float64]], y: NDArray[np.float64]) -> list[float | None]:
    """Share of the outcome (0-1) that each term alone covers; None for a term that stands alone."""
    if len(terms) == 1:
        return [None]
    whole = np.minimum(np.max(terms, axis=0), y).sum()
    rests = (np.max([each for j, each in enumerate(terms) if j != i], axis=0) for i in range(len(terms)))
    return [_ratio(float(whole - np.minimum(rest, y).sum()), float(y.sum())) for rest in rests]


def _ratio(above: float, below: float) -> float:
    """Divide; NaN by nothing, and never below zero or above one by rounding alone."""
    return float("nan") if below <= TINY else min(max(above / below, 0.0), 1.0)


TINY = 1e-12
