"""Kept answers: the evidence stands still between saves, so a page that was made once is made for all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from proxenia.web.answering import prefers_csv

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["KeptAnswers"]

MOST_BYTES = 64 * 2**20
OK = 200
OF_THE_REGISTER = ("/evidence", "/data", "/download/", "/conflicts", "/cells/")
"""Parts of the addresses of answers that change with every save; the others change when the figures do."""


@dataclass
class _Answer:
    messages: list[Message] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether it is a good answer, given to its end, that may be kept."""
        if not self.messages or self.messages[0].get("status") != OK or self.messages[-1].get("more_body"):
            return False
        headers = [(name.lower(), value) for name, value in self.messages[0]["headers"]]
        return not any(
            name == b"refresh" or (name == b"cache-control" and b"no-store" in value) for name, value in headers
        )

    @property
    def size(self) -> int:
        return sum(len(message.get("body", b"")) for message in self.messages)


class KeptAnswers:
    """Middleware that keeps whole answers to GET requests, the least lately asked for going first."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: OrderedDict[tuple[Any, ...], _Answer] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the kept answer, or keep the one that is made."""
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        kept = self._known(key)
        if kept is not None:
            for message in kept.messages:
                await send(message)
            return
        made = _Answer()

        async def keep(message: Message) -> None:
            made.messages.append(message)
            await send(message)

        await self._app(scope, receive, keep)
        if made.is_whole:
            self._keep(key, made)

    def _known(self, key: tuple[Any, ...]) -> _Answer | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        return None

    def _keep(self, key: tuple[Any, ...], answer: _Answer) -> None:
        with self._lock:
            if key in self._kept or answer.size > MOST_BYTES // 4:
                return
            self._kept[key] = answer
            self._bytes += answer.size
            while self._bytes > MOST_BYTES:
                self._bytes -= self._kept.popitem(last=False)[1].size


def _key(scope: Scope) -> tuple[Any, ...] | None:
    """What an answer depends on; None where it must not be kept."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] == "/":
        return None
    headers = dict(scope["headers"])
    if b"if-none-match" in headers:
        return None
    state = scope["app"].state if "app" in scope else None
    generation = getattr(state, "generation", 0)
    saves = getattr(state, "saves", 0) if any(part in scope["path"] for part in OF_THE_REGISTER) else -1
    is_gzip = b"gzip" in headers.get(b"accept-encoding", b"")
    is_csv = scope["path"].startswith("/api/") and prefers_csv(headers.get(b"accept", b"").decode("latin-1"))
    return generation, saves, scope["path"], scope["query_string"], is_gzip, is_csv
