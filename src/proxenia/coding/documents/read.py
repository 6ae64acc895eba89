"""Reading a file into a document."""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.coding.documents.document import Page, PolicyDocument
from proxenia.coding.documents.fold import language_of
from proxenia.errors import EvidenceError

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
    if suffix not in SUFFIXES:
        raise EvidenceError(
            f"{path.name} has the unknown format {suffix or 'of no suffix'!r}; write {', '.join(SUFFIXES)}"
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EvidenceError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise EvidenceError(f"{path.name} has {len(content):,} bytes; split it into files below {MOST_BYTES:,}")
    found_title, text, pages = _read(content, suffix, path.name)
    if not text.strip():
        scanned = [page.number for page in pages if page.status == "scanned"]
        garbled = [page.number for page in pages if page.status == "garbled"]
        if scanned or garbled:
            raise EvidenceError(
                f"{path.name} is unreadable: {_told(scanned, garbled)}; bring it through text recognition"
            )
        raise EvidenceError(f"{path.name} holds no text")
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
        raise EvidenceError(f"no documents in {', '.join(map(str, paths))}; known formats are {', '.join(SUFFIXES)}")
    documents = tuple(read_document(path) for path in files)
    seen: dict[str, str] = {}
    for path, document in zip(files, documents, strict=True):
        if document.checksum in seen:
            raise EvidenceError(f"{path.name} and {seen[document.checksum]} are the same file; give it once")
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
        raise EvidenceError(f"{name}: byte {error.start} is not {shown}; save it as UTF-8") from error
    if "\0" in text:
        raise EvidenceError(f"{name} holds NUL bytes; it is no text")
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


def _told(scanned: Sequence[int], garbled: Sequence[int]) -> str:
    parts = []
    if scanned:
        parts.append(f"{len(scanned)} scanned page{'s' if len(scanned) > 1 else ''}")
    if garbled:
        parts.append(f"{len(garbled)} page{'s' if len(garbled) > 1 else ''} whose letters are no language")
    return " and ".join(parts)
