"""Reading a definition's TOML, with the place of what is wrong."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from proxenia.errors import DataError

__all__ = ["decode_toml"]

T = TypeVar("T")
_AT = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_SYNTAX = re.compile(r" \(at line (?P<line>\d+), column (?P<column>\d+)\)$")
_STEP = re.compile(r"\.([\w-]+)|\[(\d+|\.\.\.)\]")


def decode_toml(content: bytes, *, type: type[T], name: str) -> T:  # noqa: A002  the word of msgspec
    r"""Decode a TOML file into a type.

    Parameters
    ----------
    content
        Bytes of the file.
    type
        What it holds.
    name
        What the reader calls the file; it begins the message of an error.

    Raises
    ------
    DataError
        If it is no TOML or breaks the form: `name:line:column  what is wrong`.

    Examples
    --------
    >>> decode_toml(b"[a]\nb = \n", type=dict[str, str], name="x.toml")
    Traceback (most recent call last):
    proxenia.errors.DataError: x.toml:2:5  is no TOML: invalid value
    """
    try:
        return msgspec.toml.decode(content, type=type)
    except msgspec.ValidationError as error:
        message = str(error)
        found = _AT.search(message)
        path = found["path"] if found else ""
        line, column = _place(content.decode("utf-8"), path)
        told = _AT.sub("", message)
        where = f" (at {path.removeprefix('.')})" if path else ""
        raise DataError(f"{name}:{line}:{column}  {told[:1].lower()}{told[1:]}{where}") from error
    except msgspec.DecodeError as error:
        message = str(error)
        found = _SYNTAX.search(message)
        line, column = (int(found["line"]), int(found["column"])) if found else _end(content)
        told = _SYNTAX.sub("", message).removesuffix(" (at end of document)")
        raise DataError(f"{name}:{line}:{column}  is no TOML: {told[:1].lower()}{told[1:]}") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        raise DataError(f"{name}:{line}:{column}  is not UTF-8; save it as UTF-8") from error


def _end(content: bytes) -> tuple[int, int]:
    lines = content.decode("utf-8").rstrip("\n").split("\n")
    return len(lines), len(lines[-1]) + 1


def _place(text: str, path: str) -> tuple[int, int]:
    r"""Line and column of a value by its path in the decoded data; the nearest table where its own line is not found.

    Examples
    --------
    >>> _place('[[lever]]\ncode = "a"\n[[lever]]\ncode = 3\n', ".lever[1].code")
    (4, 1)
    """
    steps = [match[1] or match[2] for match in _STEP.finditer(path)]
    lines = text.split("\n")
    at, start = (1, 1), 0
    for i, step in enumerate(steps):
        if step.isdecimal() or step == "...":
            continue
        index = int(steps[i + 1]) if steps[i + 1 : i + 2] and steps[i + 1].isdecimal() else None
        prefix = ".".join(each for each in steps[: i + 1] if not each.isdecimal())
        head = re.compile(rf"\s*\[\[?\s*{re.escape(prefix)}\s*\]")
        heads = [n for n in range(start, len(lines)) if head.match(lines[n])]
        if len(heads) > (index or 0):
            start = heads[index or 0]
            at = (start + 1, 1)
            continue
        key = re.compile(rf"(?P<before>\s*(?:.*[{{,]\s*)?)(?:[\w.-]+\.)?{re.escape(step)}\s*[.=]")
        found = next(((n, match) for n in range(start, len(lines)) if (match := key.match(lines[n]))), None)
        if found is None:
            break
        start, at = found[0], (found[0] + 1, len(found[1]["before"]) + 1)
        inline = [n for n in range(start, len(lines)) if "{" in lines[n]]
        if index is not None and len(inline) > index:
            start, at = inline[index], (inline[index] + 1, lines[inline[index]].index("{") + 1)
    return at
