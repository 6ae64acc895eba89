"""Markdown as it is written for people and code hosts, made into the older dialect of the site builder."""

from __future__ import annotations

import re

__all__ = ["for_builder"]

_ITEM = re.compile(r"(?P<mark>[-*]|\d+\.)(?P<gap> +)")
_PERSIAN_ITEM = re.compile(r"^[۰-۹]+\.(?= )", re.MULTILINE)
_ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
INDENT, NESTED = 4, 2
"""Spaces that the builder asks for within a list, and those by which people show that a line belongs to one."""


def for_builder(text: str) -> str:
    r"""Give lists the empty line before and the four-space indent that the builder's Markdown needs.

    Examples
    --------
    >>> print(for_builder("Two:\n- one\n  more\n- two"), end="")
    Two:
    <BLANKLINE>
    - one
        more
    - two
    """
    lines, out = _PERSIAN_ITEM.sub(lambda item: item[0].translate(_ASCII), text).splitlines(), []
    inside: int | None = None  # where the text of the list item at hand begins
    fence: str | None = None  # the indent that the open fence is written with
    for at, line in enumerate(lines):
        stripped = line.lstrip(" ")
        depth = len(line) - len(stripped)
        if fence is not None:
            out.append(_moved(line, fence))
            fence = None if stripped.startswith("```") else fence
            continue
        item = _ITEM.match(line)
        if item:
            if inside is None and at and lines[at - 1].strip() and out:
                out.append("")
            inside = item.end()
        elif stripped and depth == 0 and at and not lines[at - 1].strip() and not _goes_on(lines, at, inside):
            inside = None
        if stripped.startswith("```"):
            deep = inside is not None and (depth >= NESTED or _goes_on(lines, at, inside))
            fence = f"{depth}>{INDENT if deep else depth}"
            out.append(_moved(line, fence))
        elif inside is not None and not item and stripped:
            out.append(" " * INDENT + line[min(depth, inside) :] if depth >= NESTED else line)
        else:
            out.append(line)
    return "\n".join(out) + "\n"


def _moved(line: str, indent: str) -> str:
    """Write a line of a fence at another indent: "3>4" moves it from three spaces to four."""
    was, now = map(int, indent.split(">"))
    return " " * now + (line[was:] if not line[:was].strip() else line.lstrip()) if line.strip() else ""


def _goes_on(lines: list[str], at: int, inside: int | None) -> bool:
    """Say whether a fence at the left edge belongs to a numbered list, which goes on after it."""
    if inside is None or not lines[at].startswith("```"):
        return False
    end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("```")), len(lines))
    after = next((line for line in lines[end + 1 :] if line.strip()), "")
    before = next((line for line in reversed(lines[:at]) if re.match(r"\d+\.", line)), "")
    numbers = [int(found[0]) for found in (re.match(r"\d+", before), re.match(r"\d+(?=\.)", after)) if found]
    return len(numbers) == 2 and numbers[1] == numbers[0] + 1  # noqa: PLR2004  before and after
