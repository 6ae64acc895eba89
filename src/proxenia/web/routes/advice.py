"""Pages of advice: networks to join, unions to form, and a plan; worked out beside the page, which waits in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from proxenia.errors import ProxeniaError, Reason, StudyError
from proxenia.locale import Text
from proxenia.web.routes.pages import language_of, observatory_of, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from proxenia.locale import Language
    from proxenia.strategy.roadmap import Roadmap
    from proxenia.unions.forming import Region
    from proxenia.web.observatory import Observatory

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Words = Annotated[str, Query(max_length=100)]
SIZES = (3, 24)
SIDES = ("west", "south", "east", "north")
SECONDS = 3
LONGEST, CORNERS = 1200, 60
"""Letters and corners of an outline that is drawn, at most."""


@router.get("/{language}/join")
def join(request: Request, language: str, city: Words = "") -> Response:
    """List the networks a city could join."""
    seen = observatory_of(request)

    def make() -> Any:
        from proxenia.unions.advice import which_to_join  # noqa: PLC0415  only where it is asked for

        return which_to_join(city, bench=seen.bench)

    return _answered(
        request, "join.html.j2", language_of(language), ("join", city), make if city.strip() else None, city=city
    )


@router.get("/{language}/unions")
def unions(
    request: Request,
    language: str,
    region: Words = "",
    theme: Words = "",
    least: int = 6,
    most: int = 12,
) -> Response:
    """Propose a union of the cities of a region, of a box between meridians and parallels, or of a shape that was drawn."""
    from proxenia.unions.forming import region as named  # noqa: PLC0415  only where it is asked for
    from proxenia.unions.forming import region_names  # noqa: PLC0415  the same
    from proxenia.unions.settings import Themes  # noqa: PLC0415  the same

    seen, spoken = observatory_of(request), language_of(language)
    sides = {side: request.query_params.get(side, "")[:20] for side in SIDES}
    shape = request.query_params.get("shape", "")[:LONGEST]
    question = ("unions", region, *sides.values(), shape, theme, least, most)

    def chosen() -> Region:
        return _region_of(region, sides, shape)

    def make() -> Any:
        return _proposed(seen, chosen(), (least, most), theme)

    def drawing(proposal: Any, narrow: bool) -> Any:  # noqa: FBT001  a width
        from proxenia.report.union_figures import form_figures  # noqa: PLC0415  only where it is asked for

        return request.app.state.drawings.drawn(
            (*map(str, question), spoken),
            lambda: form_figures(proposal, region=chosen(), narrow=narrow)["union", spoken],
            name="union",
            narrow=narrow,
        )

    return _answered(
        request, "unions.html.j2", spoken, question, make if region else None,
        box=sides, shape=shape, chart=_chart(seen, chosen if region else None), drawing=drawing,
        region=region, theme=theme, least=least, most=most,
        regions=[(name, named(name).name) for name in region_names()],
        themes=[(each.code, each.name) for each in Themes.read().theme],
    )  # fmt: skip


def _proposed(seen: Observatory, region: Region, sizes: tuple[int, int], theme: str) -> Any:
    from proxenia.unions.advice import which_to_form  # noqa: PLC0415  only where it is asked for

    least, most = sizes
    if not SIZES[0] <= least <= most <= SIZES[1]:
        raise StudyError(
            "a union of {least} to {most} cities is none to propose here; ask for {low} to {high}",
            least=least,
            most=most,
            low=SIZES[0],
            high=SIZES[1],
        )
    return which_to_form(region, sizes, bench=seen.bench, theme=theme)


def _region_of(region: str, sides: Mapping[str, str], shape: str) -> Region:
    """Give the region of an address; a name that is a file of the server's is none."""
    from proxenia.unions.forming import box, region_names  # noqa: PLC0415  only where it is asked for
    from proxenia.unions.forming import region as named  # noqa: PLC0415  the same

    if region == "box":
        return box(*(_degrees(text, side) for side, text in sides.items()))
    if region == "shape":
        return _outlined(shape)
    if region not in region_names():
        raise StudyError("no region {region!r}; there are {choices}", region=region, choices=region_names())
    return named(region)


@router.get("/{language}/strategy")
def strategy(
    request: Request, language: str, city: Words = "", target: Words = "", budget: Words = "", years: Words = "5"
) -> Response:
    """Plan a city's way to a target."""
    seen = observatory_of(request)

    def make() -> Any:
        return seen.roadmap(city, target=target, budget=_number(budget, "budget"), years=_number(years, "years") or 5)

    return _answered(
        request, "strategy.html.j2", language_of(language), ("strategy", city, target, budget, years),
        make if city.strip() else None, city=city, target=target, budget=budget, years=years,
        drawing=lambda road, name, narrow: _strategy_figure(request, road, name, language_of(language), narrow=narrow),
    )  # fmt: skip


def _strategy_figure(request: Request, road: Roadmap, name: str, language: Language, *, narrow: bool) -> Any:
    """A figure of a roadmap: the levers in time, or what money buys."""
    from proxenia.report.figures import Brush  # noqa: PLC0415  only where it is asked for
    from proxenia.report.strategy import figures  # noqa: PLC0415  the same

    brush = Brush(language=language, narrow=narrow)
    draw = {"gantt": lambda: figures.gantt(road, brush), "frontier": lambda: figures.frontier(road.plan, brush)}[name]
    key = (
        "strategy",
        name,
        request.url.query,
        language,
        str(road.starts_on),
        road.plan.provenance.evidence_fingerprint,
    )
    return request.app.state.drawings.drawn(key, draw, name=name, narrow=narrow)


def _answered(
    request: Request,
    template: str,
    language: Language,
    question: tuple[Any, ...],
    make: Callable[[], Any] | None,
    **values: Any,
) -> Response:
    """Show the answer, the wait for it, or why there is none."""
    if make is None:
        return page_of(request, template, language, answer=None, waiting=False, wrong="", **values)
    try:
        answer = request.app.state.answers.ask(question, make)
    except ProxeniaError as error:
        return page_of(
            request, template, language, status=422, answer=None, waiting=False, wrong=error.reason, **values
        )
    page = page_of(request, template, language, answer=answer, waiting=answer is None, wrong="", **values)
    if answer is None:
        page.headers["Refresh"] = str(SECONDS)
    return page


def _number(text: str, name: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.translate(_DIGITS))
    except ValueError as error:
        raise StudyError("{name} {text!r} is no number; write it as 250000", name=Reason(name), text=text) from error


def _degrees(text: str, side: str) -> float:
    found = _number(text, side)
    if found is None or not math.isfinite(found):
        raise StudyError("the box has no {side}; write degrees, such as 48.5 or -3", side=Reason(side))
    return found


def _outlined(text: str) -> Region:
    """Read an outline written as pairs of degrees, `east,north`, with spaces between them."""
    from proxenia.unions.forming import Region  # noqa: PLC0415  only where it is asked for

    written = text.replace("،", ",").split()
    if not 3 <= len(written) <= CORNERS:  # noqa: PLR2004  the corners of a triangle
        raise StudyError(
            "an outline has 3 to {most} corners, not {n}; write them as {example}",
            most=CORNERS,
            n=len(written),
            example="44,25 63,25 63,40",
        )
    return Region(
        id="shape",
        name=Text("the shape drawn", "محدودهٔ کشیده‌شده"),
        kind="shape",
        source=text,
        least_population=100_000,
        points=(tuple(_corner(each) for each in written),),
    )


def _corner(text: str) -> tuple[float, float]:
    east, _, north = text.partition(",")
    try:
        return _degrees(east, "corner"), _degrees(north, "corner")
    except StudyError as error:
        raise StudyError("{text!r} is no corner; write its degrees as east,north, such as 44,25", text=text) from error


def _chart(seen: Observatory, chosen: Callable[[], Region] | None) -> dict[str, Any]:
    """What the map to draw on is made of: the land, the cities of the panel, every region, and the one that was drawn."""
    from proxenia.report.world import land_path, line_path  # noqa: PLC0415  only where it is asked for
    from proxenia.unions.forming import region, region_names  # noqa: PLC0415  the same

    regions = [region(name) for name in region_names()]
    try:
        drawn = chosen() if chosen is not None else None
    except ProxeniaError:
        drawn = None
    return {
        "land": land_path(),
        "cities": [(city.longitude, city.latitude) for city in seen.panel.cities],
        "regions": [(each.id, each.kind, line_path(each.points, is_closed=each.kind == "shape")) for each in regions],
        "drawn": line_path(drawn.points, is_closed=True) if drawn is not None and drawn.id in {"box", "shape"} else "",
    }


_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫−", "0123456789.-", "٬,")
