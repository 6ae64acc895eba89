"""Affiliations to cities and institutions: the pieces of a string, where each says it is, whom it names."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from msgspec.structs import replace

from proxenia.places.affiliations.geography.atlas import Atlas
from proxenia.places.affiliations.geography.locate import Location, locate
from proxenia.places.affiliations.geography.part import PartReader
from proxenia.places.affiliations.geography.pieces import split
from proxenia.places.affiliations.organizations.institutions import Institutions
from proxenia.places.affiliations.organizations.match import candidates, features
from proxenia.places.affiliations.organizations.model import Model
from proxenia.places.affiliations.organizations.registry import read_registry
from proxenia.places.affiliations.organizations.seats import known_organizations, scattered, with_known_names
from proxenia.places.affiliations.resolution import AffiliationPlace, AffiliationResolution, Method
from proxenia.places.affiliations.text import clean
from proxenia.places.distance import distance_km

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from proxenia.places.affiliations.geography.part import Part
    from proxenia.places.affiliations.organizations.match import Candidate

__all__ = ["Resolver", "resolve_affiliations"]

Seat = tuple[int, float, float, str]
Placed = tuple[int | None, Method, str, str]
"""Number of a place, method, kind of evidence, reason if there is no place."""

METHODS: dict[str, Method] = {"city-state": "country", "near name": "near name"}
LONGEST_AFFILIATION = 4000
LEAST = 0.5
SAME_PLACE_KM = 30.0
CAMPUS_KM = 50.0


class Resolver:
    """What it takes to resolve affiliations: the atlas, organizations, and the measured confidence of each method.

    Parameters
    ----------
    registry
        A dump of ROR (JSON, JSON.gz or the zip that ROR publishes). Without it places are found by name and by an
        embedded list of well-known institutions, and no ROR ids are given.
    keep_index
        Whether a compact index is written beside the dump, so that the next start is faster.
    least
        Least probability at which an institution is taken to be named. 0.5 gives the sets that are most often right;
        `Model.embedded().sure` gives the cut at which 95 % of the institutions are right.
    """

    def __init__(self, *, registry: Path | None = None, least: float = LEAST, keep_index: bool = True) -> None:
        self.atlas = Atlas.embedded()
        self.reader = PartReader(self.atlas)
        self.least = least
        self.has_registry = registry is not None
        known = known_organizations(self.atlas)
        organizations = with_known_names(read_registry(registry, keep_index=keep_index), known) if registry else known
        self.institutions = Institutions(organizations)
        self._scattered = scattered(self.institutions)
        self.model = Model.embedded()
        self.confidence = confidence_table()

    def resolve(self, affiliation: str) -> AffiliationResolution:
        """Find the places and institutions of one affiliation."""
        if len(affiliation) > LONGEST_AFFILIATION:
            reason = f"has more than {LONGEST_AFFILIATION:,} characters; give one affiliation at a time"
            return AffiliationResolution(affiliation=affiliation, places=(_unanswered(reason),))
        pieces = split(clean(affiliation), reader=self.reader)
        if not pieces:
            return AffiliationResolution(affiliation=affiliation, places=(_unanswered("holds no word"),))
        found = [self._piece(piece) for piece in pieces]
        return AffiliationResolution(affiliation=affiliation, places=_merged(found))

    def _piece(self, parts: list[Part]) -> AffiliationPlace:
        location = locate(parts, reader=self.reader)
        named = self._named(parts, location) if self.has_registry or not is_certain(location) else []
        number, method, kind, reason = self._place(location, [candidate for candidate, _ in named])
        ror = [(self.institutions.organizations[one.number].ror_id, round(p, 3)) for one, p in named]
        ror = [each for each in ror if each[0]]
        ids, sureness = tuple(each[0] for each in ror), tuple(each[1] for each in ror)
        if number is None:
            return replace(_unanswered(reason), ror_ids=ids, ror_confidences=sureness, country_iso2=location.country)
        atlas = self.atlas
        return AffiliationPlace(
            geonames_id=atlas.geonames_id[number], city=atlas.name[number], country_iso2=atlas.country[number],
            latitude=round(atlas.latitude[number], 4), longitude=round(atlas.longitude[number], 4), ror_ids=ids,
            ror_confidences=sureness, method=method, confidence=self._confidence(kind), evidence=kind,
        )  # fmt: skip

    def _named(self, parts: list[Part], location: Location) -> list[tuple[Candidate, float]]:
        """Institutions that are named, with their probability, the surest first."""
        hint = matching_hint(location)
        found = candidates(parts, hint, atlas=self.atlas, institutions=self.institutions)
        rows = features(found, parts, hint, self.institutions)
        weighed = [(each, self.model.probability(row)) for each, row in zip(found, rows, strict=True)]
        return sorted((each for each in weighed if each[1] >= self.least), key=lambda each: -each[1])

    def _place(self, location: Location, named: list[Candidate]) -> Placed:
        """Choose between the place named and the seat: number, method, kind of evidence, reason if there is none."""
        atlas = self.atlas
        seats = [
            (candidate, seat) for candidate in named for seat in self.institutions.organizations[candidate.number].seats
        ]
        mention, number = location.mention, location.number
        if mention is not None and ("namesakes" in location.kind or number is None or mention.strength == 1):
            for each in (holder.number for holder in mention.holders):
                if any(_apart(atlas, each, seat) <= SAME_PLACE_KM for _, seat in seats):
                    return each, "named" if mention.strength > 1 else "inside", f"{location.kind}, seat agrees", ""
        if number is None and mention is not None and mention.strength > 1:
            return None, "none", "none", location.reason
        if seats and (number is None or (mention is not None and mention.strength == 1)):
            return self._seat(seats, location)
        if number is None:
            return None, "none", "none", location.reason
        return self._named_place(number, location, seats)

    def _named_place(self, number: int, location: Location, seats: list[tuple[Candidate, Seat]]) -> Placed:
        """Give the place that is named, and whether the institution has its seat there."""
        is_inside = location.mention is not None and location.mention.strength == 1
        method: Method = "inside" if is_inside else METHODS.get(location.kind, "named")
        if not seats:
            return number, method, location.kind, ""
        if any(_apart(self.atlas, number, seat) <= CAMPUS_KM for _, seat in seats):
            return number, method, f"{location.kind}, seat agrees", ""
        for other in (holder.number for mention in location.others for holder in mention.holders):
            if any(_apart(self.atlas, other, seat) <= SAME_PLACE_KM for _, seat in seats):
                return other, "named", f"{location.kind}, seat agrees", ""
        return number, "campus", f"{location.kind}, seat elsewhere", ""

    def _seat(self, seats: list[tuple[Candidate, Seat]], location: Location) -> Placed:
        """Give the seat of the surest institution; several far apart and no way to choose is no answer."""
        atlas = self.atlas
        first = [seat for candidate, seat in seats if candidate is seats[0][0]]
        if seats[0][0].number in self._scattered:
            return None, "none", "none", f"names an institution of many places: {self._scattered[seats[0][0].number]}"
        if len(first) > 1 and any(distance_km(*first[0][1:3], *seat[1:3]) > CAMPUS_KM for seat in first[1:]):
            return None, "none", "none", "names an institution with several seats and no city"
        number = atlas.number(first[0][0])
        if number is None:
            number = atlas.nearest(first[0][1], first[0][2], first[0][3])
        if number is None:
            return None, "none", "none", "the seat of the institution is not in the gazetteer"
        return number, "inherited", "inherited in country" if location.explicit else "inherited alone", ""

    def _confidence(self, kind: str) -> float:
        return self.confidence.get(kind) or self.confidence.get(kind.partition(",")[0]) or self.confidence["any"]


def resolve_affiliations(strings: Sequence[str], *, resolver: Resolver) -> list[AffiliationResolution]:
    """Resolve affiliations, each distinct string once.

    Parameters
    ----------
    strings
        Affiliations as written, in any script.
    resolver
        Opened once with or without a dump of ROR.

    Returns
    -------
    resolutions
        One for each string, in their order.

    Examples
    --------
    >>> [found] = resolve_affiliations(["دانشگاه تهران، تهران، ایران"], resolver=Resolver())
    >>> [(place.city, place.method) for place in found.places]
    [('Tehran', 'named')]
    """
    known: dict[str, AffiliationResolution] = {}
    for string in strings:
        if string not in known:
            known[string] = resolver.resolve(string)
    return [known[string] for string in strings]


def matching_hint(location: Location) -> Location:
    """Where organizations are looked for: a place that is only part of a name, or one of many, is no hint."""
    weak = location.mention is not None and location.mention.strength == 1
    if not location.explicit and weak:
        return replace(location, number=None, country="")
    if "namesakes" in location.kind:
        return replace(location, number=None, country=location.country if location.explicit else "")
    return location


def is_certain(location: Location) -> bool:
    """Say whether a city is named outright and no other of its name could be meant."""
    return location.mention is not None and location.mention.strength > 1 and "like namesakes" not in location.kind


@lru_cache(maxsize=1)
def confidence_table() -> dict[str, float]:
    """Measured share of right answers by kind of evidence (docs/en/method-affiliations.md)."""
    with files("proxenia").joinpath("data", "affiliations", "confidence.csv").open("r", encoding="utf-8") as file:
        return {row["kind"]: float(row["confidence"]) for row in csv.DictReader(file)}


def _apart(atlas: Atlas, number: int, seat: Seat) -> float:
    return distance_km(atlas.latitude[number], atlas.longitude[number], seat[1], seat[2])


def _unanswered(reason: str) -> AffiliationPlace:
    return AffiliationPlace(geonames_id=None, reason=reason)


def _merged(found: list[AffiliationPlace]) -> tuple[AffiliationPlace, ...]:
    """Join pieces of one place; a piece without a place goes to the next one that has one, else to the one before."""
    if len(found) == 1:
        return tuple(found)
    located = [at for at, place in enumerate(found) if place.geonames_id is not None]
    if not located:
        ids = {i: c for place in found for i, c in zip(place.ror_ids, place.ror_confidences, strict=True)}
        return (replace(found[0], ror_ids=tuple(ids), ror_confidences=tuple(ids.values())),)
    groups: dict[int | None, list[AffiliationPlace]] = {}
    for at, place in enumerate(found):
        home = at if place.geonames_id is not None else next((n for n in located if n > at), located[-1])
        groups.setdefault(found[home].geonames_id, []).append(place)
    merged = []
    for geonames_id, places in groups.items():
        best = max((p for p in places if p.geonames_id == geonames_id), key=lambda p: p.confidence)
        ids = {i: c for place in places for i, c in zip(place.ror_ids, place.ror_confidences, strict=True)}
        merged.append(replace(best, ror_ids=tuple(ids), ror_confidences=tuple(ids.values())))
    return tuple(merged)
