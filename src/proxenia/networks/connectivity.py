r"""Interlocking connectivity: how much of all shared membership runs through a city.

With :math:`V_{in}` the service value of city :math:`i` in network :math:`n` (0 where it is no member), the link of two
cities and the connectivity of one are

.. math:: r_{ij} = \sum_n V_{in} V_{jn}, \qquad C_i = \sum_{j \ne i} r_{ij}, \qquad \text{relative } C_i / \max_k C_k .

It is the model of the Globalization and World Cities network (GaWC), made for firms and their offices. The formula
always gives a figure, and with few or very unequal networks the figure follows from degrees alone; `predetermination`
says how far, and links that stand against chance are found by `proxenia.networks.nulls.validate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array, sparray

__all__ = [
    "MOSTLY",
    "ONE_NETWORK",
    "Connectivity",
    "Predetermination",
    "connectivity",
    "links",
    "perturbed",
    "predetermination",
    "proportional",
]

MOSTLY, ONE_NETWORK = 0.9, 0.5
"""Shares explained by totals, and made by one network, from which the figures count as fixed in advance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connectivity:
    """Connectivity of cities with the spread that unsure service values give it.

    All of shape (n_cities,); `low` and `high` bound 90 % of the draws of the relative figure, `rank_low` and
    `rank_high` those of the rank.
    """

    absolute: NDArray[np.float64]
    relative: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Predetermination:
    """How far connectivity follows from degrees and service totals alone.

    `explained` is the squared correlation between a city's connectivity and what chance gives a city of its service
    total among networks of these sizes; `largest_share` is the share of all links made by one network; `is_predetermined`
    says that either is so large that the pattern of links adds little.
    """

    explained: float
    largest_network: int
    largest_share: float
    largest_two_share: float

    @property
    def is_predetermined(self) -> bool:
        """Whether the figures should not be read as a structure of their own."""
        return self.explained > MOSTLY or self.largest_share > ONE_NETWORK


def connectivity(values: sparray | NDArray[np.float64]) -> NDArray[np.float64]:
    """Absolute connectivity of each city, shape (n_cities,), without making the links.

    Parameters
    ----------
    values
        Service values, shape (n_cities, n_networks), 0 or more; 0 is no member.

    Raises
    ------
    MethodError
        If a value is below 0 or not finite.

    Examples
    --------
    City 0 shares one network with each of the others, at values 2 x 1 and 3 x 1.

    >>> connectivity(np.array([[2.0, 3.0], [1.0, 0.0], [0.0, 1.0]]))
    array([5., 2., 3.])
    """
    matrix = _checked(values)
    total = np.asarray(matrix.sum(axis=0)).ravel()
    return matrix @ total - np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()


def links(values: sparray | NDArray[np.float64]) -> csr_array:
    """Links of all pairs of cities, shape (n_cities, n_cities), zero on the diagonal."""
    matrix = _checked(values)
    product = (matrix @ matrix.T).tocsr()
    product.setdiag(0)
    product.eliminate_zeros()
    return product


def proportional(values: sparray | NDArray[np.float64]) -> csr_array:
    """Links as shares (0-1) of the largest possible one, between two cities with the highest value in every network.

    References
    ----------
    GaWC, https://gawc.lboro.ac.uk/?p=1649.
    """
    matrix = _checked(values)
    most = np.asarray(matrix.max(axis=0).todense()).ravel()
    largest = float(most @ most)
    if largest == 0:
        raise MethodError("no city has a service value above 0, so no link can be compared with the largest")
    return links(matrix) / largest


def perturbed(
    values: sparray | NDArray[np.float64],
    *,
    rng: np.random.Generator,
    draws: int = 500,
    chance: float = 0.5,
    top: float | None = None,
) -> Connectivity:
    """Connectivity with the spread it takes on when every service value may be one step off.

    In each draw a value above 0 moves with probability `chance`, half of the time up, half down, and stays between 1
    and `top`; who is no member stays none.

    Parameters
    ----------
    values
        Service values, shape (n_cities, n_networks).
    rng
        Source of chance.
    draws
        Number of draws.
    chance
        Probability (0-1) that a value moves.
    top
        Highest value; the largest seen where not given.

    References
    ----------
    Liu and Taylor (2011) on the robustness of the ranking: https://www.lboro.ac.uk/microsites/geography/gawc/rb/rb368.html.
    """
    if not 0 <= chance <= 1:
        raise MethodError("chance {chance:g} that a service value is off is not between 0 and 1", chance=chance)
    if draws < 1:
        raise MethodError("{draws} is no number of draws; give 1 or more", draws=draws)
    matrix = _checked(values)
    absolute = connectivity(matrix)
    highest = float(matrix.data.max(initial=1.0)) if top is None else top
    drawn = np.empty((draws, matrix.shape[0]))
    moved = matrix.copy()
    for each in range(draws):
        step = rng.choice([-1.0, 0.0, 1.0], size=matrix.nnz, p=[chance / 2, 1 - chance, chance / 2])
        moved.data = np.clip(matrix.data + step, np.minimum(matrix.data, 1.0), max(highest, 1.0))
        drawn[each] = _relative(connectivity(moved))
    places = np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1) + 1
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    rank_low, rank_high = np.quantile(places, [0.05, 0.95], axis=0, method="inverted_cdf").astype(np.int64)
    return Connectivity(
        absolute=absolute, relative=_relative(absolute), low=low, high=high, rank_low=rank_low, rank_high=rank_high
    )


def predetermination(values: sparray | NDArray[np.float64]) -> Predetermination:
    """Measure how far the figures are fixed in advance by sums of rows and columns.

    Under chance a city spreads its service total over networks in proportion to their totals, and meets the rest of
    each network there; the squared correlation with that expectation is the share explained.

    References
    ----------
    Neal (2012) on structural determinism in the interlocking world city network, doi:10.1111/j.1538-4632.2012.00842.x.
    """
    matrix = _checked(values)
    row, column = (np.asarray(matrix.sum(axis=axis)).ravel() for axis in (1, 0))
    total = column.sum()
    if total == 0:
        raise MethodError("no city has a service value above 0, so nothing connects")
    share = column / total
    expected = row * (share @ column) - row**2 * (share @ share)
    found = connectivity(matrix)
    flat = found.std() == 0 or expected.std() == 0
    explained = 1.0 if flat else float(np.corrcoef(found, expected)[0, 1] ** 2)
    by_network = column**2 - np.asarray(matrix.multiply(matrix).sum(axis=0)).ravel()
    shares = by_network / by_network.sum() if by_network.sum() > 0 else np.zeros_like(by_network)
    order = np.argsort(-shares, kind="stable")
    return Predetermination(
        explained=explained,
        largest_network=int(order[0]),
        largest_share=float(shares[order[0]]),
        largest_two_share=float(shares[order[:2]].sum()),
    )


def _relative(absolute: NDArray[np.float64]) -> NDArray[np.float64]:
    most = absolute.max(initial=0.0)
    return absolute / most if most > 0 else np.zeros_like(absolute)


def _checked(values: sparray | NDArray[np.float64]) -> csr_array:
    from scipy.sparse import csr_array  # noqa: PLC0415  slow to import

    matrix = csr_array(values, dtype=np.float64)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    if not np.isfinite(matrix.data).all() or (matrix.data < 0).any():
        raise MethodError("a service value is below 0 or not finite; 0 is no member, larger is a larger part")
    return matrix
