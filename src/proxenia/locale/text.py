"""A text in the languages of the package, and in others by their tables."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LANGUAGES", "Language", "Text"]

Language = str
"""Code of a language: `en`, `fa`, or that of an extension."""
LANGUAGES: tuple[Language, ...] = ("en", "fa")
"""Languages of the package itself; every message and every definition of ours is in both."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and Persian.

    Other languages take the words from their tables of messages, by the English ones, and English where they have none.

    Examples
    --------
    >>> Text(en="rank", fa="رتبه").into("fa")
    'رتبه'
    """

    en: str
    fa: str

    def into(self, language: Language) -> str:
        """Give the words in one language."""
        if language in LANGUAGES:
            return self.fa if language == "fa" else self.en
        from proxenia.locale.render import translate  # noqa: PLC0415  which needs this file

        return translate(self.en, language)
