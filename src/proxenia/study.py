"""A study: what is asked, of which evidence, by which method. One TOML file holds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from proxenia.errors import StudyError
from proxenia.locale.text import LANGUAGES, Language

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Study"]

MOST_BENCHMARKS = 12
MOST_DRAWS = 100_000
FEWEST_DRAWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One city to be assessed, the cities it is held against, and how.

    `framework`, `methodology`, `reading`, `models` and `levers` name embedded files or TOML files of the user's
    (empty for the embedded one). `draws` is the number of draws, `seed` the seed of chance.

    Examples
    --------
    >>> Study(focal="Tehran", benchmarks=("Barcelona",)).framework
    'science-diplomacy'
    """

    focal: str
    benchmarks: tuple[str, ...]
    framework: str = "science-diplomacy"
    methodology: str = "baseline-1"
    reading: str = ""
    models: str = ""
    levers: str = ""
    languages: tuple[Language, ...] = LANGUAGES
    draws: int = 2048
    seed: int = 20261121

    def __post_init__(self) -> None:
        """Refuse a study without benchmarks, with too many, or in an unknown language."""
        if not self.benchmarks:
            raise StudyError("a study needs at least one city to compare with; name it after --against")
        if len(self.benchmarks) > MOST_BENCHMARKS:
            raise StudyError(
                f"{len(self.benchmarks)} benchmark cities are too many to read; name at most {MOST_BENCHMARKS}"
            )
        unknown = set(self.languages) - set(LANGUAGES)
        if unknown or not self.languages:
            raise StudyError(f"languages {sorted(unknown)} are unknown; write {' or '.join(LANGUAGES)}")
        if not FEWEST_DRAWS <= self.draws <= MOST_DRAWS:
            raise StudyError(f"{self.draws} draws; write {FEWEST_DRAWS} to {MOST_DRAWS}")

    @classmethod
    def read(cls, path: Path) -> Study:
        """Read a study from its TOML file; raise `StudyError` when it breaks the form."""
        try:
            return msgspec.toml.decode(path.read_bytes(), type=cls)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise StudyError(f"{path.name}: {error}") from error
        except OSError as error:
            raise StudyError(f"{path}: {error.strerror}") from error

    def with_choices(self, **choices: str | int | None) -> Study:
        """Give the study with some choices made otherwise; empty ones stay as they are."""
        return replace(self, **{name: value for name, value in choices.items() if value not in (None, "")})

    def toml(self) -> str:
        """Write the study as TOML."""
        lines = []
        for name in self.__slots__:
            value = getattr(self, name)
            lines.append(f"{name} = {msgspec.json.encode(value).decode()}")
        return "\n".join(lines) + "\n"
