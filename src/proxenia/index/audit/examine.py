"""Examine: the figures behind each check of an audit, each with its subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.index.audit.coherence import components, correlations, cronbach_alpha, parts_of
from proxenia.index.goalposts import drift
from proxenia.index.robustness.influence import correlate, importance, scores_of
from proxenia.index.steps.treat import skew_kurtosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from proxenia.index.construct import Construction
    from proxenia.index.robustness import AttainableRanks, Importance, Removal, Sensitivity
    from proxenia.index.uncertainty import RankBands

__all__ = [
    "Figure",
    "coherence_figures",
    "data_figures",
    "importance_of_pillars",
    "pillars_of",
    "robustness_figures",
    "weight_figures",
]

KURTOSIS = 3.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a check: what it is of, and what it is held against where there is something."""

    check: str
    subject: str
    value: float
    beside: str = ""


def data_figures(built: Construction, *, observed: NDArray[np.bool_], treated: NDArray[np.float64]) -> Iterator[Figure]:
    """Availability, outliers left after treatment, and values beyond goalposts.

    Parameters
    ----------
    observed
        Which values were there before imputation, shape (n_units, n_leaves).
    treated
        Values after treatment, the same shape.
    """
    leaves = built.framework.leaves
    for j, leaf in enumerate(leaves):
        yield Figure(check="indicator-availability", subject=leaf.code, value=float(observed[:, j].mean()))
    for i, unit in enumerate(built.table.units):
        yield Figure(check="unit-availability", subject=unit, value=float(built.coverage[i, 0]))
    skew, kurtosis = skew_kurtosis(treated)
    for j, leaf in enumerate(leaves):
        value = abs(skew[j]) if kurtosis[j] > KURTOSIS or np.isnan(skew[j]) else 0.0
        yield Figure(check="outliers", subject=leaf.code, value=float(value))
    beyond = {each.indicator: each.below + each.beyond for each in drift(built.table, built.framework)}
    for leaf in leaves:
        if leaf.goalposts is not None:
            yield Figure(check="goalposts", subject=leaf.code, value=beyond.get(leaf.code, 0.0))


def coherence_figures(built: Construction) -> Iterator[Figure]:
    """Correlations of indicators with pillars and with each other, alpha and principal components of every aggregate."""
    yield from _own_and_other(built)
    yield from _redundancy(built)
    for node, each in enumerate(built.framework.nodes):
        codes, parts = parts_of(built, node)
        if len(codes) < 2:  # noqa: PLR2004  one part agrees with itself
            continue
        yield Figure(check="alpha", subject=each.code, value=cronbach_alpha(parts))
        found = components(parts)
        nothing = float("nan")
        yield Figure(check="first-component", subject=each.code, value=float(found.shares[0]) if found else nothing)
        above = float((found.eigenvalues > 1 + 1e-9).sum()) if found else nothing
        yield Figure(check="one-dimension", subject=each.code, value=above)
        same = float((found.first_loadings > 0).mean()) if found else nothing
        yield Figure(check="loadings", subject=each.code, value=same)


def weight_figures(pillars: tuple[Importance, ...]) -> Iterator[Figure]:
    """Importance against weight and added value of every pillar."""
    for each in pillars:
        ratio = each.share / each.weight if each.weight > 0 else float("nan")
        yield Figure(check="importance", subject=each.code, value=ratio)
        yield Figure(check="dominance", subject=each.code, value=ratio)
        yield Figure(check="added-value", subject=each.code, value=1 - each.far)


def robustness_figures(
    bands: RankBands,
    *,
    sensitivity: Sensitivity | None,
    removals: tuple[Removal, ...],
    unit_removals: tuple[Removal, ...],
    attainable: AttainableRanks | None,
) -> Iterator[Figure]:
    """Widths of intervals, reliance on assumptions, removals and attainable places."""
    n = len(bands.units)
    low, _, high = bands.rank_quantiles[:, :, 0]
    for unit, width in zip(bands.units, high - low, strict=True):
        yield Figure(check="rank-interval", subject=unit, value=float(width) / n)
    if sensitivity:
        for factor, total in zip(sensitivity.shift.factors, sensitivity.shift.total[:, 0], strict=True):
            yield Figure(check="sensitivity", subject=factor, value=float(total))
    for each in removals:
        yield Figure(check="indicator-removal", subject=each.removed, value=each.mean_shift / n, beside=each.moved_most)
    pairs = (n - 1) * (n - 2) / 2
    for each in unit_removals:
        share = each.reversed_pairs / pairs if pairs else float("nan")
        yield Figure(check="unit-removal", subject=each.removed, value=share, beside=each.moved_most)
    if attainable:
        for unit, best, worst in zip(attainable.units, attainable.best, attainable.worst, strict=True):
            yield Figure(check="attainable", subject=unit, value=float(worst - best) / n)


def pillars_of(built: Construction) -> tuple[str, ...]:
    """Aggregates directly above indicators; the indicators themselves where the index is the only aggregate."""
    framework = built.framework
    if len(framework.nodes) == 1:
        return tuple(leaf.code for leaf in framework.leaves)
    return tuple(dict.fromkeys(leaf.parent for leaf in framework.leaves if leaf.parent != framework.nodes[0].code))


def importance_of_pillars(built: Construction) -> tuple[Importance, ...]:
    """Importance of the pillars, and of indicators that stand directly below the index beside them."""
    direct = tuple(leaf.code for leaf in built.framework.leaves if leaf.parent == built.framework.nodes[0].code)
    return importance(built, codes=tuple(dict.fromkeys((*pillars_of(built), *direct))))


def _own_and_other(built: Construction) -> Iterator[Figure]:
    pillars = [code for code in pillars_of(built) if code in {node.code for node in built.framework.nodes}]
    scores = {code: scores_of(built, code) for code in pillars}
    for j, leaf in enumerate(built.framework.leaves):
        if leaf.parent not in scores or len([x for x in built.framework.leaves if x.parent == leaf.parent]) == 1:
            continue
        r = {code: correlate(built.points[:, j], score) for code, score in scores.items()}
        yield Figure(check="own-correlation", subject=leaf.code, value=r[leaf.parent], beside=leaf.parent)
        others = {code: value for code, value in r.items() if code != leaf.parent and not np.isnan(value)}
        if others:
            best = max(others, key=lambda code: others[code])
            yield Figure(check="other-pillar", subject=leaf.code, value=r[leaf.parent] - others[best], beside=best)


def _redundancy(built: Construction) -> Iterator[Figure]:
    for node in built.framework.nodes:
        _, leaves = built.framework.children(node.code)
        if len(leaves) < 2:  # noqa: PLR2004  nothing to say the same as
            continue
        r = correlations(built.points[:, list(leaves)])
        np.fill_diagonal(r, np.nan)
        for row, j in enumerate(leaves):
            if np.isnan(r[row]).all():
                yield Figure(check="redundancy", subject=built.framework.leaves[j].code, value=float("nan"))
                continue
            twin = int(np.nanargmax(r[row]))
            yield Figure(
                check="redundancy",
                subject=built.framework.leaves[j].code,
                value=float(r[row, twin]),
                beside=built.framework.leaves[leaves[twin]].code,
            )
