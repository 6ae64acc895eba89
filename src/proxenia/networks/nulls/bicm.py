r"""The bipartite configuration model: the most random tables whose degrees are right on average.

Every pair of a city and a network is a member with a probability of its own, independent of all others:

.. math:: p_{in} = \frac{x_i y_n}{1 + x_i y_n}, \qquad \sum_n p_{in} = k_i, \quad \sum_i p_{in} = d_n .

Cities of equal degree share one :math:`x`, networks of equal size one :math:`y`. So the unknowns are as many as there are
*different* degrees, a hundred or so even for thousands of cities, and Newton's method on the logarithms takes a few
steps. Nothing of the size of the table is ever made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Bicm", "solve_bicm"]

STEPS, HALVINGS = 200, 60
FAR = 40.0
"""A logarithm this large means a probability within 1e-17 of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bicm:
    """A solved model, kept by classes of equal degree.

    `row_class` and `column_class` say to which class each row and column belongs; `probability` holds the chance of a
    membership for each pair of classes, shape (n_row_classes, n_column_classes).
    """

    row_class: NDArray[np.int64]
    column_class: NDArray[np.int64]
    probability: NDArray[np.float64]

    @property
    def column_count(self) -> NDArray[np.int64]:
        """Columns in each class."""
        return np.bincount(self.column_class, minlength=self.probability.shape[1])

    def dense(self) -> NDArray[np.float64]:
        """Chances of all pairs, shape (n_rows, n_columns); as large as the table itself."""
        return self.probability[np.ix_(self.row_class, self.column_class)]

    def at(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Chances of some pairs, one for each of `rows` and `columns`."""
        return self.probability[self.row_class[rows], self.column_class[columns]]

    def turned(self) -> Bicm:
        """Give the same model with rows and columns exchanged."""
        return Bicm(row_class=self.column_class, column_class=self.row_class, probability=self.probability.T)

    def draw(self, *, rng: np.random.Generator) -> NDArray[np.bool_]:
        """Draw a table, shape (n_rows, n_columns); its degrees are right on average only."""
        return rng.random((len(self.row_class), len(self.column_class))) < self.dense()


def solve_bicm(row_degree: NDArray[np.int64], column_degree: NDArray[np.int64], *, tolerance: float = 1e-9) -> Bicm:
    """Solve the model for given degrees.

    A row or column that is full or empty is taken out first: its chances are 1 or 0 for certain.

    Parameters
    ----------
    row_degree, column_degree
        Degrees of rows and columns; both sum to the number of memberships.
    tolerance
        Largest difference allowed between a degree and its expectation.

    Raises
    ------
    MethodError
        If the degrees fit no table, or fit one so tightly that some chances can only be 0 or 1.

    References
    ----------
    Saracco, Di Clemente, Gabrielli and Squartini (2015), *Randomizing bipartite networks*, doi:10.1038/srep10595.

    Examples
    --------
    The table 001/010/101 of the tests of the R package `backbone`:

    >>> solve_bicm(np.array([1, 1, 2]), np.array([1, 1, 2])).dense().round(3)
    array([[0.216, 0.216, 0.568],
           [0.216, 0.216, 0.568],
           [0.568, 0.568, 0.863]])
    """
    _refuse_nonsense(row_degree, column_degree)
    k, row_class = np.unique(row_degree, return_inverse=True)
    d, column_class = np.unique(column_degree, return_inverse=True)
    probability = _by_classes(k, np.bincount(row_class), d, np.bincount(column_class), tolerance=tolerance)
    return Bicm(row_class=row_class, column_class=column_class, probability=probability)


def _by_classes(
    k: NDArray[np.int64], a: NDArray[np.int64], d: NDArray[np.int64], b: NDArray[np.int64], *, tolerance: float
) -> NDArray[np.float64]:
    """Chances for classes of rows (degree `k`, `a` of them) and columns (degree `d`, `b` of them)."""
    out = np.full((len(k), len(d)), np.nan)
    rows, columns = np.ones(len(k), dtype=bool), np.ones(len(d), dtype=bool)
    k_left, d_left = k.astype(np.float64), d.astype(np.float64)
    while rows.any() and columns.any():
        full, empty = rows & (k_left >= b[columns].sum()), rows & (k_left <= 0)
        if (full | empty).any():
            out[np.ix_(full, columns)], out[np.ix_(empty, columns)] = 1.0, 0.0
            d_left = d_left - a[full].sum() * columns
            rows = rows & ~full & ~empty
            continue
        full, empty = columns & (d_left >= a[rows].sum()), columns & (d_left <= 0)
        if not (full | empty).any():
            break
        out[np.ix_(rows, full)], out[np.ix_(rows, empty)] = 1.0, 0.0
        k_left = k_left - b[full].sum() * rows
        columns = columns & ~full & ~empty
    if rows.any() and columns.any():
        weights = a[rows].astype(float), b[columns].astype(float)
        out[np.ix_(rows, columns)] = _newton(k_left[rows], d_left[columns], *weights, tolerance=tolerance)
    return out


def _newton(
    k: NDArray[np.float64],
    d: NDArray[np.float64],
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    *,
    tolerance: float,
) -> NDArray[np.float64]:
    """Raise the logarithm of the likelihood, which has one summit, until every degree is met."""
    total = (a * k).sum()
    theta = np.concatenate([np.log(k / np.sqrt(total)), np.log(d / np.sqrt(total))])
    for _ in range(STEPS):
        p = _chances(theta, len(k))
        miss = np.concatenate([k - p @ b, d - a @ p])
        if np.abs(miss).max() < tolerance:
            return p
        theta = _climb(theta, _step(p, miss, a, b), k, d, a, b)
    worst = np.abs(miss).max()
    raise MethodError(
        f"the configuration model was not solved in {STEPS} steps (a degree is missed by {worst:.2g}); "
        "the degrees leave no freedom, so some memberships are certain: use shuffles of fixed degrees instead"
    )


def _step(
    p: NDArray[np.float64], miss: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Newton's step; one sum of unknowns is free, which the least ridge settles."""
    spread = p * (1 - p)
    n = len(a)
    hessian = np.zeros((n + len(b), n + len(b)))
    hessian[:n, n:] = a[:, None] * spread * b[None, :]
    hessian[n:, :n] = hessian[:n, n:].T
    hessian[np.diag_indices_from(hessian)] = np.concatenate([a * (spread @ b), b * (a @ spread)])
    hessian[np.diag_indices_from(hessian)] += 1e-12 * hessian.diagonal().max()
    return np.linalg.solve(hessian, np.concatenate([a, b]) * miss)


def _climb(
    theta: NDArray[np.float64],
    step: NDArray[np.float64],
    k: NDArray[np.float64],
    d: NDArray[np.float64],
    a: NDArray[np.float64],
    b: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Take the step, or the part of it that still leads upward."""
    step = step * min(1.0, FAR / 4 / max(np.abs(step).max(), 1e-300))
    here = _likelihood(theta, k, d, a, b)
    for _ in range(HALVINGS):
        there = _likelihood(theta + step, k, d, a, b)
        if there >= here - 1e-12 * abs(here):
            break
        step = step / 2
    return theta + step


def _likelihood(
    theta: NDArray[np.float64],
    k: NDArray[np.float64],
    d: NDArray[np.float64],
    a: NDArray[np.float64],
    b: NDArray[np.float64],
) -> float:
    x, y = theta[: len(k)], theta[len(k) :]
    ties = (a * k * x).sum() + (b * d * y).sum()
    return float(ties - a @ np.logaddexp(0, x[:, None] + y[None, :]) @ b)


def _chances(theta: NDArray[np.float64], n_rows: int) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(theta[:n_rows, None] + theta[None, n_rows:], -700, 700)))


def _refuse_nonsense(row_degree: NDArray[np.int64], column_degree: NDArray[np.int64]) -> None:
    if not len(row_degree) or not len(column_degree):
        raise MethodError("a table without rows or columns has no configuration model")
    if row_degree.sum() != column_degree.sum():
        raise MethodError(
            f"rows have {row_degree.sum()} memberships and columns {column_degree.sum()}; both must be the same"
        )
    if row_degree.min() < 0 or column_degree.min() < 0:
        raise MethodError("a degree is below 0; degrees count memberships")
    if row_degree.max() > len(column_degree) or column_degree.max() > len(row_degree):
        raise MethodError("a degree is larger than the table; a city can be in a network once")
