"""The Persian gold set, and scores against it by class."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from proxenia.places.distance import distance_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.places.affiliations.resolve import Resolver

__all__ = ["GoldString", "Score", "gold_scores", "read_gold"]

SAME_PLACE_KM = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldString:
    """An affiliation written by hand with what it names.

    `geonames_ids` are the places it names, several where it joins affiliations, none where it names no place that can
    be told; `kind` is its class; `institution` the English name of the institution it names.
    """

    affiliation: str
    kind: str
    geonames_ids: tuple[int, ...]
    institution: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Of `n` strings of a class, how many were answered and how many were answered right.

    A string is right when every place it names is found and nothing else is; one that names none that can be told is
    right when it is not answered.
    """

    kind: str
    n: int
    n_answered: int
    n_right: int

    @property
    def share(self) -> float:
        """Share of right among all strings of the class."""
        return self.n_right / self.n if self.n else 0.0


def read_gold() -> list[GoldString]:
    """Read the Persian gold set that ships with the package."""
    with files("proxenia").joinpath("data", "affiliations", "persian_gold.csv").open("r", encoding="utf-8") as file:
        return [
            GoldString(
                affiliation=row["affiliation"],
                kind=row["class"],
                geonames_ids=tuple(int(each) for each in row["geonames_id"].split(";") if each),
                institution=row["institution_en"],
                note=row["note"],
            )
            for row in csv.DictReader(file)
        ]


def gold_scores(gold: Sequence[GoldString], *, resolver: Resolver) -> list[Score]:
    """Score a resolver by class, `all` last."""
    counts: dict[str, list[int]] = {}
    for one in gold:
        found = {place.geonames_id for place in resolver.resolve(one.affiliation).places} - {None}
        right = is_gold_right(one, found, resolver=resolver)
        for kind in (one.kind, "all"):
            count = counts.setdefault(kind, [0, 0, 0])
            count[0] += 1
            count[1] += bool(found)
            count[2] += right
    order = [*(kind for kind in counts if kind != "all"), "all"] if counts else []
    return [Score(kind=kind, n=counts[kind][0], n_answered=counts[kind][1], n_right=counts[kind][2]) for kind in order]


def is_gold_right(one: GoldString, found: set[int | None], *, resolver: Resolver) -> bool:
    """Say whether the places found are those named, each the same or within 30 km."""
    near = resolver.atlas

    def same(a: int | None, b: int) -> bool:
        one_number, other_number = near.number(a or 0), near.number(b)
        return a == b or (
            one_number is not None
            and other_number is not None
            and distance_km(
                near.latitude[one_number], near.longitude[one_number],
                near.latitude[other_number], near.longitude[other_number],
            ) <= SAME_PLACE_KM
        )  # fmt: skip

    all_found = all(any(same(a, b) for a in found) for b in one.geonames_ids)
    return all_found and all(any(same(a, b) for b in one.geonames_ids) for a in found)
