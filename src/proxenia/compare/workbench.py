"""The workbench: a store of evidence with everything that reads it, opened once for whatever is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.compare.models import IdealTypes
from proxenia.compare.panel import Panel, candidates, gather
from proxenia.compare.profile import Profile
from proxenia.errors import StudyError
from proxenia.evidence import with_extensions
from proxenia.extensions import definition
from proxenia.index import Methodology
from proxenia.indicators import Catalog, CityFramework, Measurer, Reading
from proxenia.places import Gazetteer
from proxenia.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from proxenia.extensions import Extension
    from proxenia.places import City
    from proxenia.study import Study

__all__ = ["Workbench"]

DRAWS = 1024
FEW_DRAWS = 64
"""Draws of a panel that is asked only which cities have enough evidence."""


@dataclass(frozen=True, kw_only=True)
class Workbench:
    """Evidence and what reads it. Assessments, comparisons, plans and unions all start from one.

    `reading` says how facts become observations, `types` are the ideal types of the models. `extensions` are those that
    what was asked for comes from: their rows, and no others', stand beside the store's.
    """

    store: Store
    gazetteer: Gazetteer
    catalog: Catalog
    reading: Reading
    measurer: Measurer
    framework: CityFramework
    methodology: Methodology
    types: IdealTypes
    extensions: tuple[Extension, ...] = ()

    @classmethod
    def over(
        cls,
        store: Store,
        *,
        framework: str = "science-diplomacy",
        methodology: str = "baseline-1",
        reading: Path | None = None,
        models: Path | None = None,
        also: Mapping[str, Path | None] | None = None,
    ) -> Workbench:
        """Lay out what reads a store.

        Parameters
        ----------
        store
            The evidence.
        framework, methodology, reading, models
            Names, or files of the user's; the embedded ones where nothing is named.
        also
            Definitions of other kinds that are asked for, such as `{"levers": path}`: extensions they come from are in
            play too.

        Raises
        ------
        DataError
            If a definition cannot be read.
        RefusedFile
            If the evidence of an extension has a fault.
        """
        catalog, gazetteer, how = Catalog.read(), Gazetteer.embedded(), Reading.read(reading)
        chosen, types = CityFramework.read(framework), IdealTypes.read(models)
        asked = (*chosen.indicator_ids, *(rule.indicator for model in types.model for rule in model.conditions))
        kinds = {"frameworks": framework, "methodologies": methodology, "models": models, **(also or {})}
        owners = {definition(kind, name).extension for kind, name in kinds.items() if name is not None}
        owners |= {catalog.owners.get(indicator) for indicator in asked}
        used = tuple(sorted((each for each in owners if each is not None), key=lambda each: each.name))
        store = with_extensions(store, used)
        return cls(
            store=store,
            gazetteer=gazetteer,
            catalog=catalog,
            reading=how,
            measurer=Measurer(store, catalog=catalog, gazetteer=gazetteer, reading=how),
            framework=chosen,
            methodology=Methodology.read(methodology),
            types=types,
            extensions=used,
        )

    @classmethod
    def open(
        cls, path: Path | None = None, *, models: Path | None = None, also: Mapping[str, Path | None] | None = None
    ) -> Workbench:
        """Lay out what reads the edition and, where a store is named, the user's own evidence."""
        return cls.over(Store.open(path), models=models, also=also)

    @classmethod
    def of(cls, study: Study, *, store: Store, also: Mapping[str, Path | None] | None = None) -> Workbench:
        """Lay out what a study chooses over a store."""
        return cls.over(
            store,
            framework=study.framework,
            methodology=study.methodology,
            reading=Path(study.reading) if study.reading else None,
            models=Path(study.models) if study.models else None,
            also={"levers": Path(study.levers) if study.levers else None, **(also or {})},
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
                raise StudyError("{city!r} is named twice", city=city.name)
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
