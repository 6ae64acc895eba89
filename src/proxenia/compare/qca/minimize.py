"""Minimization: the shortest expressions of what the positive rows of a truth table have in common.

*Conservative* solutions assume nothing of the configurations that no case shows. *Parsimonious* ones assume of them
whatever makes the expression short. *Intermediate* ones assume only what agrees with a direction the researcher
expects: starting from a conservative term inside a parsimonious one, the remainders that differ from it only where
the expected value stands are easy counterfactuals; the positive rows are minimized together with these.

References
----------
Ragin and Sonnett (2005), *Between complexity and parsimony*; Duşa (2019), *QCA with R*.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.compare.qca.fit import Sufficiency, sufficiency_fit, unique_coverage
from proxenia.compare.qca.implicants.covers import covers
from proxenia.compare.qca.implicants.primes import configuration_index, primes_against, primes_within
from proxenia.compare.qca.implicants.terms import FREE, Term, term_membership, term_order, write_expression, write_term
from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from proxenia.compare.qca.cases import Cases
    from proxenia.compare.qca.table import TruthTable

__all__ = [
    "SOLUTIONS",
    "Model",
    "Solution",
    "SolutionKind",
    "minimize",
    "model_fit",
    "read_expectations",
    "smallest_models",
]

SolutionKind = Literal["conservative", "parsimonious", "intermediate"]
SOLUTIONS: tuple[SolutionKind, ...] = ("conservative", "parsimonious", "intermediate")
MOST_REMAINDERS = 1 << 16
MOST_PAIRS = 2000
"""Pairs of a conservative and a parsimonious model from which intermediate ones are made."""

Expectations = dict[int, frozenset[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Terms that together cover every positive row, with their fit.

    `covered` names, for each term, the cases more in than out of it.
    """

    terms: tuple[Term, ...]
    fit: Sufficiency
    term_fits: tuple[Sufficiency, ...]
    covered: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Solution:
    """Every smallest model of one kind; `is_complete` is false when there are more than were asked for."""

    kind: SolutionKind
    table: TruthTable
    models: tuple[Model, ...]
    is_complete: bool

    def expression(self, model: Model) -> str:
        """Write a model as R's QCA does, with `<->` where it is also necessary."""
        cases = self.table.cases
        text = write_expression(model.terms, conditions=cases.conditions, levels=cases.levels)
        return f"{text} {'<->' if model.fit.cov_s == 1 else '->'} {cases.outcome}"

    def assumed(self, model: Model) -> tuple[int, ...] | None:
        """Numbers of the remainders that a model takes for positive; None when they are too many to list."""
        return _assumed(self.table, model.terms)

    def words(self, model: Model) -> tuple[str, ...]:
        """Write the terms of a model."""
        cases = self.table.cases
        return tuple(write_term(term, conditions=cases.conditions, levels=cases.levels) for term in model.terms)


def minimize(
    table: TruthTable,
    *,
    solution: SolutionKind = "conservative",
    expectations: Mapping[int, frozenset[int]] | None = None,
    every: bool = False,
    most: int = 1000,
) -> Solution:
    """Find every smallest model of a truth table.

    Parameters
    ----------
    table
        The truth table.
    solution
        What may be assumed of configurations that no case shows.
    expectations
        For the intermediate solution: by condition (its column), the values expected to bring the outcome about.
    every
        List every model without a needless term, not only those with the fewest terms.
    most
        Models to list at most.

    Raises
    ------
    MethodError
        If no row, or every configuration, has the output 1; if expectations are missing; or if there are too many
        conditions, remainders or terms for an exact answer.

    Examples
    --------
    >>> from proxenia.compare.qca import Cases, truth_table
    >>> values, active = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]), np.array([1.0, 1.0, 0.0])
    >>> cases = Cases(
    ...     names=("A", "B", "C"), conditions=("ties", "seat"), levels=(2, 2), values=values, outcome="active",
    ...     membership=active,
    ... )
    >>> found = minimize(truth_table(cases))
    >>> found.expression(found.models[0])
    'ties <-> active'
    """
    chosen, is_complete = smallest_models(table, solution=solution, expectations=expectations, every=every, most=most)
    models = tuple(_model(table, terms) for terms in chosen)
    return Solution(kind=solution, table=table, models=models, is_complete=is_complete)


def smallest_models(
    table: TruthTable,
    *,
    solution: SolutionKind,
    expectations: Mapping[int, frozenset[int]] | None = None,
    every: bool = False,
    most: int = 1000,
) -> tuple[list[tuple[Term, ...]], bool]:
    """Terms of every smallest model, without their fit, and whether these are all; parameters as `minimize` has them."""
    if not table.positive:
        best = max((row.inclusion for row in table.rows), default=0.0)
        raise MethodError(
            f"no row of the truth table has the output 1 for {table.cases.outcome}; the best inclusion is {best:.3f}, "
            f"the cut-off {table.cuts.inclusion:g}"
        )
    if solution == "intermediate":
        if expectations is None:
            raise MethodError("the intermediate solution needs expectations: the conditions expected to be present")
        return _intermediate(table, expectations, every=every, most=most)
    if solution == "parsimonious" and not table.negative:
        raise MethodError("no row has the output 0, so that nothing limits the parsimonious solution")
    return _models(table, _primes(table, solution), every=every, most=most)


def read_expectations(text: str, cases: Cases) -> Expectations:
    """Read directional expectations: `A,~B,C[1]`, or one of `1`, `0`, `-` for each condition in order.

    Examples
    --------
    >>> from proxenia.compare.qca.cases import Cases
    >>> two = Cases(names=("a",), conditions=("A", "B"), levels=(2, 2), values=np.array([[1.0, 0.0]]),
    ...             outcome="Y", membership=np.array([1.0]))
    >>> read_expectations("A,~B", two) == read_expectations("1,0", two)
    True
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if all(part == "-" or part.isdecimal() for part in parts):
        if len(parts) != len(cases.conditions):
            raise MethodError(f"{len(parts)} expectations for {len(cases.conditions)} conditions; write - for none")
        words = [(column, int(part)) for column, part in enumerate(parts) if part != "-"]
    else:
        from proxenia.compare.qca.implicants.terms import read_expression  # noqa: PLC0415  beside its only use

        terms = [read_expression(part, conditions=cases.conditions, levels=cases.levels)[0] for part in parts]
        words = [(column, value) for term in terms for column, value in enumerate(term) if value != FREE]
    found: Expectations = {}
    for column, value in words:
        if value >= cases.levels[column]:
            raise MethodError(f"{cases.conditions[column]!r} has no level {value}")
        found[column] = found.get(column, frozenset()) | {value}
    return found


def _primes(table: TruthTable, kind: SolutionKind) -> set[Term]:
    positive = [row.configuration for row in table.positive]
    if kind == "parsimonious":
        return primes_against(positive, [row.configuration for row in table.negative])
    return primes_within(positive, levels=table.cases.levels)


def _models(
    table: TruthTable, primes: Iterable[Term], *, every: bool, most: int
) -> tuple[list[tuple[Term, ...]], bool]:
    """Smallest covers of the positive rows; terms of every model come first, then those of most rows."""
    rows = [row.configuration for row in table.positive]
    ordered = sorted(primes, key=term_order)
    columns = _columns(ordered, rows)
    found = covers(columns, rows=len(rows), every=every, most=most)
    lone = set.intersection(*map(set, found.choices))
    models = [
        tuple(
            ordered[number]
            for number in sorted(choice, key=lambda each: (each not in lone, -columns[each].bit_count(), each))
        )
        for choice in found.choices
    ]
    models.sort(key=lambda terms: (len(terms), sum(len(term) - term.count(FREE) for term in terms), terms_key(terms)))
    return models, found.is_complete


def terms_key(terms: Sequence[Term]) -> list[tuple[int, tuple[int, ...], tuple[int, ...]]]:
    """Key that sorts models of equal length as their terms are sorted."""
    return [term_order(term) for term in terms]


def _columns(terms: Sequence[Term], rows: Sequence[Term]) -> list[int]:
    """Rows at which each term holds, as bits: those of its values, all at once."""
    with_value: list[dict[int, int]] = [{} for _ in rows[0]]
    for i, row in enumerate(rows):
        for k, value in enumerate(row):
            with_value[k][value] = with_value[k].get(value, 0) | 1 << i
    every, columns = (1 << len(rows)) - 1, []
    for term in terms:
        held = every
        for k, value in enumerate(term):
            if value != FREE:
                held &= with_value[k].get(value, 0)
        columns.append(held)
    return columns


def _intermediate(
    table: TruthTable, expectations: Mapping[int, frozenset[int]], *, every: bool, most: int
) -> tuple[list[tuple[Term, ...]], bool]:
    conservative, is_complete = _models(table, _primes(table, "conservative"), every=every, most=most)
    parsimonious: list[tuple[Term, ...]] = [((FREE,) * len(table.cases.conditions),)]
    if table.negative:
        parsimonious, is_short_complete = _models(table, _primes(table, "parsimonious"), every=every, most=most)
        is_complete = is_complete and is_short_complete
    found: set[tuple[Term, ...]] = set()
    seen: set[frozenset[Term]] = set()
    is_complete = is_complete and len(conservative) * len(parsimonious) <= MOST_PAIRS
    for inner, outer in islice(product(conservative, parsimonious), MOST_PAIRS):
        easy = _easy(table, inner, outer, expectations)
        if easy in seen:
            continue
        seen.add(easy)
        rows = {row.configuration for row in table.positive} | easy
        models, are_all = _models(table, primes_within(rows, levels=table.cases.levels), every=every, most=most)
        is_complete = is_complete and are_all
        found.update(models)
    ordered = sorted(found, key=lambda terms: (len(terms), terms_key(terms)))
    return ordered[:most], is_complete and len(ordered) <= most


def _easy(
    table: TruthTable,
    inner: Sequence[Term],
    outer: Sequence[Term],
    expectations: Mapping[int, frozenset[int]],
) -> frozenset[Term]:
    """Remainders inside a parsimonious term that differ from a conservative one only towards what is expected."""
    seen = {row.configuration for row in table.rows if row.output != "?"}
    easy: set[Term] = set()
    for short, long in product(outer, inner):
        if any(value not in {FREE, other} for value, other in zip(short, long, strict=True)):
            continue
        choices = [
            _allowed(short[k], long[k], expectations.get(k, frozenset()), levels)
            for k, levels in enumerate(table.cases.levels)
        ]
        if np.prod([len(choice) for choice in choices], dtype=object) > MOST_REMAINDERS:
            raise MethodError(f"more than {MOST_REMAINDERS} easy counterfactuals; choose fewer conditions")
        easy |= {row for row in product(*choices) if row not in seen}
    return frozenset(easy)


def _allowed(short: int, long: int, expected: frozenset[int], levels: int) -> tuple[int, ...]:
    """Values of a condition that an easy counterfactual may have."""
    if short != FREE:
        return (short,)
    if long == FREE:
        return tuple(range(levels))
    return tuple(sorted({long} | expected))


def model_fit(cases: Cases, terms: Sequence[Term]) -> Sufficiency:
    """Fit of a model: of the greatest of its terms' degrees."""
    degrees = [term_membership(term, cases.values, levels=cases.levels) for term in terms]
    return sufficiency_fit(np.max(degrees, axis=0), cases.membership)


def _model(table: TruthTable, terms: tuple[Term, ...]) -> Model:
    cases = table.cases
    degrees = [term_membership(term, cases.values, levels=cases.levels) for term in terms]
    unique = unique_coverage(degrees, cases.membership)
    middle = 0.5
    return Model(
        terms=terms,
        fit=model_fit(cases, terms),
        term_fits=tuple(
            sufficiency_fit(degree, cases.membership, cov_u=own) for degree, own in zip(degrees, unique, strict=True)
        ),
        covered=tuple(
            tuple(name for name, value in zip(cases.names, degree, strict=True) if value > middle) for degree in degrees
        ),
    )


def _assumed(table: TruthTable, terms: Sequence[Term]) -> tuple[int, ...] | None:
    seen = {row.configuration for row in table.rows if row.output != "?"}
    levels = table.cases.levels
    choices = [[(v,) if v != FREE else range(size) for v, size in zip(term, levels, strict=True)] for term in terms]
    if sum(int(np.prod([len(c) for c in choice], dtype=object)) for choice in choices) > MOST_REMAINDERS:
        return None
    rows = {row for choice in choices for row in product(*choice)} - seen
    return tuple(sorted(configuration_index(row, levels) + 1 for row in rows))
