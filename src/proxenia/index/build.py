"""Building an index: scores, ranks and coverage by one methodology, and their intervals over many."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.scoring import aggregate, goalpost_points, order_preserving_weights, percentile_points, rank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from proxenia.index.framework import Framework
    from proxenia.index.methodology import Methodology

__all__ = ["Index", "Simulation", "Uncertainty", "build", "propagate", "score_draws", "simulate"]

BLOCK = 256
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, kw_only=True)
class Index:
    """Scores of units by one methodology.

    `points` has shape (n_units, n_leaves), 0-100; `scores`, `ranks` and `coverage` have (n_units, n_nodes), the index
    first. Below the floors a score is NaN and has no rank.
    """

    points: NDArray[np.float64]
    scores: NDArray[np.float64]
    ranks: NDArray[np.float64]
    coverage: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Uncertainty:
    """What scores and ranks may be, over draws of choices and values.

    `score_quantiles` and `rank_quantiles` have shape (3, n_units, n_nodes), at 5, 50 and 95 %; `above` has
    (n_nodes, n_units, n_units): the share of draws in which the row's unit is above the column's, ties counted half.
    """

    draws: int
    score_quantiles: NDArray[np.float64]
    rank_quantiles: NDArray[np.float64]
    above: NDArray[np.float64]


def build(values: NDArray[np.float64], *, framework: Framework, methodology: Methodology) -> Index:
    """Build an index of units.

    Parameters
    ----------
    values
        Shape (n_units, n_leaves), in the indicators' units. NaN is missing and stays missing.

    Raises
    ------
    MethodError
        If the shape does not fit the framework, or a value is infinite.
    """
    _check(values, framework)
    points = goalpost_points(values, framework=framework)
    used = percentile_points(points) if methodology.normalization == "percentile" else points
    weights = framework.leaf_weights()
    scores = aggregate(
        used[None],
        framework=framework,
        weights=weights[None],
        geometric=np.array([methodology.aggregation == "geometric"]),
        floor=methodology.geometric_floor,
    )[0]
    coverage = coverage_of(values, framework=framework)
    scores = np.where(_enough(coverage, framework, methodology), scores, np.nan)
    return Index(points=points, scores=scores, ranks=rank(scores.T).T, coverage=coverage)


def coverage_of(values: NDArray[np.float64], *, framework: Framework) -> NDArray[np.float64]:
    """Share (0-1) of the nominal weight below each node that is observed; shape (n_units, n_nodes)."""
    weights = framework.leaf_weights() * framework.below
    total = weights.sum(axis=1)
    return (~np.isnan(values)).astype(float) @ weights.T / np.where(total > 0, total, 1.0)


def propagate(
    cells: NDArray[np.float64],
    *,
    framework: Framework,
    methodology: Methodology,
    weights: Literal["equal", "order"] = "equal",
    rng: np.random.Generator,
) -> Uncertainty:
    """Carry the uncertainty of values and of methodological choices into scores and ranks.

    A missing value is left out in some draws. In the others it is drawn from the cities that have the indicator; where
    these are fewer than `least_donors`, from the whole scale with a density that falls in a straight line to zero at
    100 (mean 33), because what was documented for few cities was looked for where it stands out. Percentiles too are
    taken only where at least so many cities have the indicator.

    Parameters
    ----------
    cells
        Draws of the values, shape (n_draws, n_units, n_leaves); NaN is missing in every draw.
    weights
        `equal`: the nominal weights, each changed by up to `weight_change`; `order`: uniform over all weights that
        keep the order of the tiers.
    rng
        Source of chance.
    """
    scores = score_draws(cells, framework=framework, methodology=methodology, weights=weights, rng=rng)
    ranks = rank(np.moveaxis(scores, 1, 2))
    return Uncertainty(
        draws=cells.shape[0],
        score_quantiles=_quantiles(scores),
        rank_quantiles=np.round(np.moveaxis(_quantiles(ranks), 1, 2)),
        above=_above(scores),
    )


def score_draws(
    cells: NDArray[np.float64],
    *,
    framework: Framework,
    methodology: Methodology,
    weights: Literal["equal", "order"] = "equal",
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Score every draw under choices of its own, as `propagate` does; shape (n_draws, n_units, n_nodes).

    Cells that differ in some values, scored with the same state of `rng`, meet the same choices, weights and chances
    draw by draw, so that the difference of their scores is paired.
    """
    scores = np.empty((cells.shape[0], cells.shape[1], len(framework.nodes)))
    for block, drawn in _simulated(cells, framework, methodology, weights, rng=rng):
        scores[block] = drawn.scores
    return scores


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """Draws of an index, one by one: what each took, and what it made of the values.

    `scores` has shape (n_draws, n_units, n_nodes); `points` has (n_draws, n_units, n_leaves) and holds the points that
    were added up: percentiles where a draw took them, drawn ones where it filled a gap, NaN where it left one out.
    `weights` has shape (n_draws, n_leaves); `percentile` and `geometric` have (n_draws,).
    """

    scores: NDArray[np.float64]
    points: NDArray[np.float64]
    weights: NDArray[np.float64]
    percentile: NDArray[np.bool_]
    geometric: NDArray[np.bool_]


def simulate(
    cells: NDArray[np.float64],
    *,
    framework: Framework,
    methodology: Methodology,
    weights: Literal["equal", "order"] = "equal",
    rng: np.random.Generator,
) -> Simulation:
    """Give the draws that `propagate` sums up, each with the choices it took; parameters as there."""
    parts = [drawn for _, drawn in _simulated(cells, framework, methodology, weights, rng=rng)]
    return Simulation(
        scores=np.concatenate([part.scores for part in parts]),
        points=np.concatenate([part.points for part in parts]),
        weights=np.concatenate([part.weights for part in parts]),
        percentile=np.concatenate([part.percentile for part in parts]),
        geometric=np.concatenate([part.geometric for part in parts]),
    )


def _simulated(
    cells: NDArray[np.float64],
    framework: Framework,
    methodology: Methodology,
    weights: str,
    *,
    rng: np.random.Generator,
) -> Iterator[tuple[slice, Simulation]]:
    n = cells.shape[0]
    choices = _draw_choices(n, framework, methodology, weights, rng=rng)
    for start in range(0, n, BLOCK):
        block = slice(start, min(start + BLOCK, n))
        points = goalpost_points(cells[block], framework=framework)
        by_rank = choices.percentile[block]
        points[by_rank] = _percentile_where_many(points[by_rank], methodology.vary.least_donors)
        points = _draw_missing(points, choices.draw_missing[block], methodology.vary.least_donors, rng=rng)
        taken, geometric = choices.weights[block], choices.geometric[block]
        floor = methodology.geometric_floor
        scores = aggregate(points, framework=framework, weights=taken, geometric=geometric, floor=floor)
        yield block, Simulation(scores=scores, points=points, weights=taken, percentile=by_rank, geometric=geometric)


@dataclass(frozen=True, kw_only=True)
class _Choices:
    percentile: NDArray[np.bool_]
    geometric: NDArray[np.bool_]
    draw_missing: NDArray[np.bool_]
    weights: NDArray[np.float64]


def _draw_choices(
    n: int, framework: Framework, methodology: Methodology, weights: str, *, rng: np.random.Generator
) -> _Choices:
    from scipy.stats import qmc  # noqa: PLC0415  a third of a second that other commands need not wait

    vary = methodology.vary
    n_weights = len(framework.nodes) - 1 + len(framework.leaves)
    sampler = qmc.Sobol(3 + n_weights, rng=rng)
    u = sampler.random_base2(int(np.ceil(np.log2(max(n, 2)))))[:n]

    def pick(column: int, options: tuple[str, ...], wanted: str) -> NDArray[np.bool_]:
        return np.array(options)[np.minimum((u[:, column] * len(options)).astype(int), len(options) - 1)] == wanted

    change = 1 + vary.weight_change * (2 * u[:, 3:] - 1)
    return _Choices(
        percentile=pick(0, vary.normalization, "percentile"),
        geometric=pick(1, vary.aggregation, "geometric"),
        draw_missing=pick(2, vary.missing, "draw"),
        weights=order_preserving_weights(framework, n, rng=rng)
        if weights == "order"
        else framework.leaf_weights(change),
    )


def _percentile_where_many(points: NDArray[np.float64], least: int) -> NDArray[np.float64]:
    many = (~np.isnan(points)).sum(axis=-2, keepdims=True) >= least
    return np.where(many, percentile_points(points), points)


def _draw_missing(
    points: NDArray[np.float64], where: NDArray[np.bool_], least_donors: int, *, rng: np.random.Generator
) -> NDArray[np.float64]:
    chance = rng.random((int(where.sum()), *points.shape[1:]))
    chosen = points[where]
    out = chosen.copy()
    for j in range(points.shape[2]):
        gaps = np.isnan(chosen[0, :, j]) if chosen.size else np.zeros(points.shape[1], bool)
        donors = np.flatnonzero(~gaps)
        if donors.size >= least_donors:
            pick = donors[(chance[:, gaps, j] * donors.size).astype(int)]
            out[:, gaps, j] = np.take_along_axis(chosen[:, :, j], pick, axis=1)
        else:
            out[:, gaps, j] = 100 * (1 - np.sqrt(1 - chance[:, gaps, j]))  # falling density: see `propagate`
    result = points.copy()
    result[where] = out
    return result


def _enough(coverage: NDArray[np.float64], framework: Framework, methodology: Methodology) -> NDArray[np.bool_]:
    enough = coverage >= methodology.node_floor - 1e-12
    dimensions = list(framework.children(framework.nodes[0].code)[0])
    scored = (
        enough[:, dimensions].sum(axis=1) if dimensions else np.full(coverage.shape[0], methodology.least_dimensions)
    )
    enough[:, 0] = (coverage[:, 0] >= methodology.index_floor - 1e-12) & (scored >= methodology.least_dimensions)
    return enough


def _quantiles(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a dimension unknown in every draw has no quantile
        return np.nanquantile(scores, QUANTILES, axis=0)


def _above(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    n_units, n_nodes = scores.shape[1:]
    out = np.empty((n_nodes, n_units, n_units))
    for node in range(n_nodes):
        column = scores[:, :, node]
        for i in range(n_units):
            mine = column[:, i : i + 1]
            out[node, i] = (mine > column).mean(axis=0) + (mine == column).mean(axis=0) / 2
    return out


def _check(values: NDArray[np.float64], framework: Framework) -> None:
    if values.ndim != 2 or values.shape[1] != len(framework.leaves):  # noqa: PLR2004  units by indicators
        raise MethodError(f"values of shape {values.shape} do not fit {len(framework.leaves)} indicators")
    if np.isinf(values).any():
        unit, column = np.argwhere(np.isinf(values))[0]
        raise MethodError(
            f"row {unit}, indicator {framework.leaves[column].code!r} is infinite; give a number or leave it empty"
        )
