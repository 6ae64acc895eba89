"""Uncertainty: the same table through many recipes, weights and values at once, and what ranks may then be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.construct import (
    enough_data,
    prepare,
    rank_within,
    settled,
    to_points,
    treat_table,
    weights_of,
    with_values,
)
from proxenia.index.recipe import Assumptions
from proxenia.index.scoring import rank
from proxenia.index.steps.aggregate import aggregate_tree
from proxenia.index.steps.denominate import denominate
from proxenia.index.steps.impute import hot_deck, impute, impute_multiple
from proxenia.index.steps.weight import any_weights, ordered_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from proxenia.index.framework import Framework
    from proxenia.index.recipe import Recipe
    from proxenia.index.table import Table


__all__ = ["RankBands", "carry", "with_assumptions"]

BLOCK_BYTES = 64 * 2**20
MOST_BYTES = 2 * 2**30
QUANTILES = (0.05, 0.5, 0.95)
BY_COLUMN = ("none", "mean", "median", "group-mean", "group-median")
STEPS = ("impute", "treat", "normalize", "aggregate")


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
    """
    vary = assumptions or with_assumptions(recipe, framework).vary or Assumptions()
    base, observed = prepare(table, framework, recipe)
    n_units, n_nodes = len(base.units), len(framework.nodes)
    if draws < 1:
        raise MethodError(f"{draws} draws are none; ask for one or more")
    if draws * n_units * n_nodes * 8 > MOST_BYTES:
        fit = MOST_BYTES // (n_units * n_nodes * 8)
        raise MethodError(f"{draws} draws of {n_units} units need more than 2 GiB; ask for at most {fit} draws")
    plan = _plan(vary, recipe, framework, draws, rng=rng)
    cell_draws = _Cells(cells, rng, draws)
    keep = enough_data(observed, framework, recipe)[1]
    scores = np.empty((draws, n_units, n_nodes))
    source = _Points(table, base, framework, recipe, plan, cell_draws, rng)
    for combination, members in plan.groups():
        treat, normalize, imputing = combination[1], combination[2], combination[0]
        varies = cell_draws.given or imputing in {"hot-deck", "multiple"}
        size = max(1, BLOCK_BYTES // (8 * n_units * len(framework.leaves) * 4)) if varies else members.size
        for start in range(0, members.size, size):
            block = members[start : start + size]
            points = source.points(imputing, treat, normalize, block)
            weights = _block_weights(plan, source.nominal(points, normalize), block)
            each = aggregate_tree(
                points, framework=framework, weights=weights, choices=plan.levels(combination[3]), keep=keep
            )
            for node, score in enumerate(each):
                scores[block, :, node] = score
    return _bands(base, scores, plan, pairwise=pairwise)


def with_assumptions(recipe: Recipe, framework: Framework) -> Recipe:
    """Give the recipe what it is varied over: its own, or else what COINr's example varies."""
    import msgspec  # noqa: PLC0415  beside its use

    return msgspec.structs.replace(recipe, vary=recipe.vary or Assumptions.vignette(levels=max(framework.heights) + 1))


@dataclass(frozen=True, kw_only=True)
class _Plan:
    recipe: Recipe
    options: dict[str, tuple[str, ...]]
    taken: dict[str, NDArray[np.int64]]
    factors: list[NDArray[np.float64] | None]
    drawn: list[NDArray[np.float64] | None]

    def groups(self) -> list[tuple[tuple[str, ...], NDArray[np.int64]]]:
        """Alternatives that draws share, and which draws these are."""
        out = []
        for indices in product(*(range(len(self.options[step])) for step in STEPS)):
            same = np.all([self.taken[step] == i for step, i in zip(STEPS, indices, strict=True)], axis=0)
            members = np.flatnonzero(same)
            if members.size:
                out.append((tuple(self.options[s][i] for s, i in zip(STEPS, indices, strict=True)), members))
        return out

    def levels(self, aggregate: str) -> tuple[str, ...]:
        """Rule for each level: the alternative at all, or the recipe's own where aggregation is not varied."""
        return (aggregate,) if aggregate else self.recipe.aggregate


def _plan(vary: Assumptions, recipe: Recipe, framework: Framework, draws: int, *, rng: np.random.Generator) -> _Plan:
    own = {"impute": recipe.impute, "treat": recipe.treat, "normalize": recipe.normalize, "aggregate": ""}
    options = {step: getattr(vary, step) or (own[step],) for step in STEPS}
    sizes = [len(framework.children(node.code)[0]) + len(framework.children(node.code)[1]) for node in framework.nodes]
    changed = [vary.weights == "change" and height in vary.weight_levels for height in framework.heights]
    varied = [step for step in STEPS if len(options[step]) > 1]
    width = len(varied) + sum(size for size, change in zip(sizes, changed, strict=True) if change)
    u = _sobol(width, draws, rng=rng)
    taken = {step: np.zeros(draws, dtype=np.int64) for step in STEPS}
    for column, step in enumerate(varied):
        n = len(options[step])
        taken[step] = np.minimum((u[:, column] * n).astype(np.int64), n - 1)
    factors: list[NDArray[np.float64] | None] = []
    at = len(varied)
    for size, change in zip(sizes, changed, strict=True):
        factors.append(1 + vary.weight_change * (2 * u[:, at : at + size] - 1) if change else None)
        at += size if change else 0
    drawn = [_drawn(vary, framework, node, draws, rng=rng) for node in range(len(framework.nodes))]
    return _Plan(recipe=recipe, options=options, taken=taken, factors=factors, drawn=drawn)


def _sobol(width: int, draws: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
    if width == 0:
        return np.empty((draws, 0))
    from scipy.stats import qmc  # noqa: PLC0415  slow to import

    points = qmc.Sobol(width, scramble=True, rng=rng).random_base2(max(1, (draws - 1).bit_length()))
    return points[:draws]


def _drawn(
    vary: Assumptions, framework: Framework, node: int, draws: int, *, rng: np.random.Generator
) -> NDArray[np.float64] | None:
    nodes, leaves = framework.children(framework.nodes[node].code)
    given = np.array([framework.nodes[k].weight for k in nodes] + [framework.leaves[k].weight for k in leaves])
    levels = vary.weight_levels
    if vary.weights not in {"order", "any"} or given.size == 1 or (levels and framework.heights[node] not in levels):
        return None
    if vary.weights == "order":
        return ordered_weights(given, n=draws, rng=rng)
    return any_weights(given.size, n=draws, rng=rng)


def _block_weights(
    plan: _Plan, nominal: list[NDArray[np.float64]], block: NDArray[np.int64]
) -> list[NDArray[np.float64]]:
    out = []
    for weights, factors, drawn in zip(nominal, plan.factors, plan.drawn, strict=True):
        if drawn is not None:
            out.append(drawn[block])
        else:
            out.append(weights if factors is None else weights * factors[block])
    return out


class _Cells:
    def __init__(
        self,
        cells: NDArray[np.float64] | Callable[[np.random.Generator, int], NDArray[np.float64]] | None,
        rng: np.random.Generator,
        draws: int,
    ) -> None:
        self.given = cells is not None
        self._cells = cells
        self._rng = rng
        if isinstance(cells, np.ndarray) and cells.shape[0] != draws:
            raise MethodError(f"cells hold {cells.shape[0]} draws, but {draws} are asked for; give as many")

    def of(self, block: NDArray[np.int64]) -> NDArray[np.float64]:
        if isinstance(self._cells, np.ndarray):
            return self._cells[block]
        if self._cells is None:
            raise MethodError("no cells were given")
        return self._cells(self._rng, block.size)


class _Points:
    """Normalized points for a block of draws, kept where all draws of a group have the same."""

    def __init__(
        self,
        table: Table,
        base: Table,
        framework: Framework,
        recipe: Recipe,
        plan: _Plan,
        cells: _Cells,
        rng: np.random.Generator,
    ) -> None:
        self._table, self._base, self._framework, self._recipe = table, base, framework, recipe
        self._plan, self._cells, self._rng = plan, cells, rng
        self._known: dict[tuple[str, str, str], NDArray[np.float64]] = {}
        self._treated: dict[tuple[str, str], NDArray[np.float64]] = {}

    def points(self, imputing: str, treat: str, normalize: str, block: NDArray[np.int64]) -> NDArray[np.float64]:
        """Shape (1 or size of the block, n_units, n_leaves)."""
        if self._cells.given and self._at_once(imputing, treat):
            return self._together(imputing, normalize, self._cells.of(block))
        if self._cells.given:
            return np.stack([self._once(imputing, treat, normalize, values) for values in self._cells.of(block)])
        if imputing == "multiple":
            gaps = self._gaps()
            drawn = impute_multiple(gaps.values, n=block.size, rng=self._rng)
            return np.stack([self._finish(with_values(gaps, each), treat, normalize) for each in drawn])
        key = (imputing, treat, normalize)
        if key not in self._known:
            source = self._gaps() if imputing == "hot-deck" else self._filled(imputing)
            self._known[key] = self._finish(source, treat, normalize, cache=(imputing, treat))[None]
        if imputing == "hot-deck":
            return hot_deck(self._known[key][0], n=block.size, rng=self._rng)
        return self._known[key]

    def nominal(self, points: NDArray[np.float64], normalize: str) -> list[NDArray[np.float64]]:
        """Weights before they are varied; those found from figures are found from the first draw of the block."""
        del normalize
        return weights_of(points[0], self._framework, self._recipe)

    def _at_once(self, imputing: str, treat: str) -> bool:
        """Whether no step of these has to be run draw by draw."""
        own = any(each.treat for each in self._recipe.indicator.values())
        return treat == "none" and not own and imputing.partition(":")[0] in BY_COLUMN

    def _together(self, imputing: str, normalize: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
        if self._recipe.denominate:
            by = [leaf.denominator for leaf in self._framework.leaves]
            values = denominate(values, by=by, denominators=self._table.denominators, units=self._table.units)
        filled = impute(values, choice=imputing, groups=self._table.groups)[:, self._kept(self._table)]
        return to_points(filled, self._base, self._framework, self._recipe, default=normalize)

    def _kept(self, table: Table) -> NDArray[np.bool_]:
        here = set(zip(self._base.units, self._base.times or [0.0] * len(self._base.units), strict=True))
        rows = zip(table.units, table.times or [0.0] * len(table.units), strict=True)
        return np.array([row in here for row in rows])

    def _once(self, imputing: str, treat: str, normalize: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
        if imputing in {"hot-deck", "multiple"}:
            raise MethodError("draws of cells already say what a gap may hold; leave hot-deck and multiple out of vary")
        rows = self._rows(with_values(self._table, values), imputing)
        return self._finish(rows, treat, normalize)

    def _rows(self, table: Table, imputing: str) -> Table:
        import msgspec  # noqa: PLC0415  beside its use

        free = msgspec.structs.replace(self._recipe, impute=imputing, screen=None)
        filled, _ = prepare(table, self._framework, free)
        return filled.only(self._kept(filled))

    def _gaps(self) -> Table:
        return self._rows(self._table, "none")

    def _filled(self, imputing: str) -> Table:
        return self._base if imputing == self._recipe.impute else self._rows(self._table, imputing)

    def _finish(
        self, table: Table, treat: str, normalize: str, *, cache: tuple[str, str] | None = None
    ) -> NDArray[np.float64]:
        treated = self._treated.get(cache) if cache else None
        if treated is None:
            treated, _ = treat_table(table, self._framework, self._recipe, default=treat)
            if cache:
                self._treated[cache] = treated
        return to_points(treated, table, self._framework, self._recipe, default=normalize)


def _bands(base: Table, scores: NDArray[np.float64], plan: _Plan, *, pairwise: bool) -> RankBands:
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
