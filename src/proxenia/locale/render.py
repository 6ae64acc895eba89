"""Rendering of numbers, dates and messages in a reader's language."""

from __future__ import annotations

import csv
import datetime as dt
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from proxenia.errors import DataError
from proxenia.extensions import Extension, active
from proxenia.locale.text import LANGUAGES
from proxenia.locale.writing import writing

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
    "percent_up",
    "translate",
    "year",
]

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def digits(text: str, language: Language) -> str:
    """Write the digits of a text in the language's own.

    Examples
    --------
    >>> digits("32", "fa")
    '۳۲'
    """
    own = _digits(writing(language).digits)
    return text.translate(own) if own else text


def number(value: float | None, language: Language, *, decimals: int = 0) -> str:
    """Write a number with the language's digits and separators; a dash where there is none.

    Examples
    --------
    >>> number(1234.5, "en", decimals=1), number(1234.5, "fa", decimals=1)
    ('1,234.5', '۱٬۲۳۴٫۵')
    """
    if value is None:
        return "–"
    how = writing(language)
    text = f"{value:,.{decimals}f}".translate({ord(","): how.group, ord("."): how.decimal, ord("-"): "\u2212"})
    return digits(text, language)


def percent(share: float | None, language: Language, *, decimals: int = 0) -> str:
    """Write a share (0-1) in percent.

    Examples
    --------
    >>> percent(0.875, "en"), percent(0.875, "fa")
    ('88%', '۸۸٪')
    """
    if share is None:
        return "–"
    return writing(language).percent.format(number=number(100 * share, language, decimals=decimals))


def percent_up(share: float, language: Language) -> str:
    """Write a share (0-1) in percent, below a tenth with a decimal, so that little is not lost; that one rounds up.

    Noise in the last digits of the share rounds nothing up.

    Examples
    --------
    >>> percent_up(1 - 19 / 20, "en"), percent_up(0.0001, "en"), percent_up(0.2, "fa")
    ('5.0%', '0.1%', '۲۰٪')
    """
    if not 0 < share < 0.1:  # noqa: PLR2004  a tenth
        return percent(share, language)
    return percent(math.ceil(round(share * 1000, 6)) / 1000, language, decimals=1)


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
    return writing(language).interval.format(low=low, high=high)


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
    if not parts:
        return "–"
    how = writing(language)
    if len(parts) < 3:  # noqa: PLR2004  year, month and day
        return how.part_of_date.format(date=digits(iso if language == "en" else "/".join(parts), language))
    day = dt.date(*(int(part) for part in parts))
    year, month, number = day.year, day.month, day.day
    if how.calendar == "solar-hijri":
        from persiantools.jdatetime import JalaliDate  # noqa: PLC0415  Persian pages only

        turned = JalaliDate(day)
        year, month, number = turned.year, turned.month, turned.day
    return digits(how.date.format(day=number, month=how.months[month - 1], year=year), language)


def translate(message: str, language: Language) -> str:
    """Give a message in a language; English where an extension's language has none.

    Raises
    ------
    DataError
        If it has no Persian.
    """
    if language == "en":
        return message
    known = messages(language)
    if message in known:
        return known[message]
    if language in LANGUAGES:
        raise DataError(f"no Persian for the message {message!r}; add it to a file of data/locale/fa")
    return message


def direction(language: Language) -> Literal["ltr", "rtl"]:
    """Direction the language is written in."""
    return writing(language).direction


def isolate(name: str) -> str:
    """Wrap a foreign name so that it does not disturb the direction of the text around it."""
    return f"{_FIRST_STRONG_ISOLATE}{name}{_POP_ISOLATE}"


def messages(language: Language = "fa") -> dict[str, str]:
    """Messages of a language by their English ones, from every table beside its `language.toml`.

    Raises
    ------
    DataError
        If a table has no columns `en` and that of the language.
    """
    return _messages(language, () if language in LANGUAGES else active())


@lru_cache(maxsize=16)
def _messages(language: Language, extensions: tuple[Extension, ...]) -> dict[str, str]:  # noqa: ARG001  what is in reach decides
    found: dict[str, str] = {}
    for table in sorted(writing(language).folder.glob("*.csv")):
        with table.open("r", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if not {"en", language} <= set(rows.fieldnames or ()):
                raise DataError(f"{table}:1  the header is {rows.fieldnames}; write en,{language}")
            found |= {row["en"]: row[language] for row in rows if row[language]}
    return found


@lru_cache(maxsize=16)
def _digits(own: str) -> dict[int, int]:
    return {} if own == "0123456789" else str.maketrans("0123456789", own)
