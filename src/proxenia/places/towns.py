"""Towns below the gazetteer's cities: places of at least 500 inhabitants, looked up only where a country is named.

Small places share their names with many others, and with slips of the pen; so a name alone never means one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.places.city import Candidate

if TYPE_CHECKING:
    from proxenia.places.city import City

__all__ = ["town_of", "towns"]


def towns(name: str, country_iso2: str) -> list[Candidate]:
    """Places of a country that answer to a name, primary names first, most populous first.

    Examples
    --------
    >>> [each.city.label for each in towns("Saint-Thibéry", "FR")]
    ['Saint-Thibéry (FR)']
    """
    from proxenia.places.affiliations.geography.atlas import Atlas  # noqa: PLC0415  a second to read
    from proxenia.places.affiliations.text import key  # noqa: PLC0415  the same

    atlas = Atlas.embedded()
    found = [(number, own) for number, own in atlas.marked(key(name)) if atlas.country[number] == country_iso2]
    found.sort(key=lambda each: (not each[1], -atlas.population[each[0]], atlas.geonames_id[each[0]]))
    return [Candidate(city=atlas.city(number), how="primary name" if own else "other name") for number, own in found]


def town_of(geonames_id: int) -> City | None:
    """Give the place of a GeoNames number; None when the atlas does not hold it either."""
    from proxenia.places.affiliations.geography.atlas import Atlas  # noqa: PLC0415  the same

    atlas = Atlas.embedded()
    number = atlas.number(geonames_id)
    return None if number is None else atlas.city(number)
