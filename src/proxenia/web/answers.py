"""Answers that take a while: each question is worked out once, beside the pages, and kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Waiting
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Answers"]

KEPT = 128
PATIENCE = 1.0


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
