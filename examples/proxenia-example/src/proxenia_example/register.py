"""A reader of a small register of papers, as an office might keep one in a text file.

The first line is `#MEETING-REGISTER`. Records are blocks between blank lines, one field a line:

    title: Heat plans of four cities
    year: 2023
    doi: 10.5555/heat
    author: Ann Doe @ University of Barcelona, Barcelona, Spain
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.sources import Affiliation, Authorship, Record, Reject, Work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

__all__ = ["REGISTER"]

MARK = b"#MEETING-REGISTER"


class Register:
    """What a reader is: `sniff` knows the format by its beginning, `read` gives its records one at a time."""

    def sniff(self, head: bytes) -> bool:
        """Say whether a file that begins so is a register."""
        return head.startswith(MARK)

    def read(self, stream: BufferedReader, *, origin: str) -> Iterator[Record]:
        """Works and refused records, each with the line it begins on; never the whole file in memory."""
        block: list[str] = []
        start = 0
        for number, raw in enumerate(stream, 1):
            line = raw.decode("utf-8", "replace").strip()
            if line and not line.startswith("#"):
                start = start if block else number
                block.append(line)
            elif block:
                yield _record(block, origin=origin, locator=f"line {start}")
                block = []
        if block:
            yield _record(block, origin=origin, locator=f"line {start}")


REGISTER = Register()


def _record(block: list[str], *, origin: str, locator: str) -> Record:
    fields = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in block)]
    one = dict(fields)
    year = one.get("year", "")
    if not one.get("title"):
        return Reject(source_file=origin, locator=locator, reason="has no title", raw_start=block[0][:200])
    if year and not (year.isascii() and year.isdecimal()):
        return Reject(source_file=origin, locator=locator, reason=f"year {year!r} is no year", raw_start=block[0][:200])
    people = [value.partition("@") for name, value in fields if name == "author"]
    return Work(
        title=one["title"],
        year=int(year) if year else None,
        doi=one.get("doi", "").lower(),
        authorships=tuple(
            Authorship(position=i, name=name.strip(), affiliations=(Affiliation(text=place.strip()),) if place else ())
            for i, (name, _, place) in enumerate(people, 1)
        ),
        source_file=origin,
        locator=locator,
    )
