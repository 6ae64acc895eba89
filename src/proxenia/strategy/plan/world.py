"""The world of a plan: many ways the figures may be, with the city free to move and its rivals moving on their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.panel import points_of
from proxenia.errors import StudyError
from proxenia.index import Simulation, simulate
from proxenia.index.scoring import aggregate, goalpost_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.compare.panel import Panel
    from proxenia.index import Framework, Methodology
    from proxenia.indicators import Catalog, Observations

__all__ = ["Pace", "World", "central_world", "open_world"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast rivals move by themselves, in points of a score (0-100) a year: low, likely, high.

    `own` holds cities that are said to move otherwise, by English name. `source` says where the figures come from.
    """

    low: float
    likely: float
    high: float
    source: str
    own: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a pace whose ends are turned round."""
        if not self.low <= self.likely <= self.high:
            raise StudyError(f"pace {self.low:g}, {self.likely:g}, {self.high:g} must not fall from low to high")

    def draw(self, names: Sequence[str], n: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
        """Draw each city's pace, shape (n, n_cities)."""
        unknown = {name for name, _ in self.own} - set(names)
        if unknown:
            raise StudyError(f"pace: no city {min(unknown)!r} in the panel")
        if self.low == self.high:
            out = np.full((n, len(names)), self.likely)
        else:
            out = rng.triangular(self.low, self.likely, self.high, size=(n, len(names)))
        for name, points in self.own:
            out[:, names.index(name)] = points
        return out


@dataclass(frozen=True, kw_only=True)
class World:
    """Draws of a panel in which one city may move.

    `indicators` are the leaves of the framework, then others that levers or models ask for. `values` are the city's
    draws in their units, shape (n_draws, n_indicators), NaN where missing. `pace` are points of a score the rivals gain a
    year, shape (n_draws, n_cities), the city's own zero; `years` how long they do. `leaf_points` are all cities' points between goalposts, shape
    (n_draws, n_cities, n_leaves).
    """

    row: int
    names: tuple[str, ...]
    indicators: tuple[str, ...]
    values: NDArray[np.float64]
    simulation: Simulation
    leaf_points: NDArray[np.float64]
    pace: NDArray[np.float64]
    years: float
    framework: Framework
    methodology: Methodology
    catalog: Catalog

    @property
    def n(self) -> int:
        """Number of draws."""
        return self.values.shape[0]

    @property
    def nodes(self) -> tuple[str, ...]:
        """Codes of the index and its dimensions."""
        return tuple(node.code for node in self.framework.nodes)

    def column(self, indicator: str) -> int:
        """Column of an indicator."""
        return self.indicators.index(indicator)

    def only(self, draws: slice | NDArray[np.int64]) -> World:
        """Keep some draws."""
        s = self.simulation
        kept = Simulation(
            scores=s.scores[draws],
            points=s.points[draws],
            weights=s.weights[draws],
            percentile=s.percentile[draws],
            geometric=s.geometric[draws],
        )
        return replace(
            self,
            values=self.values[draws],
            simulation=kept,
            leaf_points=self.leaf_points[draws],
            pace=self.pace[draws],
        )

    def at(self, years: float) -> World:
        """Give the same world at another horizon, 0 for now."""
        return replace(self, years=years)

    def points(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (0-100) of the city's values between goalposts; same shape."""
        return points_of(values[:, None, :], self.indicators, self.catalog)[:, 0]

    @cached_property
    def rivals(self) -> NDArray[np.float64]:
        """Scores of all cities at the horizon, shape (n_draws, n_cities, n_nodes); the city's own are NaN."""
        out = np.clip(self.simulation.scores + self.years * self.pace[:, :, None], 0, 100)
        out[:, self.row] = np.nan
        return out

    def scores(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores of the city if it had these points, shape (n_draws, n_nodes); rivals' percentiles are left as they were."""
        leaves = len(self.framework.leaves)
        mine = points[:, :leaves].copy()
        by_rank = self.simulation.percentile
        if by_rank.any():
            mine[by_rank] = self._percentiles(mine[by_rank], by_rank)
        filled = np.where(np.isnan(points[:, :leaves]), self.simulation.points[:, self.row], mine)
        return aggregate(
            filled[:, None, :],
            framework=self.framework,
            weights=self.simulation.weights,
            geometric=self.simulation.geometric,
            floor=self.methodology.geometric_floor,
        )[:, 0]

    def ranks(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rank of the city with these scores among its rivals at the horizon, by node; shape (n_draws, n_nodes)."""
        above = (self.rivals > scores[:, None, :] + 1e-9).sum(axis=1)
        return np.where(np.isnan(scores), np.nan, 1.0 + above)

    def _percentiles(self, mine: NDArray[np.float64], draws: NDArray[np.bool_]) -> NDArray[np.float64]:
        others = np.delete(self.leaf_points[draws], self.row, axis=1)
        known = (~np.isnan(others)).sum(axis=1)
        with np.errstate(invalid="ignore"):
            less = (others < mine[:, None, :]).sum(axis=1)
            same = (others == mine[:, None, :]).sum(axis=1)
        share = 100 * (less + same / 2) / np.maximum(known, 1)
        share = np.where(known > 0, share, 50.0)
        enough = known + ~np.isnan(mine) >= self.methodology.vary.least_donors
        return np.where(np.isnan(mine), np.nan, np.where(enough, share, mine))


def open_world(
    panel: Panel,
    *,
    focal: int,
    extra: tuple[Observations, NDArray[np.float64]] | None = None,
    methodology: Methodology,
    catalog: Catalog,
    weights: str,
    pace: NDArray[np.float64],
    rng: np.random.Generator,
) -> World:
    """Open the world of a plan, as it is now.

    Parameters
    ----------
    panel
        Cities with their draws.
    focal
        Identifier of the city that plans.
    extra
        Observations of the city at further indicators, and their draws of shape (n_draws, 1, n_extra).
    weights
        `equal` or `order`, as the framework has it.
    pace
        Points of a score that each city gains a year by itself, shape (n_draws, n_cities).
    rng
        Source of chance of the index: in the state `gather` had it in after drawing cells, draws are those of the panel.
    """
    row = panel.position(focal)
    cells = panel.cells
    drawn = simulate(
        cells,
        framework=panel.dimensions,
        methodology=methodology,
        weights="order" if weights == "order" else "equal",
        rng=rng,
    )
    names = tuple(city.name for city in panel.cities)
    own, more = cells[:, row], ()
    if extra is not None:
        own, more = np.concatenate([own, extra[1][:, 0]], axis=1), extra[0].indicators
    return World(
        row=row,
        names=names,
        indicators=(*panel.observations.indicators, *more),
        values=own,
        simulation=drawn,
        leaf_points=goalpost_points(cells, framework=panel.dimensions),
        pace=np.where(np.arange(len(names)) == row, 0.0, pace),
        years=0.0,
        framework=panel.dimensions,
        methodology=methodology,
        catalog=catalog,
    )


def central_world(world: World, panel: Panel, *, extra: NDArray[np.float64] | None = None) -> World:
    """Give the one draw of the published index: central values, nominal weights, rivals moved by their median.

    Parameters
    ----------
    extra
        Central values of the further indicators, shape (n_extra,).
    """
    values = panel.observations.central(panel.cells)
    own = values[world.row] if extra is None else np.concatenate([values[world.row], extra])
    index = panel.index
    one = Simulation(
        scores=index.scores[None],
        points=index.points[None],
        weights=panel.dimensions.leaf_weights()[None],
        percentile=np.array([world.methodology.normalization == "percentile"]),
        geometric=np.array([world.methodology.aggregation == "geometric"]),
    )
    return replace(
        world,
        values=own[None],
        simulation=one,
        leaf_points=index.points[None],
        pace=np.median(world.pace, axis=0)[None],
    )
