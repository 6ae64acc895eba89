"""Words for people who edit: names of the fields, and reasons of refusals, in both languages."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proxenia.locale import Language

__all__ = ["field_name", "reason_in"]

_HOLE = re.compile(r"\{(\w+)\}")


def field_name(column: str, language: Language) -> str:
    """Name of a column as people say it.

    Examples
    --------
    >>> field_name("since_year", "en")
    'Since the year'
    """
    named = {row["column"]: row[language] for row in _rows("fields.csv")}
    return named.get(column, column)


def reason_in(message: str, language: Language) -> str:
    """A reason in a language; one without a Persian form stays as it is, which is better than none.

    Examples
    --------
    >>> "۲۰۰۰" in reason_in("'x' is below 2000", "fa"), "2000" in reason_in("'x' is below 2000", "fa")
    (False, True)
    >>> reason_in("'x' is below 2000", "en")
    "'x' is below 2000"
    """
    if language == "en":
        return message
    for form, persian in _forms():
        found = form.fullmatch(message)
        if found is not None:
            return persian.format(**{name: part.strip("'") for name, part in found.groupdict().items()})
    return message


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    out = []
    for row in _rows("reasons.csv"):
        parts = _HOLE.split(row["en"])
        pattern = "".join(f"(?P<{part}>.+?)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
        out.append((re.compile(pattern, re.DOTALL), row["fa"]))
    return tuple(out)


@lru_cache(maxsize=2)
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with files("proxenia").joinpath("data", "web", name).open("r", encoding="utf-8") as stream:
        return tuple(csv.DictReader(stream))
