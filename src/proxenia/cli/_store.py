"""Which store of evidence a command reads: named, from the environment, or in the folder at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["DEFAULT", "StoreOption", "store_path"]

DEFAULT = "proxenia.duckdb"
StoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        help=f"File with your own evidence; else PROXENIA_STORE, else ./{DEFAULT} where it exists.",
        show_default=False,
    ),
]


def store_path(option: str, *, to_write: bool = False) -> Path | None:
    """Path of the user's store; None when there is none and nothing is to be written.

    Raises
    ------
    typer.BadParameter
        If a store is named to be read and does not exist.
    """
    named = option or os.environ.get("PROXENIA_STORE", "")
    if named:
        path = Path(named)
        if not to_write and not path.is_file():
            raise typer.BadParameter(
                f"no store {named!r}; make one with: proxenia evidence add FILE.csv --store {named}"
            )
        return path
    path = Path(DEFAULT)
    return path if to_write or path.is_file() else None
