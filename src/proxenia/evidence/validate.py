"""Judging a file whole: every fault is collected with its place and what would be right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError, Fault, Reason, UnknownCity
from proxenia.evidence._said import missing, no_city, no_number, nothing_known, with_solar, wrong_type
from proxenia.evidence.ended import ended_networks
from proxenia.evidence.lines import Line, Unreadable, read_lines
from proxenia.evidence.mapping import ColumnMap
from proxenia.store import tables, typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from proxenia.places import Gazetteer
    from proxenia.store import Column, Store, Table

__all__ = ["Checked", "Unplaced", "check_file"]

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫", "01234567890123456789.")
DATE = re.compile(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")
ADDRESS = re.compile(r"^https?://[^\s/]\S*$")
OLDEST, LATEST = 1900, 2100
MOST_SUGGESTED = 200
"""Unknown names of one file that are given near names; the others are told without."""
PLAIN = re.compile(r"^[!-^`-~]+$")
"""ASCII without a low line: Python would read 1_000 and digits of any script as numbers."""
_DEFAULTS = {
    "status": {"memberships": "current", "agreements": "in_force"},
    "role": {"memberships": "member"},
    "coder": {"coded_facts": "user"},
}
_FILLED = {"geonames_id": ("city", "country_iso2"), "geonames_id_a": ("city_a", "country_a")}
_FILLED["geonames_id_b"] = ("city_b", "country_b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A row whose city could not be chosen: where it stands, what was written, why not, and cities it may mean."""

    file: str
    line: int
    column: str
    written: str
    country: str
    why: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file as it was judged: its rows in the store's form, its faults, and what was normalized at the door."""

    file: Path
    table: str
    n_rows: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)


def check_file(
    file: Path,
    *,
    store: Store,
    gazetteer: Gazetteer,
    table: str | None = None,
    columns: Mapping[str, str] | None = None,
    mapping: ColumnMap | None = None,
    set_aside: bool = False,
) -> Checked:
    """Judge a CSV file against the form of its table.

    Cities are named by `city` and `country_iso2` or by `geonames_id`. Persian and Arabic digits in numbers and dates
    become ASCII digits, and a note says so. What the form can fill by itself (unit, status, role, coder) may be left
    out. A `mapping` is applied before anything is judged; `columns` are a mapping of names only. With `set_aside`, rows
    whose city cannot be chosen are no faults but stand in `unplaced`.

    Returns
    -------
    checked
        With `faults` where the file is refused; a file that cannot be read as a table has one fault at line 1 or so.
    """
    judge = _Judge(file, store=store, gazetteer=gazetteer, set_aside=set_aside)
    turned = mapping or ColumnMap(columns=dict(columns or {}))
    try:
        lines = read_lines(file, delimiter=turned.delimiter)
        if mapping is not None:
            lines = judge.turn(lines, mapping, table=table)
        names = {} if mapping is not None else dict(turned.columns)
        return judge.check(lines, table=table or turned.table or None, columns=names)
    except Unreadable as error:
        return Checked(file=file, table=table or "", n_rows=0, faults=[error.fault])


class _Judge:
    def __init__(self, file: Path, *, store: Store, gazetteer: Gazetteer, set_aside: bool = False) -> None:
        self._file, self._gazetteer, self._set_aside = file, gazetteer, set_aside
        self._known = {
            "networks": {row["network_id"] for row in store.rows("networks")},
            "measures": {row["measure_id"] for row in store.rows("measures")},
        }
        self._units = {row["measure_id"]: row["unit"] for row in store.rows("measures")}
        self._faults: list[Fault] = []
        self._turned = 0
        self._unplaced: list[Unplaced] = []
        self._notes: list[str] = []
        self._near: dict[str, tuple[str, ...]] = {}
        self._members: dict[tuple[str, str, str], int] = {}

    def turn(self, lines: list[Line], mapping: ColumnMap, *, table: str | None) -> list[Line]:
        """Apply a map; a note says how many rows it left out."""
        named = table or mapping.table
        known = (
            tables()[named].names if named in tables() else tuple({n for each in tables().values() for n in each.names})
        )
        try:
            out, dropped = mapping.applied(lines, known=known)
        except DataError as error:
            raise Unreadable.at(self._file, 1, "", error.reason) from error
        if dropped:
            self._notes.append(f"{self._file.name}: {dropped} rows are not among those the map keeps")
        return out

    def check(self, lines: list[Line], *, table: str | None, columns: dict[str, str]) -> Checked:
        """Check every row; `lines` begins with the header."""
        header = [columns.get(name.strip(), name.strip()) for name in lines[0][1]]
        schema = self._table(header, table)
        body = [(number, cells) for number, cells in lines[1:] if any(cell.strip() for cell in cells)]
        if not body:
            raise Unreadable.at(self._file, 1, "", Reason("has a header and no rows; write one row a fact"))
        rows = []
        for number, cells in body:
            named: dict[str, str] = dict(zip(header, cells, strict=False))
            row = self._row(number, named, schema, extra=len(cells) - len(header))
            if row is not None:
                rows.append(row)
        if self._turned:
            self._notes.append(
                f"{self._file.name}: {self._turned} numbers or dates in Persian digits were written in ASCII digits"
            )
        return Checked(
            file=self._file,
            table=schema.name,
            n_rows=len(body),
            rows=[] if self._faults else rows,
            faults=self._faults,
            notes=self._notes,
            unplaced=self._unplaced,
        )

    def _table(self, header: Sequence[str], name: str | None) -> Table:
        twice = next((column for column in header if header.count(column) > 1), None)
        if twice is not None:
            raise Unreadable.at(
                self._file, 1, twice, Reason("column {column!r} stands twice in the header", column=twice)
            )
        own = {key: each for key, each in tables().items() if each.own}
        if name is not None and name not in own:
            raise DataError("no table {name!r} takes rows; there are {tables}", name=name, tables=tuple(own))
        marks = {"memberships": "network_id", "agreements": "city_b", "observations": "measure_id"}
        marks |= {"coded_facts": "item", "institutions": "kind", "networks": "eligible"}
        fits = [
            each
            for each, mark in marks.items()
            if mark in header or (each == "agreements" and "geonames_id_b" in header)
        ]
        if name is None and len(fits) > 1:
            fits = [each for each in ("agreements", "networks") if each in fits] or fits
        chosen = name or (fits[0] if len(fits) == 1 else None)
        if chosen is None:
            said = Reason("the header fits no table; name one with --table: {tables}", tables=tuple(own))
            raise Unreadable.at(self._file, 1, "", said)
        unknown = [column for column in header if column not in own[chosen].names]
        if unknown:
            said = Reason(
                "no column {column!r} in {table}; there are {columns}; map it with --map {column}=...",
                column=unknown[0],
                table=chosen,
                columns=tuple(own[chosen].names),
            )
            raise Unreadable.at(self._file, 1, unknown[0], said)
        return own[chosen]

    def _row(self, number: int, cells: dict[str, str], schema: Table, *, extra: int) -> dict[str, Any] | None:
        before = len(self._faults) + len(self._unplaced)
        if extra > 0:
            said = Reason("{n} more cells than the header names; quote cells that hold commas", n=extra)
            self._fault(number, "", said)
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
            said = Reason("{name!r} is the same city as city_a; name the other party", name=cells["city_b"])
            self._fault(number, "city_b", said)
        unit = self._units.get(cells.get("measure_id", ""))
        if schema.name == "observations" and unit is not None and cells["unit"] != unit:
            form, named = "{value!r} is not the unit of {measure}; write {unit!r}", cells["measure_id"]
            self._fault(number, "unit", Reason(form, value=cells["unit"], measure=named, unit=unit))
        if schema.name == "memberships":
            self._once(number, row)
        return row if len(self._faults) + len(self._unplaced) == before else None

    def _once(self, number: int, row: dict[str, Any]) -> None:
        """A city stands in a network once for each role; twice is a slip or two cities under one name."""
        if row["geonames_id"] is None:
            return
        key = row["network_id"], row["geonames_id"], row["role"]
        first = self._members.setdefault(key, number)
        if first != number:
            self._fault(
                number,
                "city",
                Reason(
                    "{city!r} is {role} of {network!r} on line {line} already; keep one row",
                    city=row["city"],
                    role=row["role"],
                    network=row["network_id"],
                    line=first,
                ),
            )

    def _place(self, number: int, cells: dict[str, str]) -> None:
        for key, (name, country) in _FILLED.items():
            if key not in cells:
                continue
            if cells[key]:
                self._by_number(number, cells, key, name, country)
            elif not cells[name]:
                self._fault(number, name, Reason("no city; name it, or give its geonames_id"))
            else:
                self._by_name(number, cells, key, name, country)

    def _by_number(self, number: int, cells: dict[str, str], key: str, name: str, country: str) -> None:
        written = cells[key].translate(DIGITS)
        if not re.fullmatch(r"[0-9]{1,12}", written):
            self._fault(number, key, Reason("{name!r} is not a GeoNames number", name=cells[key]))
            return
        try:
            city = self._gazetteer.city(int(written))
        except UnknownCity:
            found = self._gazetteer.find(cells[name], country=cells[country] or None) if cells[name] else ()
            near = tuple(f"{each.city.label} {each.city.geonames_id}" for each in found[:6])
            why = no_number(int(written), near)
            self._unresolved(number, key, cells[name] or cells[key], cells[country], why, near)
            return
        cells[key], cells[name], cells[country] = written, city.name, city.country_iso2

    def _by_name(self, number: int, cells: dict[str, str], key: str, name: str, country: str) -> None:
        if cells[country] and self._gazetteer.country(cells[country]) is None:
            said = Reason("{name!r} is no country; write its two-letter code, such as IR", name=cells[country])
            self._fault(number, country, said)
            return
        resolution = self._gazetteer.resolve(cells[name], country=cells[country] or None)
        if resolution.city is not None:
            city = resolution.city
            cells[key], cells[name], cells[country] = str(city.geonames_id), city.name, city.country_iso2
        elif resolution.candidates:
            why = Reason(
                "{name!r} names {n} cities: {candidates}; add a country or a geonames_id",
                name=cells[name],
                n=len(resolution.candidates),
                candidates=tuple(each.city.label for each in resolution.candidates[:6]),
            )
            found = tuple(f"{each.city.label} {each.city.geonames_id}" for each in resolution.candidates[:6])
            self._unresolved(number, name, cells[name], cells[country], why, found)
        else:
            near = self._suggested(cells[name])
            why = no_city(cells[name], near)
            self._unresolved(number, name, cells[name], cells[country], why, near)

    def _suggested(self, written: str) -> tuple[str, ...]:
        """Near names, for the first names that need them: each takes a look at thousands."""
        if written not in self._near:
            self._near[written] = self._gazetteer.suggest(written) if len(self._near) < MOST_SUGGESTED else ()
        return self._near[written]

    def _unresolved(
        self, line: int, column: str, written: str, country: str, why: Reason, candidates: tuple[str, ...] = ()
    ) -> None:
        if not self._set_aside:
            self._fault(line, column, why)
            return
        self._unplaced.append(
            Unplaced(
                file=self._file.name,
                line=line,
                column=column,
                written=written,
                country=country,
                why=why,
                candidates=candidates,
            )
        )

    def _cell(self, number: int, cell: str, column: Column) -> object:
        if not cell:
            if column.required and not column.name.startswith(("city", "country", "geonames_id")):
                self._fault(number, column.name, missing(column))
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
                Reason(
                    "{value!r} has thousands separators; write {right!r} if that is meant",
                    value=cell,
                    right=cell.replace(",", "").replace("٬", ""),
                ),
            )
            return None
        try:
            value = typed(cell, column)
        except (ValueError, KeyError):
            value = None
        if value is None or (column.type in {"integer", "number"} and not PLAIN.match(cell)):
            self._fault(number, column.name, wrong_type(cell, column))
            return None
        self._constraints(number, value, column)
        return value

    def _constraints(self, number: int, value: Any, column: Column) -> None:
        if column.enum and value not in column.enum:
            said = Reason("{value!r} is not one of {choices}", value=value, choices=tuple(column.enum))
            self._fault(number, column.name, said)
        if column.type == "number" and not -1e300 < value < 1e300:  # noqa: PLR2004  infinities and NaN
            self._fault(number, column.name, Reason("{value!r} is not a finite number", value=value))
        elif column.minimum is not None and value < column.minimum:
            year = value if "year" in column.name else ""
            said = with_solar("{value} is below {least:g}", year, value=value, least=column.minimum)
            self._fault(number, column.name, said)
        elif column.maximum is not None and value > column.maximum:
            self._fault(number, column.name, Reason("{value} is above {most:g}", value=value, most=column.maximum))
        if column.name == "as_of" and not _is_date(value):
            form = "{value!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"
            self._fault(number, column.name, with_solar(form, value, value=value))
        if column.name == "source_url" and not ADDRESS.match(value):
            self._fault(number, column.name, Reason("{value!r} is no address; write https://...", value=value))
        if column.reference and column.reference[0] in self._known and value not in self._known[column.reference[0]]:
            ended = ended_networks().get(str(value)) if column.name == "network_id" else None
            if ended is not None:
                self._fault(number, column.name, ended.refusal)
                return
            near = get_close_matches(str(value), self._known[column.reference[0]], n=1)
            self._fault(number, column.name, nothing_known(column.name.removesuffix("_id"), value, near))

    def _fault(self, line: int, column: str, message: Reason) -> None:
        self._faults.append(Fault(self._file.name, line, column, message))


def _is_date(value: str) -> bool:
    if not DATE.match(value) or not OLDEST <= int(value[:4]) <= LATEST:
        return False
    try:
        return date.fromisoformat(f"{value}-01-01"[:10]) is not None
    except ValueError:
        return False
