"""Changes and scenarios: what is asked, in a file that can be saved, shared and compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from proxenia.errors import StudyError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Change", "Scenario"]

Kind = Literal["observation", "weight", "membership", "lever", "pace"]
FORMS = {
    "observation": "INDICATOR=VALUE or CITY:INDICATOR=VALUE",
    "weight": "DIMENSION=WEIGHT or INDICATOR=WEIGHT",
    "membership": "NETWORK or CITY:NETWORK",
    "lever": "LEVER",
    "pace": "CITY=POINTS",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. `subject` is an indicator, dimension, network, lever or city; `city` the city it is made to.

    `value` is the new value of an observation, the new weight, the points of a score a year, 1 for a membership gained and
    0 for one lost.
    """

    kind: Kind
    subject: str
    value: float = 1.0
    city: str = ""

    @classmethod
    def parse(cls, kind: Kind, text: str, *, value: float = 1.0) -> Change:
        """Read a change as it is written on the command line.

        Raises
        ------
        StudyError
            If it cannot be read.

        Examples
        --------
        >>> Change.parse("observation", "Tehran:science_brand=3")
        Change(kind='observation', subject='science_brand', value=3.0, city='Tehran')
        """
        left, equals, right = text.partition("=")
        city, colon, subject = left.rpartition(":")
        needs_value = kind in {"observation", "weight", "pace"}
        if not subject.strip() or (colon and not city.strip()) or bool(equals) is not needs_value:
            raise StudyError(f"change {text!r} cannot be read; write {FORMS[kind]}")
        if needs_value:
            try:
                value = float(right)
            except ValueError:
                raise StudyError(f"change {text!r}: {right!r} is no number; write {FORMS[kind]}") from None
        return cls(kind=kind, subject=subject.strip(), value=value, city=city.strip())

    def __str__(self) -> str:
        """Write the change shortly."""
        where = f"{self.city}:" if self.city else ""
        if self.kind == "membership":
            return f"{'join' if self.value else 'leave'} {where}{self.subject}"
        if self.kind == "lever":
            return f"pull {self.subject}"
        return f"{self.kind} {where}{self.subject}={self.value:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A named list of changes for a city, with the target and horizon they are looked at with."""

    name: str
    city: str
    target: str = ""
    years: float = 5.0
    pace: str = "assumed"
    change: tuple[Change, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Scenario:
        """Read a scenario from its TOML file; raise `StudyError` when it breaks the form."""
        try:
            return msgspec.toml.decode(path.read_bytes(), type=cls)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise StudyError(f"{path.name}: {error}") from error
        except OSError as error:
            raise StudyError(f"{path}: {error.strerror}") from error

    def toml(self) -> str:
        """Write the scenario as TOML.

        Examples
        --------
        >>> print(Scenario(name="n", city="Tehran", change=(Change(kind="lever", subject="x"),)).toml().split()[0])
        name
        """
        lines = [
            f"{name} = {msgspec.json.encode(getattr(self, name)).decode()}"
            for name in ("name", "city", "target", "years", "pace")
        ]
        for change in self.change:
            lines += ["", "[[change]]"]
            lines += [
                f"{name} = {msgspec.json.encode(getattr(change, name)).decode()}"
                for name in ("kind", "subject", "value", "city")
            ]
        return "\n".join(lines) + "\n"
