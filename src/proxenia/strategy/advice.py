"""From gaps to practical steps: each chosen because of a gap, each citing what lies below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.errors import DataError
from proxenia.extensions import Definition, decode_toml, definition, shipped
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from proxenia.compare.profile import Finding, Profile

__all__ = ["Action", "Lever", "Levers", "Pillar", "advise"]

NEEDS_STATE = 1
"""Score of legal permission at or below which each foreign agreement needs the state's prior permission."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A practical step, chosen because of gaps, with the evidence below it.

    `confidence` (0-1) is the probability of the surest of its gaps. In a withheld step `constraint` says why.
    """

    action: str
    pillar: str
    pillar_name: Text
    title: Text
    description: Text
    because: tuple[str, ...]
    observations: tuple[str, ...]
    exemplar: str
    exemplar_observations: tuple[str, ...]
    exemplar_note: Text
    owner: Text
    horizon: Text
    indicator: str
    target_points: float | None
    constraint: Text | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """An indicator and the value from which a lever has nothing left to build."""

    indicator: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A step the library knows: what it closes, when it is withheld, and which city can show it."""

    code: str
    pillar: str
    source: Literal["named", "ours"]
    title: Text
    description: Text
    closes: tuple[str, ...]
    shown_by: tuple[str, ...]
    owner: Text
    horizon: Text
    watch: str
    needs: int = 1
    not_when: Threshold | None = None
    permission: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillar:
    """One of the pillars of the strategy."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """A lever library: its pillars, its levers, and how sure a gap and how high an exemplar it asks for."""

    name: str
    version: int
    gap_probability: float
    shown_points: float
    pillar: tuple[Pillar, ...]
    lever: tuple[Lever, ...] = field(default=())

    @classmethod
    def read(cls, path: Path | None = None) -> Levers:
        """Read a library by name, ours or an extension's, or a file; raise `DataError` when it breaks the form."""
        return _embedded() if path is None else _of(definition("levers", path))

    def name_of(self, pillar: str) -> Text:
        """Name of a pillar."""
        return next(p.name for p in self.pillar if p.code == pillar)


def advise(
    profile: Profile, *, focal: int, benchmarks: Sequence[int], gaps: Sequence[Finding], levers: Levers
) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    """Choose the levers that the gaps call for, and say why the others are withheld.

    A lever is advised when the city has enough sure gaps among the indicators it closes, what it would build does not
    stand already, and a benchmark city shows that it can be done.

    Returns
    -------
    actions, withheld
        Both in the order of the pillars, the surest first.
    """
    weighed = [_weigh(profile, focal, tuple(benchmarks), gaps, lever, levers) for lever in levers.lever]
    order = {pillar.code: i for i, pillar in enumerate(levers.pillar)}
    weighed.sort(key=lambda pair: (order[pair[0].pillar], -pair[0].confidence))
    return (
        tuple(action for action, advised in weighed if advised),
        tuple(action for action, advised in weighed if not advised),
    )


def _weigh(
    profile: Profile, focal: int, benchmarks: tuple[int, ...], gaps: Sequence[Finding], lever: Lever, levers: Levers
) -> tuple[Action, bool]:
    closing = [g for g in gaps if g.indicator in lever.closes and g.probability >= levers.gap_probability]
    shown = _exemplar(profile, benchmarks, lever, least=levers.shown_points)
    reason = _why_not(profile, focal, lever, closing, shown is not None)
    city, indicator = shown if shown is not None else (-1, lever.watch)
    cited = {fact for gap in closing for fact in gap.observations} | set(
        _limit_facts(profile, focal, lever) if reason else ()
    )
    action = Action(
        action=lever.code,
        pillar=lever.pillar,
        pillar_name=levers.name_of(lever.pillar),
        title=lever.title,
        description=lever.description,
        because=tuple(gap.indicator for gap in closing),
        observations=tuple(sorted(cited)),
        exemplar="" if shown is None else profile.names[city],
        exemplar_observations=() if shown is None else profile.facts(city, indicator),
        exemplar_note=Text(en="", fa="") if shown is None else profile.catalog[indicator].name,
        owner=lever.owner,
        horizon=lever.horizon,
        indicator=lever.watch,
        target_points=None if shown is None else float(profile.points[city, profile.column(indicator)]),
        constraint=reason or _permission(profile, focal, lever),
        confidence=max((gap.probability for gap in closing), default=0.0),
    )
    return action, reason is None


def _exemplar(profile: Profile, benchmarks: tuple[int, ...], lever: Lever, *, least: float) -> tuple[int, str] | None:
    best = [
        (float(profile.points[city, profile.column(indicator)]), -lever.shown_by.index(indicator), city, indicator)
        for indicator in lever.shown_by
        for city in benchmarks
        if profile.points[city, profile.column(indicator)] >= least
    ]
    if not best:
        return None
    _, _, city, indicator = max(best, key=lambda entry: entry[:2])
    return city, indicator


def _why_not(
    profile: Profile,
    focal: int,
    lever: Lever,
    closing: Sequence[Finding],
    shown: bool,  # noqa: FBT001  a fact, not a flag
) -> Text | None:
    if _stands(profile, focal, lever):
        return Text(en="What it would build already stands.", fa="آنچه باید بسازد از پیش برپاست.")
    if len(closing) < lever.needs:
        unknown = [i for i in lever.closes if profile.reading(focal, i) is None]
        if len(unknown) == len(lever.closes):
            return Text(
                en="Nothing is known of what it would close: first fill the evidence.",
                fa="از آنچه باید ببندد چیزی دانسته نیست: نخست شواهد را کامل کنید.",
            )
        return Text(en="No sure gap calls for it.", fa="شکاف مطمئنی آن را نمی‌طلبد.")
    if not shown:
        return Text(
            en="No benchmark city stands high enough at it to show that it can be done.",
            fa="هیچ شهر معیاری در آن چنان بالا نیست که شدنی‌بودنش را نشان دهد.",
        )
    return None


def _stands(profile: Profile, focal: int, lever: Lever) -> bool:
    if lever.not_when is None:
        return False
    value = profile.observations.get(profile.observations.cities[focal], lever.not_when.indicator)
    return value is not None and value.value is not None and value.value >= lever.not_when.value


def _limit_facts(profile: Profile, focal: int, lever: Lever) -> tuple[str, ...]:
    return () if lever.not_when is None else profile.facts(focal, lever.not_when.indicator)


def _permission(profile: Profile, focal: int, lever: Lever) -> Text | None:
    reading = profile.reading(focal, "legal_permission") if lever.permission else None
    if reading is None or np.round(reading) > NEEDS_STATE:
        return None
    return Text(
        en="Each agreement abroad needs the prior permission of the state.",
        fa="هر توافق خارجی به اجازهٔ پیشین دولت نیاز دارد.",
    )


def _of(found: Definition) -> Levers:
    levers = decode_toml(found.read(), type=Levers, name=found.label)
    pillars = {pillar.code for pillar in levers.pillar}
    for lever in levers.lever:
        if lever.pillar not in pillars:
            raise DataError(f"{found.label}: lever {lever.code!r} stands under unknown pillar {lever.pillar!r}")
    return levers


@lru_cache(maxsize=1)
def _embedded() -> Levers:
    return _of(shipped("levers", "levers"))
