"""BibTeX and BibLaTeX."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from proxenia.errors import EvidenceError
from proxenia.sources.formats.shared import date_of, natural_name, of_the_work, records, tidy_terms
from proxenia.sources.record import Authorship, Record, Term, Work
from proxenia.sources.streams import LIMIT, Raw, lines
from proxenia.sources.text import clean, doi_of, language_code, language_of_text, pmid_of, type_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

__all__ = ["read"]

_START = re.compile(rb"^\s*@\s*([A-Za-z]{1,40})\s*[{(]")
_AND = re.compile(r"\s+and\s+(?![^{]*\})", re.IGNORECASE)
_COMMAND = re.compile(
    r"\\(?:textit|textbf|emph|textsc|textrm|mathrm|mathit|url|textsuperscript|textsubscript)\s*(?=\{)"
)
_NAME = re.compile(r"\s*@\s*string\s*[{(]\s*([^\s=]+)", re.IGNORECASE)
_UNHEARD = logging.NullHandler()
"""What the parser warns of becomes the reason of a refused record; it need not be said twice."""
_MATH = re.compile(r"\$([^$]{0,200})\$")


def read(stream: BufferedReader, *, origin: str) -> Iterator[Record]:
    """Works of a BibTeX file; abbreviations (`@string`) are put in where they are used.

    An entry begins where a line begins with `@`; a damaged one ends there too.
    """
    strings: list[str] = []

    def parse(raw: Raw) -> Work:
        return _work(_fields(raw.data.decode("utf-8"), strings=strings))

    return records(_works(stream, strings), parse, origin=origin)


def _works(stream: BufferedReader, strings: list[str]) -> Iterator[Raw]:
    for raw in _entries(stream):
        found = _START.match(raw.data)
        kind = found.group(1).lower() if found else b""
        if kind == b"string" and len(strings) < 10_000:  # noqa: PLR2004  a bound for hostile files
            strings.append(raw.data.decode("utf-8", "replace"))
        elif kind not in {b"comment", b"preamble", b"string"}:
            yield raw


def _entries(stream: BufferedReader) -> Iterator[Raw]:
    held: list[bytes] = []
    size, locator, fault = 0, "", ""
    for line in lines(stream):
        if _START.match(line.data):
            if held:
                yield Raw(data=b"\n".join(held), locator=locator, fault=fault)
            held, size, locator, fault = [], 0, line.locator, ""
        elif not held:
            continue
        size += len(line.data)
        fault = fault or line.fault or (f"is longer than {LIMIT:,} bytes" if size > LIMIT else "")
        held += [line.data] if not fault else []
    if held:
        yield Raw(data=b"\n".join(held), locator=locator, fault=fault)


def _fields(text: str, *, strings: list[str]) -> dict[str, str]:
    from bibtexparser import parse_string  # noqa: PLC0415  only BibTeX needs it

    logging.getLogger("bibtexparser").addHandler(_UNHEARD)
    used = [each for each in strings if (name := _NAME.match(each)) and name.group(1) in text]
    library = parse_string("\n".join([*used, text]))
    if not library.entries:
        failed = library.failed_blocks
        error = failed[0].error if failed else None
        reason = getattr(error, "abort_reason", "") or str(error or "no entry was found")
        raise EvidenceError(f"is not valid BibTeX: {' '.join(reason.split())[:200]}")
    entry = library.entries[0]
    return {key.lower(): str(field.value) for key, field in entry.fields_dict.items()} | {"entrytype": entry.entry_type}


def _work(fields: dict[str, str]) -> Work:
    language = language_code(_plain(fields.get("language") or fields.get("langid") or ""))
    date = [*fields.get("date", "").split("/")[0].split("-"), "", ""]
    dated = (fields.get("year") or date[0], fields.get("month") or date[1], fields.get("day") or date[2])
    authors = [natural_name(_plain(each)) for each in _AND.split(fields.get("author", "")) if each.strip()]
    authors = [name for name in authors if name and name.casefold() != "others"]
    abstract = _plain(fields.get("abstract", ""))
    keywords = fields.get("keywords") or fields.get("author_keywords") or ""
    published = date_of(*dated, language=language)
    return Work(
        title=_plain(fields.get("title", "")),
        year=year_of(_plain(dated[0]), language=language),
        published_on=published,
        type=type_of(fields["entrytype"]),
        language=language,
        doi=doi_of(fields.get("doi", "").replace("\\_", "_")) or doi_of(fields.get("url", "")),
        pmid=pmid_of(fields.get("pmid") or fields.get("pubmed_id") or ""),
        journal=_plain(
            next((fields[name] for name in ("journal", "journaltitle", "booktitle") if fields.get(name)), "")
        ),
        abstracts=((language_of_text(abstract[:200], likely=language), abstract),) if abstract else (),
        terms=tidy_terms(
            Term(scheme="keyword", text=text, language=language_of_text(text, likely=language))
            for each in re.split(r"[;,،]", keywords)
            if (text := _plain(each))
        ),
        authorships=of_the_work(
            [Authorship(position=position, name=name) for position, name in enumerate(authors, 1)],
            (_plain(each) for each in (fields.get("affiliations") or fields.get("affiliation") or "").split(";")),
        ),
    )


def _plain(text: str) -> str:
    """Text of a field without the commands of LaTeX."""
    if "\\" in text:
        from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415  comes with bibtexparser; few fields need it

        try:
            text = LatexNodes2Text(math_mode="text").latex_to_text(_COMMAND.sub("", text), tolerant_parsing=True)
        except (ValueError, IndexError, RecursionError) as error:
            raise EvidenceError(f"holds LaTeX that cannot be read: {str(error)[:100]}") from error
    elif "$" in text:
        text = _MATH.sub(r"\1", text)
    return clean(text.replace("{", "").replace("}", "").replace("~", " ").replace("--", "–"))
