"""The way of the evidence, walked once: from a study to an assessment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from proxenia.assessment import portrait
from proxenia.assessment.ledger import Ledger
from proxenia.assessment.result import (
    Assessment,
    CityResult,
    Comparison,
    ExtensionUsed,
    IndicatorEntry,
    NodeEntry,
    Provenance,
)
from proxenia.compare import ExternalCheck, findings, model_degrees
from proxenia.compare.workbench import Workbench
from proxenia.errors import StudyError
from proxenia.extensions import definition
from proxenia.locale.text import LANGUAGES, Text
from proxenia.provenance import code_version
from proxenia.strategy import Levers, advise

if TYPE_CHECKING:
    from proxenia.compare import Profile
    from proxenia.compare.panel import Panel
    from proxenia.places import City, Gazetteer
    from proxenia.store import Store
    from proxenia.study import Study

__all__ = ["assess"]

LEGAL = "legal_permission"


def assess(study: Study, *, store: Store, created_at: str, panel: Panel | None = None) -> Assessment:
    """Assess the focal city of a study beside its benchmark cities and the panel.

    Parameters
    ----------
    study
        What is asked.
    store
        The evidence.
    created_at
        ISO time to print; the only part of the result that is not made from study and evidence.
    panel
        The panel of the same evidence, framework, methodology, seed and draws, where it is at hand already.

    Raises
    ------
    UnknownCity, AmbiguousCity
        If a name means no city, or several.
    StudyError
        If a city is named twice.
    ThinEvidence
        If a compared city has too little evidence.
    """
    return _Work(study, bench=Workbench.of(study, store=store), panel=panel).assessment(created_at)


def _cities(study: Study, gazetteer: Gazetteer) -> tuple[City, ...]:
    cities = tuple(gazetteer.one(name) for name in (study.focal, *study.benchmarks))
    if cities[0] in cities[1:]:
        raise StudyError("{name!r} is the city to assess and cannot be its own benchmark", name=cities[0].name)
    for i, city in enumerate(cities):
        if city in cities[:i]:
            raise StudyError("{city!r} is named twice among the benchmark cities", city=city.name)
    return cities


class _Work:
    """What one assessment needs at hand while it is made."""

    def __init__(self, study: Study, *, bench: Workbench, panel: Panel | None) -> None:
        self.study, self.bench, self.given = study, bench, panel
        self.store, self.gazetteer, self.measurer = bench.store, bench.gazetteer, bench.measurer
        self.catalog, self.framework = bench.catalog, bench.framework
        self.compared = _cities(study, bench.gazetteer)
        self.levers = Levers.read(Path(study.levers) if study.levers else None)
        seeds = np.random.SeedSequence(study.seed).spawn(3)
        self._panel_rng, self._profile_rng, self._model_rng = (np.random.default_rng(seed) for seed in seeds)

    def assessment(self, created_at: str) -> Assessment:
        """Walk the way from evidence to advice."""
        panel = self._panel()
        profile = self._profile()
        benchmarks = range(1, len(self.compared))
        strengths, gaps = findings(profile, focal=0, benchmarks=benchmarks, framework=self.framework)
        actions, withheld = advise(profile, focal=0, benchmarks=benchmarks, gaps=gaps, levers=self.levers)
        values = portrait.indicator_values(profile, self.framework)
        results = tuple(self._result(panel, profile, city) for city in self.compared)
        ties = portrait.ties(self.compared, measurer=self.measurer, gazetteer=self.gazetteer)
        memberships = portrait.memberships(self.compared, reader=self.measurer.memberships)
        cited = portrait.cited(values, results, ties, memberships, (*actions, *withheld))
        ledger = Ledger(self.store, catalog=self.catalog, gazetteer=self.gazetteer, compared=self.compared)
        return Assessment(
            focal=self.compared[0].name,
            benchmarks=tuple(city.name for city in self.compared[1:]),
            languages=self.study.languages,
            provenance=self._provenance(created_at),
            dimensions=self._nodes(),
            themes=tuple(NodeEntry(code=t.code, name=t.name, weight=1.0) for t in self.framework.theme),
            indicators=self._indicators(),
            cities=results,
            panel=portrait.ranking(panel, compared=self.compared),
            values=values,
            comparisons=self._comparisons(panel),
            strengths=strengths,
            gaps=gaps,
            holes=portrait.holes(values, catalog=self.catalog),
            actions=actions,
            withheld=withheld,
            ties=ties,
            memberships=memberships,
            external_checks=self._external_checks(panel),
            observations=ledger.entries(cited),
        )

    def _panel(self) -> Panel:
        if self.given is not None and all(city in self.given.cities for city in self.compared):
            return self.given
        return self.bench.panel(compared=self.compared, draws=self.study.draws, rng=self._panel_rng)

    def _profile(self) -> Profile:
        asked = {i for lever in self.levers.lever for i in (*lever.closes, *lever.shown_by, lever.watch)} | {LEGAL}
        return self.bench.profile(self.compared, draws=self.study.draws, rng=self._profile_rng, beyond=tuple(asked))

    def _result(self, panel: Panel, profile: Profile, city: City) -> CityResult:
        row = self.compared.index(city)
        return portrait.city_result(
            panel,
            city,
            role="benchmark" if row else "focal",
            models=model_degrees(profile, row, types=self.bench.types, rng=self._model_rng),
            modes=portrait.modes(self.store, city),
            features=portrait.features_of(self.store, city, measurer=self.measurer, gazetteer=self.gazetteer),
        )

    def _provenance(self, created_at: str) -> Provenance:
        return Provenance(
            code_version=code_version(),
            data_edition=self.store.edition.label.removeprefix("edition "),
            edition_digest=self.store.edition.digest,
            evidence_fingerprint=self.store.fingerprint,
            framework=f"{self.framework.name}-{self.framework.version}",
            methodology=self.bench.methodology.name,
            methodology_hash=self.bench.methodology.hash,
            draws=self.study.draws,
            seed=self.study.seed,
            created_at=created_at,
            extensions=self._extensions(),
        )

    def _extensions(self) -> tuple[ExtensionUsed, ...]:
        """Extensions that evidence, definitions or words of this result come from."""
        asked = (i for lever in self.levers.lever for i in (*lever.closes, *lever.shown_by, lever.watch))
        spoken = (definition("languages", each).extension for each in self.study.languages if each not in LANGUAGES)
        owners = {*self.bench.extensions, *(self.catalog.owners.get(each) for each in asked), *spoken}
        used = sorted((each for each in owners if each is not None), key=lambda each: each.name)
        return tuple(ExtensionUsed(name=e.name, version=e.version, digest=e.digest) for e in used)

    def _nodes(self) -> tuple[NodeEntry, ...]:
        total = sum(dimension.weight for dimension in self.framework.dimension)
        return tuple(NodeEntry(code=d.code, name=d.name, weight=d.weight / total) for d in self.framework.dimension)

    def _indicators(self) -> tuple[IndicatorEntry, ...]:
        entries = []
        for entry in self.framework.entries:
            indicator = self.catalog[entry.id]
            entries.append(
                IndicatorEntry(
                    indicator=indicator.id,
                    name=indicator.name,
                    label=indicator.label,
                    definition=indicator.definition,
                    unit=indicator.unit,
                    direction=indicator.direction,
                    dimension=self.framework.dimension_of(entry.id),
                    theme=entry.theme,
                    status=indicator.status,
                    form=indicator.form,
                    scale=indicator.scale,
                    goalposts=indicator.goalposts,
                    how_to_fill=self.catalog.how_to_fill(entry.id),
                    source="; ".join(indicator.sources),
                )
            )
        return tuple(entries)

    def _comparisons(self, panel: Panel) -> tuple[Comparison, ...]:
        mine = panel.position(self.compared[0].geonames_id)
        return tuple(
            Comparison(
                city=city.name,
                node=node.code,
                probability=float(panel.uncertainty.above[k, mine, panel.position(city.geonames_id)]),
            )
            for k, node in enumerate(panel.dimensions.nodes)
            for city in self.compared[1:]
        )

    def _external_checks(self, panel: Panel) -> tuple[ExternalCheck, ...]:
        ours = {
            city.geonames_id: float(score)
            for city, score in zip(panel.cities, panel.index.scores[:, 0], strict=True)
            if not np.isnan(score)
        }
        checks = []
        for measure in (row for row in self.store.rows("measures") if row["role"] == "ranking"):
            newest: dict[int, tuple[int, float]] = {}
            for row in self.store.rows("observations", measure_id=measure["measure_id"]):
                newest[row["geonames_id"]] = max(newest.get(row["geonames_id"], (0, 0.0)), (row["year"], row["value"]))
            check = ExternalCheck.of(
                measure["measure_id"],
                ours,
                {city: value for city, (_, value) in newest.items()},
                name=Text(measure["name_en"], measure["name_fa"]),
                low_is_best=measure["low_is_best"],
            )
            if check is not None:
                checks.append(check)
        return tuple(sorted(checks, key=lambda check: (-check.n, check.ranking)))
