"""Observations: one value for one city and indicator, its status, its facts, and how unsure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["Count", "ObsStatus", "Observation", "Observations", "Rivals", "Scale", "Spread"]


class ObsStatus(StrEnum):
    """What kind of value an observation holds."""

    OBSERVED = "observed"
    LOWER_BOUND = "lower bound"
    CONFLICTING = "conflicting"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivals:
    """Figures that compete for one cell: each with its weight and the standard deviation of its logarithm."""

    values: tuple[float, ...]
    weights: tuple[float, ...]
    sds: tuple[float, ...]
    ceiling: float = np.inf

    def draw(self, n: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
        """Draw a rival by weight, then its error; shape (n,)."""
        share = np.asarray(self.weights) / np.sum(self.weights)
        pick = rng.choice(len(self.values), size=n, p=share)
        error = rng.standard_normal(n) * np.asarray(self.sds)[pick]
        return np.minimum(np.asarray(self.values)[pick] * np.exp(error), self.ceiling)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Coded scores (0-3) for one item: each with its weight and the chance of a one-step slip."""

    scores: tuple[int, ...]
    weights: tuple[float, ...]
    slips: tuple[float, ...]

    def draw(self, n: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
        """Draw a coder's score by weight, then a possible slip up or down; shape (n,), 0-3."""
        share = np.asarray(self.weights) / np.sum(self.weights)
        pick = rng.choice(len(self.scores), size=n, p=share)
        slips = rng.random(n) < np.asarray(self.slips)[pick]
        step = rng.choice([-1, 1], size=n)
        return np.clip(np.asarray(self.scores, float)[pick] + np.where(slips, step, 0), 0, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A count over partial lists: what was seen, and the odds or mean of what was not.

    `odds` are the probabilities of single unseen items; `unseen` the mean of a Poisson count of them; `completeness`
    the range of the share of all items that the list is thought to hold; `totals` are whole counts that sources give.
    """

    seen: int
    odds: tuple[float, ...] = ()
    unseen: float = 0.0
    completeness: tuple[float, float] = (1.0, 1.0)
    totals: Rivals | None = None

    def draw(self, n: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
        """Draw whole counts, never below what was seen; shape (n,)."""
        count = np.full(n, float(self.seen))
        if self.completeness[0] < 1:
            count = np.round(self.seen / rng.uniform(*self.completeness, n))
        if self.totals is not None:
            told = np.round(self.totals.draw(n, rng=rng))
            count = np.maximum(np.where(rng.integers(2, size=n) == 0, told, count), self.seen)
        if self.odds:
            count = count + (rng.random((n, len(self.odds))) < np.asarray(self.odds)).sum(axis=1)
        if self.unseen:
            count = count + rng.poisson(self.unseen, n)
        return count


Spread = Rivals | Scale | Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One value for one city and indicator.

    `value` is what the facts show (for a lower bound, what was seen), in `unit`; None when missing. `facts` are the
    ids of the rows below it, `year` the year of the value, `grade` the best grade among its facts.
    """

    indicator_id: str
    geonames_id: int
    unit: str
    value: float | None = None
    year: int | None = None
    status: ObsStatus = ObsStatus.MISSING
    grade: str = ""
    facts: tuple[str, ...] = ()
    spread: Spread | None = None

    def __post_init__(self) -> None:
        """Refuse a value without facts and a missing one with a value."""
        if (self.value is None) is not (self.status is ObsStatus.MISSING):
            raise EvidenceError(f"{self.indicator_id}: value {self.value} does not fit status {self.status.value!r}")
        if self.value is not None and not self.facts:
            raise EvidenceError(f"{self.indicator_id}: a value without a fact below it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Every observation of some cities at some indicators; what is not there is missing."""

    cities: tuple[int, ...]
    indicators: tuple[str, ...]
    cells: dict[tuple[int, str], Observation]

    @classmethod
    def of(cls, cells: Iterable[Observation], *, cities: Sequence[int], indicators: Sequence[str]) -> Observations:
        """Collect observations of these cities and indicators."""
        wanted = {(city, indicator) for city in cities for indicator in indicators}
        found = {(cell.geonames_id, cell.indicator_id): cell for cell in cells}
        return cls(
            cities=tuple(cities),
            indicators=tuple(indicators),
            cells={key: cell for key, cell in found.items() if key in wanted},
        )

    def get(self, city: int, indicator: str) -> Observation | None:
        """Give an observation, None where nothing is known."""
        cell = self.cells.get((city, indicator))
        return None if cell is None or cell.status is ObsStatus.MISSING else cell

    def only(self, cities: Sequence[int]) -> Observations:
        """Keep these cities, in this order."""
        return Observations.of(self.cells.values(), cities=cities, indicators=self.indicators)

    def known(self) -> NDArray[np.bool_]:
        """Say where a value is known; shape (n_cities, n_indicators)."""
        return ~np.isnan(self.matrix())

    def matrix(self) -> NDArray[np.float64]:
        """Values as the facts show them; shape (n_cities, n_indicators), NaN where missing."""
        out = np.full((len(self.cities), len(self.indicators)), np.nan)
        for i, city in enumerate(self.cities):
            for j, indicator in enumerate(self.indicators):
                cell = self.get(city, indicator)
                if cell is not None:
                    out[i, j] = cell.value
        return out

    def central(self, draws: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values to score by: as chosen, and for counts over partial lists the median of their draws.

        Parameters
        ----------
        draws
            Draws of the same cells, as `draws` gives them.
        """
        values = self.matrix()
        for i, city in enumerate(self.cities):
            for j, indicator in enumerate(self.indicators):
                cell = self.get(city, indicator)
                if cell is not None and isinstance(cell.spread, Count):
                    values[i, j] = np.median(draws[:, i, j])
        return values

    def draws(self, n: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
        """Draws of every cell from its spread; shape (n, n_cities, n_indicators), NaN where missing.

        Each cell has a stream of its own, named by city and indicator, so that a city that joins or leaves the panel
        does not change what is drawn for the others.
        """
        out = np.full((n, len(self.cities), len(self.indicators)), np.nan)
        root = int(rng.integers(2**31))
        for i, city in enumerate(self.cities):
            for j, indicator in enumerate(self.indicators):
                cell = self.get(city, indicator)
                if cell is not None and cell.spread is not None:
                    stream = np.random.default_rng([root, city, *indicator.encode()])
                    out[:, i, j] = cell.spread.draw(n, rng=stream)
        return out
