"""A small classifier that runs offline: n-grams of folded text and one logistic regression a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.coding.coders.coding import Coding, Kind, readable
from proxenia.coding.documents.fold import fold_text
from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray
    from sklearn.pipeline import FeatureUnion

    from proxenia.coding.documents import Passage

__all__ = ["FEWEST", "Classifier", "train"]

VERSION = 1
FEWEST = 20
"""Passages that must have a code, and as many that must not, before it is learned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classifier:
    """A trained classifier. `silent` are the codes with too few examples, on which it says nothing.

    `thresholds` are the chances from which a code is given, one a learned code.
    """

    name: str
    codes: tuple[str, ...]
    silent: tuple[str, ...]
    thresholds: tuple[float, ...]
    features: FeatureUnion
    weights: NDArray[np.float64]
    offsets: NDArray[np.float64]

    @property
    def kind(self) -> Kind:
        """Classifier."""
        return "classifier"

    def chances(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Chance of each learned code on each text, shape (n_texts, n_codes)."""
        found = self.features.transform([fold_text(text).text for text in texts])
        return 1 / (1 + np.exp(-(found @ self.weights + self.offsets)))

    def code(self, passages: Sequence[Passage]) -> tuple[Coding, ...]:
        """Code the passages in English or Persian; it reads no stance and no level."""
        passages = readable(passages)
        if not passages:
            return ()
        chances = self.chances([passage.text for passage in passages])
        return tuple(
            Coding(passage_id=passage.passage_id, code=code, coder=self.name, confidence=float(chance))
            for passage, row in zip(passages, chances, strict=True)
            for code, chance, limit in zip(self.codes, row, self.thresholds, strict=True)
            if chance >= limit
        )


def train(
    texts: Sequence[str],
    codes: Sequence[AbstractSet[str]],
    *,
    name: str = f"classifier-{VERSION}",
    cost: float = 10.0,
    threshold: float = 0.4,
) -> Classifier:
    """Train on texts with their codes.

    Parameters
    ----------
    texts
        Passages as written, in either language.
    codes
        The codes of each text; a text without any is as good an example.
    name
        Name of the coder.
    cost
        Weight of errors against large weights; larger fits closer.
    threshold
        Chance (0-1) from which a code is given; lower finds more and errs more.

    Raises
    ------
    MethodError
        If no code has enough examples.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  slow to import

    if len(texts) != len(codes):
        raise MethodError(f"{len(texts)} texts with codes of {len(codes)}; give one set of codes a text")
    every = sorted(set().union(*codes)) if codes else []
    counts = {code: sum(code in each for each in codes) for code in every}
    learned = tuple(code for code in every if FEWEST <= counts[code] <= len(texts) - FEWEST)
    if not learned:
        raise MethodError(f"no code stands on {FEWEST} of the {len(texts)} texts; code more passages first")
    features = _features()
    matrix = features.fit_transform([fold_text(text).text for text in texts])
    weights, offsets = np.empty((matrix.shape[1], len(learned))), np.empty(len(learned))
    for j, code in enumerate(learned):
        wanted = np.array([code in each for each in codes])
        model = LogisticRegression(C=cost, class_weight="balanced", max_iter=2000, solver="liblinear", random_state=0)
        model.fit(matrix, wanted)
        weights[:, j], offsets[j] = model.coef_[0], model.intercept_[0]
    return Classifier(
        name=name,
        codes=learned,
        silent=tuple(code for code in every if code not in learned),
        thresholds=(threshold,) * len(learned),
        features=features,
        weights=weights,
        offsets=offsets,
    )


def _features() -> FeatureUnion:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  slow to import
    from sklearn.pipeline import FeatureUnion  # noqa: PLC0415  the same

    return FeatureUnion(
        [
            ("letters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)),
            ("words", TfidfVectorizer(analyzer="word", ngram_range=(1, 2), min_df=2, sublinear_tf=True)),
        ]
    )
