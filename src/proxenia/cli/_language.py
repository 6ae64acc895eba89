"""Which language a command writes in: English, Persian, or one that an extension brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from proxenia.locale import Language

__all__ = ["spoken"]


def spoken(code: str) -> Language:
    """Give the language of a code; raise `typer.BadParameter` for one that nothing is written in."""
    from proxenia.locale import languages  # noqa: PLC0415  kept out of the start of other commands

    if code not in languages():
        raise typer.BadParameter(f"no language {code!r}; write {' or '.join(languages())}")
    return code
