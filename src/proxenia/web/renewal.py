"""What happens when an editor saves: the register is read anew at once, and the figures are worked out beside the pages."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from proxenia.web.answers import Answers
from proxenia.web.drawings import Drawings

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from proxenia.web.observatory import Observatory

__all__ = ["Renewal"]

QUIET = 3.0
"""Seconds without a save after which the figures are worked out anew."""
LONGEST = 30.0
"""Seconds after which they are, even where saves go on."""


class Renewal:
    """Brings an application up to its store.

    Pages of the register show `app.state.fresh`. Pages of figures show `app.state.observatory`, which takes the place of
    the one before when its index is made; until then they show the index of before, whole, so that no reader waits and
    no page mixes two states. Saves that come one after the other, or meanwhile, are taken up together.
    """

    def __init__(self, app: FastAPI, store: Path) -> None:
        self._app, self._store = app, store
        self._lock = threading.Lock()
        self._is_working = False
        self._saved = threading.Event()

    def begin(self) -> None:
        """Read the register anew, and begin to work out the figures unless that is being done."""
        state = self._app.state
        with self._lock:
            state.fresh = state.observatory.again(self._store)
            state.saves += 1
            self._saved.set()
            if self._is_working:
                return
            self._is_working = True
        threading.Thread(target=self._settle, name="renewal", daemon=True).start()

    def _settle(self) -> None:
        try:
            self._wait()
            while not self._is_settled(self._app.state.fresh):
                self._wait()
        finally:
            with self._lock:
                self._is_working = False

    def _wait(self) -> None:
        """Wait until nobody saves for a while."""
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            self._saved.clear()
            if not self._saved.wait(QUIET):
                return

    def _is_settled(self, fresh: Observatory) -> bool:
        """Make the index of a state and show it; say whether it is still the latest."""
        fresh.warm()
        state = self._app.state
        with self._lock:
            state.observatory = fresh
            state.answers, state.drawings = Answers(), Drawings()
            state.generation += 1
            if state.fresh is not fresh:
                return False
            self._is_working = False
            return True
