"""Output: files that are written whole or not at all, and rows as CSV."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from typing import TYPE_CHECKING

from proxenia.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

__all__ = ["csv_text", "guarded", "write_all", "write_whole"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Signs at the head of a cell that make a spreadsheet take text for a formula."""


def csv_text(header: Sequence[str], rows: Iterable[Iterable[object]], *, guard: bool = False) -> str:
    r"""Write rows as CSV: floats unrounded; None and NaN are empty cells.

    Parameters
    ----------
    guard
        Whether text that a spreadsheet would run as a formula gets an apostrophe before it; for files people open,
        where the text is not ours.

    Examples
    --------
    >>> csv_text(("city", "score"), [("Tehran", 0.1), ("Boston", float("nan")), ("=1+1", None)], guard=True)
    "city,score\nTehran,0.1\nBoston,\n'=1+1,\n"
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        cells = (_cell(cell) for cell in row)
        writer.writerow([guarded(cell) for cell in cells] if guard else list(cells))
    return stream.getvalue()


def guarded(cell: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula; numbers stay as they are."""
    return f"'{cell}" if cell.startswith(FORMULA) and not _is_number(cell) else cell


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all, over what is there; raise `OutputError` where that is not possible."""
    write_all({path: content}, overwrite=True)


def write_all(files: Mapping[Path, str | bytes], *, overwrite: bool = False) -> None:
    """Write files, all or none: each goes to a draft beside its place, and drafts take their places at the end.

    Raises
    ------
    OutputError
        If a place holds something and `overwrite` is not set, or cannot be written.
    """
    held = [path for path in files if path.exists()]
    if held and not overwrite:
        raise OutputError(f"{held[0]} is there already; name another place or add --overwrite")
    if folder := next((path for path in held if path.is_dir()), None):
        raise OutputError(f"{folder} cannot be written: it is a folder")
    drafts: dict[Path, Path] = {}
    place = next(iter(files), None)
    try:
        for place, content in files.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = place.with_name(f".{place.name}.draft")
            drafts[draft] = place
            draft.write_bytes(content if isinstance(content, bytes) else content.encode())
        for draft, place in drafts.items():
            draft.replace(place)
    except OSError as error:
        raise OutputError(f"{place} cannot be written: {error.strerror}; nothing was kept") from error
    finally:
        for draft in drafts:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def _cell(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124  NaN alone differs from itself
        return ""
    return repr(float(value)) if isinstance(value, float) else str(value)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
