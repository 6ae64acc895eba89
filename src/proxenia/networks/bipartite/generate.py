"""Made-up memberships of the shape of real ones, for tests and benchmarks where no real table is at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.networks.bipartite.sites import Sites
from proxenia.networks.bipartite.table import Bipartite, from_pairs
from proxenia.places.sphere import distances_km, unit_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["generate_memberships"]

COUNTRIES = 30
HOME_SHARE, NEAR_KM = 3.0, 400.0
FIRST_YEAR, LAST_YEAR = 1985, 2025
LEAST_MEMBERS, LARGEST_SHARE = 8, 0.6


def generate_memberships(
    *, rng: np.random.Generator, n_cities: int = 11_000, n_networks: int = 59, n_memberships: int = 14_000
) -> tuple[Bipartite, Sites]:
    """Draw memberships that crowd as real ones do: few large networks, most cities in one, neighbors together.

    Cities lie in 30 made-up countries around their middles and have log-normal sizes; networks have sizes of a heavy
    tail and a home. A city joins in proportion to its size and activity, three times as readily at home (`HOME_SHARE`,
    on the logarithmic scale) and less with distance. Every city has at least one membership.

    Returns
    -------
    table, sites
        Cities are numbered from 1; about `n_memberships` pairs, with a year each.
    """
    middles = np.column_stack([rng.uniform(30, 62, COUNTRIES), rng.uniform(-10, 45, COUNTRIES)])
    share = rng.dirichlet(np.full(COUNTRIES, 0.6))
    country = rng.choice(COUNTRIES, size=n_cities, p=share)
    latitude, longitude = (middles[country, axis] + rng.normal(0, 2.0, n_cities) for axis in (0, 1))
    population = rng.lognormal(10.0, 1.2, n_cities)
    seats = rng.integers(n_cities, size=n_networks)
    pull = _pull(country, latitude, longitude, seats)
    active = np.log(population) * 0.8 + rng.normal(0, 0.8, n_cities)
    weight = rng.pareto(0.9, n_networks) + 0.05
    sizes = _sizes(weight, total=n_memberships, most=int(LARGEST_SHARE * n_cities))
    pairs: list[tuple[int, str]] = []
    for j in range(n_networks):
        luck = active + pull[:, j] + rng.gumbel(0, 1.0, n_cities)
        pairs += [(int(i) + 1, f"n{j:03d}") for i in np.argsort(-luck)[: sizes[j]]]
    alone = np.setdiff1d(np.arange(1, n_cities + 1), [city for city, _ in pairs])
    pairs += [(int(city), f"n{int(sizes.argmax()):03d}") for city in alone]
    since = {pair: float(rng.integers(FIRST_YEAR, LAST_YEAR)) for pair in pairs}
    sites = Sites(
        country=tuple(f"{chr(65 + c // 26)}{chr(65 + c % 26)}" for c in country),
        latitude=latitude,
        longitude=longitude,
        population=population,
        is_capital=np.isin(np.arange(n_cities), [np.flatnonzero(country == c)[:1] for c in set(country)]).astype(float),
    )
    return from_pairs(pairs, since=since), sites


def _sizes(weight: NDArray[np.float64], *, total: int, most: int) -> NDArray[np.int64]:
    """Sizes in proportion to the weights, none below 8 or above `most`, that add up to about `total`."""
    low, high = 0.0, total / weight.min()
    for _ in range(60):
        scale = (low + high) / 2
        sizes = np.clip(np.round(scale * weight), LEAST_MEMBERS, most).astype(np.int64)
        low, high = (scale, high) if sizes.sum() < total else (low, scale)
    return sizes


def _pull(
    country: NDArray[np.int64], latitude: NDArray[np.float64], longitude: NDArray[np.float64], seats: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Readiness to join, shape (n_cities, n_networks): at home more, and less with the distance from the seat."""
    places = unit_vectors(latitude, longitude)
    km = distances_km(places, places[seats])
    return HOME_SHARE * (country[:, None] == country[seats][None, :]) - km / NEAR_KM
