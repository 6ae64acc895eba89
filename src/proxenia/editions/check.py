"""An edition judged whole: its data package, the form of every row, its cities, sources, dates, keys and conflicts."""

from __future__ import annotations

import json
import re
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.editions.facts import KEYS
from proxenia.errors import DataError, Fault, Reason
from proxenia.evidence import check_file
from proxenia.evidence.lines import Unreadable, read_lines
from proxenia.places import Gazetteer
from proxenia.store import Edition, Store, read_edition, tables, typed
from proxenia.store.edition import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from proxenia.store import Column, Table

__all__ = ["CheckedEdition", "check_edition"]

VERSION = re.compile(r"\d+(\.\d+){1,2}")
RIVAL = "{city!r} is {role} of {network!r} on line {line} already; keep one row"
"""What a file of a user's may not say twice; in an edition two sources may tell it differently."""
VALUES = {"observations": "value", "coded_facts": "score", "memberships": "status", "agreements": "status"}
Lines = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedEdition:
    """An edition as it was judged: its rows by table, every fault with its place, and what a reader should know.

    `edition` is None where the data package cannot be read at all. `notes` are no faults: rows that compete for a cell,
    rows without a date, rows that ours have already.
    """

    folder: Path
    edition: Edition | None
    rows: dict[str, int]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def check_edition(folder: Path) -> CheckedEdition:
    """Judge every file of an edition: a folder, zip or wheel.

    Returns
    -------
    checked
        `faults` name file, line (1 is the header) and column, with what would be right. Without faults, the edition
        can be read, every city is known, every row has its source and its grade, and the package is a valid Data
        Package: types, constraints and keys as its own schema states them.

    Examples
    --------
    >>> from importlib.resources import as_file, files
    >>> with as_file(files("proxenia").joinpath("data", "edition")) as ours:
    ...     check_edition(ours).faults
    ()
    """
    try:
        edition = read_edition(folder)
    except DataError as error:
        return CheckedEdition(
            folder=folder, edition=None, rows={}, faults=(Fault(PACKAGE, 1, "", str(error)),), notes=()
        )
    judge = _Judge(edition)
    with tempfile.TemporaryDirectory() as name:
        for file, content in edition.files.items():
            (Path(name) / file).write_bytes(content)
        judge.judge(Path(name))
    return CheckedEdition(
        folder=folder,
        edition=edition,
        rows={table: len(lines) for table, lines in judge.lines.items()},
        faults=tuple(judge.faults),
        notes=tuple(judge.notes),
    )


class _Judge:
    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._package: dict[str, Any] = json.loads(edition.files[PACKAGE])
        self._schemas = {each["name"]: each for each in self._package["resources"]}
        self.lines: dict[str, Lines] = {}
        self.faults: list[Fault] = []
        self.notes: list[str] = []

    def judge(self, folder: Path) -> None:
        """Judge the package, then each table by its own schema, then the rows as evidence."""
        self._head()
        for table in self._schemas:
            self._table(folder, tables()[table])
        for table, resource in self._schemas.items():
            self._keys(table, resource["schema"])
        if not self.faults:
            self._as_evidence(folder)
            self._beside_ours()
        for table in KEYS.keys() & self.lines.keys():
            self._rivals(table)

    def _head(self) -> None:
        if not VERSION.fullmatch(self._edition.version):
            self._fault(PACKAGE, 1, "version", f"{self._edition.version!r} is no version; write numbers such as 1.0")
        if not any(self._edition.licenses):
            self._fault(PACKAGE, 1, "licenses", "no license; name one that others may reuse the rows under")
        for name, resource in self._schemas.items():
            if resource.get("path") != f"{name}.csv":
                self._fault(PACKAGE, 1, name, f"path {resource.get('path')!r} is not {name}.csv")
            fields = [each.get("name") for each in resource.get("schema", {}).get("fields", ())]
            if sorted(fields, key=str) != sorted(tables()[name].names):
                self._fault(PACKAGE, 1, name, f"fields of its schema are not {', '.join(tables()[name].names)}")
                self._schemas[name] = {**resource, "schema": {"fields": []}}

    def _table(self, folder: Path, schema: Table) -> None:
        file = f"{schema.name}.csv"
        try:
            header, *lines = read_lines(folder / file)
        except Unreadable as error:
            self.faults.append(error.fault)
            return
        names = [name.strip() for name in header[1]]
        if sorted(names) != sorted(schema.names):
            self._fault(file, 1, "", f"the header is not {','.join(schema.names)}")
            return
        rows: Lines = []
        for number, cells in lines:
            if len(cells) != len(names):
                self._fault(file, number, "", f"{len(cells)} cells under {len(names)} columns; quote cells with commas")
            elif any(cells):
                rows.append((number, dict(zip(names, cells, strict=True))))
        self.lines[schema.name] = rows
        fields = {each["name"]: each for each in self._schemas[schema.name]["schema"]["fields"]}
        for column in schema.columns:
            self._column(file, column, fields.get(column.name, {}).get("constraints", {}), rows)
        undated = sum(not row["as_of"] for _, row in rows) if "as_of" in names else 0
        if undated:
            self.notes.append(f"{file}: {undated} of {len(rows)} rows have no date; fill as_of where the page tells it")

    def _column(self, file: str, column: Column, constraints: Mapping[str, Any], rows: Lines) -> None:
        for number, row in rows:
            try:
                typed(row[column.name], column)
            except (ValueError, KeyError):
                self._fault(file, number, column.name, f"{row[column.name]!r} is no {column.type}")
                continue
            wrong = _broken(row[column.name], constraints, required=column.required)
            if wrong:
                self._fault(file, number, column.name, wrong)

    def _keys(self, table: str, schema: Mapping[str, Any]) -> None:
        key = schema.get("primaryKey", ())
        unique = [[key] if isinstance(key, str) else list(key)] if key else []
        unique += [[each["name"]] for each in schema["fields"] if each.get("constraints", {}).get("unique")]
        for names in (*unique, list(tables()[table].names)):
            first: dict[tuple[str, ...], int] = {}
            for number, row in self.lines.get(table, ()):
                cells = tuple(row[name] for name in names)
                if first.setdefault(cells, number) != number:
                    said = f"the same as line {first[cells]}; keep one row"
                    self._fault(f"{table}.csv", number, names[0] if len(names) == 1 else "", said)
        for foreign in schema.get("foreignKeys", ()):
            self._foreign(table, _only(foreign["fields"]), foreign["reference"])

    def _foreign(self, table: str, column: str, reference: Mapping[str, Any]) -> None:
        there, field = reference["resource"] or table, _only(reference["fields"])
        known = {row[field] for _, row in self.lines.get(there, ())}
        for number, row in self.lines.get(table, ()):
            if row[column] and row[column] not in known:
                self._fault(
                    f"{table}.csv", number, column, f"{row[column]!r} is not in {there}.csv; add it there first"
                )

    def _as_evidence(self, folder: Path) -> None:
        """Judge the rows like those of `proxenia evidence add`, against the networks and measures of this edition."""
        store, gazetteer = Store.open(edition=self._edition), Gazetteer.embedded()
        for table in (each for each in tables().values() if each.own and self.lines.get(each.name)):
            checked = check_file(folder / f"{table.name}.csv", store=store, gazetteer=gazetteer, table=table.name)
            self.notes += checked.notes
            for fault in checked.faults:
                if not (isinstance(fault.message, Reason) and fault.message.form == RIVAL):
                    self.faults.append(fault)

    def _beside_ours(self) -> None:
        """Say which rows ours have already, and which of ours these compete with."""
        if not self._edition.beside:
            return
        ours = Store.open(edition=Edition.embedded())
        for table in KEYS.keys() & self.lines.keys():
            known = {row["fact_id"] for row in ours.rows(table)}
            again = sum(
                row["fact_id"] in known for row in self._edition.rows(table) if row["provider"] == self._edition.label
            )
            if again:
                self.notes.append(f"{table}.csv: {again} rows are in our edition already; they count once")
            value = VALUES.get(table)
            if value is None:
                continue
            theirs = {tuple(str(row[name]) for name in KEYS[table]): str(row[value]) for row in ours.rows(table)}
            for number, row in self.lines[table]:
                other = theirs.get(tuple(row[name] for name in KEYS[table]))
                if other is not None and not _same(other, row[value]):
                    self.notes.append(
                        f"{table}.csv:{number}:{value}  {row[value]!r} here and {other!r} in our edition; both are kept"
                    )

    def _rivals(self, table: str) -> None:
        """Say which rows of the edition are about the same and tell it differently."""
        value = VALUES.get(table)
        if value is None:
            return
        seen: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
        for number, row in self.lines[table]:
            seen[tuple(row[name] for name in KEYS[table])].append((number, row[value]))
        for rivals in seen.values():
            if len({told for _, told in rivals}) > 1:
                lines = ", ".join(str(number) for number, _ in rivals)
                told = ", ".join(repr(each) for _, each in rivals)
                self.notes.append(f"{table}.csv: lines {lines} tell {value} differently ({told}); both are kept")

    def _fault(self, file: str, line: int, column: str, message: str) -> None:
        self.faults.append(Fault(file, line, column, message))


def _only(names: str | list[str]) -> str:
    return names if isinstance(names, str) else names[0]


def _same(first: str, second: str) -> bool:
    try:
        return float(first) == float(second)
    except ValueError:
        return first == second


def _broken(cell: str, constraints: Mapping[str, Any], *, required: bool) -> str:
    """What a cell breaks of the constraints of its field, in words; empty where nothing."""
    if cell == "":
        return "is empty; it has to be filled" if required or constraints.get("required") else ""
    return next(_breaks(cell, constraints), "")


def _breaks(cell: str, constraints: Mapping[str, Any]) -> Iterator[str]:
    if constraints.get("enum") and cell not in {str(each) for each in constraints["enum"]}:
        yield f"{cell!r} is not one of {', '.join(map(str, constraints['enum']))}"
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], cell):
        yield f"{cell!r} is not of the form {constraints['pattern']}"
    if "minimum" in constraints and float(cell) < constraints["minimum"]:
        yield f"{cell} is below {constraints['minimum']:g}"
    if "maximum" in constraints and float(cell) > constraints["maximum"]:
        yield f"{cell} is above {constraints['maximum']:g}"
