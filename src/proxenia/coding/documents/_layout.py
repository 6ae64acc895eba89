"""Text of a PDF page from where its letters stand, for pages that mix directions.

A PDF keeps glyphs and places, not words. Letters of a line are sorted from left to right and then read by the line's own
direction; runs of the other direction are turned round (the inverse of Unicode's bidirectional algorithm, without its
explicit marks).
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pypdfium2

__all__ = ["laid_out"]

GAP, GAP_IN_WORD = 0.13, 0.22
"""Shares of the font size from which empty room is a space: between letters that a space glyph parts in the file, and
between those of one word."""
APART = 3.0
"""Font sizes from which empty room parts two columns."""
_PAIRS = ("()", "[]", "{}", "«»")


@dataclass(slots=True)
class _Cluster:
    """A glyph's letters in reading order, its sides, origin and size, and the word of the file it belongs to."""

    text: str
    left: float
    right: float
    start: float
    baseline: float
    size: float
    word: int

    @property
    def center(self) -> float:
        return (self.left + self.right) / 2


def laid_out(reader: pypdfium2.PdfTextPage) -> str:
    """Text of a page in reading order, one line a line."""
    return _rebracketed("\n".join(_logical(line) for line in _lines(_clusters(reader))))


def _clusters(reader: pypdfium2.PdfTextPage) -> list[_Cluster]:
    from pypdfium2 import raw  # noqa: PLC0415  loads a library of its own

    found: list[_Cluster] = []
    box, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    handle, word = reader.raw, 0
    for i in range(raw.FPDFText_CountChars(handle)):
        char = chr(raw.FPDFText_GetUnicode(handle, i) or 0xFFFD)
        if char.isspace() or char == "\0":
            word += 1
            continue
        if not raw.FPDFText_GetLooseCharBox(handle, i, ctypes.byref(box)):
            continue
        raw.FPDFText_GetCharOrigin(handle, i, ctypes.byref(x), ctypes.byref(y))
        raw.FPDFText_GetMatrix(handle, i, ctypes.byref(matrix))
        size = max(raw.FPDFText_GetFontSize(handle, i) * math.hypot(matrix.c, matrix.d), 1.0)
        last = found[-1] if found else None
        if last is not None and (last.left, last.right, last.baseline) == (box.left, box.right, y.value):
            last.text += char
        else:
            found.append(
                _Cluster(
                    text=char,
                    left=box.left,
                    right=box.right,
                    start=x.value,
                    baseline=y.value,
                    size=size,
                    word=word,
                )
            )
    return _with_marks(found)


def _with_marks(clusters: Sequence[_Cluster]) -> list[_Cluster]:
    """Put combining marks behind the letter they stand over."""
    bases = []
    for i, each in enumerate(clusters):
        if not all(map(unicodedata.combining, each.text)):
            bases.append(each)
            continue
        near = [c for c in clusters[max(0, i - 12) : i + 13] if c is not each and any(x.isalpha() for x in c.text)]
        same = [c for c in near if abs(c.start - each.start) < 0.01 * each.size]
        over = same or [c for c in near if c.left <= each.center <= c.right] or near
        if over:
            min(over, key=lambda c: abs(c.center - each.center)).text += each.text
    return bases


def _lines(clusters: Sequence[_Cluster]) -> Iterator[list[_Cluster]]:
    """Gather words into lines: on one baseline, and no wider apart than columns are."""
    line: list[_Cluster] = []
    for _, group in groupby(clusters, key=lambda c: (c.word, round(c.baseline))):
        word = list(group)
        if line and not _belongs(word, line):
            yield sorted(line, key=lambda c: c.center)
            line = []
        line += word
    if line:
        yield sorted(line, key=lambda c: c.center)


def _belongs(word: Sequence[_Cluster], line: Sequence[_Cluster]) -> bool:
    size = max(c.size for c in (*word, *line))
    if abs(median(c.baseline for c in word) - median(c.baseline for c in line)) > size / 2:
        return False
    room = APART * size
    left, right = min(c.left for c in word), max(c.right for c in word)
    return min(c.left for c in line) - room <= right and left <= max(c.right for c in line) + room


def _logical(line: Sequence[_Cluster]) -> str:
    """Read a line that is sorted from left to right in its own direction."""
    pieces = _spaced(line)
    strong = "".join(c for piece in pieces for c in piece if c.isalpha())
    arabic = sum(map(_is_arabic, strong))
    if arabic == 0:
        return "".join(pieces).strip()
    if arabic * 2 >= len(strong):
        return "".join(_turned_runs(pieces[::-1], of=_is_latin)).strip()
    return "".join(_turned_runs(pieces, of=_is_arabic)).strip()


def _spaced(line: Sequence[_Cluster]) -> list[str]:
    pieces = [line[0].text]
    edge, last = line[0].right, line[0]
    for each in line[1:]:
        gap = GAP if each.word != last.word else GAP_IN_WORD
        if each.left - edge > gap * max(each.size, last.size):
            pieces.append(" ")
        pieces.append(each.text)
        edge, last = max(edge, each.right), each
    return pieces


def _turned_runs(pieces: Sequence[str], *, of: Callable[[str], bool]) -> list[str]:
    """Turn round each run whose letters are of one script, with what stands between them, and each number."""
    kinds = "".join("s" if any(of(c) for c in p) else _kind(p) for p in pieces)
    out: list[str] = []
    at = 0
    runs = r"[sd](?:[sdpn ]*[sd])?p*" if of is _is_latin else r"s(?:[sdpn ]*s)?"
    for run in re.finditer(f"(?=[^x]*s)(?:{runs})|d(?:[dp]*d)?p?", kinds):
        if "s" not in run.group() and of is not _is_latin:
            continue
        out += pieces[at : run.start()]
        out += pieces[run.start() : run.end()][::-1]
        at = run.end()
    return [*out, *pieces[at:]]


def _kind(piece: str) -> str:
    if piece.isspace():
        return " "
    if piece.isdigit():
        return "d"
    if any(c.isalpha() for c in piece):
        return "x"
    return "p" if piece in "%٪.,/:+-–٫٬'’&" else "n"


def _rebracketed(text: str) -> str:
    """Open and close brackets in turn where they do not pair; readers mirror some of them and not others."""
    bullets = {i for bullet in re.finditer(r"(?m)^\s*(?:\d{1,2}|\w)[()]", text) for i in range(*bullet.span())}
    for opening, closing in _PAIRS:
        found = [i for i, c in enumerate(text) if c in (opening, closing) and i not in bullets]
        shown = "".join(text[i] for i in found)
        if len(found) % 2 == 0 and shown != (opening + closing) * (len(found) // 2):
            letters = list(text)
            for turn, i in enumerate(found):
                letters[i] = closing if turn % 2 else opening
            text = "".join(letters)
    return text


def _is_arabic(char: str) -> bool:
    return ("\u0600" <= char <= "\u06ff" and char.isalpha()) or "\ufb50" <= char <= "\ufefc"


def _is_latin(char: str) -> bool:
    return char.isalpha() and not _is_arabic(char)
