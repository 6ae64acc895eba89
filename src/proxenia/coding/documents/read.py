"""Reading a file into a document."""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.coding.documents.document import Page, PolicyDocument
from proxenia.coding.documents.fold import language_of
from proxenia.errors import EvidenceError, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SUFFIXES", "read_document", "read_documents"]

SUFFIXES = (".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt")
MOST_BYTES = 200_000_000


def read_document(
    path: Path, *, document_id: str = "", title: str = "", source_url: str = "", as_of: str = ""
) -> PolicyDocument:
    """Read a PDF, DOCX, HTML, Markdown or text file.

    Parameters
    ----------
    path
        The file; its suffix says its format.
    document_id
        Name to cite it by; made of the file's name and content where none is given.
    title, source_url, as_of
        What the document is called, the page it was published on and its date.

    Raises
    ------
    EvidenceError
        If the format is unknown, the file is broken, locked or empty, or nothing on any page could be read.
    """
    suffix = path.suffix.casefold()
    content = _content(path, suffix)
    found_title, text, pages = _read(content, suffix, path.name)
    if not text.strip():
        unreadable = _unreadable(pages)
        if unreadable:
            form = "{file} is unreadable: {pages: and }; bring it through text recognition"
            raise EvidenceError(form, file=path.name, pages=unreadable)
        raise EvidenceError("{file} holds no text", file=path.name)
    checksum = hashlib.sha256(content).hexdigest()
    return PolicyDocument(
        document_id=document_id or f"{_slug(path.stem)}-{checksum[:8]}",
        title=title or found_title or path.stem,
        text=text,
        language=language_of(text),
        checksum=checksum,
        pages=pages,
        source_url=source_url,
        as_of=as_of,
        media=suffix.lstrip("."),
    )


def _content(path: Path, suffix: str) -> bytes:
    """Bytes of a file of a known format that is not too large."""
    if suffix not in SUFFIXES:
        raise EvidenceError(
            "{file} has the unknown format {suffix!r}; write {suffixes}",
            file=path.name,
            suffix=suffix or Reason("of no suffix"),
            suffixes=tuple(SUFFIXES),
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EvidenceError("{path} cannot be read: {error}", path=path, error=error.strerror) from error
    if len(content) > MOST_BYTES:
        form = "{file} has {n:,} bytes; split it into files below {most:,}"
        raise EvidenceError(form, file=path.name, n=len(content), most=MOST_BYTES)
    return content


def read_documents(paths: Sequence[Path]) -> tuple[PolicyDocument, ...]:
    """Read files and the readable files of folders, in the order of their names.

    Raises
    ------
    EvidenceError
        If a file cannot be read, nothing is found, or two files have the same content.
    """
    files: list[Path] = []
    for path in paths:
        files += (
            sorted(each for each in path.rglob("*") if each.suffix.casefold() in SUFFIXES) if path.is_dir() else [path]
        )
    if not files:
        raise EvidenceError(
            "no documents in {paths}; known formats are {suffixes}", paths=tuple(paths), suffixes=tuple(SUFFIXES)
        )
    documents = tuple(read_document(path) for path in files)
    seen: dict[str, str] = {}
    for path, document in zip(files, documents, strict=True):
        if document.checksum in seen:
            raise EvidenceError(
                "{file} and {seen} are the same file; give it once", file=path.name, seen=seen[document.checksum]
            )
        seen[document.checksum] = path.name
    return documents


def _read(content: bytes, suffix: str, name: str) -> tuple[str, str, tuple[Page, ...]]:
    if suffix == ".pdf":
        from proxenia.coding.documents._pdf import read_pdf  # noqa: PLC0415  loads a library of its own

        return read_pdf(content, name=name)
    if suffix == ".docx":
        from proxenia.coding.documents._docx import read_docx  # noqa: PLC0415  the same

        return (*read_docx(content, name=name), ())
    text = _decoded(content, name, page=suffix in {".html", ".htm"})
    if suffix in {".html", ".htm"}:
        from proxenia.coding.documents._html import read_html  # noqa: PLC0415  the same

        return (*read_html(text), ())
    heading = re.search(r"^#\s+(.+?)\s*#*$", text, re.MULTILINE) if suffix != ".txt" else None
    return heading.group(1) if heading else "", text, ()


def _decoded(content: bytes, name: str, *, page: bool) -> str:
    """Decode a text file: UTF-8 or UTF-16, and for a page the encoding that it names itself."""
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    stated = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", content[:4096]) if page else None
    if stated and encoding == "utf-8-sig":
        encoding = _known(stated.group(1).decode("ascii", "ignore"))
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        shown = encoding.upper().removesuffix("-SIG")
        raise EvidenceError(
            "{name}: byte {start} is not {shown}; save it as UTF-8", name=name, start=error.start, shown=shown
        ) from error
    if "\0" in text:
        raise EvidenceError("{name} holds NUL bytes; it is no text", name=name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _known(encoding: str) -> str:
    """Name of an encoding that pages use, UTF-8 where it is unknown or none of text."""
    try:
        found = codecs.lookup(encoding).name
    except LookupError:
        return "utf-8-sig"
    return found if found.startswith(("cp", "iso", "mac", "utf", "koi", "ascii")) and found != "utf-8" else "utf-8-sig"


def _slug(stem: str) -> str:
    return re.sub(r"[^\w]+", "-", stem.casefold()).strip("-_")[:40] or "document"


def _unreadable(pages: Sequence[Page]) -> tuple[Reason, ...]:
    """What is known of the pages of which nothing could be read."""
    scanned = sum(page.status == "scanned" for page in pages)
    garbled = sum(page.status == "garbled" for page in pages)
    parts = []
    if scanned:
        parts.append(Reason("{n} scanned pages" if scanned > 1 else "{n} scanned page", n=scanned))
    if garbled:
        form = "{n} pages whose letters are no language" if garbled > 1 else "{n} page whose letters are no language"
        parts.append(Reason(form, n=garbled))
    return tuple(parts)
