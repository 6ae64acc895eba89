"""What is wrong with a cell and what would be right, in forms that either language can say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.errors import Reason
from proxenia.provenance import GRADES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.store import Column

__all__ = ["missing", "no_city", "no_number", "nothing_known", "with_solar", "wrong_type"]

SOLAR = range(1280, 1480)
"""Years that are more likely Solar Hijri than Gregorian."""
_TYPES = {
    "integer": "{value!r} is not a whole number",
    "year": "{value!r} is not a year",
    "number": "{value!r} is not a number",
    "boolean": "{value!r} is not true or false",
}


def wrong_type(cell: str, column: Column) -> Reason:
    """A cell that is none of its column's type."""
    return Reason(_TYPES[column.type], value=cell)


def missing(column: Column) -> Reason:
    """An empty cell that must not be."""
    if column.name == "source_url":
        return Reason("no source_url; no source, no row: give the page the fact was seen on")
    if column.name == "grade":
        return Reason("no grade; write one of {choices}", choices=tuple(GRADES))
    return Reason("no {column}", column=column.name)


def with_solar(form: str, value: object, /, **parts: Any) -> Reason:
    """A reason; where a year looks Solar Hijri it says what is right: its Gregorian year is 621 or 622 later.

    Examples
    --------
    >>> with_solar("{value} is below {least}", 1390, value=1390, least=1800)
    '1390 is below 1800; 1390 looks like a Solar Hijri year, write the Gregorian one (2011 or 2012)'
    """
    year = str(value)[:4]
    if not year.isdecimal() or int(year) not in SOLAR:
        return Reason(form, **parts)
    return Reason(
        form + "; {year} looks like a Solar Hijri year, write the Gregorian one ({first} or {second})",
        **parts,
        year=int(year),
        first=int(year) + 621,
        second=int(year) + 622,
    )


def no_number(number: int, near: Sequence[str]) -> Reason:
    """A number that no city of the gazetteer has, and the numbers of those that may be meant."""
    if near:
        return Reason("no city {number} in the gazetteer; did you mean {near: or }?", number=number, near=tuple(near))
    return Reason("no city {number} in the gazetteer", number=number)


def no_city(name: str, near: Sequence[str]) -> Reason:
    """A city that the gazetteer does not know, and what may be meant."""
    if near:
        return Reason("no city {name!r} in the gazetteer; did you mean {near!r: or }?", name=name, near=tuple(near))
    return Reason("no city {name!r} in the gazetteer", name=name)


def nothing_known(kind: str, name: object, near: Sequence[str]) -> Reason:
    """A network or a measure that the evidence does not know, and what may be meant."""
    if near:
        form = {
            "network": "no network {name!r} in the evidence; did you mean {near!r}?",
            "measure": "no measure {name!r} in the evidence; did you mean {near!r}?",
        }[kind]
        return Reason(form, name=str(name), near=near[0])
    form = {"network": "no network {name!r} in the evidence", "measure": "no measure {name!r} in the evidence"}[kind]
    return Reason(form, name=str(name))
