"""Tables in CSV with a map of columns: theirs to ours."""

from __future__ import annotations

import csv
import re
from collections import deque
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from proxenia.errors import EvidenceError
from proxenia.sources.formats.shared import affiliation, date_of, natural_name, of_the_work, records, tidy_terms
from proxenia.sources.record import Authorship, Record, Term, Work
from proxenia.sources.streams import LIMIT, Raw, lines
from proxenia.sources.text import (
    clean,
    doi_of,
    fold,
    language_code,
    language_of_text,
    openalex_id,
    pmid_of,
    type_of,
    year_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import BufferedReader

__all__ = ["FIELDS", "header_of", "mapped", "read"]

FIELDS = (
    "title", "title_vernacular", "year", "published_on", "type", "language", "doi", "pmid", "openalex_id", "journal",
    "cited_by_count", "abstract", "keywords", "mesh", "authors", "affiliations", "author_affiliations",
)  # fmt: skip
_DELIMITERS = (",", "\t", ";", "|")
_WRAPPED = 400
_GROUPED = re.compile(r"\[([^\]]{1,5000})\]\s*([^\[;]+(?:;(?!\s*\[)[^\[;]+)*)")
_LIST = re.compile(r"\s*[;؛]\s*|\s*\|\s*")


def read(stream: BufferedReader, *, origin: str, columns: Mapping[str, str] | None = None) -> Iterator[Record]:
    """Works of a CSV file with a header.

    Parameters
    ----------
    stream
        Bytes in UTF-8. Comma, tab, semicolon or bar parts the cells, as the header shows.
    origin
        Name of the file.
    columns
        Names of its columns to ours (`FIELDS`); added to the names known from Scopus, Web of Science and others.
        Several values of a cell are parted by `;` or `|`.

    Raises
    ------
    EvidenceError
        If no column is known to hold a title or identifier, or the map names a column that is not there.
    """
    rows = _rows(lines(stream))
    head = next(rows, None)
    if head is None:
        raise EvidenceError(f"{origin} is empty; a header and a row are needed")
    delimiter, names = header_of(head.data)
    places = mapped(names, columns or {}, origin=origin)

    def parse(raw: Raw) -> Work:
        cells = _cells(raw.data.decode("utf-8"), delimiter)
        if len(cells) != len(names):
            raise EvidenceError(f"has {len(cells)} cells where the header has {len(names)}")
        return _work({ours: cells[place].strip() for ours, place in places.items()})

    yield from records(rows, parse, origin=origin)


def header_of(line: bytes) -> tuple[str, list[str]]:
    """The delimiter of a header line and the names in it.

    Examples
    --------
    >>> header_of(b'Title;"Year";DOI')
    (';', ['Title', 'Year', 'DOI'])
    """
    text = line.decode("utf-8", "replace")
    delimiter = max(_DELIMITERS, key=lambda each: len(_cells(text, each)))
    return delimiter, [clean(name) for name in _cells(text, delimiter)]


def mapped(names: list[str], columns: Mapping[str, str], *, origin: str) -> dict[str, int]:
    """Where in a row each of our fields stands.

    Raises
    ------
    EvidenceError
        If the map names a column or field that does not exist, or nothing tells a work.
    """
    at = {name.casefold(): place for place, name in reversed(list(enumerate(names)))}
    for theirs, ours in columns.items():
        if theirs.casefold() not in at:
            raise EvidenceError(f"{origin} has no column {theirs!r}; it has {', '.join(names)}")
        if ours not in FIELDS:
            raise EvidenceError(f"no field {ours!r} to map {theirs!r} to; there are {', '.join(FIELDS)}")
    found = {ours: at[theirs.casefold()] for theirs, ours in columns.items()}
    for theirs, ours in known_columns():
        if theirs in at and at[theirs] not in found.values():
            found.setdefault(ours, at[theirs])
    if not found.keys() & {"title", "doi", "pmid", "openalex_id"}:
        raise EvidenceError(
            f"{origin} has no column known to hold a title or identifier; it has {', '.join(names)};"
            " name one with --map theirs=title"
        )
    return found


@lru_cache(maxsize=1)
def known_columns() -> tuple[tuple[str, str], ...]:
    """Names of columns in the exports of databases, and the fields they are."""
    with files("proxenia").joinpath("data", "sources", "columns.csv").open("r", encoding="utf-8") as stream:
        return tuple((row["theirs"].casefold(), row["ours"]) for row in csv.DictReader(stream))


def _rows(raws: Iterator[Raw]) -> Iterator[Raw]:
    """Rows, several lines long where a quoted cell is; an unclosed quotation mark costs its own line only."""
    waiting: deque[Raw] = deque()
    following: Callable[[], Raw | None] = lambda: waiting.popleft() if waiting else next(raws, None)  # noqa: E731  one expression
    while (first := following()) is not None:
        held = [first]
        odd = first.data.count(b'"') % 2
        while odd and len(held) < _WRAPPED and not held[-1].fault and (more := following()) is not None:
            held.append(more)
            odd = (odd + more.data.count(b'"')) % 2
        if odd or held[-1].fault:
            waiting.extendleft(reversed(held[1:]))
            fault = first.fault or "opens a quotation mark that does not close"
            yield Raw(data=first.data, locator=first.locator, fault=fault)
        elif len(held) > 1 or first.data.strip():
            data = b"\n".join(each.data for each in held)
            fault = f"is longer than {LIMIT:,} bytes" if len(data) > LIMIT else ""
            yield Raw(data=data, locator=first.locator, fault=fault)


def _cells(text: str, delimiter: str) -> list[str]:
    """Cells of one row; of any length, which the reader of the standard library bounds for the whole process.

    Examples
    --------
    >>> _cells('a;"b; c";;d', ";")
    ['a', 'b; c', '', 'd']
    """
    mark = re.escape(delimiter)
    found = re.findall(rf'(?:^|{mark})(?:\s*"((?:[^"]++|"")*+)"\s*(?={mark}|$)|([^{mark}]*+))', text)
    return [quoted.replace('""', '"') if quoted else plain for quoted, plain in found]


def _work(row: dict[str, str]) -> Work:
    language = language_code(row.get("language", ""))
    abstract = clean(row.get("abstract"))
    title = clean(row.get("title"))
    cited = row.get("cited_by_count", "")
    published = date_of(*re.split(r"[-/]", row.get("published_on", "") or row.get("year", ""))[:3], language=language)
    year = year_of(row.get("year") or published, language=language)
    return Work(
        title=title,
        title_vernacular=clean(row.get("title_vernacular")),
        year=year,
        published_on=published if published.startswith(str(year)) else str(year or ""),
        type=type_of(row.get("type")),
        language=language,
        doi=doi_of(row.get("doi")),
        pmid=pmid_of(row.get("pmid", "").removesuffix(".0")),
        openalex_id=openalex_id(row.get("openalex_id")),
        journal=clean(row.get("journal")),
        cited_by_count=int(cited) if cited.isdecimal() and len(cited) < 10 else None,  # noqa: PLR2004  more is no count
        abstracts=((language_of_text(abstract[:200], likely=language), abstract),) if abstract else (),
        terms=tidy_terms(
            Term(scheme=scheme, text=text, language=language_of_text(text, likely=language))
            for scheme, field in (("keyword", "keywords"), ("mesh", "mesh"))
            for each in _LIST.split(row.get(field, ""))
            if (text := clean(each))
        ),
        authorships=_authorships(row),
    )


def _authorships(row: dict[str, str]) -> tuple[Authorship, ...]:
    written = re.sub(r"\s*\(\d+\)", "", row.get("authors", ""))
    names = [natural_name(each) for each in _LIST.split(written) if each.strip()]
    with_affiliations = row.get("author_affiliations", "")
    if with_affiliations:
        pairs = _grouped(with_affiliations) if "[" in with_affiliations else _headed(with_affiliations, written)
        return _attached(names, pairs)
    authorships = [Authorship(position=position, name=name) for position, name in enumerate(names, 1)]
    return of_the_work(authorships, _LIST.split(row.get("affiliations", "")))


def _grouped(text: str) -> list[tuple[str, str]]:
    """Pairs of author and affiliation of `[A; B] University, City; [C] ...`, as Web of Science writes them."""
    return [
        (natural_name(name), place.strip(" ;"))
        for authors, place in _GROUPED.findall(text)
        for name in authors.split(";")
        if name.strip()
    ]


def _headed(text: str, authors: str) -> list[tuple[str, str]]:
    """Pairs of author and affiliation of `Name, University, City; ...`, as Scopus writes them."""
    listed = [each.strip() for each in _LIST.split(authors)]
    pairs = []
    for position, part in enumerate(each.strip() for each in text.split(";")):
        parts = [each.strip() for each in part.split(",")]
        name = listed[position] if position < len(listed) else parts[0]
        width = (
            2 if len(parts) > 1 and (re.fullmatch(r"(?:\w\.[\s-]?){1,5}", parts[1]) or _same(parts[:2], name)) else 1
        )
        pairs.append((natural_name(name), ", ".join(parts[width:])))
    return pairs


def _same(parts: list[str], name: str) -> bool:
    return fold("".join(parts)) == fold(name)


def _attached(names: list[str], pairs: list[tuple[str, str]]) -> tuple[Authorship, ...]:
    order = {fold(name): name for name in names} | {
        fold(name): name for name, _ in pairs if fold(name) not in {fold(each) for each in names}
    }
    return tuple(
        Authorship(
            position=position,
            name=name,
            affiliations=tuple(
                dict.fromkeys(found for of, text in pairs if fold(of) == key and (found := affiliation(text)))
            ),
        )
        for position, (key, name) in enumerate(order.items(), 1)
    )
