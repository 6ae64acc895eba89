"""One string, several affiliations: where one ends and the next begins.

A semicolon, a line end or a number in brackets ends an affiliation; so does a country, when an organization follows
it. A piece that names no organization (`; Tel Aviv, Israel`) belongs to the one before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from proxenia.places.affiliations.text import segment_texts

if TYPE_CHECKING:
    from proxenia.places.affiliations.geography.atlas import Atlas
    from proxenia.places.affiliations.geography.part import Part, PartReader

__all__ = ["split"]

_HARD = re.compile(
    r";|\||(?<!\w)[(\[]\s*(?:\d{1,2}|[a-h])\s*[)\]]\s*(?=\w)|(?:^|(?<=[,.;]\s)|(?<=[^\W\d]\s))\d{1,2}\)\s"
)
_MARKS = frozenset(";|([)")
_AND = frozenset({"and", "et", "und", "y", "e", "و", "и"})
LONGEST_COUNTRY = 4
LARGE = 100_000


def split(cleaned: str, *, reader: PartReader) -> list[list[Part]]:
    """Give the affiliations of a cleaned string, each as its segments.

    Examples
    --------
    >>> from proxenia.places.affiliations.geography.atlas import Atlas
    >>> from proxenia.places.affiliations.geography.part import PartReader
    >>> two = "univ. of regina, regina, canada and univ. of bern, bern, switzerland"
    >>> [piece[0].name for piece in split(two, reader=PartReader(Atlas.embedded()))]
    ['univ of regina', 'univ of bern']
    """
    texts = (cleaned,) if _MARKS.isdisjoint(cleaned) else _HARD.split(cleaned)
    pieces: list[list[Part]] = []
    for text in texts:
        parts = reader.parts(segment_texts(text))
        for piece in _at_countries(parts, reader) if len(parts) > 2 else (parts,):  # noqa: PLR2004  organization, country, organization
            if not piece:
                continue
            if pieces and not _has_organization(piece) and not _stands_alone(pieces[-1], piece):
                pieces[-1] = pieces[-1] + piece
            else:
                pieces.append(piece)
    if len(pieces) > 1 and not _has_organization(pieces[0]) and not pieces[0][-1].is_country:
        pieces[:2] = [pieces[0] + pieces[1]]
    return pieces


def _at_countries(parts: list[Part], reader: PartReader) -> list[list[Part]]:
    if not any(part.is_country or not _AND.isdisjoint(part.raw[:LONGEST_COUNTRY]) for part in parts[1:-1]):
        return [parts]
    pieces: list[list[Part]] = []
    piece: list[Part] = []
    seen = False
    for at, part in enumerate(parts):
        joined = _join(part, reader) if seen and at + 1 < len(parts) else None
        if joined:
            piece.append(joined[0])
            pieces.append(piece)
            piece = [joined[1]]
            continue
        if seen and part.raw[0] in _AND and part.is_organization and _ends(piece[-1], reader):
            pieces.append(piece)
            piece, seen = [], False
        piece.append(part)
        seen = seen or part.is_organization
        if seen and part.is_country and at + 1 < len(parts) and parts[at + 1].is_organization:
            pieces.append(piece)
            piece, seen = [], False
    return [*pieces, piece]


def _join(part: Part, reader: PartReader) -> tuple[Part, Part] | None:
    """Cut `uk and department of physics` in two: a place or country, and what follows the conjunction."""
    for at, word in enumerate(part.raw[:LONGEST_COUNTRY]):
        if at and word in _AND:
            before, after = reader.read(part.raw[:at]), reader.read(part.raw[at + 1 :])
            if after.is_organization and not before.is_organization and _ends(before, reader):
                return before, after
    return None


def _ends(part: Part, reader: PartReader) -> bool:
    """Say whether an affiliation may end in a part: a country, the code of a region, a large city."""
    is_code = len(part.name) < LONGEST_COUNTRY and bool(part.regions)
    return part.is_country or is_code or _is_large(part.name, reader.atlas)


def _stands_alone(before: list[Part], piece: list[Part]) -> bool:
    """Say whether two pieces each end in a country, so that the second is an affiliation of its own."""
    return len(piece) > 1 and before[-1].is_country and piece[-1].is_country


def _has_organization(piece: list[Part]) -> bool:
    return any(part.is_organization for part in piece)


def _is_large(name: str, atlas: Atlas) -> bool:
    """Say whether a name is that of a large city: of small places too many are words, and parts of names."""
    found = atlas.places(name) if name not in atlas.words.stop else []
    return bool(found) and atlas.population[found[0]] >= LARGE
