"""Two records of one work as one: what the first leaves open the second fills, and the fuller list of authors stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from proxenia.sources.record import Affiliation, Authorship, Institution, Work
from proxenia.sources.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["merge"]

_FILLED = ("title", "published_on", "language", "doi", "pmid", "openalex_id", "journal", "source_file", "locator")


def merge(first: Work, second: Work) -> Work:
    """Join two records of one work.

    The first one's statements stay. Of two counts of citations the larger is kept, for they grow; terms and abstracts are
    joined. Authors are joined one by one where both list the same number; otherwise the list with more affiliations, then
    the longer one, stays.

    Examples
    --------
    >>> merge(Work(title="A", doi="10.1000/a"), Work(title="a", pmid="1", year=2020)).pmid
    '1'
    """
    cited = [each for each in (first.cited_by_count, second.cited_by_count) if each is not None]
    languages = {language for language, _ in first.abstracts}
    kinds = [each for each in (first.type, second.type) if each not in {"", "other"}] or [first.type or second.type]
    return msgspec.structs.replace(
        first,
        **{name: getattr(first, name) or getattr(second, name) for name in _FILLED},
        title_vernacular=first.title_vernacular
        or second.title_vernacular
        or _in_other_script(first.title, second.title),
        year=first.year if first.year is not None else second.year,
        type=kinds[0],
        cited_by_count=max(cited, default=None),
        is_top_tenth=second.is_top_tenth if first.is_top_tenth is None else first.is_top_tenth,
        abstracts=first.abstracts + tuple(each for each in second.abstracts if each[0] not in languages),
        terms=tuple(dict.fromkeys(first.terms + second.terms)),
        authorships=_authorships(first.authorships, second.authorships),
    )


def _in_other_script(first: str, second: str) -> str:
    """The second text, if it is written in another script than the first; else nothing."""
    folded = fold(first)[:1], fold(second)[:1]
    return second if all(folded) and folded[0].isascii() != folded[1].isascii() else ""


def _authorships(first: Sequence[Authorship], second: Sequence[Authorship]) -> tuple[Authorship, ...]:
    if not first or not second:
        return tuple(first or second)
    if [each.position for each in first] == [each.position for each in second]:
        return tuple(_authorship(one, other) for one, other in zip(first, second, strict=True))
    return tuple(max(first, second, key=_fullness))


def _fullness(authorships: Sequence[Authorship]) -> tuple[int, int]:
    located = sum(1 for each in authorships if each.position and each.affiliations)
    return located, len(authorships)


def _authorship(one: Authorship, other: Authorship) -> Authorship:
    return Authorship(
        position=one.position,
        name=one.name or other.name,
        name_vernacular=one.name_vernacular or other.name_vernacular or _in_other_script(one.name, other.name),
        orcid=one.orcid or other.orcid,
        affiliations=_affiliations(one.affiliations, other.affiliations),
    )


def _affiliations(first: Sequence[Affiliation], second: Sequence[Affiliation]) -> tuple[Affiliation, ...]:
    """The longer list, with the institutions that the other sees in the same texts."""
    kept, lent = (first, second) if len(first) >= len(second) else (second, first)
    seen: dict[str, tuple[Institution, ...]] = {fold(each.text): each.institutions for each in lent if each.text}
    return tuple(
        each
        if each.institutions or not seen.get(fold(each.text))
        else Affiliation(text=each.text, institutions=seen[fold(each.text)])
        for each in kept
    )
