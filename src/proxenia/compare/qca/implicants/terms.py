"""Terms: conjunctions of conditions in the notation of R's QCA package, and how far each case is in them.

A term is a tuple with one entry for each condition: the value it asks for, or `FREE`. `DEV*~URB` is `(1, 0)` over the
conditions `DEV, URB`; with more than two levels the value stands in brackets, as in `DEV[2]*URB[0]`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = [
    "FREE",
    "Term",
    "literal_membership",
    "read_expression",
    "term_membership",
    "term_order",
    "write_expression",
    "write_term",
]

FREE = -1
Term = tuple[int, ...]

_LITERAL = re.compile(r"(~?)\s*([^\s~*+\[\]]+)\s*(?:\[(\d+)\])?")


def write_term(term: Term, *, conditions: Sequence[str], levels: Sequence[int]) -> str:
    """Write a term: brackets for all its values as soon as one of the conditions has more than two levels.

    Examples
    --------
    >>> write_term((1, 0, -1), conditions=("A", "B", "C"), levels=(2, 2, 2))
    'A*~B'
    >>> write_term((2, 0, -1), conditions=("A", "B", "C"), levels=(3, 2, 2))
    'A[2]*B[0]'
    """
    fixed = [(name, value) for name, value in zip(conditions, term, strict=True) if value != FREE]
    if not fixed:
        return "1"
    if max(levels) > 2:  # noqa: PLR2004  a condition with two levels is present or absent
        return "*".join(f"{name}[{value}]" for name, value in fixed)
    return "*".join(name if value else f"~{name}" for name, value in fixed)


def write_expression(terms: Iterable[Term], *, conditions: Sequence[str], levels: Sequence[int]) -> str:
    """Write terms joined by *or*.

    Examples
    --------
    >>> write_expression([(1, -1), (-1, 0)], conditions=("A", "B"), levels=(2, 2))
    'A + ~B'
    """
    return " + ".join(write_term(term, conditions=conditions, levels=levels) for term in terms)


def read_expression(text: str, *, conditions: Sequence[str], levels: Sequence[int]) -> tuple[Term, ...]:
    """Read terms joined by `+`, each a product of conditions joined by `*`.

    Raises
    ------
    MethodError
        If a name is no condition, a value no level of it, or a term asks for two values of one condition.

    Examples
    --------
    >>> read_expression("A*~B + C", conditions=("A", "B", "C"), levels=(2, 2, 2))
    ((1, 0, -1), (-1, -1, 1))
    """
    return tuple(_read_term(part, conditions, levels) for part in text.split("+"))


def _read_term(text: str, conditions: Sequence[str], levels: Sequence[int]) -> Term:
    term = [FREE] * len(conditions)
    for part in text.split("*"):
        match = _LITERAL.fullmatch(part.strip())
        if match is None:
            raise MethodError(f"{part.strip()!r} is no condition; write NAME, ~NAME or NAME[2]")
        negated, name, level = match.groups()
        if name not in conditions:
            raise MethodError(f"no condition {name!r} among {', '.join(conditions)}")
        index = conditions.index(name)
        value = int(level) if level is not None else 0 if negated else 1
        if value >= levels[index]:
            raise MethodError(
                f"{part.strip()!r} asks for level {value}; {name} has the levels 0 to {levels[index] - 1}"
            )
        if term[index] not in {FREE, value}:
            raise MethodError(f"{text.strip()!r} asks for two values of {name}")
        term[index] = value
    return tuple(term)


def term_membership(term: Term, values: NDArray[np.float64], *, levels: Sequence[int]) -> NDArray[np.float64]:
    """Degree (0-1) of each case in a term: the least of its degrees in the term's conditions.

    Parameters
    ----------
    term
        The term.
    values
        Degrees (0-1) or levels of the cases, shape (n_cases, n_conditions).
    levels
        Number of levels of each condition; two for crisp and fuzzy ones.

    Examples
    --------
    >>> term_membership((1, 0), np.array([[0.8, 0.3], [0.6, 0.9]]), levels=(2, 2)).round(2)
    array([0.7, 0.1])
    """
    degree = np.ones(len(values))
    for column, value in enumerate(term):
        if value != FREE:
            degree = np.minimum(degree, literal_membership(values[:, column], value, levels=levels[column]))
    return degree


def literal_membership(column: NDArray[np.float64], value: int, *, levels: int) -> NDArray[np.float64]:
    """Degree (0-1) of each case in one value of a condition; shape as given."""
    if levels > 2:  # noqa: PLR2004  more levels than present and absent
        return (column == value).astype(float)
    return column if value else 1 - column


def term_order(term: Term) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """Key that sorts terms as R prints them: fewer conditions first, then by their order, presence before absence."""
    fixed = tuple(column for column, value in enumerate(term) if value != FREE)
    return len(fixed), fixed, tuple(-term[column] for column in fixed)
