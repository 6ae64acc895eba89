"""Publishing a roadmap: briefings, figures, calendars and tables, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from proxenia.index.exchange.files import write_files
from proxenia.locale import LANGUAGES, isolate, year
from proxenia.report.document import document_paper, draw_document
from proxenia.report.page import figure_text
from proxenia.report.strategy.calendar import calendar
from proxenia.report.strategy.council import MOST_ROOM, council
from proxenia.report.strategy.office import office
from proxenia.report.strategy.tables import strategy_tables
from proxenia.report.strategy.word import word
from proxenia.strategy.plan.told import as_json

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from proxenia.assessment.result import Fact
    from proxenia.locale import Language, Text
    from proxenia.report.document import Document, Drawings
    from proxenia.strategy.roadmap import Roadmap
    from proxenia.strategy.swot import Swot

__all__ = ["pages_of", "publish_roadmap", "roadmap_files", "told_facts"]

COUNCIL_PAGES = 2


def publish_roadmap(
    roadmap: Roadmap,
    swot: Swot,
    *,
    folder: Path,
    made_at: dt.datetime,
    facts: Mapping[Language, dict[str, list[str]]],
    beside: Mapping[str, str],
    overwrite: bool = False,
    languages: Sequence[Language] = LANGUAGES,
) -> None:
    """Write a roadmap to a folder.

    Parameters
    ----------
    facts
        What is told of each cited fact, by language.
    beside
        Other files to write with it, by name, such as the study.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds files that are not ours.
    """
    files = roadmap_files(roadmap, swot, made_at=made_at, facts=facts, languages=languages)
    write_files({**files, **beside}, folder=folder, overwrite=overwrite)


def roadmap_files(
    roadmap: Roadmap,
    swot: Swot,
    *,
    made_at: dt.datetime,
    facts: Mapping[Language, dict[str, list[str]]],
    languages: Sequence[Language] = LANGUAGES,
) -> dict[str, str | bytes]:
    """Make every file of a roadmap, by name."""
    files: dict[str, str | bytes] = {
        "roadmap.json": as_json(roadmap) + "\n",
        "swot.json": as_json(swot) + "\n",
    }
    files |= {f"{name}.csv": text for name, text in strategy_tables(roadmap, swot).items()}
    for language in languages:
        files[f"roadmap.{language}.ics"] = calendar(roadmap, language, made_at=made_at)
        short, drawings, paper = _two_pages(roadmap, swot, language, made_on=made_at.date())
        files[f"council.{language}.pdf"] = paper
        files[f"council.{language}.docx"] = word(short, drawings=drawings)
        long = office(roadmap, swot, language, made_on=made_at.date(), facts=facts.get(language, {}))
        drawings = draw_document(long)
        files[f"office.{language}.pdf"] = document_paper(long, drawings=drawings)
        files[f"office.{language}.docx"] = word(long, drawings=drawings)
        files |= {f"{figure}.{language}.svg": svg for (figure, narrow), svg in drawings.items() if not narrow}
    return files


def _two_pages(
    roadmap: Roadmap, swot: Swot, language: Language, *, made_on: dt.date
) -> tuple[Document, Drawings, bytes]:
    """Say as much as two pages hold."""
    full = council(roadmap, swot, language, made_on=made_on)
    drawings = draw_document(full)
    for room in range(MOST_ROOM, -1, -1):
        document = council(roadmap, swot, language, made_on=made_on, room=room)
        paper = document_paper(document, drawings=drawings)
        if pages_of(paper) <= COUNCIL_PAGES:
            break
    return document, drawings, paper


def pages_of(paper: bytes) -> int:
    """Number of pages of a PDF."""
    import pypdfium2  # noqa: PLC0415  an engine of its own that only this needs

    opened = pypdfium2.PdfDocument(paper)
    try:
        return len(opened)
    finally:
        opened.close()


def told_facts(facts: Iterable[Fact], *, names: Mapping[str, Text]) -> dict[Language, dict[str, list[str]]]:
    """Tell each fact in both languages: city, statement, value, year, source, grade, address.

    Parameters
    ----------
    names
        Names of cities in both languages, by their English names; others stay as they are.
    """
    kept = tuple(facts)
    return {
        language: {
            fact.id: [
                names[fact.city].into(language) if fact.city in names else isolate(fact.city),
                fact.statement.into(language),
                figure_text(fact.value, language),
                year(fact.year, language),
                urlsplit(fact.source_url).netloc.removeprefix("www.")[:34],
                isolate(fact.grade),
                fact.source_url,
            ]
            for fact in kept
        }
        for language in LANGUAGES
    }
