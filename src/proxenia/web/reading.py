"""Reading the register: cities by name in any script, rows by words, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.errors import StudyError
from proxenia.places.names import fold

if TYPE_CHECKING:
    from proxenia.web.observatory import Observatory

__all__ = ["evidence_rows", "search_cities"]

MOST = 20


def search_cities(seen: Observatory, name: str) -> list[dict[str, Any]]:
    """Cities a name may mean, most populous first, and whether the panel has them."""
    known = {city.geonames_id for city in seen.panel.cities}
    resolution = seen.gazetteer.resolve(name)
    found = [candidate.city for candidate in resolution.candidates][:MOST]
    return [
        {
            "geonames_id": city.geonames_id,
            "name_en": city.text.en,
            "name_fa": city.text.fa,
            "country_iso2": city.country_iso2,
            "population": city.population,
            "in_panel": city.geonames_id in known,
        }
        for city in found
    ]


def evidence_rows(
    seen: Observatory,
    table: str,
    *,
    words: str = "",
    geonames_id: int | None = None,
    limit: int = 100,
    cursor: str = "",
) -> tuple[list[dict[str, Any]], str | None, int]:
    """One page of a table: rows, the cursor of the next page (None at the end), and how many rows there are in all.

    Words are compared without regard to case, accents, and Arabic or Persian forms of letters.

    Raises
    ------
    StudyError
        If the cursor is of no row.
    """
    wanted = fold(words).split()
    rows = [row for row in seen.store.rows(table) if _is_about(row, geonames_id) and _holds(row, wanted)]
    start = 0
    if cursor:
        places = {row["fact_id"]: i for i, row in enumerate(rows)}
        if cursor not in places:
            raise StudyError(f"cursor {cursor!r} is of no row of this question; ask again from the first page")
        start = places[cursor] + 1
    page = rows[start : start + limit]
    more = start + limit < len(rows)
    return page, page[-1]["fact_id"] if more and page else None, len(rows)


def _is_about(row: dict[str, Any], geonames_id: int | None) -> bool:
    if geonames_id is None:
        return True
    return geonames_id in {row.get("geonames_id"), row.get("geonames_id_a"), row.get("geonames_id_b")}


def _holds(row: dict[str, Any], words: list[str]) -> bool:
    if not words:
        return True
    text = fold(" ".join(str(value) for value in row.values() if isinstance(value, str)))
    return all(word in text for word in words)
