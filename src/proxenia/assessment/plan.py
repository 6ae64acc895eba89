"""The planner of one study: its panel, profile and laboratory, and the scene they make for strategy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare import model_degrees
from proxenia.compare.cases import CaseLibrary
from proxenia.compare.workbench import Workbench
from proxenia.errors import StudyError
from proxenia.places import Gazetteer
from proxenia.provenance import code_version
from proxenia.strategy.aim import Goal, Target, default_target
from proxenia.strategy.levers import Program
from proxenia.strategy.plan import Plan, Question, Scene, make_plan
from proxenia.strategy.plan.result import PlanProvenance, TargetEntry
from proxenia.strategy.plan.settings import Settings, read_pace
from proxenia.strategy.plan.words import target_words
from proxenia.strategy.what_if import Laboratory, Scenario
from proxenia.study import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.compare import Profile
    from proxenia.compare.panel import Panel
    from proxenia.indicators import Observations
    from proxenia.locale import Text
    from proxenia.places import City
    from proxenia.store import Store
    from proxenia.strategy.plan import World

__all__ = ["Planner", "study_for"]

PERMISSION = "legal_permission"


def study_for(city: str, *, against: tuple[str, ...] = (), **choices: str | int | None) -> Study:
    """Give the study a plan rests on: the city beside the benchmark cities, those of the settings where none is named.

    Raises
    ------
    UnknownCity, AmbiguousCity
        If the city's name means none, or several.
    """
    settings, gazetteer = Settings.read(), Gazetteer.embedded()
    focal = gazetteer.one(city)
    benchmarks = against or tuple(name for name in settings.benchmarks if gazetteer.one(name) != focal)
    study = Study(focal=city, benchmarks=benchmarks, draws=settings.draws)
    return study.with_choices(**choices)


@dataclass(frozen=True, kw_only=True)
class Planner:
    """All that plans of one study are made from."""

    study: Study
    bench: Workbench
    program: Program
    profile: Profile
    compared: tuple[City, ...]
    laboratory: Laboratory
    pace: str

    @classmethod
    def open(cls, study: Study, *, store: Store, program: Path | None = None, pace: str = "assumed") -> Planner:
        """Gather the panel of a study and open the world in which its city may move.

        The same study gives the panel, draws and intervals of `assess`.

        Parameters
        ----------
        program
            File of levers; the embedded ones where none is named.
        pace
            How rivals move, as `read_pace` reads it.

        Raises
        ------
        ProxeniaError
            If a city, file or figure cannot be taken; the message says which.
        """
        bench, levers = Workbench.of(study, store=store, also={"programs": program}), Program.read(program)
        compared = tuple(bench.gazetteer.one(name) for name in (study.focal, *study.benchmarks))
        seeds = np.random.SeedSequence(study.seed).spawn(4)
        panel = bench.panel(compared=compared, draws=study.draws, rng=np.random.default_rng(seeds[0]))
        asked = (PERMISSION, *(effect.indicator for lever in levers.lever for effect in lever.effects))
        profile = bench.profile(compared, draws=study.draws, rng=np.random.default_rng(seeds[1]), beyond=asked)
        rivals = read_pace(
            pace,
            settings=Settings.read(),
            rows=store.rows("observations"),
            catalog=bench.catalog,
            indicators=bench.framework.indicator_ids,
        )
        laboratory = Laboratory(
            panel=panel,
            focal=compared[0].geonames_id,
            extra=_extra(profile, panel),
            methodology=bench.methodology,
            catalog=bench.catalog,
            weights=bench.framework.weights,
            pace=rivals.draw([c.name for c in panel.cities], study.draws, rng=np.random.default_rng(seeds[3])),
            rng=partial(_index_rng, study.seed),
            counted=partial(_counted, bench),
        )
        return cls(
            study=study,
            bench=bench,
            program=levers,
            profile=profile,
            compared=compared,
            laboratory=laboratory,
            pace=rivals.source,
        )

    @property
    def panel(self) -> Panel:
        """The panel of the study."""
        return self.laboratory.panel

    @cached_property
    def world(self) -> World:
        """The world as it is now."""
        return self.laboratory.world()

    @cached_property
    def central(self) -> World:
        """The published index."""
        return self.laboratory.central(self.world)

    @property
    def focal(self) -> City:
        """The city that plans."""
        return self.compared[0]

    @property
    def names(self) -> dict[str, Text]:
        """Names of the panel's cities in both languages, by their English names."""
        return {city.name: city.text for city in self.panel.cities}

    def default_target(self) -> Target:
        """Give the next sensible place to reach from where the city stands now."""
        row = self.world.row
        scores = self.panel.index.scores[:, 0]
        best = sorted(self.compared[1:], key=lambda c: -scores[self.panel.position(c.geonames_id)])
        return default_target(
            int(self.panel.index.ranks[row, 0]), cities=len(self.world.names), benchmarks=[c.name for c in best]
        )

    def target(self, text: str) -> tuple[Target, bool]:
        """Read a target, with the city in it as the gazetteer names it; the default one where the text is empty."""
        if not text:
            return self.default_target(), True
        target = Target.parse(text)
        return (replace(target, city=self.bench.gazetteer.one(target.city).name) if target.city else target), False

    def goal(self, target: Target) -> Goal:
        """Give what a target needs: degrees of models, benchmark points."""
        goal = Goal(target=target, types=self.bench.types, benchmarks=self._benchmark_points())
        return replace(goal, halfway=self._halfway(goal)) if target.kind == "model" else goal

    def scene(self, question: Question) -> Scene:
        """Give the scene of a plan at its horizon."""
        return Scene(
            world=self.world.at(question.years),
            central=self.central.at(question.years),
            panel=self.panel,
            city_name=self.focal.text,
            provenance=self._provenance(question),
            cases=cases_by_lever(),
        )

    def plan(self, question: Question, *, target: str = "") -> Plan:
        """Make a plan for the city of the study."""
        aimed, default = self.target(target)
        goal = self.goal(aimed)
        return make_plan(
            self.scene(question),
            program=self.program,
            goal=goal,
            target=self._entry(goal, default=default),
            question=question,
        )

    def changed(self, scenario: Scenario) -> Planner:
        """Give the planner with the changes of a scenario made to its evidence; levers are left to the plan."""
        laboratory = self.laboratory
        for change in scenario.change:
            city = self.bench.gazetteer.one(change.city).name if change.city else ""
            laboratory = laboratory.changed(replace(change, city=city))
        return replace(self, laboratory=laboratory)

    def _entry(self, goal: Goal, *, default: bool) -> TargetEntry:
        target = goal.target
        names = {model.code: model.name for model in self.bench.types.model}
        names |= {d.code: d.name for d in self.bench.framework.dimension}
        names |= {indicator.id: indicator.name for indicator in self.bench.catalog}
        unknown = [i for i in target.indicators if i not in names]
        if unknown:
            raise StudyError(
                "no indicator {indicator!r} in the catalog; name indicators of the framework", indicator=unknown[0]
            )
        level = target.level if target.level is not None else goal.halfway
        city = self.bench.gazetteer.one(target.city).text if target.city else None
        words = target_words(target, cities=len(self.world.names), level=level, names=names, city=city)
        return TargetEntry(text=str(target), kind=target.kind, words=words, default=default)

    def _benchmark_points(self) -> dict[str, float]:
        points = self.profile.points[1:]
        known = np.asarray(~np.isnan(points).all(axis=0), dtype=bool)
        return {
            indicator: float(np.nanmedian(points[:, j]))
            for j, indicator in enumerate(self.profile.observations.indicators)
            if known[j]
        }

    def _halfway(self, goal: Goal) -> float | None:
        """Degree halfway from the city's own to that of the city the model is named after."""
        model = goal.model()
        exemplar = self.bench.gazetteer.one(model.exemplar)
        seed = np.random.SeedSequence(self.study.seed)
        profile = self.bench.profile(
            (self.focal, exemplar),
            draws=self.study.draws,
            rng=np.random.default_rng(seed),
            beyond=self.profile.observations.indicators,
        )
        rng = np.random.default_rng(seed)
        mine, theirs = (model_degrees(profile, k, types=self.bench.types, rng=rng)[model.code].degree for k in (0, 1))
        return None if theirs is None else ((mine or 0.0) + theirs) / 2

    def _provenance(self, question: Question) -> PlanProvenance:
        return PlanProvenance(
            code_version=code_version(),
            data_edition=self.bench.store.edition.label.removeprefix("edition "),
            evidence_fingerprint=self.bench.store.fingerprint,
            framework=f"{self.bench.framework.name}-{self.bench.framework.version}",
            methodology=self.bench.methodology.name,
            methodology_hash=self.bench.methodology.hash,
            program=f"{self.program.name}-{self.program.version}",
            pace=self.pace,
            draws=self.world.n,
            scenarios=min(question.scenarios, self.world.n),
            seed=self.study.seed,
        )


def cases_by_lever() -> dict[str, tuple[str, ...]]:
    """Ids of the cases of the library that speak to each lever."""
    found: dict[str, list[str]] = {}
    for case in CaseLibrary.read().cases:
        for lever in case.levers:
            found.setdefault(lever, []).append(case.case_id)
    return {lever: tuple(ids) for lever, ids in found.items()}


def _index_rng(seed: int) -> np.random.Generator:
    """Source of chance of the index, as the draws of cells leave it, so that draws are those of the panel."""
    rng = np.random.default_rng(np.random.SeedSequence(seed).spawn(4)[0])
    rng.integers(2**31)
    return rng


def _counted(bench: Workbench, network: str) -> tuple[str, ...]:
    """Indicators of the framework in which a membership of a network counts."""
    counted = bench.measurer.networks_counted
    return tuple(i for i in bench.framework.indicator_ids if network in counted(bench.catalog[i]))


def _extra(profile: Profile, panel: Panel) -> tuple[Observations, NDArray[np.float64]]:
    """The city's observations beyond the framework, with their draws."""
    inside = set(panel.observations.indicators)
    columns = [j for j, indicator in enumerate(profile.observations.indicators) if indicator not in inside]
    city = profile.observations.cities[0]
    indicators = tuple(profile.observations.indicators[j] for j in columns)
    own = type(profile.observations).of(profile.observations.cells.values(), cities=[city], indicators=indicators)
    return own, profile.value_draws[:, [0]][:, :, columns]
