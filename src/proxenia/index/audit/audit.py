"""Audit of an index: every check with its figures and marks, and what stands behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from proxenia.errors import MethodError
from proxenia.index.audit.checks import MARKS, Check, Checks, Mark
from proxenia.index.audit.examine import (
    Figure,
    coherence_figures,
    data_figures,
    importance_of_pillars,
    robustness_figures,
    weight_figures,
)
from proxenia.index.construct import construct, prepare, treat_table
from proxenia.index.robustness import (
    AttainableRanks,
    Importance,
    Removal,
    Sensitivity,
    WeightLimits,
    attain,
    remove_each,
    remove_each_unit,
    sensitivity,
)
from proxenia.index.robustness.influence import correlate
from proxenia.index.uncertainty import RankBands, carry, with_assumptions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.index.construct import Construction
    from proxenia.index.framework import Framework
    from proxenia.index.recipe import Recipe
    from proxenia.index.table import Table

__all__ = ["Alternative", "Audit", "Judged", "audit"]

LEAST_UNITS = 3
MOST_UNITS = 120
"""Units up to which leave-one-out and attainable places are found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One figure with its mark. `beside` names what it was held against, where there is something."""

    check: str
    subject: str
    value: float
    mark: Mark
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The index by one other choice, against the published one; `refused` says why where it cannot be made."""

    step: str
    choice: str
    rank_correlation: float
    mean_shift: float
    largest_shift: float
    moved_most: str
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What stands behind the figures."""

    importance: tuple[Importance, ...]
    alternatives: tuple[Alternative, ...]
    removals: tuple[Removal, ...]
    unit_removals: tuple[Removal, ...]
    bands: RankBands
    sensitivity: Sensitivity | None
    attainable: AttainableRanks | None


@dataclass(frozen=True, kw_only=True)
class Audit(_Found):
    """All that was asked of an index, and what was found.

    `unasked` gives the reason for checks that could not be made, by check.
    """

    built: Construction
    checks: Checks
    judged: tuple[Judged, ...]
    unasked: dict[str, str]
    draws: int
    seed: int

    def of(self, check: str) -> tuple[Judged, ...]:
        """Figures of one check, the worst first."""
        asked = self.checks.by_code[check]
        sign = 1 if asked.better == "higher" else -1
        mine = [each for each in self.judged if each.check == check]
        return tuple(sorted(mine, key=lambda each: (np.isnan(each.value), sign * each.value)))

    def counts(self, check: str) -> dict[Mark, int]:
        """How many figures of a check have each mark."""
        found = Counter(each.mark for each in self.judged if each.check == check)
        return {mark: found[mark] for mark in MARKS}

    def totals(self) -> dict[Mark, int]:
        """How many checks have each mark as a whole."""
        found = Counter(self.overall(check.code) for check in self.checks.check)
        return {mark: found[mark] for mark in MARKS}

    def overall(self, check: str) -> Mark:
        """Mark of a check as a whole: the worst that more than a tenth of its figures have, or its single worst of few."""
        counts = self.counts(check)
        judged = counts["pass"] + counts["attention"] + counts["fail"]
        if not judged:
            return "not applicable"
        few = 10
        for mark, bad in (("fail", counts["fail"]), ("attention", counts["fail"] + counts["attention"])):
            if bad and (judged <= few or bad > judged / few):
                return mark
        return "pass"


def audit(
    table: Table,
    framework: Framework,
    recipe: Recipe,
    *,
    checks: Checks | None = None,
    cells: NDArray[np.float64] | None = None,
    draws: int = 2048,
    seed: int = 0,
) -> Audit:
    """Audit an index made by a recipe.

    Parameters
    ----------
    checks
        Questions and limits; the package's own where not given.
    cells
        Draws of the raw values, shape (draws, n_units, n_indicators), as `carry` takes them.
    draws
        Draws for the intervals; half as many points for the sensitivity.

    Raises
    ------
    MethodError
        If the index cannot be built, or the table is a panel.

    Examples
    --------
    >>> from proxenia.index import Framework, Leaf, Node, Recipe, Table
    >>> tree = Framework((Node(code="I", parent=None),), (Leaf(code="a", parent="I"), Leaf(code="b", parent="I")))
    >>> values = np.random.default_rng(0).normal(size=(12, 2))
    >>> table = Table(units=tuple("ABCDEFGHIJKL"), indicators=("a", "b"), values=values)
    >>> audit(table, tree, Recipe(), draws=64).overall("unit-availability")
    'pass'
    """
    if table.is_panel:
        raise MethodError("an audit is of one time; keep one Time of the panel")
    recipe = with_assumptions(recipe, framework)
    built = construct(table, framework, recipe)
    if (~np.isnan(built.scores[:, 0])).sum() < LEAST_UNITS:
        raise MethodError("an audit needs three units with an index; nothing can be said of fewer")
    seeds = [np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(2)]
    unasked: dict[str, str] = {}
    removals, unit_removals = _removals(table, framework, recipe, unasked)
    found = _Found(
        importance=importance_of_pillars(built),
        alternatives=_alternatives(table, framework, recipe, built),
        removals=removals,
        unit_removals=unit_removals,
        bands=carry(table, framework, recipe, cells=cells, draws=draws, rng=seeds[0], pairwise=False),
        sensitivity=_sensitivity(table, framework, recipe, cells, draws // 2, rng=seeds[1], unasked=unasked),
        attainable=_attainable(built, table, recipe, unasked),
    )
    figures = _figures(built, table, found)
    asked = checks or Checks.read()
    return Audit(
        built=built,
        checks=asked,
        judged=tuple(_judged(each, asked.by_code[each.check]) for each in figures),
        unasked=_reasons(asked, figures, unasked),
        **{field.name: getattr(found, field.name) for field in fields(found)},
        draws=draws,
        seed=seed,
    )


def _figures(built: Construction, table: Table, found: _Found) -> list[Figure]:
    prepared, observed = prepare(table, built.framework, built.recipe)
    treated, _ = treat_table(prepared, built.framework, built.recipe, default=built.recipe.treat)
    return [
        *data_figures(built, observed=observed, treated=treated),
        *coherence_figures(built),
        *weight_figures(found.importance),
        *robustness_figures(
            found.bands,
            sensitivity=found.sensitivity,
            removals=found.removals,
            unit_removals=found.unit_removals,
            attainable=found.attainable,
        ),
        *(
            Figure(check="alternatives", subject=f"{each.step} = {each.choice}", value=each.rank_correlation)
            for each in found.alternatives
        ),
    ]


def _judged(figure: Figure, check: Check) -> Judged:
    mark = check.mark(figure.value)
    return Judged(check=figure.check, subject=figure.subject, value=figure.value, mark=mark, beside=figure.beside)


def _reasons(checks: Checks, figures: list[Figure], unasked: dict[str, str]) -> dict[str, str]:
    some = {each.check for each in figures}
    why = {"goalposts": "No indicator has goalposts.", "own-correlation": "No aggregate has two indicators."}
    nothing = "Nothing to hold against each other."
    return {
        check.code: unasked.get(check.code, why.get(check.code, nothing))
        for check in checks.check
        if check.code not in some
    }


def _sensitivity(
    table: Table,
    framework: Framework,
    recipe: Recipe,
    cells: NDArray[np.float64] | None,
    points: int,
    *,
    rng: np.random.Generator,
    unasked: dict[str, str],
) -> Sensitivity | None:
    by_chance = {"hot-deck", "multiple"} & set(recipe.vary.impute if recipe.vary else ())
    if by_chance:
        unasked["sensitivity"] = "Imputation varies by chance within a draw, which has no Sobol index."
        return None
    halves = None if cells is None else (cells[:points], cells[points : 2 * points])
    return sensitivity(table, framework, recipe, cells=halves, draws=points, rng=rng)


def _removals(
    table: Table, framework: Framework, recipe: Recipe, unasked: dict[str, str]
) -> tuple[tuple[Removal, ...], tuple[Removal, ...]]:
    if len(table.units) > MOST_UNITS:
        for check in ("indicator-removal", "unit-removal"):
            unasked[check] = "More than 120 units: leaving each out in turn would take too long."
        return (), ()
    codes = [leaf.code for leaf in framework.leaves] if len(framework.leaves) > 1 else []
    return remove_each(table, framework, recipe, codes=codes), remove_each_unit(table, framework, recipe)


def _attainable(built: Construction, table: Table, recipe: Recipe, unasked: dict[str, str]) -> AttainableRanks | None:
    if len(table.units) > MOST_UNITS:
        unasked["attainable"] = "More than 120 units: leaving each out in turn would take too long."
    elif np.isnan(built.points).any():
        unasked["attainable"] = "Values are missing; their weight goes to siblings, which no linear program allows."
    elif set(recipe.aggregate) not in ({"arithmetic"}, {"geometric"}):
        unasked["attainable"] = "Aggregation is neither arithmetic nor geometric at all levels."
    else:
        return attain(table, built.framework, recipe, limits=WeightLimits(kind="change", change=0.25), seconds=5.0)
    return None


def _alternatives(table: Table, framework: Framework, recipe: Recipe, built: Construction) -> tuple[Alternative, ...]:
    out = []
    for step, choice, changes in _other_choices(recipe):
        try:
            other = construct(table, framework, msgspec.structs.replace(recipe, **changes))
        except MethodError as error:
            out.append(
                Alternative(
                    step=step, choice=choice, rank_correlation=np.nan, mean_shift=np.nan, largest_shift=np.nan,
                    moved_most="", refused=str(error),
                )
            )  # fmt: skip
            continue
        new = dict(zip(other.table.units, other.ranks[:, 0], strict=True))
        ranks = np.array([new.get(unit, np.nan) for unit in built.table.units])
        shift = np.abs(ranks - built.ranks[:, 0])
        out.append(
            Alternative(
                step=step,
                choice=choice,
                rank_correlation=correlate(ranks, built.ranks[:, 0]),
                mean_shift=float(np.nanmean(shift)),
                largest_shift=float(np.nanmax(shift)),
                moved_most=built.table.units[int(np.nanargmax(shift))] if np.nanmax(shift) > 0 else "",
            )
        )
    return tuple(out)


def _other_choices(recipe: Recipe) -> list[tuple[str, str, dict[str, object]]]:
    """One other choice at a time: what audits usually try."""
    name, _, ends = recipe.normalize.partition(":")
    above_zero = f"{name}:1,100" if name in {"minmax", "goalposts"} else "minmax:1,100"
    positive = {} if ends.startswith("1,") else {"normalize": above_zero}
    other_mean = "arithmetic" if recipe.aggregate[-1] == "geometric" else "geometric"
    found: list[tuple[str, str, dict[str, object]]] = [
        ("aggregate", other_mean, {"aggregate": (other_mean,), **(positive if other_mean == "geometric" else {})}),
        ("aggregate", "harmonic", {"aggregate": ("harmonic",), **positive}),
        (
            "aggregate",
            "mazziotta-pareto",
            {"aggregate": ("mazziotta-pareto:-1",), "normalize": "zscore-population:100,10"},
        ),
    ]
    found += [
        ("normalize", choice, {"normalize": choice})
        for choice in ("minmax:0,100", "zscore:50,10", "percentile-rank")
        if not choice.startswith(f"{name}:") and choice != recipe.normalize
    ]
    treat = "none" if recipe.treat != "none" else "winsorize:5"
    impute = "none" if recipe.impute != "none" else "median"
    found += [("treat", treat, {"treat": treat}), ("impute", impute, {"impute": impute})]
    return found + [("weights", choice, {"weights": choice}) for choice in ("equal", "pca") if recipe.weights != choice]
