"""Many distances on the globe at once: places as points of the unit sphere, and the chords between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.places.distance import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from proxenia.places.city import City

__all__ = ["chord_km", "city_vectors", "distances_km", "paired_km", "unit_vectors"]


def unit_vectors(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
    """Points of the unit sphere at degrees north and east, shape (n, 3); their chord grows with their distance.

    Examples
    --------
    >>> unit_vectors([0.0, 90.0], [0.0, 0.0]).round(6).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    north, east = np.radians(latitude), np.radians(longitude)
    flat = np.cos(north)
    return np.column_stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)])


def city_vectors(cities: Sequence[City]) -> NDArray[np.float64]:
    """Points of cities on the unit sphere; shape (n_cities, 3)."""
    return unit_vectors([city.latitude for city in cities], [city.longitude for city in cities])


def chord_km(chord: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Great-circle distances of chords of the unit sphere, in kilometers, same shape.

    .. math:: d = 2R\,\arcsin(c / 2)
    """
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord / 2, 0.0, 1.0))


def distances_km(ones: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle distances between points of the unit sphere, in kilometers.

    Parameters
    ----------
    ones, others
        Shape (n, 3) and (m, 3), as `unit_vectors` gives them.

    Returns
    -------
    distances
        Shape (n, m).

    Examples
    --------
    >>> pole, equator = np.array([[0.0, 0.0, 1.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> round(float(distances_km(pole, equator)[0, 0]))
    10008
    """
    return chord_km(np.sqrt(np.maximum(2.0 - 2.0 * ones @ others.T, 0.0)))


def paired_km(ones: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle distances between points of the unit sphere row by row, in kilometers; shape (n,)."""
    return chord_km(np.linalg.norm(ones - others, axis=1))
