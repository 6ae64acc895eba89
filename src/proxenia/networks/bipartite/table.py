"""The two-sided table of cities and networks, kept as pairs and given as a sparse matrix."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.errors import DataError, EvidenceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from proxenia.store import Store

__all__ = ["Bipartite", "from_pairs", "from_store", "membership_index"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bipartite:
    """Memberships of cities in networks: one entry a pair.

    Parameters
    ----------
    cities, networks
        Names of the rows (GeoNames numbers) and columns (ids of networks).
    city_at, network_at
        Row and column of each membership, shape (n_memberships,).
    grade
        Weight of each membership, above 0; 1 for all where grades are not known.
    since
        Year of joining; NaN where it is not known.
    """

    cities: tuple[int, ...]
    networks: tuple[str, ...]
    city_at: NDArray[np.int64]
    network_at: NDArray[np.int64]
    grade: NDArray[np.float64]
    since: NDArray[np.float64]

    def __len__(self) -> int:
        """Count the memberships."""
        return len(self.city_at)

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of cities and networks."""
        return len(self.cities), len(self.networks)

    @property
    def matrix(self) -> csr_array:
        """Memberships as zeros and ones, shape (n_cities, n_networks)."""
        return self._sparse(np.ones(len(self)))

    @property
    def graded(self) -> csr_array:
        """Memberships with their grades, shape (n_cities, n_networks)."""
        return self._sparse(self.grade)

    @property
    def city_degree(self) -> NDArray[np.int64]:
        """Networks of each city."""
        return np.bincount(self.city_at, minlength=len(self.cities))

    @property
    def network_size(self) -> NDArray[np.int64]:
        """Members of each network."""
        return np.bincount(self.network_at, minlength=len(self.networks))

    def row(self, city: int) -> int:
        """Row of a city; raise `EvidenceError` where it has no membership in the table."""
        try:
            return self.cities.index(city)
        except ValueError:
            raise EvidenceError(f"city {city} is in none of the {len(self.networks)} networks of the table") from None

    def column(self, network: str) -> int:
        """Column of a network; raise `EvidenceError` with the nearest name where there is none."""
        if network in self.networks:
            return self.networks.index(network)
        from difflib import get_close_matches  # noqa: PLC0415  needed only for a wrong name

        near = get_close_matches(network, self.networks, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(self.networks[:12])}"
        raise EvidenceError(f"no network {network!r} in the table{hint}")

    def only(self, kept: NDArray[np.bool_]) -> Bipartite:
        """Give the same cities and networks with some of the memberships, `kept` of shape (n_memberships,)."""
        return replace(
            self,
            city_at=self.city_at[kept],
            network_at=self.network_at[kept],
            grade=self.grade[kept],
            since=self.since[kept],
        )

    def of_cities(self, kept: NDArray[np.bool_]) -> Bipartite:
        """Give the table of some of the cities, `kept` of shape (n_cities,); networks stay, even empty ones."""
        place = np.cumsum(kept) - 1
        left = self.only(kept[self.city_at])
        cities = tuple(city for city, is_kept in zip(self.cities, kept, strict=True) if is_kept)
        return replace(left, cities=cities, city_at=place[left.city_at])

    def _sparse(self, values: NDArray[np.float64]) -> csr_array:
        from scipy.sparse import csr_array  # noqa: PLC0415  slow to import; commands that only list need it not

        return csr_array((values, (self.city_at, self.network_at)), shape=self.shape)


def from_pairs(
    pairs: Iterable[tuple[int, str]],
    *,
    grade: Mapping[tuple[int, str], float] | None = None,
    since: Mapping[tuple[int, str], float] | None = None,
) -> Bipartite:
    """Make the table of (city, network) pairs; a pair that stands twice counts once.

    Examples
    --------
    >>> table = from_pairs([(1, "a"), (2, "a"), (2, "b")])
    >>> table.city_degree.tolist(), table.network_size.tolist()
    ([1, 2], [2, 1])
    """
    found = list(dict.fromkeys(pairs))
    cities = tuple(sorted({city for city, _ in found}))
    networks = tuple(sorted({network for _, network in found}))
    row, column = {c: i for i, c in enumerate(cities)}, {n: i for i, n in enumerate(networks)}
    return Bipartite(
        cities=cities,
        networks=networks,
        city_at=np.array([row[city] for city, _ in found], dtype=np.int64),
        network_at=np.array([column[network] for _, network in found], dtype=np.int64),
        grade=np.array([(grade or {}).get(pair, 1.0) for pair in found], dtype=np.float64),
        since=np.array([(since or {}).get(pair, np.nan) for pair in found], dtype=np.float64),
    )


def from_store(store: Store, *, status: str = "current") -> Bipartite:
    """Make the table of the evidence's memberships of one status, graded by the roles of each city.

    The grade of a membership is the highest base grade among the city's roles plus the additions of its other roles
    (`data/networks/grades.toml`).

    Raises
    ------
    EvidenceError
        If no membership has the status.
    """
    roles: dict[tuple[int, str], set[str]] = {}
    since: dict[tuple[int, str], float] = {}
    for row in store.rows("memberships", status=status):
        pair = (row["geonames_id"], row["network_id"])
        roles.setdefault(pair, set()).add(row["role"])
        if row["since_year"]:
            since[pair] = min(since.get(pair, np.inf), row["since_year"])
    if not roles:
        raise EvidenceError(f"no membership of status {status!r} in the evidence; add some with: proxenia evidence add")
    return from_pairs(roles, grade={pair: grade_of(held) for pair, held in roles.items()}, since=since)


def grade_of(roles: Iterable[str]) -> float:
    """Give the grade of a membership held in several roles.

    Examples
    --------
    >>> grade_of(["member"]), grade_of(["observer"]), grade_of(["member", "founder", "host"])
    (2.0, 1.0, 5.0)
    """
    rules = _grades()
    held = set(roles)
    unknown = held - rules["base"].keys() - rules["added"].keys()
    if unknown:
        raise DataError(f"role {min(unknown)!r} has no grade; add it to data/networks/grades.toml")
    base = max((rules["base"][role] for role in held & rules["base"].keys()), default=rules["default"])
    return float(base + sum(rules["added"][role] for role in held & rules["added"].keys()))


def membership_index(table: Bipartite) -> NDArray[np.float64]:
    """Sum of a city's grades over its networks, shape (n_cities,).

    References
    ----------
    The scheme observer 1, full 2, privileged 3, founder +1, host +2 is that of https://www.quentin.city/.

    Examples
    --------
    >>> table = from_pairs([(1, "a"), (1, "b")], grade={(1, "a"): 2.0, (1, "b"): 5.0})
    >>> membership_index(table)
    array([7.])
    """
    return np.bincount(table.city_at, weights=table.grade, minlength=len(table.cities)).astype(np.float64)


@lru_cache(maxsize=1)
def _grades() -> dict[str, Any]:
    file = files("proxenia").joinpath("data", "networks", "grades.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
