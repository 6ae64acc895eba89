"""Krippendorff's alpha for nominal, ordinal, interval and ratio labels, with its bootstrap interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scipy.sparse import csr_array

    from proxenia.coding.agreement.ratings import Level, Ratings

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    Coefficient = Callable[[Floats], Floats]

__all__ = ["Agreement", "alpha", "krippendorff", "resampled", "summarized"]

_CELLS = 4_000_000
"""Cells of a working matrix kept at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A coefficient of agreement: 1 is perfect, 0 is what chance gives, below 0 is worse than chance.

    `value` is None where it is undefined: every label is the same, so that nothing shows that coders can tell units
    apart. `interval` holds the middle `confidence` of `draws` bootstrap samples of units; `defined` is the share of
    samples in which the coefficient was defined.
    """

    value: float | None
    interval: tuple[float, float] | None
    units: int
    draws: int
    defined: float
    confidence: float = 0.95


def alpha(ratings: Ratings, *, level: Level) -> float | None:
    r"""Krippendorff's alpha, None where all labels are the same.

    .. math:: \alpha = 1 - D_o / D_e,\quad
        D_o = \frac1n \sum_u \frac{1}{m_u - 1} \sum_{i \neq j} \delta^2(x_{iu}, x_{ju}),\quad
        D_e = \frac{1}{n(n-1)} \sum_{c,k} n_c n_k\, \delta^2(c, k)

    over the units that two coders or more labelled. :math:`\delta^2` is 0 or 1 (nominal), the squared distance of
    the middle ranks (ordinal), of the numbers (interval), or :math:`((c-k)/(c+k))^2` (ratio).

    References
    ----------
    Krippendorff, K. (2011), *Computing Krippendorff's alpha-reliability*; (2019) *Content Analysis*, 4th ed., ch. 12.

    Examples
    --------
    >>> from proxenia.coding.agreement import Ratings
    >>> two = Ratings.of([list("0100000010"), list("1110010000")])
    >>> round(alpha(two, level="nominal"), 4)
    0.0952
    """
    sums = _Sums.of(ratings, level=level)
    value = sums.alphas(np.ones((1, sums.m.size)))[0]
    return None if np.isnan(value) else float(value)


def krippendorff(
    ratings: Ratings, *, level: Level, rng: np.random.Generator, draws: int = 2000, confidence: float = 0.95
) -> Agreement:
    """Krippendorff's alpha with an interval from samples of units drawn with replacement.

    Parameters
    ----------
    ratings
        Labels, with gaps.
    level
        Level of measurement of the labels.
    rng
        Source of chance.
    draws
        Bootstrap samples; 0 gives no interval.
    confidence
        Width of the interval, 0-1.

    Raises
    ------
    MethodError
        If no unit has two labels, a ratio label is below zero, or the confidence is not between 0 and 1.

    References
    ----------
    Zapf et al. (2016), *BMC Medical Research Methodology* 16:93, who find that resampling units covers well.

    Examples
    --------
    >>> from proxenia.coding.agreement import Ratings
    >>> labels = np.array([[0.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    >>> ratings = Ratings(coders=("a", "b"), units=("1", "2", "3"), labels=labels, categories=("no", "yes"))
    >>> krippendorff(ratings, level="nominal", rng=np.random.default_rng(0), draws=0).value
    1.0
    """
    sums = _Sums.of(ratings, level=level)
    value = alpha(ratings, level=level)
    found = resampled(sums.alphas, units=sums.m.size, rng=rng, draws=draws)
    return summarized(value, found, units=sums.m.size, confidence=confidence)


def resampled(coefficient: Coefficient, *, units: int, rng: np.random.Generator, draws: int) -> Floats:
    """Coefficients of `draws` samples of units; `coefficient` takes weights of shape (n, n_units), gives shape (n,)."""
    step = max(1, _CELLS // max(units, 1))
    out = [
        coefficient(rng.multinomial(units, np.full(units, 1 / units), size=min(step, draws - at)).astype(float))
        for at in range(0, draws, step)
    ]
    return np.concatenate(out) if out else np.empty(0)


def summarized(value: float | None, found: Floats, *, units: int, confidence: float) -> Agreement:
    """Put a coefficient and its bootstrap samples together; undefined samples are left out and counted."""
    if not 0 < confidence < 1:
        raise MethodError(f"a confidence of {confidence} is none; write a share between 0 and 1, such as 0.95")
    known = found[~np.isnan(found)]
    ends = None
    if value is not None and known.size:
        low, high = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
        ends = (float(low), float(high))
    return Agreement(
        value=value,
        interval=ends,
        units=units,
        draws=found.size,
        defined=known.size / found.size if found.size else 1.0,
        confidence=confidence,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sums:
    """What alpha of any sample of units is made of: labels per unit `m`, and how many of each value (n_units, n_values)."""

    level: Level
    m: Floats
    values: Floats
    counts: csr_array
    within: Floats
    """Disagreement inside each unit, over m - 1; unused at the ordinal level, whose distances change with the sample."""

    @classmethod
    def of(cls, ratings: Ratings, *, level: Level) -> _Sums:
        from scipy.sparse import csr_array  # noqa: PLC0415  slow to import

        if level != "nominal" and ratings.categories:
            raise MethodError(f"labels such as {ratings.categories[0]!r} are no numbers; {level} labels are numbers")
        labels = ratings.pairable().labels
        if labels.shape[1] == 0:
            raise MethodError("no unit has labels of two coders; one unit with two is the least")
        known = ~np.isnan(labels)
        values, place = np.unique(labels[known], return_inverse=True)
        if level == "ratio" and values[0] < 0:
            raise MethodError(f"the label {values[0]:g} is below zero; ratio labels start at zero")
        unit = np.nonzero(known)[1]
        counts = csr_array((np.ones(unit.size), (unit, place)), shape=(labels.shape[1], values.size))
        m = known.sum(axis=0).astype(float)
        if level == "interval" and values[-1] > values[0]:
            low, span = values[0], values[-1] - values[0]
            labels, values = (labels - low) / span, (values - low) / span
        return cls(level=level, m=m, values=values, counts=counts, within=_within(labels, m, counts, level))

    def alphas(self, weights: Floats) -> Floats:
        """Alpha of samples in which unit u stands `weights[:, u]` times; NaN where undefined. Shape (n,)."""
        n_values = np.asarray(weights @ self.counts)
        n = n_values.sum(axis=1)
        if self.level == "ordinal":
            ranks = n_values.cumsum(axis=1) - n_values / 2
            observed = (weights.T * self._spread(ranks.T)).sum(axis=0)
            expected = 2 * (n * (n_values * ranks**2).sum(axis=1) - (n_values * ranks).sum(axis=1) ** 2)
        else:
            observed = weights @ self.within
            expected = self._expected(n_values, n)
        expected = np.where(expected > 1e-12 * np.maximum(n, 1), expected, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected > 0, 1 - (n - 1) * observed / expected, np.nan)

    def _spread(self, x: Floats) -> Floats:
        """Disagreement inside each unit when values stand at `x`, shape (n_values, n); shape (n_units, n)."""
        m = self.m[:, None]
        return 2 * (m * (self.counts @ x**2) - (self.counts @ x) ** 2) / (m - 1)

    def _expected(self, n_values: Floats, n: Floats) -> Floats:
        if self.level == "nominal":
            return n**2 - (n_values**2).sum(axis=1)
        if self.level == "interval":
            x = self.values
            return 2 * (n * (n_values @ x**2) - (n_values @ x) ** 2)
        total = np.zeros(n.size)
        step = max(1, _CELLS // self.values.size)
        for at in range(0, self.values.size, step):
            block = slice(at, at + step)
            total += ((n_values @ _ratio(self.values[:, None], self.values[None, block])) * n_values[:, block]).sum(
                axis=1
            )
        return total


def _within(labels: Floats, m: Floats, counts: csr_array, level: Level) -> Floats:
    if level == "nominal":
        return (m**2 - np.asarray((counts * counts).sum(axis=1)).ravel()) / (m - 1)
    x = labels
    if level == "ratio":
        total = np.zeros(m.size)
        for i, mine in enumerate(labels):
            for theirs in labels[i + 1 :]:
                total += 2 * np.nan_to_num(_ratio(mine, theirs))
        return total / (m - 1)
    return 2 * (m * np.nansum(x**2, axis=0) - np.nansum(x, axis=0) ** 2) / (m - 1)


def _ratio(a: Floats, b: Floats) -> Floats:
    """Squared ratio distance; two zeros are no distance apart, and an unknown label leaves it unknown."""
    total = a + b
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total == 0, 0.0, ((a - b) / total) ** 2)
