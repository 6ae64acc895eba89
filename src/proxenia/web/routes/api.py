"""The interface for programs: the same words as the library, JSON or CSV, pages by cursor, kept by ETag."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from proxenia.errors import StudyError
from proxenia.store import tables
from proxenia.web.reading import evidence_rows, search_cities

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proxenia.web.observatory import Observatory

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["observatory"])
Format = Annotated[Literal["json", "csv"], Query(description="How the answer is written.")]
Limit = Annotated[int, Query(ge=1, le=1000, description="Rows a page.")]
Cursor = Annotated[str, Query(description="`next` of the page before.", max_length=40)]


@router.get("/edition")
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
    return _answer(request, body)


@router.get("/cities")
def cities(
    request: Request,
    q: Annotated[str, Query(description="A name in any script.", max_length=100)] = "",
    limit: Limit = 100,
    form: Annotated[Format, Query(alias="format")] = "json",
) -> Response:
    """List the panel's cities, best first, or the cities a name may mean."""
    seen = _observatory(request)
    rows = search_cities(seen, q)[:limit] if q.strip() else _bands(seen, {}, "", "")[:limit]
    return _answer(request, {"cities": rows}, rows=rows, form=form)


@router.get("/cities/{geonames_id}")
def city(request: Request, geonames_id: int) -> Response:
    """Assess a city beside those of the founding comparison: the content of `result.json`."""
    seen = _observatory(request)
    known = {each.geonames_id: each for each in seen.panel.cities}
    if geonames_id not in known:
        raise HTTPException(404, f"no city {geonames_id} with enough evidence; see /api/v1/cities")
    found = seen.assessment(known[geonames_id].label)
    return _answer(request, json.loads(msgspec.json.encode(found)))


@router.get("/index/bands")
def bands(
    request: Request,
    normalization: Annotated[str, Query(max_length=20)] = "",
    aggregation: Annotated[str, Query(max_length=20)] = "",
    weight: Annotated[list[str] | None, Query(description="DIMENSION:WEIGHT, may be repeated.", max_length=20)] = None,
    form: Annotated[Format, Query(alias="format")] = "json",
) -> Response:
    """Work the index out again under weights and choices of your own, with 90 % intervals."""
    rows = _bands(_observatory(request), weights_of(weight or []), normalization, aggregation)
    return _answer(request, {"bands": rows}, rows=rows, form=form)


@router.get("/evidence/{table}")
def evidence(
    request: Request,
    table: str,
    q: Annotated[str, Query(description="Words the row holds.", max_length=100)] = "",
    geonames_id: int | None = None,
    limit: Limit = 100,
    cursor: Cursor = "",
    form: Annotated[Format, Query(alias="format")] = "json",
) -> Response:
    """Read a table of the evidence, every row with its source, date and grade."""
    if table not in tables():
        raise HTTPException(404, f"no table {table!r}; there are {', '.join(tables())}")
    rows, following, total = evidence_rows(
        _observatory(request), table, words=q, geonames_id=geonames_id, limit=limit, cursor=cursor
    )
    return _answer(request, {"rows": rows, "next": following, "total": total}, rows=rows, form=form)


@router.get("/indicators")
def indicators(request: Request, form: Annotated[Format, Query(alias="format")] = "json") -> Response:
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
    return _answer(request, {"indicators": rows}, rows=rows, form=form)


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
            raise StudyError(f"weight {each!r} is not DIMENSION:WEIGHT, as in international_presence:2") from error
    return out


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


def _answer(
    request: Request, body: Mapping[str, Any], *, rows: list[dict[str, Any]] | None = None, form: str = "json"
) -> Response:
    """Write an answer, or say that what the reader has still holds."""
    if form == "csv" and rows is not None:
        content, kind = _csv(rows), "text/csv; charset=utf-8"
    else:
        content, kind = json.dumps(body, ensure_ascii=False, allow_nan=False), "application/json"
    mark = f'"{hashlib.sha256(content.encode()).hexdigest()[:20]}"'
    headers = {"ETag": mark, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _csv(rows: list[dict[str, Any]]) -> str:
    stream = io.StringIO()
    if rows:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return stream.getvalue()
