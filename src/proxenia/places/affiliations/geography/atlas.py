"""The atlas of affiliation resolution: every place of at least 500 inhabitants, its names, its region, its country.

It is read from one compact file (built by `tools/build_places.py`) into arrays and one dictionary, so that a name costs
one look-up. Regions (states, provinces) and countries are tables of their own, which a scholar can read and correct.
"""

from __future__ import annotations

import array
import csv
import gzip
import math
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from proxenia.places.affiliations.text import key
from proxenia.places.city import City
from proxenia.places.distance import distance_km

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

__all__ = ["FAMILIES", "Atlas", "Vocabulary", "distance_km"]

NEAR_KM, NEAR_DEGREES = 30.0, 0.3
KM_A_DEGREE = 111.0

FAMILIES = (("CN", "HK", "MO", "TW"), ("US", "PR", "GU", "VI"), ("FR", "GP", "RE", "MQ", "GF", "PF", "NC"))
"""Countries that sources put under one another's names."""


class Vocabulary:
    """Words that say what part of an affiliation is an organization, an address, noise, or never a place."""

    def __init__(self, table: dict[str, str]) -> None:
        self.organization, self.address, self.noise, self.preposition, self.stop = (
            frozenset(key(word) for word in table[name].split()) - {""}
            for name in ("organization", "address", "noise", "preposition", "stop")
        )


class Atlas:
    """Places by name, with regions and countries; numbers of places run from the most to the least populous.

    `starters` and `enders` are the first and last words of all names.

    Examples
    --------
    >>> atlas = Atlas.embedded()
    >>> atlas.city(atlas.places("tehran")[0]).name
    'Tehran'
    """

    def __init__(self, table: dict) -> None:
        self.geonames_id = array.array("i", table["geonames_id"])
        self.latitude = array.array("f", table["latitude"])
        self.longitude = array.array("f", table["longitude"])
        self.population = array.array("i", table["population"])
        self.name: list[str] = table["name"].split("\n")
        codes = table["country"]
        self.country = [codes[i : i + 2] for i in range(0, len(codes), 2)]
        self.region: list[str] = table["region"].split("\n")
        self._name_fa = {int(number): name for number, name in table["name_fa"].items()}
        keys = table["keys"].split("\n")
        self._index = dict(zip(keys, range(len(keys)), strict=True))
        self._starts = array.array("i", table["starts"])
        self._flat = array.array("i", table["flat"])
        self._by_id: dict[int, int] | None = None
        self._by_country: dict[str, list[int]] | None = None
        self._within_larger: dict[int, bool] = {}
        self.countries = _countries()
        self.regions = _regions()
        self.words = Vocabulary(tomllib.loads(_data("words.toml").read_text(encoding="utf-8")))
        self.starters = frozenset(name.partition(" ")[0] for name in keys)
        self.enders = frozenset(name.rpartition(" ")[2] for name in keys)

    @classmethod
    def embedded(cls) -> Atlas:
        """Open the atlas that ships with the package; it is read once in a process."""
        return _embedded()

    def __len__(self) -> int:
        """Count the places."""
        return len(self.name)

    def __contains__(self, name: str) -> bool:
        """Say whether a folded name is that of a place."""
        return name in self._index

    def places(self, name: str) -> list[int]:
        """Numbers of the places that answer to a folded name, the most populous first."""
        return [number if number >= 0 else -number - 1 for number in self._numbers(name)]

    def marked(self, name: str) -> list[tuple[int, bool]]:
        """Numbers of the places that answer to a folded name, each with whether it is its primary name."""
        return [(number, False) if number >= 0 else (-number - 1, True) for number in self._numbers(name)]

    def _numbers(self, name: str) -> array.array | tuple[()]:
        at = self._index.get(name)
        return () if at is None else self._flat[self._starts[at] : self._starts[at + 1]]

    def city(self, number: int) -> City:
        """Give a place as a city with its GeoNames number."""
        return City(
            geonames_id=self.geonames_id[number],
            name=self.name[number],
            name_fa=self._name_fa.get(number, ""),
            country_iso2=self.country[number],
            latitude=round(self.latitude[number], 4),
            longitude=round(self.longitude[number], 4),
            population=self.population[number],
            is_capital=False,
        )

    def number(self, geonames_id: int) -> int | None:
        """Number of the place with a GeoNames id; None when it is not in the atlas."""
        if self._by_id is None:
            self._by_id = {geonames_id: number for number, geonames_id in enumerate(self.geonames_id)}
        return self._by_id.get(geonames_id)

    def nearest(self, latitude: float, longitude: float, country: str) -> int | None:
        """Number of the place of a country next to a point, within 30 km; None when there is none."""
        near = [n for n in self._of_country(country) if abs(self.latitude[n] - latitude) < NEAR_DEGREES]
        apart = [(distance_km(self.latitude[n], self.longitude[n], latitude, longitude), n) for n in near]
        closest = min(apart, default=(math.inf, -1))
        return closest[1] if closest[0] <= NEAR_KM else None

    def key(self, number: int) -> str:
        """Folded primary name of a place."""
        return key(self.name[number])

    def is_within_larger(self, number: int, *, km: float, times: float) -> bool:
        """Say whether a place lies within some distance of one of its country with many times its inhabitants."""
        kept = self._within_larger.get(number)
        if kept is None:
            kept = self._within_larger[number] = self._find_larger(number, km=km, times=times)
        return kept

    def _find_larger(self, number: int, *, km: float, times: float) -> bool:
        least, latitude, degrees = times * max(1, self.population[number]), self.latitude[number], km / KM_A_DEGREE
        for other in self._of_country(self.country[number]):
            if self.population[other] < least:
                return False
            if abs(self.latitude[other] - latitude) <= degrees and self.apart_km(number, other) <= km:
                return True
        return False

    def _of_country(self, country: str) -> list[int]:
        """Numbers of the places of a country, the most populous first."""
        if self._by_country is None:
            self._by_country = {}
            for number, code in enumerate(self.country):
                self._by_country.setdefault(code, []).append(number)
        return self._by_country.get(country, [])

    def apart_km(self, one: int, other: int) -> float:
        """Great-circle distance between two places."""
        return distance_km(self.latitude[one], self.longitude[one], self.latitude[other], self.longitude[other])

    def names(self) -> Iterator[str]:
        """All folded names."""
        return iter(self._index)


def _data(name: str) -> Traversable:
    return files("proxenia").joinpath("data", "affiliations", name)


def _countries() -> dict[str, str]:
    """Folded name of a country in any language to its code; names written by hand go first."""
    named: dict[str, str] = {}
    for table in ("country_aliases.csv", "country_names.csv"):
        with _data(table).open("r", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                for name in row["names"].split(";"):
                    form = key(name)
                    if len(form) > 1:
                        named.setdefault(form, row["country_iso2"])
                        named.setdefault(form.replace(" ", ""), row["country_iso2"])
    return named


def _regions() -> dict[str, tuple[tuple[str, str], ...]]:
    """Folded name or abbreviation of a region to the (country, region code) pairs it may mean."""
    named: dict[str, dict[tuple[str, str], None]] = {}
    with _data("regions.csv").open("r", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for name in (row["name"], *row["other_names"].split(";")):
                form = key(name)
                if len(form) > 1:
                    named.setdefault(form, {})[(row["country_iso2"], row["region_code"])] = None
    return {form: tuple(meant) for form, meant in named.items()}


@lru_cache(maxsize=1)
def _embedded() -> Atlas:
    import msgspec  # noqa: PLC0415  only when affiliations are resolved

    with _data("places.msgpack.gz").open("rb") as file:
        return Atlas(msgspec.msgpack.decode(gzip.decompress(file.read())))
