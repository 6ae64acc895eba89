"""How programs are answered: JSON or CSV as they ask, marked by ETag, described with an example."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import Response

from proxenia.output import csv_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import Request

__all__ = ["PROBLEMS", "Format", "answer", "described", "prefers_csv"]

Format = Annotated[
    Literal["json", "csv"] | None,
    Query(alias="format", description="How the answer is written; without it, as the Accept header says."),
]
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


def _problem(description: str, status: int, title: str, detail: str) -> dict[str, Any]:
    example = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": _PROBLEM, "example": example}},
    }


PROBLEMS: dict[int | str, dict[str, Any]] = {
    304: {"description": "What the reader has still holds (If-None-Match)."},
    404: _problem("There is no such thing.", 404, "not found", "no table 'nothing'; there are cities, networks, ..."),
    409: _problem("A name means several things.", 409, "ambiguous", "'León' names 3 cities; add a country"),
    422: _problem("The question cannot be answered.", 422, "cannot be answered", "limit: write 1000 at most"),
}
"""Answers that every question may get, as the description of the interface tells them (RFC 9457)."""


def described(example: Mapping[str, Any], *, csv: bool = False, nullable: Sequence[str] = ()) -> dict[int | str, Any]:
    """Describe a good answer by an example: its parts are required and have the types of the example.

    Parameters
    ----------
    csv
        Whether the rows come as CSV too.
    nullable
        Parts that may be null.
    """
    content: dict[str, Any] = {"application/json": {"schema": _schema(example, nullable), "example": example}}
    if csv:
        content["text/csv"] = {"schema": {"type": "string"}}
    tag = {"schema": {"type": "string"}, "description": "Mark of the answer, for If-None-Match.", "required": True}
    return {200: {"description": "The answer.", "content": content, "headers": {"ETag": tag}}}


def answer(
    request: Request,
    body: Mapping[str, Any],
    *,
    rows: Sequence[Mapping[str, Any]] | None = None,
    form: str | None = None,
    names: Sequence[str] = (),
    following: str | None = None,
) -> Response:
    """Write an answer, or say that what the reader has still holds.

    Parameters
    ----------
    rows
        The rows of the answer, where it has a form as CSV.
    names
        Columns of the CSV; those of the first row where they are not named.
    following
        Cursor of the next page, which a Link header leads to.
    """
    is_csv = rows is not None and (form == "csv" or (form is None and prefers_csv(request.headers.get("accept", ""))))
    if is_csv and rows is not None:
        columns = tuple(names) or tuple(rows[0] if rows else ())
        content, kind = csv_text(columns, ([row[name] for name in columns] for row in rows), guard=True), "text/csv"
    else:
        content, kind = json.dumps(body, ensure_ascii=False, allow_nan=False), "application/json"
    mark = f'W/"{hashlib.sha256(content.encode()).hexdigest()[:20]}"'
    headers = {"ETag": mark, "Cache-Control": "no-cache", "Vary": "Accept"}
    if following is not None:
        asked = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        headers["Link"] = f'<{request.url.path}?{urlencode([*asked, ("cursor", following)])}>; rel="next"'
    if _has(request.headers.get("if-none-match", ""), mark):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def prefers_csv(accept: str) -> bool:
    """Whether an Accept header asks for CSV before JSON.

    Examples
    --------
    >>> prefers_csv("text/csv"), prefers_csv("application/json, text/csv;q=0.5"), prefers_csv("*/*")
    (True, False, False)
    """
    best = {"text/csv": 0.0, "application/json": 0.0}
    for each in accept.lower().split(","):
        kind, _, choices = each.partition(";")
        quality = next((part.strip()[2:] for part in choices.split(";") if part.strip().startswith("q=")), "1")
        try:
            weight = float(quality)
        except ValueError:
            weight = 0.0
        for known, value in best.items():
            if kind.strip() in {known, "*/*", f"{known.partition('/')[0]}/*"}:
                best[known] = max(value, weight)
    return best["text/csv"] > best["application/json"]


def _has(asked: str, mark: str) -> bool:
    bare = mark.removeprefix("W/")
    return asked.strip() == "*" or bare in {each.strip().removeprefix("W/") for each in asked.split(",")}


def _schema(example: object, nullable: Sequence[str]) -> dict[str, Any]:
    if isinstance(example, dict):
        parts = {name: _schema(value, nullable) for name, value in example.items()}
        for name in set(nullable) & parts.keys():
            parts[name] = {"anyOf": [parts[name], {"type": "null"}]} if parts[name] else {}
        return {"type": "object", "required": list(parts), "properties": parts}
    if isinstance(example, list):
        return {"type": "array", "items": _schema(example[0], nullable) if example else {"type": "object"}}
    kinds: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}
    kind = kinds.get(type(example))
    return {"type": kind} if kind else {}
