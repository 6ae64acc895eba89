"""The three modes and four features of science diplomacy, read on a city's ties and programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Feature", "ModeShare", "features", "mode_names", "mode_shares"]

CONTINENTS = 6
"""Continents with cities that can be partners."""

PUBLISHED = 3
"""Score of the coded scales that asks for published results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeShare:
    """How many programs and institutions of a city work in one mode of science diplomacy, and which.

    `share` (0-1) is among those coded with a mode; one that works in two counts in both. None when none is coded.
    """

    mode: str
    name: Text
    name_2025: Text
    count: int
    share: float | None
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One of the four features of science diplomacy for a city: 0-1, None when nothing is known."""

    feature: str
    name: Text
    definition: Text
    value: float | None
    n: int
    observations: tuple[str, ...]


def mode_shares(institutions: Sequence[Mapping[str, Any]]) -> dict[str, ModeShare]:
    """Count the institutions and programs of a city by mode.

    Parameters
    ----------
    institutions
        Rows of the institutions table for one city; `mode` may hold several codes joined by `;`.
    """
    coded = [row for row in institutions if row["mode"]]
    shares = {}
    for mode in _definitions().mode:
        ids = tuple(row["fact_id"] for row in coded if mode.code in row["mode"].split(";"))
        share = len(ids) / len(coded) if coded else None
        shares[mode.code] = ModeShare(
            mode=mode.code, name=mode.name, name_2025=mode.name_2025, count=len(ids), share=share, observations=ids
        )
    return shares


def mode_names(codes: str) -> tuple[Text, ...]:
    """Names of modes given as codes joined by `;`.

    Examples
    --------
    >>> mode_names("diplomacy_for_science")[0].en
    'Diplomacy for science'
    """
    wanted = codes.split(";")
    return tuple(mode.name for mode in _definitions().mode if mode.code in wanted)


def features(
    *,
    partners: Sequence[tuple[str, str]],
    memberships: Sequence[str],
    coded: Sequence[Mapping[str, Any]],
) -> dict[str, Feature]:
    """Measure the four features of science diplomacy for one city.

    Parameters
    ----------
    partners
        Continent code and fact id of each bilateral tie.
    memberships
        Fact ids of the current memberships seen.
    coded
        Rows of the coded facts for the city.
    """
    ties = tuple(fact for _, fact in partners)
    engaged = [row for row in coded if row["item"] == "public_engagement"]
    measured = {
        "diversity": (spread_over([continent for continent, _ in partners], kinds=CONTINENTS), ties),
        "multilateralism": (
            len(memberships) / (len(memberships) + len(ties)) if memberships or ties else None,
            (*memberships, *ties),
        ),
        "civil_society": (
            sum(row["score"] for row in engaged) / (3 * len(engaged)) if engaged else None,
            tuple(row["fact_id"] for row in engaged),
        ),
        "impact": (_published_share(coded), tuple(row["fact_id"] for row in coded if row["score"] == PUBLISHED)),
    }
    return {
        feature.code: Feature(
            feature=feature.code,
            name=feature.name,
            definition=feature.definition,
            value=measured[feature.code][0],
            n=len(measured[feature.code][1]),
            observations=measured[feature.code][1],
        )
        for feature in _definitions().feature
    }


def spread_over(items: Sequence[str], *, kinds: int) -> float | None:
    """Chance that two items drawn at random differ in kind, over its largest value with so many kinds (0-1).

    None for fewer than two items. After Simpson (1949).

    Examples
    --------
    >>> spread_over(["AS", "AS", "EU", "EU"], kinds=2)
    1.0
    >>> spread_over(["AS", "AS"], kinds=6)
    0.0
    """
    if len(items) < 2:  # noqa: PLR2004  two items make the first pair
        return None
    same = sum((count / len(items)) ** 2 for count in Counter(items).values())
    return (1 - same) / (1 - 1 / kinds)


def _published_share(coded: Sequence[Mapping[str, Any]]) -> float | None:
    best: dict[str, int] = {}
    for row in coded:
        best[row["item"]] = max(best.get(row["item"], 0), row["score"])
    return sum(score == PUBLISHED for score in best.values()) / len(best) if best else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mode:
    code: str
    name: Text
    name_2025: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feature:
    code: str
    name: Text
    definition: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Definitions:
    mode: tuple[_Mode, ...]
    feature: tuple[_Feature, ...]


@lru_cache(maxsize=1)
def _definitions() -> _Definitions:
    return msgspec.toml.decode(
        files("proxenia").joinpath("data", "models", "modes.toml").read_bytes(), type=_Definitions
    )
