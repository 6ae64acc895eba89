"""Signing in and out, and the log of who did."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from proxenia.errors import DataError
from proxenia.locale import number, tell
from proxenia.web.editing.accounts import LEAST, MOST, change_password
from proxenia.web.editing.bodies import SentForm
from proxenia.web.editing.visitor import Visitor, visitor_of
from proxenia.web.routes.editors.common import to_sign_in
from proxenia.web.routes.pages import page_of

if TYPE_CHECKING:
    from typing import Any

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Path = Annotated[str, Query(max_length=100)]


@router.get("/{language}/account")
def account(request: Request, language: str, onward: Path = "edit") -> Response:
    """Show who is signed in, or the form to sign in."""
    return _account(request, visitor_of(request, language), onward=onward)


@router.post("/{language}/account")
def sign_in(request: Request, language: str, sent: SentForm) -> Response:
    """Sign in."""
    visitor = visitor_of(request, language)
    desk, name, onward = visitor.desk, sent.get("name", "").strip().lower()[:100], sent.get("onward", "")[:100]
    again: dict[str, Any] = {"onward": onward, "name": name}
    if not desk.sessions.is_token(sent.get("token", ""), visitor.cookie):
        return _account(request, visitor, status=403, wrong=visitor.say("The form had grown old. Try again"), **again)
    machine = request.client.host if request.client else ""
    wait = desk.attempts.begin(name, machine)
    if wait:
        desk.register.log(name, "sign-in held back", machine)
        minutes = number(math.ceil(wait / 60), visitor.language)
        wrong = visitor.say("Too many attempts. Wait {minutes} minutes and try again", minutes=minutes)
        page = _account(request, visitor, status=429, wrong=wrong, **again)
        page.headers["Retry-After"] = str(math.ceil(wait))
        return page
    found = desk.accounts.enter(name, sent.get("password", ""))
    if found is None:
        desk.register.log(name, "sign-in refused", machine)
        wrong = visitor.say("The name or the password is not right")
        return _account(request, visitor, status=401, wrong=wrong, **again)
    desk.register.log(name, "signed in", machine)
    desk.attempts.succeed(name, machine)
    desk.sessions.leave(visitor.cookie)
    visitor.cookie = desk.enter(found)
    return visitor.keep(RedirectResponse(visitor.onward(onward), status_code=303))


@router.get("/{language}/account/password")
def password(request: Request, language: str) -> Response:
    """Show the form to change one's password."""
    visitor = visitor_of(request, language)
    return to_sign_in(visitor, "account/password") if visitor.account is None else _password(request, visitor)


@router.post("/{language}/account/password")
def change(request: Request, language: str, sent: SentForm) -> Response:
    """Change one's password; every other session of the account ends."""
    visitor = visitor_of(request, language)
    wrong, desk = visitor.why_not(sent, "viewer"), visitor.desk
    if wrong or visitor.account is None:
        raise HTTPException(403, wrong)
    name, machine = visitor.account.name, request.client.host if request.client else ""
    if desk.attempts.begin(name, machine):
        return _password(request, visitor, status=429, wrong=visitor.say("Too many attempts. Wait and try again"))
    try:
        changed = change_password(
            desk.editors, name, old=sent.get("old", ""), new=sent.get("new", ""), again=sent.get("again", "")
        )
    except DataError as error:
        desk.register.log(name, "password not changed", machine)
        return _password(request, visitor, status=422, wrong=tell(error.reason, visitor.language))
    desk.attempts.succeed(name, machine)
    desk.register.log(name, "password changed", machine)
    desk.sessions.leave(visitor.cookie)
    visitor.cookie = desk.enter(changed)
    return _password(request, visitor, done=True)


@router.post("/{language}/account/leave")
def sign_out(request: Request, language: str, sent: SentForm) -> Response:
    """Sign out."""
    visitor = visitor_of(request, language)
    if visitor.account is not None and visitor.desk.sessions.is_token(sent.get("token", ""), visitor.cookie):
        visitor.desk.register.log(visitor.account.name, "signed out")
        visitor.desk.sessions.leave(visitor.cookie)
        visitor.cookie = visitor.desk.sessions.visit()
    return visitor.keep(RedirectResponse(visitor.onward("account"), status_code=303))


@router.get("/{language}/account/audit")
def audit(request: Request, language: str) -> Response:
    """Show the owner who signed in, who tried to, and who did what."""
    visitor = visitor_of(request, language)
    if visitor.account is None:
        return visitor.keep(RedirectResponse(f"/{language}/account?onward=account/audit", status_code=303))
    if not visitor.may("owner"):
        raise HTTPException(403, visitor.say("Only an owner reads the log"))
    entries = visitor.desk.register.audit()
    return visitor.keep(page_of(request, "account_audit.html.j2", visitor.language, entries=entries))


def _account(
    request: Request, visitor: Visitor, *, status: int = 200, wrong: str = "", name: str = "", onward: str = "edit"
) -> Response:
    page = page_of(
        request, "account.html.j2", visitor.language, status=status,
        account=visitor.account, token=visitor.token, wrong=wrong, name=name, onward=onward,
    )  # fmt: skip
    return visitor.keep(page)


def _password(
    request: Request, visitor: Visitor, *, status: int = 200, wrong: str = "", done: bool = False
) -> Response:
    page = page_of(
        request, "account_password.html.j2", visitor.language, status=status,
        token=visitor.token, wrong=wrong, done=done, least=LEAST, most=MOST,
        name=visitor.account.name if visitor.account else "",
    )  # fmt: skip
    return visitor.keep(page)
