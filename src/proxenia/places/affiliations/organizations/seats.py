"""Well-known institutions written by hand, with the city of their seat and their names in Persian and other scripts.

Without a dump of ROR they place an affiliation that names an institution and no city; with one, their Persian names
are added to the organizations of the dump that have the same name and seat. Facts only: `data/affiliations/seats.csv`.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from proxenia.errors import DataError
from proxenia.places.affiliations.organizations.naming import canonical_name
from proxenia.places.affiliations.organizations.registry import Organization
from proxenia.places.affiliations.text import key

if TYPE_CHECKING:
    from proxenia.places.affiliations.geography.atlas import Atlas
    from proxenia.places.affiliations.organizations.institutions import Institutions

__all__ = ["known_organizations", "scattered", "with_known_names"]

SAME_SEAT_DEGREES = 0.5


def known_organizations(atlas: Atlas) -> list[Organization]:
    """Give the institutions of seats.csv; they have no ROR id.

    Raises
    ------
    DataError
        If a row names a city that the atlas has not in that country.
    """
    with files("proxenia").joinpath("data", "affiliations", "seats.csv").open("r", encoding="utf-8") as file:
        return [_organization(row, atlas) for row in csv.DictReader(file)]


def _organization(row: dict[str, str], atlas: Atlas) -> Organization:
    seats = [
        number
        for number in atlas.places(key(row["city"]))
        if atlas.country[number] == row["country_iso2"] and row["region_code"] in {"", atlas.region[number]}
    ]
    if not seats:
        raise DataError(
            f"seats.csv: no city {row['city']!r} in {row['country_iso2']} for {row['name_en']!r}; write a name of the gazetteer"
        )
    number = seats[0]
    names = [(row["name_en"], "display"), (row["name_fa"], "label")]
    names += [
        (name, "acronym" if name.isupper() and name.isascii() else "alias") for name in row["other_names"].split(";")
    ]
    return Organization(
        ror_id="",
        names=tuple(each for each in names if each[0]),
        seats=((atlas.geonames_id[number], atlas.latitude[number], atlas.longitude[number], atlas.country[number]),),
        types=("education",) if row["type"] == "university" else (row["type"],),
        parents=(),
        children=(),
        related=(),
        is_active=True,
    )


def with_known_names(organizations: list[Organization], known: list[Organization]) -> list[Organization]:
    """Add the names of known institutions to the organizations of a dump that are the same; the rest go after them.

    Two are the same when they share a name in canonical form and their seats lie within half a degree.
    """
    by_name: dict[str, list[int]] = {}
    for number, one in enumerate(organizations):
        for name, kind in one.names:
            if kind != "acronym":
                by_name.setdefault(" ".join(canonical_name(name)), []).append(number)
    out = list(organizations)
    for one in known:
        same = [
            n for n in by_name.get(" ".join(canonical_name(one.names[0][0])), ()) if _same_seat(organizations[n], one)
        ]
        if not same:
            out.append(one)
        else:
            chosen = same[0]
            out[chosen] = msgspec.structs.replace(out[chosen], names=(*out[chosen].names, *one.names[1:]))
    return out


def scattered(institutions: Institutions) -> dict[int, str]:
    """Numbers of the institutions that work in many places, so that their seat says nothing, each with the reason."""
    found: dict[int, str] = {}
    with files("proxenia").joinpath("data", "affiliations", "scattered.csv").open("r", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for packed in institutions.by_words.get(" ".join(canonical_name(row["name"])), ()):
                if row["country_iso2"] in institutions.country[packed >> 2]:
                    found[packed >> 2] = row["reason"]
    return found


def _same_seat(one: Organization, other: Organization) -> bool:
    return any(
        abs(a[1] - b[1]) < SAME_SEAT_DEGREES and abs(a[2] - b[2]) < SAME_SEAT_DEGREES and a[3] == b[3]
        for a in one.seats
        for b in other.seats
    )
