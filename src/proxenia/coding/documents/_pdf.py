"""PDF pages to text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.coding.documents._layout import laid_out
from proxenia.coding.documents.document import Page
from proxenia.coding.documents.quality import FEWEST, Quality, Status, reading_quality, repair
from proxenia.errors import EvidenceError

if TYPE_CHECKING:
    import pypdfium2

__all__ = ["read_pdf"]

ODD = 0.1
"""Share of odd signs from which a page is garbled."""
RUNNING = 0.02
"""Share of common words below which a page of many words is garbled."""
MANY = 60


def read_pdf(content: bytes, *, name: str) -> tuple[str, str, tuple[Page, ...]]:
    """Title, text and pages of a PDF; pages are divided by a blank line."""
    import pypdfium2 as pdfium  # noqa: PLC0415  loads a library of its own

    try:
        file = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).casefold()
        if locked:
            raise EvidenceError("{name} is locked with a password; save it without one", name=name) from error
        raise EvidenceError("{name} is no PDF that can be opened", name=name) from error
    try:
        right_to_left = _reads_right_to_left(file)
        parts: list[str] = []
        pages: list[Page] = []
        at = 0
        for i in range(len(file)):
            text, status, quality, repairs = _page(file[i], right_to_left=right_to_left)
            pages.append(
                Page(number=i + 1, start=at, end=at + len(text), status=status, common=quality.common, repairs=repairs)
            )
            parts.append(text)
            at += len(text) + 2
        return (file.get_metadata_dict().get("Title", "") or "").strip(), "\n\n".join(parts), tuple(pages)
    finally:
        file.close()


def _page(page: pypdfium2.PdfPage, *, right_to_left: bool) -> tuple[str, Status, Quality, tuple[str, ...]]:
    text, quality, repairs = _text(page, right_to_left=right_to_left)
    pictured = _is_pictured(page)
    page.close()
    if not text.strip():
        return "", "scanned" if pictured else "blank", quality, ()
    if pictured and quality.words < FEWEST:
        return "", "scanned", quality, ()
    if quality.odd > ODD or (quality.words > MANY and quality.common < RUNNING):
        return "", "garbled", quality, repairs
    return text, "read", quality, repairs


def _text(page: pypdfium2.PdfPage, *, right_to_left: bool) -> tuple[str, Quality, tuple[str, ...]]:
    """Read a page in the file's order and, where directions mix, by position too; keep what reads better."""
    reader = page.get_textpage()
    raw = reader.get_text_range().replace("\0", "")
    text, repairs = repair(raw)
    best = (text.strip("\n"), reading_quality(text), repairs)
    if right_to_left or any("\u0600" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufefc" for c in raw):
        text, repairs = repair(laid_out(reader))
        quality = reading_quality(text)
        if quality.common >= 0.9 * best[1].common:
            best = (text.strip("\n"), quality, ("by position", *repairs))
    reader.close()
    return best


def _reads_right_to_left(file: pypdfium2.PdfDocument) -> bool:
    """Say whether the file asks to be read from the right, which turns round the words of its Latin lines too."""
    import ctypes  # noqa: PLC0415  beside its use

    from pypdfium2 import raw  # noqa: PLC0415  loads a library of its own

    name = ctypes.create_string_buffer(16)
    raw.FPDF_VIEWERREF_GetName(file.raw, b"Direction", name, 16)
    return name.value == b"R2L"


def _is_pictured(page: pypdfium2.PdfPage) -> bool:
    """Say whether pictures cover a third of the page or more."""
    from pypdfium2 import raw  # noqa: PLC0415  loads a library of its own

    width, height = page.get_size()
    covered = 0.0
    for part in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        left, bottom, right, top = part.get_bounds()
        covered += max(0.0, min(right, width) - max(left, 0.0)) * max(0.0, min(top, height) - max(bottom, 0.0))
    return covered > width * height / 3
