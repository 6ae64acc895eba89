"""Construct: from a table and a recipe to scores and ranks, with the log of what was done on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.scoring import rank
from proxenia.index.steps.aggregate import aggregate_tree, sibling_weights
from proxenia.index.steps.denominate import denominate
from proxenia.index.steps.impute import impute
from proxenia.index.steps.normalize import normalize
from proxenia.index.steps.screen import screen
from proxenia.index.steps.treat import treat
from proxenia.index.steps.weight import weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.index.framework import Framework
    from proxenia.index.recipe import Recipe
    from proxenia.index.table import Table

__all__ = [
    "Construction",
    "Treatment",
    "construct",
    "enough_data",
    "prepare",
    "rank_within",
    "settled",
    "to_points",
    "treat_table",
    "weights_of",
    "with_values",
]

DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What was done to one indicator: how, to which units, and whether it passes the rule for outliers now."""

    indicator: str
    how: str
    units: tuple[str, ...]
    passes: bool


@dataclass(frozen=True, kw_only=True)
class Construction:
    """An index of a table.

    `points` has shape (n_units, n_leaves); `scores`, `ranks` and `coverage` have (n_units, n_nodes), the index first.
    `coverage` is the share (0-1) of nominal weight that was observed. In a panel, ranks are within each time.
    """

    table: Table
    framework: Framework
    recipe: Recipe
    points: NDArray[np.float64]
    scores: NDArray[np.float64]
    ranks: NDArray[np.float64]
    coverage: NDArray[np.float64]
    treatments: tuple[Treatment, ...]


def construct(table: Table, framework: Framework, recipe: Recipe) -> Construction:
    """Construct an index by a recipe.

    Raises
    ------
    MethodError
        If a step cannot be applied to these figures; the message says which, where, and the way out.

    Examples
    --------
    >>> from proxenia.index import Framework, Leaf, Node, Recipe, Table
    >>> tree = Framework((Node(code="I", parent=None),), (Leaf(code="a", parent="I"), Leaf(code="b", parent="I")))
    >>> table = Table(units=("X", "Y"), indicators=("a", "b"), values=np.array([[1.0, 5.0], [3.0, 4.0]]))
    >>> construct(table, tree, Recipe()).scores.ravel()
    array([50., 50.])
    """
    _check(table, framework, recipe)
    filled, observed = prepare(table, framework, recipe)
    treated, treatments = treat_table(filled, framework, recipe, default=recipe.treat)
    points = to_points(treated, filled, framework, recipe, default=recipe.normalize)
    coverage, keep = enough_data(observed, framework, recipe)
    weights = weights_of(points, framework, recipe)
    scores = aggregate_tree(points[None], framework=framework, weights=weights, choices=recipe.aggregate, keep=keep)
    matrix = np.stack([score[0] for score in scores], axis=-1)
    return Construction(
        table=filled,
        framework=framework,
        recipe=recipe,
        points=points,
        scores=matrix,
        ranks=rank_within(matrix, filled.times),
        coverage=coverage,
        treatments=treatments,
    )


def prepare(table: Table, framework: Framework, recipe: Recipe) -> tuple[Table, NDArray[np.bool_]]:
    """Denominate, impute and screen; also say which values were observed, shape (n_units, n_leaves)."""
    values = table.values
    if recipe.denominate:
        values = denominate(
            values,
            by=[leaf.denominator for leaf in framework.leaves],
            denominators=table.denominators,
            units=table.units,
        )
    observed = ~np.isnan(values)
    filled = impute(values, choice=recipe.impute, groups=table.groups, units=table.units, times=table.times)
    kept = np.ones(len(table.units), bool)
    if recipe.screen is not None:
        kept = screen(np.where(observed, 0.0, np.nan) if recipe.screen_observed else filled, least=recipe.screen)
    return with_values(table, filled).only(kept), observed[kept]


def with_values(table: Table, values: NDArray[np.float64]) -> Table:
    """Give the table other values of the same shape."""
    return replace(table, values=values)


def treat_table(
    table: Table, framework: Framework, recipe: Recipe, *, default: str
) -> tuple[NDArray[np.float64], tuple[Treatment, ...]]:
    """Treat every indicator by its own choice or the default; also list what was touched."""
    out = table.values.copy()
    log = []
    for j, leaf in enumerate(framework.leaves):
        own = recipe.indicator.get(leaf.code)
        try:
            treated = treat(table.values[:, j], choice=own.treat if own and own.treat else default)
        except MethodError as error:
            raise MethodError(f"indicator {leaf.code!r}: {error}") from error
        out[:, j] = treated.values
        units = tuple(table.units[i] for i in treated.points)
        log.append(Treatment(indicator=leaf.code, how=treated.how, units=units, passes=treated.passes))
    return out, tuple(log)


def to_points(
    values: NDArray[np.float64], table: Table, framework: Framework, recipe: Recipe, *, default: str
) -> NDArray[np.float64]:
    """Normalize every indicator by its own choice or the default; values of shape (..., n_units, n_leaves)."""
    points = normalize(values, leaves=framework.leaves, choice=default, units=table.units)
    for j, leaf in enumerate(framework.leaves):
        own = recipe.indicator.get(leaf.code)
        if own and own.normalize:
            points[..., [j]] = normalize(values[..., [j]], leaves=[leaf], choice=own.normalize, units=table.units)
    return points


def weights_of(points: NDArray[np.float64], framework: Framework, recipe: Recipe) -> list[NDArray[np.float64]]:
    """Weights among siblings by the recipe's choice; aggregates keep the given ones unless equal is chosen."""
    out = []
    for node, given in zip(framework.nodes, sibling_weights(framework), strict=True):
        nodes, leaves = framework.children(node.code)
        weights = given.copy()
        if recipe.weights != "given" and leaves:
            found = weigh(points[:, list(leaves)], given[0, len(nodes) :], choice=recipe.weights)
            weights[0, len(nodes) :] = found * given[0, len(nodes) :].sum() / found.sum() if found.sum() else found
        if recipe.weights == "equal" and not leaves:
            weights[0] = given[0] > 0
        out.append(weights)
    return out


def enough_data(
    observed: NDArray[np.bool_], framework: Framework, recipe: Recipe
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Coverage of each aggregate for each unit, and where it reaches the floor; both (n_units, n_nodes)."""
    weights = framework.leaf_weights() * framework.below
    total = weights.sum(axis=1)
    coverage = observed.astype(float) @ weights.T / np.where(total > 0, total, 1.0)
    return coverage, coverage >= recipe.coverage_floor - 1e-12


def settled(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores as shares of the greatest of their column, to twelve digits, so that sums of equal terms are ties.

    Parameters
    ----------
    scores
        Shape (..., n_units, n_nodes).

    Examples
    --------
    >>> summed = settled(np.array([[0.1 + 0.2], [0.3]]))
    >>> bool(summed[0, 0] == summed[1, 0])
    True
    """
    size = np.where(np.isnan(scores), 0.0, np.abs(scores)).max(axis=tuple(range(scores.ndim - 1)))
    return np.round(scores / np.where(size > 0, size, 1.0), DIGITS)


def rank_within(scores: NDArray[np.float64], times: Sequence[float]) -> NDArray[np.float64]:
    """Rank units from 1 for the highest, within each time of a panel; ties at the best rank; shape as the scores."""
    scores = settled(scores)
    if len(set(times)) < 2:  # noqa: PLR2004  no panel
        return rank(scores.T).T
    out = np.empty_like(scores)
    when = np.array(times)
    for time in np.unique(when):
        out[when == time] = rank(scores[when == time].T).T
    return out


def _check(table: Table, framework: Framework, recipe: Recipe) -> None:
    codes = tuple(leaf.code for leaf in framework.leaves)
    if codes != table.indicators:
        odd = sorted(set(codes) ^ set(table.indicators)) or ["their order"]
        raise MethodError(f"indicators of table and framework differ: {', '.join(odd)}; give both the same ones")
    unknown = set(recipe.indicator) - set(codes)
    if unknown:
        raise MethodError(f"the recipe speaks of indicator {min(unknown)!r}, which the framework has not")
