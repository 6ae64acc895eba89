"""Regions: a sea, a river, a language, a box, a list or a shape of the user's, and the cities in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import numpy as np

from proxenia.errors import DataError, StudyError
from proxenia.extensions import Extension, active, decode_toml, definitions
from proxenia.locale.text import Text
from proxenia.places.sphere import city_vectors, distances_km, unit_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from proxenia.places import City, Gazetteer

__all__ = ["Region", "box", "listed", "region", "region_names"]

STEP_KM = 20.0
"""Distance between the points that a line is broken into before distances to it are taken."""

QUARTER_KM = 15.0
"""Distance from a larger city of the same country within which a place without evidence counts as its quarter."""

Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Where a union is looked for.

    `points` are outlines (kind `shape`) or courses (kind `line`) in degrees of longitude and latitude; `countries` ISO
    codes; `cities` GeoNames numbers (kind `list`). A city without evidence is a candidate from `least_population`.
    """

    id: str
    name: Text
    kind: Literal["shape", "line", "countries", "list"]
    source: str
    within_km: float = 0.0
    least_population: int = 0
    points: tuple[Line, ...] = ()
    countries: tuple[str, ...] = ()
    cities: tuple[int, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse a region without what its kind is made of, and points off the globe."""
        needs = {"shape": self.points, "line": self.points, "countries": self.countries, "list": self.cities}
        if not needs[self.kind]:
            what = {"shape": "points", "line": "points", "countries": "countries", "list": "cities"}[self.kind]
            raise DataError(
                "region {region!r} is of kind {kind!r}, but has no {what}", region=self.id, kind=self.kind, what=what
            )
        for line in self.points:
            if len(line) < (3 if self.kind == "shape" else 2):
                raise DataError(
                    "region {region!r}: an outline of {n} points encloses nothing", region=self.id, n=len(line)
                )
            for longitude, latitude in line:
                if abs(longitude) > 180 or abs(latitude) > 90:  # noqa: PLR2004  ends of the globe in degrees
                    raise DataError(
                        "region {region!r}: {longitude}, {latitude} is not on the globe; write longitude, latitude",
                        region=self.id,
                        longitude=longitude,
                        latitude=latitude,
                    )

    def has(self, cities: Sequence[City]) -> NDArray[np.bool_]:
        """Say of each city whether it lies in the region; shape (n_cities,)."""
        if self.kind == "list":
            return np.array([city.geonames_id in self.cities for city in cities], bool)
        if self.kind == "countries":
            return np.array([city.country_iso2 in self.countries for city in cities], bool)
        if not cities:
            return np.zeros(0, bool)
        places = np.array([(city.longitude, city.latitude) for city in cities])
        inside = np.zeros(len(places), bool)
        if self.kind == "shape":
            for outline in self.points:
                inside |= _inside(places, np.array(outline))
        return inside | (self._distances(places) <= self.within_km)

    def candidates(self, *, places: Gazetteer, known: set[int]) -> tuple[City, ...]:
        """Cities of the region that a union may take: known ones, capitals and large ones, most populous first.

        A place without evidence so near to a known or larger one of its country that it is part of it is left out.

        Raises
        ------
        StudyError
            If there is none.
        """
        if self.kind == "list":
            return tuple(places.city(number) for number in self.cities)
        everyone = places.larger_than(1)
        wanted = [
            c for c in everyone if c.population >= self.least_population or c.is_capital or c.geonames_id in known
        ]
        found = [city for city, here in zip(wanted, self.has(wanted), strict=True) if here]
        if not found:
            raise StudyError(
                "no city of {least:,} inhabitants or more, and none with evidence, lies in region {region!r}; draw it wider or name the cities after --city",
                least=self.least_population,
                region=self.id,
            )
        return _without_quarters(found, known)

    def _distances(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        lines = [np.array([*line, line[0]] if self.kind == "shape" else line) for line in self.points]
        corners = np.concatenate([_broken(line) for line in lines])
        course = unit_vectors(corners[:, 1], corners[:, 0])
        return distances_km(unit_vectors(places[:, 1], places[:, 0]), course).min(axis=1)


def region(name: str) -> Region:
    """Give a region by its id, or read one from a GeoJSON file.

    Raises
    ------
    DataError
        If there is none of that id, or the file holds no area, line or points.

    Examples
    --------
    >>> region("persian-gulf").name.en
    'Persian Gulf'
    """
    if Path(name).suffix.lower() in {".geojson", ".json"}:
        return _from_geojson(Path(name))
    known = _known(active())
    found = known.get(name)
    if found is None:
        raise DataError(
            "no region {name!r}; there are {known}, or name a .geojson file or --bbox", name=name, known=tuple(known)
        )
    return found


def region_names() -> tuple[str, ...]:
    """Ids of the regions that ship with the package, then those of extensions."""
    return tuple(_known(active()))


def box(west: float, south: float, east: float, north: float, *, least_population: int = 100_000) -> Region:
    """Give the region between two meridians and two parallels; it may cross the 180th meridian.

    Raises
    ------
    DataError
        If south is not below north, or an end is off the globe.

    Examples
    --------
    >>> box(170, -10, -170, 10).kind
    'shape'
    """
    if south >= north:
        raise DataError(
            "south {south} is not below north {north}; write west,south,east,north in degrees", south=south, north=north
        )
    spans = [(west, east)] if west < east else [(west, 180.0), (-180.0, east)]
    outlines = tuple(((a, south), (b, south), (b, north), (a, north)) for a, b in spans)
    return Region(
        id="box",
        name=Text("the box", "محدوده"),
        kind="shape",
        source=f"{west},{south},{east},{north}",
        least_population=least_population,
        points=outlines,
    )


def listed(cities: Sequence[City]) -> Region:
    """Give the region that is a list of cities; raise `StudyError` when one stands twice."""
    numbers = tuple(city.geonames_id for city in cities)
    for i, city in enumerate(cities):
        if city.geonames_id in numbers[:i]:
            raise StudyError("{city!r} is named twice in the list of cities", city=city.name)
    return Region(id="list", name=Text("the list", "فهرست"), kind="list", source="the list as given", cities=numbers)


def _without_quarters(cities: Sequence[City], known: set[int]) -> tuple[City, ...]:
    order = sorted(cities, key=lambda city: (city.geonames_id not in known, -city.population, city.geonames_id))
    points = city_vectors(order)
    kept: list[int] = []
    for i, city in enumerate(order):
        home = [k for k in kept if order[k].country_iso2 == city.country_iso2]
        apart = city.geonames_id in known or city.is_capital
        if apart or not home or distances_km(points[i : i + 1], points[home]).min() > QUARTER_KM:
            kept.append(i)
    return tuple(sorted((order[i] for i in kept), key=lambda city: (-city.population, city.geonames_id)))


def _inside(places: NDArray[np.float64], outline: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say of each place whether an even number of edges lies west of it, or an odd one; an odd one is inside."""
    x, y = places[:, 0:1], places[:, 1:2]
    x1, y1 = outline[:, 0], outline[:, 1]
    x2, y2 = np.roll(x1, -1), np.roll(y1, -1)
    crosses = (y1 > y) != (y2 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x1 + (y - y1) * (x2 - x1) / (y2 - y1)
    return (crosses & (x < at)).sum(axis=1) % 2 == 1


def _broken(line: NDArray[np.float64]) -> NDArray[np.float64]:
    points = unit_vectors(line[:, 1], line[:, 0])
    pieces = []
    for k in range(len(line) - 1):
        steps = int(np.ceil(distances_km(points[k : k + 1], points[k + 1 : k + 2])[0, 0] / STEP_KM)) + 1
        share = np.linspace(0, 1, max(steps, 2))[:, None]
        pieces.append(line[k] + share * (line[k + 1] - line[k]))
    return np.concatenate(pieces)


def _from_geojson(path: Path) -> Region:
    try:
        content = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise DataError("{path}: {error}", path=path, error=error.strerror) from error
    except msgspec.DecodeError as error:
        raise DataError("{file}: {error}", file=path.name, error=str(error)) from error
    geometries = list(_geometries(content))
    outlines = [ring for kind, lines in geometries for ring in lines if kind in {"Polygon", "MultiPolygon"}]
    courses = [line for kind, lines in geometries for line in lines if kind in {"LineString", "MultiLineString"}]
    if not outlines and not courses:
        raise DataError("{file}: no Polygon, MultiPolygon, LineString or MultiLineString in it", file=path.name)
    return Region(
        id=path.stem,
        name=Text(path.stem, path.stem),
        kind="shape" if outlines else "line",
        source=path.name,
        within_km=0.0 if outlines else 100.0,
        least_population=100_000,
        points=tuple(outlines or courses),
    )


def _geometries(content: object) -> list[tuple[str, list[Line]]]:
    """Lines of every geometry of a GeoJSON object (RFC 7946); holes of areas are left out."""
    if not isinstance(content, dict):
        return []
    kind = str(content.get("type"))
    within = {"FeatureCollection": "features", "GeometryCollection": "geometries"}.get(kind)
    if within is not None:
        return [each for part in content.get(within) or () for each in _geometries(part)]
    if kind == "Feature":
        return _geometries(content.get("geometry"))
    return [(kind, _lines(kind, content.get("coordinates")))] if kind in _LINES else []


def _lines(kind: str, points: Any) -> list[Line]:
    try:
        return [tuple((float(x), float(y)) for x, y, *_ in line) for line in _LINES[kind](points)]
    except (TypeError, IndexError, ValueError) as error:
        raise DataError("a {kind} whose coordinates are no points: {error}", kind=kind, error=str(error)) from error


_LINES: dict[str, Callable[[Any], list[Any]]] = {
    "LineString": lambda points: [points],
    "MultiLineString": list,
    "Polygon": lambda points: [points[0][:-1]],
    "MultiPolygon": lambda points: [part[0][:-1] for part in points],
}
"""Lines that stand for each kind of geometry: its courses, or the outer rings of its areas without the closing point."""


@lru_cache(maxsize=4)
def _known(extensions: tuple[Extension, ...]) -> dict[str, Region]:
    found: dict[str, Region] = {}
    whose: dict[str, str] = {}
    for file in definitions("regions")[: None if extensions else 1]:
        for each in decode_toml(file.read(), type=_File, name=file.label).region:
            if each.id in found:
                raise DataError(
                    "{label}: region {each!r} is already defined in {whose}; rename it",
                    label=file.label,
                    each=each.id,
                    whose=whose[each.id],
                )
            found[each.id], whose[each.id] = each, file.label
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    region: tuple[Region, ...]
