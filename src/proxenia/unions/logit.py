"""A penalized logistic regression, small enough to read: the model below likeness and partnership."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Logit"]

STEPS = 50
NEAR = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Logit:
    """A fitted logistic regression on standardized features.

    `coefficients` are per standard deviation of the feature; `means` and `scales` bring a feature to that form.
    """

    names: tuple[str, ...]
    intercept: float
    coefficients: NDArray[np.float64]
    means: NDArray[np.float64]
    scales: NDArray[np.float64]

    @classmethod
    def fit(
        cls,
        features: NDArray[np.float64],
        happened: NDArray[np.bool_],
        *,
        names: Sequence[str],
        ridge: float,
        weights: NDArray[np.float64] | None = None,
    ) -> Logit:
        r"""Fit by Newton's method, with the penalty :math:`\tfrac{\lambda}{2}\lVert\beta\rVert^2` on the coefficients.

        Parameters
        ----------
        features
            Shape (n_cases, n_features).
        happened
            Which cases happened; shape (n_cases,).
        ridge
            The penalty :math:`\lambda`; the intercept carries none.
        weights
            How many cases each one stands for, where cases were thinned; shape (n_cases,).

        Raises
        ------
        MethodError
            If all cases happened, or none.

        References
        ----------
        King and Zeng (2001), Logistic regression in rare events data, *Political Analysis* 9(2), 137-163: cases that
        did not happen may be thinned when those kept are weighted.
        """
        if happened.all() or not happened.any():
            raise MethodError("a model of ties needs some ties and some pairs without one; add evidence")
        counts = np.ones(len(features)) if weights is None else weights
        means = np.average(features, axis=0, weights=counts)
        sd = np.sqrt(np.average((features - means) ** 2, axis=0, weights=counts))
        scales = np.where(sd > 0, sd, 1.0)
        x = np.column_stack([np.ones(len(features)), (features - means) / scales])
        penalty = np.diag([0.0, *[ridge] * features.shape[1]])
        beta = np.zeros(x.shape[1])
        share = np.average(happened, weights=counts)
        beta[0] = np.log(share / (1 - share))
        for _ in range(STEPS):
            chance = _sigmoid(x @ beta)
            slope = x.T @ (counts * (happened - chance)) - penalty @ beta
            step = np.linalg.solve((x * (counts * chance * (1 - chance))[:, None]).T @ x + penalty, slope)
            beta = _uphill(x, happened, counts, beta, step=step, ridge=ridge)
            if np.abs(step).max() < NEAR:
                break
        return cls(names=tuple(names), intercept=float(beta[0]), coefficients=beta[1:], means=means, scales=scales)

    def logits(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Logarithm of the odds of each case; shape (n_cases,)."""
        return self.intercept + (features - self.means) / self.scales @ self.coefficients

    def parts(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each feature adds to the logit against its mean; shape (n_cases, n_features)."""
        return (features - self.means) / self.scales * self.coefficients

    def chances(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Chance of each case, 0-1; shape (n_cases,)."""
        return _sigmoid(self.logits(features))


def _uphill(
    x: NDArray[np.float64],
    happened: NDArray[np.bool_],
    counts: NDArray[np.float64],
    beta: NDArray[np.float64],
    *,
    step: NDArray[np.float64],
    ridge: float,
) -> NDArray[np.float64]:
    """Go a step, halved until the penalized likelihood does not fall."""

    def height(b: NDArray[np.float64]) -> float:
        logits = x @ b
        return float((counts * (happened * logits - np.logaddexp(0.0, logits))).sum() - ridge / 2 * (b[1:] ** 2).sum())

    start, share = height(beta), 1.0
    while share > NEAR and height(beta + share * step) < start:
        share /= 2
    return beta + share * step


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0)))
