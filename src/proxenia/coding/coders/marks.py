"""Where in a passage the words stand that a code rests on."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from proxenia.coding.coders._terms import term_of
from proxenia.coding.documents.fold import fold_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxenia.coding.coders._terms import Term
    from proxenia.coding.documents import Passage

__all__ = ["cue_spans"]


def cue_spans(passage: Passage, because: str) -> tuple[tuple[int, int], ...]:
    """Places of the words of a rule coder's reason, in the passage's own text, in order and without overlap.

    A word of the reason that does not stand in the passage (a carried code names the code that carries it) has no place.
    Cues and signs of results are looked for in the sentence of the term, and where it has none in the one that follows.

    Parameters
    ----------
    because
        Reason of a `Coding`: a term and, where there is one, the cue and the sign of results, parted by `; `.

    Examples
    --------
    >>> from proxenia.coding import Passage
    >>> text = "The city plans an International Office."
    >>> passage = Passage(
    ...     passage_id="d:0-39", document_id="d", text=text, start=0, end=39, page=None, language="en"
    ... )
    >>> [text[low:high] for low, high in cue_spans(passage, "international office; plan*")]
    ['plans', 'International Office']
    """
    folded = fold_text(passage.text)
    parts = [term_of(written, passage.language) for written in because.split("; ") if written]
    sentences = _sentences(folded.text)
    found: set[tuple[int, int]] = set()
    for k, (low, high) in enumerate(sentences):
        if not parts or parts[0].find(folded.text, start=low, end=high) is None:
            continue
        end = sentences[k + 1][1] if k + 1 < len(sentences) else high
        for part in parts:
            here = list(_places(part, folded.text, low, high)) or list(_places(part, folded.text, high, end))
            found.update(folded.span(*ends) for ends in here)
    apart: list[tuple[int, int]] = []
    for low, high in sorted(found, key=lambda ends: (ends[0], -ends[1])):
        if not apart or low >= apart[-1][1]:
            apart.append((low, high))
    return tuple((low, _with_marks(passage.text, high)) for low, high in apart)


def _with_marks(text: str, high: int) -> int:
    """Move an end over the signs that stand on its last letter."""
    while high < len(text) and unicodedata.combining(text[high]):
        high += 1
    return high


def _sentences(text: str) -> list[tuple[int, int]]:
    ends = [m.start() for m in re.finditer(r" \. ", text)]
    return list(zip([0, *(end + 3 for end in ends)], [*ends, len(text)], strict=True))


def _places(part: Term, text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    for pattern in part.patterns:
        yield from (each.span() for each in pattern.finditer(text, low, high) if each.end() > each.start())
