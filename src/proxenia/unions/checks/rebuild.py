r"""A known union rebuilt from ties other than its own: how many of its members come back, against chance.

Of :math:`N` candidates :math:`K` are members. The :math:`K` best are picked without looking at the union. By chance
:math:`K^2 / N` of them would be members, and the chance of :math:`h` or more is that of the hypergeometric distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import StudyError
from proxenia.unions.forming.shortlist import degree, in_line, pull

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from proxenia.places import City
    from proxenia.unions.ties import TieBook

__all__ = ["PROPOSED", "Rebuilt", "Return", "rebuild"]

PROPOSED = "first in line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """How many members one way of picking brought back, and the chance of as many or more at random.

    `chance_log10` is its logarithm to base ten, since it may be too small for a number.
    """

    method: str
    hits: int
    share: float
    chance: float
    chance_log10: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A union rebuilt: its members, those among the candidates, what chance brings back, and what each method does.

    `unknown` counts the members among the candidates without any other tie, which no method on ties can find.
    """

    network: str
    members: int
    among_candidates: int
    unknown: int
    candidates: int
    by_chance: float
    returns: tuple[Return, ...]
    picked: tuple[int, ...]


def rebuild(
    network: str,
    members: set[int],
    *,
    candidates: Sequence[City],
    book: TieBook,
    rivals: Mapping[str, NDArray[np.float64]] | None = None,
) -> Rebuilt:
    """Pick as many candidates as are members, as a union of the region is proposed, and count the members among them.

    Parameters
    ----------
    network
        Id of the union; its own memberships must not be in the book.
    members
        GeoNames numbers of its members.
    candidates
        Cities of its region, members or not.
    book
        Ties other than the union's own.
    rivals
        Scores of other ways to pick, by name, shape (n_candidates,).

    Raises
    ------
    StudyError
        If the book holds the union's own memberships, or none or all of the candidates are members.
    """
    if book.members.get(network):
        raise StudyError(f"the ties hold memberships of {network!r} itself; leave them out")
    inside = np.array([city.geonames_id in members for city in candidates])
    n, total = int(inside.sum()), len(candidates)
    if n in {0, total}:
        raise StudyError(f"{n} of {total} candidates are members of {network!r}; some must be and some not")
    scores = {
        PROPOSED: in_line(candidates, book),
        "ties in the region": pull(candidates, book),
        "degree": degree(candidates, book),
        "inhabitants": np.array([city.population for city in candidates], float),
        **(rivals or {}),
    }
    returns = tuple(_return(method, values, inside) for method, values in scores.items())
    best = np.argsort(-scores[PROPOSED], kind="stable")[:n]
    return Rebuilt(
        network=network,
        members=len(members),
        among_candidates=n,
        unknown=int(
            sum(here and not book.degree(city.geonames_id) for here, city in zip(inside, candidates, strict=True))
        ),
        candidates=total,
        by_chance=n * n / total,
        returns=returns,
        picked=tuple(candidates[i].geonames_id for i in best),
    )


def _return(method: str, scores: NDArray[np.float64], inside: NDArray[np.bool_]) -> Return:
    from scipy.stats import hypergeom  # noqa: PLC0415  slow to import, needed here only

    n = int(inside.sum())
    hits = int(inside[np.argsort(-scores, kind="stable")[:n]].sum())
    tail = float(hypergeom.logsf(hits - 1, inside.size, n, n)) if hits else 0.0
    return Return(
        method=method, hits=hits, share=hits / n, chance=float(np.exp(tail)), chance_log10=tail / float(np.log(10))
    )
