r"""Urban units: what counts as one city. Places, functional areas, clusters, countries, or a table of the user's own.

A functional area is a center with the places around it. Every place of at least `CENTER` inhabitants can be a center;
its area reaches

.. math:: r = 12\,\text{km} \cdot (P / 100{,}000)^{1/3}

and takes in the places of its country that have at most half its inhabitants, each going to the center it is nearest
to in units of that center's reach. A place that was taken in is no center itself.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError, EvidenceError, UnknownCity
from proxenia.places import City, Gazetteer
from proxenia.places.distance import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np

__all__ = ["UNIT_KINDS", "Unit", "Units", "country_code", "country_number", "make_units"]

UNIT_KINDS = ("place", "area", "cluster", "country")
CENTER, REACH_KM, MOST_OF_CENTER = 100_000, 12.0, 0.5
CLUSTER_KM, CLUSTER_WORKS = 15.0, 100
"""How near places of a cluster lie, and the works within that distance that make a place its core."""
A = ord("A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One city of the network: its number, name, where it lies and how many live there, and the places it is made of."""

    unit_id: int
    name: str
    name_fa: str
    country_iso2: str
    latitude: float
    longitude: float
    population: int
    places: tuple[int, ...]

    @property
    def label(self) -> str:
        """Name with country code."""
        return f"{self.name} ({self.country_iso2})" if self.country_iso2 != self.name else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """A division of places into units, by number; `unknown` lists places the gazetteer does not know."""

    kind: str
    units: dict[int, Unit]
    unit_of: dict[int, int]
    unknown: tuple[int, ...]

    def rows(self) -> list[dict[str, int]]:
        """Rows of the table UNITS."""
        return [
            {"geonames_id": place, "unit_id": unit, "country_id": country_number(self.units[unit].country_iso2)}
            for place, unit in self.unit_of.items()
        ]


def country_number(country_iso2: str) -> int:
    """Number of a country's code, since engines sort and compare numbers faster.

    Examples
    --------
    >>> country_number("AA"), country_number("IR"), country_code(country_number("IR"))
    (0, 225, 'IR')
    """
    return (ord(country_iso2[0]) - A) * 26 + ord(country_iso2[1]) - A


def country_code(number: int) -> str:
    """Code of a country's number."""
    return chr(A + number // 26) + chr(A + number % 26)


def make_units(
    geonames_ids: Iterable[int],
    *,
    kind: str | Path = "place",
    works: Mapping[int, float] | None = None,
    gazetteer: Gazetteer | None = None,
) -> Units:
    """Divide places into units.

    Parameters
    ----------
    geonames_ids
        Places that records lie in.
    kind
        place, area, cluster or country, or a CSV with `geonames_id`, `unit_id` and, if wanted, `unit` (its name).
        Places that the CSV does not name stay units of their own.
    works
        Works of each place, which weigh it in a cluster.
    gazetteer
        Cities; the embedded ones by default.

    Raises
    ------
    DataError
        If the kind is unknown or the table has not the columns it needs.
    """
    gazetteer = gazetteer or Gazetteer.embedded()
    cities, unknown = _known(geonames_ids, gazetteer)
    chosen = str(kind)
    if chosen == "place":
        groups = {number: number for number in cities}
    elif chosen == "country":
        return _countries(cities, unknown, gazetteer)
    elif chosen == "area":
        groups = _areas(cities, gazetteer)
    elif chosen == "cluster":
        groups = _clusters(cities, works or {})
    elif chosen.endswith(".csv"):
        return _own(Path(chosen), cities, unknown)
    else:
        raise DataError(f"no urban unit {chosen!r}; write {', '.join(UNIT_KINDS)} or a CSV of your own")
    return _grouped(chosen, groups, cities, unknown, gazetteer)


def _known(geonames_ids: Iterable[int], gazetteer: Gazetteer) -> tuple[dict[int, City], tuple[int, ...]]:
    """Cities of numbers, from the gazetteer or else the finer atlas of affiliations, and the numbers neither knows."""
    cities, rest = {}, []
    for number in sorted({int(each) for each in geonames_ids}):
        try:
            cities[number] = gazetteer.city(number)
        except UnknownCity:
            rest.append(number)
    if not rest:
        return cities, ()
    from proxenia.places.affiliations import Atlas  # noqa: PLC0415  large, and only small places need it

    atlas, unknown = Atlas.embedded(), []
    for number in rest:
        at = atlas.number(number)
        if at is None:
            unknown.append(number)
        else:
            cities[number] = atlas.city(at)
    return cities, tuple(unknown)


def _grouped(
    kind: str,
    groups: dict[int, int],
    cities: dict[int, City],
    unknown: tuple[int, ...],
    gazetteer: Gazetteer,
) -> Units:
    members: dict[int, list[int]] = defaultdict(list)
    for place, center in groups.items():
        members[center].append(place)
    units = {
        center: _unit(cities.get(center) or gazetteer.city(center), tuple(places), cities)
        for center, places in members.items()
    }
    return Units(kind=kind, units=units, unit_of=groups, unknown=unknown)


def _unit(center: City, places: tuple[int, ...], cities: dict[int, City]) -> Unit:
    others = sum(cities[place].population for place in places if place != center.geonames_id)
    return Unit(
        unit_id=center.geonames_id,
        name=center.name,
        name_fa=center.name_fa,
        country_iso2=center.country_iso2,
        latitude=center.latitude,
        longitude=center.longitude,
        population=center.population + others,
        places=places,
    )


def _countries(cities: dict[int, City], unknown: tuple[int, ...], gazetteer: Gazetteer) -> Units:
    members: dict[str, list[City]] = defaultdict(list)
    for city in cities.values():
        members[city.country_iso2].append(city)
    units = {}
    for code, places in members.items():
        largest = max(places, key=lambda city: (city.population, -city.geonames_id))
        country = gazetteer.countries.get(code)
        units[country_number(code)] = Unit(
            unit_id=country_number(code),
            name=country.name.en if country else code,
            name_fa=country.name.fa if country else "",
            country_iso2=code,
            latitude=largest.latitude,
            longitude=largest.longitude,
            population=sum(city.population for city in places),
            places=tuple(city.geonames_id for city in places),
        )
    unit_of = {number: country_number(city.country_iso2) for number, city in cities.items()}
    return Units(kind="country", units=units, unit_of=unit_of, unknown=unknown)


def _areas(cities: dict[int, City], gazetteer: Gazetteer) -> dict[int, int]:
    centers = _Centers(gazetteer.larger_than(CENTER))
    groups = {}
    for number, city in cities.items():
        own = number if number in centers.numbers else None
        groups[number] = own if own is not None else centers.near(city) or number
    return groups


class _Centers:
    """Centers from the most populous down: one that lies in the area of another is none."""

    def __init__(self, cities: list[City]) -> None:
        import numpy as np  # noqa: PLC0415  a division into places needs no figures

        self._np = np
        self.numbers: set[int] = set()
        size = len(cities)
        self._ids = np.zeros(size, dtype=np.int64)
        self._place = np.zeros((size, 2))
        self._population = np.zeros(size)
        self._country = np.zeros(size, dtype=np.int64)
        self._n = 0
        for city in cities:
            if self.near(city) is None:
                self._add(city)

    def near(self, city: City) -> int | None:
        """Center whose area takes a city in, or None."""
        np, n = self._np, self._n
        population, fits = self._population[:n], self._country[:n] == country_number(city.country_iso2)
        fits &= city.population <= MOST_OF_CENTER * population
        if not fits.any():
            return None
        chosen = np.flatnonzero(fits)
        away = _distances(city, self._place[chosen]) / (REACH_KM * np.cbrt(population[chosen] / CENTER))
        best = int(away.argmin())
        return int(self._ids[chosen[best]]) if away[best] <= 1 else None

    def _add(self, city: City) -> None:
        self.numbers.add(city.geonames_id)
        self._ids[self._n] = city.geonames_id
        self._place[self._n] = math.radians(city.latitude), math.radians(city.longitude)
        self._population[self._n] = city.population
        self._country[self._n] = country_number(city.country_iso2)
        self._n += 1


def _distances(city: City, places: np.ndarray) -> np.ndarray:
    """Kilometers from a city to places, shape (n, 2), latitude and longitude in radians."""
    import numpy as np  # noqa: PLC0415  the same

    phi, lam = math.radians(city.latitude), math.radians(city.longitude)
    half = np.sin((places[:, 0] - phi) / 2) ** 2
    half += math.cos(phi) * np.cos(places[:, 0]) * np.sin((places[:, 1] - lam) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def _clusters(cities: dict[int, City], works: Mapping[int, float]) -> dict[int, int]:
    """Group places by density: DBSCAN on the globe, each place weighed by its works; a lone place stays itself."""
    import numpy as np  # noqa: PLC0415  the same
    from sklearn.cluster import DBSCAN  # noqa: PLC0415  the same

    if not cities:
        return {}
    numbers = list(cities)
    places = np.radians([[cities[number].latitude, cities[number].longitude] for number in numbers])
    weight = np.array([works.get(number, 1.0) for number in numbers])
    model = DBSCAN(
        eps=CLUSTER_KM / EARTH_RADIUS_KM, min_samples=CLUSTER_WORKS, metric="haversine", algorithm="ball_tree"
    )
    found = model.fit(places, sample_weight=weight).labels_
    heads: dict[int, int] = {}
    for number, cluster in sorted(
        zip(numbers, found, strict=True), key=lambda pair: (-works.get(pair[0], 1.0), pair[0])
    ):
        heads.setdefault(int(cluster), number)
    return {
        number: number if cluster < 0 else heads[int(cluster)] for number, cluster in zip(numbers, found, strict=True)
    }


def _own(path: Path, cities: dict[int, City], unknown: tuple[int, ...]) -> Units:
    rows = _read_own(path)
    group_of, names = {}, {}
    for line, row in enumerate(rows, start=2):
        try:
            group_of[int(row["geonames_id"])] = row["unit_id"]
        except ValueError as error:
            raise DataError(f"{path.name}:{line}:geonames_id  {row['geonames_id']!r} is not a number") from error
        names[row["unit_id"]] = (row.get("unit") or "").strip()
    members: dict[str, list[City]] = defaultdict(list)
    for number, city in cities.items():
        members[group_of.get(number, f"place {number}")].append(city)
    units, unit_of = {}, {}
    for group, places in members.items():
        head = max(places, key=lambda city: (city.population, -city.geonames_id))
        unit = _unit(head, tuple(city.geonames_id for city in places), cities)
        named = names.get(group)
        units[unit.unit_id] = _renamed(unit, named) if named else unit
        unit_of |= {city.geonames_id: unit.unit_id for city in places}
    return Units(kind=path.name, units=units, unit_of=unit_of, unknown=unknown)


def _renamed(unit: Unit, name: str) -> Unit:
    from dataclasses import replace  # noqa: PLC0415  beside its use

    return replace(unit, name=name, name_fa="")


def _read_own(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"geonames_id", "unit_id"} - set(reader.fieldnames or ())
            if missing:
                raise DataError(f"{path.name}: no column {min(missing)!r}; it needs geonames_id and unit_id")
            return list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{path} cannot be read: {error}; give a CSV in UTF-8") from error
