"""Prime implicants by bitsets: one integer holds a whole family of configurations or of sets of conditions.

Two ways, because the two questions have different sizes.

*Against what was seen* (parsimonious): every remainder may be assumed, so a term that holds at a positive row is an
implicant when it holds at no negative one. It must then ask for at least one of the conditions in which that positive
row differs from each negative row; the primes are the minimal sets of conditions that do. All 2^k sets of conditions
are one integer of 2^k bits, and the minimal ones are found with k shifts of it; no remainder is ever listed.

*Within a set* (conservative, intermediate): the terms that hold only inside a given set of configurations, by the
recursion of Coudert and Madre over the conditions, on the set's own bits.

References
----------
Coudert and Madre (1992), *Implicit and incremental computation of primes and essential primes of Boolean functions*;
Duşa and Thiem (2015), *Enhancing the minimization of Boolean and multivalue output functions with eQMC*.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from proxenia.compare.qca.implicants.terms import FREE, Term
from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["MOST_CONDITIONS", "configuration_index", "minimal_sets", "primes_against", "primes_within"]

MOST_CONDITIONS = 20
"""More conditions than this make 2^k too large a space to search, and no truth table fills it."""


def primes_against(positive: Sequence[Term], negative: Sequence[Term]) -> set[Term]:
    """Terms that hold at a positive row and at no negative one, and are as short as that allows.

    Examples
    --------
    >>> sorted(primes_against([(1, 1)], [(0, 0), (1, 0)]))
    [(-1, 1)]
    """
    if positive and len(positive[0]) > MOST_CONDITIONS:
        raise MethodError(f"{len(positive[0])} conditions; choose at most {MOST_CONDITIONS}")
    found: set[Term] = set()
    for row in positive:
        differing = {
            sum(1 << k for k, (mine, other) in enumerate(zip(row, rival, strict=True)) if mine != other)
            for rival in negative
        }
        for chosen in minimal_sets(differing, n=len(row)):
            found.add(tuple(value if chosen >> k & 1 else FREE for k, value in enumerate(row)))
    return found


def minimal_sets(edges: Iterable[int], *, n: int) -> Iterator[int]:
    """Smallest sets of `n` items that share an item with every edge; sets are bitmasks.

    Examples
    --------
    >>> sorted(minimal_sets([0b011, 0b110], n=3))
    [2, 5]
    """
    hitting = (1 << (1 << n)) - 1
    for edge in edges:
        reached = 0
        for k in range(n):
            if edge >> k & 1:
                reached |= _sets_with(k, n)
        hitting &= reached
    larger = 0
    for k in range(n):
        larger |= (hitting & ~_sets_with(k, n)) << (1 << k)
    yield from _bits(hitting & ~larger)


@lru_cache(maxsize=64)
def _sets_with(item: int, n: int) -> int:
    """All sets of `n` items that hold the item, as the bits of one integer."""
    block = ((1 << (1 << item)) - 1) << (1 << item)
    width = 1 << (item + 1)
    whole = block
    while width < 1 << n:
        whole |= whole << width
        width *= 2
    return whole


def _bits(number: int) -> Iterator[int]:
    text = bin(number)[:1:-1]
    at = text.find("1")
    while at >= 0:
        yield at
        at = text.find("1", at + 1)


def configuration_index(row: Term, levels: Sequence[int]) -> int:
    """Place of a configuration in the full table, counted from 0 with the first condition as the slowest.

    Examples
    --------
    >>> configuration_index((1, 0, 1), (2, 2, 2))
    5
    """
    index = 0
    for value, size in zip(row, levels, strict=True):
        index = index * size + value
    return index


def primes_within(rows: Iterable[Term], *, levels: Sequence[int]) -> set[Term]:
    """Terms that hold at these configurations only, and are as short as that allows.

    Examples
    --------
    >>> sorted(primes_within([(1, 1), (1, 0), (0, 0)], levels=(2, 2)))
    [(-1, 0), (1, -1)]
    """
    if len(levels) > MOST_CONDITIONS:
        raise MethodError(f"{len(levels)} conditions; choose at most {MOST_CONDITIONS}")
    bits = 0
    for row in rows:
        bits |= 1 << configuration_index(row, levels)
    return set(_Recursion(levels).primes(bits, 0))


class _Recursion:
    """Primes of a set of configurations, given by its bits, over the conditions from some depth on."""

    def __init__(self, levels: Sequence[int]) -> None:
        self.levels = tuple(levels)
        self.sizes = [1] * (len(levels) + 1)
        for depth in range(len(levels) - 1, -1, -1):
            self.sizes[depth] = self.sizes[depth + 1] * self.levels[depth]
        self._known: dict[tuple[int, int], dict[Term, int]] = {}

    def primes(self, bits: int, depth: int) -> dict[Term, int]:
        """Terms over the remaining conditions, each with the bits of the configurations it holds at."""
        if bits == 0:
            return {}
        if bits == (1 << self.sizes[depth]) - 1:
            return {(FREE,) * (len(self.levels) - depth): bits}
        key = (depth, bits)
        if key not in self._known:
            self._known[key] = self._split(bits, depth)
        return self._known[key]

    def _split(self, bits: int, depth: int) -> dict[Term, int]:
        size = self.sizes[depth + 1]
        parts = [bits >> (value * size) & ((1 << size) - 1) for value in range(self.levels[depth])]
        common = parts[0]
        for part in parts[1:]:
            common &= part
        repeated = sum(1 << (value * size) for value in range(self.levels[depth]))
        found: dict[Term, int] = {
            (FREE, *term): held * repeated for term, held in self.primes(common, depth + 1).items()
        }
        for value, part in enumerate(parts):
            for term, held in self.primes(part, depth + 1).items():
                if held & ~common:
                    found[(value, *term)] = held << (value * size)
        return found
