"""The comparison as files: one CSV with both languages, and a document in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.compare.table.docx import table_docx
from proxenia.output import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from proxenia.compare.table.answers import Answer, ComparisonTable
    from proxenia.locale.text import Language

__all__ = ["table_csv", "table_files"]

COLUMNS = (
    "question", "group", "question_en", "question_fa", "city", "city_fa", "kind", "answer_en", "answer_fa", "facts",
    "source_url", "as_of", "grade", "document", "page", "passage", "coder", "checked_by_people",
)  # fmt: skip


def table_csv(table: ComparisonTable) -> str:
    """Write one row for each answer, and one for each cell without any, whose kind is `missing`.

    Fields that a spreadsheet would take for a formula are preceded by an apostrophe.
    """
    return csv_text(COLUMNS, _rows(table), guard=True)


def _rows(table: ComparisonTable) -> Iterator[Sequence[str]]:
    for question in table.questions.question:
        for city in table.cities:
            head = (question.code, question.group, question.text.en, question.text.fa, city.name, city.text.fa)
            cell = table.cell(question.code, city.name)
            for answer in cell.answers:
                page = "" if answer.page is None else str(answer.page)
                facts = " ".join(answer.facts)
                source = (facts, *(" ".join(each) for each in _columns(answer)))
                passage = (answer.document, page, answer.quote, answer.coder, "yes" if answer.is_checked else "no")
                yield (*head, answer.kind, answer.text.en, answer.text.fa, *source, *passage)
            if not cell.answers:
                missing = ("missing", cell.how_to_fill.en, cell.how_to_fill.fa)
                yield (*head, *missing, *[""] * (len(COLUMNS) - len(head) - len(missing)))


def table_files(table: ComparisonTable, *, languages: Sequence[Language], made_of: str) -> dict[str, str | bytes]:
    """Give the comparison's files by name: `comparison.csv` and `comparison.<language>.docx`.

    Parameters
    ----------
    table
        The comparison.
    languages
        Languages of the documents.
    made_of
        Code version and data edition, for the last line of each document.
    """
    files: dict[str, str | bytes] = {"comparison.csv": table_csv(table)}
    for language in languages:
        files[f"comparison.{language}.docx"] = table_docx(table, language=language, made_of=made_of)
    return files


def _columns(answer: Answer) -> tuple[list[str], list[str], list[str]]:
    """Addresses, dates and grades of an answer's sources; a dash stands for a date that is not known."""
    urls = [source.url for source in answer.sources if source.url]
    dates = [source.as_of or "-" for source in answer.sources if source.url]
    return urls, dates, [source.grade for source in answer.sources if source.grade]
