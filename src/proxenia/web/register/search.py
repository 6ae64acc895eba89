"""Searching the register: rows by words, city, indicator, grade, year and source, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from proxenia.errors import StudyError
from proxenia.places.names import fold
from proxenia.store import tables
from proxenia.web.register.cells import is_below, year_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from proxenia.web.observatory import Observatory

__all__ = ["Found", "Wanted", "find_rows", "row_of"]

Row = dict[str, Any]
_CITIES = ("geonames_id", "geonames_id_a", "geonames_id_b", "secretariat_geonames_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What rows are asked for; an empty wish is no wish.

    `words` are compared without regard to case, accents, and Arabic or Persian forms of letters; `indicator` is an id of
    the catalog; `year` is that of the fact, or of its page where the fact has none; `source` is a part of the address.
    """

    table: str
    words: str = ""
    geonames_id: int | None = None
    indicator: str = ""
    grade: str = ""
    year: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of rows: `following` is the cursor of the next page, None at the end, `total` counts all that fit.

    Rows that an editor corrected or set aside are among them.
    """

    rows: list[Row]
    following: str | None
    total: int


def find_rows(seen: Observatory, wanted: Wanted, *, limit: int = 100, cursor: str = "") -> Found:
    """Find rows of a table.

    Raises
    ------
    StudyError
        If the cursor is of no row that fits.
    DataError
        If the catalog has no such indicator.
    """
    fits = _fitting(seen, wanted)
    rows = [row for row in seen.store.every_row(wanted.table) if all(fit(row) for fit in fits)]
    start = 0
    if cursor:
        places = {row["fact_id"]: i for i, row in enumerate(rows)}
        if cursor not in places:
            raise StudyError(
                "cursor {cursor!r} is of no row of this question; ask again from the first page", cursor=cursor
            )
        start = places[cursor] + 1
    page = rows[start : start + limit]
    more = start + limit < len(rows)
    return Found(rows=page, following=page[-1]["fact_id"] if more and page else None, total=len(rows))


def row_of(seen: Observatory, fact_id: str) -> tuple[str, Row] | None:
    """Find a row by its id, with its table; None where there is none."""
    for table in tables():
        for row in seen.store.every_row(table):
            if row["fact_id"] == fact_id:
                return table, row
    return None


def _fitting(seen: Observatory, wanted: Wanted) -> list[Callable[[Row], bool]]:
    words, source = fold(wanted.words).split(), wanted.source.strip().casefold()
    fits: list[Callable[[Row], bool]] = []
    if wanted.geonames_id is not None:
        fits.append(lambda row: wanted.geonames_id in {row.get(name) for name in _CITIES})
    if wanted.indicator:
        below = is_below(seen, wanted.indicator)
        fits.append(lambda row: below(wanted.table, row))
    if wanted.grade:
        fits.append(lambda row: row.get("grade") == wanted.grade)
    if wanted.year is not None:
        fits.append(lambda row: year_of(row) == wanted.year)
    if source:
        fits.append(lambda row: source in _place_of(row))
    if words:
        fits.append(lambda row: _holds(row, words))
    return fits


def _place_of(row: Row) -> str:
    """Host and path of the page a row was seen on, and of the other one that says the same."""
    pages = (urlsplit(row.get(name) or "") for name in ("source_url", "also_url"))
    return " ".join(f"{page.netloc}{page.path}" for page in pages).casefold()


def _holds(row: Row, words: list[str]) -> bool:
    text = fold(" ".join(str(value) for value in row.values() if isinstance(value, str)))
    return all(word in text for word in words)
