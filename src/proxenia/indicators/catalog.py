"""The catalog of indicators: what each one measures and how it is counted, read from data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from proxenia.errors import DataError
from proxenia.extensions import Extension, active, decode_toml, definitions
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Catalog", "Indicator", "Kind", "Transform"]

Kind = Literal["figure", "coded", "memberships", "agreements", "roles", "secretariats", "function"]
Transform = Literal["none", "log1p"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator as the catalog defines it.

    `goalposts` are the ends of the 0-100 scale in the indicator's unit, frozen with the edition. `measures` are the
    figures that may stand for it beside its own id; those in `weaker` have a narrower or different definition.
    `factors` bring a measure to the indicator's unit. `short` is the name that figures have room for. An indicator of
    kind `function` is measured by the `function` of that name that an installed package brings.
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
    function: str = ""

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
        if (self.kind == "function") != bool(self.function):
            raise DataError(f"indicator {self.id!r}: kind 'function' and the name of a function go together")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Every indicator, by id, with the ways to fill a missing one; `owners` are the extensions that brought some."""

    edition: str
    fill: dict[str, Text]
    indicators: dict[str, Indicator]
    owners: dict[str, Extension] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path | None = None) -> Catalog:
        """Read a catalog file; by default the embedded one with what extensions add after it.

        Raises
        ------
        DataError
            If a file breaks the catalog's form, or an indicator is defined twice; the message says where.
        """
        if path is None:
            return _whole(active())
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
    edition: str = ""
    fill: dict[str, Text] = field(default_factory=dict)
    indicator: tuple[Indicator, ...] = ()


def _decode(content: bytes, *, name: str, fill: dict[str, Text] | None = None) -> Catalog:
    file = decode_toml(content, type=_File, name=name)
    indicators = {indicator.id: indicator for indicator in file.indicator}
    if len(indicators) < len(file.indicator):
        raise DataError(f"{name}: an indicator id stands twice")
    texts = {**(fill or {}), **file.fill}
    unknown = {indicator.fill for indicator in file.indicator} - texts.keys()
    if unknown:
        raise DataError(f"{name}: no text for fill {', '.join(sorted(unknown))}")
    return Catalog(edition=file.edition, fill=texts, indicators=indicators)


@lru_cache(maxsize=4)
def _whole(extensions: tuple[Extension, ...]) -> Catalog:
    own, *others = definitions("indicators") if extensions else definitions("indicators")[:1]
    whole = _decode(own.read(), name=own.label)
    for each in others:
        added = _decode(each.read(), name=each.label, fill=whole.fill)
        for indicator in added.indicators:
            if indicator in whole.indicators:
                owner = whole.owners.get(indicator)
                raise DataError(
                    f"{each.label}: indicator {indicator!r} is already defined by"
                    f" {owner.label if owner else 'proxenia itself'}; give it another id"
                )
        texts = {**added.fill, **whole.fill}
        changed = [key for key in texts if added.fill.get(key, texts[key]) != texts[key]]
        if changed:
            raise DataError(f"{each.label}: fill {changed[0]!r} is already defined otherwise; give it another name")
        owners = {**whole.owners, **(dict.fromkeys(added.indicators, each.extension) if each.extension else {})}
        whole = Catalog(
            edition=whole.edition, fill=texts, indicators={**whole.indicators, **added.indicators}, owners=owners
        )
    return whole
