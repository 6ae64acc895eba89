"""The workbench: a store of evidence with everything that reads it, opened once for whatever is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.compare.models import IdealTypes
from proxenia.compare.panel import Panel, candidates, gather
from proxenia.compare.profile import Profile
from proxenia.errors import StudyError
from proxenia.index import Methodology
from proxenia.indicators import Catalog, CityFramework, Measurer, Reading
from proxenia.places import Gazetteer
from proxenia.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from proxenia.places import City
    from proxenia.study import Study

__all__ = ["Workbench"]

DRAWS = 1024
FEW_DRAWS = 64
"""Draws of a panel that is asked only which cities have enough evidence."""


@dataclass(frozen=True, kw_only=True)
class Workbench:
    """Evidence and what reads it. Assessments, comparisons, plans and unions all start from one.

    `reading` says how facts become observations, `types` are the ideal types of the models.
    """

    store: Store
    gazetteer: Gazetteer
    catalog: Catalog
    reading: Reading
    measurer: Measurer
    framework: CityFramework
    methodology: Methodology
    types: IdealTypes

    @classmethod
    def over(
        cls,
        store: Store,
        *,
        framework: str = "science-diplomacy",
        methodology: str = "baseline-1",
        reading: Path | None = None,
        models: Path | None = None,
    ) -> Workbench:
        """Lay out what reads a store; raise `StudyError` or `DataError` when a definition cannot be read."""
        catalog, gazetteer, how = Catalog.read(), Gazetteer.embedded(), Reading.read(reading)
        return cls(
            store=store,
            gazetteer=gazetteer,
            catalog=catalog,
            reading=how,
            measurer=Measurer(store, catalog=catalog, gazetteer=gazetteer, reading=how),
            framework=CityFramework.read(framework),
            methodology=Methodology.read(methodology),
            types=IdealTypes.read(models),
        )

    @classmethod
    def open(cls, path: Path | None = None, *, models: Path | None = None) -> Workbench:
        """Lay out what reads the edition and, where a store is named, the user's own evidence."""
        return cls.over(Store.open(path), models=models)

    @classmethod
    def of(cls, study: Study, *, store: Store) -> Workbench:
        """Lay out what a study chooses over a store."""
        return cls.over(
            store,
            framework=study.framework,
            methodology=study.methodology,
            reading=Path(study.reading) if study.reading else None,
            models=Path(study.models) if study.models else None,
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

    def indicators(self, *beyond: str) -> tuple[str, ...]:
        """Indicators of the framework, then those that only the models read or the caller asks for."""
        asked = {rule.indicator for model in self.types.model for rule in model.conditions} | set(beyond)
        return (*self.framework.indicator_ids, *sorted(asked - set(self.framework.indicator_ids)))

    def profile(
        self, cities: Sequence[City], *, draws: int = DRAWS, rng: np.random.Generator, beyond: Sequence[str] = ()
    ) -> Profile:
        """Measure cities at `indicators(*beyond)`, with points and draws."""
        numbers = [city.geonames_id for city in cities]
        observations = self.measurer.measure(numbers, indicators=self.indicators(*beyond))
        names = tuple(city.name for city in cities)
        return Profile.of(names, observations, catalog=self.catalog, drawn=observations.draws(draws, rng=rng))

    def panel(self, *, compared: Sequence[City] = (), draws: int = FEW_DRAWS, rng: np.random.Generator) -> Panel:
        """Gather every city with enough evidence for a score, those compared included.

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
            methodology=self.methodology,
            draws=draws,
            rng=rng,
        )
