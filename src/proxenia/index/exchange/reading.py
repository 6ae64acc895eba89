"""Reading: units and indicators from tables in the form of COINr, every fault with its file, row and column."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import DataError, Fault, MethodError, RefusedFile
from proxenia.index.exchange.cells import UNCERTAINTIES
from proxenia.index.framework import Framework, Leaf, Node
from proxenia.index.steps.choice import Choice
from proxenia.index.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["read_table"]

MISSING = {"", "NA", "NaN", "nan", "#N/A", "null"}
OWN_COLUMNS = {"uCode", "uName", "uName_fa", "Time"}
CELL_COLUMNS = (".se", ".source")
KINDS = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
NEEDED = ("Level", "iCode", "Parent", "Direction", "Weight", "Type")


@dataclass(frozen=True, slots=True)
class _Sheet:
    file: str
    header: list[str]
    rows: list[tuple[int, dict[str, str]]]


def read_table(data: Path, meta: Path) -> tuple[Table, Framework]:
    """Read units and indicators from `data` and their tree from `meta`, in COINr's form.

    `meta` may have more columns: `goalpost_lower` and `goalpost_upper`, `Target`, `Denominator`, `iName`, `iName_fa`, `Unit`,
    `tier`, `Uncertainty` (`sd:NUMBER`, `relative:SHARE`, `count`) and `Source`. Columns it does not name are refused in
    `data`, but for `uCode`, `uName`, `uName_fa`, `Time`, and beside an indicator `CODE` its standard errors `CODE.se` and
    the origin of each value, `CODE.source`.

    Raises
    ------
    DataError
        If a file is missing, empty or neither CSV nor XLSX.
    RefusedFile
        If a file has faults, each with file, row, column and what would be right.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> tree = ("iCode,Level,Parent,Direction,Weight,Type", "a,1,I,1,1,Indicator", "b,1,I,1,1,Indicator", "I,2,,1,1,Aggregate")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     data, meta = Path(folder) / "iData.csv", Path(folder) / "iMeta.csv"
    ...     _ = data.write_text(chr(10).join(("uCode,a,b", "X,1,5", "Y,3,")))
    ...     _ = meta.write_text(chr(10).join(tree))
    ...     table, framework = read_table(data, meta)
    >>> table.units, table.values.tolist()
    (('X', 'Y'), [[1.0, 5.0], [3.0, nan]])
    """
    about, figures = _read_sheet(meta), _read_sheet(data)
    framework, kinds = _framework(about)
    table = _table(figures, framework, kinds)
    digest = hashlib.sha256(data.read_bytes() + meta.read_bytes()).hexdigest()[:12]
    return replace(table, data_hash=digest), framework


def _read_sheet(path: Path) -> _Sheet:
    if not path.is_file():
        raise DataError(f"no file {str(path)!r}")
    if path.suffix.lower() == ".xlsx":
        cells = _xlsx_cells(path)
    elif path.suffix.lower() in {".csv", ".txt"}:
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                cells = list(csv.reader(stream))
        except UnicodeDecodeError as error:
            raise DataError(f"{path.name} is not UTF-8 text ({error.reason}); save it as CSV UTF-8") from error
    else:
        raise DataError(f"{path.name} is neither .csv nor .xlsx")
    if len(cells) < 2:  # noqa: PLR2004  a header and a row
        raise DataError(f"{path.name} has no rows below its header")
    header = [cell.strip() for cell in cells[0]]
    faults = [
        Fault(path.name, 1, name, "column stands twice; keep one")
        for i, name in enumerate(header)
        if name and name in header[:i]
    ]
    rows = []
    for line, row in enumerate(cells[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            faults.append(Fault(path.name, line, "", f"{len(row)} fields; the header has {len(header)}"))
        rows.append((line, {name: cell.strip() for name, cell in zip(header, row, strict=False)}))
    if faults:
        raise RefusedFile(faults, rows=len(rows))
    return _Sheet(path.name, header, rows)


def _xlsx_cells(path: Path) -> list[list[str]]:
    from zipfile import BadZipFile  # noqa: PLC0415  only where a workbook is read

    import openpyxl  # noqa: PLC0415  the same
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415  the same

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise DataError(f"{path.name} is no workbook; save it as .xlsx or .csv") from error
    sheet = book.worksheets[0]
    cells = [[_cell_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    book.close()
    width = max((i + 1 for i, cell in enumerate(cells[0]) if cell), default=0) if cells else 0
    return [row[:width] for row in cells]


def _cell_text(cell: object) -> str:
    return "" if cell is None else repr(cell) if isinstance(cell, float) else str(cell)


def _number(text: str, fault: _Faults, line: int, column: str) -> float:
    if text in MISSING:
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        fault.add(line, column, f"{text!r} is not a number; write it as 1234.5, or leave it empty")
        return float("nan")
    if np.isinf(value):
        fault.add(line, column, f"{text!r} is infinite; give a number or leave it empty")
    return value


@dataclass
class _Faults:
    sheet: _Sheet
    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, column: str, message: str) -> None:
        self.found.append(Fault(self.sheet.file, line, column, message))

    def refuse(self) -> None:
        if self.found:
            raise RefusedFile(self.found, rows=len(self.sheet.rows))


def _framework(sheet: _Sheet) -> tuple[Framework, dict[str, str]]:
    faults = _Faults(sheet)
    for column in NEEDED:
        if column not in sheet.header:
            faults.add(1, column, "column is missing; COINr's iMeta has " + ", ".join(NEEDED))
    faults.refuse()
    kinds = _kinds(sheet, faults)
    nodes, leaves = [], []
    for line, row in sheet.rows:
        if row["Type"] in {"Indicator", "Aggregate"}:
            _place(line, row, kinds, faults)
        if row["Type"] == "Indicator":
            leaves.append(_leaf(line, row, kinds, faults))
        elif row["Type"] == "Aggregate":
            nodes.append((line, row))
    if not leaves:
        faults.add(1, "Type", "no Indicator; an index needs one")
    roots = [row["iCode"] for _, row in nodes if row["Parent"] in MISSING]
    if len(roots) != 1:
        faults.add(1, "Parent", f"{len(roots)} aggregates have no parent ({', '.join(roots)}); one does, the index")
    faults.refuse()
    return _tree(nodes, leaves, sheet, faults), kinds


def _kinds(sheet: _Sheet, faults: _Faults) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for line, row in sheet.rows:
        if row["Type"] not in KINDS:
            faults.add(line, "Type", f"{row['Type']!r} is none of {', '.join(KINDS)}")
        if not row["iCode"]:
            faults.add(line, "iCode", "is empty; give every column a code")
        elif row["iCode"] in kinds:
            faults.add(line, "iCode", f"{row['iCode']!r} stands twice; codes are unique")
        kinds[row["iCode"]] = row["Type"]
    return kinds


def _place(line: int, row: dict[str, str], kinds: dict[str, str], faults: _Faults) -> None:
    parent = row["Parent"]
    if parent not in MISSING and kinds.get(parent) != "Aggregate":
        faults.add(line, "Parent", f"{parent!r} is no aggregate of this file; add a row of Type Aggregate for it")
    if row["Type"] == "Indicator" and parent in MISSING:
        faults.add(line, "Parent", "is empty; an indicator stands under an aggregate")
    weight = _number(row["Weight"], faults, line, "Weight")
    if not weight >= 0 and (parent not in MISSING or row["Type"] == "Indicator"):
        faults.add(line, "Weight", f"{row['Weight']!r} is no weight; write zero or more")
    if row["Direction"] not in {"1", "-1", "1.0", "-1.0"}:
        faults.add(line, "Direction", f"{row['Direction']!r} is no direction; write 1 (more is better) or -1")
    elif row["Type"] == "Aggregate" and row["Direction"].startswith("-"):
        faults.add(line, "Direction", "an aggregate cannot be turned round; turn its indicators to -1 instead")


def _leaf(line: int, row: dict[str, str], kinds: dict[str, str], faults: _Faults) -> Leaf:
    optional = {
        key: _number(row.get(key, ""), faults, line, key)
        for key in ("goalpost_lower", "goalpost_upper", "Target", "tier")
    }
    low, high = optional["goalpost_lower"], optional["goalpost_upper"]
    if np.isnan(low) != np.isnan(high) or low >= high:
        faults.add(line, "goalpost_lower", "goalposts want a lower and an upper one above it")
    denominator = row.get("Denominator", "")
    denominator = "" if denominator in MISSING else denominator
    if denominator and kinds.get(denominator) != "Denominator":
        faults.add(line, "Denominator", f"{denominator!r} is no column of Type Denominator")
    weight, target = _number(row["Weight"], faults, line, "Weight"), optional["Target"]
    return Leaf(
        code=row["iCode"],
        parent=row["Parent"],
        weight=weight if weight >= 0 else 0.0,
        direction=-1 if row["Direction"].startswith("-") else 1,
        goalposts=None if np.isnan(low) else (low, high),
        tier=1 if np.isnan(optional["tier"]) else int(optional["tier"]),
        name=row.get("iName", ""),
        name_fa=row.get("iName_fa", ""),
        unit=row.get("Unit", ""),
        denominator=denominator,
        target=None if np.isnan(target) else target,
        uncertainty=_uncertainty(line, row, faults),
        source=row.get("Source", ""),
    )


def _uncertainty(line: int, row: dict[str, str], faults: _Faults) -> str:
    text = row.get("Uncertainty", "")
    if text in MISSING:
        return ""
    try:
        Choice.parse(text, step="uncertainty", known=UNCERTAINTIES)
    except MethodError as error:
        faults.add(line, "Uncertainty", str(error))
    return text


def _tree(nodes: list[tuple[int, dict[str, str]]], leaves: list[Leaf], sheet: _Sheet, faults: _Faults) -> Framework:
    ordered: list[Node] = []
    waiting = list(nodes)
    while waiting:
        placed = {node.code for node in ordered}
        ready = [each for each in waiting if each[1]["Parent"] in placed or each[1]["Parent"] in MISSING]
        if not ready:
            for line, row in waiting:
                faults.add(line, "Parent", f"{row['iCode']!r} stands under itself in a circle; lead it to the index")
            faults.refuse()
        for _, row in ready:
            parent = None if row["Parent"] in MISSING else row["Parent"]
            weight = 1.0 if row["Weight"] in MISSING else float(row["Weight"])
            ordered.append(
                Node(
                    code=row["iCode"],
                    parent=parent,
                    weight=weight,
                    name=row.get("iName", ""),
                    name_fa=row.get("iName_fa", ""),
                )
            )
        waiting = [each for each in waiting if each not in ready]
    try:
        framework = Framework(tuple(ordered), tuple(leaves))
    except MethodError as error:
        raise DataError(f"{sheet.file}: {error}") from error
    for line, row in nodes:
        height = framework.heights[[node.code for node in ordered].index(row["iCode"])]
        if row["Level"] not in MISSING and _number(row["Level"], faults, line, "Level") != height + 1:
            faults.add(
                line, "Level", f"is {row['Level']}, but it stands {height} above its indicators; write {height + 1}"
            )
    faults.refuse()
    return framework


def _table(sheet: _Sheet, framework: Framework, kinds: dict[str, str]) -> Table:
    faults = _Faults(sheet)
    if "uCode" not in sheet.header:
        faults.add(1, "uCode", "column is missing; every unit needs a code")
    for column in sheet.header:
        of_cells = column.endswith(CELL_COLUMNS) and kinds.get(column.rpartition(".")[0]) == "Indicator"
        if column not in OWN_COLUMNS and column not in kinds and not of_cells:
            faults.add(1, column, "column has no row in the metadata; add one with its iCode, or drop the column")
    for code, kind in kinds.items():
        if kind != "Aggregate" and code not in sheet.header:
            faults.add(1, code, f"the metadata names this {kind.lower()}, but there is no such column")
        if kind == "Aggregate" and code in sheet.header:
            faults.add(1, code, "is an aggregate, which is computed; drop the column")
    faults.refuse()
    _check_units(sheet, faults)
    numeric = {leaf.code for leaf in framework.leaves} | {code for code, kind in kinds.items() if kind == "Denominator"}
    numeric |= {column for column in sheet.header if column.endswith(".se") and column not in kinds} | {"Time"}
    columns = {code: _column(sheet, code, faults) for code in sheet.header if code in numeric}
    _check_errors(sheet, columns, kinds, faults)
    faults.refuse()
    codes = tuple(leaf.code for leaf in framework.leaves)
    return Table(
        units=tuple(row["uCode"] for _, row in sheet.rows),
        names=tuple(row.get("uName", row["uCode"]) for _, row in sheet.rows),
        names_fa=tuple(row["uName_fa"] for _, row in sheet.rows) if "uName_fa" in sheet.header else (),
        times=tuple(columns["Time"].tolist()) if "Time" in columns else (),
        indicators=codes,
        values=np.stack([columns[code] for code in codes], axis=1),
        errors=_errors(columns, codes),
        sources={c: tuple(row[f"{c}.source"] for _, row in sheet.rows) for c in codes if f"{c}.source" in sheet.header},
        groups={c: tuple(row[c] for _, row in sheet.rows) for c in sheet.header if kinds.get(c) == "Group"},
        denominators={code: columns[code] for code, kind in kinds.items() if kind == "Denominator"},
    )


def _check_errors(
    sheet: _Sheet, columns: dict[str, NDArray[np.float64]], kinds: dict[str, str], faults: _Faults
) -> None:
    for name, column in columns.items():
        if name.endswith(".se") and name not in kinds:
            for i in np.flatnonzero(column < 0):
                faults.add(sheet.rows[i][0], name, f"{column[i]:g} is no standard error; write zero or more")


def _errors(columns: dict[str, NDArray[np.float64]], codes: tuple[str, ...]) -> NDArray[np.float64] | None:
    if not any(f"{code}.se" in columns for code in codes):
        return None
    nothing = np.full(len(next(iter(columns.values()))), np.nan)
    return np.stack([columns.get(f"{code}.se", nothing) for code in codes], axis=1)


def _check_units(sheet: _Sheet, faults: _Faults) -> None:
    seen: dict[tuple[str, str], int] = {}
    for line, row in sheet.rows:
        key = (row["uCode"], row.get("Time", ""))
        if not row["uCode"]:
            faults.add(line, "uCode", "is empty; every unit needs a code")
        elif key in seen:
            faults.add(line, "uCode", f"{row['uCode']!r} stands in row {seen[key]} too; one row a unit and Time")
        if "Time" in sheet.header and row["Time"] in MISSING:
            faults.add(line, "Time", "is empty; give every row a year, or drop the column")
        seen.setdefault(key, line)


def _column(sheet: _Sheet, code: str, faults: _Faults) -> NDArray[np.float64]:
    return np.array([_number(row[code], faults, line, code) for line, row in sheet.rows], dtype=float)
