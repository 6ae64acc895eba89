"""Documents to coded passages: every code cites its passage, and agreement between coders is measured."""

from proxenia.coding.codebook import Code, Codebook, Family
from proxenia.coding.coders import Coder, Coding, RuleCoder
from proxenia.coding.documents import Passage, PolicyDocument, passages_of, read_document, read_documents

__all__ = [
    "Code",
    "Codebook",
    "Coder",
    "Coding",
    "Family",
    "Passage",
    "PolicyDocument",
    "RuleCoder",
    "passages_of",
    "read_document",
    "read_documents",
]
