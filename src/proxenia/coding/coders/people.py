"""People as coders: a sheet to fill in, and codings read from and written to CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from proxenia.coding.coders.coding import MOST, STANCES, Coding, Stance
from proxenia.errors import Fault, RefusedFile
from proxenia.output import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from proxenia.coding.codebook import Codebook
    from proxenia.coding.documents import Passage

__all__ = ["COLUMNS", "coding_sheet", "read_codings", "write_codings"]

COLUMNS = ("coder", "passage_id", "code", "stance", "level", "because", "confidence")
NONE = "none"
"""What a coder writes for a passage that was read and has no code, which is not the same as one not read."""


def coding_sheet(passages: Sequence[Passage], *, coder: str, codings: Iterable[Coding] = ()) -> str:
    """CSV for a person to fill in: one row a passage, or a row for each code already proposed, text beside it.

    A passage read without finding a code gets `none` in the column `code`; an empty one was not read.
    """
    proposed: dict[str, list[Coding]] = {}
    for coding in codings:
        proposed.setdefault(coding.passage_id, []).append(coding)
    rows = []
    for passage in passages:
        given = [(c.code, c.stance, c.level, c.because) for c in proposed.get(passage.passage_id, [])]
        rows += [
            (coder, passage.passage_id, code, stance, level, because, "", passage.page, passage.text)
            for code, stance, level, because in given or [("", "", None, "")]
        ]
    return csv_text((*COLUMNS, "page", "text"), rows, guard=True)


def write_codings(codings: Iterable[Coding]) -> str:
    """CSV of codings, one a row."""
    rows = ((c.coder, c.passage_id, c.code, c.stance, c.level, c.because, _confidence(c.confidence)) for c in codings)
    return csv_text(COLUMNS, rows, guard=True)


def _confidence(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def read_codings(
    path: Path, *, codebook: Codebook, passages: Iterable[Passage] = ()
) -> tuple[tuple[Coding, ...], dict[str, frozenset[str]]]:
    """Read codings from CSV.

    Parameters
    ----------
    path
        A sheet or a file of codings; columns beyond `coder`, `passage_id` and `code` may be left out.
    codebook
        The codes that are known.
    passages
        The passages that are known; empty lets any id pass.

    Returns
    -------
    codings, read
        The codings, and for each coder the passages that he or she read, those without a code included.

    Raises
    ------
    RefusedFile
        If a row has a fault; all are told.
    """
    rows = _rows(path)
    known = {passage.passage_id for passage in passages}
    faults: list[Fault] = []
    codings: list[Coding] = []
    read: dict[str, set[str]] = {}
    for line, row in rows:
        code = (row.get("code") or "").strip()
        if not code:
            continue
        problems = list(_problems(row, code, codebook, known))
        if problems:
            faults += [Fault(path.name, line, column, message) for column, message in problems]
            continue
        coder, passage = _unguarded(row["coder"]), _unguarded(row["passage_id"])
        read.setdefault(coder, set()).add(passage)
        if code != NONE:
            codings.append(_coding(row, coder, passage, code))
    if faults:
        raise RefusedFile(faults, rows=len(rows))
    if not read:
        raise RefusedFile([Fault(path.name, 1, "code", "no row has a code; write one, or 'none'")], rows=len(rows))
    return tuple(codings), {coder: frozenset(found) for coder, found in read.items()}


def _coding(row: dict[str, str], coder: str, passage: str, code: str) -> Coding:
    stance: Stance = (row.get("stance") or "present").strip()  # ty: ignore[invalid-assignment]  checked before
    return Coding(
        passage_id=passage,
        code=code,
        coder=coder,
        stance=stance,
        level=int(row["level"]) if (row.get("level") or "").strip() else None,
        because=_unguarded(row.get("because") or ""),
        confidence=float(row["confidence"]) if (row.get("confidence") or "").strip() else None,
    )


def _problems(row: dict[str, str], code: str, codebook: Codebook, known: set[str]) -> Iterable[tuple[str, str]]:
    if not (row.get("coder") or "").strip():
        yield "coder", "no coder; every code names one"
    passage = _unguarded(row.get("passage_id") or "")
    if not passage or (known and passage not in known):
        yield "passage_id", f"no passage {passage!r} in the documents"
    if code != NONE and code not in codebook:
        yield "code", f"no code {code!r} in codebook {codebook.id!r}; write family:code"
    stance = (row.get("stance") or "").strip()
    if stance and stance not in STANCES:
        yield "stance", f"{stance!r} is no stance; write {', '.join(STANCES)}"
    level = (row.get("level") or "").strip()
    if level and level not in {str(i) for i in range(MOST + 1)}:
        yield "level", f"{level!r} is no level; write 0 to {MOST}"
    elif level and code in codebook and not codebook[code].item:
        yield "level", f"code {code!r} has no scale; leave it empty"
    confidence = (row.get("confidence") or "").strip()
    if confidence and not _is_share(confidence):
        yield "confidence", f"{confidence!r} is no share; write 0 to 1"


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RefusedFile([Fault(str(path), 0, "", f"cannot be read: {error.strerror}")], rows=0) from error
    except UnicodeDecodeError as error:
        raise RefusedFile([Fault(path.name, 1, "", "is not UTF-8; save the file as UTF-8")], rows=0) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in ("coder", "passage_id", "code") if name not in (reader.fieldnames or ())]
    if missing:
        raise RefusedFile([Fault(path.name, 1, name, "column is missing") for name in missing], rows=0)
    return [(reader.line_num, row) for row in reader]


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _unguarded(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@\t" and len(text) > 1 else text
