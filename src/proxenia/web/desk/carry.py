"""Reasons carried from the process that reads a file: as JSON, since what that process writes is not to be trusted."""

from __future__ import annotations

from typing import Any

from proxenia.errors import Reason

__all__ = ["brought", "carried"]


def carried(reason: Reason) -> dict[str, Any]:
    """A reason as plain data.

    Examples
    --------
    >>> carried(Reason("{file} holds no text", file="a.pdf"))
    {'form': '{file} holds no text', 'parts': {'file': 'a.pdf'}}
    """
    return {"form": reason.form, "parts": {name: _plain(part) for name, part in reason.parts.items()}}


def brought(content: object, *, renamed: tuple[str, str] = ("", "")) -> Reason:
    """The reason of plain data; what is no reason is none of ours, and the reader is told so.

    Parameters
    ----------
    renamed
        A path that stands in its parts, and the name to write for it.

    Examples
    --------
    >>> brought({"form": "{file} holds no text", "parts": {"file": "/tmp/x/a.pdf"}}, renamed=("/tmp/x/a.pdf", "a.pdf"))
    'a.pdf holds no text'
    >>> brought(["?"])
    'the file cannot be read'
    """
    match content:
        case {"form": str(form), "parts": dict(parts)}:
            try:
                return Reason(form, **{str(name): _part(part, renamed) for name, part in parts.items()})
            except (KeyError, ValueError, AttributeError, IndexError):
                pass
    return Reason("the file cannot be read")


def _plain(part: object) -> object:
    if isinstance(part, Reason):
        return carried(part)
    if isinstance(part, (tuple, list)):
        return [_plain(each) for each in part]
    return part if isinstance(part, (int, float)) else str(part)


def _part(part: object, renamed: tuple[str, str]) -> object:
    if isinstance(part, dict):
        return brought(part, renamed=renamed)
    if isinstance(part, list):
        return tuple(_part(each, renamed) for each in part)
    return part.replace(*renamed) if isinstance(part, str) and renamed[0] else part
