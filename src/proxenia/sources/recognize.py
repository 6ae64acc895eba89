"""Which format a file is in, told by what it holds and never by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from proxenia.errors import DataError, EvidenceError
from proxenia.extensions import READERS, function, functions
from proxenia.sources.record import Record
from proxenia.sources.streams import json_objects, open_stream
from proxenia.sources.streams.opening import HEAD

if TYPE_CHECKING:
    from collections.abc import Generator
    from io import BufferedReader

__all__ = ["FORMATS", "open_records", "recognize"]

FORMATS = {
    "pubmed-articleset": "a publisher's ArticleSet for PubMed",
    "pubmed": "PubMed baseline, update or search XML",
    "jats": "JATS",
    "openalex": "OpenAlex works in JSON",
    "openalex-parquet": "OpenAlex works in Parquet",
    "crossref": "Crossref works in JSON",
    "csl": "CSL-JSON",
    "ris": "RIS",
    "bibtex": "BibTeX",
    "csv": "CSV with a header",
}
"""Formats that can be read, and what they are."""
_ROOTS = {
    b"ArticleSet": "pubmed-articleset", b"PubmedArticleSet": "pubmed", b"MedlineCitationSet": "pubmed",
    b"PubmedArticle": "pubmed", b"PubmedBookArticleSet": "pubmed", b"article": "jats", b"pmc-articleset": "jats",
    b"OAI-PMH": "jats", b"articles": "jats",
}  # fmt: skip
_PROLOG = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>", re.DOTALL)
_ROOT = re.compile(rb"<([A-Za-z][\w.:-]*)")
_RIS, _BIB = re.compile(rb"^\s*TY\s{0,2}-\s", re.MULTILINE), re.compile(rb"^\s*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)
Reader = Callable[..., Iterator[Record]]


@contextmanager
def open_records(
    path: Path, *, origin: str = "", columns: Mapping[str, str] | None = None
) -> Generator[tuple[str, Iterator[Record]]]:
    r"""Open a file of records; give its format and its works and refused records, one at a time.

    Parameters
    ----------
    path
        The file, in any of `FORMATS` or that of an extension's reader; gzip is undone.
    origin
        Name to keep with each record; the file's own by default.
    columns
        For CSV: names of its columns to ours.

    Raises
    ------
    EvidenceError
        If the file cannot be read or is in none of the formats.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "my.ris"
    ...     _ = path.write_text("TY  - JOUR\nTI  - On cities\nAU  - Doe, Ann\nER  - \n")
    ...     with open_records(path) as (format, records):
    ...         print(format, [(work.title, work.authors[0].name) for work in records])
    ris [('On cities', 'Ann Doe')]
    """
    name = origin or path.name
    with open_stream(path) as stream:
        kind = recognize(stream, name=name)
        if kind == "csv":
            from proxenia.sources.formats import table  # noqa: PLC0415  only this format needs it

            yield kind, table.read(stream, origin=name, columns=columns)
        elif kind == "openalex-parquet":
            from proxenia.sources.formats import openalex  # noqa: PLC0415  the same

            yield kind, openalex.read_parquet(path, origin=name)
        else:
            yield kind, _reader(kind)(stream, origin=name)


def recognize(stream: BufferedReader, *, name: str) -> str:
    """Name the format of a stream by its beginning, which is not consumed.

    What is in one of `FORMATS` but plain CSV is so whatever is installed; readers of extensions are asked for the rest.

    Raises
    ------
    EvidenceError
        If it is in none of the formats.
    DataError
        If the readers of two extensions both take it for theirs.
    """
    head = _head(stream)
    try:
        ours = _ours(head, name=name)
    except EvidenceError:
        theirs = _theirs(head, name=name)
        if not theirs:
            raise
        return theirs
    return (_theirs(head, name=name) or ours) if ours == "csv" else ours


def _theirs(head: bytes, *, name: str) -> str:
    """Name of the reader of an extension that knows this beginning; empty where none does."""
    found = [each for each in functions(READERS) if each.name not in FORMATS and each.load().sniff(head)]
    if len(found) > 1:
        which = " and ".join(f"{each.name!r} of {each.package}" for each in found[:2])
        raise DataError(f"{name} is taken for theirs by two readers: {which}; uninstall one")
    return found[0].name if found else ""


def _ours(head: bytes, *, name: str) -> str:
    start = head.lstrip()
    if not start:
        raise EvidenceError(f"{name} is empty")
    if head.startswith(b"PAR1"):
        return "openalex-parquet"
    if start.startswith(b"<"):
        return _xml(start, name=name)
    if start[:1] in {b"{", b"["} and b'"' in start:
        return _json(head, name=name)
    if _RIS.search(head[:4096]):
        return "ris"
    if _BIB.search(head):
        return "bibtex"
    return _csv(start, name=name)


def _head(stream: BufferedReader) -> bytes:
    return bytes(stream.peek(HEAD)[:HEAD])


def _xml(start: bytes, *, name: str) -> str:
    position = 0
    while found := _PROLOG.match(start, position):
        position = found.end()
    root = _ROOT.match(start, position)
    if root is None:
        raise EvidenceError(f"{name} looks like XML but no element was found at its beginning")
    tag = root.group(1).rpartition(b":")[2]
    if tag not in _ROOTS:
        known = ", ".join(each.decode() for each in _ROOTS)
        raise EvidenceError(f"{name} is XML with the root <{tag.decode()}>; readable are {known}")
    return _ROOTS[tag]


def _json(head: bytes, *, name: str) -> str:
    import io  # noqa: PLC0415  beside its use

    first: dict[str, object] = {}
    for raw in json_objects(io.BufferedReader(io.BytesIO(head), HEAD)):
        try:
            decoded = msgspec.json.decode(raw.data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        first = decoded if isinstance(decoded, dict) else {}
        break
    keys = first.keys() or {found.decode() for found in re.findall(rb'"([\w-]{1,40})"\s*:', head)}
    if "authorships" in keys or "https://openalex.org/W" in str(first.get("id", "")):
        return "openalex"
    if isinstance(first.get("message"), dict) or keys & {
        "reference-count",
        "indexed",
        "is-referenced-by-count",
        "member",
    }:
        return "crossref"
    if isinstance(first.get("title"), list) and "DOI" in keys:
        return "crossref"
    if "type" in keys and keys & {"title", "author", "issued", "DOI", "container-title"}:
        return "csl"
    raise EvidenceError(f"{name} is JSON, but neither of OpenAlex, of Crossref nor CSL-JSON")


def _csv(start: bytes, *, name: str) -> str:
    from proxenia.sources.formats.table import header_of  # noqa: PLC0415  only text that is nothing else comes here

    line = start.split(b"\n", 1)[0]
    delimiter, names = header_of(line[:8192])
    if b"\x00" not in line and len(names) > 1 and delimiter.encode() in line and all(len(each) < 100 for each in names):  # noqa: PLR2004  a name of a column is short
        return "csv"
    known = "; ".join(f"{key} ({what})" for key, what in FORMATS.items())
    raise EvidenceError(f"{name} is in no format known; readable are {known}")


def _reader(kind: str) -> Reader:
    from proxenia.sources.formats import bibtex, crossref, csl, jats, openalex, pubmed, ris  # noqa: PLC0415  the same

    if kind not in FORMATS:
        return function(READERS, kind).load().read
    readers: dict[str, Reader] = {
        "pubmed-articleset": pubmed.read_articleset,
        "pubmed": pubmed.read,
        "jats": jats.read,
        "openalex": openalex.read,
        "crossref": crossref.read,
        "csl": csl.read,
        "ris": ris.read,
        "bibtex": bibtex.read,
    }
    return readers[kind]
