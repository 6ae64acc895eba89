"""Ties as data: what binds a city to others, read from the evidence by rules that are data themselves."""

from __future__ import annotations

from proxenia.networks.ties.derive import derive_ties, ties_of
from proxenia.networks.ties.matrix import Cell, TieMatrix, tie_matrix
from proxenia.networks.ties.read import read_ties
from proxenia.networks.ties.tie import Tie, Vocabulary, vocabulary

__all__ = [
    "Cell",
    "Tie",
    "TieMatrix",
    "Vocabulary",
    "derive_ties",
    "read_ties",
    "tie_matrix",
    "ties_of",
    "vocabulary",
]
