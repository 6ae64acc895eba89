"""Folding a text for matching while remembering where each folded character stood."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from proxenia.locale.text import Language

__all__ = ["Folded", "fold_text", "language_of"]

_LETTERS = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ؤ": "و", "أ": "ا", "إ": "ا", "ٱ": "ا",
    "آ": "ا", "ء": "", "ـ": "", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe",
}  # fmt: skip
_JOINERS = {"\u200c", "\u00a0", "\u202f", "-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "/"}
_INVISIBLE = re.compile(r"[\u00ad\u200b\u200d\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DIGITS = {chr(base + i): str(i) for base in (0x06F0, 0x0660) for i in range(10)}
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
SENTENCE_MARKS = ".!?؟;؛…:\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A folded text; `at[i]` is the position in the original of folded character i, with the end at the end.

    Letters and digits keep their place in words, everything else becomes one space, and the end of a sentence becomes
    ` . `, so that a term cannot reach over it.
    """

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the original of a folded stretch that is not empty."""
        return self.at[start], self.at[end - 1] + 1

    def index(self, position: int) -> int:
        """Give the folded place of a position in the original."""
        return max(0, bisect_right(self.at, position) - 1)


def fold_text(text: str) -> Folded:
    """Fold case, diacritics, Arabic and Persian letters, half-spaces, hyphens and digits; addresses of pages vanish.

    Examples
    --------
    >>> fold_text("شبكه‌هاي شهری").text
    'شبکه های شهری'
    >>> folded = fold_text("The CITY-region's plan.")
    >>> folded.text
    'the city region s plan .'
    >>> folded.span(folded.text.index("plan"), folded.text.index("plan") + 4)
    (18, 22)
    """
    hidden = {i for found in _ADDRESS.finditer(text) for i in range(*found.span())}
    out: list[str] = []
    at: list[int] = []
    for i, char in enumerate(text):
        if "a" <= char <= "z" and i not in hidden:
            out.append(char)
            at.append(i)
            continue
        for piece in " " if i in hidden else _fold(char, text, i):
            if piece == " " and (not out or out[-1] == " "):
                continue
            out.append(piece)
            at.append(i)
    while out and out[-1] == " ":
        out.pop()
        at.pop()
    return Folded(text="".join(out), at=(*at, len(text)))


def language_of(text: str) -> Language:
    """Say in which of the two languages a text is, by the script of most of its letters; no letters are English.

    Arabic, Urdu and other languages of the script count as Persian.

    Examples
    --------
    >>> language_of("شبکهٔ C40"), language_of("Tehran (تهران) and its partners")
    ('fa', 'en')
    """
    persian = sum("\u0600" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufefc" for c in text if c.isalpha())
    latin = sum(c.isalpha() and c < "\u0250" for c in text)
    return "fa" if persian > latin else "en"


def _fold(char: str, text: str, i: int) -> str:
    if char in _DIGITS:
        return _DIGITS[char]
    if char in _JOINERS:
        return " "
    if _INVISIBLE.match(char) or unicodedata.combining(char):
        return ""
    if char in SENTENCE_MARKS:
        return " . " if _ends_sentence(text, i) else " "
    folded = _plain(char)
    return folded if all(c.isalnum() for c in folded) else " "


def _ends_sentence(text: str, i: int) -> bool:
    """Say whether the mark ends a sentence: not a dot inside a number or name, not a line that runs on."""
    after = text[i + 1 : i + 2]
    if text[i] == "\n":
        return after == "\n"
    if text[i] in ".:" and after and not after.isspace():
        return False
    if text[i] == "." and text[i - 2 : i - 1] == ".":
        return False
    return not (text[i] == "." and i > 0 and text[i - 1].isupper() and (i < 2 or not text[i - 2].isalpha()))  # noqa: PLR2004  a lone capital before the dot


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    lowered = unicodedata.normalize("NFKC", char).casefold()
    letters = "".join(_LETTERS.get(c, c) for c in lowered)
    apart = unicodedata.normalize("NFKD", letters)
    return "".join(_LETTERS.get(c, c) for c in apart if not unicodedata.combining(c))
