"""How well coders do: against settled codes, code by code, and which of their codes may become evidence."""

from proxenia.coding.scores.by_code import ratings_by_code
from proxenia.coding.scores.evidence import facts_of_study
from proxenia.coding.scores.labelled import LabelledPassage, labelled_passages, read_labelled
from proxenia.coding.scores.reliability import (
    CodeReliability,
    level_agreement,
    level_differences,
    reliability_of_passes,
)
from proxenia.coding.scores.score import CodeScore, cross_validated, score, score_all
from proxenia.coding.scores.table import score_document, score_tables

__all__ = [
    "CodeReliability",
    "CodeScore",
    "LabelledPassage",
    "cross_validated",
    "facts_of_study",
    "labelled_passages",
    "level_agreement",
    "level_differences",
    "ratings_by_code",
    "read_labelled",
    "reliability_of_passes",
    "score",
    "score_all",
    "score_document",
    "score_tables",
]
