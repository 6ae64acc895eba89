"""Names to cities: the embedded gazetteer and the rule that chooses, or says why it does not.

A name is looked up under its folded form. Of several cities that answer to it, one is chosen only when it dominates:
its primary name is the one asked for, and it has at least `DOMINANCE` times the inhabitants of every other city whose
primary name that is; or it is the only one whose primary name it is and no other has more inhabitants. All else is
ambiguous, and reported. Where a country is named, towns that are too small for the gazetteer are looked up as well.
"""

from __future__ import annotations

import csv
import sqlite3
from functools import cached_property, lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from proxenia.errors import AmbiguousCity, UnknownCity
from proxenia.locale.text import Text
from proxenia.places.city import Candidate, City, Country, Resolution
from proxenia.places.names import fold
from proxenia.places.towns import town_of, towns

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DOMINANCE", "Gazetteer"]

DOMINANCE = 4.0
"""Times the inhabitants of the next namesake that make a city the one meant (docs/decisions/0002-namesakes.md)."""

LONGEST_NAME = 200
_COLUMNS = "c.geonames_id, c.name, c.name_fa, c.country_iso2, c.latitude, c.longitude, c.population, c.is_capital"


class Gazetteer:
    """Cities by name and by number, over a read-only SQLite file.

    Examples
    --------
    >>> Gazetteer.embedded().one("تهران").name
    'Tehran'
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def embedded(cls) -> Gazetteer:
        """Open the gazetteer that ships with the package; it is opened once in a process."""
        return _embedded()

    def __len__(self) -> int:
        """Count the cities."""
        return int(self._connection.execute("SELECT count(*) FROM city").fetchone()[0])

    @cached_property
    def countries(self) -> dict[str, Country]:
        """Countries by ISO 3166-1 alpha-2 code."""
        with files("proxenia").joinpath("data", "gazetteer", "countries.csv").open("r", encoding="utf-8") as file:
            return {
                row["country_iso2"]: Country(
                    country_iso2=row["country_iso2"],
                    country_iso3=row["country_iso3"],
                    name=Text(en=row["name_en"], fa=row["name_fa"]),
                    continent=row["continent"],
                    other_names=tuple(filter(None, row["other_names"].split(";"))),
                )
                for row in csv.DictReader(file)
            }

    def country(self, hint: str) -> Country | None:
        """Give a country by code or name in English or Persian; None when the hint names none."""
        return self.countries.get(hint.strip().upper()) or self._countries_by_name.get(fold(hint))

    def city(self, geonames_id: int) -> City:
        """Give a city by its GeoNames number; raise `UnknownCity` when there is none."""
        query = f"SELECT {_COLUMNS} FROM city c WHERE geonames_id = ?"  # noqa: S608  fixed columns
        row = self._connection.execute(query, (geonames_id,)).fetchone()
        if row is not None:
            return _city(row)
        town = town_of(geonames_id)
        if town is None:
            raise UnknownCity(str(geonames_id), names=len(self))
        return town

    def larger_than(self, population: int) -> list[City]:
        """Cities with at least so many inhabitants, most populous first."""
        query = f"SELECT {_COLUMNS} FROM city c WHERE population >= ? ORDER BY population DESC, geonames_id"  # noqa: S608  fixed columns
        return [_city(row) for row in self._connection.execute(query, (population,))]

    def find(self, name: str, *, country: str | None = None, limit: int = 10) -> tuple[Candidate, ...]:
        """Cities that answer to a name, primary names first, most populous first; fuzzy matches are not among them.

        Parameters
        ----------
        name
            As written, in any script; `León, MX` and `تهران، ایران` carry a country hint of their own.
        country
            ISO code or name of the country.
        limit
            Most candidates to give.
        """
        for toponym, hint in self._readings(name, country):
            found = self._look_up(toponym, hint)
            if found:
                return tuple(found[:limit])
        return ()

    def resolve(self, name: str, *, country: str | None = None) -> Resolution:
        """Choose the one city a name means, or say why none was chosen."""
        candidates = self.find(name, country=country, limit=50)
        if not candidates:
            reason = "no city of that name in the gazetteer"
            return Resolution(
                toponym=name, city=None, method="none", confidence=0.0, reason=reason, candidates=candidates
            )
        chosen = _dominant(candidates)
        if chosen is None:
            reason = f"names {len(candidates)} cities"
            return Resolution(
                toponym=name, city=None, method="none", confidence=0.0, reason=reason, candidates=candidates
            )
        only = len(candidates) == 1
        reason = "the only city of that name" if only else "much the largest city of that name"
        return Resolution(
            toponym=name,
            city=chosen.city,
            method=chosen.how,
            confidence=0.99 if only else 0.95,
            reason=_override_reasons()[chosen.city.geonames_id] if chosen.how == "override" else reason,
            candidates=candidates,
        )

    def one(self, name: str, *, country: str | None = None) -> City:
        """Give the one city a name means.

        Raises
        ------
        UnknownCity
            If no city answers to it; the message suggests near names.
        AmbiguousCity
            If several do and none is much the largest; the message lists them.
        """
        resolution = self.resolve(name, country=country)
        if resolution.city is not None:
            return resolution.city
        if resolution.candidates:
            raise AmbiguousCity(name, candidates=[candidate.city.label for candidate in resolution.candidates[:8]])
        raise UnknownCity(name, suggestions=self.suggest(name), names=self._n_names)

    def suggest(self, name: str, *, limit: int = 3) -> tuple[str, ...]:
        """Names near to one that no city answers to, as suggestions only."""
        from rapidfuzz import distance, process  # noqa: PLC0415  needed only when a name is unknown

        key = fold(name.partition(",")[0])[:LONGEST_NAME]
        if len(key) < 3:  # noqa: PLR2004  two letters are near to everything
            return ()
        rows = self._connection.execute(
            "SELECT n.key, c.name, c.population FROM name n JOIN city c USING (geonames_id)"
            " WHERE length(n.key) BETWEEN ? AND ? AND c.population >= 100000",
            (len(key) - 2, len(key) + 2),
        ).fetchall()
        near = process.extract(
            key,
            [row[0] for row in rows],
            scorer=distance.DamerauLevenshtein.normalized_similarity,
            score_cutoff=0.75,
            limit=40,
        )
        ranked = sorted(near, key=lambda hit: (-round(hit[1], 2), -rows[hit[2]][2]))
        return tuple(dict.fromkeys(rows[index][1] for _, _, index in ranked))[:limit]

    def _look_up(self, toponym: str, hint: Country | None) -> list[Candidate]:
        key = fold(toponym)
        override = _overrides().get((key, hint.country_iso2 if hint else ""))
        if override is not None:
            return [Candidate(city=self.city(override), how="override")]
        rows = self._connection.execute(
            f"SELECT {_COLUMNS}, n.is_primary FROM name n JOIN city c USING (geonames_id) WHERE n.key = ?"  # noqa: S608  fixed columns
            " ORDER BY n.is_primary DESC, c.population DESC, c.geonames_id",
            (key,),
        ).fetchall()
        return [
            Candidate(city=_city(row), how="primary name" if row[-1] else "other name")
            for row in rows
            if hint is None or row[3] == hint.country_iso2
        ] or (towns(toponym, hint.country_iso2) if hint else [])

    def _readings(self, name: str, country: str | None) -> Iterable[tuple[str, Country | None]]:
        name = name[:LONGEST_NAME]
        if country:
            hint = self.country(country)
            if hint is not None:
                yield name, hint
            return
        yield name, None
        for mark in (",", "،", "("):
            place, found, rest = name.rpartition(mark)
            hint = self.country(rest.rstrip(") ")) if found else None
            if hint is not None:
                yield place, hint

    @cached_property
    def _countries_by_name(self) -> dict[str, Country]:
        names: dict[str, Country] = {}
        for country in self.countries.values():
            for name in (country.name.en, country.name.fa, country.country_iso3, *country.other_names):
                names.setdefault(fold(name), country)
        return names

    @cached_property
    def _n_names(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM name").fetchone()[0])


def _dominant(candidates: tuple[Candidate, ...]) -> Candidate | None:
    if len(candidates) == 1:
        return candidates[0]
    primary = [candidate for candidate in candidates if candidate.how == "primary name"]
    pool = primary or list(candidates)
    pool = sorted(pool, key=lambda candidate: -candidate.city.population)
    first = pool[0]
    others = [candidate.city.population for candidate in candidates if candidate is not first]
    namesakes = [candidate.city.population for candidate in pool[1:]]
    dominates = all(first.city.population >= DOMINANCE * other for other in namesakes)
    return first if dominates and first.city.population >= max(others) else None


def _city(row: tuple) -> City:
    return City(
        geonames_id=row[0],
        name=row[1],
        name_fa=row[2],
        country_iso2=row[3],
        latitude=row[4],
        longitude=row[5],
        population=row[6],
        is_capital=bool(row[7]),
    )


@lru_cache(maxsize=1)
def _embedded() -> Gazetteer:
    with as_file(files("proxenia").joinpath("data", "gazetteer", "gazetteer.sqlite")) as path:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        return Gazetteer(sqlite3.connect(uri, uri=True, check_same_thread=False))


@lru_cache(maxsize=1)
def _override_rows() -> tuple[dict[str, str], ...]:
    with files("proxenia").joinpath("places", "overrides.csv").open("r", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=1)
def _overrides() -> dict[tuple[str, str], int]:
    return {(fold(row["toponym"]), row["country_iso2"]): int(row["geonames_id"]) for row in _override_rows()}


@lru_cache(maxsize=1)
def _override_reasons() -> dict[int, str]:
    return {int(row["geonames_id"]): row["reason"] for row in _override_rows()}
