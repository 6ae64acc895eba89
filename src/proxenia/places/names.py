"""Folding: the form in which two spellings of one name are the same."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "has_arabic_script"]

_LETTERS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ؤ": "و", "أ": "ا", "إ": "ا", "ٱ": "ا", "آ": "ا",
        "ء": "", "ـ": "", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
        "ə": "e", "ё": "е", "’": " ", "‘": " ", "ʻ": " ", "ʼ": " ", "ʿ": "", "ʾ": "", "'": " ", "`": " ", "´": " ",
        "–": " ", "—": " ", "-": " ", "‐": " ", "/": " ", "،": " ", ",": " ", ".": " ", "\u200c": " ", "\u200d": "",
        "\ufeff": "", "\u00ad": "",
    }
)  # fmt: skip
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069]")
_SAINT = re.compile(r"^(?:saint|sankt|sint|st) (?=\S)")
_SPACES = re.compile(r"\s+")
_LOOKALIKES = str.maketrans("аеорсухктмвніАЕОРСУХКТМВНІ", "aeopcyxktmbhiAEOPCYXKTMBHI")


def fold(name: str) -> str:
    """Fold a name so that its spellings meet: letter case, diacritics, Arabic and Persian letters, joiners, hyphens.

    A few Cyrillic letters inside a Latin word become their Latin look-alikes. Folding twice changes nothing.

    Examples
    --------
    >>> fold("Sankt-Peterburg") == fold("sankt peterburg")
    True
    >>> fold("كرمانشاه") == fold("کرمانشاه")
    True
    >>> fold("Malmö")
    'malmo'
    """
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", name)).casefold().translate(_LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = unicodedata.normalize("NFKC", text.translate(_LETTERS))
    text = _SPACES.sub(" ", "".join(c if c.isalnum() else " " for c in text)).strip()
    if re.search(r"[a-z]", text):
        text = text.translate(_LOOKALIKES)
    return _SAINT.sub("st ", text)


def has_arabic_script(name: str) -> bool:
    """Say whether a name is written in the Arabic script (Persian, Arabic, Urdu, Kurdish).

    Examples
    --------
    >>> has_arabic_script("تهران"), has_arabic_script("Tehran")
    (True, False)
    """
    return any("\u0600" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufeff" for c in name)
