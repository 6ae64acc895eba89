"""Tables of documents and passages as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.output import csv_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from proxenia.coding.documents import Passage, PolicyDocument

__all__ = ["documents_csv", "facts_csv", "passages_csv"]


def passages_csv(passages: Sequence[Passage]) -> str:
    """CSV of passages: where each stands, and its text as written."""
    head = ("passage_id", "document_id", "page", "start", "end", "language", "text")
    rows = (
        (p.passage_id, p.document_id, "" if p.page is None else p.page, p.start, p.end, p.language, p.text)
        for p in passages
    )
    return csv_text(head, rows)


def documents_csv(documents: Sequence[PolicyDocument]) -> str:
    """CSV of documents: what each is, and the pages that could not be read."""
    head = (
        "document_id",
        "title",
        "media",
        "language",
        "characters",
        "pages",
        "unreadable",
        "source_url",
        "as_of",
        "checksum",
    )
    rows = (
        (
            d.document_id,
            d.title,
            d.media,
            d.language,
            len(d.text),
            len(d.pages) or "",
            ";".join(f"{page.number}:{page.status}" for page in d.unreadable),
            d.source_url,
            d.as_of,
            d.checksum,
        )
        for d in documents
    )
    return csv_text(head, rows)


def facts_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """CSV of coded facts, in the form that `proxenia evidence add` takes."""
    head = tuple(rows[0]) if rows else ()
    return csv_text(head, ([row[name] for name in head] for row in rows))
