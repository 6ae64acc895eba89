"""Publishing an audit: pages, papers and tables, all of them or none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from proxenia.index.audit import audit_files
from proxenia.index.exchange.files import write_files
from proxenia.locale import LANGUAGES
from proxenia.report.audit.document import audit_document
from proxenia.report.audit.names import Names
from proxenia.report.document import document_page, document_paper, draw_document

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from proxenia.index.audit import Audit
    from proxenia.locale import Text

__all__ = ["publish_audit"]


def publish_audit(
    audit: Audit,
    *,
    title: Text,
    made_on: dt.date,
    folder: Path,
    overwrite: bool = False,
    facts: Mapping[str, object] | None = None,
    beside: Mapping[str, str] | None = None,
) -> None:
    """Write an audit to a folder: `audit.en.html`, `audit.en.pdf` and the same in Persian, and its tables.

    Parameters
    ----------
    facts
        What it was made from, to be written into `index.json`.
    beside
        Other files to write with it, by name.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds files that are not ours.
    """
    names = Names.of_index(audit.built)
    files: dict[str, str | bytes] = {**audit_files(audit, **(facts or {})), **(beside or {})}
    for language in LANGUAGES:
        document = audit_document(audit, language, names=names, title=title.into(language), made_on=made_on)
        drawings = draw_document(document)
        files[f"audit.{language}.html"] = document_page(document, drawings=drawings)
        files[f"audit.{language}.pdf"] = document_paper(document, drawings=drawings)
        for (name, narrow), svg in drawings.items():
            if not narrow:
                files[f"{name}.{language}.svg"] = svg
    write_files(files, folder=folder, overwrite=overwrite)
