"""Quality of an extracted page, and the repair of what extraction of Persian breaks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from proxenia.coding.documents.fold import fold_text, language_of

__all__ = ["FEWEST", "Quality", "Status", "is_of_another_language", "reading_quality", "repair"]

Status = Literal["read", "scanned", "garbled", "blank"]

_COMMON = {
    "fa": frozenset(["و", "در", "به", "از", "که", "این", "را", "با", "است", "برای", "های", "ها", "می", "بر", "ان", "یا", "شهر", "یک", "شود", "تا", "هر", "نیز", "خود", "شده", "کند", "دارد"]),
    "en": frozenset(["the", "of", "and", "to", "in", "a", "is", "for", "on", "with", "as", "by", "that", "be", "are", "from", "this", "at", "or", "an", "it", "its", "city", "will"]),
}  # fmt: skip
_CONTROLS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PRESENTATION = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")
_HAMZA = re.compile(r"([\u0654\u0621])ه")
_LATIN_RUN = re.compile(
    r"[A-Za-z0-9\u06f0-\u06f9][A-Za-z0-9\u06f0-\u06f9 .,/%&'\u2019+-]*[A-Za-z0-9\u06f0-\u06f9]|[A-Za-z0-9]"
)
JUDGED = 12
"""Words from which the language of a passage is judged."""
FOREIGN = 0.05
"""Share of common words below which it is another language."""
POOR = 0.1
"""Share of common words below which lines may stand in visual order."""
FEWEST = 8
"""Words below which a page is too short to be judged by its common words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How well a page was read: `common` is the share of common small words among its words, `odd` of odd signs.

    Running text of either language has 15-45 % common words; letters in the wrong order have almost none.
    """

    words: int
    common: float
    odd: float


@lru_cache(maxsize=8)
def reading_quality(text: str) -> Quality:
    """Measure how much an extracted text looks like running text.

    Examples
    --------
    >>> reading_quality("The plan of the city is for the citizens").common > 0.5
    True
    >>> reading_quality("نارهت رهش تسا نیا").common
    0.0
    """
    words = [word for word in fold_text(text).text.split() if word.isalpha()]
    language = language_of(text)
    common = sum(word in _COMMON[language] for word in words) / len(words) if words else 0.0
    signs = [c for c in text if not c.isspace()]
    odd = sum(unicodedata.category(c) in {"Co", "Cn", "Cc"} or c == "\ufffd" for c in signs)
    return Quality(words=len(words), common=common, odd=odd / len(signs) if signs else 0.0)


def is_of_another_language(text: str) -> bool:
    """Say whether a text of some length is neither English nor Persian, by its lack of their common small words.

    Texts of fewer than 12 words are not judged.

    Examples
    --------
    >>> is_of_another_language("La ciudad tiene una oficina de relaciones internacionales con mayores recursos que otras")
    True
    >>> is_of_another_language("The city has an office of international relations that works with more means than others")
    False
    """
    quality = reading_quality(text)
    return quality.words >= JUDGED and quality.common < FOREIGN


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """Repair what extraction from PDF breaks, and name each repair.

    Soft hyphens at line ends are closed, direction marks dropped, presentation forms brought back to letters
    (NFKC), a hamza before its heh set behind it, and lines in visual order turned round where that reads better.

    Examples
    --------
    >>> repair("شبک\u0654ه")[0] == "شبکه\u0654"
    True
    """
    done = []
    fixed = re.sub("[\u00ad\u0002\ufffe]\r?\n", "", text).replace("\r\n", "\n").replace("\r", "\n")
    for name, repaired in (
        ("direction marks", lambda t: _CONTROLS.sub("", t)),
        ("presentation forms", lambda t: unicodedata.normalize("NFKC", t) if _PRESENTATION.search(t) else t),
        ("hamza", lambda t: _HAMZA.sub("ه\u0654", t)),
    ):
        after = repaired(fixed)
        done += [name] if after != fixed else []
        fixed = after
    if language_of(fixed) == "fa" and reading_quality(fixed).common < POOR:
        turned = "\n".join(_turned(line) for line in fixed.split("\n"))
        before, after = reading_quality(fixed), reading_quality(turned)
        if after.words >= FEWEST and after.common > 2 * before.common + 0.05:
            fixed, done = turned, [*done, "visual order"]
    return fixed, tuple(done)


def _turned(line: str) -> str:
    """Turn a line in visual order round; Latin words and numbers keep their own direction."""
    back = line[::-1]
    return _LATIN_RUN.sub(lambda run: run.group()[::-1], back)
