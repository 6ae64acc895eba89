"""Links between cities that share more networks than chance would give them, with the share of false ones held down.

Under a null model the number of networks two cities share has a known distribution, which depends on their degrees
alone. So p-values are worked out once for each pair of *degrees*, and counted over all pairs of cities without a list
of them: the Benjamini-Hochberg threshold comes from the counts, and only the links that pass it are written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.errors import MethodError
from proxenia.networks.nulls.bicm import Bicm, solve_bicm
from proxenia.networks.nulls.curveball import shuffles
from proxenia.networks.nulls.poisson_binomial import at_least, refined_normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from proxenia.networks.bipartite import Bipartite

__all__ = ["Link", "Null", "Projection", "Side", "threshold_of", "validate"]

Null = Literal["bicm", "fixed-degrees"]
Side = Literal["cities", "networks"]
BLOCK, MOST_HELD = 4_000_000, 12_000_000
EXACT_WORK = 1_500_000_000
"""Additions up to which tails are worked out exactly; beyond, by the refined normal curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two cities (or networks), how many they share, how many chance gives, and the chance of so many or more."""

    first: int | str
    second: int | str
    shared: int
    expected: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Links that stand against a null model.

    `first` and `second` are places in `names`; `threshold` is the largest p-value that passed; `tests` counts the
    pairs judged; `tails` says whether they were exact, refined normal, or counted in draws.
    """

    names: tuple[int, ...] | tuple[str, ...]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    shared: NDArray[np.int64]
    expected: NDArray[np.float64]
    p: NDArray[np.float64]
    alpha: float
    threshold: float
    tests: int
    null: Null
    tails: str

    def __len__(self) -> int:
        """Count the links."""
        return len(self.first)

    def links(self) -> Iterator[Link]:
        """Give the links, the surest first."""
        for at in np.lexsort((self.second, self.first, self.p)):
            yield Link(
                first=self.names[self.first[at]],
                second=self.names[self.second[at]],
                shared=int(self.shared[at]),
                expected=float(self.expected[at]),
                p=float(self.p[at]),
            )


def validate(
    table: Bipartite,
    *,
    side: Side = "cities",
    null: Null = "bicm",
    alpha: float = 0.05,
    least_degree: int = 1,
    focal: int | str | None = None,
    draws: int = 1000,
    rng: np.random.Generator | None = None,
) -> Projection:
    """Find the pairs that share more than the null model gives them, false ones held to `alpha` of all.

    Parameters
    ----------
    table
        The memberships.
    side
        Whether links are sought between cities or between networks.
    null
        `bicm`: degrees right on average, tails from the Poisson binomial (this is the stochastic degree sequence
        model). `fixed-degrees`: degrees exactly right, tails counted in random tables; slow, and no p-value can be
        below 1 / (draws + 1).
    alpha
        Expected share of false links among those found (Benjamini and Hochberg 1995).
    least_degree
        Fewest memberships of a city (members of a network) to be judged; degrees are given in the null model, so this
        choice does not favor any pair.
    focal
        A city (or network) whose links alone are asked for: fewer tests, so weaker links can pass.
    draws, rng
        Random tables for `fixed-degrees`.

    Raises
    ------
    MethodError
        If `alpha` is not between 0 and 1, or draws are asked for without `rng`.
    EvidenceError
        If `focal` is not in the table.

    References
    ----------
    Neal (2014), doi:10.1016/j.socnet.2014.06.001 (the model); Saracco et al. (2017), doi:10.1088/1367-2630/aa6b38.
    """
    if not 0 < alpha < 1:
        raise MethodError(f"alpha {alpha:g} is not between 0 and 1")
    matrix = table.matrix.astype(np.int32) if side == "cities" else table.matrix.T.tocsr().astype(np.int32)
    names = np.array(table.cities if side == "cities" else table.networks, dtype=object)
    kept, among = _judged(table, side, least_degree, focal)
    if null == "bicm":
        model = solve_bicm(table.city_degree, table.network_size)
        judge = _ByClasses(matrix, model if side == "cities" else model.turned(), kept, focal=among)
    elif rng is None:
        raise MethodError("links held against drawn tables need a source of chance: give rng")
    else:
        judge = _ByDraws(matrix, table, kept, side=side, draws=draws, rng=rng, focal=among)
    tests = len(kept) * (len(kept) - 1) // 2 if among is None else len(kept) - 1
    threshold = threshold_of(*judge.counted(), tests=tests, alpha=alpha)
    found = judge.collect(threshold)
    return Projection(
        names=tuple(names[kept]),
        alpha=alpha,
        threshold=threshold,
        tests=tests,
        null=null,
        tails=judge.tails,
        **found,
    )


def _judged(
    table: Bipartite, side: Side, least_degree: int, focal: int | str | None
) -> tuple[NDArray[np.int64], int | None]:
    """Rows that are judged, and the place of the focal one among them."""
    judged = (table.city_degree if side == "cities" else table.network_size) >= max(least_degree, 1)
    if focal is None:
        return np.flatnonzero(judged), None
    at = table.row(int(focal)) if side == "cities" else table.column(str(focal))
    judged[at] = True
    kept = np.flatnonzero(judged)
    return kept, int(np.flatnonzero(kept == at)[0])


def threshold_of(p: NDArray[np.float64], count: NDArray[np.int64], *, tests: int, alpha: float) -> float:
    """Largest p-value that passes the step-up rule of Benjamini and Hochberg, where value `p` stands `count` times.

    Examples
    --------
    Of five tests at 5 %, 0.001 is at most 1/5 of it and 0.019 at most 2/5, but 0.031 is more than 3/5.

    >>> threshold_of(np.array([0.001, 0.019, 0.031, 0.8, 0.9]), np.ones(5, dtype=int), tests=5, alpha=0.05)
    0.019
    """
    order = np.argsort(p)
    rank = np.cumsum(count[order])
    passes = np.flatnonzero((p[order] <= alpha * rank / max(tests, 1)) & (count[order] > 0))
    return float(p[order][passes[-1]]) if len(passes) else 0.0


class _ByClasses:
    """P-values by pairs of degree classes; pairs that share nothing have p = 1 and are never listed."""

    def __init__(self, matrix: csr_array, model: Bicm, kept: NDArray[np.int64], *, focal: int | None = None) -> None:
        self._matrix, self._focal = matrix[kept], focal
        classes, self._class = np.unique(model.row_class[kept], return_inverse=True)
        upper = np.triu_indices(len(classes))
        self._pair = np.zeros((len(classes), len(classes)), dtype=np.int64)
        self._pair[upper] = np.arange(len(upper[0]))
        self._pair = np.maximum(self._pair, self._pair.T)
        self._kept: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]] | None = None
        self._most = self._first_pass()
        chance = model.probability[classes]
        self._tail, self._expected, self.tails = _tails(chance, model.column_count, upper, most=self._most)

    def counted(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """P-values of every pair of classes and number shared, and how many pairs of rows have each."""
        counts = np.zeros(self._tail.size, dtype=np.int64)
        for first, second, shared in self._pairs():
            code = self._pair[self._class[first], self._class[second]] * (self._most + 1) + shared
            counts += np.bincount(code, minlength=len(counts))
        return self._tail.ravel(), counts

    def collect(self, threshold: float) -> dict[str, NDArray]:
        """Pairs whose p-value is at most the threshold and that share anything."""
        out: list[tuple[NDArray, ...]] = []
        passes = (self._tail <= threshold) & (threshold > 0)
        for first, second, shared in self._pairs():
            pair = self._pair[self._class[first], self._class[second]]
            at = np.flatnonzero(passes[pair, shared])
            p = self._tail[pair[at], shared[at]]
            out.append((first[at], second[at], shared[at], self._expected[pair[at]], p))
        columns = zip(*out, strict=True)
        return dict(zip(("first", "second", "shared", "expected", "p"), map(np.concatenate, columns), strict=True))

    def _first_pass(self) -> int:
        """Largest number shared; the pairs are kept where they are few enough, else made again for each pass."""
        most, size, held = 0, 0, []
        for each in self._pairs():
            most = max(most, int(each[2].max(initial=0)))
            size += len(each[0])
            held.append(each)
            if size > MOST_HELD:
                held.clear()
        self._kept = held if size <= MOST_HELD else None
        return most

    def _pairs(self) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]]:
        """Pairs of rows that share anything, the first before the second, block by block."""
        if self._kept is not None:
            yield from self._kept
            return
        n = self._matrix.shape[0]
        step = max(1, BLOCK // max(n, 1))
        turned = self._matrix.T.tocsr()
        for start in range(0, n, step):
            block = (self._matrix[start : start + step] @ turned[:, start:]).tocoo()
            later = block.col > block.row
            if self._focal is not None:
                later &= (block.row + start == self._focal) | (block.col + start == self._focal)
            yield (
                (block.row[later] + start).astype(np.int32),
                (block.col[later] + start).astype(np.int32),
                block.data[later],
            )


def _tails(
    chance: NDArray[np.float64], count: NDArray[np.int64], upper: tuple[NDArray, NDArray], *, most: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], str]:
    """Tails for each pair of classes, shape (n_pairs, most + 1), their expectations, and how they were made."""
    coins = int(count.sum())
    exact = len(upper[0]) * (most + 1) * coins <= EXACT_WORK
    each = np.repeat(np.arange(len(count)), count)
    tails, expected = np.empty((len(upper[0]), most + 1)), np.empty(len(upper[0]))
    step = max(1, BLOCK // max(coins if exact else len(count), most + 1))
    for start in range(0, len(upper[0]), step):
        rows = slice(start, start + step)
        p = chance[upper[0][rows]] * chance[upper[1][rows]]
        expected[rows] = p @ count
        tails[rows] = at_least(p[:, each], most=most) if exact else refined_normal(p, most=most, count=count)
    return tails, expected, "exact" if exact else "refined normal"


class _ByDraws:
    """P-values counted in random tables of the same degrees; for tables of up to a few thousand rows."""

    tails = "drawn"

    def __init__(
        self,
        matrix: csr_array,
        table: Bipartite,
        kept: NDArray[np.int64],
        *,
        side: Side,
        draws: int,
        rng: np.random.Generator,
        focal: int | None = None,
    ) -> None:
        self._asked = np.triu(np.ones((len(kept), len(kept)), dtype=bool), 1)
        if focal is not None:
            place = np.arange(len(kept))
            self._asked &= (place == focal)[:, None] | (place == focal)[None, :]
        self._shared = (matrix[kept] @ matrix[kept].T).toarray()
        reached, total = np.zeros(self._shared.shape), np.zeros(self._shared.shape)
        for drawn in shuffles(table, draws, rng=rng):
            each = (drawn.matrix if side == "cities" else drawn.matrix.T.tocsr()).astype(np.int32)[kept]
            shared = (each @ each.T).toarray()
            reached += shared >= self._shared
            total += shared
        self._p = (1 + reached) / (1 + draws)
        self._expected = total / draws

    def counted(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        p, counts = np.unique(self._p[self._asked], return_counts=True)
        return p, counts

    def collect(self, threshold: float) -> dict[str, NDArray]:
        first, second = np.nonzero((self._p <= threshold) & (self._shared > 0) & (threshold > 0) & self._asked)
        at = first, second
        found = {"shared": self._shared[at], "expected": self._expected[at], "p": self._p[at]}
        return {"first": first, "second": second, **found}
