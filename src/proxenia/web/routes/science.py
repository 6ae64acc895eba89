"""Page of science: whom cities publish with, by year, and which rival countries meet through which cities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from proxenia.errors import EvidenceError, ProxeniaError, Reason
from proxenia.locale import Text
from proxenia.web.routes.pages import language_of, observatory_of, page_of

if TYPE_CHECKING:
    from pathlib import Path

    from proxenia.networks.collaboration import Corpus, Plan

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
UNITS = ("place", "area", "country")
SEED = 20261121
MEMORY = "1GB"
MOST = 40
SECONDS = 3
YEARS = (1000, 2999)


@router.get("/{language}/science")
def science(
    request: Request,
    language: str,
    unit: Annotated[str, Query(max_length=20)] = "place",
    first: Annotated[str, Query(max_length=4)] = "",
    last: Annotated[str, Query(max_length=4)] = "",
) -> Response:
    """Show the collaboration of cities in the works of the reader's store, or how to bring works in."""
    seen, spoken = observatory_of(request), language_of(language)
    if unit not in UNITS:
        raise HTTPException(404, Reason("no unit {unit!r}; there are {choices}", unit=unit, choices=tuple(UNITS)))
    values: dict[str, Any] = {"unit": unit, "units": UNITS, "first": first, "last": last}
    path = seen.store.path
    if path is None or not has_works(path):
        return page_of(request, "science_none.html.j2", spoken)
    try:
        found = request.app.state.answers.ask(
            ("science", unit, first, last, seen.version), lambda: _counted(path, unit, first, last)
        )
    except ProxeniaError as error:
        return page_of(
            request, "science.html.j2", spoken, status=422, found=None, waiting=False, wrong=error.reason, **values
        )
    drawing = None
    if found is not None and found["ties"]:
        drawing = _drawing(request, found["all"], spoken, key=(unit, first, last))
    page = page_of(
        request, "science.html.j2", spoken, found=found, drawing=drawing, waiting=found is None, wrong="", **values
    )
    if found is None:
        page.headers["Refresh"] = str(SECONDS)
    return page


def has_works(path: Path) -> bool:
    """Say whether a store holds works, as `proxenia ingest` writes them."""
    from proxenia.networks.collaboration import DuckEngine  # noqa: PLC0415  only where it is asked for

    engine = DuckEngine(memory=MEMORY, threads=1)
    with engine:
        try:
            engine.attach(path, ("works", "authorships", "affiliations"))
        except EvidenceError:
            return False
    return True


def _drawing(request: Request, found: Any, language: Any, *, key: tuple[str, ...]) -> Any:
    from proxenia.report.collaboration import collaboration_map  # noqa: PLC0415  only where it is asked for

    def drawing(narrow: bool) -> Any:  # noqa: FBT001  a width
        return request.app.state.drawings.drawn(
            ("science", *key, language),
            lambda: collaboration_map(found, language=language, narrow=narrow),
            name="science",
            narrow=narrow,
        )

    return drawing


def _counted(path: Path, unit: str, first: str, last: str) -> dict[str, Any]:
    """Ties, years and bridges of the works."""
    from proxenia.networks.collaboration import Plan, by_resolver, collaborate, open_corpus, open_engine  # noqa: PLC0415  the same

    plan = Plan(unit=unit, years=_span(first, last))
    with open_engine(memory=MEMORY) as engine:
        corpus = open_corpus(path, engine=engine, resolve=by_resolver(None))
        found = collaborate(corpus, plan=plan)
        every_year = sorted(year.year for year in found.ledger if year.year is not None)
        bridges, no_bridges = _bridges(corpus, plan)
    ties = found.named(found.ties()[:MOST])
    units = found.units.units
    for tie in ties:
        for end in ("a", "b"):
            place = units[tie[f"unit_{end}"]]
            tie[f"name_{end}"] = Text(place.name, place.name_fa or place.name)
        tie["is_abroad"] = units[tie["unit_a"]].country_iso2 != units[tie["unit_b"]].country_iso2
    return {
        "all": found,
        "cities": len(found.output("full")),
        "n_ties": len(found.ties()),
        "ties": ties,
        "ledger": sorted(found.ledger, key=lambda year: (year.year is None, -(year.year or 0))),
        "years": every_year,
        "bridges": bridges,
        "no_bridges": no_bridges,
    }


def _bridges(corpus: Corpus, plan: Plan) -> tuple[Any, str]:
    from proxenia.errors import MethodError  # noqa: PLC0415  beside its use
    from proxenia.networks.collaboration.bridges import Blocs, find_bridges  # noqa: PLC0415  only where it is asked for
    from proxenia.provenance import chance  # noqa: PLC0415  the same

    try:
        return find_bridges(corpus, plan=plan, blocs=Blocs.read(None, None), rng=chance(SEED)), ""
    except MethodError as error:
        return None, error.reason


def _span(first: str, last: str) -> tuple[int, int] | None:
    """Read the years asked for; one alone is a span of one year."""
    written = [each.translate(_DIGITS).strip() for each in (first, last)]
    given = [each for each in written if each]
    if not given:
        return None
    for each in given:
        if not (each.isascii() and each.isdigit() and YEARS[0] <= int(each) <= YEARS[1]):
            raise EvidenceError("year {year!r} is none; write 2015", year=each)
    low, high = written[0] or given[0], written[1] or given[-1]
    return int(low), int(high)


_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
