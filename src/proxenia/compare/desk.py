"""What a comparison needs at hand: evidence, catalog, gazetteer and measurer, opened once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.models import IdealTypes
from proxenia.compare.panel import Panel, candidates, gather, points_of
from proxenia.compare.profile import Profile
from proxenia.errors import StudyError
from proxenia.index import Methodology
from proxenia.indicators import Catalog, CityFramework, Measurer, Reading
from proxenia.places import Gazetteer
from proxenia.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from proxenia.places import City

__all__ = ["Desk"]

DRAWS = 1024
PANEL_DRAWS = 64
"""Draws of the panel's index, which here only tells which cities have enough evidence."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Evidence and what reads it, for comparisons outside a whole assessment."""

    store: Store
    catalog: Catalog
    gazetteer: Gazetteer
    measurer: Measurer
    framework: CityFramework
    types: IdealTypes

    @classmethod
    def open(
        cls, path: Path | None = None, *, framework: str = "science-diplomacy", models: Path | None = None
    ) -> Desk:
        """Open the edition and, where a store is given, the user's own evidence."""
        store, catalog, gazetteer = Store.open(path), Catalog.read(), Gazetteer.embedded()
        return cls(
            store=store,
            catalog=catalog,
            gazetteer=gazetteer,
            measurer=Measurer(store, catalog=catalog, gazetteer=gazetteer, reading=Reading.read()),
            framework=CityFramework.read(framework),
            types=IdealTypes.read(models),
        )

    def cities(self, names: Sequence[str]) -> tuple[City, ...]:
        """Find cities by name, refusing one that is named twice.

        Raises
        ------
        UnknownCity, AmbiguousCity
            If a name means no city, or several.
        StudyError
            If a city is named twice.
        """
        found = tuple(self.gazetteer.one(name) for name in names)
        for i, city in enumerate(found):
            if city in found[:i]:
                raise StudyError(f"{city.name!r} is named twice")
        return found

    @property
    def indicators(self) -> tuple[str, ...]:
        """Indicators of the framework, then those that only the models read."""
        asked = {rule.indicator for model in self.types.model for rule in model.conditions}
        return (*self.framework.indicator_ids, *sorted(asked - set(self.framework.indicator_ids)))

    def profile(self, cities: Sequence[City], *, draws: int = DRAWS, rng: np.random.Generator) -> Profile:
        """Measure cities at all indicators, with points and draws."""
        numbers = [city.geonames_id for city in cities]
        observations = self.measurer.measure(numbers, indicators=self.indicators)
        values = observations.draws(draws, rng=rng)
        return Profile(
            names=tuple(city.name for city in cities),
            observations=observations,
            catalog=self.catalog,
            points=points_of(observations.central(values), self.indicators, self.catalog),
            point_draws=points_of(values, self.indicators, self.catalog),
            value_draws=values,
        )

    def panel(self, *, compared: Sequence[City] = (), rng: np.random.Generator) -> Panel:
        """Every city with enough evidence for a score, those compared included.

        Raises
        ------
        ThinEvidence
            If a compared city has too little evidence.
        """
        return gather(
            candidates(self.store, self.gazetteer),
            compared=compared,
            measurer=self.measurer,
            catalog=self.catalog,
            framework=self.framework,
            methodology=Methodology.read("baseline-1"),
            draws=PANEL_DRAWS,
            rng=rng,
        )
