"""Impute: fill what is missing, by a stated rule. Nothing outside this file fills anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.steps.choice import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["IMPUTATIONS", "hot_deck", "impute", "impute_by_regression", "impute_multiple"]

IMPUTATIONS: dict[str, tuple[float | str, ...]] = {
    "none": (),
    "mean": (),
    "median": (),
    "group-mean": ("",),
    "group-median": ("",),
    "panel": ("latest",),
    "regression": (),
}
ROUNDS = 10
RIDGE = 0.1


def impute(
    values: NDArray[np.float64],
    *,
    choice: str,
    groups: Mapping[str, Sequence[str]] | None = None,
    units: Sequence[str] = (),
    times: Sequence[float] = (),
) -> NDArray[np.float64]:
    """Fill missing values by a choice; what the choice cannot fill stays NaN.

    Parameters
    ----------
    values
        Shape (n_units, n_indicators), or (n_draws, n_units, n_indicators) for all but `panel` and `regression`.
    choice
        `none`, `mean`, `median`, `group-mean:COLUMN`, `group-median:COLUMN`, `panel:latest`, `panel:linear`,
        `regression`.
    groups
        Group of each unit, by column.
    units, times
        Code and time of each row, for `panel`.

    Raises
    ------
    MethodError
        If the choice is unknown, or names a group column the table has not.

    Examples
    --------
    >>> impute(np.array([[1.0], [3.0], [np.nan]]), choice="mean").ravel()
    array([1., 3., 2.])
    """
    chosen = Choice.parse(choice, step="impute", known=IMPUTATIONS)
    if chosen.name == "none" or not np.isnan(values).any():
        return values
    if chosen.name == "regression":
        return impute_by_regression(values)
    if chosen.name == "panel":
        return _from_own_years(values, units=units, times=times, kind=chosen.settings[0])
    of = np.zeros(values.shape[-2], dtype=int)
    if chosen.name.startswith("group"):
        column = chosen.settings[0]
        if not groups or column not in groups:
            raise MethodError(f"impute: no group column {column!r}; the table has {', '.join(groups or ()) or 'none'}")
        of = np.unique(np.array(groups[column]), return_inverse=True)[1]
    middle = _median if chosen.name.endswith("median") else _mean
    out = values.copy()
    for group in np.unique(of):
        rows = of == group
        part = out[..., rows, :]
        out[..., rows, :] = np.where(np.isnan(part), middle(part), part)
    return out


def impute_by_regression(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fill by ridge regression of each indicator on all others, repeated until fills settle (chained equations).

    Values are standardized first, so units of measurement do not matter; an indicator nobody has stays missing.
    """
    return _chained(values, rng=None)


def impute_multiple(values: NDArray[np.float64], *, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Fill `n` times by chained regressions with the residual spread added, for uncertainty to be carried on.

    Returns
    -------
    filled
        Shape (n, n_units, n_indicators); observed values are the same in each.
    """
    return np.stack([_chained(values, rng=rng) for _ in range(n)])


def hot_deck(points: NDArray[np.float64], *, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Fill `n` times with an observed value of the same indicator, each unit that has it alike likely.

    Parameters
    ----------
    points
        Shape (n_units, n_indicators). An indicator nobody has stays missing.

    Returns
    -------
    filled
        Shape (n, n_units, n_indicators).
    """
    out = np.repeat(points[None], n, axis=0)
    for j in range(points.shape[1]):
        gaps = np.flatnonzero(np.isnan(points[:, j]))
        donors = points[~np.isnan(points[:, j]), j]
        if gaps.size and donors.size:
            out[:, gaps, j] = donors[rng.integers(donors.size, size=(n, gaps.size))]
    return out


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.where(known, values, 0.0).sum(axis=-2, keepdims=True) / known.sum(axis=-2, keepdims=True)


def _median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    n = (~np.isnan(values)).sum(axis=-2, keepdims=True)
    ordered = np.sort(values, axis=-2)
    low = np.take_along_axis(ordered, np.maximum((n - 1) // 2, 0), axis=-2)
    high = np.take_along_axis(ordered, np.minimum(n // 2, values.shape[-2] - 1), axis=-2)
    return np.where(n > 0, (low + high) / 2, np.nan)


def _from_own_years(
    values: NDArray[np.float64], *, units: Sequence[str], times: Sequence[float], kind: str
) -> NDArray[np.float64]:
    if kind not in {"latest", "linear"}:
        raise MethodError(f"impute: panel:{kind} is unknown; write panel:latest or panel:linear")
    if len(times) != values.shape[0] or len(set(times)) < 2:  # noqa: PLR2004  one year has no other year
        raise MethodError("impute: panel needs a column Time with two years or more")
    out = values.copy()
    codes, years = np.array(units), np.array(times, dtype=float)
    for code in np.unique(codes):
        rows = np.flatnonzero(codes == code)
        rows = rows[np.argsort(years[rows])]
        for j in range(values.shape[1]):
            column = values[rows, j]
            seen = np.flatnonzero(~np.isnan(column))
            if seen.size in {0, column.size}:
                continue
            if kind == "linear":
                out[rows, j] = np.interp(years[rows], years[rows[seen]], column[seen])
            else:
                before = np.searchsorted(seen, np.arange(column.size), side="right") - 1
                out[rows, j] = np.where(before >= 0, column[seen[np.maximum(before, 0)]], np.nan)
    return out


def _chained(values: NDArray[np.float64], *, rng: np.random.Generator | None) -> NDArray[np.float64]:
    known = ~np.isnan(values)
    usable = np.asarray(known.any(axis=0))
    center = np.where(usable, _mean(values)[0], 0.0)
    spread = np.sqrt(_mean((values - center) ** 2)[0])
    spread = np.where(usable & (spread > 0), spread, 1.0)
    standard = np.where(known, (values - center) / spread, 0.0)
    gaps = [j for j in range(values.shape[1]) if usable[j] and not known[:, j].all()]
    for _ in range(ROUNDS):
        for j in gaps:
            others = np.delete(standard, j, axis=1)
            seen = known[:, j]
            gram = others[seen].T @ others[seen] + RIDGE * seen.sum() * np.eye(others.shape[1])
            slope = np.linalg.solve(gram, others[seen].T @ standard[seen, j])
            guess = others @ slope
            if rng is not None:
                guess = guess + rng.choice(standard[seen, j] - guess[seen], size=guess.size)
            standard[~seen, j] = guess[~seen]
    filled = standard * spread + center
    return np.where(known, values, np.where(usable, filled, np.nan))
