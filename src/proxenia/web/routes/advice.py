"""Pages of advice: networks to join, unions to form, and a plan; worked out beside the page, which waits in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from proxenia.errors import ProxeniaError, StudyError
from proxenia.web.routes.pages import language_of, observatory_of, page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from proxenia.locale import Language
    from proxenia.unions.forming import Region

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Words = Annotated[str, Query(max_length=100)]
SIZES = (3, 24)
SIDES = ("west", "south", "east", "north")
SECONDS = 3


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
    """Propose a union of the cities of a region, or of a box between two meridians and two parallels."""
    from proxenia.unions.forming import box, region_names  # noqa: PLC0415  only where it is asked for
    from proxenia.unions.forming import region as named  # noqa: PLC0415  the same
    from proxenia.unions.settings import Themes  # noqa: PLC0415  the same

    seen, spoken = observatory_of(request), language_of(language)
    sides = {side: request.query_params.get(side, "")[:20] for side in SIDES}

    def chosen() -> Region:
        return box(*(_degrees(text, side) for side, text in sides.items())) if region == "box" else named(region)

    def make() -> Any:
        from proxenia.unions.advice import which_to_form  # noqa: PLC0415  the same

        if not SIZES[0] <= least <= most <= SIZES[1]:
            raise StudyError(
                f"a union of {least} to {most} cities is none to propose here; ask for {SIZES[0]} to {SIZES[1]}"
            )
        return which_to_form(chosen(), (least, most), bench=seen.bench, theme=theme)

    def drawing(proposal: Any) -> Any:
        from proxenia.report.union_figures import form_figures  # noqa: PLC0415  only where it is asked for

        return request.app.state.drawings.drawn(
            ("union", region, *sides.values(), theme, str(least), str(most), spoken),
            lambda: form_figures(proposal, region=chosen())["union", spoken],
            name="union",
        )

    return _answered(
        request, "unions.html.j2", spoken, ("unions", region, *sides.values(), theme, least, most),
        make if region else None, box=sides, drawing=drawing, region=region, theme=theme, least=least, most=most,
        regions=[(name, named(name).name) for name in region_names()],
        themes=[(each.code, each.name) for each in Themes.read().theme],
    )  # fmt: skip


@router.get("/{language}/strategy")
def strategy(
    request: Request, language: str, city: Words = "", target: Words = "", budget: Words = "", years: Words = "5"
) -> Response:
    """Plan a city's way to a target."""
    seen = observatory_of(request)

    def make() -> Any:
        return seen.plan(city, target=target, budget=_number(budget, "budget"), years=_number(years, "years") or 5)

    return _answered(
        request, "strategy.html.j2", language_of(language), ("strategy", city, target, budget, years),
        make if city.strip() else None, city=city, target=target, budget=budget, years=years,
    )  # fmt: skip


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
        return page_of(request, template, language, status=422, answer=None, waiting=False, wrong=str(error), **values)
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
        raise StudyError(f"{name} {text!r} is no number; write it as 250000") from error


def _degrees(text: str, side: str) -> float:
    found = _number(text, side)
    if found is None or not math.isfinite(found):
        raise StudyError(f"the box has no {side}; write degrees, such as 48.5 or -3")
    return found


_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫−", "0123456789.-", "٬,")
