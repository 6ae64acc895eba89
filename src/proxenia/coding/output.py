"""Files written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["write_files"]


def write_files(files: Mapping[Path, str | bytes], *, overwrite: bool = False) -> None:
    """Write files, all or none: each goes to a draft beside its place, and drafts take their places at the end.

    Raises
    ------
    OutputError
        If a place holds something and `overwrite` is not set, or cannot be written.
    """
    held = [path for path in files if path.exists()]
    if held and not overwrite:
        raise OutputError(f"{held[0]} is there already; name another place or add --overwrite")
    drafts: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.draft")
            drafts[draft] = path
            draft.write_bytes(content if isinstance(content, bytes) else content.encode())
        for draft, path in drafts.items():
            draft.replace(path)
    except OSError as error:
        raise OutputError(
            f"{error.filename or 'a file'} cannot be written: {error.strerror}; nothing was kept"
        ) from error
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
