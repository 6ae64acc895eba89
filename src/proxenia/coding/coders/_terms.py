"""Terms of a codebook as patterns over folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from proxenia.coding.documents.fold import fold_text

if TYPE_CHECKING:
    from proxenia.locale.text import Language

__all__ = ["Term", "term_of"]

_GAP = r"(?: \w+){0,4} "
_SUFFIX = "(?: ?(?:هایی|های|ها|ای|ی))?"


@dataclass(frozen=True, slots=True)
class Term:
    """A term: patterns that must all stand in one sentence; the first gives the place.

    `stems` are letters that each pattern cannot do without; looking for them first spares most of the work.
    """

    written: str
    patterns: tuple[re.Pattern[str], ...]
    stems: tuple[str, ...]

    def is_ruled_out(self, sentence: str) -> bool:
        """Say whether the term cannot stand in a folded sentence."""
        return any(stem not in sentence for stem in self.stems)

    def find(self, sentence: str, *, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Give the span of the term in a stretch of folded text; None where it does not stand."""
        if self.is_ruled_out(sentence):
            return None
        stop = len(sentence) if end is None else end
        spans = []
        for pattern in self.patterns:
            found = pattern.search(sentence, start, stop)
            if found is None:
                return None
            spans.append(found.span())
        return spans[0]


@lru_cache(maxsize=8192)
def term_of(written: str, language: Language) -> Term:
    """Make a pattern of a written term: `word*`, `a .. b`, `a + b`.

    Examples
    --------
    >>> term_of("host* .. summit", "en").find("the city hosts a large summit in may")
    (9, 29)
    >>> term_of("شبکه شهری", "fa").find("شبکه های شهری") is None
    True
    """
    parts = [part.strip() for part in written.split(" + ")]
    return Term(
        written=written,
        patterns=tuple(_pattern(part, language) for part in parts),
        stems=tuple(fold_text(part.split()[0].rstrip("*")).text.split(" ")[0] for part in parts),
    )


def _pattern(part: str, language: Language) -> re.Pattern[str]:
    joined = _GAP.join(_words(piece.strip(), language) for piece in part.split(".."))
    return re.compile(rf"(?<!\w){joined}{_SUFFIX if language == 'fa' else ''}(?!\w)")


def _words(piece: str, language: Language) -> str:
    between = " ?" if language == "fa" else " "
    any_ending = r"\w*" + (_SUFFIX if language == "fa" else "")
    out = []
    for word in piece.split():
        stem = fold_text(word.rstrip("*")).text
        escaped = between.join(re.escape(each) for each in stem.split())
        out.append(escaped + (any_ending if word.endswith("*") else ""))
    return between.join(out)
