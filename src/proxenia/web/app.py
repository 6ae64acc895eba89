"""The application: routes, headers and errors, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from proxenia.errors import AmbiguousCity, OutputError, ProxeniaError, Reason, ThinEvidence, UnknownCity
from proxenia.locale import languages, translate
from proxenia.provenance import code_version
from proxenia.web.answers import Answers, Opening
from proxenia.web.drawings import Drawings
from proxenia.web.guard import Guard, Place, protect
from proxenia.web.kept import KeptAnswers
from proxenia.web.renewal import Renewal
from proxenia.web.routes import advice, api, assets, documents, networks, pages, science
from proxenia.web.routes.editors import account, adding, correcting, history
from proxenia.web.routes.evidence import data, register
from proxenia.web.words import render

if TYPE_CHECKING:
    import threading

    from proxenia.locale import Language
    from proxenia.web.editing.desk import Desk
    from proxenia.web.observatory import Observatory

__all__ = ["create_app"]

PARTS = (
    assets, api, advice, networks, science, documents, register, data, adding, correcting, history, account, pages,
)  # fmt: skip
STATUS_OF: dict[type[ProxeniaError], int] = {OutputError: 503, UnknownCity: 404, AmbiguousCity: 409, ThinEvidence: 422}


def create_app(
    observatory: Observatory,
    *,
    desk: Desk | None = None,
    place: Place | None = None,
    ready: threading.Event | None = None,
) -> FastAPI:
    """Make the application that shows an observatory; it reads and never writes, save where a desk for editors is given.

    Parameters
    ----------
    place
        Where it is reached; without one it answers to any name, and the server before it has to check.
    ready
        Set when `warm` is done; until then pages say that the observatory is opening. Without one they wait.
    """
    app = FastAPI(
        title="Proxenia",
        version=code_version(),
        description="The observatory of city science diplomacy: cited evidence, an index with intervals.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.observatory = app.state.fresh = observatory
    app.state.drawings = Drawings()
    app.state.answers = Answers()
    app.state.place = place or Place()
    if desk is not None:
        _open_desk(app, desk)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    for part in PARTS:
        app.include_router(part.router)

    _say_what_is_wrong(app)
    app.add_middleware(KeptAnswers)
    if ready is not None:
        app.add_middleware(Opening, ready=ready)
    app.add_middleware(Guard, place=app.state.place, refuse=_problem)
    return app


def _say_what_is_wrong(app: FastAPI) -> None:
    """Answer every refusal and failure in words."""

    @app.exception_handler(ProxeniaError)
    async def _refused(request: Request, error: ProxeniaError) -> Response:
        return _problem(request, STATUS_OF.get(type(error), 422), error.reason)

    @app.exception_handler(HTTPException)
    async def _missing(request: Request, error: HTTPException) -> Response:
        response = _problem(request, error.status_code, _DETAILS.get(str(error.detail), error.detail))
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        return _problem(request, 422, _fault(error.errors()[0]))

    @app.exception_handler(Exception)
    async def _failed(request: Request, error: Exception) -> Response:  # noqa: ARG001  the server writes it down
        response = _problem(request, 500, Reason("Something went wrong here, and it is no fault of yours"))
        protect(response.headers, app.state.place)
        return response


def _open_desk(app: FastAPI, desk: Desk) -> None:
    """Let editors in: the register shows what they save at once, and the figures as soon as they are worked out anew."""
    renewal = Renewal(app, desk.store)
    app.state.generation = app.state.saves = 0
    app.state.desk = desk
    desk.renewed = renewal.begin


def _problem(request: Request, status: int, detail: str) -> Response:
    """Say what is wrong: as problem+json to programs (RFC 9457), as a page to people."""
    if request.url.path.startswith("/api/"):
        body = {"type": "about:blank", "title": _TITLES.get(status, "error"), "status": status, "detail": detail}
        return JSONResponse(body, status_code=status, media_type="application/problem+json")
    first = request.url.path.split("/")[1]
    language: Language = first if first in languages() else "en"
    title = translate(_HEADINGS.get(status, "That cannot be shown"), language)
    page = render(
        "error.html.j2",
        language=language,
        path=_beyond(request),
        title=title,
        detail="" if detail is _DETAILS["Not Found"] else detail,
        seen=None,
        asset=assets.address,
    )
    return HTMLResponse(page, status_code=status)


def _beyond(request: Request) -> str:
    """Address below the language, so that the other language shows the same; of a form that was sent, none."""
    rest = request.url.path.lstrip("/").partition("/")[2]
    if request.method != "GET" or not rest:
        return "nowhere"
    return f"{rest}?{request.url.query}" if request.url.query else rest


def _fault(first: dict[str, Any]) -> Reason:
    """Say what is wrong with a part of an address or a form."""
    where, limits = ".".join(str(part) for part in first["loc"][1:]), first.get("ctx", {})
    known = _FAULTS.get(first["type"])
    if known is None:
        return Reason("{where}: {message}", where=where, message=first["msg"])
    form, limit = known
    return Reason(form, where=where, **({"limit": limits[limit]} if limit else {}))


_FAULTS: dict[str, tuple[str, str]] = {
    "string_too_long": ("{where}: write at most {limit} characters", "max_length"),
    "too_long": ("{where}: give at most {limit} values", "max_length"),
    "int_parsing": ("{where}: write a whole number", ""),
    "int_from_float": ("{where}: write a whole number", ""),
    "float_parsing": ("{where}: write a number", ""),
    "greater_than_equal": ("{where}: write {limit} or more", "ge"),
    "less_than_equal": ("{where}: write {limit} or less", "le"),
    "missing": ("{where}: is missing", ""),
}
"""Faults that pydantic finds, by its name of them: what to say, and which of its limits to name."""
_DETAILS = {
    "Not Found": Reason("there is no page at this address"),
    "Method Not Allowed": Reason("this address does not take what was sent; open it as a page"),
}
"""What the framework says of itself, in words."""
_HEADINGS = {
    404: "Not found",
    403: "Not allowed",
    413: "Too large",
    429: "Too many attempts",
    503: "Not available just now",
}
_TITLES = {404: "not found", 405: "method not allowed", 409: "ambiguous", 422: "cannot be answered"}
