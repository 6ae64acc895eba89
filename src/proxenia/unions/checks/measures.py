"""How well scores find what was hidden: areas under curves, with paired intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Figure", "Found", "area_under_roc", "average_precision", "compare", "curves"]

RESAMPLES, ENDS = 300, (0.05, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measure with its 90 % interval, and its advantage over the best baseline with that interval."""

    value: float
    interval: tuple[float, float]
    advantage: float
    advantage_interval: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How each method found the hidden ties among `candidates` pairs, `hidden` of which were tied.

    `roc` and `precision` hold area under the ROC curve and average precision by method; `use` is the method that the
    product may use: the first of the methods that beats every baseline for sure by average precision, else the best
    baseline.
    """

    name: str
    hidden: int
    candidates: int
    baselines: tuple[str, ...]
    roc: dict[str, Figure]
    precision: dict[str, Figure]
    use: str


def area_under_roc(scores: NDArray[np.float64], hidden: NDArray[np.bool_]) -> float:
    """Chance that a hidden tie has a higher score than a pair without one, ties at half.

    Raises
    ------
    MethodError
        If all pairs are hidden ties, or none.

    Examples
    --------
    >>> area_under_roc(np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, False, True, False]))
    0.75
    """
    n = int(hidden.sum())
    if n in {0, hidden.size}:
        raise MethodError(f"{n} of {hidden.size} pairs are hidden ties; some must be and some not")
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    return float((middle[place][hidden].sum() - n * (n + 1) / 2) / (n * (hidden.size - n)))


def average_precision(scores: NDArray[np.float64], hidden: NDArray[np.bool_]) -> float:
    """Mean precision at the place of every hidden tie, pairs of one score taken together.

    Examples
    --------
    >>> average_precision(np.array([3.0, 2.0, 1.0]), np.array([True, False, True])) == (1 + 2 / 3) / 2
    True
    """
    order = np.argsort(-scores, kind="stable")
    sorted_scores, found = scores[order], np.cumsum(hidden[order])
    last = np.append(np.flatnonzero(np.diff(sorted_scores)), scores.size - 1)
    hits = np.diff(np.append(0, found[last]))
    return float((hits * found[last] / (last + 1)).sum() / max(hidden.sum(), 1))


def curves(
    scores: NDArray[np.float64], hidden: NDArray[np.bool_], *, points: int = 200
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """False-positive rate, recall and precision along the ranking; each of shape (at most `points`,)."""
    found = np.cumsum(hidden[np.argsort(-scores, kind="stable")])
    at = np.unique(np.geomspace(1, scores.size, points).astype(int)) - 1
    hits = found[at]
    return (at + 1 - hits) / max((~hidden).sum(), 1), hits / max(hidden.sum(), 1), hits / (at + 1)


def compare(
    name: str,
    scores: Mapping[str, NDArray[np.float64]],
    hidden: NDArray[np.bool_],
    *,
    baselines: tuple[str, ...],
    groups: NDArray[np.int64] | None = None,
    rng: np.random.Generator,
) -> Found:
    """Compare methods on the same hidden ties.

    Intervals come from drawing groups of pairs again (the cities or networks that pairs belong to), the same ones for
    every method, so that advantages are paired.

    Parameters
    ----------
    scores
        By method, shape (n_pairs,).
    hidden
        Which pairs were hidden ties; shape (n_pairs,).
    baselines
        The methods to beat.
    groups
        Group of each pair; each hidden tie for itself, with all other pairs kept, where not given.
    """
    draws = _draws(hidden, groups, rng=rng)
    parts = {method: _measured(values, hidden, draws) for method, values in scores.items()}
    best = {k: max(baselines, key=lambda method: parts[method][k][0]) for k in (0, 1)}
    roc = {method: _figure(parts[method][0], parts[best[0]][0]) for method in scores}
    precision = {method: _figure(parts[method][1], parts[best[1]][1]) for method in scores}
    ranked = sorted((m for m in scores if m not in baselines), key=lambda method: -precision[method].value)
    sure = [method for method in ranked if precision[method].advantage_interval[0] > 0]
    return Found(
        name=name,
        hidden=int(hidden.sum()),
        candidates=int(hidden.size),
        baselines=baselines,
        roc=roc,
        precision=precision,
        use=sure[0] if sure else best[1],
    )


def _draws(
    hidden: NDArray[np.bool_], groups: NDArray[np.int64] | None, *, rng: np.random.Generator
) -> list[NDArray[np.float64]]:
    """How often each pair counts in each resample; shape (n_pairs,)."""
    ties = np.flatnonzero(hidden)
    _, place = np.unique(np.arange(hidden.size) if groups is None else groups, return_inverse=True)
    out: list[NDArray[np.float64]] = []
    while len(out) < RESAMPLES:
        if groups is None:
            weights = np.ones(hidden.size)
            weights[ties] = np.bincount(rng.integers(ties.size, size=ties.size), minlength=ties.size)
        else:
            n = int(place.max()) + 1
            weights = np.bincount(rng.integers(n, size=n), minlength=n)[place].astype(float)
        if weights[ties].any() and weights[~hidden].any():
            out.append(weights)
    return out


def _measured(
    scores: NDArray[np.float64], hidden: NDArray[np.bool_], draws: list[NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Area under ROC and average precision, the value first and then that of every resample."""
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.flatnonzero(np.diff(scores[order])), scores.size - 1)
    tied = hidden[order].astype(float)
    roc, precision = [area_under_roc(scores, hidden)], [average_precision(scores, hidden)]
    for weights in draws:
        counts = weights[order]
        found, seen = np.cumsum(counts * tied)[last], np.cumsum(counts)[last]
        hits = np.diff(found, prepend=0.0)
        missed = np.diff(seen - found, prepend=0.0)
        above = found - hits / 2
        roc.append(float((missed * above).sum() / (found[-1] * missed.sum())))
        precision.append(float((hits * found / np.maximum(seen, 1e-12)).sum() / found[-1]))
    return np.array(roc), np.array(precision)


def _figure(mine: NDArray[np.float64], theirs: NDArray[np.float64]) -> Figure:
    ahead = mine - theirs
    return Figure(
        value=float(mine[0]),
        interval=_ends(mine[1:]),
        advantage=float(ahead[0]),
        advantage_interval=_ends(ahead[1:]),
    )


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(values, ENDS)
    return float(low), float(high)
