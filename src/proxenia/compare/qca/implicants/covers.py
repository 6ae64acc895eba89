"""Exact covering: the fewest columns that together hold every row, and all the ways to do it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Covers", "covers"]

PROOF_STEPS = 50_000
"""Steps spent on proving that no smaller cover exists, before integer programming takes over."""

MOST_STEPS = 2_000_000
"""Steps of the search for further covers, a few seconds; what it found by then is handed on as incomplete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """Choices of columns that hold every row; `is_complete` says whether these are all there are."""

    choices: tuple[tuple[int, ...], ...]
    is_complete: bool


def covers(columns: Sequence[int], *, rows: int, every: bool = False, most: int = 1000) -> Covers:
    """All covers with the fewest columns, or all from which no column can be taken away.

    Parameters
    ----------
    columns
        What each column holds: bit `i` stands for row `i`.
    rows
        Number of rows to hold.
    every
        Give every cover without a needless column, whatever their number, instead of those with the fewest.
    most
        Covers to list at most.

    Raises
    ------
    MethodError
        If some row is in no column, or no cover was found within the steps of the search.

    Examples
    --------
    >>> covers([0b011, 0b110, 0b101, 0b100], rows=3).choices
    ((0, 1), (0, 2), (0, 3), (1, 2))
    >>> covers([0b011, 0b110, 0b101, 0b001], rows=3, every=True).choices
    ((0, 1), (0, 2), (1, 2), (1, 3))
    """
    alike: dict[int, list[int]] = defaultdict(list)
    for number, column in enumerate(columns):
        if column:
            alike[column].append(number)
    search = _Search(sorted(alike, key=lambda held: (-held.bit_count(), held)), (1 << rows) - 1)
    found: set[tuple[int, ...]] = set()
    for chosen in search.irredundant() if every else search.smallest():
        for choice in product(*(alike[held] for held in chosen)):
            if len(found) == most:
                return Covers(choices=tuple(sorted(found)), is_complete=False)
            found.add(tuple(sorted(choice)))
    if not found:
        raise MethodError("too many terms to list every model; ask for the smallest ones only")
    return Covers(choices=tuple(sorted(found)), is_complete=search.steps <= MOST_STEPS)


class _Search:
    """Depth-first search: the row with the fewest columns is held first; a column tried is closed to its siblings.

    Sets of rows and sets of columns are both bitmasks; `holding[row]` are the columns of a row, `near[row]` the rows
    that share a column with it.
    """

    def __init__(self, columns: Sequence[int], rows: int, *, most_steps: int = MOST_STEPS) -> None:
        self.columns, self.rows, self.steps, self.most_steps = columns, rows, 0, most_steps
        self.holding = [sum(1 << k for k, c in enumerate(columns) if c >> row & 1) for row in range(rows.bit_length())]
        if not all(self.holding):
            raise MethodError("some row is in no column, so nothing can cover it")
        self.near = [self._together(held) for held in self.holding]
        self.widest = max(column.bit_count() for column in columns)

    def smallest(self) -> Iterator[tuple[int, ...]]:
        one = self._one_smallest()
        yield one
        yield from self._of_size(self.rows, (1 << len(self.columns)) - 1, len(one))

    def _one_smallest(self) -> tuple[int, ...]:
        """A cover with the fewest columns: by greed where a search proves it, else by integer programming."""
        greedy: list[int] = []
        rest = self.rows
        while rest:
            greedy.append(max(self.columns, key=lambda column: (column & rest).bit_count()))
            rest &= ~greedy[-1]
        widest = [c for c in self.columns if not any(c | other == other != c for other in self.columns)]
        for size in range(self._at_least(self.rows), len(greedy)):
            search = _Search(widest, self.rows, most_steps=PROOF_STEPS)
            found = next(search._of_size(self.rows, (1 << len(widest)) - 1, size), None)
            if found is not None:
                return found
            if search.steps > PROOF_STEPS:
                return self._by_programming(widest)
        return tuple(greedy)

    def _by_programming(self, widest: Sequence[int]) -> tuple[int, ...]:
        import numpy as np  # noqa: PLC0415  most tables are proved without it
        from scipy.optimize import LinearConstraint, milp  # noqa: PLC0415  the same

        holds = np.array([[column >> row & 1 for column in widest] for row in range(self.rows.bit_length())])
        cost = np.ones(len(widest))
        best = milp(cost, integrality=cost, bounds=(0, 1), constraints=LinearConstraint(holds, 1, np.inf))
        return tuple(column for column, share in zip(widest, best.x, strict=True) if share > 0.5)  # noqa: PLR2004  0 or 1

    def _of_size(self, open_rows: int, allowed: int, size: int) -> Iterator[tuple[int, ...]]:
        """Covers of the open rows with exactly so many of the allowed columns."""
        if not open_rows:
            if size == 0:
                yield ()
            return
        self.steps += 1
        if (
            self.steps > self.most_steps
            or self.widest * size < open_rows.bit_count()
            or self._at_least(open_rows) > size
        ):
            return
        if size == 1:
            for k in _bits(self._all_of(open_rows, allowed)):
                yield (self.columns[k],)
            return
        for k in _bits(self._tightest(open_rows, allowed)):
            allowed &= ~(1 << k)
            column = self.columns[k]
            for rest in self._of_size(open_rows & ~column, allowed, size - 1):
                yield (column, *rest)

    def irredundant(self) -> Iterator[tuple[int, ...]]:
        yield from self._extend(self.rows, (1 << len(self.columns)) - 1, ())

    def _extend(self, open_rows: int, allowed: int, chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if not open_rows:
            yield chosen
            return
        self.steps += 1
        if self.steps > self.most_steps:
            return
        for k in _bits(self._tightest(open_rows, allowed)):
            allowed &= ~(1 << k)
            now = (*chosen, self.columns[k])
            if all(self._alone(each, now) for each in now):
                yield from self._extend(open_rows & ~self.columns[k], allowed, now)

    def _alone(self, column: int, chosen: tuple[int, ...]) -> int:
        """Rows that only this one of the chosen columns holds."""
        others = 0
        for each in chosen:
            if each != column:
                others |= each
        return column & self.rows & ~others

    def _tightest(self, open_rows: int, allowed: int) -> int:
        """Allowed columns of the open row that has the fewest."""
        best, fewest = 0, len(self.columns) + 1
        while open_rows:
            lowest = open_rows & -open_rows
            held = self.holding[lowest.bit_length() - 1] & allowed
            count = held.bit_count()
            if count < fewest:
                best, fewest = held, count
                if count <= 1:
                    break
            open_rows ^= lowest
        return best

    def _all_of(self, open_rows: int, allowed: int) -> int:
        """Allowed columns that hold every open row."""
        while open_rows and allowed:
            lowest = open_rows & -open_rows
            allowed &= self.holding[lowest.bit_length() - 1]
            open_rows ^= lowest
        return allowed

    def _at_least(self, open_rows: int) -> int:
        """Rows of which no two share a column, found greedily: so many columns are needed at least."""
        count = 0
        while open_rows:
            row = (open_rows & -open_rows).bit_length() - 1
            open_rows &= ~self.near[row]
            count += 1
        return count

    def _together(self, held: int) -> int:
        """Rows of any of these columns."""
        rows = 0
        for k in _bits(held):
            rows |= self.columns[k]
        return rows


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
