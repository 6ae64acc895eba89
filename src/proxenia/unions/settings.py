"""The judgments of this stage that are numbers, the themes of networks and the known rules and fees, read from data."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from proxenia.errors import DataError
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "CheckSettings",
    "FormSettings",
    "JoinSettings",
    "LikenessSettings",
    "PartnerSettings",
    "Rule",
    "Settings",
    "Theme",
    "Themes",
    "rules",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinSettings:
    """What a network is worth to a city: weights of the parts and the values at which each part is 1."""

    weights: dict[str, float]
    reach_full: float
    strength_full: float
    effect_full: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LikenessSettings:
    """Which cities enter the model of who is a member, how its coefficients are penalized, and the largest chance."""

    least_population: int
    every: int
    ridge: float
    cap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSettings:
    """How the capacity of a union is counted, and the limits a proposal keeps."""

    weights: dict[str, float]
    shared_full: float
    roles: dict[str, float]
    office_full: float
    unknown_permission: float
    country_share: float
    country_coverage: float
    shortlist: int
    tolerance: float
    alternatives: int
    worlds: int
    draws: int
    unseen_ties: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSettings:
    """How partners are weighed, which cities are candidates, and how the model of ties is fitted."""

    weights: dict[str, float]
    least_population: int
    negatives: int
    ridge: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """Which ties the backtests hide, and which unions are rebuilt from which region's cities."""

    hidden_share: float
    agreements_after: int
    memberships_after: int
    rebuilt: dict[str, str]
    rebuilt_from: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All judgments of the stage.

    Examples
    --------
    >>> sorted(Settings.read().join.weights)
    ['effect', 'reach', 'strength', 'themes']
    """

    join: JoinSettings
    likeness: LikenessSettings
    form: FormSettings
    partners: PartnerSettings
    checks: CheckSettings

    @classmethod
    def read(cls, path: Path | None = None) -> Settings:
        """Read a settings file, the embedded one by default; raise `DataError` when it breaks the form."""
        return _decode("settings.toml", cls, path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme of city networks: its networks (by their theme or id), institutions, and the gaps it can close."""

    code: str
    name: Text
    networks: tuple[str, ...]
    institutions: tuple[str, ...]
    closes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """Every theme, in the order of the file."""

    theme: tuple[Theme, ...]

    @classmethod
    def read(cls, path: Path | None = None) -> Themes:
        """Read a file of themes, the embedded one by default; raise `DataError` when it breaks the form."""
        return _decode("themes.toml", cls, path)

    def __getitem__(self, code: str) -> Theme:
        """Give a theme by its code; raise `DataError` when there is none."""
        for theme in self.theme:
            if theme.code == code:
                return theme
        raise DataError(
            "no theme {code!r}; there are {choices}", code=code, choices=tuple(theme.code for theme in self.theme)
        )

    def of_network(self, network: Mapping[str, Any]) -> Theme | None:
        """Theme a network works on; None where the file does not know it.

        Examples
        --------
        >>> Themes.read().of_network({"network_id": "x", "theme": "climate action"}).code
        'climate'
        """
        for theme in self.theme:
            if network["theme"] in theme.networks or network["network_id"] in theme.networks:
                return theme
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A known rule or fee of a network, with the page it was seen on."""

    network_id: str
    kind: Literal["rule", "fee"]
    text: Text
    source_url: str
    as_of: str
    grade: str


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Known rules and fees of networks; a network without one here has an unknown one, not none."""
    with files("proxenia").joinpath("data", "unions", "rules.csv").open("r", encoding="utf-8") as file:
        return tuple(
            Rule(
                network_id=row["network_id"],
                kind="fee" if row["kind"] == "fee" else "rule",
                text=Text(row["text_en"], row["text_fa"]),
                source_url=row["source_url"],
                as_of=row["as_of"],
                grade=row["grade"],
            )
            for row in csv.DictReader(file)
        )


def _decode(name: str, kind: type[Any], path: Path | None) -> Any:
    content = (path or files("proxenia").joinpath("data", "unions", name)).read_bytes()
    try:
        return msgspec.toml.decode(content, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DataError("{file}: {error}", file=path.name if path else name, error=str(error)) from error
