"""Documents, their pages, and the passages that codes cite."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from proxenia.coding.documents.fold import language_of
from proxenia.coding.documents.quality import Status
from proxenia.errors import EvidenceError
from proxenia.locale.text import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Page", "Passage", "PolicyDocument", "passage_of", "passages_of"]

LONGEST = 1200
"""Characters from which a paragraph is cut at the end of a sentence."""
SHORTEST = 25
"""Characters below which a paragraph (a page number, a heading) joins the next one."""

_BREAK = re.compile(r"\n[ \t]*\n+")
_BULLET = re.compile(r"\s*(?:[-*\u2022\u25aa\u25cf\u2013]|\(?[0-9\u06f0-\u06f9]{1,2}[.)\-]|[a-z]\))\s+")
_SENTENCE_END = re.compile(r"[.!?؟۔…](?=\s)|[;؛](?=\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a document: its number from 1, where its text lies, and how it was read.

    `status` is `read`, `scanned` (a picture of text, which nothing was read from), `garbled` (text that is no language)
    or `blank`. `common` is the share of common small words.
    """

    number: int
    start: int
    end: int
    status: Status = "read"
    common: float | None = None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument:
    """A text with where it comes from. `text` is what was written, or what a page yielded after the repairs it names.

    `as_of` is an ISO date or part of one. Positions count code points of `text`. `pages` is empty where the format has none.
    """

    document_id: str
    title: str
    text: str
    language: Language
    checksum: str
    pages: tuple[Page, ...] = ()
    source_url: str = ""
    as_of: str = ""
    media: str = "text"

    def __post_init__(self) -> None:
        """Refuse a document without a name."""
        if not self.document_id:
            raise EvidenceError(f"a document titled {self.title!r} has no id; give it one")

    @property
    def unreadable(self) -> tuple[Page, ...]:
        """Pages that nothing could be read from though they are not blank."""
        return tuple(page for page in self.pages if page.status in {"scanned", "garbled"})

    def page_at(self, position: int) -> int | None:
        """Give the number of the page that a position lies on; None where the document has no pages."""
        for page in self.pages:
            if page.start <= position < max(page.end, page.start + 1):
                return page.number
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a document: the unit that is coded. `text` is the document's `[start:end]`, as written."""

    passage_id: str
    document_id: str
    text: str
    start: int
    end: int
    page: int | None
    language: Language


def passage_of(document: PolicyDocument, start: int, end: int) -> Passage:
    """Give a stretch of a document as a passage.

    Raises
    ------
    EvidenceError
        If the stretch is empty or lies outside the text.
    """
    if not 0 <= start < end <= len(document.text):
        raise EvidenceError(f"{document.document_id} has no characters {start}-{end}; it holds {len(document.text)}")
    text = document.text[start:end]
    return Passage(
        passage_id=f"{document.document_id}:{start}-{end}",
        document_id=document.document_id,
        text=text,
        start=start,
        end=end,
        page=document.page_at(start),
        language=language_of(text),
    )


def passages_of(document: PolicyDocument) -> tuple[Passage, ...]:
    """Cut a document into passages: paragraphs, long ones cut at ends of sentences; none runs over a page.

    Every letter of a readable page lies in exactly one passage.
    """
    readable = [page for page in document.pages if page.status == "read"]
    stretches = [(page.start, page.end) for page in readable] if document.pages else [(0, len(document.text))]
    found = []
    for low, high in stretches:
        for start, end in _joined(list(_paragraphs(document.text, low, high, wrapped=bool(document.pages)))):
            found += [passage_of(document, *piece) for piece in _pieces(document.text, start, end)]
    return tuple(found)


def _paragraphs(text: str, low: int, high: int, *, wrapped: bool) -> Iterator[tuple[int, int]]:
    """Stretches between blank lines; where lines are wrapped, also between a short last line and the next."""
    marks = [m.span() for m in _BREAK.finditer(text, low, high)]
    if wrapped:
        marks += _wrapped_marks(text, low, high)
    at = low
    for start, end in sorted(marks):
        if start > at:
            yield from _trimmed(text, at, start)
        at = max(at, end)
    yield from _trimmed(text, at, high)


def _wrapped_marks(text: str, low: int, high: int) -> list[tuple[int, int]]:
    lines = [(m.start(), m.end()) for m in re.compile(r"[^\n]+").finditer(text, low, high)]
    if not lines:
        return []
    width = sorted(end - start for start, end in lines)[int(0.9 * (len(lines) - 1))]
    marks = []
    for (start, end), (following, after) in pairwise(lines):
        short = end - start < 0.75 * width
        ends = text[start:end].rstrip()[-1:] in ".!?؟:؛…"
        if (short and ends) or _BULLET.match(text, following, after):
            marks.append((end, following))
    return marks


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    waiting: int | None = None
    for start, end in stretches:
        begin = start if waiting is None else waiting
        if end - begin < SHORTEST:
            waiting = begin
            continue
        out.append((begin, end))
        waiting = None
    if waiting is not None:
        end = stretches[-1][1]
        out[-1:] = [(out[-1][0], end)] if out else [(waiting, end)]
    return out


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        ends = [m.end() for m in _SENTENCE_END.finditer(text, start, start + LONGEST)]
        spaces = text.rfind(" ", start + 1, start + LONGEST)
        cut = ends[-1] if ends else spaces if spaces > start else start + LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)
