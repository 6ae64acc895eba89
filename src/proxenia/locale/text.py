"""A text in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["LANGUAGES", "Language", "Text"]

Language = Literal["en", "fa"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and Persian.

    Examples
    --------
    >>> Text(en="rank", fa="رتبه").into("fa")
    'رتبه'
    """

    en: str
    fa: str

    def into(self, language: Language) -> str:
        """Give the words in one language."""
        return self.fa if language == "fa" else self.en
