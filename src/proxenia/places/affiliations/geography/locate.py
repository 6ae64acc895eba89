"""Where an affiliation says it is: country, region, and the place its segments name.

A segment that is nothing but the name of a place (with postal codes taken off) says most; then the last words of a
segment (`Joint Institute for Nuclear Research Dubna`); then a name within the name of an organization (`University of
Bern`), which is read only when nothing else names a place. A place must lie in the country that is named. Of several
places of one name the region decides, then the number of inhabitants; where neither does, there is no answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from proxenia.places.affiliations.geography.near import near_place
from proxenia.places.affiliations.geography.part import LONGEST_PLACE, Holder
from proxenia.places.affiliations.geography.regions import read_setting
from proxenia.places.affiliations.text import has_cjk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.places.affiliations.geography.part import Part, PartReader
    from proxenia.places.affiliations.geography.regions import Setting

__all__ = ["CITY_STATES", "Location", "Mention", "locate"]

LONGEST_NEAR = 3
SHORTEST = 4
LARGE = 100_000
LONGEST_CJK = 6
PART_OF_KM, PART_OF_TIMES = 20.0, 5.0
SAME_KM = 30.0
CLEAR, UNCLEAR = 0.35, 0.15
MOST_RIVALS = 4
SEGMENT, TAIL, INSIDE = 3, 2, 1
AT = frozenset({"at", "in"})
WEIGHT = {SEGMENT: 3.0, TAIL: 2.3, INSIDE: 0.0}
IN_REGION, OUT_OF_REGION, ONLY_A_REGION, OF_ANOTHER, OF_ANOTHER_INSIDE = 2.0, -1.0, -2.0, -2.6, -1.5
LATER = 0.25
DISTRICT_KM, DISTRICT_TIMES, DISTRICT = 6.0, 15.0, -0.6
CITY_STATES = {"SG": 1880252, "HK": 1819729, "MO": 1821274, "MC": 2993458, "VA": 6691831, "SM": 3168070, "GI": 2411585,
               "LU": 2960316, "KW": 285787, "BH": 290340, "MT": 2562305, "DJ": 223817}  # fmt: skip
"""Countries so small that their name places an affiliation within 30 km; each with its capital."""


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A place name in a string: the places it may mean, how strongly it stands (3 segment, 2 tail, 1 inside), where."""

    name: str
    holders: tuple[Holder, ...]
    strength: int
    segment: int
    is_near: bool = False


class Location(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a string says of its place. `number` is that of the atlas, None when no single place is named.

    `kind` names the evidence and is what confidence is read from; `reason` says why there is no answer; `explicit`
    whether the country is named; `others` are the other places the string names outright.
    """

    number: int | None
    country: str
    kind: str
    reason: str = ""
    mention: Mention | None = None
    others: tuple[Mention, ...] = ()
    explicit: bool = False


def locate(parts: Sequence[Part], *, reader: PartReader) -> Location:
    """Find the place that the segments of one affiliation name.

    Parameters
    ----------
    parts
        Segments of one affiliation, as `pieces.split` gives them.
    reader
        Reads and keeps segments; it holds the atlas.
    """
    setting = read_setting(parts, reader)
    search = _Search(setting, reader)
    mentions = search.mentions()
    strong = [mention for mention in mentions if mention.strength > INSIDE]
    found = search.choose(strong) if strong else None
    if found is None:
        inner = search.inside()
        found = search.choose(inner) if inner else None
    elif search.is_region_only(found):
        found = search.choose([*strong, *search.inside()]) or found
        found = search.only_region(found) if search.is_region_only(found) else found
    if (found is None or found.number is None) and setting.country in CITY_STATES:
        number = reader.atlas.number(CITY_STATES[setting.country])
        return Location(number=number, country=setting.country, kind="city-state", explicit=True)
    return found or search.nothing()


class _Search:
    """One affiliation whose country and regions are read, while its places are searched."""

    __slots__ = ("atlas", "parts", "reader", "setting", "words")

    def __init__(self, setting: Setting, reader: PartReader) -> None:
        self.setting, self.parts, self.reader = setting, setting.parts, reader
        self.atlas, self.words = reader.atlas, reader.atlas.words

    def mentions(self) -> list[Mention]:
        """Place names that fill a segment (3) or end one (2, or 1 within the name of an organization)."""
        setting, found = self.setting, []
        last = max(
            (at for at, part in enumerate(self.parts) if part.words and at not in setting.region_parts), default=-1
        )
        for at, part in enumerate(self.parts):
            if not part.words:
                continue
            if part.holders and self._may_be_place(part, is_last=at >= last):
                found.append(Mention(part.name, part.holders, SEGMENT, at))
                continue
            mention = (self._near(part, at) if at == last and setting.country else None) or self._tail(part, at, last)
            if mention:
                found.append(mention)
        return found

    def _may_be_place(self, part: Part, *, is_last: bool) -> bool:
        """Say whether a segment may be a place: no code of a region, no acronym in the midst, no common word."""
        if part.is_abbreviation or (len(part.name) < SHORTEST and part.name.isascii() and not is_last):
            return False
        return part.name not in self.words.stop or (bool(self.setting.country) and is_last)

    def is_region_only(self, found: Location) -> bool:
        """Say whether a small place was found that has the name of a region elsewhere: `Jiangxi` for the province."""
        if found.mention is None or found.number is None or found.mention.name not in self.atlas.regions:
            return False
        if self.atlas.population[found.number] >= LARGE:
            return False
        meant = self.setting.of_country(self.atlas.regions[found.mention.name])
        return bool(meant) and (self.atlas.country[found.number], self.atlas.region[found.number]) not in meant

    def only_region(self, found: Location) -> Location:
        """Say that a region is named and no place in it."""
        name = found.mention.name if found.mention else ""
        reason = f"names the region {name!r} but no place in it"
        country = self.setting.country
        return Location(number=None, country=country, kind="none", reason=reason, explicit=bool(country))

    def _near(self, part: Part, at: int) -> Mention | None:
        """Another spelling of a city of the country, where a segment stands next to it and is no known name."""
        if len(part.words) > LONGEST_NEAR or part.is_organization:
            return None
        number = near_place(part.name, self.setting.country, atlas=self.atlas)
        if number is None:
            return None
        holder = next(each for each in self.reader.holders(self.atlas.key(number)) if each.number == number)
        return Mention(part.name, (holder,), SEGMENT, at, is_near=True)

    def _tail(self, part: Part, at: int, last: int) -> Mention | None:
        if not part.tail or (part.is_address and not part.is_organization):
            return None
        before = part.before_tail
        n_words = part.tail.count(" ") + 1
        in_name = part.is_organization and (
            at != last
            or before in self.words.preposition
            or (before in self.words.organization and n_words + 1 == len(part.words))
        )
        if before in AT and self.atlas.regions.keys().isdisjoint((part.tail,)):
            in_name = False
        is_weak = in_name or not (self.setting.country or self.setting.regions)
        return Mention(part.tail, self.reader.holders(part.tail), INSIDE if is_weak else TAIL, at)

    def inside(self) -> list[Mention]:
        """Place names anywhere within segments (1), longest first, without overlap."""
        found = []
        for at, part in enumerate(self.parts):
            if len(part.words) == 1 and has_cjk(part.name):
                found.extend(self._within_cjk(part.name, at))
            elif part.words:
                found.extend(self._within(part.words, at))
        return found

    def _within(self, words: tuple[str, ...], at: int) -> list[Mention]:
        found, start = [], 0
        while start < len(words):
            step = 1
            if words[start] in self.atlas.starters:
                for n_words in range(min(LONGEST_PLACE, len(words) - start), 0, -1):
                    name = " ".join(words[start : start + n_words])
                    if n_words > 1 and name in self.atlas.regions and name not in self.atlas:
                        step = n_words
                        break
                    if name in self.atlas and self._tells(name, words[start : start + n_words]):
                        found.append(Mention(name, self.reader.holders(name), INSIDE, at))
                        step = n_words
                        break
            start += step
        return found

    def _tells(self, name: str, words: tuple[str, ...]) -> bool:
        vocabulary = self.words
        if len(name) < 3 or name in vocabulary.stop or name in vocabulary.preposition:  # noqa: PLR2004  no place has a shorter name
            return False
        return any(word not in vocabulary.stop and word not in vocabulary.organization for word in words)

    def _within_cjk(self, text: str, at: int) -> list[Mention]:
        found, start = [], 0
        while start < len(text):
            step = 1
            for length in range(min(LONGEST_CJK, len(text) - start), 1, -1):
                name = text[start : start + length]
                if name in self.atlas:
                    found.append(Mention(name, self.reader.holders(name), INSIDE, at))
                    step = length
                    break
            start += step
        return found

    def choose(self, mentions: list[Mention]) -> Location | None:
        """Choose the place that fits best; say when two fit alike; None when none fits."""
        setting = self.setting
        scored = [
            (self._score(holder, mention, mentions), holder, mention)
            for mention in mentions
            for holder in mention.holders
            if not setting.country or holder.country in setting.family or setting.admits(holder.country, holder.region)
        ]
        if not scored:
            return None
        best = max(scored, key=lambda each: each[0])
        if (
            not setting.regions
            and len(best[2].holders) > 1
            and setting.add_inner_regions(best[2].name, best[2].holders, self.atlas)
        ):
            return self.choose(mentions)
        rivals = self._rivals(best, scored)
        if rivals and best[0] - rivals[0][0] <= CLEAR:
            scored = [
                (score + self._district(holder), holder, mention)
                for score, holder, mention in [best, *rivals[:MOST_RIVALS]]
            ]
            best = max(scored, key=lambda each: each[0])
            rivals = self._rivals(best, scored)
        return self._location(best, rivals, mentions)

    def _rivals(
        self, best: tuple[float, Holder, Mention], scored: list[tuple[float, Holder, Mention]]
    ) -> list[tuple[float, Holder, Mention]]:
        """Other places of the chosen name, too far away to be the same city, the likeliest first."""
        if len(best[2].holders) == 1:
            return []
        number = best[1].number
        found = [
            each
            for each in scored
            if each[2] is best[2] and each[1].number != number and self.atlas.apart_km(each[1].number, number) > SAME_KM
        ]
        return sorted(found, key=lambda each: -each[0])

    def _location(
        self, best: tuple[float, Holder, Mention], rivals: list[tuple[float, Holder, Mention]], mentions: list[Mention]
    ) -> Location:
        score, holder, mention = best
        setting = self.setting
        gap = score - rivals[0][0] if rivals else float("inf")
        if gap < UNCLEAR and not setting.country:
            reason = f"{mention.name!r} names {len(rivals) + 1} places and nothing says which"
            return Location(number=None, country="", kind="none", reason=reason, mention=mention)
        in_region = (holder.country, holder.region) in setting.regions
        kind = ("inside", "end", "segment")[mention.strength - 1]
        kind += " in country" if setting.country else " alone"
        kind += " and region" if in_region else ""
        if rivals and not in_region:
            kind += ", namesakes" if gap > CLEAR else ", like namesakes"
        number = self._city_of(holder.number, mentions)
        return Location(
            number=number,
            country=self.atlas.country[number],
            kind="near name" if mention.is_near else kind,
            mention=mention,
            others=tuple(other for other in mentions if other is not mention and other.strength > INSIDE),
            explicit=bool(setting.country),
        )

    def _score(self, holder: Holder, mention: Mention, mentions: list[Mention]) -> float:
        setting = self.setting
        score = WEIGHT[mention.strength] + holder.standing + LATER * mention.segment / max(1, len(self.parts))
        if mention.name in self.atlas.regions:
            meant = setting.of_country(self.atlas.regions[mention.name])
            if meant and (holder.country, holder.region) not in meant:
                score += ONLY_A_REGION
            if meant:
                score += self._is_region_of_another(mention, meant, mentions)
        if setting.regions:
            if (holder.country, holder.region) in setting.regions:
                score += IN_REGION
            elif not setting.country or any(of == holder.country for of, _ in setting.regions):
                score += OUT_OF_REGION
        return score

    def _is_region_of_another(
        self, mention: Mention, meant: tuple[tuple[str, str], ...], mentions: list[Mention]
    ) -> float:
        """What a name loses for being that of the region in which another place lies: `Stony Brook, New York`.

        It loses less where the other place is named within an organization: `School of Medicine at Mount Sinai`.
        """
        loss = 0.0
        for other in mentions:
            if other.name != mention.name and any((each.country, each.region) in meant for each in other.holders):
                loss = min(loss, OF_ANOTHER if other.strength == SEGMENT else OF_ANOTHER_INSIDE)
        return loss

    def _district(self, holder: Holder) -> float:
        """What a place loses for being part of a much larger city that has another name."""
        return DISTRICT if self.atlas.is_within_larger(holder.number, km=DISTRICT_KM, times=DISTRICT_TIMES) else 0.0

    def _city_of(self, number: int, mentions: list[Mention]) -> int:
        """Give the city that a district named beside it is part of, or the place itself."""
        atlas, best = self.atlas, number
        for mention in mentions:
            if mention.strength == SEGMENT and len(mentions) > 1:
                for holder in mention.holders[:5]:
                    other = holder.number
                    if (
                        atlas.population[other] > PART_OF_TIMES * atlas.population[number]
                        and atlas.population[other] > atlas.population[best]
                        and atlas.apart_km(other, number) < PART_OF_KM
                    ):
                        best = other
        return best

    def nothing(self) -> Location:
        """Say why no place was found."""
        country = self.setting.country
        reason = f"names the country {country} but no place in it" if country else "names no place"
        return Location(number=None, country=country, kind="none", reason=reason, explicit=bool(country))
