"""CSL-JSON: what reference managers such as Zotero and Mendeley export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.sources.formats.shared import affiliation, date_of, natural_name, records, tidy_terms
from proxenia.sources.record import Authorship, Record, Term, Work
from proxenia.sources.streams import Raw, json_objects
from proxenia.sources.text import clean, doi_of, language_code, language_of_text, orcid_of, pmid_of, type_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

__all__ = ["read"]


class _Name(
    msgspec.Struct, rename={"particle": "non-dropping-particle", "dropped": "dropping-particle", "orcid": "ORCID"}
):
    family: str | None = None
    given: str | None = None
    particle: str | None = None
    dropped: str | None = None
    suffix: str | None = None
    literal: str | None = None
    orcid: str | None = None
    affiliation: Any = None


class _Date(msgspec.Struct, rename={"parts": "date-parts"}):
    parts: list[list[int | str | None]] | None = None
    literal: str | None = None
    raw: str | None = None


class _Item(
    msgspec.Struct,
    rename={
        "doi": "DOI", "pmid": "PMID", "container_title": "container-title", "original_title": "original-title",
    },
):  # fmt: skip
    title: str | None = None
    original_title: str | None = None
    type: str | None = None
    language: str | None = None
    doi: str | None = None
    pmid: str | int | None = None
    container_title: str | None = None
    author: list[_Name] | None = None
    issued: _Date | None = None
    abstract: str | None = None
    keyword: str | None = None
    note: str | None = None


_DECODER = msgspec.json.Decoder(_Item)


def read(stream: BufferedReader, *, origin: str) -> Iterator[Record]:
    """Works of a CSL-JSON file."""
    return records(json_objects(stream), _parse, origin=origin)


def _parse(raw: Raw) -> Work:
    item = _DECODER.decode(raw.data)
    language = language_code(item.language)
    noted = dict(line.split(":", 1) for line in (item.note or "").splitlines() if ":" in line)
    date = item.issued or _Date()
    parts = ((date.parts or [[]])[0] or [None])[:3]
    published = date_of(*parts, language=language) or date_of(date.literal or date.raw, language=language)
    abstract = clean(item.abstract)
    title = clean(item.title)
    return Work(
        title=title,
        title_vernacular=clean(item.original_title),
        year=year_of(published),
        published_on=published,
        type=type_of(item.type),
        language=language,
        doi=doi_of(item.doi or noted.get("DOI", "")),
        pmid=pmid_of(item.pmid or noted.get("PMID", "").strip()),
        journal=clean(item.container_title),
        abstracts=((language_of_text(abstract[:200], likely=language), abstract),) if abstract else (),
        terms=tidy_terms(
            Term(scheme="keyword", text=text, language=language_of_text(text, likely=language))
            for each in (item.keyword or "").replace(";", ",").replace("،", ",").split(",")
            if (text := clean(each))
        ),
        authorships=tuple(_authorship(each, position=i) for i, each in enumerate(item.author or (), 1)),
    )


def _authorship(name: _Name, *, position: int) -> Authorship:
    parts = (name.given, name.dropped, name.particle, name.family, name.suffix)
    texts = name.affiliation if isinstance(name.affiliation, list) else [name.affiliation]
    named = [each.get("name") if isinstance(each, dict) else each for each in texts]
    return Authorship(
        position=position,
        name=" ".join(part for each in parts if (part := clean(each))) or natural_name(name.literal or ""),
        orcid=orcid_of(name.orcid),
        affiliations=tuple(found for each in named if isinstance(each, str) and (found := affiliation(each))),
    )
