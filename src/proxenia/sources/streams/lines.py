"""Lines of a file, none longer than a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.sources.streams.raw import LIMIT, Raw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

__all__ = ["lines"]


def lines(stream: BinaryIO, *, limit: int = LIMIT) -> Iterator[Raw]:
    r"""Lines without their ends, each with its number; of a longer one the start, with the fault.

    Examples
    --------
    >>> import io
    >>> [(raw.locator, raw.data, raw.fault) for raw in lines(io.BytesIO(b"ab\nabcdef\nc"), limit=4)]
    [('line 1', b'ab', ''), ('line 2', b'abcd', 'is longer than 4 bytes'), ('line 3', b'c', '')]
    """
    number = 0
    while line := stream.readline(limit):
        number += 1
        is_long = len(line) == limit and not line.endswith(b"\n")
        more = line
        while len(more) == limit and not more.endswith(b"\n"):
            more = stream.readline(limit)
        is_long = is_long and more.rstrip(b"\r\n") != b""
        fault = f"is longer than {limit:,} bytes" if is_long else ""
        yield Raw(data=line.rstrip(b"\r\n"), locator=f"line {number}", fault=fault)
