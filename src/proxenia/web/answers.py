"""Answers that take a while: each is worked out once, beside the pages, and kept; and what is shown meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Waiting
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse

from proxenia.locale import languages, translate
from proxenia.web.routes import assets
from proxenia.web.words import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Answers", "Opening"]

KEPT = 128
PATIENCE = 1.0
A_MOMENT, SOON = 0.5, 1
"""Seconds a page waits for the observatory to open, and seconds after which a reader's browser asks again."""


class Answers:
    """Answers by their question. One is worked out at a time, so that readers of other pages are not slowed down."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answers")
        self._asked: OrderedDict[tuple[Any, ...], Future[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, question: tuple[Any, ...], make: Callable[[], Any], *, patience: float = PATIENCE) -> Any | None:
        """Give the answer, or None while it is being worked out.

        A question that was refused is refused again, with its reason, and forgotten.

        Parameters
        ----------
        patience
            Seconds to wait before giving None.
        """
        with self._lock:
            if question not in self._asked:
                self._asked[question] = self._worker.submit(make)
                while len(self._asked) > KEPT:
                    self._asked.popitem(last=False)
            asked = self._asked[question]
        try:
            failure = asked.exception(timeout=patience)
        except Waiting:
            return None
        if failure is not None:
            with self._lock:
                self._asked.pop(question, None)
            raise failure
        return asked.result()


class Opening:
    """Middleware that shows a page at once while the observatory is opening; the browser asks again by itself.

    Parameters
    ----------
    ready
        Set when the panel is there.
    """

    def __init__(self, app: ASGIApp, *, ready: threading.Event) -> None:
        self._app, self._ready = app, ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything through but a page that is asked for too early."""
        if not self._ready.is_set() and _is_page(scope) and not await self._opens_in_a_moment():
            language, _, rest = scope["path"].lstrip("/").partition("/")
            page = render(
                "opening.html.j2", language=language, path=rest, seen=None, asset=assets.address,
                title=translate("The observatory is opening", language),
            )  # fmt: skip
            headers = {"Refresh": str(SOON), "Cache-Control": "no-store"}
            await HTMLResponse(page, headers=headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _opens_in_a_moment(self) -> bool:
        return await asyncio.to_thread(self._ready.wait, A_MOMENT)


def _is_page(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] == "GET" and scope["path"].split("/")[1] in languages()
