"""Reasons in words: one message with its figures, said in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.locale import Text, digits, interval, number, percent, translate, writing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proxenia.locale import Language

__all__ = ["Figure", "Interval", "Names", "Share", "say"]


class Figure:
    """A number in a message, written with the reader's digits."""

    def __init__(self, value: float, *, decimals: int = 0) -> None:
        self.value, self.decimals = value, decimals

    def into(self, language: Language) -> str:
        """Give the number in one language."""
        return number(self.value, language, decimals=self.decimals)


class Share:
    """A share (0-1) in a message, written in percent; a share below one in a hundred says so."""

    def __init__(self, value: float) -> None:
        self.value = value

    def into(self, language: Language) -> str:
        """Give the share in one language."""
        if 0 < self.value < 0.005:  # noqa: PLR2004  what percent without decimals would call none
            return translate("less than 1 %", language)
        return percent(self.value, language)


class Interval:
    """Two ends of an interval in a message; `shares` writes them in percent."""

    def __init__(self, ends: tuple[float, float], *, decimals: int = 0, shares: bool = False) -> None:
        self.ends, self.decimals, self.shares = ends, decimals, shares

    def into(self, language: Language) -> str:
        """Give the interval in one language."""
        if not self.shares:
            return interval(self.ends, language, decimals=self.decimals)
        low, high = (100 * end for end in self.ends)
        return writing(language).percent.format(number=interval((low, high), language))


class Names:
    """A list of names in a message, joined as the language joins them."""

    def __init__(self, names: Iterable[Text]) -> None:
        self.names = tuple(names)

    def into(self, language: Language) -> str:
        """Give the list in one language."""
        words = [name.into(language) for name in self.names]
        if len(words) < 2:  # noqa: PLR2004  nothing to join
            return "".join(words)
        return f"{writing(language).comma.join(words[:-1])} {translate('and', language)} {words[-1]}"


def say(message: str, **parts: Text | Figure | Share | Interval | Names | str) -> Text:
    """Give a message of the locale tables in both languages, its places filled.

    Raises
    ------
    DataError
        If the message has no Persian.
    """
    return Text(en=_fill(message, "en", parts), fa=_fill(message, "fa", parts))


def _fill(message: str, language: Language, parts: dict[str, Text | Figure | Share | Interval | Names | str]) -> str:
    """Fill the places of a message; a plain string, such as an address, stays as it is."""
    filled = {name: part if isinstance(part, str) else _words(part, language) for name, part in parts.items()}
    return translate(message, language).format(**filled)


def _words(part: Text | Figure | Share | Interval | Names, language: Language) -> str:
    return digits(part.into(language), language) if isinstance(part, Text) else part.into(language)
