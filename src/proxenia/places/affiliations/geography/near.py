"""Near names: another spelling of a city of a known country, by its consonants or by few letters that differ.

Transliterations of Persian differ in vowels, in doubled letters and in the letters for one sound; two spellings with the
same consonants are taken for one name when only one city of the country, or one much the largest, has them. In other
countries a name may differ in about one letter of seven. Nothing shorter than four letters is guessed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from proxenia.places.affiliations.organizations.naming import skeleton

if TYPE_CHECKING:
    from proxenia.places.affiliations.geography.atlas import Atlas

__all__ = ["near_place"]

PERSIANATE = frozenset({"IR", "AF", "TJ", "IQ", "UZ", "TM", "AZ", "PK"})
SMALLEST = 15_000
SHORTEST, SHORTEST_SKELETON = 4, 3
LIKENESS = 0.86
MUCH_LARGER = 3.0

Spelled = dict[str, dict[str, int]]
"""First letter to the names that begin with it, each with the number of its most populous place."""


def near_place(name: str, country: str, *, atlas: Atlas) -> int | None:
    """Number of the city of a country that a folded name is another spelling of; None when there is none or several.

    Examples
    --------
    >>> from proxenia.places.affiliations.geography.atlas import Atlas
    >>> atlas = Atlas.embedded()
    >>> atlas.city(near_place("kirmanshah", "IR", atlas=atlas)).name
    'Kermanshah'
    """
    if len(name) < SHORTEST or not name.isascii() or any(letter.isdigit() for letter in name):
        return None
    return _near(name, country, atlas)


@lru_cache(maxsize=65536)
def _near(name: str, country: str, atlas: Atlas) -> int | None:
    spelled, skeletons = _all_names(atlas).get(country, ({}, {}))
    if country in PERSIANATE:
        form = skeleton(name)
        found = sorted(skeletons.get(form, ())) if len(form) >= SHORTEST_SKELETON else []
        if found:
            return _largest(found, atlas)
    alike = spelled.get(name[0])
    if not alike:
        return None
    from rapidfuzz import distance, process  # noqa: PLC0415  only for names that no place has

    best = process.extract(name, list(alike), scorer=distance.OSA.normalized_similarity, score_cutoff=LIKENESS, limit=2)
    if not best or (len(best) > 1 and best[1][1] == best[0][1] and alike[best[1][0]] != alike[best[0][0]]):
        return None
    return alike[best[0][0]]


def _largest(found: list[int], atlas: Atlas) -> int | None:
    """Give the only one, or the one much the largest; numbers run from the most populous."""
    population = atlas.population
    if len(found) == 1 or population[found[0]] >= MUCH_LARGER * population[found[1]]:
        return found[0]
    return None


@lru_cache(maxsize=1)
def _all_names(atlas: Atlas) -> dict[str, tuple[Spelled, dict[str, set[int]]]]:
    """Latin names of the cities of each country, and the cities of Persianate ones by their consonants."""
    found: dict[str, tuple[Spelled, dict[str, set[int]]]] = {}
    for name in atlas.names():
        if not name.isascii() or len(name) < SHORTEST:
            continue
        for number, is_primary in atlas.marked(name):
            if atlas.population[number] < SMALLEST:
                continue
            spelled, skeletons = found.setdefault(atlas.country[number], ({}, {}))
            alike = spelled.setdefault(name[0], {})
            alike[name] = min(number, alike.get(name, number))
            if atlas.country[number] in PERSIANATE and is_primary:
                skeletons.setdefault(skeleton(name), set()).add(number)
    return found
