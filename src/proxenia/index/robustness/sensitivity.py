r"""Sensitivity: how much of what a rank may be is due to each assumption, alone and with the others.

First-order indices are estimated as Saltelli et al. (2010), total ones as Jansen (1999), over two sets of Sobol points and
one mixed set for each assumption:

.. math:: S_i = \frac{\overline{f_B (f_{AB_i} - f_A)}}{V}, \qquad T_i = \frac{\overline{(f_A - f_{AB_i})^2}}{2 V}.

An estimate may fall below 0 or above 1 by chance; it is given as it is, with its band.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.construct import construct, rank_within
from proxenia.index.draws import Cells, check_memory, columns_of, draw_scores, make_plan, sobol_points
from proxenia.index.recipe import Assumptions
from proxenia.index.uncertainty import with_assumptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from proxenia.index.framework import Framework
    from proxenia.index.recipe import Recipe
    from proxenia.index.table import Table

__all__ = ["Sensitivity", "SobolIndices", "sensitivity", "sobol_indices"]

RESAMPLES = 400
BAND = (0.05, 0.95)


@dataclass(frozen=True, kw_only=True)
class SobolIndices:
    """Shares of variance of several outputs by factor.

    `first` and `total` have shape (n_factors, n_outputs), NaN where an output does not vary; their bands have
    (2, n_factors, n_outputs), at 5 and 95 % of bootstrap resamples. `variance` has shape (n_outputs,).
    """

    factors: tuple[str, ...]
    first: NDArray[np.float64]
    total: NDArray[np.float64]
    first_band: NDArray[np.float64]
    total_band: NDArray[np.float64]
    variance: NDArray[np.float64]
    draws: int


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """Sobol indices of every unit's rank, of decisions, and of the mean shift of all ranks.

    `ranks` has one output for each of `units`; `top` one for each, whether it is among the first `k`; `pairs` one for
    each of `compared`, whether the first is above the second; `shift` one, the mean absolute move from the nominal rank.
    """

    units: tuple[str, ...]
    k: int
    compared: tuple[tuple[str, str], ...]
    ranks: SobolIndices
    top: SobolIndices
    pairs: SobolIndices | None
    shift: SobolIndices


def sobol_indices(
    function: Callable[[NDArray[np.float64], NDArray[np.bool_]], NDArray[np.float64]],
    *,
    groups: Mapping[str, Sequence[int]],
    draws: int,
    rng: np.random.Generator,
) -> SobolIndices:
    """Estimate Sobol indices of a function of the unit cube, by groups of its columns.

    Parameters
    ----------
    function
        Takes points, shape (draws, n_columns), and for each group whether its columns come from the second set, shape
        (n_groups,); gives outputs, shape (draws, n_outputs).
    groups
        Columns of each factor. A factor may have none: the function then knows it by the second argument only.
    draws
        Points of each set; a power of two is best. The function is called for (n_groups + 2) sets.

    Raises
    ------
    MethodError
        If there are fewer than 16 draws or no factors.
    """
    if draws < 16:  # noqa: PLR2004  a variance of fewer says nothing
        raise MethodError(f"{draws} draws are too few for shares of variance; take 256 or more")
    if not groups:
        raise MethodError("nothing varies; name alternatives under [vary] of the methodology")
    width = 1 + max((column for columns in groups.values() for column in columns), default=-1)
    both = sobol_points(2 * width, draws, rng=rng)
    a, b = both[:, :width], both[:, width:]
    none = np.zeros(len(groups), bool)
    at_a, at_b = function(a, none), function(b, ~none)
    mixed = []
    for g, columns in enumerate(groups.values()):
        points = a.copy()
        points[:, list(columns)] = b[:, list(columns)]
        mixed.append(function(points, np.arange(len(groups)) == g))
    return _estimate(at_a, at_b, mixed, factors=tuple(groups), rng=rng)


def sensitivity(  # noqa: PLR0913  what is varied, how, and what is decided by it
    table: Table,
    framework: Framework,
    recipe: Recipe,
    *,
    assumptions: Assumptions | None = None,
    cells: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    draws: int = 1024,
    compared: Sequence[tuple[str, str]] = (),
    rng: np.random.Generator,
    k: int = 10,
) -> Sensitivity:
    """Split the variance of every unit's rank, and of decisions taken by ranks, among the assumptions.

    All weights together are one assumption, `weights`; draws of the values, where given, are another, `values`.

    Parameters
    ----------
    cells
        Two independent sets of draws of the raw values, each of shape (draws, n_units, n_indicators).
    k
        The decision "is among the first k".
    compared
        The decisions "the first is above the second".

    Raises
    ------
    MethodError
        If nothing varies, a compared unit is unknown, or imputation varies by chance within a draw.
    """
    vary = assumptions or with_assumptions(recipe, framework).vary or Assumptions()
    if {"hot-deck", "multiple"} & set(vary.impute):
        raise MethodError(
            "hot-deck and multiple imputation differ by chance within a draw, which has no Sobol index; "
            "give draws of the values instead, or compare imputations that are fixed"
        )
    check_memory(draws, units=len(table.units), framework=framework)
    nominal = construct(table, framework, recipe)
    units, columns = nominal.table.units, columns_of(vary, recipe, framework)
    groups: dict[str, list[int]] = columns.groups | ({"values": []} if cells else {})
    pairs = tuple(_pair(pair, units) for pair in compared)

    def outputs(u: NDArray[np.float64], second: NDArray[np.bool_]) -> NDArray[np.float64]:
        values = None if cells is None else cells[int(second[list(groups).index("values")])]
        plan = make_plan(vary, recipe, framework, columns=columns, u=u)
        each = draw_scores(table, framework, recipe, plan=plan, cells=Cells(values, rng, draws), rng=rng)[1]
        return _decisions(rank_within(each[:, :, 0].T, nominal.table.times).T, nominal.ranks[:, 0], k=k, pairs=pairs)

    whole = sobol_indices(outputs, groups=groups, draws=draws, rng=rng)
    n = len(units)
    return Sensitivity(
        units=units,
        k=k,
        compared=tuple(compared),
        ranks=_part(whole, slice(0, n)),
        top=_part(whole, slice(n, 2 * n)),
        shift=_part(whole, slice(2 * n, 2 * n + 1)),
        pairs=_part(whole, slice(2 * n + 1, None)) if pairs else None,
    )


def _decisions(
    ranks: NDArray[np.float64], nominal: NDArray[np.float64], *, k: int, pairs: tuple[tuple[int, int], ...]
) -> NDArray[np.float64]:
    """Ranks, places among the first k, the mean move of all, and pairs in order, side by side; shape (n_draws, n_outputs)."""
    top = np.where(np.isnan(ranks), np.nan, ranks <= k)
    shift = np.nanmean(np.abs(ranks - nominal), axis=1, keepdims=True)
    return np.concatenate([ranks, top, shift, *(ranks[:, [i]] < ranks[:, [j]] for i, j in pairs)], axis=1)


def _pair(pair: tuple[str, str], units: tuple[str, ...]) -> tuple[int, int]:
    for unit in pair:
        if unit not in units:
            raise MethodError(f"no unit {unit!r} to compare; the index has {', '.join(units[:5])}, ...")
    return units.index(pair[0]), units.index(pair[1])


def _estimate(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    mixed: list[NDArray[np.float64]],
    *,
    factors: tuple[str, ...],
    rng: np.random.Generator,
) -> SobolIndices:
    n = a.shape[0]
    center = (a.mean(axis=0) + b.mean(axis=0)) / 2
    a, b, mixed = a - center, b - center, [each - center for each in mixed]
    firsts = np.stack([b * (each - a) for each in mixed])
    totals = np.stack([(a - each) ** 2 / 2 for each in mixed])
    counts = np.concatenate([np.ones((1, n)), rng.multinomial(n, np.full(n, 1 / n), size=RESAMPLES)]) / n
    mean = counts @ ((a + b) / 2)
    variance = counts @ ((a**2 + b**2) / 2) - mean**2
    still = variance[0] <= 1e-12 * max(1.0, float(np.nanmax(np.abs(center), initial=0.0)) ** 2)
    spread = np.where(variance > 0, variance, np.nan)
    first, total = counts @ firsts / spread, counts @ totals / spread
    first[:, :, still] = total[:, :, still] = np.nan
    return SobolIndices(
        factors=factors,
        first=first[:, 0],
        total=total[:, 0],
        first_band=_band(first[:, 1:]),
        total_band=_band(total[:, 1:]),
        variance=np.where(still, 0.0, variance[0]),
        draws=n,
    )


def _band(resampled: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(resampled)
    some = known.any(axis=1)
    out = np.nanquantile(np.where(known.any(axis=1, keepdims=True), resampled, 0.0), BAND, axis=1)
    return np.where(some, out, np.nan)


def _part(whole: SobolIndices, at: slice) -> SobolIndices:
    return SobolIndices(
        factors=whole.factors,
        first=whole.first[:, at],
        total=whole.total[:, at],
        first_band=whole.first_band[:, :, at],
        total_band=whole.total_band[:, :, at],
        variance=whole.variance[at],
        draws=whole.draws,
    )
