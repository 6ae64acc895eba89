"""Names of organizations made comparable: dropped small words, one word for its abbreviations and cognates."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from proxenia.places.affiliations.text import clean, key, words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["canonical", "canonical_name", "skeleton"]

SHORTEST_PLURAL = 5
_KEEP_S = ("ss", "us", "is", "as", "os")


def canonical(found: Sequence[str]) -> list[str]:
    """Canonical words of a name, in its order.

    Examples
    --------
    >>> canonical(["inst", "of", "comput", "technol"]) == canonical(["institute", "of", "computing", "technology"])
    True
    """
    table = _canon
    return [word for word in [table[word] for word in found] if word]


def canonical_name(name: str) -> list[str]:
    """Canonical words of a name as written.

    Examples
    --------
    >>> canonical_name("Universität Bern") == canonical_name("University of Bern")
    True
    """
    return canonical(words(clean(name)))


class _Canon(dict[str, str]):
    """Word to its canonical form, worked out once; an empty form is a word that is left out."""

    def __missing__(self, word: str) -> str:
        same, drop = _synonyms()
        form = "" if word in drop else same.get(word) or _singular(word, same)
        if len(self) < 2_000_000:  # noqa: PLR2004  a bound on memory, far above the words of any registry
            self[word] = form
        return form


def _singular(word: str, same: dict[str, str]) -> str:
    if len(word) >= SHORTEST_PLURAL and word.isascii() and word.endswith("s") and not word.endswith(_KEEP_S):
        stem = word[:-3] + "y" if word.endswith("ies") else word[:-1]
        return same.get(stem, stem)
    return word


@lru_cache(maxsize=1)
def _synonyms() -> tuple[dict[str, str], frozenset[str]]:
    path = files("proxenia").joinpath("data", "affiliations", "synonyms.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    same: dict[str, str] = {}
    for word, variants in table["same"].items():
        form = key(word)
        same[form] = form
        for variant in variants.split():
            for each in key(variant).split():
                same.setdefault(each, form)
    return same, frozenset(key(word) for word in table["drop"].split()) - {""}


_canon = _Canon()


def skeleton(word: str) -> str:
    """Consonants of a transliterated Persian word, in which its spellings meet: `Esfahan` and `Isfahan`.

    Vowels, the letters that stand for them (`w`, `y`) and the glottal stop go; doubled letters become one; letters that
    different systems write for one sound become one (`q`, `gh`, `g`; `kh`, `x`; `v`, `w`; `j`, `dj`).

    Examples
    --------
    >>> skeleton("Kermanshah") == skeleton("Kirmanshah"), skeleton("Qazvin") == skeleton("Ghazvin")
    (True, True)
    """
    text = key(word).replace(" ", "")
    for many, one in (
        ("gh", "q"),
        ("kh", "X"),
        ("sh", "S"),
        ("ch", "C"),
        ("zh", "j"),
        ("dj", "j"),
        ("ph", "f"),
        ("w", "v"),
    ):
        text = text.replace(many, one)
    kept: list[str] = []
    for letter in text:
        if letter in "aeiouyh" and kept:
            continue
        if not kept or kept[-1] != letter:
            kept.append(letter)
    return (
        "".join(kept).replace("g", "q")
        if kept and kept[0] not in "aeiou"
        else "a" + "".join(kept[1:]).replace("g", "q")
    )
