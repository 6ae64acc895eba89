"""A CSV of affiliations in, the same rows with places and institutions out: streamed, in order, whole or not at all."""

from __future__ import annotations

import csv
import difflib
import os
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.errors import EvidenceError, Fault, OutputError, RefusedFile
from proxenia.places.affiliations.say import general_reason

if TYPE_CHECKING:
    import _csv
    from collections.abc import Callable, Generator, Iterator
    from typing import IO

    from proxenia.places.affiliations.resolution import AffiliationResolution
    from proxenia.places.affiliations.resolve import Resolver

__all__ = ["COLUMNS", "TableReport", "cells", "resolve_table"]

COLUMNS = (
    "geonames_id", "city", "country_iso2", "latitude", "longitude", "ror_ids", "ror_confidence", "method", "confidence",
    "reason",
)  # fmt: skip
LONGEST_CELL = 16_000_000
MOST_KEPT = 200_000
EVERY = 20_000
BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class TableReport:
    """What became of a table: rows, distinct affiliations, rows with a place, and how they were found or why not."""

    n_rows: int = 0
    n_located: int = 0
    n_with_institution: int = 0
    methods: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


def resolve_table(
    path: Path,
    *,
    column: str,
    output: Path,
    resolver: Resolver,
    prefix: str = "",
    progress: Callable[[int], None] | None = None,
) -> TableReport:
    """Add places and institutions to a CSV.

    Rows keep their order and their other columns. Where an affiliation names several places, each new column holds
    them joined by `;`, in one order. An affiliation without an answer has a `reason` and no place.

    Parameters
    ----------
    path
        CSV in UTF-8, with a header; comma, semicolon or tab between cells.
    column
        The column that holds the affiliations.
    output
        Where the result goes; it appears whole when all rows are done.
    resolver
        Opened with or without a dump of ROR.
    prefix
        Written before the names of the new columns, where the file has columns of these names already.
    progress
        Called with the number of rows done, now and then.

    Raises
    ------
    EvidenceError
        If the file has no such column, no header, or columns of the new names.
    RefusedFile
        If a row cannot be read; the fault says which.
    OutputError
        If the result cannot be written.
    """
    report = TableReport()
    kept: dict[str, tuple[list[str], AffiliationResolution]] = {}
    with _reading(path) as (rows, dialect), _writing(output, bom=dialect.has_bom) as out:
        writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\n")
        header = next(rows, None)
        at = _column(header, column, path, prefix)
        writer.writerow([*(header or ()), *(prefix + name for name in COLUMNS)])
        for row in rows:
            text = row[at]
            if text not in kept:
                if len(kept) >= MOST_KEPT:
                    kept.clear()
                resolution = resolver.resolve(text)
                kept[text] = cells(resolution), resolution
            new, resolution = kept[text]
            writer.writerow([*row, *new])
            _count(report, resolution)
            if progress and report.n_rows % EVERY == 0:
                progress(report.n_rows)
    return report


def cells(resolution: AffiliationResolution) -> list[str]:
    """Cells of the new columns for one affiliation; several places are joined by `;`."""
    places = resolution.places
    rows = [
        (
            str(place.geonames_id or ""), place.city, place.country_iso2, _number(place.latitude),
            _number(place.longitude), " ".join(place.ror_ids),
            " ".join(f"{each:.3f}" for each in place.ror_confidences), place.method, f"{place.confidence:.3f}",
            place.reason,
        )
        for place in places
    ]  # fmt: skip
    return [";".join(values) if any(values) else "" for values in zip(*rows, strict=True)]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _count(report: TableReport, resolution: AffiliationResolution) -> None:
    report.n_rows += 1
    report.n_located += resolution.is_located
    report.n_with_institution += bool(resolution.ror_ids)
    for place in resolution.places:
        report.methods[place.method] += 1
        if place.reason:
            report.reasons[general_reason(place.reason)] += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dialect:
    delimiter: str
    has_bom: bool


@contextmanager
def _reading(path: Path) -> Generator[tuple[Iterator[list[str]], _Dialect]]:
    try:
        with path.open("rb") as raw:
            start = raw.read(4096)
    except OSError as error:
        raise EvidenceError(f"{path.name} cannot be read: {error.strerror}; give a CSV file") from error
    if not start.strip():
        raise EvidenceError(f"{path.name} is empty; give a CSV with a header and a column of affiliations")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start:
        raise EvidenceError(f"{path.name} is not UTF-8 text; save it as CSV UTF-8")
    first = start.removeprefix(BOM).split(b"\n", 1)[0]
    delimiter = max(",;\t", key=lambda mark: first.count(mark.encode()))
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield (
                _rows(csv.reader(file, delimiter=delimiter), path.name),
                _Dialect(delimiter=delimiter, has_bom=start.startswith(BOM)),
            )
    finally:
        csv.field_size_limit(limit)


def _rows(reader: _csv.Reader, name: str) -> Iterator[list[str]]:
    """Rows of a file, each as wide as the header; the first fault ends it."""
    width, line = 0, 0
    while True:
        try:
            row = next(reader, None)
        except UnicodeDecodeError as error:
            fault = f"is not UTF-8 (byte {error.object[error.start]:#04x}); save the file as CSV UTF-8"
            raise RefusedFile([Fault(name, line + 1, "", fault)], rows=max(0, line - 1)) from error
        except csv.Error as error:
            raise RefusedFile(
                [Fault(name, line + 1, "", f"is no row of CSV: {error}")], rows=max(0, line - 1)
            ) from error
        if row is None:
            return
        if row and width and len(row) != width:
            fault = f"has {len(row)} cells where the header has {width}; quote cells that hold the delimiter"
            raise RefusedFile([Fault(name, reader.line_num, "", fault)], rows=max(0, line - 1))
        line = reader.line_num
        if row:
            width = width or len(row)
            yield row


def _column(header: list[str] | None, column: str, path: Path, prefix: str) -> int:
    if header is None:
        raise EvidenceError(f"{path.name} has no header; give a CSV with a header and a column of affiliations")
    if header.count(column) > 1:
        raise EvidenceError(f"{path.name} has {header.count(column)} columns named {column!r}; rename all but one")
    if column not in header:
        near = difflib.get_close_matches(column, header, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(repr(name) for name in header[:12])}"
        raise EvidenceError(f"{path.name} has no column {column!r}; {hint}")
    clash = [prefix + name for name in COLUMNS if prefix + name in header]
    if clash:
        raise EvidenceError(f"{path.name} has columns {', '.join(clash)} already; give a prefix for the new ones")
    return header.index(column)


@contextmanager
def _writing(output: Path, *, bom: bool) -> Generator[IO[str]]:
    """Give a draft beside the output that takes its place when all went well, and goes when not."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{output.name}-", dir=output.parent or Path())
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}; choose another folder") from error
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
            yield file
        draft.chmod(0o644)
        draft.replace(output)
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}; choose another place") from error
    finally:
        draft.unlink(missing_ok=True)
