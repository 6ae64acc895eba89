r"""Peers: cities whose evidence looks alike, with the distance and the reasons for it.

The distance of two cities is taken over the indicators known of both, with points between 0 and 100,

.. math:: d_{ij} = \sqrt{\frac{1}{|K_{ij}|} \sum_{k \in K_{ij}} (p_{ik} - p_{jk})^2},

so nothing is filled in where a value is missing (Gower 1971 for incomplete profiles). Two cities with fewer than
`LEAST_SHARED` known indicators in common have no distance. Its interval and the chance of being among the nearest come
from draws of the values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.compare.profile import Profile

__all__ = ["LEAST_SHARED", "Peer", "Reason", "distances", "peers"]

LEAST_SHARED = 5
MOST_REASONS = 4
UNLIKE_THE_PANEL = 10.0
"""Points both cities must lie to the same side of the panel's median for likeness there to be a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One indicator that brings two cities together or sets them apart.

    Points run 0-100; `panel_points` is the panel's median. `observations` are the facts below both cities' values.
    """

    indicator: str
    points: float
    peer_points: float
    panel_points: float
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A city near another one.

    `distance` is in points (0 the same, 100 opposite ends), with its 90 % interval; `shared` counts the indicators it
    rests on; `chance` is the share of draws in which the city is among the nearest asked for. `alike` are indicators in
    which both differ from the panel in the same way, `apart` those that make most of the distance.
    """

    city: str
    geonames_id: int
    distance: float
    interval: tuple[float, float]
    shared: int
    chance: float
    alike: tuple[Reason, ...]
    apart: tuple[Reason, ...]


def peers(profile: Profile, city: int, *, count: int = 5, indicators: Sequence[str] | None = None) -> tuple[Peer, ...]:
    """Find the nearest cities of a profile, nearest first.

    Parameters
    ----------
    profile
        Readings of the city and of the cities to choose among.
    city
        Row of the city.
    count
        How many to give.
    indicators
        What to compare by; all of the profile by default.

    Raises
    ------
    MethodError
        If no city shares enough known indicators with it.
    """
    columns = [profile.column(each) for each in indicators or profile.observations.indicators]
    points = profile.points[:, columns]
    now = distances(points)[city]
    candidates = [j for j in np.argsort(now, kind="stable") if j != city and not np.isnan(now[j])]
    if not candidates:
        raise MethodError(
            f"no city shares {LEAST_SHARED} known indicators with {profile.names[city]!r}; add evidence on it"
        )
    drawn = _from_one(profile.point_draws[:, :, columns], city)
    drawn[:, [j for j in range(len(now)) if j not in candidates]] = np.inf
    places = drawn.argsort(axis=1).argsort(axis=1)
    return tuple(
        Peer(
            city=profile.names[j],
            geonames_id=profile.observations.cities[j],
            distance=float(now[j]),
            interval=_interval(drawn[:, j], float(now[j])),
            shared=int((~np.isnan(points[city]) & ~np.isnan(points[j])).sum()),
            chance=float(np.mean(places[:, j] < count)),
            alike=_reasons(profile, city, int(j), columns=columns, alike=True),
            apart=_reasons(profile, city, int(j), columns=columns, alike=False),
        )
        for j in candidates[:count]
    )


def distances(points: NDArray[np.float64], *, least: int = LEAST_SHARED) -> NDArray[np.float64]:
    """Distances between all rows over the columns known of both; NaN where those are fewer than `least`.

    Parameters
    ----------
    points
        Points 0-100, shape (n_cities, n_indicators), NaN where missing.

    Returns
    -------
    distances
        Shape (n_cities, n_cities), in points.

    Examples
    --------
    >>> distances(np.array([[0.0, 50.0], [30.0, 90.0], [np.nan, 50.0]]), least=1).round(1)
    array([[ 0. , 35.4,  0. ],
           [35.4,  0. , 40. ],
           [ 0. , 40. ,  0. ]])
    """
    known = (~np.isnan(points)).astype(float)
    filled = np.nan_to_num(points)
    shared = known @ known.T
    squares = (filled**2) @ known.T
    total = squares + squares.T - 2 * filled @ filled.T
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.sqrt(np.maximum(total, 0) / shared)
    found[shared < least] = np.nan
    np.fill_diagonal(found, 0.0)
    return found


def _from_one(draws: NDArray[np.float64], city: int) -> NDArray[np.float64]:
    """Distances of all rows from one in each draw; shape (n_draws, n_cities)."""
    squares = (draws - draws[:, [city], :]) ** 2
    shared = (~np.isnan(squares)).sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(np.nansum(squares, axis=2) / shared)


def _interval(drawn: NDArray[np.float64], distance: float) -> tuple[float, float]:
    low, high = np.quantile(drawn, [0.05, 0.95])
    return float(min(low, distance)), float(max(high, distance))


def _reasons(profile: Profile, city: int, peer: int, *, columns: Sequence[int], alike: bool) -> tuple[Reason, ...]:
    found = []
    for column in columns:
        mine, theirs = profile.points[city, column], profile.points[peer, column]
        if np.isnan(mine) or np.isnan(theirs):
            continue
        panel = float(np.nanmedian(profile.points[:, column]))
        ours, others = mine - panel, theirs - panel
        together = min(abs(ours), abs(others)) - abs(mine - theirs) if ours * others > 0 else -np.inf
        if alike and (min(abs(ours), abs(others)) < UNLIKE_THE_PANEL or together <= 0):
            continue
        if not alike and abs(mine - theirs) < UNLIKE_THE_PANEL:
            continue
        found.append((together if alike else abs(mine - theirs), column, panel))
    found.sort(key=lambda each: (-each[0], each[1]))
    names = profile.observations.indicators
    return tuple(
        Reason(
            indicator=names[column],
            points=float(profile.points[city, column]),
            peer_points=float(profile.points[peer, column]),
            panel_points=panel,
            observations=(*profile.facts(city, names[column]), *profile.facts(peer, names[column])),
        )
        for _, column, panel in found[:MOST_REASONS]
    )
