"""Codebooks: families of codes with their rules, examples and terms in both languages, read from data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.errors import DataError
from proxenia.extensions import Definition, decode_toml, definition, shipped
from proxenia.locale.text import Language, Text
from proxenia.provenance import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["LEVELS_OF_ITEM", "Code", "Codebook", "Examples", "Family", "Terms"]

LEVELS_OF_ITEM = 4
"""Levels 0, 1, 2 and 3 of the scales of the coded facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Words that speak for a code, by language."""

    en: tuple[str, ...] = ()
    fa: tuple[str, ...] = ()

    def into(self, language: Language) -> tuple[str, ...]:
        """Give the words of one language."""
        return self.fa if language == "fa" else self.en


Examples = Terms
"""Sentences written for a code, by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A group of codes that answer one question."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A category of the codebook, with the rules that say what falls under it.

    `follows` names the codes that carry this one with them. A code with an `item` of the coded facts has `levels`, which
    say what 0, 1, 2 and 3 mean; `level_terms` are words that speak for one of them.
    """

    family: str
    code: str
    name: Text
    definition: Text
    include: Text
    exclude: Text
    examples: Examples
    terms: Terms
    without: Terms = field(default_factory=Terms)
    follows: tuple[str, ...] = ()
    item: str = ""
    levels: tuple[Text, ...] = ()
    level_terms: tuple[Terms, ...] = ()

    @property
    def id(self) -> str:
        """Family and code, such as `actor:university`."""
        return f"{self.family}:{self.code}"

    def __post_init__(self) -> None:
        """Refuse an item without its four levels."""
        if bool(self.item) != bool(self.levels) or (self.levels and len(self.levels) != LEVELS_OF_ITEM):
            raise DataError(f"code {self.id!r} feeds item {self.item!r} with {len(self.levels)} levels; write four")
        if self.level_terms and len(self.level_terms) != LEVELS_OF_ITEM:
            raise DataError(f"code {self.id!r} has terms of {len(self.level_terms)} levels; write four lists")


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """Families of codes, by id, in the order of their files.

    Examples
    --------
    >>> book = Codebook.read()
    >>> book["indicator:intl_org_membership"].name.en
    'Membership in international organizations and forums'
    >>> sorted(book.closed(["mode:science_in_diplomacy"]))
    ['mode:science_in_diplomacy', 'mode_2025:science_impacting_diplomacy']
    """

    id: str
    version: int
    title: Text
    families: tuple[Family, ...]
    codes: dict[str, Code]
    fingerprint: str

    @classmethod
    def read(cls, path: Path | None = None) -> Codebook:
        """Read a codebook: by name, ours or an extension's, a TOML file, or a folder with `codebook.toml` in it.

        Raises
        ------
        DataError
            If a file breaks the form, a code stands twice, or one follows a code that is not there.
        """
        return _embedded() if path is None else _of(definition("codebooks", path))

    def __getitem__(self, code_id: str) -> Code:
        """Give a code by its id; raise `DataError` when the codebook has none."""
        try:
            return self.codes[code_id]
        except KeyError:
            raise DataError(f"no code {code_id!r} in codebook {self.id!r}; write family:code") from None

    def __iter__(self) -> Iterator[Code]:
        """Go through the codes in their order."""
        return iter(self.codes.values())

    def __contains__(self, code_id: object) -> bool:
        """Say whether the codebook has a code of this id."""
        return code_id in self.codes

    @property
    def name(self) -> str:
        """Id and version, such as `city-science-diplomacy-1`."""
        return f"{self.id}-{self.version}"

    def family(self, family: str) -> tuple[Code, ...]:
        """Give the codes of one family."""
        return tuple(code for code in self if code.family == family)

    def closed(self, codes: Iterable[str]) -> frozenset[str]:
        """Add to codes those that they carry with them."""
        found = set(codes)
        while True:
            more = {code.id for code in self if code.id not in found and found.intersection(code.follows)}
            if not more:
                return frozenset(found)
            found |= more


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    code: tuple[Code, ...] = ()
    id: str = ""
    version: int = 1
    title: Text | None = None
    files: tuple[str, ...] = ()
    family: tuple[Family, ...] = ()


def _decode(path: Path) -> _File:
    try:
        return decode_toml(path.read_bytes(), type=_File, name=path.name)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error


def _assembled(paths: list[Path]) -> Codebook:
    parts = [_decode(path) for path in paths]
    head = parts[0]
    if not head.id or head.title is None:
        raise DataError(f"{paths[0].name} has no id or no title; a codebook needs both")
    listed = [code for part in parts for code in part.code]
    codes = {code.id: code for code in listed}
    families = {family.code for family in head.family}
    faults = [
        f"code {code.id!r} stands twice" for code in listed if listed.count(code) > 1 or codes[code.id] is not code
    ]
    faults += [f"code {code.id!r} is of no family of the codebook" for code in listed if code.family not in families]
    faults += [
        f"code {code.id!r} follows {other!r}, which is not there"
        for code in listed
        for other in code.follows
        if other not in codes
    ]
    if faults:
        raise DataError(f"{paths[0].name}: {'; '.join(dict.fromkeys(faults))}")
    return Codebook(
        id=head.id,
        version=head.version,
        title=head.title,
        families=head.family,
        codes=codes,
        fingerprint=fingerprint(*paths),
    )


@lru_cache(maxsize=1)
def _embedded() -> Codebook:
    return _of(shipped("codebooks", "city-science-diplomacy"))


def _of(found: Definition) -> Codebook:
    head = found.path / "codebook.toml" if found.path.is_dir() else found.path
    listed = _decode(head).files
    strange = [each for each in listed if Path(each).name != each]
    if strange:
        raise DataError(
            f"{found.label}: files names {strange[0]!r}, which is not beside it; write names of files alone"
        )
    return _assembled([head, *(head.with_name(f"{each}.toml") for each in listed)])
