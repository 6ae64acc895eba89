"""Pages for people, the same at /en/ and /fa/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from proxenia.errors import ProxeniaError, Reason
from proxenia.locale import Text, languages
from proxenia.web.reading import examples, known_of, live_words, near_cities, presets, search_cities
from proxenia.web.routes.api import weights_of
from proxenia.web.routes.assets import address
from proxenia.web.words import render

if TYPE_CHECKING:
    from proxenia.locale import Language
    from proxenia.web.drawings import Drawings
    from proxenia.web.observatory import Observatory

__all__ = ["fresh_of", "language_of", "observatory_of", "page_of", "router"]

router = APIRouter(include_in_schema=False)
Words = Annotated[str, Query(max_length=100)]
ROWS = 50
MOST = 8
FIRST = 20


@router.get("/")
def root(request: Request) -> Response:
    """Lead to the reader's language."""
    wanted = request.headers.get("accept-language", "").lower()
    spoken = next((each for each in languages() if wanted.startswith(each)), "en")
    return RedirectResponse(f"/{spoken}/", status_code=307)


@router.get("/{language}/")
def home(request: Request, language: str) -> Response:
    """Show the map of the world."""
    seen = observatory_of(request)
    spoken = language_of(language)
    drawings = _drawings(request)
    return page_of(
        request,
        "home.html.j2",
        spoken,
        drawing=lambda narrow: drawings.of_world(seen, language=spoken, narrow=narrow),
        bands=_ordered(seen)[:FIRST],
        count=len(seen.panel.cities),
    )


@router.get("/{language}/cities")
def cities(request: Request, language: str, q: Words = "") -> Response:
    """List the panel, or the cities a name may mean."""
    seen = observatory_of(request)
    found = search_cities(seen, q) if q.strip() else []
    near = near_cities(seen, q) if q.strip() and not found else []
    return page_of(request, "cities.html.j2", language_of(language), q=q, found=found, near=near, bands=_ordered(seen))


@router.get("/{language}/city/{geonames_id}")
def city(request: Request, language: str, geonames_id: int) -> Response:
    """Show everything that is known of a city of the panel."""
    seen, spoken = observatory_of(request), language_of(language)
    known = {each.geonames_id: each for each in seen.panel.cities}
    if geonames_id not in known:
        return _thin(request, spoken, geonames_id)
    return _compared(request, "city.html.j2", spoken, known[geonames_id].label, ())


@router.get("/{language}/compare")
def compare(
    request: Request, language: str, city: Annotated[list[str] | None, Query(max_length=MOST)] = None
) -> Response:
    """Hold up to eight cities side by side."""
    spoken = language_of(language)
    names = [each.strip() for each in city or [] if each.strip()]
    if len(names) < 2:  # noqa: PLR2004  a comparison is of two or more
        begin = examples(observatory_of(request))
        return page_of(request, "compare.html.j2", spoken, names=names, a=None, wrong="", examples=begin)
    try:
        return _compared(request, "compare.html.j2", spoken, names[0], tuple(names[1:]), names=names, wrong="")
    except ProxeniaError as error:
        return page_of(request, "compare.html.j2", spoken, status=422, names=names, a=None, wrong=error.reason)


@router.get("/{language}/index")
def index(
    request: Request,
    language: str,
    normalization: Annotated[str, Query(max_length=20)] = "",
    aggregation: Annotated[str, Query(max_length=20)] = "",
    weight: Annotated[list[str] | None, Query(max_length=20)] = None,
) -> Response:
    """Show the index, its weights and choices to be moved."""
    seen = observatory_of(request)
    moved = [
        f"{name.removeprefix('weight-')}:{value}"
        for name, value in request.query_params.items()
        if name.startswith("weight-")
    ]
    weights = seen.live.weights | weights_of([*moved, *(weight or [])])
    bands = seen.live.bands(weights=weights, normalization=normalization, aggregation=aggregation)
    spoken = language_of(language)
    return page_of(
        request,
        "index.html.j2",
        spoken,
        weights=weights,
        normalization=normalization,
        aggregation=aggregation,
        vary=seen.methodology.vary,
        draws=(seen.live.draws, len(seen.panel.cells)),
        bands=_sorted(seen, bands),
        published={band.geonames_id: band.rank for band in seen.live.bands()},
        dimensions={d.code: d.name for d in seen.framework.dimension},
        presets=presets(seen),
        words=live_words(spoken),
    )


def _compared(
    request: Request, template: str, language: Language, focal: str, others: tuple[str, ...], **more: Any
) -> Response:
    seen, drawings = observatory_of(request), _drawings(request)
    found = seen.assessment(focal, others)

    def drawing(name: str, narrow: bool) -> Any:  # noqa: FBT001  a width
        return drawings.of_assessment(found, name, language=language, narrow=narrow)

    return page_of(request, template, language, a=found, drawing=drawing, **more)


def _thin(request: Request, language: Language, geonames_id: int) -> Response:
    """A city that the gazetteer has and the panel has not: what is known, and what would be needed."""
    seen = observatory_of(request)
    place = seen.gazetteer.city(geonames_id)
    return page_of(request, "thin.html.j2", language, place=place, known=known_of(seen, place))


def _ordered(seen: Observatory) -> list[tuple[Any, Any]]:
    return _sorted(seen, seen.live.bands())


def _sorted(seen: Observatory, bands: Any) -> list[tuple[Any, Any]]:
    places = {city.geonames_id: city for city in seen.panel.cities}
    ranked = sorted(bands, key=lambda band: (band.rank is None, band.rank, places[band.geonames_id].name))
    return [(places[band.geonames_id], band) for band in ranked]


def page_of(request: Request, template: str, language: Language, *, status: int = 200, **values: Any) -> Response:
    """Render a page in its language."""
    seen = observatory_of(request)
    path = request.url.path.removeprefix(f"/{language}/") + (f"?{request.url.query}" if request.url.query else "")
    html = render(
        template,
        language=language,
        path=path,
        asset=address,
        seen=seen,
        country=lambda code: _country(seen, code, language),
        Text=Text,
        editing=hasattr(request.app.state, "desk"),
        **values,
    )
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-cache"})


def _country(seen: Observatory, code: str, language: Language) -> str:
    found = seen.gazetteer.countries.get(code)
    return found.name.into(language) if found else code


def language_of(language: str) -> Language:
    """Read a language from an address; another one is not found."""
    if language in languages():
        return language
    raise HTTPException(404, Reason("no language {language!r}; there are en and fa", language=language))


def fresh_of(request: Request) -> Observatory:
    """What the application shows of the register: with every row saved, even where the figures are not made yet."""
    return request.app.state.fresh


def observatory_of(request: Request) -> Observatory:
    """What the application shows."""
    return request.app.state.observatory


def _drawings(request: Request) -> Drawings:
    return request.app.state.drawings
