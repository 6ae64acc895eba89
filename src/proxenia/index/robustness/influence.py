"""Influence: what each indicator, aggregate and unit does to the ranks, held against the weight it was given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from proxenia.errors import MethodError
from proxenia.index.construct import construct
from proxenia.index.framework import Framework

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.index.construct import Construction
    from proxenia.index.recipe import Recipe
    from proxenia.index.table import Table

__all__ = [
    "Importance",
    "Removal",
    "correlate",
    "correlation_ratio",
    "effective_weights",
    "importance",
    "remove_each",
    "remove_each_unit",
    "scores_of",
]

STIFFNESS = 1e-3
"""Stiffness of the curve where the figures hold no noise to choose it by."""
FAR = 10
"""Places that JRC audits call a large difference between a component's ranking and the index's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What happens to the ranks without one indicator, aggregate or unit.

    `mean_shift` and `largest_shift` are absolute moves in places over the units that remain, `moved_most` the unit that
    moves most, `reversed_pairs` how many pairs of units change order.
    """

    removed: str
    mean_shift: float
    largest_shift: int
    moved_most: str
    reversed_pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """How much the index listens to one component of a level.

    `weight` is the effective nominal weight; `share` the share of the sum over the level of squared correlations with
    the index (Paruolo, Saisana and Saltelli 2013); `ratio` the correlation ratio by a smoothing spline, 0-1; `far` the
    share of units at least ten places apart in the component and in the index, the component's added value.
    """

    code: str
    weight: float
    correlation: float
    share: float
    ratio: float
    rank_correlation: float
    far: float


def importance(built: Construction, *, codes: Sequence[str]) -> tuple[Importance, ...]:
    """Hold the importance of components of one level against their weight.

    Parameters
    ----------
    codes
        Indicators or aggregates that together make the index, such as all pillars.

    Raises
    ------
    MethodError
        If a code is unknown, or fewer than three units have the index.
    """
    index = built.scores[:, 0]
    if (~np.isnan(index)).sum() < 3:  # noqa: PLR2004  a correlation of two is 1 or -1
        raise MethodError("importance needs three units with an index")
    columns = {code: scores_of(built, code) for code in codes}
    r = {code: correlate(column, index) for code, column in columns.items()}
    total = float(np.nansum([each**2 for each in r.values()]))
    weights = effective_weights(built.framework)
    out = []
    for code, column in columns.items():
        both = ~np.isnan(column) & ~np.isnan(index)
        places, overall = _places(column[both]), _places(index[both])
        out.append(
            Importance(
                code=code,
                weight=weights[code],
                correlation=r[code],
                share=r[code] ** 2 / total if total > 0 else np.nan,
                ratio=correlation_ratio(column, index),
                rank_correlation=correlate(places, overall),
                far=float((np.abs(places - overall) >= FAR).mean()) if both.any() else np.nan,
            )
        )
    return tuple(out)


def remove_each(table: Table, framework: Framework, recipe: Recipe, *, codes: Sequence[str]) -> tuple[Removal, ...]:
    """Build the index again without each indicator or aggregate and see which ranks move.

    An aggregate goes with all below it; an aggregate left with nothing below it goes too.

    Raises
    ------
    MethodError
        If a code is unknown or is the index itself.
    """
    before = construct(table, framework, recipe)
    out = []
    for code in codes:
        smaller = without(framework, code)
        keep = [table.indicators.index(leaf.code) for leaf in smaller.leaves]
        own = {k: v for k, v in recipe.indicator.items() if k in {leaf.code for leaf in smaller.leaves}}
        after = construct(_columns(table, keep), smaller, _with_choices(recipe, own))
        out.append(_removal(code, before, after))
    return tuple(out)


def remove_each_unit(table: Table, framework: Framework, recipe: Recipe) -> tuple[Removal, ...]:
    """Build the index again without each unit: where it stood, no rank of the others should change order.

    Min-max and every other scale that is taken from the units lets one unit decide about others; this shows which.
    """
    before = construct(table, framework, recipe)
    out = []
    for unit in dict.fromkeys(before.table.units):
        kept = np.array([each != unit for each in table.units])
        out.append(_removal(unit, before, construct(table.only(kept), framework, recipe)))
    return tuple(out)


def without(framework: Framework, code: str) -> Framework:
    """Give the tree without an indicator or an aggregate and all below it."""
    known = {each.code for each in (*framework.nodes, *framework.leaves)}
    if code not in known or code == framework.nodes[0].code:
        raise MethodError(f"{code!r} is no indicator or aggregate below the index")
    gone = {code}
    for node in framework.nodes:
        if node.parent in gone:
            gone.add(node.code)
    leaves = tuple(leaf for leaf in framework.leaves if leaf.code not in gone and leaf.parent not in gone)
    nodes = [node for node in framework.nodes if node.code not in gone]
    while True:
        used = {leaf.parent for leaf in leaves} | {node.parent for node in nodes}
        left = [node for node in nodes if node.code in used]
        if len(left) == len(nodes):
            break
        nodes = left
    if not leaves:
        raise MethodError(f"without {code!r} nothing is left of the index")
    return Framework(tuple(nodes), leaves)


def correlation_ratio(column: NDArray[np.float64], index: NDArray[np.float64]) -> float:
    """Share of the variance of the index that a smooth curve over the component explains, 0-1; NaN below ten units.

    The curve is a smoothing spline whose stiffness is chosen by generalized cross-validation.
    """
    from scipy.interpolate import make_smoothing_spline  # noqa: PLC0415  slow to import

    both = ~np.isnan(column) & ~np.isnan(index)
    x, y = column[both], index[both]
    places, where = np.unique(x, return_inverse=True)
    if x.size < 10 or places.size < 5 or np.ptp(y) == 0:  # noqa: PLR2004  a spline needs five places
        return float("nan")
    counts = np.bincount(where)
    means = np.bincount(where, weights=y) / counts
    scaled = (places - places[0]) / (places[-1] - places[0])
    weights = counts.astype(float)
    try:
        spline = make_smoothing_spline(scaled, means, w=weights)
    except (ValueError, np.linalg.LinAlgError):  # without noise, cross-validation has no optimum
        spline = make_smoothing_spline(scaled, means, w=weights, lam=STIFFNESS)
    curve = spline(scaled)[where]
    return float(np.clip(np.var(curve) / np.var(y), 0, 1))


def correlate(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Pearson correlation over the units that have both; NaN where there are fewer than three or one is constant."""
    both = ~np.isnan(a) & ~np.isnan(b)
    if both.sum() < 3 or np.ptp(a[both]) == 0 or np.ptp(b[both]) == 0:  # noqa: PLR2004  two points are a line
        return float("nan")
    return float(np.corrcoef(a[both], b[both])[0, 1])


def scores_of(built: Construction, code: str) -> NDArray[np.float64]:
    """Points of an indicator or scores of an aggregate, shape (n_units,)."""
    for i, node in enumerate(built.framework.nodes):
        if node.code == code:
            return built.scores[:, i]
    for j, leaf in enumerate(built.framework.leaves):
        if leaf.code == code:
            return built.points[:, j]
    raise MethodError(f"{code!r} is no indicator or aggregate of the index")


def effective_weights(framework: Framework) -> dict[str, float]:
    """Effective weight in the index of every aggregate and indicator, by code."""
    leaves = framework.leaf_weights()
    sums = framework.below @ leaves
    nodes = {node.code: float(sums[i]) for i, node in enumerate(framework.nodes)}
    return nodes | {leaf.code: float(leaves[j]) for j, leaf in enumerate(framework.leaves)}


def _places(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.stats import rankdata  # noqa: PLC0415  slow to import

    return rankdata(-scores, method="min").astype(float)


def _columns(table: Table, keep: list[int]) -> Table:
    return replace(table, indicators=tuple(table.indicators[j] for j in keep), values=table.values[:, keep])


def _with_choices(recipe: Recipe, own: dict) -> Recipe:
    return msgspec.structs.replace(recipe, indicator=own)


def _removal(code: str, before: Construction, after: Construction) -> Removal:
    old = dict(zip(_keys(before), before.ranks[:, 0], strict=True))
    new = dict(zip(_keys(after), after.ranks[:, 0], strict=True))
    both = [key for key in old if key in new and not np.isnan(old[key]) and not np.isnan(new[key])]
    if not both:
        return Removal(removed=code, mean_shift=np.nan, largest_shift=0, moved_most="", reversed_pairs=0)
    a = _within([old[key] for key in both], both) if len(both) < len(old) else np.array([old[key] for key in both])
    b = np.array([new[key] for key in both])
    shift = np.abs(a - b)
    turned = np.sign(np.subtract.outer(a, a)) * np.sign(np.subtract.outer(b, b)) < 0
    same = np.equal.outer(np.array([key[1] for key in both]), np.array([key[1] for key in both]))
    return Removal(
        removed=code,
        mean_shift=float(shift.mean()),
        largest_shift=int(shift.max()),
        moved_most=both[int(shift.argmax())][0] if shift.max() > 0 else "",
        reversed_pairs=int((turned & same).sum() // 2),
    )


def _within(ranks: list[float], keys: list[tuple[str, float]]) -> NDArray[np.float64]:
    """Ranks among those that remain, within each time."""
    values, times = np.array(ranks), np.array([key[1] for key in keys])
    out = np.empty_like(values)
    for time in np.unique(times):
        here = times == time
        out[here] = 1 + (values[here][None, :] < values[here][:, None]).sum(axis=1)
    return out


def _keys(built: Construction) -> list[tuple[str, float]]:
    times = built.table.times or (0.0,) * len(built.table.units)
    return list(zip(built.table.units, times, strict=True))
