"""The interface for programs: the same words as the library, JSON or CSV, pages by cursor, kept by ETag."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import Response

from proxenia.errors import Reason, StudyError
from proxenia.store import tables
from proxenia.web.answering import PROBLEMS, Format, answer, described
from proxenia.web.reading import search_cities
from proxenia.web.register import Wanted, cell_of, conflicts, find_rows, row_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proxenia.web.observatory import Observatory
    from proxenia.web.register import Cell

__all__ = ["router", "weights_of"]

router = APIRouter(prefix="/api/v1", tags=["observatory"], responses=PROBLEMS)
Number = Annotated[int, Path(description="A city's GeoNames number.", examples=[112931], ge=0, le=10**12)]
Table = Annotated[str, Path(description="A table of the evidence.", examples=["memberships"], max_length=40)]
Limit = Annotated[int, Query(ge=1, le=1000, description="Rows a page.", examples=[100])]
Cursor = Annotated[str, Query(description="`next` of the page before; empty for the first.", max_length=40)]
Choice = Annotated[str, Query(max_length=20, description="Empty for the published one.")]


@router.get("/edition", responses=described({"edition": "edition 2026.1", "cities_of_the_panel": 24}))
def edition(request: Request) -> Response:
    """Name the data edition, the evidence and the method behind every figure."""
    seen = _observatory(request)
    body = {
        "edition": seen.edition,
        "evidence_fingerprint": seen.store.fingerprint,
        "framework": f"{seen.framework.name}-{seen.framework.version}",
        "methodology": seen.methodology.name,
        "methodology_hash": seen.methodology.hash,
        "cities_of_the_panel": len(seen.panel.cities),
        "weights": seen.live.weights,
    }
    return answer(request, body)


@router.get(
    "/cities",
    responses=described({"cities": [{"geonames_id": 112931, "name_en": "Tehran", "name_fa": "تهران"}]}, csv=True),
)
def cities(
    request: Request,
    q: Annotated[str, Query(description="A name in any script.", max_length=100, examples=["تهران"])] = "",
    limit: Limit = 100,
    form: Format = None,
) -> Response:
    """List the panel's cities, best first, or the cities a name may mean."""
    seen = _observatory(request)
    rows = search_cities(seen, q)[:limit] if q.strip() else _bands(seen, {}, "", "")[:limit]
    return answer(request, {"cities": rows}, rows=rows, form=form)


@router.get("/cities/{geonames_id}", responses=described({"focal": "Tehran", "cities": [], "values": []}))
def city(request: Request, geonames_id: Number) -> Response:
    """Assess a city beside those of the founding comparison: the content of `result.json`."""
    seen = _observatory(request)
    known = {each.geonames_id: each for each in seen.panel.cities}
    if geonames_id not in known:
        raise HTTPException(
            404, Reason("no city {geonames_id} with enough evidence; see /api/v1/cities", geonames_id=geonames_id)
        )
    found = seen.assessment(known[geonames_id].label)
    return answer(request, json.loads(msgspec.json.encode(found)))


@router.get(
    "/cities/{geonames_id}/cells/{indicator}",
    responses=described({"indicator": "museums", "status": "observed", "value": 141.0, "rows": []}),
)
def cell(
    request: Request,
    geonames_id: Number,
    indicator: Annotated[str, Path(description="An indicator's id.", examples=["museums"], max_length=80)],
) -> Response:
    """Give one value with every row below it, the one that stands, and the weights of the others."""
    seen = _fresh(request)
    if indicator not in seen.catalog.indicators:
        raise HTTPException(404, Reason("no indicator {indicator!r} in the catalog", indicator=indicator))
    found = cell_of(seen, geonames_id, indicator)
    if found is None:
        raise HTTPException(404, Reason("nothing is known of {indicator!r} of this city", indicator=indicator))
    return answer(request, _of_cell(found))


@router.get(
    "/index/bands",
    responses=described(
        {"bands": [{"geonames_id": 112931, "rank": 12, "rank_low": 8, "rank_high": 17}]},
        csv=True,
        nullable=("rank", "rank_low", "rank_high"),
    ),
)
def bands(
    request: Request,
    normalization: Choice = "",
    aggregation: Choice = "",
    weight: Annotated[
        list[str] | None,
        Query(description="DIMENSION:WEIGHT, may be repeated.", max_length=20, examples=[["international_presence:2"]]),
    ] = None,
    form: Format = None,
) -> Response:
    """Work the index out again under weights and choices of your own, with 90 % intervals."""
    rows = _bands(_observatory(request), weights_of(weight or []), normalization, aggregation)
    return answer(request, {"bands": rows}, rows=rows, form=form)


@router.get(
    "/evidence/{table}",
    responses=described(
        {"rows": [{"fact_id": "m0123456789", "provider": "edition 2026.1"}], "next": None, "total": 1}, csv=True
    ),
)
def evidence(  # noqa: PLR0913, PLR0917  each is a parameter of the address
    request: Request,
    table: Table,
    q: Annotated[str, Query(description="Words the row holds.", max_length=100)] = "",
    geonames_id: Annotated[int | None, Query(description="Rows about one city.", examples=[112931])] = None,
    indicator: Annotated[str, Query(description="Rows below one indicator.", max_length=80)] = "",
    grade: Annotated[str, Query(description="A, B or C.", max_length=1)] = "",
    year: Annotated[int | None, Query(description="Year of the fact, or of its page.", examples=[2024])] = None,
    source: Annotated[str, Query(description="A part of the source's address.", max_length=100)] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
    form: Format = None,
) -> Response:
    """Read a table of the evidence, every row with its source, date and grade.

    A row that an editor corrected or set aside is given with `replaced_by`: the row in its place, or empty text.
    """
    seen = _fresh(request)
    _known(table)
    wanted = Wanted(
        table=table, words=q, geonames_id=geonames_id, indicator=indicator, grade=grade, year=year, source=source
    )
    found = find_rows(seen, wanted, limit=limit, cursor=cursor)
    rows = [_with_replacement(seen, row) for row in found.rows]
    return answer(
        request, {"rows": rows, "next": found.following, "total": found.total}, rows=rows, form=form,
        following=found.following, names=(*tables()[table].names, "provider", "fact_id", "replaced_by"),
    )  # fmt: skip


@router.get(
    "/evidence/{table}/{fact_id}",
    responses=described({"fact_id": "m0123456789", "provider": "edition 2026.1", "replaced_by": None}),
)
def fact(
    request: Request,
    table: Table,
    fact_id: Annotated[str, Path(description="A row's id.", examples=["m0123456789"], max_length=40)],
) -> Response:
    """Give one row."""
    seen = _fresh(request)
    _known(table)
    found = row_of(seen, fact_id)
    if found is None or found[0] != table:
        raise HTTPException(404, Reason("no row {fact!r} in the evidence; it may have been corrected", fact=fact_id))
    return answer(request, _with_replacement(seen, found[1]))


@router.get("/conflicts", responses=described({"cells": [], "next": None, "total": 92}))
def contested(
    request: Request,
    limit: Limit = 100,
    cursor: Annotated[str, Query(max_length=6, pattern="^[0-9]*$", description="`next` of the page before.")] = "",
) -> Response:
    """List values for which sources differ, with every row and the one that stands; hard contradictions come first."""
    every, start = conflicts(_fresh(request)), int(cursor or 0)
    after = str(start + limit) if start + limit < len(every) else None
    body = {"cells": [_of_cell(each) for each in every[start : start + limit]], "next": after, "total": len(every)}
    return answer(request, body, following=after)


@router.get("/indicators", responses=described({"indicators": [{"indicator": "museums", "unit": "museums"}]}, csv=True))
def indicators(request: Request, form: Format = None) -> Response:
    """List the framework's indicators as the catalog defines them."""
    seen = _observatory(request)
    rows = [
        {
            "indicator": each.id,
            "name_en": each.name.en,
            "name_fa": each.name.fa,
            "dimension": seen.framework.dimension_of(each.id),
            "definition_en": each.definition.en,
            "definition_fa": each.definition.fa,
            "unit": each.unit.en,
            "direction": each.direction,
            "status": each.status,
        }
        for each in (seen.catalog[indicator] for indicator in seen.framework.indicator_ids)
    ]
    return answer(request, {"indicators": rows}, rows=rows, form=form)


def weights_of(texts: Iterable[str]) -> dict[str, float]:
    """Read weights written as `dimension:weight`.

    Raises
    ------
    StudyError
        If one is not written so.
    """
    out = {}
    for each in texts:
        code, _, number = each.rpartition(":")
        try:
            out[code] = float(number)
        except ValueError as error:
            raise StudyError(
                "weight {weight!r} is not DIMENSION:WEIGHT, as in {example}",
                weight=each,
                example="international_presence:2",
            ) from error
    return out


def _known(table: str) -> None:
    if table not in tables():
        raise HTTPException(404, Reason("no table {table!r}; there are {tables}", table=table, tables=tuple(tables())))


def _with_replacement(seen: Observatory, row: Mapping[str, Any]) -> dict[str, Any]:
    aside = seen.store.replacements.get(row["fact_id"])
    return {**row, "replaced_by": None if aside is None else aside.by}


def _of_cell(cell: Cell) -> dict[str, Any]:
    found = cell.observation
    return {
        "geonames_id": cell.city.geonames_id,
        "city": cell.city.name,
        "indicator": cell.indicator.id,
        "status": found.status.value,
        "value": found.value,
        "unit": found.unit,
        "year": found.year,
        "rule": cell.rule.format(years=cell.years),
        "rows": [{"table": each.table, "stands": each.stands, "share": each.share, **each.row} for each in cell.rivals],
        "left_out": [{"table": each.table, **each.row} for each in cell.left],
    }


def _bands(
    seen: Observatory, weights: Mapping[str, float], normalization: str, aggregation: str
) -> list[dict[str, Any]]:
    found = seen.live.bands(weights=weights, normalization=normalization, aggregation=aggregation)
    names = {city.geonames_id: city for city in seen.panel.cities}
    rows = [
        {
            "geonames_id": band.geonames_id,
            "name_en": names[band.geonames_id].text.en,
            "name_fa": names[band.geonames_id].text.fa,
            "country_iso2": names[band.geonames_id].country_iso2,
            **{key: value for key, value in msgspec.to_builtins(band).items() if key != "geonames_id"},
        }
        for band in found
    ]
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"], row["name_en"]))


def _observatory(request: Request) -> Observatory:
    return request.app.state.observatory


def _fresh(request: Request) -> Observatory:
    return request.app.state.fresh
