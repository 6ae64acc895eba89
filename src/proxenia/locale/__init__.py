"""English and Persian: messages, numbers, dates, direction. Persian digits and dates appear here and nowhere else."""

from proxenia.locale.render import (
    date,
    digits,
    direction,
    interval,
    isolate,
    messages,
    number,
    percent,
    translate,
    year,
)
from proxenia.locale.text import LANGUAGES, Language, Text

__all__ = [
    "LANGUAGES",
    "Language",
    "Text",
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
