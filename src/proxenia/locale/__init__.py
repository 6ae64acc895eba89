"""English, Persian and the languages of extensions: messages, numbers, dates, direction. Persian digits and dates appear here and nowhere else."""

from proxenia.locale.render import (
    date,
    digits,
    direction,
    interval,
    isolate,
    messages,
    number,
    percent,
    percent_up,
    translate,
    year,
)
from proxenia.locale.shown import Shown, Shows, made_of, shown
from proxenia.locale.tell import listed, tell
from proxenia.locale.text import LANGUAGES, Language, Text
from proxenia.locale.writing import Writing, languages, writing

__all__ = [
    "LANGUAGES",
    "Language",
    "Shown",
    "Shows",
    "Text",
    "Writing",
    "date",
    "digits",
    "direction",
    "interval",
    "isolate",
    "languages",
    "listed",
    "made_of",
    "messages",
    "number",
    "percent",
    "percent_up",
    "shown",
    "tell",
    "translate",
    "writing",
    "year",
]
