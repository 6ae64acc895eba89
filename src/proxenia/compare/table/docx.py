"""The comparison as a document for word processors, in one language, its direction set everywhere it has to be.

Right to left needs a mark at four places: the section (pages bind at the right), the table (first column at the right),
each paragraph, and each run in a right-to-left script, which also takes its font and size from the complex-script
settings. Runs of Latin letters, addresses and the like carry no such mark, so that they keep their own direction.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from proxenia.locale import date, digits, translate, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from proxenia.compare.table.answers import Answer, Cell, ComparisonTable
    from proxenia.locale.text import Language

__all__ = ["table_docx"]

FONTS = {"en": "Calibri", "fa": "Vazirmatn"}
BODY, SMALL, HEAD, TITLE = 17, 14, 24, 34
"""Sizes in half points."""

INK, FAINT, SHADE = "1B1B1B", "666666", "EAF1F2"
PAGE = (16838, 11906)
MARGIN = 850
"""A4 on its side and its margins, in twentieths of a point."""

WORDS_OF_A_SENTENCE = 3
"""Spaces from which a stretch of Latin letters is a sentence that keeps its own full stop, not a name inside ours."""

_LATIN = re.compile(
    r"[A-Za-z\u00c0-\u024f][^\u0600-\u06ff\u2066-\u2069\[\]«»]*[A-Za-z0-9\u00c0-\u024f/)]|[A-Za-z\u00c0-\u024f]"
)


@dataclass(slots=True)
class _Writer:
    """A document being written in one language, with the numbered list of its sources."""

    language: Language
    document: Any
    sources: dict[tuple[str, str, str, str], int] = field(default_factory=dict)

    def say(self, message: str) -> str:
        """Translate a message into the document's language."""
        return translate(message, self.language)

    def paragraph(self, at: Any, text: str = "", **look: Any) -> Any:
        """Add a paragraph in the document's direction."""
        paragraph = at.add_paragraph()
        self.direct(paragraph, after=look.pop("after", 40), keep=look.pop("keep", False))
        if text:
            self.write(paragraph, text, **look)
        return paragraph

    def direct(self, paragraph: Any, *, after: int = 40, keep: bool = False) -> None:
        """Set direction, alignment and space of a paragraph; children in the order the schema asks for."""
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  python-docx has no bidi property
        if keep:
            properties.append(_element("w:keepNext"))
        if writing(self.language).is_mirrored:
            properties.append(_element("w:bidi"))
        properties.append(_element("w:spacing", before="0", after=str(after)))
        properties.append(_element("w:jc", val="start"))

    def write(self, paragraph: Any, text: str, **look: Any) -> None:
        """Add text as runs, each in the direction of its script."""
        for piece, is_right_to_left in self.pieces(text):
            paragraph._p.append(self.run(piece, rtl=is_right_to_left, **look))  # noqa: SLF001  the same

    def pieces(self, text: str) -> Iterable[tuple[str, bool]]:
        """Cut a text where its script changes; English is one piece."""
        text = text.replace("\u2068", "").replace("\u2069", "")
        if not writing(self.language).is_mirrored:
            return [(text, False)]
        found, at = [], 0
        for match in _LATIN.finditer(text):
            end = match.end()
            if match.group().count(" ") >= WORDS_OF_A_SENTENCE:
                end += len(text[end:]) - len(text[end:].lstrip(".!?…"))
            found += [(text[at : match.start()], True), (text[match.start() : end], False)]
            at = end
        return [(piece, rtl) for piece, rtl in [*found, (text[at:], True)] if piece]

    def run(
        self, text: str, *, rtl: bool, size: int = BODY, bold: bool = False, color: str = INK, raised: bool = False
    ) -> Any:
        """Give one run with its properties in the order of the schema."""
        run, properties = _element("w:r"), _element("w:rPr")
        font = (*writing(self.language).fonts, FONTS.get(self.language, FONTS["en"]))[0]
        properties.append(_element("w:rFonts", ascii=font, hAnsi=font, cs=font))
        if bold:
            properties.extend([_element("w:b"), _element("w:bCs")])
        properties.append(_element("w:color", val=color))
        properties.extend([_element("w:sz", val=str(size)), _element("w:szCs", val=str(size))])
        if raised:
            properties.append(_element("w:vertAlign", val="superscript"))
        if rtl:
            properties.append(_element("w:rtl"))
        if writing(self.language).is_mirrored:
            bidi = "fa-IR" if self.language == "fa" else self.language
            properties.append(_element("w:lang", val="en-US", bidi=bidi))
        words = _element("w:t")
        words.text = text
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.extend([properties, words])
        return run

    def marks(self, answer: Answer) -> str:
        """Numbers of an answer's sources in the list at the end."""
        where = f"{answer.document}, {self.page(answer.page)}" if answer.page else answer.document
        keys = [(where, source.url, source.as_of, source.grade) for source in answer.sources]
        places = [self.sources.setdefault(key, len(self.sources) + 1) for key in keys if any(key)]
        return digits("".join(f"[{place}]" for place in places), self.language)

    def page(self, page: int) -> str:
        """Name a page."""
        return self.say("page {n}").format(n=digits(str(page), self.language))


def table_docx(table: ComparisonTable, *, language: Language, made_of: str) -> bytes:
    """Write the comparison as DOCX, the same bytes for the same comparison.

    Parameters
    ----------
    table
        The comparison.
    language
        Its language, which also sets the direction.
    made_of
        Code version and data edition, for the last line.
    """
    from docx import Document  # noqa: PLC0415  reading and comparing need no word processor's format

    document = Document()
    writer = _Writer(language=language, document=document)
    _page(document, language)
    title = writer.say("Structured comparison: {cities}")
    joint = writing(language).comma
    names = joint.join(city.text.into(language) for city in table.cities)
    writer.paragraph(document, title.format(cities=names), size=TITLE, bold=True, after=120)
    writer.paragraph(document, writer.say(FOREWORD), color=FAINT, after=120)
    for group in table.questions.group:
        asked = [question for question in table.questions.question if question.group == group.code]
        writer.paragraph(document, group.name.into(language), size=HEAD, bold=True, after=80, keep=True)
        _grid(writer, table, [question.code for question in asked])
        writer.paragraph(document)
    _sources(writer)
    writer.paragraph(document, made_of, size=SMALL, color=FAINT)
    return _bytes(document)


FOREWORD = (
    "The same questions are put to every city; each answer names its source by number. Where nothing is known, the cell "
    "says how to find it. Passages marked as coded by rules have not been checked by people."
)


def _grid(writer: _Writer, table: ComparisonTable, asked: Sequence[str]) -> None:
    columns = 1 + len(table.cities)
    grid = writer.document.add_table(rows=1, cols=columns, style="Table Grid")
    if writing(writer.language).is_mirrored:
        from docx.enum.table import WD_TABLE_DIRECTION  # noqa: PLC0415  the same

        grid.table_direction = WD_TABLE_DIRECTION.RTL
    widths = _widths(columns)
    heads = [writer.say("Question"), *(city.text.into(writer.language) for city in table.cities)]
    for cell, head in zip(grid.rows[0].cells, heads, strict=True):
        _fill_shade(cell)
        _first(writer, cell, head, bold=True)
    grid.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))  # noqa: SLF001  no property for it
    questions = {question.code: question for question in table.questions.question}
    for code in asked:
        row = grid.add_row()
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001  the same
        _first(writer, row.cells[0], questions[code].text.into(writer.language), bold=True)
        for cell, city in zip(row.cells[1:], table.cities, strict=True):
            _answers(writer, cell, table.cell(code, city.name))
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _answers(writer: _Writer, cell: Any, known: Cell) -> None:
    if not known.answers:
        text = f"{writer.say('Not known.')} {known.how_to_fill.into(writer.language)}"
        _first(writer, cell, text, color=FAINT)
        return
    for number_, answer in enumerate(known.answers):
        paragraph = cell.paragraphs[0] if number_ == 0 else cell.add_paragraph()
        writer.direct(paragraph)
        writer.write(paragraph, answer.text.into(writer.language))
        if not answer.is_checked:
            writer.write(paragraph, f" ({writer.say('coded by rules')})", color=FAINT)
        marks = writer.marks(answer)
        if marks:
            writer.write(paragraph, f" {marks}", color=FAINT, size=SMALL)


def _first(writer: _Writer, cell: Any, text: str, **look: Any) -> None:
    writer.direct(cell.paragraphs[0])
    writer.write(cell.paragraphs[0], text, **look)


def _sources(writer: _Writer) -> None:
    writer.paragraph(writer.document, writer.say("Sources"), size=HEAD, bold=True, after=80, keep=True)
    for (document, url, as_of, grade), place in writer.sources.items():
        paragraph = writer.paragraph(writer.document, f"{digits(str(place), writer.language)}. ", size=SMALL, after=10)
        told = [document, url, date(as_of, writer.language) if as_of else ""]
        told.append(writer.say("grade {grade}").format(grade=grade) if grade else "")
        writer.write(paragraph, (" · ").join(part for part in told if part), size=SMALL)


def _page(document: Any, language: Language) -> None:
    from docx.shared import Twips  # noqa: PLC0415  with the document

    section = document.sections[0]
    section.page_width, section.page_height = Twips(PAGE[0]), Twips(PAGE[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Twips(MARGIN)
    section._sectPr.find(_name("w:pgSz")).set(_name("w:orient"), "landscape")  # noqa: SLF001  with the size
    if writing(language).is_mirrored:
        section._sectPr.append(_element("w:bidi"))  # noqa: SLF001  no property for it


def _widths(columns: int) -> list[Any]:
    from docx.shared import Twips  # noqa: PLC0415  with the document

    whole = PAGE[0] - 2 * MARGIN
    first = int(whole * 0.14)
    return [Twips(first), *[Twips((whole - first) // (columns - 1))] * (columns - 1)]


def _fill_shade(cell: Any) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=SHADE))  # noqa: SLF001  no property


def _bytes(document: Any) -> bytes:
    """Save without a clock: fixed dates inside, and fixed times in the archive."""
    import datetime as dt  # noqa: PLC0415  beside its only use
    import zipfile  # noqa: PLC0415  the same

    epoch = dt.datetime(2000, 1, 1)  # noqa: DTZ001  the format holds none
    document.core_properties.created = document.core_properties.modified = epoch
    document.core_properties.author = "proxenia"
    first, last = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return last.getvalue()


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415  with the document

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(_name(f"w:{key}"), value)
    return element


def _name(name: str) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415  with the document

    return qn(name)
