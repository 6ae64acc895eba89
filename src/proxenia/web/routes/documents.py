"""Pages of documents: a file is read, its passages stand with the rule coder's codes, a reader corrects them.

The server keeps nothing: the file is deleted when it is read, and the work travels in the page.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from proxenia.errors import EvidenceError, ProxeniaError, Reason
from proxenia.web.routes.pages import language_of, page_of

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from starlette.datastructures import FormData

    from proxenia.locale import Language
    from proxenia.web.desk import Desk

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
SHOWN = 20
"""Passages a screen."""
PATIENCE = 120.0
"""Seconds a reader's connection may take to send a form."""
FIELDS = 10_000
DESK_BYTES = 8 * 2**20
TOO_LARGE, TOO_SLOW, CANNOT = 413, 408, 422
KEPT_NOWHERE = {"Cache-Control": "no-store"}


@router.get("/{language}/documents")
def documents(request: Request, language: str) -> Response:
    """Ask for a document."""
    return _asked(request, language_of(language))


@router.get("/{language}/documents/desk")
def back(language: str) -> Response:
    """Lead to the first page: a desk lives in its form only."""
    return RedirectResponse(f"/{language_of(language)}/documents", status_code=303)


@router.post("/{language}/documents")
async def upload(request: Request, language: str) -> Response:
    """Read an uploaded document and show its passages with their codes."""
    from proxenia.web.desk import MOST_BYTES, parse  # noqa: PLC0415  only where it is asked for

    spoken = language_of(language)
    reader, is_blind = "", False
    try:
        form = await _form(request, most=MOST_BYTES)
        try:
            reader, is_blind = _reader(form), bool(form.get("blind"))
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                raise EvidenceError("no file is chosen; choose a PDF, DOCX, HTML, Markdown or text file")
            with tempfile.TemporaryDirectory(prefix="document-") as folder:
                path = Path(folder) / _safe_name(file.filename)
                await run_in_threadpool(path.write_bytes, await file.read())
                desk = await run_in_threadpool(parse, path)
        finally:
            await form.close()
    except ProxeniaError as error:
        return _asked(request, spoken, wrong=error.reason, status=CANNOT, reader=reader, is_blind=is_blind)
    except HTTPException as error:
        return _asked(request, spoken, wrong=error.detail, status=error.status_code)
    import msgspec  # noqa: PLC0415  beside its use

    return _desk(request, spoken, msgspec.structs.replace(desk, reader=reader, is_blind=is_blind), screen=0)


@router.post("/{language}/documents/desk")
async def decide(request: Request, language: str, screen: Annotated[int, Query(ge=0)] = 0) -> Response:
    """Take a reader's decisions, and show the next passages, the agreement, or a file."""
    from proxenia.web.desk import Desk, decided  # noqa: PLC0415  only where it is asked for

    spoken = language_of(language)
    try:
        form = await _form(request, most=DESK_BYTES)
        desk = Desk.returned(str(form.get("desk") or ""))
    except ProxeniaError as error:
        return _asked(request, spoken, wrong=error.reason, status=CANNOT)
    except HTTPException as error:
        return _asked(request, spoken, wrong=error.detail, status=error.status_code)
    fields = {name: [str(value) for value in form.getlist(name)] for name in form if name != "desk"}
    desk, wrong = decided(desk, fields, range(screen * SHOWN, (screen + 1) * SHOWN))
    action = str(form.get("action") or "save")
    if wrong:
        typed = {i: " ".join(fields.get(f"add-{i}", [])) for i in wrong}
        return _desk(request, spoken, desk, screen=screen, wrong=wrong, typed=typed, status=CANNOT)
    return await run_in_threadpool(_done, request, spoken, desk, screen=screen, action=action)


def _done(request: Request, language: Language, desk: Desk, *, screen: int, action: str) -> Response:
    """Do what a reader asks of a desk: a file, the agreement, or another screen."""
    if action in _FILES:
        return _file(desk, action)
    if action == "agree":
        try:
            return _desk(request, language, desk, screen=screen, agreement=desk.agreement())
        except ProxeniaError as error:
            return _desk(request, language, desk, screen=screen, refusal=error.reason, status=CANNOT)
    if action.startswith("screen-") and action[7:].isascii() and action[7:].isdigit():
        screen = min(int(action[7:]), _screens(desk) - 1)
    return _desk(request, language, desk, screen=screen)


def _asked(
    request: Request,
    language: Language,
    *,
    wrong: str = "",
    status: int = 200,
    reader: str = "",
    is_blind: bool = False,
) -> Response:
    from proxenia.coding.documents import SUFFIXES  # noqa: PLC0415  only where it is asked for
    from proxenia.web.desk import MOST_BYTES  # noqa: PLC0415  the same

    return page_of(
        request, "documents.html.j2", language, status=status, wrong=wrong, reader=reader, is_blind=is_blind,
        suffixes=",".join(SUFFIXES), megabytes=MOST_BYTES // 2**20,
    )  # fmt: skip


def _desk(request: Request, language: Language, desk: Desk, *, screen: int, status: int = 200, **said: Any) -> Response:
    """Show a screen of passages; `said` is what is wrong, what was typed, or the agreement."""
    from proxenia.coding import Codebook  # noqa: PLC0415  only where it is asked for
    from proxenia.coding.coders.coding import STANCES  # noqa: PLC0415  the same

    first = screen * SHOWN
    said = {"wrong": {}, "typed": {}, "refusal": "", "agreement": None} | said
    page = page_of(
        request, "documents_desk.html.j2", language, status=status, desk=desk, screen=screen, screens=_screens(desk),
        cards=[_card(desk, i) for i in range(first, min(first + SHOWN, len(desk.spans)))], first=first,
        book=Codebook.read(), stances=STANCES, used=_used(desk), **said,
    )  # fmt: skip
    page.headers.update(KEPT_NOWHERE)
    return page


def _card(desk: Desk, i: int) -> dict[str, Any]:
    """One passage: its text in pieces, marked or not, and its codes, each kept or not."""
    from proxenia.coding.coders import cue_spans  # noqa: PLC0415  only where it is asked for
    from proxenia.coding.documents import passage_of  # noqa: PLC0415  the same

    passage = passage_of(desk.document, *desk.spans[i])
    decision = desk.decisions.get(i)
    proposed = () if desk.is_blind else desk.rules.get(i, ())
    mine = {each.code: each for each in decision.codes} if decision else {}
    codes = [(mine.get(each.code, each), decision is None or each.code in mine) for each in proposed]
    codes += [(each, True) for code, each in mine.items() if code not in {p.code for p in proposed}]
    found = {span for each in proposed for span in cue_spans(passage, each.because)}
    spans = sorted(found, key=lambda ends: (ends[0], -ends[1]))
    return {
        "i": i,
        "passage": passage,
        "is_read": decision is not None,
        "codes": codes,
        "pieces": _pieces(passage.text, spans),
    }


def _pieces(text: str, spans: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Cut a text at spans that may overlap; the second of each piece says whether it is marked.

    Examples
    --------
    >>> _pieces("a green city", [(2, 7), (4, 7)])
    [('a ', False), ('green', True), (' city', False)]
    """
    pieces, at = [], 0
    for low, high in spans:
        start = max(low, at)
        if start >= high:
            continue
        pieces += [(text[at:start], False), (text[start:high], True)]
        at = high
    return [(piece, marked) for piece, marked in (*pieces, (text[at:], False)) if piece]


def _used(desk: Desk) -> list[tuple[str, int, int]]:
    """Codes with the passages that the rule coder and the reader gave them to, the most given first."""
    rules = [each.code for codes in desk.rules.values() for each in codes]
    mine = [each.code for decision in desk.decisions.values() for each in decision.codes]
    given = {code: (rules.count(code), mine.count(code)) for code in (*rules, *mine)}
    return [(code, *counts) for code, counts in sorted(given.items(), key=lambda each: (-sum(each[1]), each[0]))]


def _screens(desk: Desk) -> int:
    return max(1, -(-len(desk.spans) // SHOWN))


_FILES = {
    "mine.csv": "text/csv; charset=utf-8",
    "rules.csv": "text/csv; charset=utf-8",
    "project.qdpx": "application/zip",
}


def _file(desk: Desk, name: str) -> Response:
    """Give the codes as a file."""
    from proxenia.coding import Codebook, Coding  # noqa: PLC0415  only where it is asked for
    from proxenia.coding.coders import write_codings  # noqa: PLC0415  the same
    from proxenia.coding.exchange import Project, write_qdpx  # noqa: PLC0415  the same

    passages = desk.passages
    rules, mine = desk.codings(passages)
    if name == "project.qdpx":
        content: str | bytes = write_qdpx(
            Project(name=desk.title, codebook=Codebook.read(), documents=(desk.document,), passages=passages, codings=(*rules, *mine))
        )  # fmt: skip
    else:
        coder, codings = (desk.reader, mine) if name == "mine.csv" else (desk.rule_coder, rules)
        read = desk.decisions if name == "mine.csv" else range(len(passages))
        coded = {each.passage_id for each in codings}
        without = [passages[i].passage_id for i in read if passages[i].passage_id not in coded]
        content = write_codings((*codings, *(Coding(passage_id=each, code="none", coder=coder) for each in without)))
    named = quote(f"{desk.document_id}-{name}")
    disposition = f"attachment; filename=\"{name}\"; filename*=UTF-8''{named}"
    return Response(content, media_type=_FILES[name], headers={"Content-Disposition": disposition, **KEPT_NOWHERE})


def _reader(form: FormData) -> str:
    """Name of the reader, under which the codes are kept."""
    name = " ".join(str(form.get("reader") or "").split())
    if not name or len(name) > 80 or name.casefold().startswith("rules"):  # noqa: PLR2004  length of the field
        raise EvidenceError("every code names its coder; write your name or initials")
    return name


def _safe_name(name: str) -> str:
    """Name of a file without a path and without signs that a folder may not hold."""
    path = PurePath(name.replace("\\", "/"))
    stem = re.sub(r"[^\w-]+", "-", path.stem)[:60].strip("-")
    return f"{stem or 'document'}{path.suffix.casefold()[:10]}"


async def _form(request: Request, *, most: int) -> FormData:
    """Read a form that is bounded in size and time.

    Raises
    ------
    HTTPException
        If it is too large (413) or comes too slowly (408).
    """
    taken = 0

    async def bounded() -> MutableMapping[str, Any]:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > most + 2**16:
            raise HTTPException(
                TOO_LARGE, Reason("the file is larger than {n} MB; use the command line for it", n=most // 2**20)
            )
        return message

    declared = request.headers.get("content-length", "0")
    if not (declared.isascii() and declared.isdecimal() and int(declared) <= most + 2**16):
        raise HTTPException(
            TOO_LARGE, Reason("the file is larger than {n} MB; use the command line for it", n=most // 2**20)
        )
    try:
        async with asyncio.timeout(PATIENCE):
            return await Request(request.scope, bounded).form(max_files=1, max_fields=FIELDS, max_part_size=DESK_BYTES)
    except TimeoutError as error:
        raise HTTPException(TOO_SLOW, Reason("the form came too slowly and was given up; try again")) from error
