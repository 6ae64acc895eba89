"""A CSV file as lines of cells, or the one reason why it cannot be read as such."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from proxenia.errors import Fault, Reason

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Line", "Unreadable", "read_lines"]

Line = tuple[int, list[str]]
BIGGEST = 50_000_000


class Unreadable(Exception):
    """A file that is no table, with the fault that says why; it never leaves the stage."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))

    @classmethod
    def at(cls, file: Path, line: int, column: str, message: Reason) -> Unreadable:
        """Say where the file stops being a table."""
        return cls(Fault(file.name, line, column, message))


def read_lines(file: Path, *, delimiter: str = ",") -> list[Line]:
    """Read a file as rows of cells, each with the line it begins on; the first is the header.

    Raises
    ------
    Unreadable
        If the file cannot be opened, is too large, is no UTF-8 text, no CSV, or empty.
    """
    rows, line = [], 1
    reader = csv.reader(io.StringIO(_text(file), newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable.at(file, line, "", Reason("is no CSV: {error}", error=str(error))) from error
    if not rows or not any(rows[0][1]):
        raise Unreadable.at(file, 1, "", Reason("is empty; the first line names the columns"))
    return rows


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Unreadable.at(file, 0, "", Reason("cannot be read: {error}", error=error.strerror)) from error
    if len(content) > BIGGEST:
        raise Unreadable.at(
            file, 0, "", Reason("{n:,} bytes; split it into files of at most {most:,}", n=len(content), most=BIGGEST)
        )
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise Unreadable.at(file, line, "", Reason("holds a NUL byte; save it as plain CSV text"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable.at(file, line, "", Reason("is not UTF-8; save it as CSV UTF-8")) from error
