"""Normalize: bring indicators to one scale on which more is better."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.scoring import rank
from proxenia.index.steps.choice import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.index.framework import Leaf

__all__ = ["NORMALIZATIONS", "min_max", "normalize", "places", "z_score"]

NORMALIZATIONS: dict[str, tuple[float | str, ...]] = {
    "minmax": (0.0, 100.0),
    "zscore": (0.0, 1.0),
    "zscore-population": (0.0, 1.0),
    "percentile-rank": (),
    "rank": (),
    "borda": (),
    "distance-to-max": (),
    "distance-to-reference": ("",),
    "distance-to-target": (),
    "distance-to-target-capped": (),
    "fraction-of-max": (),
    "goalposts": (0.0, 100.0),
    "scaled": (0.0, 100.0),
    "ampi": (),
    "none": (),
}


def normalize(  # noqa: PLR0911  one return for each choice
    values: NDArray[np.float64], *, leaves: Sequence[Leaf], choice: str, units: Sequence[str] = ()
) -> NDArray[np.float64]:
    """Normalize indicators by a choice, all of them turned so that more is better.

    Parameters
    ----------
    values
        Shape (..., n_units, n_indicators), in the indicators' units. NaN stays NaN.
    leaves
        Place of each indicator in the framework: its direction, goalposts and target.
    choice
        `minmax:LOW,HIGH`, `zscore:MEAN,SD` (n - 1), `zscore-population:MEAN,SD`, `percentile-rank`, `rank`, `borda`,
        `distance-to-max`, `distance-to-reference:UNIT`, `distance-to-target` (1 at the
        target, more beyond, unless `distance-to-target-capped`), `fraction-of-max`,
        `goalposts:LOW,HIGH` (cut at the ends), `scaled:LOW,HIGH` (not cut), `ampi` (70-130 between goalposts), `none`.

    Raises
    ------
    MethodError
        If a choice is unknown, or wants a goalpost, target or unit that is not there.
    """
    chosen = Choice.parse(choice, step="normalize", known=NORMALIZATIONS)
    directed = values * np.array([leaf.direction for leaf in leaves], dtype=float)
    match chosen.name:
        case "minmax":
            return min_max(directed, low=chosen.numbers[0], high=chosen.numbers[1])
        case "zscore" | "zscore-population":
            ddof = 0 if chosen.name == "zscore-population" else 1
            return z_score(directed, mean=chosen.numbers[0], sd=chosen.numbers[1], ddof=ddof)
        case "rank" | "borda" | "percentile-rank":
            return _by_place(directed, chosen.name)
        case "distance-to-max":
            return min_max(directed, low=0.0, high=1.0)
        case "distance-to-reference":
            return _to_reference(directed, chosen.settings[0], units)
        case "distance-to-target" | "distance-to-target-capped":
            return np.minimum(_to_target(directed, leaves), np.inf if chosen.name == "distance-to-target" else 1.0)
        case "fraction-of-max":
            return _fraction_of_best(values, leaves)
        case "goalposts" | "scaled" | "ampi":
            low, high = chosen.numbers or (70.0, 130.0)
            return _between_goalposts(values, leaves, low=low, high=high, cut=chosen.name == "goalposts")
        case _:
            return directed


def min_max(values: NDArray[np.float64], *, low: float, high: float) -> NDArray[np.float64]:
    """Stretch each column to run from `low` to `high`; a constant column lands in the middle.

    Examples
    --------
    >>> min_max(np.array([[1.0, 7.0], [3.0, 7.0], [2.0, 7.0]]), low=0, high=100)
    array([[  0.,  50.],
           [100.,  50.],
           [ 50.,  50.]])
    """
    least, most = _least(values), -_least(-values)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (values - least) / (most - least)
    share = np.where((most == least) & ~np.isnan(values), 0.5, share)
    return share * (high - low) + low


def z_score(values: NDArray[np.float64], *, mean: float, sd: float, ddof: int = 1) -> NDArray[np.float64]:
    """Give each column this mean and standard deviation; a constant column gets the mean.

    Examples
    --------
    >>> z_score(np.array([[1.0], [2.0], [3.0]]), mean=10, sd=2).ravel()
    array([ 8., 10., 12.])
    """
    known = ~np.isnan(values)
    n = known.sum(axis=-2, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        center = np.where(known, values, 0.0).sum(axis=-2, keepdims=True) / n
        spread = np.sqrt(np.where(known, (values - center) ** 2, 0.0).sum(axis=-2, keepdims=True) / (n - ddof))
        constant = _least(values) == -_least(-values)
        standard = (values - center) / spread
    return np.where(constant & known, 0.0, standard) * sd + mean


def places(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Place of each value in its column counted from the lowest, 1 first, ties at the lower place.

    Examples
    --------
    >>> places(np.array([[3.0], [1.0], [2.0], [2.0], [5.0]])).ravel()
    array([4., 1., 2., 2., 5.])
    """
    return np.moveaxis(rank(-np.moveaxis(values, -2, -1)), -1, -2)


def _least(values: NDArray[np.float64]) -> NDArray[np.float64]:
    least = np.where(np.isnan(values), np.inf, values).min(axis=-2, keepdims=True)
    return np.where(np.isinf(least), np.nan, least)


def _by_place(directed: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    place = places(directed)
    if name == "rank":
        return place
    if name == "borda":
        return place - 1
    known = (~np.isnan(directed)).sum(axis=-2, keepdims=True) - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((known == 0) & ~np.isnan(directed), 0.5, (place - 1) / known)


def _to_reference(directed: NDArray[np.float64], unit: str, units: Sequence[str]) -> NDArray[np.float64]:
    if unit not in units:
        raise MethodError(f"no reference unit {unit!r} in the table; write distance-to-reference:UNIT with its uCode")
    reference = directed[..., [list(units).index(unit)], :]
    least = _least(directed)
    if (reference == least).any():
        raise MethodError(f"unit {unit!r} is the worst on an indicator; distances to it cannot be measured there")
    return (directed - least) / (reference - least)


def _to_target(directed: NDArray[np.float64], leaves: Sequence[Leaf]) -> NDArray[np.float64]:
    without = [leaf.code for leaf in leaves if leaf.target is None]
    if without:
        raise MethodError(f"indicator {without[0]!r} has no target; fill the column Target of the metadata")
    target = np.array([leaf.direction * (leaf.target or 0.0) for leaf in leaves])
    least = _least(directed)
    if (target <= least).any():
        raise MethodError("a target is no better than the worst unit; distances to it cannot be measured")
    return (directed - least) / (target - least)


def _fraction_of_best(values: NDArray[np.float64], leaves: Sequence[Leaf]) -> NDArray[np.float64]:
    less_is_better = np.array([leaf.direction < 0 for leaf in leaves])
    nothing = (values == 0) & (less_is_better | (-_least(-values) == 0))
    bad = (values < 0) | nothing
    if bad.any():
        code = leaves[int(np.argwhere(bad)[0][-1])].code
        raise MethodError(f"fraction-of-max needs values above zero, which {code!r} has not; use distance-to-max")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(less_is_better, _least(values) / values, values / -_least(-values))


def _between_goalposts(
    values: NDArray[np.float64], leaves: Sequence[Leaf], *, low: float, high: float, cut: bool
) -> NDArray[np.float64]:
    out = np.empty_like(values)
    for j, leaf in enumerate(leaves):
        if leaf.goalposts is None:
            raise MethodError(f"indicator {leaf.code!r} has no goalposts; fill goalpost_lower and goalpost_upper")
        lower, upper = leaf.goalposts
        column = values[..., j]
        if leaf.transform == "log1p":
            lower, upper, column = np.log1p(lower), np.log1p(upper), np.log1p(np.maximum(column, 0.0))
        share = (column - lower) / (upper - lower)
        share = share if leaf.direction > 0 else 1 - share
        out[..., j] = (np.clip(share, 0, 1) if cut else share) * (high - low) + low
    return out
