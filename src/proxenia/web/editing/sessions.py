"""Sessions: signed random ids in a cookie, who stands behind each, and attempts to sign in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["COOKIE", "Attempts", "Sessions"]

COOKIE = "proxenia"
IDLE = 30 * 60.0
LONGEST = 12 * 3600.0
MOST = 10_000


@dataclass
class _Session:
    name: str
    stamp: str
    began: float
    seen: float


@dataclass
class Sessions:
    """Who is signed in. Everyone is signed out when the server stops, after half an hour idle, and after 12 hours."""

    clock: Callable[[], float] = time.monotonic
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _open: OrderedDict[str, _Session] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def visit(self) -> str:
        """Make a cookie for somebody who is not signed in; a form needs one."""
        return self._signed(secrets.token_urlsafe(24))

    def enter(self, name: str, stamp: str = "") -> str:
        """Make a new cookie for somebody who has just proved who they are; it holds as long as the stamp is the same."""
        cookie = self.visit()
        now = self.clock()
        with self._lock:
            self._open[self._id(cookie)] = _Session(name=name, stamp=stamp, began=now, seen=now)
            while len(self._open) > MOST:
                self._open.popitem(last=False)
        return cookie

    def who(self, cookie: str) -> str | None:
        """Name of the one who is signed in with a cookie; None where nobody is, or no longer."""
        number, now = self._id(cookie), self.clock()
        with self._lock:
            session = self._open.get(number)
            if session is None:
                return None
            if now - session.seen > IDLE or now - session.began > LONGEST:
                del self._open[number]
                return None
            session.seen = now
            return session.name

    def stamp(self, cookie: str) -> str:
        """Stamp that a session was begun with; empty where there is none."""
        with self._lock:
            session = self._open.get(self._id(cookie))
        return session.stamp if session else ""

    def leave(self, cookie: str) -> None:
        """Sign out."""
        with self._lock:
            self._open.pop(self._id(cookie), None)

    def is_ours(self, cookie: str) -> bool:
        """Whether this server signed the cookie."""
        return bool(self._id(cookie))

    def token(self, cookie: str) -> str:
        """Mark that forms carry, so that no other site can send them: it belongs to one cookie."""
        return self._mark("form", self._id(cookie))

    def is_token(self, token: str, cookie: str) -> bool:
        """Whether a form carries the mark of its cookie."""
        number = self._id(cookie)
        return bool(number) and hmac.compare_digest(token.encode(), self._mark("form", number).encode())

    def _id(self, cookie: str) -> str:
        number, _, mark = cookie.partition("~")
        return number if hmac.compare_digest(mark.encode(), self._mark("cookie", number).encode()) else ""

    def _signed(self, number: str) -> str:
        return f"{number}~{self._mark('cookie', number)}"

    def _mark(self, what: str, number: str) -> str:
        return hmac.new(self._key, f"{what}:{number}".encode(), hashlib.sha256).hexdigest()


@dataclass
class Attempts:
    """Failed attempts to sign in, by name and by machine: five for a name in a quarter of an hour, then no more."""

    most: int = 5
    most_of_machine: int = 30
    within: float = 15 * 60.0
    clock: Callable[[], float] = time.monotonic
    _failed: OrderedDict[str, list[float]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def recall(self, failures: Iterable[tuple[str, str, float]]) -> None:
        """Take up failed attempts of before the server began: name, machine, and how many seconds ago, the eldest first."""
        now = self.clock()
        with self._lock:
            for name, machine, ago in failures:
                for key in (f"n:{name}", f"m:{machine}"):
                    self._failed.setdefault(key, []).append(now - ago)

    def begin(self, name: str, machine: str) -> float:
        """Count an attempt as failed until it succeeds; give the seconds to wait, 0 where it may be made."""
        now = self.clock()
        with self._lock:
            waits = []
            for key, most in ((f"n:{name}", self.most), (f"m:{machine}", self.most_of_machine)):
                recent = [at for at in self._failed.get(key, []) if now - at < self.within]
                waits.append(self.within - (now - recent[0]) if len(recent) >= most else 0.0)
                self._failed[key] = recent
                self._failed.move_to_end(key)
            if not any(waits):
                self._failed[f"n:{name}"].append(now)
                self._failed[f"m:{machine}"].append(now)
            while len(self._failed) > MOST:
                self._failed.popitem(last=False)
        return max(waits)

    def succeed(self, name: str, machine: str) -> None:
        """Forget the failed attempts of a name that has signed in, and this attempt of its machine."""
        with self._lock:
            self._failed.pop(f"n:{name}", None)
            if self._failed.get(f"m:{machine}"):
                self._failed[f"m:{machine}"].pop()
