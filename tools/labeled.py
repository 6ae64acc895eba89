"""Labeled affiliation strings and the truth that follows from ROR, for the tools that fit and score resolution."""

from __future__ import annotations

import ast
import csv
import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from proxenia.places.affiliations.geography.atlas import Atlas, distance_km
from proxenia.places.affiliations.text import key

if TYPE_CHECKING:
    from pathlib import Path

    from proxenia.places.affiliations import AffiliationPlace

__all__ = ["Labeled", "Seat", "is_city_named", "is_right", "read_labeled"]

SAME_PLACE_KM = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Seat of an institution as ROR gives it."""

    geonames_id: int
    latitude: float
    longitude: float
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labeled:
    """A string of a labeled set with the institutions it names."""

    source: str
    text: str
    ror_ids: frozenset[str]

    @property
    def is_development(self) -> bool:
        """Whether the string belongs to the half that the resolver was made with."""
        return hashlib.sha256(self.text.encode()).digest()[-1] % 2 == 0


def read_labeled(folder: Path) -> tuple[list[Labeled], dict[str, list[Seat]]]:
    """Read both sets, and the seats of every institution of the registry beside them."""
    labeled = [
        Labeled(source="springer", text=row["affiliation"], ror_ids=frozenset(row["ror_ids"]))
        for row in json.loads((folder / "affiliations" / "springer_2023.json").read_text(encoding="utf-8"))
    ]
    with (folder / "affiliations" / "s2aff_gold.csv").open(encoding="utf-8", newline="") as file:
        labeled += [
            Labeled(
                source="s2aff", text=row["original_affiliation"], ror_ids=frozenset(ast.literal_eval(row["labels"]))
            )
            for row in csv.DictReader(file)
        ]
    with gzip.open(folder / "ror" / "ror_v2_partial.json.gz", "rt", encoding="utf-8") as file:
        seats = {
            record["id"]: [
                Seat(
                    geonames_id=each["geonames_id"],
                    latitude=each["geonames_details"]["lat"],
                    longitude=each["geonames_details"]["lng"],
                    name=each["geonames_details"]["name"],
                )
                for each in record["locations"]
            ]
            for record in json.load(file)
        }
    return labeled, seats


def is_city_named(text: str, truth: list[Seat]) -> bool:
    """Say whether a string holds a name of the city of one of the seats."""
    words = f" {key(text)} "
    return any(f" {name} " in words for seat in truth for name in _names(seat.geonames_id, seat.name))


def is_right(place: AffiliationPlace, truth: list[Seat]) -> bool:
    """Say whether a place is the seat's, or lies within 30 km of it."""
    return any(
        place.geonames_id == seat.geonames_id
        or distance_km(place.latitude or 0.0, place.longitude or 0.0, seat.latitude, seat.longitude) <= SAME_PLACE_KM
        for seat in truth
    )


@lru_cache(maxsize=1)
def _all_names() -> dict[int, list[str]]:
    atlas = Atlas.embedded()
    names: dict[int, list[str]] = {}
    for name in atlas.names():
        if len(name) > 2:  # noqa: PLR2004  two letters are in every string
            for number in atlas.places(name):
                names.setdefault(atlas.geonames_id[number], []).append(name)
    return names


def _names(geonames_id: int, name: str) -> list[str]:
    return [key(name), *_all_names().get(geonames_id, ())]
