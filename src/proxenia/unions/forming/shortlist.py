"""Which cities of a region stand first in line for a union: by ties to each other, ties at all, and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.places import City
    from proxenia.unions.ties import TieBook

__all__ = ["degree", "in_line", "pull"]


def pull(candidates: Sequence[City], book: TieBook) -> NDArray[np.float64]:
    r"""How strongly each candidate is tied to the others of its region; shape (n_candidates,).

    .. math:: p_i = \sum_{j \ne i} t_{ij} + \sum_{k \ni i} \frac{m_k}{n_k}

    with :math:`t` the agreements, :math:`n_k` the members of network :math:`k` and :math:`m_k` those among the
    candidates: a network of the region counts fully, one of the whole world hardly.
    """
    numbers = {city.geonames_id for city in candidates}
    share = {network: len(numbers & members.keys()) / len(members) for network, members in book.members.items()}
    return np.array(
        [
            len(numbers & book.partners_of(city.geonames_id).keys())
            + sum(share[network] for network in book.networks(city.geonames_id))
            for city in candidates
        ]
    )


def degree(candidates: Sequence[City], book: TieBook) -> NDArray[np.float64]:
    """Ties of each candidate to any city or network; shape (n_candidates,)."""
    return np.array([book.degree(city.geonames_id) for city in candidates], float)


def in_line(candidates: Sequence[City], book: TieBook) -> NDArray[np.float64]:
    """Score each candidate by ties in the region, ties at all and inhabitants; shape (n_candidates,).

    The three are taken as standardized logarithms of equal weight.
    """
    inhabitants = np.array([city.population for city in candidates], float)
    return sum(
        (_standardized(each) for each in (pull(candidates, book), degree(candidates, book), inhabitants)),
        start=np.zeros(len(candidates)),
    )


def _standardized(values: NDArray[np.float64]) -> NDArray[np.float64]:
    logs = np.log1p(values)
    return (logs - logs.mean()) / (logs.std() or 1.0)
