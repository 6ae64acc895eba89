"""Choosing the cities of a union: exactly by mixed-integer programming, and quickly by exchange."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.unions.forming.capacity import Capacity

__all__ = ["Limits", "best_exactly", "best_quickly"]

SECONDS = 20.0
"""Time the exact choice may take for one size; the best found by then is kept, with what is left open."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a union must keep.

    `countries` says the country of each candidate; `most_of_one` how many cities one country may hold at most;
    `least_countries` how many countries it must hold; `wanted` the candidates it must take.
    """

    countries: tuple[str, ...]
    most_of_one: int
    least_countries: int
    wanted: tuple[int, ...] = ()

    @classmethod
    def of(
        cls, countries: Sequence[str], size: int, *, share: float, least_countries: int, wanted: Sequence[int] = ()
    ) -> Limits:
        """Make limits for a size: as strict as asked, or as the countries at hand allow.

        Raises
        ------
        StudyError
            If no set of that size can keep them.
        """
        every = sorted(set(countries))
        if size > len(countries):
            raise StudyError(
                "a union of {size} cities cannot be met: the region has {n} candidates", size=size, n=len(countries)
            )
        if len(wanted) > size:
            raise StudyError("{n} cities must be in a union of {size}; allow more cities", n=len(wanted), size=size)
        held = sorted((countries.count(country) for country in every), reverse=True)
        most = max(int(share * size), -(-size // len(every)), 1)
        while sum(min(count, most) for count in held) < size:
            most += 1
        fixed = [countries[i] for i in wanted]
        most = max([most, *(fixed.count(country) for country in fixed)])
        return cls(
            countries=tuple(countries),
            most_of_one=most,
            least_countries=min(least_countries, len(every), size),
            wanted=tuple(wanted),
        )

    def allow(self, chosen: Sequence[int]) -> bool:
        """Say whether a set of candidates keeps the limits."""
        held = [self.countries[i] for i in chosen]
        return (
            set(self.wanted) <= set(chosen)
            and len(set(held)) >= self.least_countries
            and all(held.count(country) <= self.most_of_one for country in set(held))
        )


def best_exactly(
    capacity: Capacity, size: int, *, limits: Limits, without: Sequence[Sequence[int]] = (), apart: int = 1
) -> tuple[tuple[int, ...], float] | None:
    r"""Choose the set of a size with the largest capacity that keeps the limits.

    A binary variable says whether a city is in, one for each pair whether both are, and one which city is the host.
    With the size :math:`n` fixed, :math:`\sum_j y_{ij} = (n-1)\,x_i` ties pairs to cities tightly.

    Parameters
    ----------
    without
        Sets that the choice must differ from, each in at least `apart` cities.

    Returns
    -------
    chosen
        The positions of the cities, and how far (share) a better set could still be above it; None when there is none.

    References
    ----------
    Sherali and Adams (1986), A tight linearization and an algorithm for zero-one quadratic programming problems,
    *Management Science* 32(10), 1274-1290. Solved by HiGHS.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  slow to import, needed here only

    n = len(capacity.host)
    if n < size:
        return None
    one, other = np.triu_indices(n, 1)
    m, n_pairs = one.size, size * (size - 1) / 2
    every = sorted(set(limits.countries))
    width = n + m + n + len(every)
    cost = np.zeros(width)
    cost[:n] = -(capacity.alone + capacity.favor) / size
    cost[n : n + m] = -capacity.pairs[one, other] / n_pairs
    cost[n + m : n + m + n] = -capacity.hosting
    matrix, low, high = _rows(n, size, limits=limits, one=one, other=other, width=width, without=without, apart=apart)
    lower = np.zeros(width)
    lower[list(limits.wanted)] = 1.0
    integrality = np.ones(width)
    integrality[n : n + m] = 0
    found = milp(
        cost,
        constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(lower, np.ones(width)),
        integrality=integrality,
        options={"time_limit": SECONDS, "mip_rel_gap": 1e-6},
    )
    if found.x is None:
        return None
    chosen = tuple(int(i) for i in np.flatnonzero(found.x[:n] > 0.5))  # noqa: PLR2004  a binary variable
    return chosen, float(found.mip_gap or 0.0)


def best_quickly(capacity: Capacity, size: int, *, limits: Limits) -> tuple[int, ...] | None:
    """Choose a good set by adding the best city and exchanging while it helps; None when the limits stop it.

    It is never better than the exact choice, and serves where thousands of choices are needed.
    """
    pairs, alone, hosting = capacity.pairs, capacity.alone + capacity.favor, capacity.hosting
    n_pairs = size * (size - 1) / 2
    chosen = list(limits.wanted) or [int(np.argmax(alone / size + hosting + pairs.sum(axis=1) / n_pairs))]
    while len(chosen) < size:
        scores = pairs[:, chosen].sum(axis=1) / n_pairs + alone / size
        scores += np.maximum(hosting - hosting[chosen].max(), 0)
        best = _best_addition(scores, chosen, size, limits)
        if best is None:
            return None
        chosen.append(best)
    for _ in range(50):
        swap = _best_exchange(chosen, pairs / n_pairs, alone / size, hosting, limits)
        if swap is None:
            break
        chosen[swap[0]] = swap[1]
    return tuple(sorted(chosen)) if limits.allow(chosen) else None


def _rows(
    n: int,
    size: int,
    *,
    limits: Limits,
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    width: int,
    without: Sequence[Sequence[int]],
    apart: int,
) -> tuple[object, NDArray[np.float64], NDArray[np.float64]]:
    """Constraints as a sparse matrix with their lower and upper ends."""
    from scipy.sparse import csr_array  # noqa: PLC0415  beside the solver

    entries: list[tuple[int, int, float]] = []
    ends: list[tuple[float, float]] = []

    def add(terms: Sequence[tuple[int, float]], low: float, high: float) -> None:
        entries.extend((len(ends), column, value) for column, value in terms)
        ends.append((low, high))

    m = one.size
    add([(i, 1.0) for i in range(n)], size, size)
    for i in range(n):
        with_i = np.flatnonzero((one == i) | (other == i))
        add([*((n + int(k), 1.0) for k in with_i), (i, -(size - 1.0))], 0, 0)
        add([(n + m + i, 1.0), (i, -1.0)], -np.inf, 0)
    for k in range(m):
        add([(n + k, 1.0), (int(one[k]), -1.0)], -np.inf, 0)
        add([(n + k, 1.0), (int(other[k]), -1.0)], -np.inf, 0)
    add([(n + m + i, 1.0) for i in range(n)], 0, 1)
    for c, country in enumerate(sorted(set(limits.countries))):
        held = [(i, 1.0) for i in range(n) if limits.countries[i] == country]
        add(held, 0, limits.most_of_one)
        add([(n + m + n + c, 1.0), *((i, -1.0) for i, _ in held)], -np.inf, 0)
    add([(n + m + n + c, 1.0) for c in range(width - n - m - n)], limits.least_countries, np.inf)
    for known in without:
        add([(i, 1.0) for i in known], 0, len(known) - apart)
    rows, columns, values = zip(*entries, strict=True)
    low, high = (np.array(each, float) for each in zip(*ends, strict=True))
    return csr_array((values, (rows, columns)), shape=(len(ends), width)), low, high


def _best_addition(scores: NDArray[np.float64], chosen: list[int], size: int, limits: Limits) -> int | None:
    held = [limits.countries[i] for i in chosen]
    short = limits.least_countries - len(set(held))
    must_be_new = short >= size - len(chosen)
    for i in np.argsort(-scores, kind="stable"):
        country = limits.countries[i]
        if i in chosen or held.count(country) >= limits.most_of_one or (must_be_new and short > 0 and country in held):
            continue
        return int(i)
    return None


def _best_exchange(
    chosen: list[int],
    pairs: NDArray[np.float64],
    alone: NDArray[np.float64],
    hosting: NDArray[np.float64],
    limits: Limits,
) -> tuple[int, int] | None:
    """Give the place in `chosen` and the city to put there that raise the capacity most; None where nothing does."""
    sums = pairs[:, chosen].sum(axis=1)
    change = (sums[:, None] - pairs[:, chosen]) - sums[chosen][None, :] + alone[:, None] - alone[chosen][None, :]
    for place in range(len(chosen)):
        rest = max((hosting[i] for k, i in enumerate(chosen) if k != place), default=0.0)
        change[:, place] += np.maximum(hosting, rest) - hosting[chosen].max()
    change[chosen] = -np.inf
    change[:, [k for k, i in enumerate(chosen) if i in limits.wanted]] = -np.inf
    for flat in np.argsort(-change, axis=None)[: 4 * len(chosen)]:
        new, place = np.unravel_index(flat, change.shape)
        if change[new, place] <= 1e-12:  # noqa: PLR2004  less is no gain
            return None
        if limits.allow([*chosen[:place], int(new), *chosen[place + 1 :]]):
            return int(place), int(new)
    return None
