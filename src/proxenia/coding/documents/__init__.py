"""Documents in: PDF, DOCX, HTML, Markdown, text and abstracts, cut into passages with page and position."""

from proxenia.coding.documents.document import Page, Passage, PolicyDocument, passage_of, passages_of
from proxenia.coding.documents.fold import Folded, fold_text, language_of
from proxenia.coding.documents.quality import Quality, is_of_another_language, reading_quality
from proxenia.coding.documents.read import SUFFIXES, read_document, read_documents
from proxenia.coding.documents.records import document_of_record, read_records

__all__ = [
    "SUFFIXES",
    "Folded",
    "Page",
    "Passage",
    "PolicyDocument",
    "Quality",
    "document_of_record",
    "fold_text",
    "is_of_another_language",
    "language_of",
    "passage_of",
    "passages_of",
    "read_document",
    "read_documents",
    "read_records",
    "reading_quality",
]
