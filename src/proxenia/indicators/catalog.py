"""The catalog of indicators: what each one measures and how it is counted, read from data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import msgspec

from proxenia.errors import DataError
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Catalog", "Indicator", "Kind", "Transform"]

Kind = Literal["figure", "coded", "memberships", "agreements", "roles", "secretariats"]
Transform = Literal["none", "log1p"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator as the catalog defines it.

    `goalposts` are the ends of the 0-100 scale in the indicator's unit, frozen with the edition. `measures` are the
    figures that may stand for it beside its own id; those in `weaker` have a narrower or different definition.
    `factors` bring a measure to the indicator's unit. `short` is the name that figures have room for.
    """

    id: str
    name: Text
    definition: Text
    unit: Text
    direction: Literal["higher", "lower"]
    form: Literal["bilateral", "multilateral", "internal"]
    scale: Literal["city", "regional", "global"]
    status: Literal["named", "reconstructed", "ours"]
    sources: tuple[str, ...]
    kind: Kind
    goalposts: tuple[float, float]
    fill: str
    short: Text | None = None
    transform: Transform = "none"
    measures: tuple[str, ...] = ()
    weaker: tuple[str, ...] = ()
    factors: dict[str, float] = field(default_factory=dict)
    max_age_years: int = 10
    item: str = ""
    networks: str | tuple[str, ...] = ()
    agreement_kinds: tuple[str, ...] = ()

    @property
    def label(self) -> Text:
        """Name for a place with little room."""
        return self.short or self.name

    def __post_init__(self) -> None:
        """Refuse goalposts that leave no scale and a kind without what it counts."""
        if self.goalposts[0] >= self.goalposts[1]:
            raise DataError(f"indicator {self.id!r}: goalposts {self.goalposts} leave no scale; low must be below high")
        if self.kind == "coded" and not self.item:
            raise DataError(f"indicator {self.id!r} is coded, but names no item")
        if self.kind == "memberships" and not self.networks:
            raise DataError(f"indicator {self.id!r} counts memberships, but names no networks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Every indicator, by id, with the ways to fill a missing one."""

    edition: str
    fill: dict[str, Text]
    indicators: dict[str, Indicator]

    @classmethod
    def read(cls, path: Path | None = None) -> Catalog:
        """Read a catalog file, the embedded one by default.

        Raises
        ------
        DataError
            If the file breaks the catalog's form; the message says where.
        """
        if path is None:
            return _embedded()
        return _decode(path.read_bytes(), name=path.name)

    def __getitem__(self, indicator_id: str) -> Indicator:
        """Give an indicator by its id; raise `DataError` when the catalog has none."""
        try:
            return self.indicators[indicator_id]
        except KeyError:
            raise DataError(f"no indicator {indicator_id!r} in the catalog") from None

    def __iter__(self) -> Iterator[Indicator]:
        """Go through the indicators in the order of the file."""
        return iter(self.indicators.values())

    def how_to_fill(self, indicator_id: str) -> Text:
        """Say how a city office would fill a missing indicator."""
        return self.fill[self[indicator_id].fill]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    edition: str
    fill: dict[str, Text]
    indicator: tuple[Indicator, ...]


def _decode(content: bytes, *, name: str) -> Catalog:
    try:
        file = msgspec.toml.decode(content, type=_File)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DataError(f"{name}: {error}") from error
    indicators = {indicator.id: indicator for indicator in file.indicator}
    if len(indicators) < len(file.indicator):
        raise DataError(f"{name}: an indicator id stands twice")
    unknown = {indicator.fill for indicator in file.indicator} - file.fill.keys()
    if unknown:
        raise DataError(f"{name}: no text for fill {', '.join(sorted(unknown))}")
    return Catalog(edition=file.edition, fill=file.fill, indicators=indicators)


@lru_cache(maxsize=1)
def _embedded() -> Catalog:
    file = files("proxenia").joinpath("data", "indicators", "catalog.toml")
    return _decode(file.read_bytes(), name="catalog.toml")
