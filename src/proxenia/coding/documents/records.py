"""Abstracts of scholarly records as documents."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.coding.documents.document import PolicyDocument
from proxenia.coding.documents.fold import language_of
from proxenia.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["document_of_record", "read_records"]


def document_of_record(record: Mapping[str, Any]) -> PolicyDocument | None:
    r"""Give a record's title and abstract as a document; None for a record without an abstract.

    Parameters
    ----------
    record
        `id`, `title`, `abstract` (or OpenAlex's `abstract_inverted_index`), and where known `url` or `doi`, and `year`.

    Raises
    ------
    EvidenceError
        If the record has an abstract and no id.

    Examples
    --------
    >>> record = {"id": "W1", "title": "Two", "abstract_inverted_index": {"cities": [1], "Two": [0]}}
    >>> document_of_record(record).text
    'Two\n\nTwo cities'
    """
    abstract = (record.get("abstract") or _from_index(record.get("abstract_inverted_index") or {})).strip()
    if not abstract:
        return None
    title = (record.get("title") or record.get("display_name") or "").strip()
    document_id = str(record.get("id") or record.get("doi") or "").rsplit("openalex.org/", 1)[-1]
    text = f"{title}\n\n{abstract}" if title else abstract
    doi = str(record.get("doi") or "")
    url = str(record.get("url") or "") or (doi if doi.startswith("http") else f"https://doi.org/{doi}" if doi else "")
    return PolicyDocument(
        document_id=document_id,
        title=title or document_id,
        text=text,
        language=language_of(text),
        checksum=hashlib.sha256(text.encode()).hexdigest(),
        source_url=url,
        as_of=str(record.get("year") or record.get("publication_year") or ""),
        media="abstract",
    )


def read_records(path: Path) -> tuple[PolicyDocument, ...]:
    """Read abstracts from a CSV or JSON-lines file of records; records without an abstract are left out.

    Raises
    ------
    EvidenceError
        If the file is of neither form, or no record has an abstract.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{path} cannot be read as UTF-8") from error
    if path.suffix.casefold() == ".csv":
        records: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(text, newline="")))
    else:
        records = []
        for i, line in enumerate(text.splitlines()):
            if line.strip():
                try:
                    records.append(msgspec.json.decode(line, type=dict[str, Any]))
                except msgspec.MsgspecError as error:
                    raise EvidenceError(f"{path.name}:{i + 1} is no JSON record: {error}") from error
    found = tuple(document for record in records if (document := document_of_record(record)) is not None)
    if not found:
        raise EvidenceError(f"{path.name} holds no abstract among {len(records)} records; the column is 'abstract'")
    return found


def _from_index(index: Mapping[str, list[int]]) -> str:
    placed = sorted((place, word) for word, places in index.items() for place in places)
    return " ".join(word for _, word in placed)
