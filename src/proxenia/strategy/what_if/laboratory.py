"""The laboratory: a panel that can be changed and opened as a world again, under the same chances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import StudyError
from proxenia.index import Framework, build
from proxenia.indicators import Observation, Observations, ObsStatus
from proxenia.strategy.plan.world import World, central_world, open_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.compare.panel import Panel
    from proxenia.index import Methodology
    from proxenia.indicators import Catalog
    from proxenia.strategy.what_if.change import Change

__all__ = ["ASSUMED", "Laboratory"]

ASSUMED = "what-if"
"""Stands in the place of a fact's id where a value is assumed and no fact lies below it."""

HIGHEST_CODE = 3.0


@dataclass(frozen=True, kw_only=True)
class Laboratory:
    """A panel with all that opens it as a world.

    `extra` are observations of the city beyond the framework with their draws; `pace` points a year of every city, shape
    (n_draws, n_cities); `rng` gives the source of chance, in the same state every time; `counted` the indicators in which a
    membership of a network counts.
    """

    panel: Panel
    focal: int
    extra: tuple[Observations, NDArray[np.float64]]
    methodology: Methodology
    catalog: Catalog
    weights: str
    pace: NDArray[np.float64]
    rng: Callable[[], np.random.Generator]
    counted: Callable[[str], tuple[str, ...]]

    def world(self) -> World:
        """Open the world as it is now."""
        return open_world(
            self.panel,
            focal=self.focal,
            extra=self.extra,
            methodology=self.methodology,
            catalog=self.catalog,
            weights=self.weights,
            pace=self.pace,
            rng=self.rng(),
        )

    def central(self, world: World) -> World:
        """Give the published index of the same panel."""
        return central_world(world, self.panel, extra=self.extra[0].central(self.extra[1])[0])

    def changed(self, change: Change) -> Laboratory:
        """Change an observation, a weight, a membership or a pace; levers change no evidence.

        Raises
        ------
        StudyError
            If the change names something that is not there, or a value that its indicator cannot have.
        """
        match change.kind:
            case "observation":
                return self._observed(change)
            case "weight":
                return self._rebuilt(framework=self._weighted(change))
            case "membership":
                return self._member(change)
            case "pace":
                pace = self.pace.copy()
                pace[:, self._row(change.subject)] = change.value
                return replace(self, pace=pace)
            case _:
                return self

    def _row(self, name: str) -> int:
        names = [city.name for city in self.panel.cities]
        if not name:
            return self.panel.position(self.focal)
        if name not in names:
            raise StudyError(f"no city {name!r} in the panel of {len(names)} cities")
        return names.index(name)

    def _observed(self, change: Change) -> Laboratory:
        row, indicator = self._row(change.city), change.subject
        entry = self.catalog[indicator]
        if entry.kind == "coded" and not 0 <= change.value <= HIGHEST_CODE:
            raise StudyError(f"{indicator} is coded from 0 to 3; {change.value:g} is outside")
        if change.value < 0:
            raise StudyError(f"{indicator} cannot be {change.value:g}; write 0 or more")
        if indicator not in self.panel.observations.indicators:
            return self._outside(row, indicator, change.value)
        cells = self.panel.cells.copy()
        cells[:, row, self.panel.observations.indicators.index(indicator)] = change.value
        return self._rebuilt(cells=cells, observations=self._noted({(row, indicator): change.value}))

    def _outside(self, row: int, indicator: str, value: float) -> Laboratory:
        observations, draws = self.extra
        if indicator not in observations.indicators or row != self.panel.position(self.focal):
            raise StudyError(f"indicator {indicator!r} is in no part of this plan, so a change of it changes nothing")
        drawn = draws.copy()
        drawn[:, 0, observations.indicators.index(indicator)] = value
        cell = _assumed(self.catalog, self.focal, indicator, value)
        cells = {**observations.cells, (self.focal, indicator): cell}
        return replace(self, extra=(replace(observations, cells=cells), drawn))

    def _member(self, change: Change) -> Laboratory:
        row, by = self._row(change.city), 1.0 if change.value else -1.0
        columns = [i for i in self.counted(change.subject) if i in self.panel.observations.indicators]
        if not columns:
            raise StudyError(f"a membership of {change.subject!r} counts in no indicator of the framework")
        cells, noted = self.panel.cells.copy(), {}
        known = self.panel.observations.matrix()
        for indicator in columns:
            k = self.panel.observations.indicators.index(indicator)
            cells[:, row, k] = np.maximum(np.nan_to_num(cells[:, row, k]) + by, 0.0)
            noted[row, indicator] = max(float(np.nan_to_num(known[row, k])) + by, 0.0)
        return self._rebuilt(cells=cells, observations=self._noted(noted, keep_spread=True))

    def _weighted(self, change: Change) -> Framework:
        tree, weight = self.panel.dimensions, change.value
        if weight < 0:
            raise StudyError(f"weight {weight:g} of {change.subject!r} is below zero")
        nodes = tuple(replace(n, weight=weight) if n.code == change.subject and n.parent else n for n in tree.nodes)
        leaves = tuple(replace(leaf, weight=weight) if leaf.code == change.subject else leaf for leaf in tree.leaves)
        if nodes == tree.nodes and leaves == tree.leaves and change.subject not in {n.code for n in (*nodes, *leaves)}:
            raise StudyError(
                f"no dimension or indicator {change.subject!r}; there are {', '.join(n.code for n in nodes[1:])}"
            )
        return Framework(nodes, leaves)

    def _noted(self, values: dict[tuple[int, str], float], *, keep_spread: bool = False) -> Observations:
        observations = self.panel.observations
        cells = dict(observations.cells)
        for (row, indicator), value in values.items():
            city = observations.cities[row]
            before = cells.get((city, indicator))
            spread = before.spread if keep_spread and before is not None else None
            cells[city, indicator] = replace(_assumed(self.catalog, city, indicator, value), spread=spread)
        return replace(observations, cells=cells)

    def _rebuilt(
        self,
        *,
        cells: NDArray[np.float64] | None = None,
        observations: Observations | None = None,
        framework: Framework | None = None,
    ) -> Laboratory:
        panel = replace(
            self.panel,
            cells=self.panel.cells if cells is None else cells,
            observations=observations or self.panel.observations,
            dimensions=framework or self.panel.dimensions,
        )
        values = panel.observations.central(panel.cells)
        index = build(values, framework=panel.dimensions, methodology=self.methodology)
        return replace(self, panel=replace(panel, index=index))


def _assumed(catalog: Catalog, city: int, indicator: str, value: float) -> Observation:
    return Observation(
        indicator_id=indicator,
        geonames_id=city,
        unit=catalog[indicator].unit.en,
        value=value,
        status=ObsStatus.OBSERVED,
        facts=(ASSUMED,),
    )
