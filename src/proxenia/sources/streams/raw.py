"""A record before it is understood, and the window through which a stream is searched for records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from typing import BinaryIO

__all__ = ["LIMIT", "Raw", "Window"]

LIMIT = 32 * 1024 * 1024
"""Bytes a single record may have; works with thousands of authors stay well below."""
CHUNK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The bytes of one record and where they begin; with a `fault`, why they are no whole record."""

    data: bytes
    locator: str
    fault: str = ""


class Window:
    """A stretch of a stream, read on as far as a search needs and no further than `limit` bytes."""

    def __init__(self, stream: BinaryIO, *, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self.data = b""
        self.offset = 0
        """Bytes of the stream before `data`."""
        self.ended = False

    def read_on(self) -> bool:
        """Read one more chunk; False at the end of the stream or of the window."""
        if self.ended or len(self.data) > self._limit:
            return False
        chunk = self._stream.read(max(CHUNK, len(self.data) // 2))
        self.ended = not chunk
        self.data += chunk
        return bool(chunk)

    @property
    def is_full(self) -> bool:
        """Whether the window has reached its limit."""
        return len(self.data) > self._limit

    def search(self, pattern: re.Pattern[bytes], start: int, *, overlap: int = 64) -> re.Match[bytes] | None:
        """First match from `start` on; None when there is none before the end of the stream or window."""
        while True:
            found = pattern.search(self.data, start)
            if found and (found.end() < len(self.data) or self.ended):
                return found
            start = max(start, len(self.data) - overlap) if not found else start
            if not self.read_on():
                return pattern.search(self.data, start)

    def drop(self, count: int) -> None:
        """Forget the first `count` bytes."""
        self.data = self.data[count:]
        self.offset += count
