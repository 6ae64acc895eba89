"""Rows corrected, set aside or removed; where somebody was quicker, both versions stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from proxenia.errors import EvidenceError, OutputError
from proxenia.store import tables
from proxenia.web.editing.bodies import SentForm
from proxenia.web.editing.desk import EDITORS
from proxenia.web.editing.judging import cells_of, in_use, judge, own_table
from proxenia.web.editing.register import EditConflict, Record
from proxenia.web.editing.visitor import Visitor, visitor_of
from proxenia.web.register import row_of
from proxenia.web.routes.editors.common import (
    Standing,
    down,
    form_page,
    record_of,
    refused,
    saved,
    to_sign_in,
    who,
    why,
)
from proxenia.web.routes.pages import fresh_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from proxenia.store import Table
    from proxenia.web.editing.bodies import Sent

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/{language}/edit/row/{number}")
def row(request: Request, language: str, number: int) -> Response:
    """Show a row of the register in a form."""
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return to_sign_in(visitor, f"edit/row/{number}")
    record = record_of(visitor, number)
    if record.row is None:
        return visitor.keep(RedirectResponse(visitor.onward(f"history/{number}"), status_code=303))
    return form_page(
        request, visitor, own_table(record.table), cells=cells_of(record.row), standing=Standing(record=record)
    )


@router.post("/{language}/edit/row/{number}")
def correct(request: Request, language: str, number: int, sent: SentForm) -> Response:
    """Correct a row, or remove it; where somebody was quicker, show both."""
    visitor = visitor_of(request, language)
    record = record_of(visitor, number)
    schema = own_table(record.table)
    wrong = refused(request, visitor, schema, sent, standing=Standing(record=record))
    if wrong is not None:
        return wrong
    return _changed(
        request, visitor, schema, sent, before=record.row, standing=Standing(record=record),
        save=lambda row: visitor.desk.register.change(
            number, row, version=_version(sent), who=who(visitor), why=why(sent),
            action="correct" if row is not None else "remove",
        ),
    )  # fmt: skip


@router.get("/{language}/edit/fact/{fact}")
def elsewhere(request: Request, language: str, fact: str) -> Response:
    """Show a row of the edition, or of a file, in a form to correct it."""
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return to_sign_in(visitor, f"edit/fact/{fact}" if fact.isalnum() else "edit")
    known = _known(visitor, fact)
    if known is not None:
        return visitor.keep(RedirectResponse(visitor.onward(f"edit/row/{known.id}"), status_code=303))
    table, content = _elsewhere(request, visitor, fact)
    return form_page(request, visitor, own_table(table), cells=cells_of(content), standing=Standing(fact=fact))


@router.post("/{language}/edit/fact/{fact}")
def correct_elsewhere(request: Request, language: str, fact: str, sent: SentForm) -> Response:
    """Put a row in the place of one of the edition, or of a file, or set that one aside; it stays where it is."""
    visitor = visitor_of(request, language)
    table, content = _elsewhere(request, visitor, fact)
    schema = own_table(table)
    wrong = refused(request, visitor, schema, sent, standing=Standing(fact=fact))
    if wrong is not None:
        return wrong
    return _changed(
        request, visitor, schema, sent, before=content, standing=Standing(fact=fact),
        save=lambda row: visitor.desk.register.correct(table, content, row, who=who(visitor), why=why(sent)),
    )  # fmt: skip


def _changed(
    request: Request,
    visitor: Visitor,
    schema: Table,
    sent: Sent,
    *,
    before: dict[str, Any] | None,
    save: Callable[[dict[str, Any] | None], Record],
    standing: Standing,
) -> Response:
    """Judge a correction and save it, or show the form again: with reasons, or with what somebody else saved meanwhile."""
    seen, is_removed = fresh_of(request), sent.get("act") == "remove"
    row = None
    if not is_removed:
        judged = judge(schema, sent, store=seen.store, gazetteer=seen.gazetteer, before=before)
        if judged.row is None:
            return form_page(request, visitor, schema, cells=sent, faults=judged.faults, status=422, standing=standing)
        row = judged.row
    elif before and (used := in_use(schema, before, store=seen.store)):
        return form_page(request, visitor, schema, cells=sent, faults={"": [used]}, status=409, standing=standing)
    try:
        save(row)
    except EditConflict as conflict:
        return _conflict(request, visitor, schema, sent, conflict.record)
    except EvidenceError as error:
        return form_page(
            request, visitor, schema, cells=sent, faults={"": [error.reason]}, status=409, standing=standing
        )
    except OutputError as error:
        return form_page(
            request, visitor, schema, cells=sent, faults={"": [down(visitor, error)]}, status=503, standing=standing
        )
    return saved(visitor, "removed" if is_removed else "corrected")


def _conflict(request: Request, visitor: Visitor, schema: Table, sent: Sent, record: Record) -> Response:
    """Both rows side by side: the one that stands, and the one that was sent, which can be saved over it knowingly."""
    last = visitor.desk.register.changes(record=record.id, most=1)[0]
    now = cells_of(record.row) if record.row is not None else dict.fromkeys(schema.names, "")
    differing = [name for name in schema.names if now[name] != sent.get(name, "").strip()]
    both = {"last": last, "standing": now, "differing": differing}
    standing = Standing(record=record, conflict=both)
    return form_page(request, visitor, schema, cells=sent, status=409, standing=standing)


def _known(visitor: Visitor, fact: str) -> Record | None:
    """The row of the register that is this one, or stands in its place."""
    try:
        return visitor.desk.register.about(fact)
    except OutputError as error:
        raise HTTPException(503, down(visitor, error)) from error


def _elsewhere(request: Request, visitor: Visitor, fact: str) -> tuple[str, dict[str, Any]]:
    """A row that is not of the register, by its id, with its table."""
    found = row_of(fresh_of(request), fact)
    if found is None or not tables()[found[0]].own or found[1]["provider"] == EDITORS:
        raise HTTPException(404, visitor.say("There is no such row"))
    table, content = found
    return table, {name: content[name] for name in tables()[table].names}


def _version(sent: Sent) -> int:
    text = sent.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004  beyond any count
