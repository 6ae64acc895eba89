"""What being a capital does: capitals gather memberships that other cities of their size do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.networks.bipartite import Sites

__all__ = ["CapitalEffect", "capital_effect"]

LEAST, RESAMPLES = 5, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalEffect:
    """How much more capitals have of something, plainly and at equal size, with 90 % intervals.

    `at_equal_size` is the ratio of what a capital has to what another city of the same population has.
    """

    capitals: int
    others: int
    mean_of_capitals: float
    mean_of_others: float
    at_equal_size: float
    interval: tuple[float, float]


def capital_effect(values: NDArray[np.float64], sites: Sites, *, rng: np.random.Generator) -> CapitalEffect:
    r"""Measure the effect of being a capital on a figure such as the membership index.

    The ratio at equal size is :math:`e^{\beta}` of the least-squares fit
    :math:`\log(1 + v) = \alpha + \beta\,\text{capital} + \gamma \log \text{population}`; the interval comes from drawing the
    cities again 1,000 times, capitals and others apart.

    Parameters
    ----------
    values
        The figure, shape (n_cities,), 0 or more. NaN is missing and left out.
    sites
        Standing and size of the cities; cities of unknown size or standing are left out.
    rng
        Source of chance.

    Raises
    ------
    MethodError
        If there are fewer than five capitals or five other cities.
    """
    used = np.isfinite(values) & np.isfinite(sites.population) & np.isfinite(sites.is_capital)
    value, size, capital = values[used], np.log(sites.population[used]), sites.is_capital[used] == 1.0
    if min(capital.sum(), (~capital).sum()) < LEAST:
        raise MethodError(
            f"{capital.sum()} capitals and {(~capital).sum()} other cities are too few to compare; {LEAST} of each are needed"
        )
    one, other = np.flatnonzero(capital), np.flatnonzero(~capital)
    drawn = []
    for _ in range(RESAMPLES):
        at = np.concatenate([rng.choice(one, len(one)), rng.choice(other, len(other))])
        drawn.append(_ratio(value[at], size[at], capital[at]))
    low, high = np.quantile(drawn, [0.05, 0.95])
    return CapitalEffect(
        capitals=len(one),
        others=len(other),
        mean_of_capitals=float(value[one].mean()),
        mean_of_others=float(value[other].mean()),
        at_equal_size=_ratio(value, size, capital),
        interval=(float(low), float(high)),
    )


def _ratio(value: NDArray[np.float64], size: NDArray[np.float64], capital: NDArray[np.bool_]) -> float:
    design = np.column_stack([np.ones(len(value)), capital, size])
    fitted, *_ = np.linalg.lstsq(design, np.log1p(value), rcond=None)
    return float(np.exp(fitted[1]))
