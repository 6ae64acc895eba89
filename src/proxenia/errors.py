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

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

__all__ = [
    "AmbiguousCity",
    "DataError",
    "EvidenceError",
    "Fault",
    "FetchError",
    "MethodError",
    "OutputError",
    "ProxeniaError",
    "Reason",
    "RefusedFile",
    "StudyError",
    "ThinEvidence",
    "UnknownCity",
    "fill",
]


class Reason(str):  # noqa: SLOT000  it holds two attributes of any kind
    """A sentence that keeps its form and its parts, so that it can be said in another language too.

    Everywhere a string is wanted it is the English sentence. Parts are written by the rules of `str.format`;
    the parts of a list are written one by one, and its format is what stands between them.

    Examples
    --------
    >>> said = Reason("{years:g} years; write {choices!r: or }", years=-4.0, choices=("3", "5"))
    >>> said
    "-4 years; write '3' or '5'"
    >>> said.form
    '{years:g} years; write {choices!r: or }'
    >>> said.parts["choices"]
    ('3', '5')
    """

    form: str
    parts: dict[str, Any]

    def __new__(cls, form: str, /, **parts: Any) -> Self:
        """Fill the form with the parts; without parts the form is the sentence."""
        self = super().__new__(cls, fill(form, parts, write=_in_english) if parts else form)
        self.form, self.parts = form, parts
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """Make the same sentence again, in another process."""
        return (self.form,), self.parts


def fill(form: str, parts: dict[str, Any], *, write: Callable[[Any, str, str], str]) -> str:
    """Fill a form with its parts, each written by `write(part, conversion, format)`; conversion is "r" or "".

    Raises
    ------
    KeyError
        If the form names a part that is not given.
    """
    out = []
    for text, name, spec, conversion in string.Formatter().parse(form):
        out.append(text)
        if name is not None:
            out.append(write(parts[name], conversion or "", spec or ""))
    return "".join(out)


def _in_english(part: Any, conversion: str, spec: str) -> str:
    if isinstance(part, (tuple, list)):
        return (spec or ", ").join(_in_english(each, conversion, "") for each in part)
    said = part.into("en") if hasattr(part, "into") else part
    return format(repr(said) if conversion == "r" else said, spec)


class ProxeniaError(Exception):
    """Anything Proxenia refuses to do, with the reason.

    Examples
    --------
    >>> str(StudyError("{draws:,} draws; write {most:,} at most", draws=20_000, most=10_000))
    '20,000 draws; write 10,000 at most'
    >>> StudyError("a plan needs a city").reason.form
    'a plan needs a city'
    """

    def __init__(self, reason: str = "", /, **parts: Any) -> None:
        """Take the reason: a whole sentence, or a form and its parts, which other languages can say too."""
        self.reason = reason if isinstance(reason, Reason) else Reason(reason, **parts)
        super().__init__(self.reason)


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
        of = f"{rows} row{'' if rows == 1 else 's'}"
        lines = tuple(str(fault) for fault in self.faults)
        super().__init__("{faults:\n}\n{count} in {of}; nothing was stored", faults=lines, count=count, of=of)


class UnknownCity(ProxeniaError, LookupError):
    """A name no city answers to; `suggestions` are the nearest names."""

    def __init__(self, name: str, *, suggestions: Sequence[str] = (), names: int = 0) -> None:
        self.name = name
        self.suggestions = tuple(suggestions)
        form, parts = "no city {name!r} in the gazetteer", {"name": name}
        if names:
            form, parts = form + " ({names:,} names)", parts | {"names": names}
        if self.suggestions:
            form, parts = form + "; did you mean {suggestions!r: or }?", parts | {"suggestions": self.suggestions}
        super().__init__(form, **parts)


class AmbiguousCity(ProxeniaError, LookupError):
    """A name several cities answer to; `candidates` lists them, most populous first."""

    def __init__(self, name: str, *, candidates: Sequence[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        super().__init__(
            "{name!r} names {n} cities: {candidates}; add a country, as in {example!r}",
            name=name,
            n=len(self.candidates),
            candidates=self.candidates,
            example=f"{name}, {self._code()}",
        )

    def _code(self) -> str:
        first = self.candidates[0]
        return first.rpartition("(")[2].rstrip(")") if "(" in first else "XX"


class ThinEvidence(ProxeniaError, LookupError):
    """A city with too little evidence; `missing` names what is not known."""

    def __init__(self, city: str, *, missing: Sequence[Reason], needed: Reason) -> None:
        self.city = city
        self.missing = tuple(missing)
        super().__init__(
            "too little evidence on {city!r}: {needed}; missing:\n  {missing:\n  }\n{remedy}",
            city=city,
            needed=needed,
            missing=self.missing,
            remedy=Reason("add what you know in a CSV and run: proxenia evidence add FILE.csv"),
        )
