"""A document as DOCX, right to left in Persian."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from proxenia.locale import direction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxenia.report.document import Document, Drawings

__all__ = ["word"]

FONT = "Vazirmatn"
INK, MUTED = "1D2733", "5B6774"
PICTURE_INCHES = 6.3
FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def word(document: Document, *, drawings: Drawings) -> bytes:
    """Write a document as DOCX; the same bytes for the same document."""
    import docx  # noqa: PLC0415  only this file needs it
    from docx.shared import Pt  # noqa: PLC0415  the same

    made = docx.Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10)
    _east(style.element)
    writer = _Word(made, rtl=direction(document.language) == "rtl", drawings=drawings)
    made.core_properties.title = document.title
    made.core_properties.author = "Proxenia"
    made.core_properties.language = document.language
    stamp = _moment(document)
    made.core_properties.created = made.core_properties.modified = stamp
    writer.text(document.title, size=20, bold=True)
    writer.text(document.description, size=11, color=MUTED)
    for block in document.blocks:
        writer.block(block)
    out = io.BytesIO()
    made.save(out)
    return _settled(out.getvalue())


class _Word:
    def __init__(self, made: Any, *, rtl: bool, drawings: Drawings) -> None:
        self._made, self._rtl, self._drawings = made, rtl, drawings

    def block(self, block: dict[str, Any]) -> None:
        """Write one block of a document."""
        writers = {
            "h2": lambda b: self.text(b["text"], size=14, bold=True, level=1),
            "h3": lambda b: self.text(b["text"], size=11, bold=True, level=2),
            "p": lambda b: self.text(b["text"]),
            "note": lambda b: self.text(b["text"], size=8.5, color=MUTED),
            "table": lambda b: self.table(b["header"], b["rows"]),
            "ledger": lambda b: self.table(b["header"], [row[:7] for row in b["rows"]], size=6.5),
            "figure": lambda b: self.picture(b["name"], b["caption"]),
        }
        if block["kind"] in writers:
            writers[block["kind"]](block)
            return
        for part in _parts(block):
            if part["kind"] == "item":
                self.text(part["text"], bullet=True)
            else:
                self.block(part)

    def text(
        self,
        text: str,
        *,
        size: float = 10,
        bold: bool = False,
        color: str = INK,
        bullet: bool = False,
        level: int = 0,
    ) -> None:
        """Write a paragraph; `level` above zero makes it a heading."""
        style = f"Heading {level}" if level else ("List Bullet" if bullet else None)
        self._run(self._made.add_paragraph(style=style), text, size=size, bold=bold, color=color)

    def table(self, header: list[str], rows: list[list[str]], *, size: float = 8) -> None:
        """Write a table, mirrored in Persian."""
        from docx.oxml import OxmlElement  # noqa: PLC0415  only here

        if not rows:
            return
        table = self._made.add_table(rows=0, cols=len(rows[0]))
        table.style = "Light Grid Accent 1"
        if self._rtl:
            table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))  # noqa: SLF001  python-docx has no other way
        for line in ([header] if header else []) + rows:
            cells = table.add_row().cells
            for cell, text in zip(cells, line, strict=False):
                self._run(cell.paragraphs[0], str(text), size=size, bold=line is header)
        self._made.add_paragraph()

    def picture(self, name: str, caption: str) -> None:
        """Put a figure as a picture, with its caption."""
        import vl_convert  # noqa: PLC0415  only drawing needs it
        from docx.shared import Inches  # noqa: PLC0415  the same

        image = vl_convert.svg_to_png(svg=self._drawings[name, False], scale=2)
        self._made.add_picture(io.BytesIO(image), width=Inches(PICTURE_INCHES))
        self.text(caption, size=8.5, color=MUTED)

    def _run(self, paragraph: Any, text: str, *, size: float, bold: bool = False, color: str = INK) -> None:
        from docx.oxml import OxmlElement  # noqa: PLC0415  only here
        from docx.shared import Pt, RGBColor  # noqa: PLC0415  the same

        run = paragraph.add_run(text)
        run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(color)
        properties = run._r.get_or_add_rPr()  # noqa: SLF001  python-docx has no other way
        _east(run._r)  # noqa: SLF001  the same
        if not self._rtl:
            return
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001  the same
        for tag in ("w:rtl", *(["w:bCs"] if bold else [])):
            properties.append(OxmlElement(tag))
        complex_size = OxmlElement("w:szCs")
        complex_size.set(_w("val"), str(int(size * 2)))
        properties.append(complex_size)


def _parts(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Blocks that a list, a lever's sheet or a summary is made of."""
    if block["kind"] == "list":
        yield from ({"kind": "item", "text": item} for item in block["items"])
    elif block["kind"] == "action":
        yield {"kind": "h3", "text": block["title"]}
        yield {"kind": "p", "text": block["text"]}
        yield {"kind": "table", "header": [], "rows": block["rows"]}
    else:
        yield {"kind": "p", "text": block["text"]}
        yield {"kind": "table", "header": [], "rows": [list(number) for number in block["numbers"]]}
        for title, items in block["columns"]:
            yield {"kind": "h3", "text": title}
            yield {"kind": "list", "items": items}


def _east(element: Any) -> None:
    """Name the font for complex scripts too, or Persian falls back to another."""
    properties = element.get_or_add_rPr()
    fonts = properties.rFonts if properties.rFonts is not None else properties._add_rFonts()  # noqa: SLF001  the same
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(_w(script), FONT)


def _w(name: str) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415  only here

    return qn(f"w:{name}")


def _moment(document: Document) -> Any:
    import datetime as dt  # noqa: PLC0415  beside its use

    day = document.made_on
    return dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001  python-docx writes it as it is


def _settled(content: bytes) -> bytes:
    """Write the archive again with one time for all, so that the same document gives the same bytes."""
    import zipfile  # noqa: PLC0415  beside its use

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, date_time=FIXED_TIME), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
