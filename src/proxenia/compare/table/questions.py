"""The questions of a structured comparison, read from data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from proxenia.errors import DataError
from proxenia.extensions import Definition, decode_toml, definition, shipped
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
        """Read questions by name, ours or an extension's, or a file; raise `DataError` when it breaks the form."""
        return _embedded() if path is None else _of(definition("questions", path))

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that some question reads, once."""
        return tuple(dict.fromkeys(each for question in self.question for each in question.indicators))


def _of(found: Definition) -> Questions:
    return decode_toml(found.read(), type=Questions, name=found.label)


@lru_cache(maxsize=1)
def _embedded() -> Questions:
    return _of(shipped("questions", "city-science-diplomacy"))
