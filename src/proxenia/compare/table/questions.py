"""The questions of a structured comparison, read from data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import msgspec

from proxenia.errors import DataError
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Group", "Question", "Questions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that belong together."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question and where its answers are sought; `fill` is the indicator that says how to find a missing one."""

    code: str
    group: str
    text: Text
    fill: str
    items: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    modes: bool = False
    ties: Literal["", "memberships", "agreements"] = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The questions of one comparison."""

    name: str
    version: int
    source: str
    group: tuple[Group, ...]
    question: tuple[Question, ...]

    def __post_init__(self) -> None:
        """Refuse a question without its group, and one that stands twice."""
        groups = {group.code for group in self.group}
        codes = [question.code for question in self.question]
        for question in self.question:
            if question.group not in groups:
                raise DataError(
                    f"questions {self.name!r}: {question.code!r} is in the unknown group {question.group!r}"
                )
            if codes.count(question.code) > 1:
                raise DataError(f"questions {self.name!r}: {question.code!r} stands twice")

    @classmethod
    def read(cls, path: Path | None = None) -> Questions:
        """Read a file of questions, the embedded one by default; raise `DataError` when it breaks the form."""
        return _embedded() if path is None else _decode(path.read_bytes(), name=path.name)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that some question reads, once."""
        return tuple(dict.fromkeys(each for question in self.question for each in question.indicators))


def _decode(content: bytes, *, name: str) -> Questions:
    try:
        return msgspec.toml.decode(content, type=Questions)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DataError(f"{name}: {error}") from error


@lru_cache(maxsize=1)
def _embedded() -> Questions:
    file = files("proxenia").joinpath("data", "questions", "city-science-diplomacy.toml")
    return _decode(file.read_bytes(), name=file.name)
