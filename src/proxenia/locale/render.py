"""Rendering of numbers, dates and messages in a reader's language."""

from __future__ import annotations

import csv
import datetime as dt
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from proxenia.errors import DataError

if TYPE_CHECKING:
    from proxenia.locale.text import Language

__all__ = [
    "date",
    "digits",
    "direction",
    "interval",
    "isolate",
    "messages",
    "number",
    "percent",
    "translate",
    "year",
]

_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def digits(text: str, language: Language) -> str:
    """Write the digits of a text in the language's own.

    Examples
    --------
    >>> digits("32", "fa")
    '۳۲'
    """
    return text.translate(_PERSIAN) if language == "fa" else text


def number(value: float | None, language: Language, *, decimals: int = 0) -> str:
    """Write a number with the language's digits and separators; a dash where there is none.

    Examples
    --------
    >>> number(1234.5, "en", decimals=1), number(1234.5, "fa", decimals=1)
    ('1,234.5', '۱٬۲۳۴٫۵')
    """
    if value is None:
        return "–"
    text = f"{value:,.{decimals}f}"
    if language == "fa":
        return text.replace(",", "٬").replace(".", "٫").replace("-", "\u2212").translate(_PERSIAN)
    return text.replace("-", "\u2212")


def percent(share: float | None, language: Language, *, decimals: int = 0) -> str:
    """Write a share (0-1) in percent.

    Examples
    --------
    >>> percent(0.875, "en"), percent(0.875, "fa")
    ('88%', '۸۸٪')
    """
    if share is None:
        return "–"
    return number(100 * share, language, decimals=decimals) + ("٪" if language == "fa" else "%")


def interval(ends: tuple[float, float] | None, language: Language, *, decimals: int = 0) -> str:
    """Write an interval; in Persian with a word between, so that no direction can turn it round.

    Examples
    --------
    >>> interval((3, 12), "en"), interval((3, 12), "fa")
    ('3–12', '۳ تا ۱۲')
    """
    if ends is None:
        return "–"
    low, high = (number(end, language, decimals=decimals) for end in ends)
    return f"{low} تا {high}" if language == "fa" else f"{low}–{high}"


def year(value: int | None, language: Language) -> str:
    """Write a Gregorian year of the evidence; years of sources stay Gregorian in both languages."""
    return "–" if value is None else digits(str(value), language)


def date(iso: str, language: Language) -> str:
    """Write a date: whole ones in Solar Hijri in Persian, parts of one as the Gregorian year or month they are.

    A Gregorian month spreads over two Solar Hijri ones, so a part of a date cannot be turned; Persian marks it with م.

    Examples
    --------
    >>> date("2026-11-21", "en"), date("2026-11-21", "fa")
    ('21 November 2026', '۳۰ آبان ۱۴۰۵')
    >>> date("2024-05", "fa")
    '۲۰۲۴/۰۵ م'
    """
    parts = iso[:10].split("-") if iso else []
    if len(parts) < 3:  # noqa: PLR2004  year, month and day
        text = digits("/".join(parts), language)
        return (f"{text} م" if language == "fa" else iso) if iso else "–"
    day = dt.date(*(int(part) for part in parts))
    if language == "en":
        return f"{day.day} {day:%B} {day.year}"
    from persiantools.jdatetime import JalaliDate  # noqa: PLC0415  Persian pages only

    turned = JalaliDate(day)
    return digits(f"{turned.day} {turned.strftime('%B', locale='fa')} {turned.year}", "fa")


def translate(message: str, language: Language) -> str:
    """Give a message in a language; raise `DataError` when it has no Persian."""
    if language == "en":
        return message
    try:
        return messages()[message]
    except KeyError:
        raise DataError(f"no Persian for the message {message!r}; add it to a file of data/locale/fa") from None


def direction(language: Language) -> Literal["ltr", "rtl"]:
    """Direction the language is written in."""
    return "rtl" if language == "fa" else "ltr"


def isolate(name: str) -> str:
    """Wrap a foreign name so that it does not disturb the direction of the text around it."""
    return f"{_FIRST_STRONG_ISOLATE}{name}{_POP_ISOLATE}"


@lru_cache(maxsize=1)
def messages() -> dict[str, str]:
    """Persian messages by their English ones, from every table of `data/locale/fa`."""
    found: dict[str, str] = {}
    for table in sorted(files("proxenia").joinpath("data", "locale", "fa").iterdir(), key=lambda each: each.name):
        with table.open("r", encoding="utf-8") as file:
            found |= {row["en"]: row["fa"] for row in csv.DictReader(file)}
    return found
