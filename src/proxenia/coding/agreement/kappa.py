"""Cohen's and Fleiss' kappa and Gwet's AC1: agreement beyond three notions of chance, for nominal labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from proxenia.coding.agreement.ratings import Ratings

__all__ = ["PairTable", "ac1", "beyond_chance", "cohen", "fleiss", "observed_agreement"]

Chance = Literal["fleiss", "ac1"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTable:
    """How often one coder said the row's value while the other said the column's; shape (n_values, n_values)."""

    values: NDArray[np.float64]
    counts: NDArray[np.float64]

    @classmethod
    def of(cls, ratings: Ratings, *, first: int = 0, second: int = 1) -> PairTable:
        """Count the labels of two coders over the units that both labelled.

        Raises
        ------
        MethodError
            If the two share no unit.
        """
        both = ratings.labels[[first, second]]
        both = both[:, ~np.isnan(both).any(axis=0)]
        if both.shape[1] == 0:
            names = f"{ratings.coders[first]!r} and {ratings.coders[second]!r}"
            raise MethodError(f"{names} labelled no unit in common; one unit is the least")
        values, place = np.unique(both, return_inverse=True)
        row, column = place.reshape(2, -1)
        counts = np.zeros((values.size, values.size))
        np.add.at(counts, (row, column), 1)
        return cls(values=values, counts=counts)


def cohen(table: PairTable, *, weights: Literal["none", "linear", "quadratic"] = "none") -> float | None:
    r"""Cohen's kappa of two coders, None where chance alone would agree on everything.

    .. math:: \kappa = 1 - \sum_{ck} w_{ck} p_{ck} / \sum_{ck} w_{ck} p_{c\cdot} p_{\cdot k}

    with :math:`w` 1 off the diagonal, or growing with the distance of the values.

    References
    ----------
    Cohen (1960), *Educational and Psychological Measurement* 20; weighted: Cohen (1968), *Psychological Bulletin* 70.

    Examples
    --------
    >>> table = PairTable(values=np.array([0.0, 1.0]), counts=np.array([[20.0, 5.0], [10.0, 15.0]]))
    >>> round(cohen(table), 6)
    0.4
    """
    p = table.counts / table.counts.sum()
    distance = np.abs(table.values[:, None] - table.values[None, :])
    w = {"none": (distance > 0).astype(float), "linear": distance, "quadratic": distance**2}[weights]
    expected = (w * np.outer(p.sum(axis=1), p.sum(axis=0))).sum()
    return float(1 - (w * p).sum() / expected) if expected > 0 else None


def observed_agreement(ratings: Ratings) -> float:
    """Share of pairs of labels on one unit that are the same, averaged over the units with two labels or more (0-1)."""
    agreed, _, _ = _shares(ratings)
    return float(agreed.mean())


def fleiss(ratings: Ratings) -> float | None:
    r"""Fleiss' kappa, for any number of coders; None where all labels are the same.

    Chance agreement is :math:`\sum_q \pi_q^2`, with :math:`\pi_q` the mean share of value q over units. Where units have
    different numbers of labels, each counts alike, as Gwet (2014) generalizes it.

    References
    ----------
    Fleiss (1971), *Psychological Bulletin* 76; Gwet (2014), *Handbook of Inter-Rater Reliability*, 4th ed., ch. 2.
    """
    return _value(beyond_chance(ratings, chance="fleiss"))


def ac1(ratings: Ratings) -> float | None:
    r"""Gwet's AC1, which stays in place where nearly all labels are the same; None for fewer than two values.

    Chance agreement is :math:`\sum_q \pi_q (1 - \pi_q) / (Q - 1)` for Q values.

    References
    ----------
    Gwet (2008), *British Journal of Mathematical and Statistical Psychology* 61.

    Examples
    --------
    >>> from proxenia.coding.agreement import Ratings
    >>> first, second = "1" * 123 + "00", "1" * 118 + "0" * 5 + "11"
    >>> round(ac1(Ratings.of([list(first), list(second)])), 4)
    0.9408
    """
    return _value(beyond_chance(ratings, chance="ac1"))


def beyond_chance(
    ratings: Ratings, *, chance: Chance, weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Fleiss' kappa or AC1 of samples in which pairable unit u stands `weights[:, u]` times; NaN where undefined.

    Without weights, of the ratings as they are, units with one label counted for the shares of values. Shape (n,).
    """
    agreed, shares, alone = _shares(ratings)
    if weights is None:
        observed = agreed.mean(keepdims=True)
        total = np.asarray(shares.sum(axis=0)).ravel() + np.asarray(alone.sum(axis=0)).ravel()
        prevalence = total[None] / (shares.shape[0] + alone.shape[0])
    else:
        size = weights.sum(axis=1, keepdims=True)
        observed, prevalence = (weights @ agreed) / size[:, 0], np.asarray(weights @ shares) / size
    n_values = shares.shape[1]
    if chance == "fleiss":
        expected = (prevalence**2).sum(axis=1)
    else:
        expected = (prevalence * (1 - prevalence)).sum(axis=1) / max(n_values - 1, 1)
        expected = np.where(n_values > 1, expected, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected < 1 - 1e-12, (observed - expected) / (1 - expected), np.nan)


def _shares(ratings: Ratings) -> tuple[NDArray[np.float64], csr_array, csr_array]:
    """Agreement inside each pairable unit, shares of values there, and those of units with one label."""
    from scipy.sparse import csr_array  # noqa: PLC0415  slow to import

    known = ~np.isnan(ratings.labels)
    values, place = np.unique(ratings.labels[known], return_inverse=True)
    unit = np.nonzero(known)[1]
    counts = csr_array((np.ones(unit.size), (unit, place)), shape=(known.shape[1], values.size))
    m = known.sum(axis=0).astype(float)
    if not (m > 1).any():
        raise MethodError("no unit has labels of two coders; one unit with two is the least")
    pairs, r = counts[m > 1], m[m > 1]
    agreed = (np.asarray((pairs * pairs).sum(axis=1)).ravel() - r) / (r * (r - 1))
    return agreed, csr_array(pairs.multiply(1 / r[:, None])), counts[m == 1]


def _value(found: NDArray[np.float64]) -> float | None:
    return None if np.isnan(found[0]) else float(found[0])
