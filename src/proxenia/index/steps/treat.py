"""Treat: bring in outliers by a stated rule, and list every point that was touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.steps.choice import Choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TREATMENTS", "Treated", "box_cox", "log_shifted", "passes", "skew_kurtosis", "treat", "winsorize"]

SKEW_LIMIT, KURTOSIS_LIMIT = 2.0, 3.5
LEAST_POINTS = 4
TREATMENTS = {"none": (), "winsorize": (5.0,), "log": (), "log-forced": (), "log1p": (), "boxcox": (0.5,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """One column after treatment: `how` it was done, `points` that changed place, and whether it `passes` now."""

    values: NDArray[np.float64]
    how: str
    points: tuple[int, ...] = ()
    passes: bool = True


def skew_kurtosis(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Skewness and excess kurtosis of columns, each corrected for sample size (type 2 of Joanes and Gill 1998).

    Parameters
    ----------
    values
        Shape (n_units, ...). Fewer than four values, or equal ones, have neither (NaN).

    Examples
    --------
    >>> skew, kurtosis = skew_kurtosis(np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 100]))
    >>> round(float(skew), 6), round(float(kurtosis), 6)
    (3.118896, 9.799245)
    """
    known = ~np.isnan(values)
    n = known.sum(axis=0).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        centered = np.where(known, values - np.where(known, values, 0.0).sum(axis=0) / n, 0.0)
        scale = np.abs(centered).max(axis=0)
        centered = centered / scale
        m2, m3, m4 = ((centered**k).sum(axis=0) / n for k in (2, 3, 4))
        skew = m3 / m2**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
        kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    usable = (n >= LEAST_POINTS) & (m2 > 0)
    return np.where(usable, skew, np.nan), np.where(usable, kurtosis, np.nan)


def passes(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether columns need no treatment: |skewness| < 2 or kurtosis < 3.5; constant columns need none."""
    skew, kurtosis = skew_kurtosis(values)
    return np.isnan(skew) | (np.abs(skew) < SKEW_LIMIT) | (kurtosis < KURTOSIS_LIMIT)


def winsorize(column: NDArray[np.float64], *, limit: int) -> tuple[NDArray[np.float64], tuple[int, ...]]:
    """Move the outermost value to its neighbor, on the side of the skew, until the rule holds or `limit` are moved.

    Returns
    -------
    values, points
        The new column, and positions of the values moved.

    Examples
    --------
    >>> winsorize(np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 100]), limit=5)
    (array([1., 2., 3., 4., 5., 6., 7., 8., 9., 9.]), (9,))
    """
    out = column.copy()
    moved: dict[str, NDArray[np.int64]] = {}
    while not passes(out) and sum(each.size for each in moved.values()) < limit:
        high = bool(skew_kurtosis(out)[0] > 0)
        edge = np.nanmax(out) if high else np.nanmin(out)
        at = np.flatnonzero(out == edge)
        inner = out[~np.isnan(out) & (out != edge)]
        out[at] = inner.max() if high else inner.min()
        moved["high" if high else "low"] = at
    return out, tuple(np.flatnonzero((out != column) & ~np.isnan(column)).tolist())


def log_shifted(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm of the distance from the minimum, plus a hundredth of the range (COINr's `log_CT`)."""
    low, high = np.nanmin(column), np.nanmax(column)
    return np.log(column - low + 0.01 * (high - low)) if high > low else column.copy()


def box_cox(column: NDArray[np.float64], *, power: float) -> NDArray[np.float64]:
    """Power transformation of Box and Cox (1964) of a positive column.

    Raises
    ------
    MethodError
        If a value is zero or below.

    Examples
    --------
    >>> box_cox(np.array([1.0, 100.0]), power=0.5)
    array([ 0., 18.])
    """
    if (column <= 0).any():
        raise MethodError("Box-Cox needs values above zero; treat this indicator with log or winsorize instead")
    return np.log(column) if power == 0 else (column**power - 1) / power


def treat(column: NDArray[np.float64], *, choice: str) -> Treated:
    """Treat one column by a choice: `none`, `winsorize:LIMIT`, `log`, `log-forced`, `log1p`, `boxcox:POWER`.

    A column that passes the rule is left alone, but for `log-forced`, `log1p` and `boxcox`, which always act.
    Where winsorizing up to the limit is not enough, the untreated column is put on a logarithmic scale and kept so,
    even if the rule still fails; `Treated.passes` tells.
    """
    chosen = Choice.parse(choice, step="treat", known=TREATMENTS)
    if chosen.name == "none" or (chosen.name in {"winsorize", "log"} and bool(passes(column))):
        return Treated(values=column, how="none", passes=bool(passes(column)))
    if chosen.name == "winsorize":
        values, points = winsorize(column, limit=int(chosen.number))
        if bool(passes(values)):
            return Treated(values=values, how="winsorize", points=points)
        return _whole(log_shifted(column), "log")
    if chosen.name == "boxcox":
        return _whole(box_cox(column, power=chosen.number), "boxcox")
    if chosen.name == "log1p":
        if (column <= -1).any():
            raise MethodError("log1p needs values above -1; treat this indicator with log instead")
        return _whole(np.log1p(column), "log1p")
    return _whole(log_shifted(column), "log")


def _whole(values: NDArray[np.float64], how: str) -> Treated:
    touched = tuple(np.flatnonzero(~np.isnan(values)).tolist())
    return Treated(values=values, how=how, points=touched, passes=bool(passes(values)))
