"""Words for people who edit: names of the fields in both languages."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proxenia.locale import Language

__all__ = ["field_name"]


def field_name(column: str, language: Language) -> str:
    """Name of a column as people say it.

    Examples
    --------
    >>> field_name("since_year", "en")
    'Since the year'
    """
    named = {row["column"]: row[language] for row in _rows("fields.csv")}
    return named.get(column, column)


@lru_cache(maxsize=2)
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with files("proxenia").joinpath("data", "web", name).open("r", encoding="utf-8") as stream:
        return tuple(csv.DictReader(stream))
