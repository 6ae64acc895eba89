"""Lasting identifiers: the same thing has the same GUID in every file."""

from __future__ import annotations

import uuid

__all__ = ["guid_of"]

_SPACE = uuid.UUID("6f1c9a0e-6c1e-5f7a-9d55-0d3f1c2b7a90")


def guid_of(kind: str, name: str) -> str:
    """Give the GUID of a named thing, made of its kind and name (UUID version 5).

    Examples
    --------
    >>> guid_of("code", "actor:firm") == guid_of("code", "actor:firm") != guid_of("user", "actor:firm")
    True
    """
    return str(uuid.uuid5(_SPACE, f"{kind}\n{name}")).upper()
