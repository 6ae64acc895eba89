"""OpenAlex works: answers of the API, the snapshot in JSON Lines and in Parquet. Its own institution ids are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.sources.formats.shared import affiliation, records, reject, tidy_terms
from proxenia.sources.record import Affiliation, Authorship, Institution, Record, Term, Work
from proxenia.sources.streams import Raw, json_objects
from proxenia.sources.text import (
    clean,
    country_code,
    doi_of,
    language_code,
    language_of_text,
    openalex_id,
    orcid_of,
    pmid_of,
    ror_of,
    type_of,
    year_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path

__all__ = ["read", "read_parquet"]

_ROWS = 500
_FLAT = {
    "id",
    "doi",
    "title",
    "display_name",
    "publication_year",
    "publication_date",
    "language",
    "type",
    "cited_by_count",
}


class _Named(msgspec.Struct):
    id: str | None = None
    display_name: str | None = None
    ror: str | None = None
    country_code: str | None = None
    orcid: str | None = None


class _Link(msgspec.Struct):
    raw_affiliation_string: str | None = None
    institution_ids: list[str | None] | None = None


class _Authorship(msgspec.Struct):
    author: _Named | None = None
    institutions: list[_Named] | None = None
    countries: list[str | None] | None = None
    raw_author_name: str | None = None
    raw_affiliation_strings: list[str | None] | None = None
    raw_affiliation_string: str | None = None
    affiliations: list[_Link] | None = None


class _Topic(msgspec.Struct):
    display_name: str | None = None
    field: _Named | None = None


class _Mesh(msgspec.Struct):
    descriptor_name: str | None = None


class _Location(msgspec.Struct):
    source: _Named | None = None
    raw_source_name: str | None = None


class _Percentile(msgspec.Struct):
    is_in_top_10_percent: bool | None = None


class _Ids(msgspec.Struct):
    doi: str | None = None
    pmid: str | int | None = None


class _Work(msgspec.Struct):
    id: str
    doi: str | None = None
    title: str | None = None
    display_name: str | None = None
    publication_year: int | None = None
    publication_date: str | None = None
    language: str | None = None
    type: str | None = None
    ids: _Ids | None = None
    primary_location: _Location | None = None
    authorships: list[_Authorship] | None = None
    cited_by_count: int | None = None
    citation_normalized_percentile: _Percentile | None = None
    primary_topic: _Topic | None = None
    topics: list[_Topic] | None = None
    keywords: list[_Named | str] | None = None
    mesh: list[_Mesh] | None = None
    sustainable_development_goals: list[_Named] | None = None
    abstract_inverted_index: Any = None


_DECODER = msgspec.json.Decoder(_Work)
_COLUMNS = tuple(field.name for field in msgspec.structs.fields(_Work))


def read(stream: BufferedReader, *, origin: str) -> Iterator[Record]:
    """Works of OpenAlex in JSON: one a line, or in the `results` of an answer."""
    return records(json_objects(stream), lambda raw: _work(_DECODER.decode(raw.data)), origin=origin)


def read_parquet(path: Path, *, origin: str) -> Iterator[Record]:
    """Works of a Parquet file of the OpenAlex snapshot, some hundred rows in memory at a time.

    Raises
    ------
    EvidenceError
        If the file cannot be read, or its columns are not those of OpenAlex works.
    """
    from proxenia.sources.works_store import parquet_rows  # noqa: PLC0415  only Parquet needs the engine

    for number, row in enumerate(parquet_rows(path, _COLUMNS, required=("id", "authorships"), size=_ROWS), 1):
        raw = Raw(data=str(row.get("id")).encode(), locator=f"row {number}")
        try:
            work = _work(msgspec.convert(_plain(row), _Work))
        except (msgspec.ValidationError, RecursionError) as error:
            yield reject(raw, f"is not in the form expected: {error}", origin=origin)
            continue
        yield msgspec.structs.replace(work, source_file=origin, locator=raw.locator)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Dates as text, and what is stored as JSON text as the list or object it is."""
    date = row.get("publication_date")
    return {name: _nested(value) if name not in _FLAT else value for name, value in row.items()} | {
        "publication_date": None if date is None else str(date)
    }


def _nested(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        return None


def _work(work: _Work) -> Work:
    location = work.primary_location or _Location()
    source = (location.source.display_name if location.source else None) or location.raw_source_name
    ids = work.ids or _Ids()
    language = language_code(work.language)
    abstract = _abstract(work.abstract_inverted_index)
    percentile = work.citation_normalized_percentile
    return Work(
        title=clean(work.title or work.display_name),
        year=year_of(work.publication_year),
        published_on=work.publication_date or "",
        type=type_of(work.type),
        language=language,
        doi=doi_of(work.doi or ids.doi),
        pmid=pmid_of(ids.pmid),
        openalex_id=openalex_id(work.id),
        journal=clean(source),
        cited_by_count=work.cited_by_count if work.cited_by_count is None or work.cited_by_count >= 0 else None,
        is_top_tenth=percentile.is_in_top_10_percent if percentile else None,
        abstracts=((language_of_text(abstract[:200], likely=language), abstract),) if abstract else (),
        terms=tidy_terms(_terms(work)),
        authorships=tuple(_authorship(each, position=i) for i, each in enumerate(work.authorships or (), 1)),
    )


def _terms(work: _Work) -> Iterator[Term]:
    for keyword in work.keywords or ():
        text = keyword if isinstance(keyword, str) else keyword.display_name
        yield Term(scheme="keyword", text=clean(text), language=language_of_text(clean(text), likely="en"))
    for each in work.mesh or ():
        yield Term(scheme="mesh", text=clean(each.descriptor_name), language="en")
    for each in work.topics or ([work.primary_topic] if work.primary_topic else []):
        yield Term(scheme="topic", text=clean(each.display_name), language="en")
    field = work.primary_topic.field if work.primary_topic else None
    yield Term(scheme="field", text=clean(field.display_name) if field else "", language="en")
    for each in work.sustainable_development_goals or ():
        yield Term(scheme="goal", text=clean(each.display_name), language="en")


def _authorship(authorship: _Authorship, *, position: int) -> Authorship:
    author = authorship.author or _Named()
    known = {
        short: Institution(
            name=clean(each.display_name),
            ror_id=ror_of(each.ror),
            openalex_id=short,
            country_iso2=country_code(each.country_code),
        )
        for each in authorship.institutions or ()
        if (short := openalex_id(each.id, "I"))
    }
    name, shown = clean(authorship.raw_author_name), clean(author.display_name)
    return Authorship(
        position=position,
        name=name or shown,
        orcid=orcid_of(author.orcid),
        affiliations=_affiliations(authorship, known),
    )


def _affiliations(authorship: _Authorship, known: dict[str, Institution]) -> tuple[Affiliation, ...]:
    found: list[Affiliation] = []
    for link in authorship.affiliations or ():
        ids = dict.fromkeys(openalex_id(each, "I") for each in link.institution_ids or ())
        institutions = tuple(known.get(each, Institution(openalex_id=each)) for each in ids if each)
        written = affiliation(link.raw_affiliation_string)
        if written or institutions:
            found.append(Affiliation(text=written.text if written else "", institutions=institutions))
    if not found:
        texts = authorship.raw_affiliation_strings or [authorship.raw_affiliation_string]
        written = [each.text for text in texts if (each := affiliation(text))]
        if known:
            found = [Affiliation(text="; ".join(written), institutions=tuple(known.values()))]
        else:
            found = [Affiliation(text=text) for text in written]
    else:
        seen = {each.openalex_id for one in found for each in one.institutions}
        found += [Affiliation(institutions=(each,)) for short, each in known.items() if short not in seen]
    countries = {code for each in authorship.countries or () if (code := country_code(each))}
    if len(found) == 1 and not found[0].institutions and len(countries) == 1:
        found = [Affiliation(text=found[0].text, institutions=(Institution(country_iso2=countries.pop()),))]
    return tuple(dict.fromkeys(found))


def _abstract(index: Any) -> str:
    if not isinstance(index, dict):
        return ""
    places = [
        (place, word)
        for word, at in index.items()
        if isinstance(word, str) and isinstance(at, list)
        for place in at
        if isinstance(place, int)
    ]
    return clean(" ".join(word for _, word in sorted(places)))
