"""Scores of a coder against settled codes: precision, recall and alpha, code by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.coding.agreement import Ratings, alpha, krippendorff
from proxenia.coding.coders import by_passage, spread
from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from proxenia.coding.agreement import Level
    from proxenia.coding.codebook import Codebook
    from proxenia.coding.coders import Coder, Coding
    from proxenia.coding.scores.labelled import LabelledPassage, Pass

    Trainer = Callable[[Sequence[str], Sequence[AbstractSet[str]]], Coder]

__all__ = ["CodeScore", "Trainer", "cross_validated", "score", "score_all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeScore:
    """How a coder does on one code, over all passages, those without the code included.

    `given` and `settled` count the passages that the coder and the settled codes give it to, `both` those of both.
    `alpha` is Krippendorff's, nominal, between coder and settled codes, `interval` its 95 % bootstrap interval. Precision is None
    where the coder never gives the code, recall where it stands on no passage.
    """

    coder: str
    code: str
    passages: int
    given: int
    settled: int
    both: int
    alpha: float | None
    interval: tuple[float, float] | None = None

    @property
    def precision(self) -> float | None:
        """Share of the coder's codes that are settled ones (0-1)."""
        return self.both / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """Share of the settled codes that the coder gives (0-1)."""
        return self.both / self.settled if self.settled else None

    def plain(self) -> dict[str, Any]:
        """Give the score as plain values."""
        return {
            "coder": self.coder,
            "code": self.code,
            "passages": self.passages,
            "given": self.given,
            "settled": self.settled,
            "precision": self.precision,
            "recall": self.recall,
            "alpha": self.alpha,
            "interval": list(self.interval) if self.interval else None,
        }


def score(
    labelled: Sequence[LabelledPassage],
    codings: Sequence[Coding],
    *,
    coder: str,
    codebook: Codebook,
    against: Pass = "settled",
    rng: np.random.Generator | None = None,
    draws: int = 500,
) -> tuple[CodeScore, ...]:
    """Score the codings of one coder, in the order of the codebook.

    Parameters
    ----------
    labelled
        Passages with settled codes.
    codings
        What the coder gave; codes of other coders are left out, codes that others carry are added.
    coder
        Name of the coder.
    codebook
        The codes.
    against
        The pass to score against.
    rng
        Source of chance of the intervals; none gives none.
    draws
        Bootstrap samples.
    """
    mine = spread((c for c in codings if c.coder == coder), codebook=codebook)
    given = by_passage(mine).get(coder, {})
    sets = [given.get(each.passage.passage_id, set()) for each in labelled]
    return score_all(
        [set(each.codes(against)) for each in labelled], sets, coder=coder, codebook=codebook, rng=rng, draws=draws
    )


def score_all(
    wanted: Sequence[AbstractSet[str]],
    given: Sequence[AbstractSet[str]],
    *,
    coder: str,
    codebook: Codebook,
    rng: np.random.Generator | None = None,
    draws: int = 500,
) -> tuple[CodeScore, ...]:
    """Score sets of codes against wanted sets, passage by passage."""
    found = []
    for code in codebook:
        theirs = np.array([code.id in each for each in wanted], dtype=float)
        ours = np.array([code.id in each for each in given], dtype=float)
        value, interval = _alpha(theirs, ours, rng=rng, draws=draws)
        found.append(
            CodeScore(
                coder=coder,
                code=code.id,
                passages=len(wanted),
                given=int(ours.sum()),
                settled=int(theirs.sum()),
                both=int((theirs * ours).sum()),
                alpha=value,
                interval=interval,
            )
        )
    return tuple(found)


def cross_validated(
    labelled: Sequence[LabelledPassage], trainer: Trainer, *, folds: int, rng: np.random.Generator
) -> tuple[Coding, ...]:
    """Codings of a trained coder on passages it has not seen, nor their twins in the other language.

    Parameters
    ----------
    labelled
        Passages with settled codes.
    trainer
        Makes a coder of texts and their codes.
    folds
        Parts that are left out in turn.
    rng
        Source of chance that parts the groups.

    Raises
    ------
    MethodError
        If there are fewer groups than folds.
    """
    groups = sorted({each.group for each in labelled})
    if not 1 < folds <= len(groups):
        raise MethodError(f"{folds} folds of {len(groups)} groups; write 2 to {len(groups)}")
    order = rng.permutation(len(groups))
    part: Mapping[int, int] = {groups[int(at)]: i % folds for i, at in enumerate(order)}
    out: list[Coding] = []
    for fold in range(folds):
        seen = [each for each in labelled if part[each.group] != fold]
        left = [each.passage for each in labelled if part[each.group] == fold]
        coder = trainer([each.passage.text for each in seen], [set(each.settled) for each in seen])
        out += coder.code(left)
    return tuple(out)


def _alpha(
    theirs: NDArray[np.float64], ours: NDArray[np.float64], *, rng: np.random.Generator | None, draws: int
) -> tuple[float | None, tuple[float, float] | None]:
    level: Level = "nominal"
    names = tuple(map(str, range(theirs.size)))
    ratings = Ratings(coders=("settled", "coder"), units=names, labels=np.vstack([theirs, ours]))
    if rng is None:
        return alpha(ratings, level=level), None
    found = krippendorff(ratings, level=level, rng=rng, draws=draws)
    return found.value, found.interval
