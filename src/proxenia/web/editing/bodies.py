"""Reading what a form sends: bounded in size and in time, whatever the sender says about it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request
from starlette.exceptions import HTTPException as Refused

from proxenia.locale import languages, translate

if TYPE_CHECKING:
    from proxenia.locale import Language

__all__ = ["MOST_BYTES", "Sent", "SentForm"]

MOST_BYTES = 2**20
SECONDS = 20.0
FIELDS = 80


class Sent(dict[str, str]):
    """Fields of a form by name, and the file that came with them."""

    file: bytes = b""
    filename: str = ""


async def read_sent(request: Request) -> Sent:
    """Read a form.

    Raises
    ------
    HTTPException
        400 where it is malformed, 408 where it comes too slowly, 413 where it is too large, 415 where it is no form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        raise HTTPException(415, _said(request, "This is not a form"))
    body = await _body(request)
    try:
        if kind == "multipart/form-data":
            return await _parts(request, body)
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
    except ValueError as error:
        raise HTTPException(
            400, _said(request, "What was sent cannot be read as a form; nothing was stored")
        ) from error
    return Sent(pairs)


SentForm = Annotated[Sent, Depends(read_sent)]


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    declared = request.headers.get("content-length", "0")
    too_large = HTTPException(413, _said(request, "What was sent is too large (1 MiB at most); nothing was stored"))
    if not declared.isascii() or not declared.isdecimal() or int(declared) > MOST_BYTES:
        raise too_large
    try:
        async with asyncio.timeout(SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > MOST_BYTES:
                    raise too_large
                parts.append(part)
    except TimeoutError as error:
        raise HTTPException(408, _said(request, "The form came too slowly; nothing was stored")) from error
    return b"".join(parts)


async def _parts(request: Request, body: bytes) -> Sent:
    async def replay() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    again = Request(request.scope, receive=replay)
    try:
        form = await again.form(max_files=1, max_fields=FIELDS, max_part_size=MOST_BYTES)
    except Refused as error:
        raise ValueError("malformed") from error
    sent = Sent({name: value for name, value in form.items() if isinstance(value, str)})
    for value in form.values():
        if not isinstance(value, str):
            sent.file, sent.filename = await value.read(), value.filename or ""
    await form.close()
    return sent


def _said(request: Request, message: str) -> str:
    first = request.url.path.split("/")[1]
    language: Language = first if first in languages() else "en"
    return translate(message, language)
