"""Affiliation strings made comparable: one pass over the letters, then words and segments.

The folded form is that of `proxenia.places.names.fold` (letter case, diacritics, Arabic and Persian letters), made
with a table of letters so that a string costs microseconds; punctuation stays, because it says where a segment ends.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["clean", "has_cjk", "key", "script", "segment_texts", "segments", "words"]

_SINGLE = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ە": "ه", "ؤ": "و", "أ": "ا", "إ": "ا", "ٱ": "ا",
    "آ": "ا", "ء": "", "ـ": "", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe",
    "þ": "th", "ə": "e", "ё": "е", "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "ʿ": "",
    "ʾ": "", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "،": ",", "，": ",", "、": ",", "؛": ";", "；": ";",
    "。": ".", "۔": ".", "・": " ", "·": " ", "•": ";", "：": ":", "（": "(", "）": ")", "【": "(", "】": ")",
    "\u200c": " ", "\u200d": "", "\u00ad": "", "\ufeff": "", "\ufffd": "", "«": " ", "»": " ", "“": " ", "”": " ",
    "„": " ", '"': " ", "\t": ";", "\n": ";", "\r": ";", "\x0b": ";", "\x0c": ";", "\u2028": ";", "\u2029": ";",
}  # fmt: skip
_INVISIBLE = {0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A)}


class _Letters(dict[int, str]):
    """Code point to its folded form, worked out once for each code point that is met."""

    def __missing__(self, code: int) -> str:
        folded = "" if code in _INVISIBLE else _fold_letter(chr(code))
        self[code] = folded
        return folded


def _fold_letter(letter: str) -> str:
    if letter in _SINGLE:
        return _SINGLE[letter]
    text = unicodedata.normalize("NFKC", letter).casefold()
    text = "".join(_SINGLE.get(c, c) for c in text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = "".join(_SINGLE.get(c, c) for c in unicodedata.normalize("NFKC", text))
    return "".join(c if c.isalnum() or c.isspace() or c.isascii() else " " for c in text)


_LETTERS = _Letters()
_LOOKALIKE = dict(zip("аеорсухктмвніѕјӏԁһ", "aeopcyxktmbhisjldh", strict=True))
_LATIN_AS_CYRILLIC = dict(zip("aeopcyxktmbh", "аеорсухктмвн", strict=True))
_MIXED = re.compile(r"[a-z][\u0400-\u04ff\u0501\u0500-\u052f]|[\u0400-\u04ff\u0500-\u052f][a-z]")
_WORD = re.compile(r"[^\W_]+")
_NOISE = re.compile(r"&(?:amp|nbsp|quot|#\d+);|#(?:tab|n|r)#|<[^<>]{1,20}>|https?://\S+|\S+@\S+")
_DOTTED = re.compile(r"\b(?:[a-z]\.\s?){2,}(?![a-z])")
_POSSESSIVE = re.compile(r"(?<=\w)'s\b")
_BREAK = re.compile(r"[,;|()\[\]{}:]|\s[-/]+\s")
_ALIKE = {"saint": "st", "sankt": "st", "sint": "st", "ft": "fort", "mt": "mount"}
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def clean(text: str) -> str:
    """Fold a string, keeping its punctuation: `Malmö, SWEDEN` becomes `malmo, sweden`.

    A word of mixed Latin and Cyrillic letters becomes Latin or Cyrillic, whichever most of its letters are.

    Examples
    --------
    >>> clean("U.S.A.; Xi’an"), clean("دانشگاه تهران، ايران")
    ('usa ; xi an', 'دانشگاه تهران, ایران')
    """
    text = text.lower() if text.isascii() else text.translate(_LETTERS)
    if not text.isprintable() or "&" in text or "#" in text or "<" in text or "@" in text or "://" in text:
        text = _NOISE.sub(_noise, text).translate(_LETTERS)
    if not text.isascii() and _MIXED.search(text):
        text = _WORD.sub(_one_script, text)
    if "." in text:
        text = _DOTTED.sub(_undotted, text)
    if "'" in text:
        text = _POSSESSIVE.sub("s", text).replace("'", " ")
    return text


def _noise(found: re.Match[str]) -> str:
    hit = found.group()
    if hit.startswith("&"):
        return "&" if hit == "&amp;" else " "
    return " "


def _undotted(found: re.Match[str]) -> str:
    hit = found.group()
    return hit.replace(".", "").replace(" ", "") + " "


def _one_script(found: re.Match[str]) -> str:
    word = found.group()
    n_cyrillic = sum("\u0400" <= c <= "\u052f" for c in word)
    if not n_cyrillic or n_cyrillic == len(word):
        return word
    cyrillic_only = sum("\u0400" <= c <= "\u052f" and c not in _LOOKALIKE for c in word)
    latin_only = sum("a" <= c <= "z" and c not in _LATIN_AS_CYRILLIC for c in word)
    if cyrillic_only > latin_only:
        return "".join(_LATIN_AS_CYRILLIC.get(c, c) for c in word)
    return "".join(_LOOKALIKE.get(c, c) for c in word)


def words(cleaned: str) -> list[str]:
    """Words of a cleaned string, with `saint` and its kin as `st`.

    Examples
    --------
    >>> words("saint-petersburg 199034")
    ['st', 'petersburg', '199034']
    """
    found = _WORD.findall(cleaned)
    return [_ALIKE.get(word, word) for word in found]


def segments(cleaned: str) -> list[list[str]]:
    """Words of each segment of a cleaned string: the parts between commas, semicolons, brackets and lone dashes.

    Examples
    --------
    >>> segments("univ. of bern, bern (switzerland)")
    [['univ', 'of', 'bern'], ['bern'], ['switzerland']]
    """
    found = [words(part) for part in _BREAK.split(cleaned)]
    return [each for each in found if each]


def segment_texts(cleaned: str) -> list[str]:
    """Segments of a cleaned string as they stand, some of them perhaps without a word.

    Examples
    --------
    >>> segment_texts("univ. of bern, bern")
    ['univ. of bern', ' bern']
    """
    return _BREAK.split(cleaned)


def key(name: str) -> str:
    """Form under which a name is kept in an index: its words, folded, with single spaces.

    Examples
    --------
    >>> key("Saint-Étienne")
    'st etienne'
    """
    return " ".join(words(clean(name)))


def has_cjk(text: str) -> bool:
    """Say whether a string has Chinese, Japanese or Korean letters.

    Examples
    --------
    >>> has_cjk("北京"), has_cjk("Beijing")
    (True, False)
    """
    return _CJK.search(text) is not None


def script(text: Sequence[str] | str) -> str:
    """Name the script of most letters: latin, arabic, cyrillic, cjk or other.

    Examples
    --------
    >>> script("دانشگاه Tehran تهران")
    'arabic'
    """
    count = {"latin": 0, "arabic": 0, "cyrillic": 0, "cjk": 0, "other": 0}
    for letter in "".join(text):
        if letter.isalpha():
            count[_script_of(ord(letter))] += 1
    return max(count, key=lambda name: count[name])


def _script_of(code: int) -> str:
    if code < 0x250 or 0x1E00 <= code < 0x1F00:  # noqa: PLR2004  blocks of the Unicode standard
        return "latin"
    if 0x400 <= code < 0x530:  # noqa: PLR2004  the same
        return "cyrillic"
    if 0x600 <= code < 0x780 or 0xFB50 <= code < 0xFF00:  # noqa: PLR2004  the same
        return "arabic"
    return "cjk" if 0x3040 <= code < 0xD7B0 else "other"  # noqa: PLR2004  the same
