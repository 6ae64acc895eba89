"""Robustness: how far the choices of an analysis can move before its models change, and which cases they hang on.

The output of a row changes only where a cut-off passes the row's own figure, so the ranges of cut-offs are exact, not
searched on a grid. Anchors of calibration are moved by bisection to a hundredth of the distance between them.

References
----------
Oana and Schneider (2024), *A robustness test protocol for applied QCA*; Skaaning (2011), *Assessing the robustness of
crisp-set and fuzzy-set QCA results*.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.qca.implicants.terms import write_expression
from proxenia.compare.qca.minimize import Solution, model_fit, smallest_models
from proxenia.compare.qca.table import TruthTable, truth_table
from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from proxenia.compare.qca.implicants.terms import Term
    from proxenia.compare.qca.minimize import SolutionKind

__all__ = ["AnchorRange", "Robustness", "against_chance", "anchor_ranges", "robustness"]

Models = frozenset[tuple["Term", ...]]
MOST_MODELS = 1000
BISECTIONS = 12
ANCHORS = ("out", "crossover", "in", "in above", "crossover above", "out above")
TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """Ranges in which the models stay the same, one choice moved at a time.

    `inclusion` and `pri` are open below and closed above: any cut-off above the first figure and up to the second.
    `frequency` counts cases a row. `fragile_cases` are those without which the models would be others, each with the
    models found then (empty: none); None where cases were not left out.
    """

    inclusion: tuple[float, float]
    pri: tuple[float, float]
    frequency: tuple[int, int]
    n_cases: int
    fragile_cases: Mapping[str, tuple[str, ...]] | None

    @property
    def share_of_cases_not_needed(self) -> float | None:
        """Share (0-1) of cases without any of which the models stay the same; None where that was not tried."""
        return None if self.fragile_cases is None else 1 - len(self.fragile_cases) / self.n_cases


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorRange:
    """Where one anchor of one condition may stand, the others held, with the same models."""

    condition: str
    anchor: str
    value: float
    low: float
    high: float


def robustness(
    solution: Solution, *, expectations: Mapping[int, frozenset[int]] | None = None, drop_cases: bool = True
) -> Robustness:
    """Move each cut-off until the models change, and leave out each case in turn.

    Parameters
    ----------
    solution
        The solution to test.
    expectations
        Those it was made with, for the intermediate kind.
    drop_cases
        Leave cases out, too; the longest part of the work.
    """
    table, cuts = solution.table, solution.table.cuts
    same = _Same(solution.kind, expectations, reference=_models_of(solution))
    seen = [row for row in table.rows if row.output != "?"]
    exclusion = cuts.exclusion
    fixed = {} if exclusion is None else {"exclusion": exclusion}

    def at_inclusion(cut: float) -> Models | None:
        return same.models(table.recut(replace(cuts, inclusion=cut, **_fitting(fixed, cut))))

    def at_pri(cut: float) -> Models | None:
        return same.models(table.recut(replace(cuts, pri=cut)))

    fragile: dict[str, tuple[str, ...]] = {}
    if drop_cases and len(table.cases.names) > 1:
        for case, name in enumerate(table.cases.names):
            less = truth_table(table.cases.without(case), cuts=cuts)
            if same.models(less) != same.reference:
                fragile[name] = same.words(less)
    return Robustness(
        inclusion=_range(cuts.inclusion, {row.inclusion for row in seen}, at_inclusion, same.reference),
        pri=_range(cuts.pri, {row.pri for row in seen}, at_pri, same.reference),
        frequency=_frequency_range(table, same),
        n_cases=len(table.cases.names),
        fragile_cases=fragile if drop_cases else None,
    )


def anchor_ranges(
    raw: Mapping[str, NDArray[np.float64]],
    anchors: Mapping[str, Sequence[float]],
    *,
    models: Callable[[Mapping[str, Sequence[float]]], object],
) -> tuple[AnchorRange, ...]:
    """Move each anchor of calibration outwards and inwards until the models change.

    Parameters
    ----------
    raw
        Raw figures of the calibrated conditions, each of shape (n_cases,).
    anchors
        The anchors chosen: out, crossover, in.
    models
        Calibrates with given anchors, minimizes, and gives what is to stay the same; it may raise `MethodError`.

    Returns
    -------
    ranges
        An end at the range of the figures, or at the next anchor, means that no change was found so far.
    """
    reference = models(anchors)
    found = []
    for condition, chosen in anchors.items():
        for k, label in enumerate(ANCHORS[: len(chosen)]):
            moved = _moved(models, anchors, condition, k)
            ends = [_bisect(float(chosen[k]), limit, moved, reference) for limit in _limits(raw[condition], chosen, k)]
            low, high = sorted(ends)
            found.append(AnchorRange(condition=condition, anchor=label, value=float(chosen[k]), low=low, high=high))
    return tuple(found)


def against_chance(
    solution: Solution,
    *,
    expectations: Mapping[int, frozenset[int]] | None = None,
    draws: int = 200,
    rng: np.random.Generator,
) -> float:
    """Chance that outcomes dealt out at random give a model that fits as well.

    Parameters
    ----------
    solution
        The solution to test.
    expectations
        Those it was made with.
    draws
        How often the cases' outcomes are shuffled among them, conditions held.
    rng
        Source of chance.

    Returns
    -------
    share
        Share (0-1) of deals, ours counted as one, whose best model has at least our first model's inclS and covS.

    References
    ----------
    Braumoeller (2015), *Guarding against false positives in qualitative comparative analysis*.
    """
    cases, ours = solution.table.cases, solution.models[0].fit
    same = _Same(solution.kind, expectations, reference=_models_of(solution))
    as_good = 0
    for _ in range(draws):
        dealt = replace(cases, membership=rng.permutation(cases.membership))
        found = same.terms(truth_table(dealt, cuts=solution.table.cuts)) or ()
        fits = [model_fit(dealt, terms) for terms in found]
        as_good += any(fit.incl_s >= ours.incl_s - TINY and fit.cov_s >= ours.cov_s - TINY for fit in fits)
    return (as_good + 1) / (draws + 1)


class _Same:
    """Minimizes as the reference was, once for each division of rows, and tells what comes of it."""

    def __init__(
        self, kind: SolutionKind, expectations: Mapping[int, frozenset[int]] | None, *, reference: Models
    ) -> None:
        self.kind, self.expectations, self.reference = kind, expectations, reference
        self._known: dict[tuple[frozenset[Term], frozenset[Term]], list[tuple[Term, ...]] | None] = {}

    def terms(self, table: TruthTable) -> list[tuple[Term, ...]] | None:
        """Models of a table, None when it has none."""
        key = (
            frozenset(row.configuration for row in table.positive),
            frozenset(row.configuration for row in table.negative),
        )
        if key not in self._known:
            self._known[key] = self._solved(table)
        return self._known[key]

    def models(self, table: TruthTable) -> Models | None:
        found = self.terms(table)
        return None if found is None else frozenset(tuple(sorted(terms)) for terms in found)

    def words(self, table: TruthTable) -> tuple[str, ...]:
        cases = table.cases
        return tuple(
            write_expression(terms, conditions=cases.conditions, levels=cases.levels)
            for terms in self.terms(table) or ()
        )

    def _solved(self, table: TruthTable) -> list[tuple[Term, ...]] | None:
        try:
            return smallest_models(table, solution=self.kind, expectations=self.expectations, most=MOST_MODELS)[0]
        except MethodError:
            return None


def _models_of(solution: Solution) -> Models:
    return frozenset(tuple(sorted(model.terms)) for model in solution.models[:MOST_MODELS])


def _fitting(fixed: Mapping[str, float], cut: float) -> dict[str, float]:
    return {name: min(value, cut) for name, value in fixed.items()}


def _range(
    cut: float, figures: Iterable[float], at: Callable[[float], Models | None], reference: Models
) -> tuple[float, float]:
    """Ends between which the models stay: the figures of rows that a moving cut-off passes."""
    levels = sorted({0.0, 1.0, *figures})
    low, high = max(v for v in levels if v < cut or v == 0.0), min((v for v in levels if v >= cut), default=1.0)
    while low > 0 and at(low) == reference:
        low = max(v for v in levels if v < low)
    while high < 1 and at(min(v for v in levels if v > high)) == reference:
        high = min(v for v in levels if v > high)
    return low, high


def _frequency_range(table: TruthTable, same: _Same) -> tuple[int, int]:
    low = high = table.cuts.frequency
    largest = max(len(row.cases) for row in table.rows)
    while low > 1 and same.models(table.recut(replace(table.cuts, frequency=low - 1))) == same.reference:
        low -= 1
    while high < largest and same.models(table.recut(replace(table.cuts, frequency=high + 1))) == same.reference:
        high += 1
    return low, high


def _limits(raw: NDArray[np.float64], anchors: Sequence[float], k: int) -> tuple[float, float]:
    """How far an anchor may go: to just before its neighbours, or to the range of the figures beyond it."""
    rising = anchors[-1] > anchors[0]
    order = list(anchors) if rising else list(anchors)[::-1]
    at = k if rising else len(order) - 1 - k
    width = (order[-1] - order[0]) / 100
    low = order[at - 1] + width if at else min(float(raw.min()), order[0])
    high = order[at + 1] - width if at + 1 < len(order) else max(float(raw.max()), order[-1])
    return low, high


def _moved(
    models: Callable[[Mapping[str, Sequence[float]]], object],
    anchors: Mapping[str, Sequence[float]],
    condition: str,
    k: int,
) -> Callable[[float], object]:
    def at(value: float) -> object:
        changed = [value if j == k else each for j, each in enumerate(anchors[condition])]
        try:
            return models({**anchors, condition: changed})
        except MethodError:
            return None

    return at


def _bisect(start: float, limit: float, at: Callable[[float], object], reference: object) -> float:
    """Farthest place towards the limit with the reference's models, as halving finds it."""
    if at(limit) == reference:
        return limit
    good, bad = start, limit
    for _ in range(BISECTIONS):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if at(middle) == reference else (good, middle)
    return good
