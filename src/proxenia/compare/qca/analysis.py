"""A whole analysis: calibrated cases to models of an outcome and of its absence, with ranges and chance."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.compare.qca.calibrate import crisp, direct, find_thresholds, indirect, linear
from proxenia.compare.qca.cases import Cases, read_cases, read_columns
from proxenia.compare.qca.minimize import Solution, SolutionKind, minimize, read_expectations
from proxenia.compare.qca.plain import (
    plain_robustness,
    plain_solution,
    plain_table,
    print_robustness,
    print_solution,
    print_table,
)
from proxenia.compare.qca.robustness import AnchorRange, Robustness, against_chance, anchor_ranges, robustness
from proxenia.compare.qca.table import Cuts, truth_table
from proxenia.errors import MethodError
from proxenia.provenance import chance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Analysis", "Finding", "Result", "calibrate_column", "calibrated", "read_anchors"]

Anchors = dict[str, tuple[float, ...]]
MOST_FOR_DROPPING = 8


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Models of one outcome; `refusal` says why there are none. `luck` is the chance that random outcomes do as well."""

    outcome: str
    solution: Solution | None
    robustness: Robustness | None = None
    anchors: tuple[AnchorRange, ...] = ()
    luck: float | None = None
    refusal: str = ""

    def plain(self) -> dict[str, Any]:
        """Give the finding as plain values."""
        if self.solution is None:
            return {"outcome": self.outcome, "models": [], "refusal": self.refusal}
        found = plain_solution(self.solution)
        if self.robustness is not None:
            found["robustness"] = plain_robustness(self.robustness, anchors=self.anchors)
        if self.luck is not None:
            found["chance_of_as_good_a_fit"] = self.luck
        return found

    def text(self) -> str:
        """Write the finding for people."""
        if self.solution is None:
            return f"{self.outcome}: {self.refusal}"
        parts = [print_solution(self.solution)]
        if self.robustness is not None:
            parts.append(print_robustness(self.robustness, anchors=self.anchors))
        if self.luck is not None:
            parts.append(f"outcomes dealt out at random fit as well in {self.luck:.1%} of the deals")
        return "\n".join(parts)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an analysis found for the outcome and, where asked, for its absence."""

    cases: Cases
    cuts: Cuts
    outcome: Finding
    negation: Finding | None

    def plain(self) -> dict[str, Any]:
        """Give the result as plain values."""
        return {
            **self.outcome.plain(),
            "n_cases": len(self.cases.names),
            "conditions": list(self.cases.conditions),
            "cuts": {name: getattr(self.cuts, name) for name in ("inclusion", "exclusion", "pri", "frequency")},
            "truth_table": plain_table(truth_table(self.cases, cuts=self.cuts)),
            "negation": None if self.negation is None else self.negation.plain(),
            "rows_assumed_for_both": self.assumed_for_both(),
        }

    def text(self) -> str:
        """Write the result for people."""
        parts = [print_table(truth_table(self.cases, cuts=self.cuts)), self.outcome.text()]
        if self.negation is not None:
            parts.append(self.negation.text())
        both = self.assumed_for_both()
        if both:
            parts.append(f"assumed for the outcome and for its absence: rows {', '.join(map(str, both))}")
        return "\n\n".join(parts)

    def assumed_for_both(self) -> list[int]:
        """Remainders that the first models take for positive on both sides, which cannot be."""
        sides = [each.solution for each in (self.outcome, self.negation) if each is not None and each.solution]
        if len(sides) < 2:  # noqa: PLR2004  the outcome and its absence
            return []
        rows = [set(side.assumed(side.models[0]) or ()) for side in sides]
        return sorted(rows[0] & rows[1])


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """The choices of an analysis.

    Parameters
    ----------
    cuts
        Cut-offs of the truth table.
    solution
        What may be assumed of configurations no case shows.
    expectations
        As `read_expectations` takes them; for the absence of the outcome they are turned round.
    every
        List every model without a needless term.
    ranges
        Move the choices until the models change.
    drop_cases
        Leave out each case in turn, too; None: where there are at most eight conditions, since each takes a new search.
    draws, seed
        Shuffles of the outcome to hold the models against (0: none), and the seed of chance.
    raw, anchors
        Raw figures of conditions calibrated here with their anchors, which are moved too.
    """

    cuts: Cuts
    solution: SolutionKind = "conservative"
    expectations: str = ""
    every: bool = False
    ranges: bool = True
    drop_cases: bool | None = None
    draws: int = 0
    seed: int = 0
    raw: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    anchors: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def run(self, cases: Cases, *, negation: bool = True) -> Result:
        """Analyze the outcome and, where asked, its absence, which may turn out to have no model.

        Raises
        ------
        MethodError
            If the outcome itself has no model.
        """
        return Result(
            cases=cases,
            cuts=self.cuts,
            outcome=self._find(cases, turned=False),
            negation=self._tried(cases.negated()) if negation else None,
        )

    def _tried(self, cases: Cases) -> Finding:
        try:
            return self._find(cases, turned=True)
        except MethodError as error:
            return Finding(outcome=cases.outcome, solution=None, refusal=str(error))

    def _find(self, cases: Cases, *, turned: bool) -> Finding:
        expected = self._expected(cases, turned=turned)
        found = self._minimized(cases, expected)
        drop = self.drop_cases if self.drop_cases is not None else len(cases.conditions) <= MOST_FOR_DROPPING
        held = robustness(found, expectations=expected, drop_cases=drop) if self.ranges else None
        moved: tuple[AnchorRange, ...] = ()
        if self.ranges and self.anchors:

            def models(anchors: Mapping[str, Sequence[float]]) -> object:
                again = self._minimized(self._recalibrated(cases, anchors), expected)
                return frozenset(tuple(sorted(model.terms)) for model in again.models)

            moved = anchor_ranges(self.raw, self.anchors, models=models)
        luck = None
        if self.draws:
            luck = against_chance(found, expectations=expected, draws=self.draws, rng=chance(self.seed))
        return Finding(outcome=cases.outcome, solution=found, robustness=held, anchors=moved, luck=luck)

    def _minimized(self, cases: Cases, expected: Mapping[int, frozenset[int]] | None) -> Solution:
        table = truth_table(cases, cuts=self.cuts)
        return minimize(table, solution=self.solution, expectations=expected, every=self.every)

    def _expected(self, cases: Cases, *, turned: bool) -> dict[int, frozenset[int]] | None:
        if self.solution != "intermediate" or not self.expectations:
            return None
        expected = read_expectations(self.expectations, cases)
        if not turned:
            return expected
        return {k: frozenset(range(cases.levels[k])) - values for k, values in expected.items()}

    def _recalibrated(self, cases: Cases, anchors: Mapping[str, Sequence[float]]) -> Cases:
        values = cases.values.copy()
        for name, chosen in anchors.items():
            values[:, cases.conditions.index(name)] = direct(self.raw[name], chosen)
        return replace(cases, values=values)


def calibrated(
    path: Path, *, outcome: str, conditions: Sequence[str], anchors: Sequence[str]
) -> tuple[Cases, dict[str, NDArray[np.float64]], Anchors]:
    """Read cases, calibrating the columns for which `NAME=out,crossover,in` is given.

    Returns
    -------
    cases
        The calibrated cases.
    raw
        Raw figures of the conditions calibrated here.
    anchors
        Their anchors.

    Raises
    ------
    MethodError
        If an anchor is written wrongly or names a column that is neither condition nor outcome.
    """
    chosen = dict(read_anchors(each) for each in anchors)
    for name in chosen:
        if name not in {*conditions, outcome.removeprefix("~")}:
            raise MethodError(f"anchors for {name!r}, which is neither a condition nor the outcome")
    cases = read_cases(path, outcome=outcome, conditions=conditions, anchors=chosen)
    inner = [name for name in conditions if name in chosen]
    _, raw = read_columns(path, inner) if inner else ((), {})
    return cases, raw, {name: chosen[name] for name in inner}


def calibrate_column(
    path: Path, column: str, *, anchors: str = "", method: str = "direct", find: int = 0
) -> tuple[tuple[str, ...], list[float], list[float]]:
    """Calibrate one column, or propose thresholds for it.

    Parameters
    ----------
    path
        A CSV, one row a case.
    column
        The column of raw figures.
    anchors
        Figures joined by commas: three or six for `direct` and `linear`, one or more for `indirect` and `crisp`.
    method
        `direct`, `linear`, `indirect` or `crisp`.
    find
        Propose so many thresholds from gaps in the figures, and calibrate nothing.

    Returns
    -------
    names, degrees, anchors
        The cases, their degrees (empty where thresholds are proposed), and the anchors used or proposed.

    Raises
    ------
    MethodError
        If the method is unknown or the anchors do not fit it.
    """
    methods = {"direct": direct, "linear": linear, "indirect": indirect, "crisp": crisp}
    names, columns = read_columns(path, [column])
    if find:
        return (), [], list(find_thresholds(columns[column], n=find))
    if method not in methods:
        raise MethodError(f"no method {method!r}; write {', '.join(methods)}")
    if not anchors:
        raise MethodError("no anchors; give them with --anchors, or ask for a proposal with --find 3")
    used = _figures(anchors)
    return names, [float(degree) for degree in methods[method](columns[column], used)], list(used)


def read_anchors(text: str) -> tuple[str, tuple[float, ...]]:
    """Read `NAME=out,crossover,in`; raise `MethodError` when it is written otherwise."""
    name, equals, figures = text.partition("=")
    if not equals:
        raise MethodError(f"anchors {text!r} name no column; write NAME=out,crossover,in")
    return name.strip(), _figures(figures)


def _figures(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise MethodError(f"anchors {text!r} are no figures joined by commas") from error
