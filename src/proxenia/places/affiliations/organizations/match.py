"""Organizations that an affiliation may name, each with what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from proxenia.places.affiliations.geography.atlas import FAMILIES
from proxenia.places.affiliations.organizations.naming import canonical
from proxenia.places.affiliations.text import has_cjk
from proxenia.places.distance import distance_km

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from proxenia.places.affiliations.geography.atlas import Atlas
    from proxenia.places.affiliations.geography.locate import Location
    from proxenia.places.affiliations.geography.part import Part
    from proxenia.places.affiliations.organizations.institutions import Institutions

__all__ = ["FEATURES", "Candidate", "candidates", "features"]

NEAR_KM = 50.0
FLOOR = 0.5
TELLING = 0.5
SHORTEST_CJK, LONGEST_CJK = 3, 20
HEADS = frozenset(
    {
        "university",
        "college",
        "institute",
        "hospital",
        "academy",
        "school",
        "center",
        "laboratory",
        "clinic",
        "polytechnic",
        "دانشگاه",
        "پژوهشگاه",
        "موسسه",
        "بیمارستان",
    }
)
UNITS = frozenset(
    {
        "school",
        "faculty",
        "college",
        "institute",
        "center",
        "hospital",
        "department",
        "medical",
        "law",
        "business",
        "clinic",
        "cancer",
        "medicine",
    }
)
HOW = ("words", "bag", "joined", "school", "near")


@dataclass(slots=True, kw_only=True)
class Candidate:
    """One organization a string may name: which words did it, how, and how many others share the name."""

    number: int
    kind: int
    how: int
    likeness: float
    n_words: int
    weight: float
    segment: int
    n_segment_words: int
    n_same: int
    n_fitting: int
    covered: float
    place: int = 0
    nesting: int = 0


def candidates(
    parts: Sequence[Part], location: Location, *, atlas: Atlas, institutions: Institutions
) -> list[Candidate]:
    """Find the organizations that one affiliation may name.

    Parameters
    ----------
    parts
        Segments of the affiliation, as `pieces.split` gives them.
    location
        Where the affiliation says it is; organizations of other countries are left out.
    """
    search = _Search(parts, location, atlas, institutions)
    search.exact()
    search.in_other_order()
    search.by_school()
    search.near()
    return search.kept()


class _Search:
    def __init__(self, parts: Sequence[Part], location: Location, atlas: Atlas, institutions: Institutions) -> None:
        self.atlas, self.institutions, self.location = atlas, institutions, location
        self.countries = (
            next((f for f in FAMILIES if location.country in f), (location.country,)) if location.country else ()
        )
        self.parts = [canonical(part.raw) for part in parts if not part.is_country]
        self.matched: set[int] = set()
        self.found: dict[int, Candidate] = {}

    def _add(
        self, packed: tuple[int, ...], *, how: int, at: int, words: list[str] | frozenset[str], likeness: float = 1.0
    ) -> bool:
        institutions = self.institutions
        fitting = [each for each in packed if self._fits(each >> 2)]
        if not fitting:
            return False
        if not self.countries and not self._tells(words):
            return False
        weight = sum(map(institutions.weight, words))
        near = [each for each in fitting if self._place(each >> 2) == 2]  # noqa: PLR2004  seated there
        for each in near or fitting:
            number = each >> 2
            kept = self.found.get(number)
            if kept is not None and (kept.likeness, -kept.how) >= (likeness, -how):
                continue
            self.found[number] = Candidate(
                number=number, kind=each & 3, how=how, likeness=likeness, n_words=len(words), weight=weight, segment=at,
                n_segment_words=len(self.parts[at]), n_same=len(packed), n_fitting=len(near or fitting),
                covered=len(words) / max(1, len(self.parts[at])), place=self._place(number),
            )  # fmt: skip
        return True

    def _tells(self, words: Iterable[str]) -> bool:
        """Say whether words may tell an institution from those of all countries, as `national university` does not."""
        own = [word for word in words if word not in self.atlas.words.organization]
        return len(own) > 1 or any(self.institutions.weight(word) >= TELLING for word in own)

    def _fits(self, number: int) -> bool:
        return (
            not self.countries
            or not self.institutions.country[number]
            or any(code in self.countries for code in self.institutions.country[number])
        )

    def _place(self, number: int) -> int:
        """Say where the seat lies: 2 in the place named, 1 in its country with no place named, 0 unknown, -1 elsewhere."""
        location = self.location
        if location.number is None:
            return 1 if location.country else 0
        latitude, longitude = self.atlas.latitude[location.number], self.atlas.longitude[location.number]
        seats = self.institutions.organizations[number].seats
        return 2 if any(distance_km(latitude, longitude, seat[1], seat[2]) <= NEAR_KM for seat in seats) else -1

    def exact(self) -> None:
        """Names as sequences of words, the longest first, also across a comma."""
        institutions = self.institutions
        words = [word for part in self.parts for word in part]
        segment = [at for at, part in enumerate(self.parts) for _ in part]
        start = 0
        while start < len(words):
            if has_cjk(words[start]):
                self._within_cjk(words[start], segment[start])
            longest = institutions.longest.get(" ".join(words[start : start + 2]), 1)
            longest = min(longest, len(words) - start)
            step = 1
            for n_words in range(longest, 0, -1):
                packed = institutions.by_words.get(" ".join(words[start : start + n_words]))
                if packed is None or (n_words == 1 and not self._may_be_one_word(words[start], segment[start])):
                    continue
                crosses = segment[start] != segment[start + n_words - 1]
                if crosses and start > 0 and segment[start - 1] == segment[start] and n_words < 3:  # noqa: PLR2004  two words across a comma are chance
                    continue
                if self._add(packed, how=2 if crosses else 0, at=segment[start], words=words[start : start + n_words]):
                    self.matched.add(segment[start])
                    step = n_words
                    break
            start += step

    def _within_cjk(self, text: str, at: int) -> None:
        """Names within Chinese, Japanese or Korean, which leaves no space between words; the longest first."""
        start = 0
        while start + SHORTEST_CJK <= len(text):
            step = 1
            for end in range(min(len(text), start + LONGEST_CJK), start + SHORTEST_CJK - 1, -1):
                packed = self.institutions.by_words.get(text[start:end])
                if packed and self._add(packed, how=0, at=at, words=[text[start:end]]):
                    step = end - start
                    break
            start += step

    def _may_be_one_word(self, word: str, at: int) -> bool:
        if len(word) < 3 or word in self.atlas.words.stop or word in self.atlas.words.organization:  # noqa: PLR2004  two letters mean anything
            return False
        if len(self.parts[at]) == 1:
            return True
        return len(word) > 3 and word not in self.atlas  # noqa: PLR2004  within a segment only longer words

    def in_other_order(self) -> None:
        """The words of a segment in any order, alone, with the next segment, and with the name of the place."""
        table = self.institutions.by_bag
        place = canonical(self.location.mention.name.split()) if self.location.mention else []
        for at, part in enumerate(self.parts):
            if not 0 < len(part) <= 12:  # noqa: PLR2004  longer segments are no names
                continue
            following = self.parts[at + 1] if at + 1 < len(self.parts) else []
            for how, words in ((1, part), (2, part + following), (2, part + place)):
                if how == 2 and len(words) == len(part):  # noqa: PLR2004  nothing was joined
                    continue
                packed = table.get(" ".join(sorted(set(words))))
                if packed and self._add(packed, how=how, at=at, words=words):
                    self.matched.add(at)

    def by_school(self) -> None:
        """The university that a school names itself after: `Yale School of Public Health`."""
        for at, part in enumerate(self.parts):
            if at in self.matched or "university" in part:
                continue
            cut = next((n for n, word in enumerate(part) if word in UNITS), 0)
            for n_words in range(min(cut, 4), 0, -1):
                packed = self.institutions.by_bag.get(" ".join(sorted({*part[:n_words], "university"})))
                if packed and self._add(packed, how=3, at=at, words=part[:n_words]):
                    break

    def near(self) -> None:
        """Names much like a segment that has the head of an organization's name and no exact match."""
        if not self.countries:
            return
        for at, part in enumerate(self.parts):
            if at in self.matched or len(part) < 2 or HEADS.isdisjoint(part):  # noqa: PLR2004  one word is like too many
                continue
            words = frozenset(part)
            place = frozenset(canonical(self.location.mention.name.split())) if self.location.mention else frozenset()
            for each, likeness in self.institutions.near(
                words | place if place else words, self.countries, floor=FLOOR
            ):
                self._add((each,), how=4, at=at, words=words, likeness=likeness)

    def kept(self) -> list[Candidate]:
        """All candidates, each knowing whether a relative is among them."""
        institutions, found = self.institutions, self.found
        for candidate in found.values():
            one = institutions.organizations[candidate.number]
            if any(institutions.number.get(each, -1) in found for each in one.parents):
                candidate.nesting |= 1
            if any(institutions.number.get(each, -1) in found for each in one.children):
                candidate.nesting |= 2
        return list(found.values())


FEATURES = (
    "kind", "how", "likeness", "n_words", "weight", "segment", "n_segment_words", "n_same", "n_fitting", "covered",
    "place", "nesting", "n_candidates", "best_weight", "n_parts", "is_university", "is_health", "is_active",
    "n_children", "rank", "one_in_segment", "has_country", "n_seats_country", "best_place",
)  # fmt: skip


def features(
    found: list[Candidate], parts: Sequence[Part], location: Location, institutions: Institutions
) -> list[list[float]]:
    """Give what the model weighs, one row a candidate, columns as `FEATURES`."""
    if not found:
        return []
    best_weight = max(each.weight * each.likeness for each in found)
    best_place = max(each.place for each in found)
    order = sorted(found, key=lambda each: -(each.weight * each.likeness))
    rank = {each.number: at for at, each in enumerate(order)}
    rows = []
    for each in found:
        one = institutions.organizations[each.number]
        rows.append([
            each.kind, each.how, each.likeness, each.n_words, each.weight, each.segment, each.n_segment_words,
            each.n_same, each.n_fitting, each.covered, each.place, each.nesting, len(found), best_weight - each.weight * each.likeness,
            len(parts), "education" in one.types, "healthcare" in one.types, one.is_active, min(len(one.children), 50), rank[each.number],
            sum(other.segment == each.segment for other in found), bool(location.country), len(one.seats), best_place - each.place,
        ])  # fmt: skip
    return rows
