"""The history of the register: who changed what, when and why, and changes taken back."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from proxenia.errors import OutputError
from proxenia.web.editing.bodies import SentForm
from proxenia.web.editing.judging import cells_of
from proxenia.web.editing.register import EditConflict, Row
from proxenia.web.editing.visitor import visitor_of
from proxenia.web.editing.wording import field_name
from proxenia.web.routes.editors.common import down, saved, to_sign_in, who, why
from proxenia.web.routes.pages import page_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
MOST = 200
"""Changes that a page shows."""


@router.get("/{language}/history")
def history(request: Request, language: str) -> Response:
    """Show the latest changes of the register."""
    return _history(request, language, None)


@router.get("/{language}/history/fact/{fact}")
def history_of_fact(request: Request, language: str, fact: str) -> Response:
    """Lead to the history of a row of the store."""
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return to_sign_in(visitor, f"history/fact/{fact}" if fact.isalnum() else "history")
    try:
        known = visitor.desk.register.about(fact)
    except OutputError as error:
        raise HTTPException(503, down(visitor, error)) from error
    if known is None:
        raise HTTPException(404, visitor.say("Nobody has changed this row; it stands as it came"))
    return visitor.keep(RedirectResponse(visitor.onward(f"history/{known.id}"), status_code=303))


@router.get("/{language}/history/{number}")
def history_of(request: Request, language: str, number: int) -> Response:
    """Show every change of one row."""
    return _history(request, language, number)


@router.post("/{language}/edit/undo/{change}")
def undo(request: Request, language: str, change: int, sent: SentForm) -> Response:
    """Take back the latest change of a row: one's own, or anybody's where an owner asks."""
    visitor = visitor_of(request, language)
    wrong = visitor.why_not(sent, "editor")
    if wrong:
        raise HTTPException(403, wrong)
    register = visitor.desk.register
    record = int(sent.get("record", "0")) if sent.get("record", "").isdecimal() else 0
    found = next((each for each in register.changes(record=record) if each.id == change), None)
    if found is None:
        raise HTTPException(404, visitor.say("There is no such change"))
    if found.who != who(visitor) and not visitor.may("owner"):
        raise HTTPException(403, visitor.say("You may take back your own changes; an owner may take back any"))
    try:
        register.undo(change, who=who(visitor), why=why(sent) or visitor.say("taken back"))
    except EditConflict as conflict:
        raise HTTPException(
            409, visitor.say("The row was changed after this; take back the latest change")
        ) from conflict
    return saved(visitor, "undone")


def _history(request: Request, language: str, number: int | None) -> Response:
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return to_sign_in(visitor, "history" if number is None else f"history/{number}")
    changes = visitor.desk.register.changes(record=number, most=MOST)
    latest = {each.record: each.id for each in reversed(changes)}
    page = page_of(
        request, "history.html.j2", visitor.language,
        account=visitor.account, token=visitor.token, changes=changes, latest=latest, number=number,
        field=lambda name: field_name(name, visitor.language), said=_said,
        replaced={each.id: fact for fact, each in visitor.desk.register.replacing().items()},
    )  # fmt: skip
    return visitor.keep(page)


def _said(row: Row | None, name: str) -> str:
    return (cells_of(row).get(name) or "–") if row else "–"
