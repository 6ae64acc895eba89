"""Cases: their degrees in conditions and an outcome, read from a table that is judged whole."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.qca.calibrate import direct
from proxenia.errors import DataError, Fault, MethodError, RefusedFile
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["FEWEST_CASES", "TOO_FEW", "Cases", "is_too_few", "read_cases", "read_columns", "skewed_sets"]

MIDDLE = 0.5
SKEWED = (0.2, 0.8)
FEWEST_CASES = 10
"""From here on one speaks of an intermediate number of cases, for which QCA was made (Ragin 1987; Marx and Duşa 2011)."""

TOO_FEW = Text(
    en="{n} cases are too few for causal claims: read the solution as a description of these cases only, and use "
    "degrees in ideal types instead (proxenia compare models)",
    fa="با {n} مورد نمی‌توان ادعای علّی کرد: این راه‌حل را تنها توصیف همین موارد بدانید و به‌جای آن درجهٔ عضویت در "
    "گونه‌های آرمانی را به کار ببرید (proxenia compare models)",
)


@dataclass(frozen=True, kw_only=True)
class Cases:
    """Cases with their conditions and outcome.

    `values` has shape (n_cases, n_conditions): degrees 0-1 where a condition has two `levels`, whole numbers where it
    has more. `membership` (0-1, shape (n_cases,)) is the degree in the outcome, whose name begins with `~` where it is
    the absence of it.
    """

    names: tuple[str, ...]
    conditions: tuple[str, ...]
    levels: tuple[int, ...]
    values: NDArray[np.float64]
    outcome: str
    membership: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse shapes that do not fit, missing values, and degrees that put a case on neither side."""
        if self.values.shape != (len(self.names), len(self.conditions)) or self.membership.shape != (len(self.names),):
            raise MethodError(f"values of shape {self.values.shape} do not fit the cases and conditions")
        if np.isnan(self.values).any() or np.isnan(self.membership).any():
            raise MethodError("a value is missing; fill it or leave the case out, since no degree stands for unknown")
        at = np.argwhere(self.values == MIDDLE)
        if len(at):
            case, column = at[0]
            raise MethodError(
                f"case {self.names[case]!r} is at 0.5 in {self.conditions[column]!r}, neither in nor out; "
                "move the crossover or say which"
            )

    def negated(self) -> Cases:
        """Give the same cases with the outcome's absence as the outcome."""
        name = self.outcome[1:] if self.outcome.startswith("~") else f"~{self.outcome}"
        return replace(self, outcome=name, membership=1 - self.membership)

    def without(self, case: int) -> Cases:
        """Give the cases but one."""
        keep = [i for i in range(len(self.names)) if i != case]
        return replace(
            self,
            names=tuple(self.names[i] for i in keep),
            values=self.values[keep],
            membership=self.membership[keep],
        )


def skewed_sets(cases: Cases) -> dict[str, float]:
    """Sets that fewer than a fifth or more than four fifths of the cases are in, with that share (0-1).

    With a skewed outcome nearly every row reaches a cut-off, or none; with a skewed condition a set is easily both a
    subset of the outcome and of its absence (Schneider and Wagemann 2012, chapter 9).
    """
    degrees = {cases.outcome: cases.membership}
    two = zip(cases.conditions, cases.levels, cases.values.T, strict=True)
    degrees |= {name: column for name, levels, column in two if levels == 2}  # noqa: PLR2004  present and absent
    shares = {name: float(np.mean(degree > MIDDLE)) for name, degree in degrees.items()}
    return {name: share for name, share in shares.items() if not SKEWED[0] <= share <= SKEWED[1]}


def is_too_few(cases: Cases) -> bool:
    """Say whether the cases are fewer than the method was made for."""
    return len(cases.names) < FEWEST_CASES


def read_cases(
    path: Path, *, outcome: str, conditions: Sequence[str], anchors: Mapping[str, Sequence[float]] | None = None
) -> Cases:
    """Read cases from a CSV with one column for each condition and for the outcome.

    The first column holds the cases' names where its header is empty or its values are no numbers. A condition with
    whole numbers above 1 has that many levels; other columns hold degrees 0-1.

    Parameters
    ----------
    path
        The file.
    outcome
        Column of the outcome; `~NAME` for its absence, `NAME[2]` for one level of it.
    conditions
        Columns of the conditions.
    anchors
        Anchors (out, crossover, in) of the columns that hold raw figures, which are calibrated by the direct method.

    Raises
    ------
    DataError
        If the file cannot be read or a column is not there.
    RefusedFile
        If cells are no numbers, or no degrees; every fault is listed.
    MethodError
        If the outcome is also a condition.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> lines = ("city,ties,seat,active", "A,1,1,1", "B,1,0,1", "C,0,0,0")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "cases.csv"
    ...     _ = path.write_text(chr(10).join(lines))
    ...     cases = read_cases(path, outcome="active", conditions=("ties", "seat"))
    >>> cases.names, cases.values.shape, cases.membership.tolist()
    (('A', 'B', 'C'), (3, 2), [1.0, 1.0, 0.0])
    """
    negate = outcome.startswith("~")
    bare, _, level = outcome.removeprefix("~").removesuffix("]").partition("[")
    if bare in conditions:
        raise MethodError(f"{bare!r} cannot be outcome and condition at once")
    if not conditions:
        raise MethodError("no condition is named; give at least one")
    names, columns = read_columns(path, [*conditions, bare])
    columns |= {name: direct(columns[name], chosen) for name, chosen in (anchors or {}).items()}
    membership = columns[bare] if not level else (columns[bare] == int(level)).astype(float)
    if (membership > 1).any() or (membership < 0).any():
        raise MethodError(f"outcome {bare!r} has values outside 0-1; name one level, as in {bare}[2], or calibrate it")
    levels = tuple(_levels(path, name, columns[name]) for name in conditions)
    cases = Cases(
        names=names,
        conditions=tuple(conditions),
        levels=levels,
        values=np.column_stack([columns[name] for name in conditions]),
        outcome=f"{bare}[{level}]" if level else bare,
        membership=membership,
    )
    return cases.negated() if negate else cases


def read_columns(path: Path, wanted: Sequence[str]) -> tuple[tuple[str, ...], dict[str, NDArray[np.float64]]]:
    """Read the cases' names and some columns of numbers, each of shape (n_cases,); empty cells are refused."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)] or [[]]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {getattr(error, 'strerror', None) or 'is no UTF-8 text'}") from error
    header = [name.strip() for name in header]
    for name in wanted:
        if name not in header:
            raise DataError(f"{path.name}: no column {name!r}; there are {', '.join(each for each in header if each)}")
    faults, columns = [], {}
    for name in wanted:
        at = header.index(name)
        cells = [row[at].strip() if at < len(row) else "" for row in rows]
        faults += [
            Fault(path.name, line, name, f"{cell!r} is not a number")
            for line, cell in enumerate(cells, start=2)
            if _number(cell) is None
        ]
        columns[name] = np.array([_number(cell) or 0.0 for cell in cells])
    if faults or not rows:
        raise RefusedFile(faults or [Fault(path.name, 1, "", "holds no case")], rows=len(rows))
    return _names(header, rows, wanted), columns


def _names(header: Sequence[str], rows: Sequence[Sequence[str]], wanted: Sequence[str]) -> tuple[str, ...]:
    named = header[0] not in wanted and (not header[0] or any(_number(row[0].strip()) is None for row in rows))
    names = tuple(row[0].strip() if named else str(i) for i, row in enumerate(rows, start=1))
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise DataError(f"case {min(twice)!r} stands twice; give each case a name of its own")
    return names


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _levels(path: Path, name: str, column: NDArray[np.float64]) -> int:
    if (column < 0).any():
        raise DataError(f"{path.name}: {name!r} has values below 0; calibrate it first: proxenia qca calibrate")
    whole = bool((column == np.round(column)).all())
    if not whole and column.max() > 1:
        raise DataError(
            f"{path.name}: {name!r} holds neither degrees 0-1 nor whole levels; calibrate it first: "
            "proxenia qca calibrate"
        )
    levels = int(column.max()) + 1 if whole else 2
    if levels > MOST_LEVELS:
        raise DataError(f"{path.name}: {name!r} has levels up to {levels - 1}; calibrate it, or use at most 9")
    return max(levels, 2)


MOST_LEVELS = 10
