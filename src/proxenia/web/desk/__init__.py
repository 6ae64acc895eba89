"""A reader's desk: a document read in a process of its own, and what the reader decides, kept in the page itself."""

from proxenia.web.desk.decide import Decision, Desk, DeskCode, decided
from proxenia.web.desk.parse import MOST_BYTES, parse

__all__ = ["MOST_BYTES", "Decision", "Desk", "DeskCode", "decided", "parse"]
