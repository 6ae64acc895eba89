r"""Calibration: from raw figures to degrees of membership in a set.

*Direct* (Ragin 2008): with the anchors full non-membership :math:`e`, crossover :math:`c` and full membership
:math:`i`, the log odds rise in a straight line on each side of the crossover,

.. math::

    \mu(x) = \frac{1}{1 + \exp\bigl(-L\,(x - c)/(c - e)\bigr)}\ (x < c), \qquad
    \mu(x) = \frac{1}{1 + \exp\bigl(-L\,(x - c)/(i - c)\bigr)}\ (x \ge c), \qquad L = \ln\frac{0.95}{0.05},

so that the outer anchors get 0.05 and 0.95. *Linear* rises in straight lines through 0, 0.5 and 1. Anchors in falling
order give the set of cases with little of something.

*Indirect*: each case is put in a group between thresholds; groups stand for evenly spaced degrees, and a fractional
logit of the degrees on the figures smooths them.

References
----------
Ragin (2008), *Redesigning social inquiry*, chapter 5; Duşa (2019), *QCA with R*, chapter 4.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["crisp", "direct", "find_thresholds", "indirect", "linear"]

FULL = 0.95
ITERATIONS = 200
ROUNDING = 1e-9


def direct(x: NDArray[np.float64], anchors: Sequence[float], *, full: float = FULL) -> NDArray[np.float64]:
    """Degrees (0-1) by log odds between three anchors: out, crossover, in; falling anchors turn the set round.

    Parameters
    ----------
    x
        Raw figures, shape (n_cases,).
    anchors
        Three for a set that rises or falls; six (out, crossover, in, in, crossover, out) for one with a middle.
    full
        Degree at the anchor of full membership.

    Raises
    ------
    MethodError
        If anchors are not three or six, or not in order.

    Examples
    --------
    >>> direct(np.array([1.0, 5.0, 9.0]), (1, 5, 9)).round(2)
    array([0.05, 0.5 , 0.95])
    """
    if len(anchors) == 6:  # noqa: PLR2004  out, crossover, in; in, crossover, out
        rising, falling = _two_sides(anchors)
        return np.minimum(direct(x, rising, full=full), direct(x, falling, full=full))
    out, crossover, inside = _ordered(anchors)
    odds = np.log(full / (1 - full))
    side = np.where((x - crossover) * (inside - out) < 0, crossover - out, inside - crossover)
    return 1 / (1 + np.exp(-odds * (x - crossover) / side))


def linear(x: NDArray[np.float64], anchors: Sequence[float]) -> NDArray[np.float64]:
    """Degrees (0-1) in straight lines through 0, 0.5 and 1 at the anchors; shape as given.

    Examples
    --------
    >>> linear(np.array([0.0, 3.0, 5.0, 7.0, 10.0]), (1, 5, 9))
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    if len(anchors) == 6:  # noqa: PLR2004  out, crossover, in; in, crossover, out
        rising, falling = _two_sides(anchors)
        return np.minimum(linear(x, rising), linear(x, falling))
    out, crossover, inside = _ordered(anchors)
    if inside > out:
        return np.interp(x, (out, crossover, inside), (0, 0.5, 1))
    return np.interp(x, (inside, crossover, out), (1, 0.5, 0))


def crisp(x: NDArray[np.float64], thresholds: Sequence[float]) -> NDArray[np.float64]:
    """Levels 0, 1, ...: how many thresholds a figure reaches; shape as given.

    Examples
    --------
    >>> crisp(np.array([4.9, 5.0, 7.5]), (5, 7))
    array([0., 1., 2.])
    """
    return np.searchsorted(np.sort(np.asarray(thresholds, float)), x, side="right").astype(float)


def indirect(x: NDArray[np.float64], thresholds: Sequence[float]) -> NDArray[np.float64]:
    """Degrees (0-1) smoothed over groups between thresholds by a fractional logit; shape as given.

    The logit is a fractional polynomial (logarithm, root, line, square) of positive figures where that rises
    throughout, and a straight line otherwise.

    Raises
    ------
    MethodError
        If there is no threshold, or all cases are in one group.
    """
    if not len(thresholds):
        raise MethodError("indirect calibration needs at least one threshold between groups")
    groups = np.searchsorted(np.sort(np.asarray(thresholds, float)), x, side="left")
    if np.ptp(groups) == 0:
        raise MethodError("all cases lie between the same thresholds, so there is nothing to smooth")
    target = groups / len(thresholds)
    shapes = [np.column_stack([np.ones_like(x), x])]
    if (x > 0).all():
        shapes.insert(0, np.column_stack([np.ones_like(x), np.log(x), np.sqrt(x), x, x**2]))
    order = np.argsort(x)
    for shape in shapes:
        degrees = _fractional_logit(shape, target)
        if (np.diff(degrees[order]) >= -ROUNDING).all():
            return degrees
    return degrees


def find_thresholds(x: NDArray[np.float64], *, n: int) -> tuple[float, ...]:
    """Thresholds in the widest gaps between `n` + 1 groups, found by joining nearest groups (complete linkage).

    A proposal from the figures alone: anchors should come from knowledge of the cases.

    Examples
    --------
    >>> find_thresholds(np.array([1.0, 2.0, 8.0, 9.0, 20.0]), n=2)
    (5.0, 14.5)
    """
    groups = [(float(value), float(value)) for value in np.unique(x)]
    if not 1 <= n < len(groups):
        raise MethodError(f"{n} thresholds among {len(groups)} different figures; ask for 1 to {len(groups) - 1}")
    while len(groups) > n + 1:
        spans = [right[1] - left[0] for left, right in pairwise(groups)]
        k = int(np.argmin(spans))
        groups[k : k + 2] = [(groups[k][0], groups[k + 1][1])]
    return tuple((left[1] + right[0]) / 2 for left, right in pairwise(groups))


def _ordered(anchors: Sequence[float]) -> tuple[float, float, float]:
    if len(anchors) != 3:  # noqa: PLR2004  out, crossover, in
        raise MethodError(f"{len(anchors)} anchors; give three (out, crossover, in) or six for a set with a middle")
    out, crossover, inside = (float(each) for each in anchors)
    if not (out < crossover < inside or out > crossover > inside):
        raise MethodError(f"anchors {out:g}, {crossover:g}, {inside:g} are in no order; they must rise or fall")
    return out, crossover, inside


def _two_sides(anchors: Sequence[float]) -> tuple[Sequence[float], Sequence[float]]:
    if list(anchors) != sorted(anchors):
        raise MethodError("six anchors must rise: out, crossover, in, in, crossover, out")
    return anchors[:3], tuple(reversed(anchors[3:]))


def _fractional_logit(shape: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit degrees by quasi-likelihood (iteratively reweighted least squares), columns put on one scale."""
    scale = np.abs(shape).max(axis=0)
    design = shape / scale
    beta = np.zeros(design.shape[1])
    for _ in range(ITERATIONS):
        eta = np.clip(design @ beta, -30, 30)
        mu = 1 / (1 + np.exp(-eta))
        weight = np.maximum(mu * (1 - mu), 1e-9)
        root = np.sqrt(weight)
        update = np.linalg.lstsq(design * root[:, None], (eta + (target - mu) / weight) * root, rcond=1e-12)[0]
        done = np.abs(update - beta).max() < 1e-9 * (1 + np.abs(beta).max())
        beta = update
        if done:
            break
    return 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
