"""Frameworks: which indicators stand for which dimension and theme, read from data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from proxenia.errors import DataError
from proxenia.extensions import decode_toml, definition, names
from proxenia.indicators.catalog import Catalog
from proxenia.locale.text import Text

__all__ = ["CityFramework", "Dimension", "Entry", "Theme", "framework_names"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An indicator's place in a framework: its theme, weight and tier of importance (1 first)."""

    id: str
    theme: str
    weight: float = 1.0
    tier: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A reading across the dimensions."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A group of indicators that adds up to a score of its own."""

    code: str
    name: Text
    indicators: tuple[Entry, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CityFramework:
    """The tree of dimensions and the themes that read across it.

    `weights` is `equal` where dimensions and indicators weigh the same, `order` where only the order of tiers is
    given and every set of weights that keeps it is admissible.
    """

    name: str
    version: int
    title: Text
    source: str
    theme: tuple[Theme, ...]
    dimension: tuple[Dimension, ...]
    weights: Literal["equal", "order"] = "equal"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every indicator's place, dimension by dimension."""
        return tuple(entry for dimension in self.dimension for entry in dimension.indicators)

    @property
    def indicator_ids(self) -> tuple[str, ...]:
        """Ids of the indicators, dimension by dimension."""
        return tuple(entry.id for entry in self.entries)

    def dimension_of(self, indicator_id: str) -> str:
        """Code of the dimension an indicator stands in."""
        return next(d.code for d in self.dimension if any(e.id == indicator_id for e in d.indicators))

    def theme_of(self, indicator_id: str) -> str:
        """Code of the theme an indicator is read under."""
        return next(entry.theme for entry in self.entries if entry.id == indicator_id)

    @classmethod
    def read(cls, name: str) -> CityFramework:
        """Read a framework by its name, ours or an extension's, or from a TOML file of the user's.

        Raises
        ------
        DataError
            If there is none of that name, or the file breaks the form or names an unknown indicator.

        Examples
        --------
        >>> [dimension.code for dimension in CityFramework.read("science-diplomacy").dimension][:2]
        ['innovation_infrastructure', 'stakeholder_coordination']
        """
        found = definition("frameworks", name)
        return _checked(decode_toml(found.read(), type=cls, name=found.label))


def framework_names() -> tuple[str, ...]:
    """Names of the frameworks that ship with the package, then those of extensions."""
    return names("frameworks")


def _checked(framework: CityFramework) -> CityFramework:
    catalog = Catalog.read()
    themes = {theme.code for theme in framework.theme}
    seen: set[str] = set()
    for entry in framework.entries:
        if entry.id not in catalog.indicators:
            raise DataError(f"framework {framework.name!r}: no indicator {entry.id!r} in the catalog")
        if entry.theme not in themes:
            raise DataError(f"framework {framework.name!r}: indicator {entry.id!r} has unknown theme {entry.theme!r}")
        if entry.id in seen:
            raise DataError(f"framework {framework.name!r}: indicator {entry.id!r} stands twice")
        seen.add(entry.id)
    return framework
