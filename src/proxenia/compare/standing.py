"""Where a city stands among the models: which is nearest, how surely, of which two it is a hybrid, and what moves it.

The degree in a *hybrid* of two models joins the conditions of both. What would *change* a city's model is the fewest
conditions of another model that, brought to their full anchors, make that model its nearest; since models share
indicators, each change is followed through all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.models import COMPENSATION, IdealType, degree_draws, join, model_degrees
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proxenia.compare.models import ConditionRule, IdealTypes, ModelDegree
    from proxenia.compare.profile import Profile

__all__ = ["Change", "Hybrid", "Move", "Standing", "standing"]

MOST_CHANGES = 4
SURE = 0.9
"""Share of draws in which a model must be nearest for the city to be called one of it."""

MORE_IN_THAN_OUT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Hybrid:
    """Two models joined, with the city's degree in both together (0-1) and its 90 % interval."""

    models: tuple[str, str]
    name: Text
    degree: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One condition brought to its full anchor.

    `reading` and `needed` are on the indicator's own scale: scores 0-3 of coded items, points 0-100 of others;
    `reading` is None where nothing is known, so that evidence may be all that lacks. `gain` is what this change alone
    adds to the degree in the target model, None where that has no degree yet.
    """

    condition: str
    name: Text
    indicator: str
    reading: float | None
    needed: float
    gain: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The fewest changes after which another model is nearest; none found when `changes` is empty.

    `degree` is the degree in that model after them (0-1), `ahead` how far it is then above the next one.
    """

    model: str
    name: Text
    changes: tuple[Change, ...]
    degree: float | None
    ahead: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A city among the models.

    `nearest` is the model of the highest degree, None when no degree is known. `chances` gives for each model with a
    degree the share of draws in which it is the highest; `is_sure` says that one is in nine of ten. `hybrid` is the pair
    with the highest degree; `is_hybrid` says that the city is more in than out of both its models and of the pair.
    """

    city: str
    degrees: Mapping[str, ModelDegree]
    nearest: str | None
    chances: Mapping[str, float]
    is_sure: bool
    is_hybrid: bool
    hybrid: Hybrid | None
    moves: tuple[Move, ...]


def standing(profile: Profile, city: int, *, types: IdealTypes, rng: np.random.Generator) -> Standing:
    """Place a city among the models.

    Parameters
    ----------
    profile
        Readings of the compared cities.
    city
        Row of the city in the profile.
    types
        The models.
    rng
        Source of chance.
    """
    degrees = model_degrees(profile, city, types=types, rng=rng)
    known = [model for model in types.model if degrees[model.code].degree is not None]
    drawn = {model.code: degree_draws(profile, city, model, types=types, rng=rng) for model in known}
    chances = _chances(drawn)
    nearest = max(known, key=lambda model: degrees[model.code].degree or 0.0).code if known else None
    hybrid = _nearest_hybrid(profile, city, known, types=types, rng=rng)
    return Standing(
        city=profile.names[city],
        degrees=degrees,
        nearest=nearest,
        chances=chances,
        is_sure=bool(chances) and max(chances.values()) >= SURE,
        is_hybrid=hybrid is not None
        and min(hybrid.degree, *((degrees[code].degree or 0.0) for code in hybrid.models)) > MORE_IN_THAN_OUT,
        hybrid=hybrid,
        moves=tuple(_move(profile, city, target, types) for target in types.model if target.code != nearest),
    )


def _chances(drawn: Mapping[str, np.ndarray]) -> dict[str, float]:
    if not drawn:
        return {}
    best = np.argmax(np.stack(list(drawn.values())), axis=0)
    return {code: float(np.mean(best == k)) for k, code in enumerate(drawn)}


def _nearest_hybrid(
    profile: Profile, city: int, known: list[IdealType], *, types: IdealTypes, rng: np.random.Generator
) -> Hybrid | None:
    found = []
    for first, second in combinations(known, 2):
        both = _joined(first, second)
        readings = {rule.indicator: profile.reading(city, rule.indicator) for rule in both.conditions}
        degrees = [degree for rule in both.conditions if (degree := _at(rule, readings)) is not None]
        found.append((float(join(np.array(degrees), strictness=COMPENSATION)), (first, second), both))
    if not found:
        return None
    degree, (first, second), both = max(found, key=lambda each: each[0])
    low, high = np.quantile(degree_draws(profile, city, both, types=types, rng=rng), [0.05, 0.95])
    return Hybrid(
        models=(first.code, second.code),
        name=both.name,
        degree=degree,
        interval=(float(min(low, degree)), float(max(high, degree))),
    )


def _joined(first: IdealType, second: IdealType) -> IdealType:
    """Both models' conditions; one that both ask for in the same way counts once."""
    rules = {(rule.indicator, rule.anchors): rule for rule in (*second.conditions, *first.conditions)}
    return IdealType(
        code=f"{first.code}+{second.code}",
        name=Text(en=f"{first.name.en} + {second.name.en}", fa=f"{first.name.fa} + {second.name.fa}"),
        exemplar="",
        conditions=tuple(rules.values()),
    )


def _move(profile: Profile, city: int, target: IdealType, types: IdealTypes) -> Move:
    readings = {
        rule.indicator: profile.reading(city, rule.indicator) for model in types.model for rule in model.conditions
    }
    start = _point(target, readings, types)
    open_rules = [rule for rule in target.conditions if (_at(rule, readings) or 0.0) < 1]
    for size in range(1, min(MOST_CHANGES, len(open_rules)) + 1):
        tries = []
        for chosen in combinations(open_rules, size):
            after = {**readings, **{rule.indicator: rule.anchors[1] for rule in chosen}}
            points = {model.code: _point(model, after, types) for model in types.model}
            mine = points.pop(target.code)
            others = max((p for p in points.values() if p is not None), default=0.0)
            if mine is not None and mine > others:
                tries.append((mine - others, mine, chosen))
        if tries:
            ahead, degree, chosen = max(tries, key=lambda each: each[0])
            changes = tuple(_change(rule, readings, target, types, start) for rule in chosen)
            return Move(model=target.code, name=target.name, changes=changes, degree=degree, ahead=ahead)
    return Move(model=target.code, name=target.name, changes=(), degree=None, ahead=None)


def _at(rule: ConditionRule, readings: Mapping[str, float | None]) -> float | None:
    reading = readings[rule.indicator]
    return None if reading is None else float(rule.degree(np.asarray(reading)))


def _point(model: IdealType, readings: Mapping[str, float | None], types: IdealTypes) -> float | None:
    """Degree in a model from given readings; None where too few conditions are known."""
    known = [degree for rule in model.conditions if (degree := _at(rule, readings)) is not None]
    if not known or len(known) < types.minimum_known * len(model.conditions):
        return None
    return float(join(np.array(known), strictness=COMPENSATION))


def _change(
    rule: ConditionRule, readings: Mapping[str, float | None], target: IdealType, types: IdealTypes, start: float | None
) -> Change:
    alone = _point(target, {**readings, rule.indicator: rule.anchors[1]}, types)
    return Change(
        condition=rule.code,
        name=rule.name,
        indicator=rule.indicator,
        reading=readings[rule.indicator],
        needed=float(rule.anchors[1]),
        gain=None if alone is None or start is None else alone - start,
    )
