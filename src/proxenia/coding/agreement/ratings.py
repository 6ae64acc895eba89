"""Ratings: the label each coder gave each unit, with the gaps."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from proxenia.errors import Fault, MethodError, RefusedFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["LEVELS", "Level", "Ratings", "read_ratings"]

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = get_args(Level)
_MISSING = frozenset({"na", "n/a", "#n/a", "nan", "null", "."})
"""What other programs write for a missing label; taken for a label it would pass for agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """The label each coder gave each unit.

    `labels` has shape (n_coders, n_units); NaN is missing. At the nominal level it holds positions in `categories`,
    at the other levels the numbers themselves.
    """

    coders: tuple[str, ...]
    units: tuple[str, ...]
    labels: NDArray[np.float64]
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse labels that do not fit the names, and infinite ones."""
        if self.labels.shape != (len(self.coders), len(self.units)):
            raise MethodError(
                f"labels of shape {self.labels.shape} do not fit {len(self.coders)} coders and {len(self.units)} units"
            )
        if np.isinf(self.labels).any():
            raise MethodError("a label is infinite; write a finite number, or nothing where it is missing")

    @classmethod
    def of(cls, rows: Sequence[Sequence[object]], *, coders: Sequence[str] = (), units: Sequence[str] = ()) -> Ratings:
        """Make ratings of rows of labels, one row per coder; None or empty text is missing.

        Labels that are all numbers stay numbers; otherwise they become categories in the order of their names.

        Examples
        --------
        >>> Ratings.of([["yes", "no", None], ["yes", "yes", "no"]]).categories
        ('no', 'yes')
        """
        if len({len(row) for row in rows}) > 1:
            raise MethodError(
                f"coders rated {sorted({len(row) for row in rows})} units; give every row the same length"
            )
        n_units = len(rows[0]) if rows else 0
        cells = [["" if cell is None else str(cell).strip() for cell in row] for row in rows]
        named = tuple(coders) or tuple(f"coder {i + 1}" for i in range(len(rows)))
        names = tuple(units) or tuple(f"unit {i + 1}" for i in range(n_units))
        numbers = [[_number(cell) for cell in row] for row in cells]
        if all(value is not None for row in numbers for value in row):
            return cls(coders=named, units=names, labels=np.array(numbers, dtype=float).reshape(len(rows), n_units))
        categories = tuple(sorted({cell for row in cells for cell in row if cell}))
        place = {category: float(i) for i, category in enumerate(categories)} | {"": math.nan}
        labels = np.array([[place[cell] for cell in row] for row in cells]).reshape(len(rows), n_units)
        return cls(coders=named, units=names, labels=labels, categories=categories)

    def pairable(self) -> Ratings:
        """Give the ratings of the units that two coders or more labelled; the others tell nothing of agreement."""
        kept = (~np.isnan(self.labels)).sum(axis=0) > 1
        units = tuple(unit for unit, keep in zip(self.units, kept, strict=True) if keep)
        return Ratings(coders=self.coders, units=units, labels=self.labels[:, kept], categories=self.categories)


def read_ratings(path: Path, *, level: Level) -> Ratings:
    """Read ratings from a CSV file: a header of unit names, then one row per coder; an empty cell is missing.

    Where the first header is `coder`, the first column names the coders.

    Raises
    ------
    RefusedFile
        If a row is of another length than the header, a unit or coder stands twice, there are fewer than two coders, no
        unit has two labels, or a label is no number where the level asks for one. All faults are told.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> lines = ("coder,passage 1,passage 2", "a,yes,no", "b,yes,")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "codes.csv"
    ...     _ = path.write_text(chr(10).join(lines))
    ...     ratings = read_ratings(path, level="nominal")
    >>> ratings.coders, ratings.units, int(np.isnan(ratings.labels).sum())
    (('a', 'b'), ('passage 1', 'passage 2'), 1)
    """
    rows = _rows(path)
    faults: list[Fault] = []
    header = [cell.strip() for cell in rows[0]] if rows else []
    labelled = bool(header) and header[0].casefold() == "coder"
    units, body = header[1:] if labelled else header, rows[1:]
    faults += [
        Fault(path.name, 1, name, "unit stands twice; give every unit its own name")
        for name in sorted({n for n in units if units.count(n) > 1})
    ]
    for i, row in enumerate(body):
        if len(row) != len(header):
            faults.append(
                Fault(path.name, i + 2, "", f"{len(row)} cells under {len(header)} headers; write one a unit")
            )
    cells = [row[1:] if labelled else row for row in body]
    faults += _label_faults(path.name, cells, units, level)
    coders = [row[0].strip() for row in body] if labelled else [f"coder {i + 1}" for i in range(len(body))]
    faults += [
        Fault(path.name, coders.index(name) + 2, "coder", f"coder {name!r} stands twice; write one row a coder")
        for name in sorted({n for n in coders if coders.count(n) > 1})
    ]
    if len(body) < 2 and not faults:  # noqa: PLR2004  agreement is between two
        faults.append(Fault(path.name, 1, "", f"{len(body)} coders under the header; agreement needs two rows or more"))
    if faults:
        raise RefusedFile(faults, rows=len(body))
    ratings = Ratings.of(cells, coders=coders, units=units)
    if not ratings.pairable().units:
        fault = Fault(path.name, 1, "", "no unit has labels of two coders; one unit with two is the least")
        raise RefusedFile([fault], rows=len(body))
    return ratings


def _rows(path: Path) -> list[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(path.name, 1, "", f"byte {error.start} is not UTF-8; save the file as UTF-8")
        raise RefusedFile([fault], rows=0) from error
    except OSError as error:
        raise RefusedFile([Fault(str(path), 0, "", f"cannot be read: {error.strerror}")], rows=0) from error
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as error:
        raise RefusedFile([Fault(path.name, 1, "", f"is no CSV: {error}")], rows=0) from error


def _label_faults(name: str, cells: Sequence[Sequence[str]], units: Sequence[str], level: Level) -> list[Fault]:
    faults = []
    for i, row in enumerate(cells):
        for unit, cell in zip(units, row, strict=False):
            if cell.strip().casefold() in _MISSING:
                faults.append(Fault(name, i + 2, unit, f"{cell!r} looks like a missing label; leave its cell empty"))
                continue
            if level == "nominal":
                continue
            value = _number(cell.strip())
            if value is None:
                faults.append(Fault(name, i + 2, unit, f"{cell!r} is no number; {level} labels are numbers, or empty"))
            elif level == "ratio" and value < 0:
                faults.append(Fault(name, i + 2, unit, f"{cell!r} is below zero; ratio labels start at zero"))
    return faults


def _number(cell: str) -> float | None:
    """Give a cell's number, NaN for an empty one and None for what is no finite number."""
    if cell == "":
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
