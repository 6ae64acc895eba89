"""The register on screen: rows by what is wanted, one row, one cell with its rivals, and every conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from proxenia.errors import ProxeniaError, Reason, StudyError
from proxenia.locale import digits, messages, translate
from proxenia.provenance import GRADES
from proxenia.report.page import figure_text
from proxenia.store import tables
from proxenia.web.editing.wording import field_name
from proxenia.web.register import Found, Wanted, cell_of, conflicts, fed_by, find_rows, row_of
from proxenia.web.routes.pages import fresh_of, language_of, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from proxenia.locale import Language
    from proxenia.web.observatory import Observatory
    from proxenia.web.register import Cell

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
ROWS = 50
SHOWN = ("networks", "memberships", "agreements", "observations", "coded_facts", "institutions")
_HIDDEN = {"geonames_id", "geonames_id_a", "geonames_id_b", "secretariat_geonames_id", "country_iso2", "country_a"}
_HIDDEN |= {"country_b", "source_url", "also_url", "fact_id", "provider", "local_body_reason", "website"}


class Asked(BaseModel):
    """What the form of the register asks for."""

    table: str = Field(default="observations", max_length=40)
    q: str = Field(default="", max_length=100)
    city: str = Field(default="", max_length=100)
    indicator: str = Field(default="", max_length=80)
    grade: str = Field(default="", max_length=10)
    year: str = Field(default="", max_length=10)
    source: str = Field(default="", max_length=100)
    cursor: str = Field(default="", max_length=40)


@router.get("/{language}/evidence")
def evidence(request: Request, language: str, asked: Annotated[Asked, Query()]) -> Response:
    """Search the register of evidence."""
    seen, spoken = fresh_of(request), language_of(language)
    if asked.table not in tables():
        raise HTTPException(
            404, Reason("no table {table!r}; there are {tables}", table=asked.table, tables=tuple(tables()))
        )
    found, wrong, programs = Found(rows=[], following=None, total=0), None, {}
    try:
        wanted = _wanted(seen, asked)
        found = find_rows(seen, wanted, limit=ROWS, cursor=asked.cursor)
        programs = {"q": asked.q, "geonames_id": wanted.geonames_id, "indicator": wanted.indicator,
                    "grade": wanted.grade, "year": wanted.year, "source": wanted.source}  # fmt: skip
    except ProxeniaError as error:
        wrong = error.reason
    kept = {name: value for name, value in asked.model_dump(exclude={"cursor"}).items() if value.strip()}
    return page_of(
        request, "evidence.html.j2", spoken, status=422 if wrong else 200, asked=asked, wrong=wrong, found=found,
        tables=SHOWN, grades=GRADES, indicators=[seen.catalog[each] for each in seen.framework.indicator_ids],
        columns=_columns(asked.table, spoken), field=lambda name: _column(name, spoken), say=_said_in(seen, spoken),
        replaced=seen.store.replacements, again=urlencode(kept),
        following=urlencode({**kept, "cursor": found.following}) if found.following else "",
        programs=urlencode({name: value for name, value in programs.items() if value}),
        more=bool({"indicator", "grade", "year", "source"} & kept.keys()),
    )  # fmt: skip


@router.get("/{language}/evidence/conflicts")
def contested(request: Request, language: str, start: Annotated[int, Query(ge=0, le=100_000)] = 0) -> Response:
    """Show cells for which sources give different values, side by side, with what stands and why."""
    seen, spoken = fresh_of(request), language_of(language)
    every = conflicts(seen)
    return page_of(
        request, "evidence_conflicts.html.j2", spoken, cells=every[start : start + ROWS], total=len(every),
        hard=sum(cell.is_in_conflict for cell in every), start=start, rows=ROWS, say=_said_in(seen, spoken),
        field=lambda name: _column(name, spoken), rule=lambda cell: _rule(cell, spoken),
    )  # fmt: skip


@router.get("/{language}/evidence/row/{fact_id}")
def row(request: Request, language: str, fact_id: str) -> Response:
    """Show one row whole: its source, what it is below, and what stands in its place."""
    seen, spoken = fresh_of(request), language_of(language)
    found = row_of(seen, fact_id)
    if found is None:
        raise HTTPException(404, Reason("no row {fact!r} in the evidence; it may have been corrected", fact=fact_id))
    table, content = found
    replaces = [each for each in seen.store.replacements.values() if each.by == fact_id]
    is_counted = fact_id not in seen.store.replacements
    return page_of(
        request, "evidence_row.html.j2", spoken, table=table, row=content, names=tables()[table].names,
        field=lambda name: _column(name, spoken), say=_said_in(seen, spoken), own=tables()[table].own,
        aside=seen.store.replacements.get(fact_id), replaces=replaces, edition=seen.store.edition.label,
        cells=[(seen.gazetteer.city(number), each) for number, each in fed_by(seen, table, content)] if is_counted else [],
    )  # fmt: skip


@router.get("/{language}/evidence/cell/{geonames_id}/{indicator}")
def cell(request: Request, language: str, geonames_id: int, indicator: str) -> Response:
    """Show every row below one number, which of them stands, and by which rule."""
    seen, spoken = fresh_of(request), language_of(language)
    if indicator not in seen.catalog.indicators:
        raise HTTPException(404, Reason("no indicator {indicator!r} in the catalog", indicator=indicator))
    place, found = seen.gazetteer.city(geonames_id), cell_of(seen, geonames_id, indicator)
    return page_of(
        request, "evidence_cell.html.j2", spoken, place=place, indicator=seen.catalog[indicator], cell=found,
        fill=seen.catalog.how_to_fill(indicator), say=_said_in(seen, spoken), field=lambda name: _column(name, spoken),
        rule=_rule(found, spoken) if found else "",
    )  # fmt: skip


def _wanted(seen: Observatory, asked: Asked) -> Wanted:
    """Read what a form asks for; raise a `ProxeniaError` where it cannot be meant."""
    year = asked.year.translate(_DIGITS).strip()
    if year and not (year.isascii() and year.isdecimal() and len(year) == 4):  # noqa: PLR2004  a year of our era
        raise StudyError("{year!r} is no year; write four digits, such as 2024", year=asked.year)
    if asked.grade and asked.grade not in GRADES:
        raise StudyError("no grade {grade!r}; there are {grades}", grade=asked.grade, grades=GRADES)
    name, number = asked.city.strip(), None
    if name:
        number = int(name) if name.isascii() and name.isdecimal() else seen.gazetteer.one(name).geonames_id
    return Wanted(
        table=asked.table, words=asked.q, geonames_id=number, indicator=asked.indicator.strip(),
        grade=asked.grade, year=int(year) if year else None, source=asked.source,
    )  # fmt: skip


def _columns(table: str, language: Language) -> list[str]:
    """Columns that a list has room for; the row's own page has all."""
    other = "fa" if language == "en" else "en"
    twins = {"seen_" + other, *({"name_fa"} if language == "en" else set())}
    return [name for name in tables()[table].names if name not in _HIDDEN | twins]


def _column(name: str, language: Language) -> str:
    """Name of a column, without the hint that its field in a form has."""
    return field_name(name, language).partition(" (")[0]


def _said_in(seen: Observatory, language: Language) -> Callable[..., str]:
    """What says a value of a row in a language: names of cities, measures and networks in the place of their codes."""
    named = seen.once(f"names {language}", lambda: _names(seen, language))

    def say(value: object, name: str = "", row: Mapping[str, Any] | None = None) -> str:
        if value is None or value == "":
            return "–"
        if row is not None and name in _CITY:
            number = row[_CITY[name]]
            return seen.gazetteer.city(number).text.into(language) if number else str(value)
        if name in named:
            return named[name].get(str(value), str(value))
        return _plainly(value, name, language)

    return say


def _plainly(value: object, name: str, language: Language) -> str:
    """Say a value that is no code: a number, a date, a choice of the form, or what somebody wrote."""
    if isinstance(value, bool):
        return translate("yes" if value else "no", language)
    if isinstance(value, float):
        return figure_text(value, language)
    if isinstance(value, int) or name == "as_of":
        return digits(str(value), language)
    known = messages(language) if language != "en" else {}
    return known.get(str(value), str(value))


def _names(seen: Observatory, language: Language) -> dict[str, dict[str, str]]:
    """Names of measures and networks by their codes."""
    key = "name_fa" if language == "fa" else "name"
    return {
        "measure_id": {
            each["measure_id"]: each["name_fa" if language == "fa" else "name_en"] or each["measure_id"]
            for each in seen.store.rows("measures")
        },
        "network_id": {each["network_id"]: each[key] or each["name"] for each in seen.store.rows("networks")},
    }


_CITY = {"city": "geonames_id", "city_a": "geonames_id_a", "city_b": "geonames_id_b"}
_CITY |= {"secretariat_city": "secretariat_geonames_id"}


def _rule(cell: Cell, language: Language) -> str:
    return translate(cell.rule, language).format(years=digits(str(cell.years), language))


_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
