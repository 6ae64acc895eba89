"""Reliability of people's passes, code by code, and how far levels differ between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.coding.agreement import Agreement, Ratings, ac1, alpha, krippendorff
from proxenia.coding.agreement.report import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.coding.codebook import Codebook
    from proxenia.coding.coders import Coding
    from proxenia.coding.scores.labelled import LabelledPassage

__all__ = ["CodeReliability", "level_agreement", "level_differences", "reliability_of_passes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeReliability:
    """Agreement of two passes on one code over all passages, uncoded ones included."""

    code: str
    first: int
    second: int
    both: int
    alpha: Agreement
    ac1: float | None

    @property
    def verdict(self) -> str:
        """`reliable`, `tentative`, `unreliable` or `undefined`."""
        return verdict(self.alpha.value)


def reliability_of_passes(
    labelled: Sequence[LabelledPassage], *, codebook: Codebook, rng: np.random.Generator, draws: int = 500
) -> tuple[CodeReliability, ...]:
    """Measure the agreement of the first with the second pass on every code."""
    found = []
    for code in codebook:
        rows = np.array([[code.id in each.first, code.id in each.second] for each in labelled], dtype=float).T
        ratings = Ratings(
            coders=("first", "second"), units=tuple(each.passage.passage_id for each in labelled), labels=rows
        )
        found.append(
            CodeReliability(
                code=code.id,
                first=int(rows[0].sum()),
                second=int(rows[1].sum()),
                both=int((rows[0] * rows[1]).sum()),
                alpha=krippendorff(ratings, level="nominal", rng=rng, draws=draws),
                ac1=ac1(ratings),
            )
        )
    return tuple(found)


def level_agreement(
    labelled: Sequence[LabelledPassage], codings: Sequence[Coding], *, coder: str, codebook: Codebook
) -> dict[str, tuple[int, float | None]]:
    """Ordinal alpha of a coder's levels with the settled ones, code by code, with the passages that both give a level.

    None where fewer than two passages have both, or all levels are the same.
    """
    said = {(each.passage_id, each.code): each.level for each in codings if each.coder == coder}
    found: dict[str, tuple[int, float | None]] = {}
    for code in codebook:
        if not code.item:
            continue
        pairs = [
            (level, ours)
            for each in labelled
            if (level := each.settled.get(code.id)) is not None
            and (ours := said.get((each.passage.passage_id, code.id))) is not None
        ]
        value = None
        if len(pairs) > 1:
            value = alpha(Ratings.of([list(row) for row in zip(*pairs, strict=True)]), level="ordinal")
        found[code.id] = (len(pairs), value)
    return found


def level_differences(pairs: Sequence[tuple[int, int]]) -> tuple[float, float, float, float]:
    """Shares of pairs of levels that differ by 0, 1, 2 and 3 steps; the index can draw a second coder's level by them.

    Examples
    --------
    >>> level_differences([(2, 2), (2, 3), (0, 0), (1, 3)])
    (0.5, 0.25, 0.25, 0.0)
    """
    steps = [abs(a - b) for a, b in pairs]
    total = max(len(steps), 1)
    zero, one, two, three = (steps.count(i) / total for i in range(4))
    return zero, one, two, three
