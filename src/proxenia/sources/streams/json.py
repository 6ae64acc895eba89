"""JSON objects of a file, one at a time: JSON Lines, an array, or the list inside an answer of an API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from proxenia.sources.streams.lines import lines
from proxenia.sources.streams.opening import HEAD
from proxenia.sources.streams.raw import LIMIT, Raw, Window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

__all__ = ["json_objects"]

_LIST = re.compile(rb'"(?:items|results)"\s*:\s*\[')
_ENVELOPE = re.compile(rb'\s*\{\s*"(?:items|results|meta|status|message|message-type|message-version)"\s*:')
_PIECE = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}"\]]', re.DOTALL)
_START = re.compile(rb'\{\s*"[^"\\]{1,60}"\s*:\s*(?:"[^"\\0-9]{0,40})?')


def json_objects(stream: BufferedReader, *, limit: int = LIMIT) -> Iterator[Raw]:
    """Objects of a JSON file as their own bytes.

    A file whose first line is a whole object is taken for JSON Lines. Otherwise the objects of the outermost list are
    given: the file itself, or `items` or `results` of an answer; a single object is given as it is. After damage the
    search goes on at the next object that starts with the same key as the first one.
    """
    head = stream.peek(HEAD).lstrip()
    first = head.split(b"\n", 1)[0].rstrip()
    is_answer = _ENVELOPE.match(head) is not None
    if first.startswith(b"{") and not is_answer and (first.endswith(b"}") or (b"\n" not in head and len(head) > 1)):
        for raw in lines(stream, limit=limit):
            if raw.data.strip(b" \t,\r\x00\x1e"):
                yield raw
        return
    window = Window(stream, limit=limit)
    if is_answer:
        found = window.search(_LIST, 0)
        window.drop(found.end() if found else 0)
    yield from _members(window, limit=limit)


def _members(window: Window, *, limit: int) -> Iterator[Raw]:
    signature: re.Pattern[bytes] | None = None
    number = 0
    opening = re.compile(rb"[{\]]")
    while found := window.search(opening, 0):
        if found.group() == b"]":
            return
        window.drop(found.start())
        number += 1
        end = _end(window)
        if signature is None:
            start = _START.match(window.data)
            signature = re.compile(re.escape(start.group())) if start else re.compile(rb'\{\s*"')
        again = signature.search(window.data, 1, end or len(window.data))
        at = f"record {number}, byte {window.offset}"
        if end and not (again and _is_broken(window.data[:end])):
            yield Raw(data=window.data[:end], locator=at)
            window.drop(end)
            continue
        fault = (
            f"is longer than {limit:,} bytes" if window.is_full else "has no end: a brace or quotation mark is missing"
        )
        cut = again.start() if again else len(window.data)
        yield Raw(data=window.data[: min(cut, 4096)], locator=at, fault=fault)
        window.drop(cut)
        while not again and (again := window.search(signature, 0)) is None and not window.ended:
            window.drop(max(0, len(window.data) - 64))


def _end(window: Window) -> int | None:
    """Where the object at the start of the window ends; None when it does not before the stream or window does."""
    depth, position = 0, 0
    while True:
        for piece in _PIECE.finditer(window.data, position):
            mark = piece.group()
            if mark == b"{":
                depth += 1
            elif mark == b"}":
                depth -= 1
                if depth == 0:
                    return piece.end()
            elif mark == b'"':
                break
            position = piece.end()
        if not window.read_on():
            return None


def _is_broken(data: bytes) -> bool:
    import msgspec  # noqa: PLC0415  only a doubtful record is parsed here

    try:
        msgspec.json.decode(data, type=dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return True
    return False
