"""A city beside others: points, strengths and gaps, each with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.compare.panel import points_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.indicators.catalog import Catalog
    from proxenia.indicators.framework import CityFramework
    from proxenia.indicators.observation import Observations

__all__ = ["Finding", "Profile", "findings"]

LEAST_DISTANCE = 5.0
"""Points (0-100) a city has to be away from the benchmark median for the difference to be worth a word."""

LEAST_PROBABILITY = 0.6
"""Share of draws that has to agree on the sign of the difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A strength or a gap of the focal city at one indicator.

    `points` is the city's normalized value, `benchmark_points` the median of the benchmark cities, `distance` the
    difference (negative for a gap), `probability` how sure it is (share of draws in which the sign holds).
    `exemplar` is the benchmark city that does best at it.
    """

    indicator: str
    kind: Literal["strength", "gap"]
    dimension: str
    theme: str
    points: float
    benchmark_points: float
    distance: float
    probability: float
    exemplar: str
    observations: tuple[str, ...]
    exemplar_observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Observations of some cities with their points, and draws of both.

    `points` has shape (n_cities, n_indicators), 0-100, NaN where missing; `point_draws` has (n_draws, n_cities,
    n_indicators); `value_draws` the same in the indicators' units. `names` are the cities' English names.
    """

    names: tuple[str, ...]
    observations: Observations
    catalog: Catalog
    points: NDArray[np.float64]
    point_draws: NDArray[np.float64]
    value_draws: NDArray[np.float64]

    @classmethod
    def of(
        cls, names: tuple[str, ...], observations: Observations, *, catalog: Catalog, drawn: NDArray[np.float64]
    ) -> Profile:
        """Put observations and draws of their values, shape (n_draws, n_cities, n_indicators), between the goalposts."""
        return cls(
            names=names,
            observations=observations,
            catalog=catalog,
            points=points_of(observations.central(drawn), observations.indicators, catalog),
            point_draws=points_of(drawn, observations.indicators, catalog),
            value_draws=drawn,
        )

    @property
    def n_draws(self) -> int:
        """How many draws the profile holds."""
        return self.point_draws.shape[0]

    def column(self, indicator: str) -> int:
        """Column of an indicator."""
        return self.observations.indicators.index(indicator)

    def facts(self, city: int, indicator: str) -> tuple[str, ...]:
        """Ids of the facts below one cell, empty where it is missing."""
        cell = self.observations.get(self.observations.cities[city], indicator)
        return () if cell is None else cell.facts

    def reading(self, city: int, indicator: str) -> float | None:
        """Coded score (0-3) of a coded indicator, points (0-100) of any other, None where missing."""
        draws = self.reading_draws(city, indicator)
        return None if draws is None else float(np.median(draws))

    def reading_draws(self, city: int, indicator: str) -> NDArray[np.float64] | None:
        """Draws of the reading, shape (n_draws,), None where missing."""
        coded = self.catalog[indicator].kind == "coded"
        draws = (self.value_draws if coded else self.point_draws)[:, city, self.column(indicator)]
        return None if np.isnan(draws).any() else draws


def findings(
    profile: Profile, *, focal: int, benchmarks: Sequence[int], framework: CityFramework
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Strengths and gaps of the focal city against the median of the benchmark cities, the surest and largest first.

    Only indicators known for the focal city and for at least two benchmark cities (or all, if fewer are asked) count.
    """
    found = [_finding(profile, focal, tuple(benchmarks), indicator, framework) for indicator in framework.indicator_ids]
    kept = [finding for finding in found if finding is not None]
    kept.sort(key=lambda f: (-abs(f.distance) * f.probability, f.indicator))
    return (
        tuple(finding for finding in kept if finding.kind == "strength"),
        tuple(finding for finding in kept if finding.kind == "gap"),
    )


def _finding(
    profile: Profile, focal: int, benchmarks: tuple[int, ...], indicator: str, framework: CityFramework
) -> Finding | None:
    column = profile.column(indicator)
    known = [b for b in benchmarks if not np.isnan(profile.points[b, column])]
    if np.isnan(profile.points[focal, column]) or len(known) < min(2, len(benchmarks)):
        return None
    mine = profile.point_draws[:, focal, column]
    theirs = np.median(profile.point_draws[:, known, column], axis=1)
    distance = float(profile.points[focal, column] - np.median(profile.points[known, column]))
    sign = 1 if distance > 0 else -1
    probability = float(np.mean(sign * (mine - theirs) > 0))
    if abs(distance) < LEAST_DISTANCE or probability < LEAST_PROBABILITY:
        return None
    exemplar = max(known, key=lambda b: profile.points[b, column])
    return Finding(
        indicator=indicator,
        kind="strength" if sign > 0 else "gap",
        dimension=framework.dimension_of(indicator),
        theme=framework.theme_of(indicator),
        points=float(profile.points[focal, column]),
        benchmark_points=float(np.median(profile.points[known, column])),
        distance=distance,
        probability=probability,
        exemplar=profile.names[exemplar],
        observations=profile.facts(focal, indicator),
        exemplar_observations=profile.facts(exemplar, indicator),
    )
