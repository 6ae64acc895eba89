"""A study: what is asked, of which evidence, by which method. One TOML file holds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from proxenia.errors import StudyError
from proxenia.locale import LANGUAGES, Language, languages

if TYPE_CHECKING:
    from proxenia.store import Edition

__all__ = ["Study"]

MOST_BENCHMARKS = 12
MOST_DRAWS = 100_000
FEWEST_DRAWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One city to be assessed, the cities it is held against, and how.

    `framework`, `methodology`, `reading`, `models` and `levers` name embedded files or TOML files of the user's
    (empty for the embedded one), or what an extension brings. `edition` is the folder, zip or wheel of the data edition
    (empty for the one at hand), and `edition_digest` pins it to its very bytes. `draws` is the number of draws, `seed` the
    seed of chance.

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
    edition: str = ""
    edition_digest: str = ""
    languages: tuple[Language, ...] = LANGUAGES
    draws: int = 2048
    seed: int = 20261121

    def __post_init__(self) -> None:
        """Refuse a study without benchmarks, with too many, or in an unknown language."""
        if not self.benchmarks:
            raise StudyError("a study needs at least one city to compare with; name it after --against")
        if len(self.benchmarks) > MOST_BENCHMARKS:
            raise StudyError(
                "{n} benchmark cities are too many to read; name at most {most}",
                n=len(self.benchmarks),
                most=MOST_BENCHMARKS,
            )
        unknown = set(self.languages) - set(languages())
        if unknown or not self.languages:
            raise StudyError(
                "languages {unknown} are unknown; write {languages: or }",
                unknown=sorted(unknown),
                languages=languages(),
            )
        if not FEWEST_DRAWS <= self.draws <= MOST_DRAWS:
            raise StudyError(
                "{draws} draws; write {least} to {most}", draws=self.draws, least=FEWEST_DRAWS, most=MOST_DRAWS
            )

    @classmethod
    def read(cls, path: Path) -> Study:
        """Read a study from its TOML file; raise `StudyError` when it breaks the form."""
        try:
            return msgspec.toml.decode(path.read_bytes(), type=cls)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise StudyError("{file}: {error}", file=path.name, error=str(error)) from error
        except OSError as error:
            raise StudyError("{path}: {error}", path=path, error=error.strerror) from error

    def pinned(self, *, near: Path | None = None) -> Edition:
        """Give the edition that the study names, else the one in reach.

        Parameters
        ----------
        near
            A folder that the edition is also looked for in, such as the study's own.

        Raises
        ------
        StudyError
            If the edition is not where the study says, or is not the one that the digest names.
        DataError
            If what stands there is no edition.
        """
        from proxenia.store import edition_in_reach, read_edition  # noqa: PLC0415  a study is read without evidence

        places = [each / self.edition for each in (Path(), near) if each is not None] if self.edition else []
        there = next((place for place in places if place.exists()), None)
        found = read_edition(there) if there is not None else edition_in_reach()
        if self.edition_digest and found.digest != self.edition_digest:
            raise StudyError(
                "the study is of {named} with digest {digest}, and {found} has {other}; name that edition with --edition",
                named=self.edition or "an edition",
                digest=self.edition_digest,
                found=found.label,
                other=found.digest,
            )
        if there is None and places and not self.edition_digest:
            raise StudyError("no edition {named!r} is there; name its folder with --edition", named=self.edition)
        return found

    def with_choices(self, **choices: str | int | tuple[Language, ...] | None) -> Study:
        """Give the study with some choices made otherwise; empty ones stay as they are."""
        return replace(self, **{name: value for name, value in choices.items() if value not in (None, "")})

    def toml(self) -> str:
        """Write the study as TOML."""
        lines = []
        for name in self.__slots__:
            value = getattr(self, name)
            lines.append(f"{name} = {msgspec.json.encode(value).decode()}")
        return "\n".join(lines) + "\n"
