"""Cities, the names they are called by, and what became of a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from proxenia.locale.text import Text

__all__ = ["Candidate", "City", "Country", "How", "Resolution"]

How = Literal["primary name", "other name", "override"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory: ISO codes, names, continent (AF, AS, EU, NA, OC, SA, AN), other names in use."""

    country_iso2: str
    country_iso3: str
    name: Text
    continent: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A settlement with its lasting GeoNames number. `name_fa` is empty where no Persian name has been checked."""

    geonames_id: int
    name: str
    name_fa: str
    country_iso2: str
    latitude: float
    longitude: float
    population: int
    is_capital: bool

    @property
    def label(self) -> str:
        """Name with country code, as in `León (ES)`."""
        return f"{self.name} ({self.country_iso2})"

    @property
    def text(self) -> Text:
        """Name in both languages; the Latin name stands in where no Persian one is known."""
        return Text(en=self.name, fa=self.name_fa or self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A city a name may mean, and how the name is its own."""

    city: City
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a name was taken to mean. `city` is None when no single city could be chosen; `reason` says why."""

    toponym: str
    city: City | None
    method: str
    confidence: float
    reason: str
    candidates: tuple[Candidate, ...]
