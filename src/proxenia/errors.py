"""Every error Proxenia raises, drawn as a tree.

ProxeniaError
├── EvidenceError (ValueError)        a row or file that cannot be evidence
│   └── RefusedFile                   a file judged whole and refused, with every fault
├── UnknownCity (LookupError)         a name no city answers to
├── AmbiguousCity (LookupError)       a name several cities answer to
├── ThinEvidence (LookupError)        a city known, but with too little evidence to be assessed
├── StudyError (ValueError)           a study that asks something impossible
├── MethodError (ValueError)          a method that cannot be applied to these figures
├── DataError (ValueError)            a data file of the package or a user that breaks its schema
├── FetchError (OSError)              a provider that does not answer, or not as it says it does
└── OutputError (OSError)             a place that cannot be written, or holds something already
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AmbiguousCity",
    "DataError",
    "EvidenceError",
    "Fault",
    "FetchError",
    "MethodError",
    "OutputError",
    "ProxeniaError",
    "RefusedFile",
    "StudyError",
    "ThinEvidence",
    "UnknownCity",
]


class ProxeniaError(Exception):
    """Anything Proxenia refuses to do, with the reason."""


class EvidenceError(ProxeniaError, ValueError):
    """A row or file that cannot be evidence."""


class StudyError(ProxeniaError, ValueError):
    """A study that asks something impossible."""


class MethodError(ProxeniaError, ValueError):
    """A method that cannot be applied to these figures."""


class DataError(ProxeniaError, ValueError):
    """A data file that breaks its schema."""


class FetchError(ProxeniaError, OSError):
    """A provider that does not answer, or not as it says it does."""


class OutputError(ProxeniaError, OSError):
    """A place that cannot be written, or that holds something already."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a file: where it is, what is wrong, what would be right."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        """Give the fault as `file:line:column  message`."""
        return f"{self.file}:{self.line}:{self.column}  {self.message}"


class RefusedFile(EvidenceError):
    """A file judged whole and refused; `faults` lists every reason, `rows` how many rows it held."""

    def __init__(self, faults: Sequence[Fault], *, rows: int) -> None:
        self.faults = tuple(faults)
        self.rows = rows
        count = f"{len(self.faults)} fault{'s' if len(self.faults) > 1 else ''}"
        lines = "\n".join(str(fault) for fault in self.faults)
        super().__init__(f"{lines}\n{count} in {rows} row{'' if rows == 1 else 's'}; nothing was stored")


class UnknownCity(ProxeniaError, LookupError):
    """A name no city answers to; `suggestions` are the nearest names."""

    def __init__(self, name: str, *, suggestions: Sequence[str] = (), names: int = 0) -> None:
        self.name = name
        self.suggestions = tuple(suggestions)
        known = f" ({names:,} names)" if names else ""
        hint = f"; did you mean {' or '.join(repr(s) for s in self.suggestions)}?" if self.suggestions else ""
        super().__init__(f"no city {name!r} in the gazetteer{known}{hint}")


class AmbiguousCity(ProxeniaError, LookupError):
    """A name several cities answer to; `candidates` lists them, most populous first."""

    def __init__(self, name: str, *, candidates: Sequence[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        choices = ", ".join(self.candidates)
        super().__init__(
            f"{name!r} names {len(self.candidates)} cities: {choices}; add a country, as in '{name}, {self._code()}'"
        )

    def _code(self) -> str:
        first = self.candidates[0]
        return first.rpartition("(")[2].rstrip(")") if "(" in first else "XX"


class ThinEvidence(ProxeniaError, LookupError):
    """A city with too little evidence; `missing` names what is not known."""

    def __init__(self, city: str, *, missing: Sequence[str], needed: str) -> None:
        self.city = city
        self.missing = tuple(missing)
        listed = "".join(f"\n  {item}" for item in self.missing)
        super().__init__(
            f"too little evidence on {city!r}: {needed}; missing:{listed}\n"
            "add what you know in a CSV and run: proxenia evidence add FILE.csv"
        )
