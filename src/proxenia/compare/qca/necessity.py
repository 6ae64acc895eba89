"""Necessity: which conditions, alone, together or in place of one another, stand wherever the outcome does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.qca.fit import Necessity, necessity_fit
from proxenia.compare.qca.implicants.terms import FREE, Term, literal_membership, write_expression, write_term
from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from proxenia.compare.qca.cases import Cases

__all__ = ["NecessaryCondition", "necessity", "superset_search"]

ROUNDING = 1e-9
MOST_SETS = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NecessaryCondition:
    """A condition, a conjunction (`A*B`) or a disjunction (`A + B`) with its fit as a superset of the outcome."""

    expression: str
    fit: Necessity


def necessity(cases: Cases) -> tuple[NecessaryCondition, ...]:
    """Fit of every single condition and of its absence, or of each of its levels, in the order of the conditions."""
    found = []
    for column, value in _literals(cases):
        term = tuple(value if k == column else FREE for k in range(len(cases.conditions)))
        fit = necessity_fit(_degree(cases, column, value), cases.membership)
        found.append(NecessaryCondition(expression=_write(cases, term), fit=fit))
    return tuple(sorted(found, key=lambda each: each.expression.startswith("~")))


def superset_search(
    cases: Cases, *, inclusion: float = 0.9, coverage: float = 0.0, ron: float = 0.0, depth: int = 5
) -> tuple[NecessaryCondition, ...]:
    """Every conjunction that reaches the cut-offs, and every disjunction that does and of which no part reaches them.

    Parameters
    ----------
    cases
        The cases.
    inclusion, coverage, ron
        Least inclN, covN and RoN (0-1).
    depth
        Conditions a set joins at most.

    Returns
    -------
    found
        Conjunctions first, shorter ones first.

    Raises
    ------
    MethodError
        If the search is longer than half a million sets; the message says what to lower.

    References
    ----------
    Duşa (2019), *QCA with R*, `superSubset`; RoN: Schneider and Wagemann (2012).
    """
    search = _Search(cases, inclusion=inclusion - ROUNDING, depth=min(depth, len(cases.conditions)))
    found = [(_write(cases, term), x) for term, x in search.conjunctions()]
    found += [(_write_any(cases, term), x) for term, x in search.disjunctions()]
    kept = []
    for expression, x in found:
        fit = necessity_fit(x, cases.membership)
        if fit.cov_n >= coverage - ROUNDING and fit.ron >= ron - ROUNDING:
            kept.append(NecessaryCondition(expression=expression, fit=fit))
    return tuple(kept)


class _Search:
    """Level by level over sets of literals of different conditions."""

    def __init__(self, cases: Cases, *, inclusion: float, depth: int) -> None:
        self.cases, self.inclusion, self.depth = cases, inclusion, depth
        self.literals = [(c, v, _degree(cases, c, v)) for c, v in _literals(cases)]
        self.visited = 0

    def conjunctions(self) -> Iterator[tuple[Term, NDArray[np.float64]]]:
        """Conjunctions that reach the cut-off; a longer one only where all shorter ones do."""
        level = [((), np.ones(len(self.cases.names)))]
        for _ in range(self.depth):
            level = [
                ((*chosen, (column, value)), np.minimum(x, y))
                for chosen, x in level
                for column, value, y in self._after(chosen)
                if self._reaches(np.minimum(x, y))
            ]
            yield from ((self._term(chosen), x) for chosen, x in level)

    def disjunctions(self) -> Iterator[tuple[Term, NDArray[np.float64]]]:
        """Disjunctions that reach the cut-off while none of their parts does."""
        level = [(((column, value),), y) for column, value, y in self.literals if not self._reaches(y)]
        alone = {chosen[0] for chosen, _ in level}
        reached: list[frozenset[tuple[int, int]]] = []
        for _ in range(1, self.depth):
            below: list[tuple[tuple[tuple[int, int], ...], NDArray[np.float64]]] = []
            fresh: list[frozenset[tuple[int, int]]] = []
            for chosen, x in level:
                for column, value, y in self._after(chosen):
                    now = (*chosen, (column, value))
                    if (column, value) not in alone or any(part <= set(now) for part in reached):
                        continue
                    either = np.maximum(x, y)
                    if self._reaches(either):
                        fresh.append(frozenset(now))
                        yield self._term(now), either
                    else:
                        below.append((now, either))
            reached += fresh
            level = below

    def _after(self, chosen: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int, NDArray[np.float64]]]:
        last = chosen[-1][0] if chosen else -1
        for column, value, y in self.literals:
            if column > last:
                self.visited += 1
                if self.visited > MOST_SETS:
                    raise MethodError(f"more than {MOST_SETS:,} sets to search; lower the depth from {self.depth}")
                yield column, value, y

    def _reaches(self, x: NDArray[np.float64]) -> bool:
        outcome = self.cases.membership
        return bool(np.minimum(x, outcome).sum() >= self.inclusion * outcome.sum())

    def _term(self, chosen: tuple[tuple[int, int], ...]) -> Term:
        values = dict(chosen)
        return tuple(values.get(k, FREE) for k in range(len(self.cases.conditions)))


def _literals(cases: Cases) -> Iterator[tuple[int, int]]:
    for column, levels in enumerate(cases.levels):
        for value in (1, 0) if levels == 2 else range(levels):  # noqa: PLR2004  present and absent
            yield column, value


def _degree(cases: Cases, column: int, value: int) -> NDArray[np.float64]:
    return literal_membership(cases.values[:, column], value, levels=cases.levels[column])


def _write(cases: Cases, term: Term) -> str:
    return write_term(term, conditions=cases.conditions, levels=cases.levels)


def _write_any(cases: Cases, term: Term) -> str:
    parts = [tuple(v if j == k else FREE for j, v in enumerate(term)) for k in range(len(term)) if term[k] != FREE]
    return write_expression(parts, conditions=cases.conditions, levels=cases.levels)
