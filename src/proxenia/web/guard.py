"""The guard before every page: who may be asked for by what name, where forms may come from, what headers go along."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from proxenia.errors import Reason, StudyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "LOOPBACK", "Guard", "Place", "protect"]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names of this machine."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Headers of every answer, errors too."""
_SAFE = {"GET", "HEAD", "OPTIONS"}
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an observatory is reached.

    `hosts` are the names it answers to, without port; none means any, for a server that checks by itself. `address` is
    the public one, where a server with TLS stands before this one.
    """

    hosts: frozenset[str] = frozenset()
    address: str = ""
    is_https: bool = field(init=False)

    def __post_init__(self) -> None:
        """Read the address; raise `StudyError` where it is none."""
        parts = urlsplit(self.address)
        if self.address and (
            parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}
        ):
            raise StudyError("{address!r} is no address of a site; write https://name", address=self.address)
        object.__setattr__(self, "is_https", parts.scheme == "https")

    @classmethod
    def on_this_machine(cls, *, address: str = "") -> Place:
        """A place that answers to the names of this machine and, where a public address is given, to that of it.

        Examples
        --------
        >>> sorted(Place.on_this_machine(address="https://cities.example").hosts)
        ['127.0.0.1', '[::1]', 'cities.example', 'localhost']
        """
        public = cls(address=address)
        return cls(hosts=LOOPBACK | ({public.name} if address else set()), address=address)

    @property
    def name(self) -> str:
        """Host of the public address."""
        return (urlsplit(self.address).hostname or "").lower()

    def answers_to(self, host: str) -> bool:
        """Whether a Host header names this place; a page of another name that was led here does not.

        Examples
        --------
        >>> here = Place.on_this_machine()
        >>> here.answers_to("localhost:8765"), here.answers_to("evil.example:8765"), here.answers_to("")
        (True, False, False)
        """
        bare = host if host.endswith("]") else host.rpartition(":")[0] or host
        return not self.hosts or bare.lower() in self.hosts

    def sends(self, headers: Headers) -> bool:
        """Whether a form comes from a page of this place, as far as the browser says where it comes from."""
        origin = headers.get("origin", "")
        ours = {headers.get("host", "").lower(), urlsplit(self.address).netloc.lower()} - {""}
        if origin and urlsplit(origin).netloc.lower() not in ours:
            return False
        return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


class Guard:
    """Middleware that turns away what was meant for another place, and sends the headers of safety with every answer.

    Parameters
    ----------
    refuse
        Makes the answer to a request that is turned away, of a status and a reason.
    """

    def __init__(self, app: ASGIApp, place: Place, refuse: Callable[[Request, int, str], Response]) -> None:
        self._app, self._place, self._refuse = app, place, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message), self._place)
            await send(message)

        headers, request = Headers(scope=scope), Request(scope)
        if not self._place.answers_to(headers.get("host", "")):
            refusal = self._refuse(
                request, 421, Reason("this observatory does not answer to the name it was called by")
            )
            await refusal(scope, receive, safely)
        elif scope["method"] not in _SAFE and not self._place.sends(headers):
            refusal = self._refuse(request, 403, Reason("The form came from another site; nothing was stored"))
            await refusal(scope, receive, safely)
        else:
            await self._app(scope, receive, safely)


def protect(headers: MutableHeaders, place: Place) -> None:
    """Add the headers of safety to an answer that does not have them."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if place.is_https:
        headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
