"""How a language writes: its name, direction, digits, separators, calendar and lists, read from data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from proxenia.errors import DataError
from proxenia.extensions import Definition, Extension, active, decode_toml, definition, names, shipped
from proxenia.locale.text import LANGUAGES, Language

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Writing", "languages", "writing"]

_TEN = 10
_MONTHS = 12
_FILLED = {"percent": "{number}", "interval": "{low}", "date": "{year}", "part_of_date": "{date}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    name: str
    direction: Literal["ltr", "rtl"]
    digits: str
    group: str
    decimal: str
    percent: str
    interval: str
    comma: str
    semicolon: str
    calendar: Literal["gregorian", "solar-hijri"]
    months: tuple[str, ...]
    date: str
    part_of_date: str
    fonts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing(_File):
    """How a language writes.

    `name` is what the language calls itself; `digits` its ten digits from zero; `group` and `decimal` what stands
    between thousands and before a fraction; `percent`, `interval`, `date` and `part_of_date` are forms to fill; `comma` and
    `semicolon` join lists, their space included; `months` are the twelve of its calendar; `fonts` names fonts to set papers
    in before ours, whose files stand in `folder`.
    """

    code: Language
    folder: Path

    @property
    def is_mirrored(self) -> bool:
        """Whether the language runs from right to left."""
        return self.direction == "rtl"


def languages() -> tuple[Language, ...]:
    """Codes of the languages that can be written: English and Persian, then those of extensions.

    Examples
    --------
    >>> languages()[:2]
    ('en', 'fa')
    """
    return (*LANGUAGES, *(each for each in names("languages") if each not in LANGUAGES))


def writing(language: Language) -> Writing:
    """Say how a language writes.

    Raises
    ------
    DataError
        If there is no such language, or its `language.toml` breaks the form.

    Examples
    --------
    >>> writing("fa").direction, writing("en").percent
    ('rtl', '{number}%')
    """
    return _ours(language) if language in LANGUAGES else _theirs(language, active())


@lru_cache(maxsize=len(LANGUAGES))
def _ours(language: Language) -> Writing:
    return _read(language, shipped("languages", language))


@lru_cache(maxsize=16)
def _theirs(language: Language, extensions: tuple[Extension, ...]) -> Writing:  # noqa: ARG001  what is in reach decides
    if language not in names("languages"):
        raise DataError(f"no language {language!r}; there are {', '.join(languages())}")
    return _read(language, definition("languages", language))


def _read(language: Language, found: Definition) -> Writing:
    file = decode_toml(found.read(), type=_File, name=found.label)
    values = {name: getattr(file, name) for name in _File.__slots__}
    if len(file.digits) != _TEN:
        raise DataError(f"{found.label}: digits {file.digits!r} are {len(file.digits)}; write ten, zero first")
    if len(file.months) != _MONTHS:
        raise DataError(f"{found.label}: {len(file.months)} months; write twelve")
    missing = [f"{name} has no {mark}" for name, mark in _FILLED.items() if mark not in values[name]]
    if missing:
        raise DataError(f"{found.label}: {'; '.join(missing)}")
    return Writing(code=language, folder=found.path.parent, **values)
