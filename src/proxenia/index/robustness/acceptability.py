r"""Acceptability: for how much of all admitted weights a unit holds a place, and the weights that put it first.

Stochastic multicriteria acceptability analysis (Lahdelma and Salminen 2001), with weights drawn evenly among siblings at
every level, so that a framework of several levels keeps its structure. The central weights of a unit are the mean of
the effective weights under which it is first; its confidence is the chance to be first with them, over draws of the values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.construct import construct, rank_within
from proxenia.index.draws import Cells, check_memory, columns_of, draw_scores, make_plan, sobol_points
from proxenia.index.recipe import Assumptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from proxenia.index.framework import Framework
    from proxenia.index.recipe import Recipe
    from proxenia.index.table import Table

__all__ = ["Acceptability", "accept"]

BLOCK = 4096


@dataclass(frozen=True, kw_only=True)
class Acceptability:
    """Shares of admitted weights by place, and central weights.

    `ranks` has shape (n_units, n_units), the share of draws in which the row's unit holds the column's place;
    `central` (n_units, n_leaves), effective weights, NaN for a unit that is never first; `confidence` (n_units,), the
    chance to be first under its own central weights.
    """

    units: tuple[str, ...]
    ranks: NDArray[np.float64]
    central: NDArray[np.float64]
    confidence: NDArray[np.float64]
    draws: int

    @property
    def first(self) -> NDArray[np.float64]:
        """Share of admitted weights under which each unit is first; shape (n_units,)."""
        return self.ranks[:, 0]

    @property
    def standard_error(self) -> NDArray[np.float64]:
        """Standard error of `first` if the draws were independent, which scrambled Sobol points better."""
        return np.sqrt(self.first * (1 - self.first) / self.draws)


def accept(
    table: Table,
    framework: Framework,
    recipe: Recipe,
    *,
    weights: str = "any",
    levels: tuple[int, ...] = (),
    cells: Callable[[np.random.Generator, int], NDArray[np.float64]] | NDArray[np.float64] | None = None,
    draws: int = 16_384,
    rng: np.random.Generator,
) -> Acceptability:
    """Draw weights evenly and count places.

    Parameters
    ----------
    weights
        `any` (all weights) or `order` (those that keep the order of the given ones).
    levels
        Heights at which weights are free (1 holds indicators); all where empty.
    cells
        Draws of the raw values, as `carry` takes them.

    Raises
    ------
    MethodError
        If `weights` is neither, the table is a panel, or the draws would not fit into memory.
    """
    if weights not in {"any", "order"}:
        raise MethodError(f"weights {weights!r} are neither any nor order")
    if table.is_panel:
        raise MethodError("acceptability is found for one time; keep one Time of the panel")
    check_memory(draws, units=len(table.units), framework=framework)
    vary = Assumptions(weights=weights, weight_levels=levels)
    columns = columns_of(vary, recipe, framework)
    plan = make_plan(vary, recipe, framework, columns=columns, u=sobol_points(columns.width, draws, rng=rng))
    base, scores = draw_scores(table, framework, recipe, plan=plan, cells=Cells(cells, rng, draws), rng=rng)
    ranks = rank_within(scores[:, :, 0].T, ()).T
    n = len(base.units)
    shares = np.stack([np.bincount(each[~np.isnan(each)].astype(int), minlength=n + 1)[1:] for each in ranks.T])
    effective = _effective(framework, plan.drawn, draws)
    wins = (ranks == 1).astype(float)
    with np.errstate(invalid="ignore"):
        central = (wins.T @ effective) / wins.sum(axis=0)[:, None]
    return Acceptability(
        units=base.units,
        ranks=shares / draws,
        central=central,
        confidence=_confidence(table, framework, recipe, central, cells=cells, draws=draws, rng=rng),
        draws=draws,
    )


def _effective(framework: Framework, drawn: list[NDArray[np.float64] | None], draws: int) -> NDArray[np.float64]:
    """Effective weights of the indicators in each draw, shape (n_draws, n_leaves)."""
    share = np.ones((draws, len(framework.nodes)))
    out = np.zeros((draws, len(framework.leaves)))
    for i, parent in enumerate(framework.nodes):
        nodes, leaves = framework.children(parent.code)
        given = [framework.nodes[k].weight for k in nodes] + [framework.leaves[k].weight for k in leaves]
        mine = drawn[i]
        weights = np.array([given]) if mine is None else mine
        weights = share[:, [i]] * weights / weights.sum(axis=1, keepdims=True)
        share[:, list(nodes)] = weights[:, : len(nodes)]
        out[:, list(leaves)] = weights[:, len(nodes) :]
    return out


def _confidence(
    table: Table,
    framework: Framework,
    recipe: Recipe,
    central: NDArray[np.float64],
    *,
    cells: Callable[[np.random.Generator, int], NDArray[np.float64]] | NDArray[np.float64] | None,
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Chance of each unit to be first under its central weights, over draws of the values (the table's own without)."""
    out = np.full(central.shape[0], np.nan)
    for unit in np.flatnonzero(~np.isnan(central).any(axis=1)):
        fixed = _with_leaf_weights(framework, central[unit])
        if cells is None:
            built = construct(table, fixed, recipe)
            out[unit] = float(built.ranks[unit, 0] == 1)
            continue
        some = min(draws, BLOCK)
        values = cells[:some] if isinstance(cells, np.ndarray) else cells
        nothing = Assumptions()
        columns = columns_of(nothing, recipe, fixed)
        plan = make_plan(nothing, recipe, fixed, columns=columns, u=np.empty((some, 0)))
        scores = draw_scores(table, fixed, recipe, plan=plan, cells=Cells(values, rng, some), rng=rng)[1]
        out[unit] = float((rank_within(scores[:, :, 0].T, ())[unit] == 1).mean())
    return out


def _with_leaf_weights(framework: Framework, effective: NDArray[np.float64]) -> Framework:
    """The same tree with weights among siblings that give these effective ones."""
    sums = framework.below @ effective
    nodes = tuple(replace(node, weight=float(sums[i])) for i, node in enumerate(framework.nodes))
    leaves = tuple(replace(leaf, weight=float(effective[j])) for j, leaf in enumerate(framework.leaves))
    return type(framework)(nodes, leaves)
