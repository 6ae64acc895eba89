"""RIS: what databases and reference managers export."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from proxenia.errors import EvidenceError
from proxenia.sources.formats.shared import date_of, natural_name, of_the_work, records, tidy_terms
from proxenia.sources.record import Authorship, Record, Term, Work
from proxenia.sources.streams import LIMIT, Raw, lines
from proxenia.sources.text import clean, doi_of, language_code, language_of_text, pmid_of, type_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

__all__ = ["read"]

_START, _END = re.compile(rb"^\s*TY\s{0,2}-\s"), re.compile(rb"^\s*ER\s{0,2}-")
_TAG = re.compile(r"^\s*([A-Z][A-Z0-9])\s{0,2}-(?:\s(.*))?$")
_TITLE = ("title", "primary_title", "short_title")
_JOURNAL = ("journal_name", "secondary_title", "alternate_title3", "alternate_title1", "alternate_title2")


def read(stream: BufferedReader, *, origin: str) -> Iterator[Record]:
    """Works of a RIS file. Its address field does not say whose it is, so it goes to the work as a whole."""
    return records(_entries(stream), _parse, origin=origin)


def _entries(stream: BufferedReader) -> Iterator[Raw]:
    held: list[bytes] = []
    size, locator, fault = 0, "", ""
    for line in lines(stream):
        if _START.match(line.data):
            if held:
                yield Raw(data=b"\n".join(held), locator=locator, fault=fault)
            held, size, locator, fault = [], 0, line.locator, ""
        elif not held:
            if line.data.strip() and not _END.match(line.data) and b"  - " in line.data:
                yield Raw(data=line.data, locator=line.locator, fault="stands outside a record: no TY before it")
            continue
        size += len(line.data)
        fault = fault or line.fault or (f"is longer than {LIMIT:,} bytes" if size > LIMIT else "")
        held += [line.data] if not fault else []
        if _END.match(line.data):
            yield Raw(data=b"\n".join(held), locator=locator, fault=fault)
            held = []
    if held:
        yield Raw(data=b"\n".join(held), locator=locator, fault=fault)


def _parse(raw: Raw) -> Work:
    entry = _fields(raw.data.decode("utf-8"))
    language = language_code(entry.get("language"))
    title = _first(entry, *_TITLE)
    translated = clean(entry.get("translated_title"))
    authors = entry.get("authors") or entry.get("first_authors") or []
    date = str(entry.get("publication_year") or entry.get("year") or entry.get("date") or "")
    day = str(entry.get("date") or date)
    published = date_of(*(day if date[:4] in day else date).split("/")[:3], language=language)
    abstract = clean(_first(entry, "abstract", "notes_abstract"))
    return Work(
        title=title or translated,
        title_vernacular=translated if title else "",
        year=year_of(date, language=language) or year_of(day, language=language),
        published_on=published,
        type=type_of(entry.get("type_of_reference")),
        language=language,
        doi=doi_of(entry.get("doi")) or next((found for url in entry.get("urls", []) if (found := doi_of(url))), ""),
        pmid=pmid_of(entry.get("accession_number")) if _is_pubmed(entry) else "",
        journal=_first(entry, *_JOURNAL),
        abstracts=((language_of_text(abstract[:200], likely=language), abstract),) if abstract else (),
        terms=tidy_terms(
            Term(scheme="keyword", text=text, language=language_of_text(text, likely=language))
            for each in entry.get("keywords", ())
            if (text := clean(each))
        ),
        authorships=of_the_work(
            [Authorship(position=i, name=natural_name(name)) for i, name in enumerate(filter(None, authors), 1)],
            re.split(r"\s*[;\n]\s*", "\n".join(entry["addresses"])),
        ),
    )


def _fields(text: str) -> dict[str, Any]:
    """Fields by name, as rispy reads them, with every address and with wrapped lines joined."""
    import rispy  # noqa: PLC0415  only RIS needs it

    joined: list[str] = []
    addresses: list[str] = []
    for line in text.replace("\r", "\n").split("\n"):
        found = _TAG.match(line)
        tag, value = (found.group(1), found.group(2) or "") if found else ("", "")
        if tag == "ER":
            break
        if tag == "AD":
            addresses.append(value)
            joined.append("AD  - ")
        elif tag:
            joined.append(f"{tag}  - {value}")
        elif line.strip() and joined[-1:] == ["AD  - "]:
            _continue(addresses, line.strip())
        elif line.strip() and joined:
            joined[-1] += f" {line.strip()}"
    try:
        entries = rispy.loads("\n".join([*joined, "ER  - ", ""]), skip_unknown_tags=False)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise EvidenceError(f"is not valid RIS: {error}") from error
    if not entries:
        raise EvidenceError("is not valid RIS: it has no fields")
    return entries[0] | {"addresses": addresses}


def _continue(addresses: list[str], line: str) -> None:
    """Add a line to a list of addresses: to the last one if that is open, else as a new one."""
    if addresses and addresses[-1].rstrip().endswith(","):
        addresses[-1] = f"{addresses[-1].rstrip()} {line}"
    else:
        addresses.append(line)


def _is_pubmed(entry: dict[str, Any]) -> bool:
    names = (entry.get("name_of_database"), entry.get("database_provider"), *entry.get("urls", ()))
    return any("pubmed" in str(name).casefold() or "medline" in str(name).casefold() for name in names)


def _first(entry: dict[str, Any], *names: str) -> str:
    return next((text for name in names if isinstance(entry.get(name), str) and (text := clean(entry[name]))), "")
