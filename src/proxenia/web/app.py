"""The application: routes, headers and errors, put together."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from proxenia.errors import AmbiguousCity, ProxeniaError, ThinEvidence, UnknownCity
from proxenia.locale import LANGUAGES, translate
from proxenia.provenance import code_version
from proxenia.web.answers import Answers
from proxenia.web.drawings import Drawings
from proxenia.web.kept import KeptAnswers
from proxenia.web.routes import account, advice, api, assets, documents, edit, networks, pages, science
from proxenia.web.words import render

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from proxenia.locale import Language
    from proxenia.web.editing.desk import Desk
    from proxenia.web.observatory import Observatory

__all__ = ["create_app"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STATUS_OF: dict[type[ProxeniaError], int] = {UnknownCity: 404, AmbiguousCity: 409, ThinEvidence: 422}


def create_app(observatory: Observatory, *, desk: Desk | None = None) -> FastAPI:
    """Make the application that shows an observatory; it reads and never writes, save where a desk for editors is given."""
    app = FastAPI(
        title="Proxenia",
        version=code_version(),
        description="The observatory of city science diplomacy: cited evidence, an index with intervals.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.observatory = observatory
    app.state.drawings = Drawings()
    app.state.answers = Answers()
    if desk is not None:
        _open_desk(app, desk)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    for part in (assets, api, advice, networks, science, documents, edit, account, pages):
        app.include_router(part.router)

    @app.middleware("http")
    async def _headers(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.exception_handler(ProxeniaError)
    async def _refused(request: Request, error: ProxeniaError) -> Response:
        return _problem(request, STATUS_OF.get(type(error), 422), str(error))

    @app.exception_handler(HTTPException)
    async def _missing(request: Request, error: HTTPException) -> Response:
        return _problem(request, error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        return _problem(request, 422, f"{where}: {first['msg']}")

    app.add_middleware(KeptAnswers)
    return app


def _open_desk(app: FastAPI, desk: Desk) -> None:
    """Let editors in: what they save is read anew, and no page made before is kept."""

    def renew() -> None:
        app.state.observatory = app.state.observatory.again(desk.store)
        app.state.answers, app.state.drawings = Answers(), Drawings()
        app.state.generation += 1
        threading.Thread(target=app.state.observatory.warm, daemon=True).start()

    app.state.generation = 0
    app.state.desk = desk
    desk.renewed = renew


def _problem(request: Request, status: int, detail: str) -> Response:
    """Say what is wrong: as problem+json to programs (RFC 9457), as a page to people."""
    if request.url.path.startswith("/api/"):
        body = {"type": "about:blank", "title": _TITLES.get(status, "error"), "status": status, "detail": detail}
        return JSONResponse(body, status_code=status, media_type="application/problem+json")
    first = request.url.path.split("/")[1]
    language: Language = "fa" if first == LANGUAGES[1] else "en"
    title = translate("Not found" if status == NOT_FOUND else "That cannot be shown", language)
    page = render(
        "error.html.j2", language=language, path="", title=title, detail=detail, seen=None, asset=assets.address
    )
    return HTMLResponse(page, status_code=status)


NOT_FOUND = 404
_TITLES = {404: "not found", 405: "method not allowed", 409: "ambiguous", 422: "cannot be answered"}
