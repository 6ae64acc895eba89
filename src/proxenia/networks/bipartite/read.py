"""Tables of memberships as people have them: any CSV with a column for the network and one for the city."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import EvidenceError, Fault, RefusedFile
from proxenia.networks.bipartite.table import Bipartite, from_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["ReadMemberships", "read_memberships", "read_values"]

EARLIEST, LATEST = 1500, 2100
_GUESSES = {
    "year": ("joined_year", "since_year", "year"),
    "country": ("country_iso2", "country"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMemberships:
    """A table as it was read: the pairs, what it says of places, and what was noticed on the way."""

    table: Bipartite
    given: Mapping[int, tuple[str, float, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_memberships(
    file: Path,
    *,
    network_column: str = "network_id",
    city_column: str = "geonames_id",
    columns: Mapping[str, str] | None = None,
) -> ReadMemberships:
    """Read the memberships of a CSV file, comma or semicolon, judged whole.

    Parameters
    ----------
    file
        One row a membership. Rows with no city or no network are left out, a pair that stands twice counts once
        with its earliest year, and a year that is none is unknown; notes say how many.
    network_column, city_column
        Columns of the network's id and the city's GeoNames number.
    columns
        Names of the columns for `year`, `country`, `latitude`, `longitude`; where not given, usual names are tried.

    Raises
    ------
    RefusedFile
        If a city is no GeoNames number; every fault is listed.
    EvidenceError
        If the file cannot be read, has no such column, or holds no membership.
    """
    header, rows = _rows(file)
    names = {key: _guess(key, header, columns or {}) for key in _GUESSES}
    for column in (network_column, city_column, *filter(None, names.values())):
        if column not in header:
            raise EvidenceError(f"{file.name}:1:{column}  no such column; there are {', '.join(header)}")
    return _Reader(file.name, header).read(rows, network_column, city_column, names)


def read_values(file: Path) -> tuple[tuple[str, ...], tuple[str, ...], np.ndarray]:
    """Read a matrix of service values: a column of names of cities, then one column a network or firm.

    Returns
    -------
    cities, networks, values
        Names of rows and columns, and values of shape (n_cities, n_networks), 0 or more.

    Raises
    ------
    RefusedFile
        If a cell is no number of 0 or more, or a city stands twice.
    """
    header, rows = _rows(file)
    faults, seen = [], set()
    values = np.zeros((len(rows), len(header) - 1))
    for i, (line, cells) in enumerate(rows):
        if cells[0] in seen:
            faults.append(Fault(file.name, line, header[0], f"{cells[0]!r} stands twice; one row a city"))
        seen.add(cells[0])
        if len(cells) != len(header):
            faults.append(Fault(file.name, line, "", f"{len(cells)} cells; the header has {len(header)}"))
            continue
        for j, cell in enumerate(cells[1:]):
            number = _number(cell)
            if number is None or not 0 <= number < np.inf:
                faults.append(Fault(file.name, line, header[j + 1], f"{cell!r} is no value of 0 or more"))
            else:
                values[i, j] = number
    if faults:
        raise RefusedFile(faults, rows=len(rows))
    return tuple(cells[0] for _, cells in rows), tuple(header[1:]), values


class _Reader:
    def __init__(self, name: str, header: Sequence[str]) -> None:
        self._name, self._at = name, {column: i for i, column in enumerate(header)}
        self._faults: list[Fault] = []
        self._given: dict[int, tuple[str, float, float]] = {}
        self._since: dict[tuple[int, str], float] = {}
        self._odd: list[str] = []

    def read(
        self, rows: Sequence[tuple[int, list[str]]], network: str, city: str, names: Mapping[str, str]
    ) -> ReadMemberships:
        pairs: list[tuple[int, str]] = []
        empty = 0
        for line, cells in rows:
            found = self._cell(cells, network), self._cell(cells, city)
            if not all(found):
                empty += 1
                continue
            if not found[1].isascii() or not found[1].isdecimal() or int(found[1]) == 0:
                self._fault(line, city, f"{found[1]!r} is no GeoNames number; write one, such as 112931 for Tehran")
                continue
            pair = int(found[1]), found[0]
            pairs.append(pair)
            self._also(line, cells, pair, names)
        if self._faults:
            raise RefusedFile(self._faults, rows=len(rows))
        if not pairs:
            raise EvidenceError(f"{self._name} holds no membership; write one row a city in a network")
        twice = len(pairs) - len(set(pairs))
        notes = [f"{self._name}: {empty} rows without a city or a network were left out"] if empty else []
        notes += [f"{self._name}: {twice} memberships stand more than once and count once"] if twice else []
        odd = self._odd
        notes += [f"{self._name}: {len(odd)} years cannot be read and count as unknown, as {odd[0]}"] if odd else []
        return ReadMemberships(table=from_pairs(pairs, since=self._since), given=self._given, notes=tuple(notes))

    def _also(self, line: int, cells: list[str], pair: tuple[int, str], names: Mapping[str, str]) -> None:
        year = self._cell(cells, names["year"])
        number = _number(year) if year else None
        if year and (number is None or not (number == 0 or EARLIEST <= number <= LATEST)):
            self._odd.append(f"{self._name}:{line}:{names['year']}  {year!r}")
        elif number:
            self._since[pair] = min(self._since.get(pair, np.inf), number)
        if pair[0] not in self._given:
            place = [_number(self._cell(cells, names[key])) for key in ("latitude", "longitude")]
            latitude, longitude = (np.nan if each is None else each for each in place)
            country = self._cell(cells, names["country"]).upper()
            self._given[pair[0]] = (country if len(country) == 2 else "", latitude, longitude)  # noqa: PLR2004  ISO 3166-1 alpha-2

    def _cell(self, cells: list[str], column: str) -> str:
        at = self._at[column] if column else len(cells)
        return cells[at].strip() if at < len(cells) else ""

    def _fault(self, line: int, column: str, message: str) -> None:
        self._faults.append(Fault(self._name, line, column, message))


def _rows(file: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise EvidenceError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EvidenceError(f"{file.name} is not UTF-8; save it as CSV UTF-8") from error
    first = text.partition("\n")[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise EvidenceError(f"{file.name}:{reader.line_num}  is no CSV: {error}") from error
    if len(lines) < 2:  # noqa: PLR2004  a header and a row
        raise EvidenceError(f"{file.name} holds no rows under its header")
    return [name.strip() for name in lines[0][1]], lines[1:]


def _guess(key: str, header: Sequence[str], columns: Mapping[str, str]) -> str:
    return columns.get(key) or next((name for name in _GUESSES[key] if name in header), "")


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
