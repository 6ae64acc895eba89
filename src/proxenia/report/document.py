"""A document as blocks: one set of words, numbers and figures, shown as a page and as a paper."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.locale import digits, direction, translate, writing
from proxenia.report.draw import FONT, draw_specs, font_choices
from proxenia.report.figures import Brush
from proxenia.report.page import environment, font_rules, inline_figure, template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from proxenia.locale import Language

__all__ = ["Document", "Drawings", "document_page", "document_paper", "draw_document"]

Block = dict[str, Any]
Drawings = dict[tuple[str, bool], str]


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a document says in one language.

    `blocks` are of the kinds `h2` (with an `id`), `h3`, `p`, `note`, `list`, `table` and `figure`, all texts already in the
    language. `figures` draws each figure by its name for a brush; `widths` is its share of a paper's width in percent.
    """

    language: Language
    title: str
    description: str
    made_on: dt.date
    blocks: tuple[Block, ...]
    figures: Mapping[str, Callable[[Brush], dict[str, Any]]] = field(default_factory=dict)

    @property
    def widths(self) -> dict[str, float]:
        """Width of each figure in percent of the page's."""
        return {block["name"]: block.get("width", 100) for block in self.blocks if block["kind"] == "figure"}


def draw_document(document: Document) -> Drawings:
    """Draw every figure of a document, wide and narrow."""
    used = document.widths
    keys = [(name, narrow) for name in used for narrow in (False, True)]
    specs = [document.figures[name](Brush(language=document.language, narrow=narrow)) for name, narrow in keys]
    return dict(zip(keys, draw_specs(specs), strict=True))


def document_page(document: Document, *, drawings: Drawings) -> str:
    """Render a document as one HTML page without any outside resource."""
    jinja = environment()
    return jinja.get_template("document.html.j2").render(
        d=document,
        _=lambda message: translate(message, document.language),
        language=document.language,
        direction=direction(document.language),
        drawing=lambda name, narrow: inline_figure(drawings[name, narrow], name, narrow=narrow),
        fonts=font_rules(),
        style=template("style.css"),
    )


def document_paper(document: Document, *, drawings: Drawings) -> bytes:
    """Set a document as PDF; the same bytes for the same document."""
    import typst  # noqa: PLC0415  an engine of its own that only papers need

    language = document.language
    made = document.made_on
    content = {
        "language": language,
        "direction": direction(language),
        "digits": list(digits("0123456789", language)),
        "fonts": [*writing(language).fonts, FONT],
        "title": document.title,
        "description": document.description,
        "running": f"{translate('Proxenia, the observatory of city science diplomacy', language)} · {document.title}",
        "page": translate("Page {page} of {pages}", language),
        "date": [made.year, made.month, made.day],
        "blocks": [_on_paper(block) for block in document.blocks],
    }
    with tempfile.TemporaryDirectory() as name, as_file(files("proxenia").joinpath("data", "fonts")) as fonts:
        folder = Path(name)
        source = files("proxenia").joinpath("report", "templates", "report.typ")
        (folder / "report.typ").write_bytes(source.read_bytes())
        (folder / "paper.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        for figure in document.widths:
            (folder / f"{figure}.svg").write_text(drawings[figure, False], encoding="utf-8")
        return typst.compile(
            str(folder / "report.typ"),
            root=str(folder),
            **font_choices(language, ours=fonts),
            timestamp=int(dt.datetime(made.year, made.month, made.day, tzinfo=dt.UTC).timestamp()),
        )


def _on_paper(block: Block) -> Block:
    if block["kind"] == "figure":
        return {
            "kind": "figure",
            "file": f"{block['name']}.svg",
            "caption": block["caption"],
            "width": block.get("width", 100),
        }
    if block["kind"] == "table":
        widths = block.get("columns") or ["1.6", *["1"] * (len(block["header"]) - 1)]
        return {**block, "columns": widths, "size": block.get("size", 8.2)}
    return block
