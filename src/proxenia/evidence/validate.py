"""Judging a file whole: every fault is collected with its place and what would be right."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError, Fault, UnknownCity
from proxenia.provenance import GRADES
from proxenia.store import tables, typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from proxenia.places import Gazetteer
    from proxenia.store import Column, Store, Table

__all__ = ["Checked", "check_file"]

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫", "01234567890123456789.")
DATE = re.compile(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")
ADDRESS = re.compile(r"^https?://[^\s/]\S*$")
OLDEST, LATEST, SOLAR = 1900, 2100, range(1280, 1480)
PLAIN = re.compile(r"^[!-^`-~]+$")
"""ASCII without a low line: Python would read 1_000 and digits of any script as numbers."""
BIGGEST = 50_000_000
_DEFAULTS = {
    "status": {"memberships": "current", "agreements": "in_force"},
    "role": {"memberships": "member"},
    "coder": {"coded_facts": "user"},
}
_FILLED = {"geonames_id": ("city", "country_iso2"), "geonames_id_a": ("city_a", "country_a")}
_FILLED["geonames_id_b"] = ("city_b", "country_b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file as it was judged: its rows in the store's form, its faults, and what was normalized at the door."""

    file: Path
    table: str
    n_rows: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_file(
    file: Path,
    *,
    store: Store,
    gazetteer: Gazetteer,
    table: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Checked:
    """Judge a CSV file against the form of its table.

    Cities are named by `city` and `country_iso2` or by `geonames_id`. Persian and Arabic digits in numbers and dates
    become ASCII digits, and a note says so. What the form can fill by itself (unit, status, role, coder) may be left
    out.

    Returns
    -------
    checked
        With `faults` where the file is refused; a file that cannot be read as a table has one fault at line 1 or so.
    """
    judge = _Judge(file, store=store, gazetteer=gazetteer)
    try:
        lines = judge.read()
        return judge.check(lines, table=table, columns=dict(columns or {}))
    except _Unreadable as error:
        return Checked(file=file, table=table or "", n_rows=0, faults=[error.fault])


class _Unreadable(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


class _Judge:
    def __init__(self, file: Path, *, store: Store, gazetteer: Gazetteer) -> None:
        self._file, self._gazetteer = file, gazetteer
        self._known = {
            "networks": {row["network_id"] for row in store.rows("networks")},
            "measures": {row["measure_id"] for row in store.rows("measures")},
        }
        self._units = {row["measure_id"]: row["unit"] for row in store.rows("measures")}
        self._faults: list[Fault] = []
        self._turned = 0

    def read(self) -> list[tuple[int, list[str]]]:
        """Read the file as rows of cells, each with the line it begins on; the first is the header."""
        try:
            content = self._file.read_bytes()
        except OSError as error:
            raise self._unreadable(0, "", f"cannot be read: {error.strerror}") from error
        if len(content) > BIGGEST:
            raise self._unreadable(0, "", f"{len(content):,} bytes; split it into files of at most {BIGGEST:,}")
        if b"\0" in content:
            raise self._unreadable(
                content[: content.index(b"\0")].count(b"\n") + 1, "", "holds a NUL byte; save it as plain CSV text"
            )
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise self._unreadable(line, "", "is not UTF-8; save it as CSV UTF-8") from error
        rows, reader, line = [], csv.reader(io.StringIO(text, newline=""), strict=True), 1
        try:
            for cells in reader:
                rows.append((line, cells))
                line = reader.line_num + 1
        except csv.Error as error:
            raise self._unreadable(line, "", f"is no CSV: {error}") from error
        if not rows or not any(rows[0][1]):
            raise self._unreadable(1, "", "is empty; the first line names the columns")
        return rows

    def check(self, lines: list[tuple[int, list[str]]], *, table: str | None, columns: dict[str, str]) -> Checked:
        """Check every row; `lines` begins with the header."""
        header = [columns.get(name.strip(), name.strip()) for name in lines[0][1]]
        schema = self._table(header, table)
        body = [(number, cells) for number, cells in lines[1:] if any(cell.strip() for cell in cells)]
        if not body:
            raise self._unreadable(1, "", "has a header and no rows; write one row a fact")
        rows = []
        for number, cells in body:
            named: dict[str, str] = dict(zip(header, cells, strict=False))
            row = self._row(number, named, schema, extra=len(cells) - len(header))
            if row is not None:
                rows.append(row)
        notes = [f"{self._file.name}: {self._turned} numbers or dates in Persian digits were written in ASCII digits"]
        return Checked(
            file=self._file,
            table=schema.name,
            n_rows=len(body),
            rows=[] if self._faults else rows,
            faults=self._faults,
            notes=notes if self._turned else [],
        )

    def _table(self, header: Sequence[str], name: str | None) -> Table:
        twice = next((column for column in header if header.count(column) > 1), None)
        if twice is not None:
            raise self._unreadable(1, twice, f"column {twice!r} stands twice in the header")
        own = {key: each for key, each in tables().items() if each.own}
        if name is not None and name not in own:
            raise DataError(f"no table {name!r} takes rows; there are {', '.join(own)}")
        marks = {"memberships": "network_id", "agreements": "city_b", "observations": "measure_id"}
        marks |= {"coded_facts": "item", "institutions": "kind"}
        fits = [
            each
            for each, mark in marks.items()
            if mark in header or (each == "agreements" and "geonames_id_b" in header)
        ]
        if name is None and len(fits) > 1 and "agreements" in fits:
            fits = ["agreements"]
        chosen = name or (fits[0] if len(fits) == 1 else None)
        if chosen is None:
            raise self._unreadable(1, "", f"the header fits no table; name one with --table: {', '.join(own)}")
        unknown = [column for column in header if column not in own[chosen].names]
        if unknown:
            known = ", ".join(own[chosen].names)
            raise self._unreadable(
                1,
                unknown[0],
                f"no column {unknown[0]!r} in {chosen}; there are {known}; map it with --map {unknown[0]}=...",
            )
        return own[chosen]

    def _row(self, number: int, cells: dict[str, str], schema: Table, *, extra: int) -> dict[str, Any] | None:
        before = len(self._faults)
        if extra > 0:
            self._fault(number, "", f"{extra} more cells than the header names; quote cells that hold commas")
        cells = {name: (cells.get(name) or "").strip() for name in schema.names}
        self._place(number, cells)
        for name, defaults in _DEFAULTS.items():
            if name in cells and not cells[name]:
                cells[name] = defaults.get(schema.name, "")
        if schema.name == "observations" and not cells["unit"]:
            cells["unit"] = self._units.get(cells["measure_id"], "?")
        row = {column.name: self._cell(number, cells[column.name], column) for column in schema.columns}
        if (
            schema.name == "agreements"
            and row["geonames_id_a"] is not None
            and row["geonames_id_a"] == row["geonames_id_b"]
        ):
            self._fault(number, "city_b", f"{cells['city_b']!r} is the same city as city_a; name the other party")
        unit = self._units.get(cells.get("measure_id", ""))
        if schema.name == "observations" and unit is not None and cells["unit"] != unit:
            self._fault(number, "unit", f"{cells['unit']!r} is not the unit of {cells['measure_id']}; write {unit!r}")
        return row if len(self._faults) == before else None

    def _place(self, number: int, cells: dict[str, str]) -> None:
        for key, (name, country) in _FILLED.items():
            if key not in cells:
                continue
            if cells[key]:
                self._by_number(number, cells, key, name, country)
            elif not cells[name]:
                self._fault(number, name, "no city; name it, or give its geonames_id")
            else:
                self._by_name(number, cells, key, name, country)

    def _by_number(self, number: int, cells: dict[str, str], key: str, name: str, country: str) -> None:
        written = cells[key].translate(DIGITS)
        if not re.fullmatch(r"[0-9]{1,12}", written):
            self._fault(number, key, f"{cells[key]!r} is not a GeoNames number")
            return
        try:
            city = self._gazetteer.city(int(written))
        except UnknownCity:
            self._fault(number, key, f"no city {cells[key]} in the gazetteer")
            return
        cells[key], cells[name], cells[country] = written, city.name, city.country_iso2

    def _by_name(self, number: int, cells: dict[str, str], key: str, name: str, country: str) -> None:
        if cells[country] and self._gazetteer.country(cells[country]) is None:
            self._fault(number, country, f"{cells[country]!r} is no country; write its two-letter code, such as IR")
            return
        resolution = self._gazetteer.resolve(cells[name], country=cells[country] or None)
        if resolution.city is not None:
            city = resolution.city
            cells[key], cells[name], cells[country] = str(city.geonames_id), city.name, city.country_iso2
        elif resolution.candidates:
            labels = ", ".join(candidate.city.label for candidate in resolution.candidates[:6])
            self._fault(
                number,
                name,
                f"{cells[name]!r} names {len(resolution.candidates)} cities: {labels}; add a country or a geonames_id",
            )
        else:
            near = self._gazetteer.suggest(cells[name])
            hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
            self._fault(number, name, f"no city {cells[name]!r} in the gazetteer{hint}")

    def _cell(self, number: int, cell: str, column: Column) -> object:
        if not cell:
            if column.required and not column.name.startswith(("city", "country", "geonames_id")):
                self._fault(number, column.name, _what_is_right(column))
            return "" if column.type == "string" else None
        if column.type in {"integer", "number", "year"} or column.name == "as_of":
            turned = cell.translate(DIGITS)
            self._turned += turned != cell
            cell = turned
        return self._checked(number, cell, column)

    def _checked(self, number: int, cell: str, column: Column) -> object:
        if column.type == "number" and ("," in cell or "٬" in cell):
            self._fault(
                number,
                column.name,
                f"{cell!r} has thousands separators; write {cell.replace(',', '').replace('٬', '')!r} if that is meant",
            )
            return None
        try:
            value = typed(cell, column)
        except (ValueError, KeyError):
            value = None
        if value is None or (column.type in {"integer", "number"} and not PLAIN.match(cell)):
            self._fault(number, column.name, f"{cell!r} is not {_what(column)}")
            return None
        self._constraints(number, value, column)
        return value

    def _constraints(self, number: int, value: Any, column: Column) -> None:
        if column.enum and value not in column.enum:
            self._fault(number, column.name, f"{value!r} is not one of {', '.join(column.enum)}")
        if column.type == "number" and not -1e300 < value < 1e300:  # noqa: PLR2004  infinities and NaN
            self._fault(number, column.name, f"{value!r} is not a finite number")
        elif column.minimum is not None and value < column.minimum:
            self._fault(
                number,
                column.name,
                f"{value} is below {column.minimum:g}{_solar(str(value)) if 'year' in column.name else ''}",
            )
        elif column.maximum is not None and value > column.maximum:
            self._fault(number, column.name, f"{value} is above {column.maximum:g}")
        if column.name == "as_of" and not _is_date(value):
            self._fault(
                number, column.name, f"{value!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD{_solar(value)}"
            )
        if column.name == "source_url" and not ADDRESS.match(value):
            self._fault(number, column.name, f"{value!r} is no address; write https://...")
        if column.reference and column.reference[0] in self._known and value not in self._known[column.reference[0]]:
            near = get_close_matches(str(value), self._known[column.reference[0]], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            self._fault(number, column.name, f"no {column.name.removesuffix('_id')} {value!r} in the evidence{hint}")

    def _fault(self, line: int, column: str, message: str) -> None:
        self._faults.append(Fault(self._file.name, line, column, message))

    def _unreadable(self, line: int, column: str, message: str) -> _Unreadable:
        return _Unreadable(Fault(self._file.name, line, column, message))


def _is_date(value: str) -> bool:
    if not DATE.match(value) or not OLDEST <= int(value[:4]) <= LATEST:
        return False
    try:
        return date.fromisoformat(f"{value}-01-01"[:10]) is not None
    except ValueError:
        return False


def _solar(value: str) -> str:
    """Say what is right where a year looks Solar Hijri: its Gregorian year is 621 or 622 later."""
    year = value[:4]
    if not year.isdecimal() or int(year) not in SOLAR:
        return ""
    return f"; {year} looks like a Solar Hijri year, write the Gregorian one ({int(year) + 621} or {int(year) + 622})"


def _what(column: Column) -> str:
    return {"integer": "a whole number", "year": "a year", "number": "a number", "boolean": "true or false"}[
        column.type
    ]


def _what_is_right(column: Column) -> str:
    if column.name == "source_url":
        return "no source_url; no source, no row: give the page the fact was seen on"
    if column.name == "grade":
        return f"no grade; write one of {', '.join(GRADES)}"
    return f"no {column.name}"
