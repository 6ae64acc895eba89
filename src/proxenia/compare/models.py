r"""Degrees of membership in ideal types, from observable conditions.

A condition's degree rises in a straight line from 0 to 1 between two anchors. A city's degree in a model joins its
conditions by a compensatory *and*: with :math:`\mu_k` the degrees of the known conditions,

.. math:: d = \gamma \min_k \mu_k + (1 - \gamma)\,\tfrac{1}{K}\sum_k \mu_k, \qquad \gamma = \tfrac12 .

Its interval comes from draws in which each condition follows the uncertainty of its observation, each anchor lies a
little to either side of where we put it (`anchor_spread` of the anchors' distance), an unknown condition is left out or
may hold to any degree, and :math:`\gamma` runs over 0-1.

References
----------
Zimmermann and Zysno (1980), *Latent connectives in human decision making*;
Kvist (2007), *Fuzzy set ideal type analysis*.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import DataError
from proxenia.extensions import Definition, decode_toml, definition, shipped
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from proxenia.compare.profile import Profile

__all__ = [
    "COMPENSATION",
    "Condition",
    "ConditionRule",
    "IdealType",
    "IdealTypes",
    "ModelDegree",
    "degree_draws",
    "join",
    "model_degrees",
]

COMPENSATION = 0.5
MOST_SPREAD = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An observable condition of a model: how far it holds (0-1, None when unknown), and the facts below it."""

    condition: str
    name: Text
    degree: float | None
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDegree:
    """Degree of membership (0-1) of a city in an ideal type; None when too few conditions are known."""

    model: str
    name: Text
    exemplar: str
    degree: float | None
    interval: tuple[float, float] | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRule:
    """How a condition reads an indicator: membership is 0 at `anchors[0]` and full at `anchors[1]`."""

    code: str
    indicator: str
    name: Text
    anchors: tuple[float, float]

    def degree(self, reading: NDArray[np.float64], *, shift: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Degree (0-1) of readings on the indicator's own scale, same shape; NaN stays NaN.

        Parameters
        ----------
        reading
            Readings, any shape.
        shift
            How far the two anchors are moved, as shares of their distance; shape (2, *shape of the readings).

        Examples
        --------
        >>> rule = ConditionRule(code="c", indicator="i", name=Text("", ""), anchors=(3.0, 1.0))
        >>> rule.degree(np.array([0.0, 2.0, 2.5]))
        array([1.  , 0.5 , 0.25])
        """
        low, high = self.anchors
        place = (reading - low) / (high - low)
        if shift is not None:
            place = (place - shift[0]) / (1 + shift[1] - shift[0])
        return np.clip(place, 0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdealType:
    """A model with its conditions and the city that the source text describes it by."""

    code: str
    name: Text
    exemplar: str
    conditions: tuple[ConditionRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdealTypes:
    """The models of one source, and the share of conditions (0-1) that has to be known for a degree.

    `anchor_spread` is how far each anchor may lie to either side of where it is put, as a share of their distance.
    """

    name: str
    version: int
    minimum_known: float
    model: tuple[IdealType, ...]
    anchor_spread: float = 0.0

    def __post_init__(self) -> None:
        """Refuse shares outside 0-1 and anchors that could change places."""
        if not 0 <= self.minimum_known <= 1:
            raise DataError(f"models {self.name!r}: minimum_known {self.minimum_known} is not within 0-1")
        if not 0 <= self.anchor_spread < MOST_SPREAD:
            raise DataError(f"models {self.name!r}: anchor_spread {self.anchor_spread} is not within 0-{MOST_SPREAD}")

    @classmethod
    def read(cls, path: Path | None = None) -> IdealTypes:
        """Read models by name, ours or an extension's, or a file; raise `DataError` when it breaks the form."""
        return _embedded() if path is None else _of(definition("models", path))


def model_degrees(
    profile: Profile, city: int, *, types: IdealTypes, rng: np.random.Generator
) -> dict[str, ModelDegree]:
    """Degree of a city in each model, with its conditions.

    Parameters
    ----------
    profile
        Readings of all compared cities.
    city
        Row of the city in the profile.
    types
        The models.
    rng
        Source of chance for unknown conditions and for the strictness of the *and*.
    """
    return {model.code: _degree(profile, city, model, types=types, rng=rng) for model in types.model}


def degree_draws(
    profile: Profile, city: int, model: IdealType, *, types: IdealTypes, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draws of a city's degree in a model, shape (n_draws,), NaN where no condition is known.

    In half of the draws unknown conditions are left out, in the other half they hold to any degree.
    """
    known, columns = [], []
    for rule in model.conditions:
        readings = profile.reading_draws(city, rule.indicator)
        shift = rng.uniform(-types.anchor_spread, types.anchor_spread, size=(2, profile.n_draws))
        columns.append(rng.random(profile.n_draws) if readings is None else rule.degree(readings, shift=shift))
        known.append(readings is not None)
    degrees = np.stack(columns, axis=-1)
    strictness = rng.random(profile.n_draws)
    if not any(known):
        return np.full(profile.n_draws, np.nan)
    without = join(degrees[:, known], strictness=strictness)
    return np.where(rng.integers(2, size=profile.n_draws) == 0, without, join(degrees, strictness=strictness))


def join(degrees: NDArray[np.float64], *, strictness: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Join degrees along the last axis: `strictness` of the weakest and the rest of the mean.

    Examples
    --------
    >>> float(join(np.array([0.2, 1.0]), strictness=0.5))
    0.4
    """
    return strictness * degrees.min(axis=-1) + (1 - strictness) * degrees.mean(axis=-1)


def _degree(
    profile: Profile, city: int, model: IdealType, *, types: IdealTypes, rng: np.random.Generator
) -> ModelDegree:
    conditions = tuple(_condition(profile, city, rule) for rule in model.conditions)
    known = np.array([c.degree for c in conditions if c.degree is not None])
    enough = known.size >= types.minimum_known * len(conditions)
    return ModelDegree(
        model=model.code,
        name=model.name,
        exemplar=model.exemplar,
        degree=float(join(known, strictness=COMPENSATION)) if enough else None,
        interval=_interval(known, degree_draws(profile, city, model, types=types, rng=rng)) if enough else None,
        conditions=conditions,
    )


def _condition(profile: Profile, city: int, rule: ConditionRule) -> Condition:
    reading = profile.reading(city, rule.indicator)
    degree = None if reading is None else float(rule.degree(np.asarray(reading)))
    return Condition(
        condition=rule.code, name=rule.name, degree=degree, observations=profile.facts(city, rule.indicator)
    )


def _interval(known: NDArray[np.float64], drawn: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(drawn, [0.05, 0.95])
    point = join(known, strictness=COMPENSATION)
    return float(min(low, point)), float(max(high, point))


@lru_cache(maxsize=1)
def _embedded() -> IdealTypes:
    return _of(shipped("models", "urban-science-diplomacy"))


def _of(found: Definition) -> IdealTypes:
    return decode_toml(found.read(), type=IdealTypes, name=found.label)
