"""Who asks for a page of editing, what they may, and the cookie their forms need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException

from proxenia.locale import languages, translate
from proxenia.web.editing.sessions import COOKIE

if TYPE_CHECKING:
    from fastapi import Request
    from fastapi.responses import Response

    from proxenia.locale import Language
    from proxenia.web.editing.accounts import Account
    from proxenia.web.editing.desk import Desk

__all__ = ["Visitor", "visitor_of"]

_NEXT = re.compile(r"(edit|history|account)(/[a-z0-9_]+)*")


@dataclass(kw_only=True)
class Visitor:
    """The one who asks: the desk, the language, the cookie, and the account where somebody is signed in."""

    desk: Desk
    language: Language
    cookie: str
    account: Account | None
    is_secure: bool

    @property
    def token(self) -> str:
        """Mark for the forms of a page."""
        return self.desk.sessions.token(self.cookie)

    def say(self, message: str, **parts: Any) -> str:
        """Give a message in the language of the page."""
        return translate(message, self.language).format(**parts)

    def may(self, role: str) -> bool:
        """Whether somebody is signed in who may do what a role may."""
        return self.account is not None and self.account.may(role)

    def why_not(self, sent: dict[str, str], role: str) -> str:
        """Reason not to act on a form; empty where it may be acted on."""
        if self.account is None:
            return self.say(
                "You are signed out. Sign in in another tab, come back and save again: nothing here is lost"
            )
        if not self.account.may(role):
            return self.say("Your account may read and not edit; ask the owner for the role of editor")
        if not self.desk.sessions.is_token(sent.get("token", ""), self.cookie):
            return self.say("The form had grown old. Look it over and save again")
        return ""

    def keep(self, response: Response) -> Response:
        """Send the cookie along, and let nobody keep the page."""
        response.headers["Cache-Control"] = "no-store"
        name = f"__Host-{COOKIE}" if self.is_secure else COOKIE
        response.set_cookie(name, self.cookie, httponly=True, samesite="strict", secure=self.is_secure, path="/")
        return response

    def onward(self, path: str) -> str:
        """Address of a page of editing; anything else leads to the desk."""
        return f"/{self.language}/{path if _NEXT.fullmatch(path) else 'edit'}"


def visitor_of(request: Request, language: str) -> Visitor:
    """Find out who asks.

    Raises
    ------
    HTTPException
        404 for another language, 403 where editing is not turned on.
    """
    spoken = next((each for each in languages() if each == language), None)
    if spoken is None:
        raise HTTPException(404, f"no language {language!r}; there are en and fa")
    desk: Desk | None = getattr(request.app.state, "desk", None)
    if desk is None:
        message = "This observatory is for reading. To edit, start it with: proxenia serve --editors FILE"
        raise HTTPException(403, translate(message, spoken))
    is_secure = request.app.state.place.is_https
    cookie = request.cookies.get(f"__Host-{COOKIE}" if is_secure else COOKIE, "")
    if not desk.sessions.is_ours(cookie):
        cookie = desk.sessions.visit()
    return Visitor(desk=desk, language=spoken, cookie=cookie, account=desk.account(cookie), is_secure=is_secure)
