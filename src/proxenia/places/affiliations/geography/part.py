"""Parts of an affiliation: what a segment is by itself, worked out once and kept, since segments recur.

`Tehran`, `Iran` and `Department of Physics` stand in thousands of strings; what they can mean does not depend on their
neighbours. So a part is read once: postal codes taken off, the country at its end, regions, whether it names an
organization, and the places that its name or its last words may be.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from proxenia.places.affiliations.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proxenia.places.affiliations.geography.atlas import Atlas

__all__ = ["LONGEST_PLACE", "Holder", "Part", "PartReader", "Regions"]

LONGEST_COUNTRY = 5
LONGEST_PLACE = 5
LONGEST_CODE = 3
SHORTEST_PLACE = 3
PRIMARY_BONUS = 0.4
MOST_HOLDERS = 60
MOST_KEPT = 300_000
TOWN = 15_000

_BRITISH = (re.compile(r"[a-z]{1,2}\d[a-z\d]?"), re.compile(r"\d[a-z]{2}"))
_CANADIAN = (re.compile(r"[a-z]\d[a-z]"), re.compile(r"\d[a-z]\d"))

Regions = tuple[tuple[str, str], ...]


class Holder(msgspec.Struct, frozen=True, gc=False):
    """A place that has a name: its number, country and region, whether it is its primary name, and its standing.

    The standing is half the decimal logarithm of its inhabitants, and 0.4 more when the name is its primary one.
    """

    number: int
    country: str
    region: str
    is_primary: bool
    standing: float


class Part(msgspec.Struct, frozen=True, gc=False):
    """One segment read by itself.

    `raw` are all its words, `words` those without postal codes, `name` the latter joined; `is_country` says that it
    is the name of a country and of no region.
    `n_country` words at its end name `country`. `region_at_end` says which regions its last words name, in how many
    words. `tail` is the longest place name at its end, with the word before it. `postal_country` is the country whose
    postal code it holds, where the form of the code says so (United Kingdom, Canada).
    """

    raw: tuple[str, ...]
    words: tuple[str, ...]
    name: str
    is_country: bool
    is_organization: bool
    is_address: bool
    country: str
    n_country: int
    regions: Regions
    region_at_end: tuple[int, Regions]
    holders: tuple[Holder, ...]
    tail: str
    before_tail: str
    postal_country: str

    @property
    def is_abbreviation(self) -> bool:
        """Whether it is a short code of a region, as `NSW`, and no town has the name as its own."""
        return (
            len(self.name) <= LONGEST_CODE
            and self.name.isascii()
            and bool(self.regions)
            and not any(holder.is_primary and holder.standing > 0.5 * math.log10(TOWN) for holder in self.holders)
        )


class PartReader:
    """Reads parts and keeps them."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self._country_ends = frozenset(name.rpartition(" ")[2] for name in atlas.countries)
        self._region_ends = frozenset(name.rpartition(" ")[2] for name in atlas.regions)
        self._parts: dict[str, Part] = {}
        self._holders: dict[str, tuple[Holder, ...]] = {}

    def parts(self, texts: Iterable[str]) -> list[Part]:
        """Read segments, as `text.segment_texts` gives them; those without a word are left out."""
        found, kept = [], self._parts
        for text in texts:
            part = kept.get(text)
            if part is None:
                part = self._keep(text, self._read(tuple(words(text))))
            if part.raw:
                found.append(part)
        return found

    def read(self, found: tuple[str, ...]) -> Part:
        """Read the words of a segment, or give what was read of it before."""
        text = " ".join(found)
        return self._parts.get(text) or self._keep(text, self._read(found))

    def _keep(self, text: str, part: Part) -> Part:
        if len(self._parts) >= MOST_KEPT:
            self._parts.clear()
        self._parts[text] = part
        return part

    def holders(self, name: str) -> tuple[Holder, ...]:
        """Places that answer to a folded name, the most populous first, at most sixty of them."""
        found = self._holders.get(name)
        if found is None:
            if len(self._holders) >= MOST_KEPT:
                self._holders.clear()
            found = self._holders[name] = tuple(
                self._holder(number, is_primary) for number, is_primary in self.atlas.marked(name)[:MOST_HOLDERS]
            )
        return found

    def _holder(self, number: int, is_primary: bool) -> Holder:  # noqa: FBT001  a pair of the atlas
        atlas = self.atlas
        standing = 0.5 * math.log10(atlas.population[number] + 10) + (PRIMARY_BONUS if is_primary else 0.0)
        return Holder(number, atlas.country[number], atlas.region[number], is_primary, standing)

    def _read(self, raw: tuple[str, ...]) -> Part:
        vocabulary, regions = self.atlas.words, self.atlas.regions
        kept = _without_codes(raw, vocabulary.noise)
        name = " ".join(kept)
        country, n_country = self._country(kept)
        region_at_end = self._region(kept)
        tail, before = self._tail(kept)
        if region_at_end[0] > tail.count(" ") + 1:
            tail, before = "", ""
        return Part(
            raw=raw,
            words=kept,
            name=name,
            is_country=bool(country) and n_country == len(kept) and name not in regions,
            is_organization=not vocabulary.organization.isdisjoint(kept),
            is_address=bool(kept) and kept[-1] in vocabulary.address,
            country=country,
            n_country=n_country,
            regions=regions.get(name, ()),
            region_at_end=region_at_end,
            holders=self.holders(name) if 0 < len(kept) <= LONGEST_PLACE + 1 else (),
            tail=tail,
            before_tail=before,
            postal_country="" if len(kept) == len(raw) else _postal_country(raw),
        )

    def _country(self, found: tuple[str, ...]) -> tuple[str, int]:
        """Country at the end; `New South Wales` names no country, and two letters are a region more often than one."""
        countries, regions = self.atlas.countries, self.atlas.regions
        if not found or found[-1] not in self._country_ends:
            return "", 0
        for n_words in range(min(LONGEST_COUNTRY, len(found)), 0, -1):
            code = countries.get(" ".join(found[-n_words:]), "")
            if not code:
                continue
            if any(" ".join(found[-longer:]) in regions for longer in range(n_words + 1, min(4, len(found)) + 1)):
                return "", 0
            after = found[-n_words - 2 : -n_words]
            if n_words < len(found) and not self.atlas.words.address.isdisjoint(after):
                return "", 0
            if n_words == len(found) or len(found[-1]) >= SHORTEST_PLACE or found[-1] in {"us", "uk"}:
                return code, n_words
        return "", 0

    def _region(self, found: tuple[str, ...]) -> tuple[int, Regions]:
        if not found or found[-1] not in self._region_ends or found[-1] in self.atlas.words.organization:
            return 0, ()
        for n_words in (3, 2, 1):
            if len(found) > n_words:
                meant = self.atlas.regions.get(" ".join(found[-n_words:]))
                if meant:
                    return n_words, meant
        return 0, ()

    def _tail(self, found: tuple[str, ...]) -> tuple[str, str]:
        """Longest place name that ends a segment without filling it, and the word before it."""
        atlas, vocabulary = self.atlas, self.atlas.words
        if not found or found[-1] not in atlas.enders:
            return "", ""
        for n_words in range(min(LONGEST_PLACE, len(found) - 1), 0, -1):
            last = found[-n_words:]
            name = " ".join(last)
            if last[0] not in atlas.starters or name in vocabulary.stop or name in vocabulary.preposition:
                continue
            telling = any(word not in vocabulary.organization and word not in vocabulary.stop for word in last)
            if telling and name in atlas and (len(name) >= SHORTEST_PLACE or not name.isascii()):
                return name, found[-n_words - 1]
        return "", ""


def _without_codes(found: tuple[str, ...], noise: frozenset[str]) -> tuple[str, ...]:
    """Take postal codes and box numbers off a segment."""
    if "".join(found).isalpha() and noise.isdisjoint(found):
        return found
    kept = []
    for at, word in enumerate(found):
        if _is_code(word):
            continue
        if word in noise and (at + 1 == len(found) or found[at + 1] in noise or _is_code(found[at + 1])):
            continue
        kept.append(word)
    return tuple(kept)


def _postal_country(raw: tuple[str, ...]) -> str:
    """Country of a postal code in two words, as `cb3 0wa` or `g1v 0a6`."""
    for one, two in pairwise(raw):
        if _BRITISH[0].fullmatch(one) and _BRITISH[1].fullmatch(two):
            return "GB"
        if _CANADIAN[0].fullmatch(one) and _CANADIAN[1].fullmatch(two):
            return "CA"
    return ""


def _is_code(word: str) -> bool:
    """Say whether a word is a postal code or a number: it has a digit, and no more than three letters in a row."""
    return any(letter.isdigit() for letter in word) and sum(letter.isalpha() for letter in word) <= LONGEST_CODE
