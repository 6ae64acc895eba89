"""The setting of an affiliation: its country and regions, read from the end of the string."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from proxenia.places.affiliations.geography.atlas import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.places.affiliations.geography.atlas import Atlas
    from proxenia.places.affiliations.geography.part import Holder, Part, PartReader, Regions

__all__ = ["Setting", "read_setting"]

LAST_PARTS = 4
LONGEST_CODE = 3
LARGE = 100_000
LONGEST_PLACE = 5
STATES_IN_STATES = frozenset({"CN", "US", "GB", "KR", "IR"})
"""Countries whose name follows another one's: `Hong Kong, China`; `Iran, Islamic Republic of`."""
WITHIN_CHINA = frozenset({"HK", "MO", "TW"})


@dataclass(slots=True)
class Setting:
    """Country and regions an affiliation names, and the parts that are left once they are taken off.

    `other` is the country of a region that has the name of the country (`Georgia`).
    """

    parts: list[Part]
    country: str = ""
    other: str = ""
    family: tuple[str, ...] = ()
    regions: set[tuple[str, str]] = field(default_factory=set)
    region_parts: set[int] = field(default_factory=set)

    def admits(self, country: str, region: str) -> bool:
        """Say whether a place of a country and region may be meant."""
        if not self.country or country in self.family:
            return True
        return country == self.other and (country, region) in self.regions

    def of_country(self, meant: Regions) -> Regions:
        """Those of some regions that lie in the country named, or in that of a region named after them."""
        if not meant:
            return meant
        if not self.country:
            countries = {country for country, _ in self.regions}
            return tuple(pair for pair in meant if pair[0] in countries) if countries else meant
        return tuple(pair for pair in meant if pair[0] in self.family or pair[0] == self.other)

    def add_inner_regions(self, name: str, holders: tuple[Holder, ...], atlas: Atlas) -> bool:
        """Note a region within the name of an organization when a place has namesakes: `California Institute`."""
        of_places = {
            (holder.country, holder.region) for holder in holders if self.admits(holder.country, holder.region)
        }
        for part in self.parts:
            for word in {*part.words, *map(" ".join, pairwise(part.words))}:
                if len(word) > LONGEST_CODE and word != name and word in atlas.regions and not _is_city(word, atlas):
                    self.regions.update(pair for pair in self.of_country(atlas.regions[word]) if pair in of_places)
        return bool(self.regions)


def _is_city(word: str, atlas: Atlas) -> bool:
    """Say whether a name of a region is rather that of a large city, as `Tehran` in `University of Tehran`."""
    found = atlas.places(word)
    return bool(found) and atlas.population[found[0]] >= LARGE


def read_setting(parts: Sequence[Part], reader: PartReader) -> Setting:
    """Read country and regions; the words that name them go, unless they may be a city's as well."""
    setting = Setting(parts=list(parts))
    _read_country(setting, reader)
    _read_regions(setting, reader)
    return setting


def _read_country(setting: Setting, reader: PartReader) -> None:
    """Take the country from the end of the string; before the last segment only one that fills its own counts."""
    parts, is_last = setting.parts, True
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        if not part.words:
            continue
        if not part.country and is_last and part.region_at_end[0]:
            part = _before_region(part, reader)
        if part.country and (is_last or part.n_country == len(part.words)):
            setting.country = part.country
            name = " ".join(part.words[len(part.words) - part.n_country :])
            meant = reader.atlas.regions.get(name)
            if meant:
                setting.regions.update(meant)
                setting.other = meant[0][0]
            parts[at] = reader.read(part.words[: len(part.words) - part.n_country])
            if not parts[at].words and part.country in STATES_IN_STATES and at > 0:
                _drop_second_country(setting, at - 1, reader)
            break
        is_last = False
    if not setting.country:
        setting.country = next((part.postal_country for part in parts if part.postal_country), "")
    country = setting.country
    setting.family = next((family for family in FAMILIES if country in family), (country,))


def _before_region(part: Part, reader: PartReader) -> Part:
    """Read `USA IL 61801` as a country: the part without the region at its end, where a country is left."""
    rest = reader.read(part.words[: len(part.words) - part.region_at_end[0]])
    return rest if rest.country and rest.n_country == len(rest.words) else part


def _drop_second_country(setting: Setting, at: int, reader: PartReader) -> None:
    part = setting.parts[at]
    if part.country and part.n_country == len(part.words) and part.country != "GE":
        if part.country in WITHIN_CHINA:
            setting.country = part.country
        setting.parts[at] = reader.read(())


def _read_regions(setting: Setting, reader: PartReader) -> None:
    """Note regions of the country, from whole segments and from the end of one."""
    parts = setting.parts
    for at in range(len(parts) - 1, max(-1, len(parts) - 1 - LAST_PARTS), -1):
        part = parts[at]
        meant = setting.of_country(part.regions)
        if meant:
            setting.regions.update(meant)
            setting.region_parts.add(at)
            continue
        n_words, meant = part.region_at_end
        meant = setting.of_country(meant)
        if not meant:
            continue
        rest = part.words[: len(part.words) - n_words]
        is_code = n_words == 1 and len(part.words[-1]) <= LONGEST_CODE and part.words[-1].isascii()
        if is_code or _ends_within(rest, meant, reader):
            parts[at] = reader.read(rest)
            setting.regions.update(meant)
        elif rest[-1] not in reader.atlas.words.preposition and rest[-1] not in reader.atlas.words.organization:
            setting.regions.update(meant)


def _ends_within(words: tuple[str, ...], meant: Regions, reader: PartReader) -> bool:
    """Say whether words end in the name of a place of a region, as in `Chicago Illinois`."""
    return any(
        (holder.country, holder.region) in meant
        for n_words in range(1, min(LONGEST_PLACE, len(words)) + 1)
        for holder in reader.holders(" ".join(words[-n_words:]))
    )
