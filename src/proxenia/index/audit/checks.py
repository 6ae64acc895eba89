"""Checks of an audit as data: what is asked, the limits, and the words for it in both languages."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

import msgspec
import numpy as np

from proxenia.errors import DataError
from proxenia.locale import Text

__all__ = ["MARKS", "Check", "Checks", "Mark", "Section"]

Mark = Literal["pass", "attention", "fail", "not applicable"]
MARKS: tuple[Mark, ...] = get_args(Mark)


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document."""

    code: str
    title: Text


class Check(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"passing": "pass"}):
    """One question and its limits: `passing` or better passes, `attention` or better calls for attention."""

    code: str
    section: str
    unit: Literal["share", "correlation", "ratio", "count", "number"]
    better: Literal["higher", "lower"]
    passing: float
    attention: float
    source: str
    title: Text
    meaning: Text

    def mark(self, value: float) -> Mark:
        """Judge a value; NaN cannot be judged.

        Examples
        --------
        >>> alpha = Checks.read().by_code["alpha"]
        >>> [alpha.mark(value) for value in (0.8, 0.65, 0.2)]
        ['pass', 'attention', 'fail']
        """
        if np.isnan(value):
            return "not applicable"
        sign = 1 if self.better == "higher" else -1
        near = 1e-9
        if sign * value >= sign * self.passing - near:
            return "pass"
        return "attention" if sign * value >= sign * self.attention - near else "fail"


class Checks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All questions of an audit, in the order of the document."""

    section: tuple[Section, ...]
    check: tuple[Check, ...]

    @property
    def by_code(self) -> dict[str, Check]:
        """Checks by their code."""
        return {check.code: check for check in self.check}

    @classmethod
    def read(cls, path: Path | None = None) -> Checks:
        """Read the package's checks, or a file of the user's.

        Raises
        ------
        DataError
            If the file is missing, breaks the form, or lacks a check that the package has.
        """
        own = msgspec.toml.decode(files("proxenia").joinpath("data", "audit", "checks.toml").read_bytes(), type=cls)
        if path is None:
            return own
        if not path.is_file():
            raise DataError(f"no file of checks {str(path)!r}")
        try:
            given = msgspec.toml.decode(path.read_bytes(), type=cls)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise DataError(f"{path.name}: {error}") from error
        lacking = [check.code for check in own.check if check.code not in given.by_code]
        if lacking:
            raise DataError(
                f"{path.name}: no limits for {', '.join(lacking)}; copy them from the package's checks.toml"
            )
        return given
