"""Coders, each with a name: rules, a classifier, people, and an embedding where a model is installed."""

from proxenia.coding.coders.classifier import Classifier, train
from proxenia.coding.coders.coding import Coder, Coding, Stance, by_passage, readable, spread
from proxenia.coding.coders.embedding import EmbeddingCoder, Encoder, installed_encoder, learn
from proxenia.coding.coders.marks import cue_spans
from proxenia.coding.coders.people import coding_sheet, read_codings, write_codings
from proxenia.coding.coders.rules import RuleCoder

__all__ = [
    "Classifier",
    "Coder",
    "Coding",
    "EmbeddingCoder",
    "Encoder",
    "RuleCoder",
    "Stance",
    "by_passage",
    "coding_sheet",
    "cue_spans",
    "installed_encoder",
    "learn",
    "read_codings",
    "readable",
    "spread",
    "train",
    "write_codings",
]
