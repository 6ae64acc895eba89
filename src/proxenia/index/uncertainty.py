"""Uncertainty: the same table through many recipes, weights and values at once, and what ranks may then be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.index.construct import rank_within, settled
from proxenia.index.draws import Cells, Plan, check_memory, columns_of, draw_scores, make_plan, sobol_points
from proxenia.index.recipe import Assumptions
from proxenia.index.scoring import rank

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from proxenia.index.framework import Framework
    from proxenia.index.recipe import Recipe
    from proxenia.index.table import Table


__all__ = ["RankBands", "carry", "with_assumptions"]

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, kw_only=True)
class RankBands:
    """What scores and ranks may be, over draws of methodological choices, weights and values.

    Parameters
    ----------
    score_quantiles
        Shape (3, n_units, n_nodes), at 5, 50 and 95 %. Scores of different normalizations are on different scales.
    rank_quantiles
        Shape (3, n_units, n_nodes), at 5, 50 and 95 %.
    above
        Shape (n_units, n_units): share of draws in which the row's unit has a higher index than the column's, ties
        counted half; NaN for a unit that never has a score. Empty where it was not asked for.
    rank_shares
        Shape (n_units, n_units): share of draws in which the unit of the row has the rank of the column.
    convergence
        Largest difference of the rank quantiles of the index between the halves of the draws, in places.
    choices
        Which alternative each draw took, shape (n_draws,), by step.
    """

    units: tuple[str, ...]
    draws: int
    score_quantiles: NDArray[np.float64]
    rank_quantiles: NDArray[np.float64]
    above: NDArray[np.float64]
    rank_shares: NDArray[np.float64]
    convergence: float
    choices: dict[str, NDArray[np.int64]]
    ranks: NDArray[np.float64]

    def top(self, k: int) -> NDArray[np.float64]:
        """Share of draws in which each unit is among the first `k`; shape (n_units,)."""
        return self.rank_shares[:, :k].sum(axis=1)


def carry(
    table: Table,
    framework: Framework,
    recipe: Recipe,
    *,
    assumptions: Assumptions | None = None,
    cells: NDArray[np.float64] | Callable[[np.random.Generator, int], NDArray[np.float64]] | None = None,
    draws: int = 10_000,
    rng: np.random.Generator,
    pairwise: bool = True,
) -> RankBands:
    """Carry the uncertainty of choices, weights, gaps and values into scores and ranks.

    Alternatives and weight changes are scrambled Sobol points. Draws that share their alternatives are worked out
    together, and what does not differ between draws is worked out once.

    Parameters
    ----------
    assumptions
        What to vary; the recipe's own `vary` where not given, and COINr's example where there is neither.
    cells
        Draws of the raw values, shape (draws, n_units, n_indicators), or a function of (rng, n) that gives the next
        `n` of them. Units that screening leaves out are left out by the table's own values.
    draws
        Number of draws; powers of two make the best of Sobol points.
    pairwise
        Whether to compare every unit with every other.

    Raises
    ------
    MethodError
        If an alternative cannot be applied, or the draws would not fit into memory.

    Examples
    --------
    >>> from proxenia.index import Framework, Leaf, Node, Recipe, Table
    >>> tree = Framework((Node(code="I", parent=None),), (Leaf(code="a", parent="I"), Leaf(code="b", parent="I")))
    >>> values = np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 9.0]])
    >>> table = Table(units=("X", "Y", "Z"), indicators=("a", "b"), values=values)
    >>> bands = carry(table, tree, Recipe(), draws=64, rng=np.random.default_rng(0))
    >>> bands.units
    ('X', 'Y', 'Z')
    """
    vary = assumptions or with_assumptions(recipe, framework).vary or Assumptions()
    check_memory(draws, units=len(table.units), framework=framework)
    columns = columns_of(vary, recipe, framework)
    plan = make_plan(vary, recipe, framework, columns=columns, u=sobol_points(columns.width, draws, rng=rng))
    base, scores = draw_scores(table, framework, recipe, plan=plan, cells=Cells(cells, rng, draws), rng=rng)
    return _bands(base, scores, plan, pairwise=pairwise)


def with_assumptions(recipe: Recipe, framework: Framework) -> Recipe:
    """Give the recipe what it is varied over: its own, or else what COINr's example varies."""
    import msgspec  # noqa: PLC0415  beside its use

    return msgspec.structs.replace(recipe, vary=recipe.vary or Assumptions.vignette(levels=max(framework.heights) + 1))


def _bands(base: Table, scores: NDArray[np.float64], plan: Plan, *, pairwise: bool) -> RankBands:
    n_draws, n_units, n_nodes = scores.shape
    exact = settled(scores)
    if base.is_panel:
        ranks = np.stack([rank_within(each, base.times) for each in exact])
    else:
        ranks = np.moveaxis(rank(np.moveaxis(exact, 1, 2)), 1, 2)
    index = ranks[:, :, 0]
    half = n_draws // 2
    parts = [_quantiles(index[:half]), _quantiles(index[half:])] if half else [_quantiles(index)] * 2
    gap = np.abs(parts[0] - parts[1])
    shares = np.zeros((n_units, n_units))
    for i in range(n_units):
        known = index[~np.isnan(index[:, i]), i].astype(int)
        shares[i] = np.bincount(known - 1, minlength=n_units)[:n_units] / n_draws
    return RankBands(
        units=base.units,
        draws=n_draws,
        score_quantiles=np.stack([_quantiles(scores[:, :, k]) for k in range(n_nodes)], axis=-1),
        rank_quantiles=np.stack([_quantiles(ranks[:, :, k]) for k in range(n_nodes)], axis=-1),
        above=_above(exact[:, :, 0]) if pairwise else np.empty((0, 0)),
        rank_shares=shares,
        convergence=float(np.max(gap[~np.isnan(gap)], initial=0.0)),
        choices=plan.taken,
        ranks=index,
    )


def _quantiles(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles over draws, shape (3, n_units), of the draws that have a value; NaN where none has."""
    ordered = np.sort(draws, axis=0)
    n = (~np.isnan(draws)).sum(axis=0)
    out = np.empty((len(QUANTILES), draws.shape[1]))
    for row, share in enumerate(QUANTILES):
        position = share * np.maximum(n - 1, 0)
        low = np.floor(position).astype(int)
        high = np.minimum(low + 1, np.maximum(n - 1, 0))
        columns = np.arange(draws.shape[1])
        out[row] = ordered[low, columns] + (position - low) * (ordered[high, columns] - ordered[low, columns])
    return out


def _above(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    by_unit = np.ascontiguousarray(scores.T)
    n_units, n_draws = by_unit.shape
    out = np.full((n_units, n_units), 0.5)
    unscored = np.isnan(by_unit).all(axis=1)
    for i in range(n_units):
        higher = (by_unit[i] > by_unit[i + 1 :]).sum(axis=1)
        lower = (by_unit[i] < by_unit[i + 1 :]).sum(axis=1)
        out[i, i + 1 :] = 0.5 + (higher - lower) / (2 * n_draws)
        out[i + 1 :, i] = 1 - out[i, i + 1 :]
    out[unscored] = np.nan
    out[:, unscored] = np.nan
    return out
