r"""What is known of a city and a network before asking whether the one is in the other.

All features come from the memberships given, the places and the sizes. The pair's own membership is never among them:
they are worked out for pairs that are not in the table (in training, for memberships that were hidden first).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.places.distance import EARTH_RADIUS_KM
from proxenia.places.sphere import chord_km, unit_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from proxenia.networks.bipartite import Bipartite, Sites

__all__ = ["FEATURES", "GRAVITY", "Features", "Surroundings", "features_of", "survey"]

FEATURES = (
    "networks of the city", "members of the network", "likeness", "likeness by regression", "shared-network odds",
    "share in country", "country in network", "country lift", "likeness of countries", "members near", "share near",
    "nearest member", "population", "population against members", "square of it", "population of members", "capital",
)  # fmt: skip
GRAVITY = ("population", "members of the network", "nearest member")
NEAR_KM, REACH_KM = 50.0, 150.0
SMALL_TOWN = 8_000.0
"""Inhabitants of a place whose size is not known, most often a village."""
RIDGE, FARTHEST_KM = 20.0, 20_000.0
MUCH_EVIDENCE = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    r"""What stays the same whichever memberships are known: neighbors, countries, sizes, capitals.

    `nearby` weighs other cities within 150 km by :math:`e^{-d/50\,km}`, shape (n_cities, n_cities), sparse.
    """

    places: NDArray[np.float64]
    nearby: csr_array
    country: NDArray[np.int64]
    log_population: NDArray[np.float64]
    is_capital: NDArray[np.float64]


def survey(sites: Sites) -> Surroundings:
    """Look round once for all folds; a city without a place has no neighbors and is at no distance."""
    from scipy.sparse import coo_array  # noqa: PLC0415  slow to import
    from scipy.spatial import KDTree  # noqa: PLC0415  the same

    places = unit_vectors(sites.latitude, sites.longitude)
    known = np.flatnonzero(np.isfinite(places[:, 0]))
    chord = 2 * np.sin(REACH_KM / EARTH_RADIUS_KM / 2)
    pairs = (
        known[KDTree(places[known]).query_pairs(chord, output_type="ndarray")] if len(known) else np.empty((0, 2), int)
    )
    km = chord_km(np.linalg.norm(places[pairs[:, 0]] - places[pairs[:, 1]], axis=1))
    n = len(sites.country)
    half = coo_array((np.exp(-km / NEAR_KM).astype(np.float32), (pairs[:, 0], pairs[:, 1])), shape=(n, n)).tocsr()
    _, country = np.unique(np.array(sites.country, dtype=str), return_inverse=True)
    return Surroundings(
        places=places,
        nearby=(half + half.T).tocsr(),
        country=country,
        log_population=np.log(np.where(np.isfinite(sites.population), sites.population, SMALL_TOWN)),
        is_capital=np.nan_to_num(sites.is_capital),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Features of every pair of a table, worked out once and read for some pairs at a time.

    `by_pair` are of shape (n_cities, n_networks), `by_country` of shape (n_countries, n_networks).
    """

    table: Bipartite
    around: Surroundings
    degree: NDArray[np.float64]
    size: NDArray[np.float64]
    by_pair: tuple[NDArray[np.float32], ...]
    by_country: tuple[NDArray[np.float64], ...]
    size_of_members: tuple[NDArray[np.float64], NDArray[np.float64]]

    def at(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Features of some pairs, shape (n_pairs, n_features) in the order of `FEATURES`; NaN where a place is unknown."""
        around, (mean, sd) = self.around, self.size_of_members
        population = around.log_population[rows]
        z = (population - mean[columns]) / sd[columns]
        kinship, near = self.by_pair[:3], self.by_pair[3:]
        return np.column_stack(
            [
                np.log1p(self.degree)[rows],
                np.log1p(self.size)[columns],
                *(each[rows, columns] for each in kinship),
                *(each[around.country[rows], columns] for each in self.by_country),
                *(each[rows, columns] for each in near),
                _nearest(self.table, around, rows, columns),
                population,
                z,
                z**2,
                mean[columns],
                around.is_capital[rows],
            ]
        ).astype(np.float64)


def features_of(table: Bipartite, around: Surroundings) -> Features:
    """Work out what the features of all pairs of a table need."""
    member = table.matrix.toarray().astype(np.float32)
    degree, size = table.city_degree.astype(float), table.network_size.astype(float)
    return Features(
        table=table,
        around=around,
        degree=degree,
        size=size,
        by_pair=(*_kinship(member, size), *_neighborhood(member, size, degree > 0, around)),
        by_country=_countries(member, size, degree > 0, around.country),
        size_of_members=_sizes(member, size, around.log_population),
    )


def _kinship(member: NDArray[np.float32], size: NDArray[np.float64]) -> tuple[NDArray[np.float32], ...]:
    """How close a network is to those a city is in: by cosine, by ridge regression on them, by the odds of sharing.

    The regression is the closed form of Steck (2019), doi:10.1145/3308558.3313710.
    """
    both = (member.T @ member).astype(float)
    chance = np.outer(size, size) / len(member)
    cosine = both / np.sqrt(np.outer(size, size) + 1e-9)
    inverse = np.linalg.inv(both + RIDGE * np.eye(len(size)))
    regression = -inverse / np.diag(inverse)[None, :]
    odds = np.log((both + 0.5 * chance + 0.1) / (1.5 * chance + 0.1))
    for each in (cosine, regression, odds):
        np.fill_diagonal(each, 0.0)
    return tuple(member @ each.astype(np.float32) for each in (cosine, regression, odds))


def _countries(
    member: NDArray[np.float32], size: NDArray[np.float64], active: NDArray[np.bool_], country: NDArray[np.int64]
) -> tuple[NDArray[np.float64], ...]:
    """Shares by country and network: of the country's cities, of the network's members, against all, in like countries."""
    n_countries = int(country.max()) + 1
    members = np.zeros((n_countries, member.shape[1]))
    np.add.at(members, country, member)
    cities = np.bincount(country, weights=active, minlength=n_countries)[:, None]
    overall = size[None, :] / max(active.sum(), 1)
    reach = np.log((members + overall + 1e-9) / (cities + 1))
    lift = reach - np.log(overall + 1e-6)
    profile = lift / np.maximum(np.linalg.norm(lift, axis=1, keepdims=True), 1e-9)
    alike = np.clip(profile @ profile.T, 0, None) * np.minimum(cities, MUCH_EVIDENCE).T
    np.fill_diagonal(alike, 0.0)
    elsewhere = (alike @ lift) / np.maximum(alike.sum(axis=1, keepdims=True), 1e-9)
    return reach, members / np.maximum(size, 1)[None, :], lift, elsewhere


def _neighborhood(
    member: NDArray[np.float32], size: NDArray[np.float64], active: NDArray[np.bool_], around: Surroundings
) -> tuple[NDArray[np.float32], ...]:
    """Members near a city, and the share they are of all cities near it."""
    near = around.nearby @ member
    cities = (around.nearby @ active.astype(np.float32))[:, None]
    overall = (size[None, :] / max(active.sum(), 1)).astype(np.float32)
    return np.log(near + np.float32(1e-3)), np.log((near + overall / 2 + np.float32(1e-6)) / (cities + np.float32(0.5)))


def _nearest(
    table: Bipartite, around: Surroundings, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Logarithm of the distance in km to the nearest member; NaN where the city's place is unknown."""
    from scipy.spatial import KDTree  # noqa: PLC0415  slow to import

    out = np.full(len(rows), np.nan)
    has_place = np.isfinite(around.places[:, 0])
    for column in np.unique(columns):
        asked = np.flatnonzero((columns == column) & has_place[rows])
        members = table.city_at[table.network_at == column]
        members = members[has_place[members]]
        if len(members):
            chord, _ = KDTree(around.places[members]).query(around.places[rows[asked]])
            out[asked] = np.log1p(chord_km(chord))
        else:
            out[asked] = np.log1p(FARTHEST_KM)
    return out


def _sizes(
    member: NDArray[np.float32], size: NDArray[np.float64], log_population: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of the logarithm of the members' populations, for each network."""
    count = np.maximum(size, 1)
    mean = np.where(size > 0, log_population @ member / count, log_population.mean())
    square = np.where(size > 0, (log_population**2) @ member / count, mean**2)
    sd = np.where(size > 1, np.sqrt(np.maximum(square - mean**2, 0)) + 0.3, 1.5)
    return mean, sd
