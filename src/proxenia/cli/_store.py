"""Which store of evidence a command reads: named, from the environment, or in the folder at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["DEFAULT", "EditionOption", "StoreOption", "store_path", "use_edition"]

DEFAULT = "proxenia.duckdb"
StoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        help=f"File with your own evidence; else PROXENIA_STORE, else ./{DEFAULT} where it exists.",
        show_default=False,
    ),
]
EditionOption = Annotated[
    Path | None,
    typer.Option(
        "--edition",
        help="Folder, zip or wheel of a data edition, in the place of ours; else PROXENIA_EDITION.",
        show_default=False,
    ),
]


def use_edition(named: Path | None) -> None:
    """Let every reader of this run read the named edition; None leaves the one in reach.

    Raises
    ------
    DataError
        If what is named is no edition.
    """
    from proxenia.store import read_edition  # noqa: PLC0415  kept out of the start of commands that name none

    if named is not None:
        read_edition(named)
        os.environ["PROXENIA_EDITION"] = str(named.absolute())


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
