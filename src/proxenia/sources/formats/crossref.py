"""Crossref works: JSON Lines, the public data file and answers of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.sources.formats.shared import affiliation, date_of, records, tidy_terms
from proxenia.sources.record import Affiliation, Authorship, Record, Term, Work
from proxenia.sources.streams import Raw, json_objects
from proxenia.sources.text import clean, doi_of, language_code, language_of_text, orcid_of, type_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

__all__ = ["read"]


class _Id(msgspec.Struct):
    id: str | None = None


class _Affiliation(msgspec.Struct):
    name: str | None = None
    place: list[str | None] | None = None
    department: list[str | None] | None = None
    id: list[_Id] | None = None


class _Author(msgspec.Struct, rename={"orcid": "ORCID"}):
    given: str | None = None
    family: str | None = None
    suffix: str | None = None
    name: str | None = None
    orcid: str | None = None
    affiliation: list[_Affiliation] | None = None


class _Date(msgspec.Struct, rename={"parts": "date-parts"}):
    parts: list[list[int | str | None] | None] | None = None


class _Work(
    msgspec.Struct,
    rename={
        "doi": "DOI", "original_title": "original-title", "container_title": "container-title",
        "published_print": "published-print", "published_online": "published-online",
        "cited_by_count": "is-referenced-by-count",
    },
):  # fmt: skip
    doi: str | None = None
    title: list[str | None] | str | None = None
    subtitle: list[str | None] | None = None
    original_title: list[str | None] | None = None
    container_title: list[str | None] | str | None = None
    author: list[_Author] | None = None
    issued: _Date | None = None
    published: _Date | None = None
    published_print: _Date | None = None
    published_online: _Date | None = None
    type: str | None = None
    language: str | None = None
    subject: list[str | None] | None = None
    abstract: str | None = None
    cited_by_count: int | None = None
    message: Any = None


_DECODER = msgspec.json.Decoder(_Work)


def read(stream: BufferedReader, *, origin: str) -> Iterator[Record]:
    """Works of Crossref in JSON: one a line, or the `items` of a file or answer; also the `message` with one work."""
    return records(json_objects(stream), _parse, origin=origin)


def _parse(raw: Raw) -> Work:
    work = _DECODER.decode(raw.data)
    return _work(msgspec.convert(work.message, _Work) if isinstance(work.message, dict) else work)


def _work(work: _Work) -> Work:
    language = language_code(work.language)
    date = next(
        (found for each in (work.issued, work.published, work.published_print, work.published_online)
         if (found := _date(each, language=language))), "",
    )  # fmt: skip
    title, original = _first(work.title), _first(work.original_title)
    subtitle = _first(work.subtitle)
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}: {subtitle}" if title else subtitle
    abstract = clean(work.abstract)
    return Work(
        title=title or original,
        title_vernacular=original if title and original != title else "",
        year=year_of(date),
        published_on=date,
        type=type_of(work.type),
        language=language,
        doi=doi_of(work.doi),
        journal=_first(work.container_title),
        cited_by_count=work.cited_by_count,
        abstracts=((language_of_text(abstract[:200], likely=language), abstract),) if abstract else (),
        terms=tidy_terms(Term(scheme="field", text=clean(each), language="en") for each in work.subject or ()),
        authorships=tuple(_authorship(each, position=i) for i, each in enumerate(work.author or (), 1)),
    )


def _authorship(author: _Author, *, position: int) -> Authorship:
    name = " ".join(part for each in (author.given, author.family, author.suffix) if (part := clean(each)))
    return Authorship(
        position=position,
        name=name or clean(author.name),
        orcid=orcid_of(author.orcid),
        affiliations=tuple(dict.fromkeys(found for each in author.affiliation or () if (found := _affiliation(each)))),
    )


def _affiliation(each: _Affiliation) -> Affiliation | None:
    text = clean(each.name)
    before = [part for one in each.department or () if (part := clean(one)) and part not in text]
    after = [part for one in each.place or () if (part := clean(one)) and part not in text]
    ror = next((one.id for one in each.id or () if one.id and "ror.org" in one.id), "")
    return affiliation(", ".join(part for part in (*before, text, *after) if part), ror=ror)


def _date(date: _Date | None, *, language: str) -> str:
    parts = (date.parts or [None])[0] if date else None
    return date_of(*(parts or [None])[:3], language=language)


def _first(texts: list[str | None] | str | None) -> str:
    if isinstance(texts, str):
        return clean(texts)
    return next((text for each in texts or () if (text := clean(each))), "")
