"""Blocs and rivalries: which country belonged where in which years, and which parties were rivals, with sources."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from proxenia.errors import DataError, EvidenceError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["Blocs", "Membership", "Rivalry"]

ALWAYS = 9999
CODE_LENGTH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A country's years in a bloc; `until_year` is None while it lasts."""

    bloc: str
    country_iso2: str
    from_year: int
    until_year: int | None
    source_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivalry:
    """Two blocs or countries that were rivals in some years, and what shows it."""

    party_a: str
    party_b: str
    from_year: int
    until_year: int | None
    why: str
    source_url: str

    def holds(self, year: int) -> bool:
        """Whether it held in any part of a year."""
        return self.from_year <= year <= (self.until_year or ALWAYS)


class Blocs:
    """Memberships of blocs and rivalries, asked by country and year.

    Examples
    --------
    >>> blocs = Blocs.read()
    >>> blocs.of("FI", 2022), blocs.of("FI", 2023)
    (frozenset(), frozenset({'nato'}))
    >>> blocs.rivalry("US", "IR", 1979), blocs.rivalry("US", "IR", 1980).why
    (None, 'diplomatic relations broken off')
    """

    def __init__(self, memberships: tuple[Membership, ...], rivalries: tuple[Rivalry, ...]) -> None:
        self.memberships, self.rivalries = memberships, rivalries
        self._spells: dict[str, list[Membership]] = defaultdict(list)
        for each in memberships:
            self._spells[each.country_iso2].append(each)
        known = {each.bloc for each in memberships}
        for rivalry in rivalries:
            for party in (rivalry.party_a, rivalry.party_b):
                if party not in known and not (len(party) == CODE_LENGTH and party.isupper()):
                    raise DataError(f"rivalries: {party!r} is no bloc of the table of blocs and no country code")

    @classmethod
    def read(cls, blocs: Path | None = None, rivalries: Path | None = None) -> Blocs:
        """Read a table of blocs and one of rivalries, the embedded ones by default.

        Raises
        ------
        DataError
            If a table breaks its form; the message says where.
        """
        if blocs is None and rivalries is None:
            return _embedded()
        return cls(_memberships(blocs or _data("blocs.csv")), _rivalries(rivalries or _data("rivalries.csv")))

    def of(self, country_iso2: str, year: int) -> frozenset[str]:
        """Blocs a country belonged to in any part of a year."""
        spells = self._spells.get(country_iso2, ())
        return frozenset(s.bloc for s in spells if s.from_year <= year <= (s.until_year or ALWAYS))

    def rivalry(self, country_a: str, country_b: str, year: int) -> Rivalry | None:
        """Give the rivalry that set two countries apart in a year, or None."""
        a, b = self.of(country_a, year) | {country_a}, self.of(country_b, year) | {country_b}
        for each in self.rivalries:
            if each.holds(year) and (
                (each.party_a in a and each.party_b in b) or (each.party_a in b and each.party_b in a)
            ):
                return each
        return None


@lru_cache(maxsize=1)
def _embedded() -> Blocs:
    return Blocs(_memberships(_data("blocs.csv")), _rivalries(_data("rivalries.csv")))


def _data(name: str) -> Traversable:
    return files("proxenia").joinpath("data", "science", name)


def _memberships(table: Path | Traversable) -> tuple[Membership, ...]:
    return tuple(
        Membership(
            bloc=row["bloc"],
            country_iso2=row["country_iso2"],
            from_year=_year(row["from_year"], f"{table.name}:{line}:from_year"),
            until_year=_year(row["until_year"], f"{table.name}:{line}:until_year") if row["until_year"] else None,
            source_url=row["source_url"],
        )
        for line, row in _rows(table, ("bloc", "country_iso2", "from_year", "until_year", "source_url"))
    )


def _rivalries(table: Path | Traversable) -> tuple[Rivalry, ...]:
    return tuple(
        Rivalry(
            party_a=row["party_a"],
            party_b=row["party_b"],
            from_year=_year(row["from_year"], f"{table.name}:{line}:from_year"),
            until_year=_year(row["until_year"], f"{table.name}:{line}:until_year") if row["until_year"] else None,
            why=row["why"],
            source_url=row["source_url"],
        )
        for line, row in _rows(table, ("party_a", "party_b", "from_year", "until_year", "why", "source_url"))
    )


def _rows(table: Path | Traversable, needed: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        with table.open("r", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise DataError(f"{table.name}: no column {missing[0]!r}; it needs {', '.join(needed)}")
            found = [(reader.line_num, {name: (row[name] or "").strip() for name in needed}) for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{table.name} cannot be read: {error}; give a CSV in UTF-8") from error
    unsourced = next((line for line, row in found if "://" not in row["source_url"]), None)
    if unsourced is not None:
        raise DataError(f"{table.name}:{unsourced}:source_url  no source, no row: give the page it was seen on")
    return found


def _year(cell: str, where: str) -> int:
    if not cell.isascii() or not cell.isdigit():
        raise DataError(f"{where}  {cell!r} is not a year")
    return int(cell)
