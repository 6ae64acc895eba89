"""What the pages show: the evidence as it stood when the server opened it, and what is worked out from it once."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar, cast

from proxenia.assessment import assess
from proxenia.assessment.edition_index import edition_panel
from proxenia.assessment.live import LiveIndex
from proxenia.compare.workbench import Workbench
from proxenia.index import Methodology
from proxenia.indicators import Catalog, CityFramework
from proxenia.locale import LANGUAGES
from proxenia.places import Gazetteer
from proxenia.provenance import now, stamp
from proxenia.store import Store, in_force, tables
from proxenia.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from proxenia.assessment.result import Assessment
    from proxenia.compare.panel import Panel
    from proxenia.strategy.roadmap import Roadmap
    from proxenia.unions.advice import Bench
    from proxenia.web.drawings import Drawings

__all__ = ["BENCHMARKS", "Observatory"]

BENCHMARKS = ("Barcelona", "Boston", "Beijing", "Istanbul")
"""Cities a city is held against where a reader names none: those of the founding comparison."""
KEPT = 64
Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Observatory:
    """The evidence and everything the pages need of it. Safe to read from several threads."""

    store: Store
    gazetteer: Gazetteer
    catalog: Catalog
    framework: CityFramework
    methodology: Methodology
    opened_at: str
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _made: dict[str, object] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, path: Path | None = None) -> Observatory:
        """Open the edition with a user's store beside it; raise `EvidenceError` when that is no store."""
        return cls(
            store=Store.open(path),
            gazetteer=Gazetteer.embedded(),
            catalog=Catalog.read(),
            framework=CityFramework.read("science-diplomacy"),
            methodology=Methodology.read("baseline-1"),
            opened_at=stamp(now()),
        )

    def again(self, path: Path) -> Observatory:
        """Read the evidence anew, after an editor saved something; nothing made of the old is carried over."""
        store = Store.open(path)
        for table in tables():
            store.rows(table)
        return replace(self, store=store, opened_at=stamp(now()), _lock=threading.RLock(), _made={})

    @property
    def edition(self) -> str:
        """Name of the data edition."""
        return self.store.edition.label

    @property
    def version(self) -> str:
        """What pages may be kept for: it changes with the evidence and the code."""
        return self.once("version", lambda: self.store.fingerprint)

    @property
    def live(self) -> LiveIndex:
        """The panel and its index, made on first use."""
        return self.once(
            "live",
            lambda: LiveIndex(
                panel=edition_panel(self.workbench),
                methodology=self.methodology,
            ),
        )

    @property
    def workbench(self) -> Workbench:
        """The evidence with what reads it."""
        return self.once("workbench", lambda: Workbench.over(self.store))

    @property
    def panel(self) -> Panel:
        """Every city with enough evidence, with its index and intervals."""
        return self.live.panel

    def warm(self, drawings: Drawings | None = None) -> None:
        """Make what the first page needs before anyone asks for it, its map in our two languages included."""
        _ = self.live, self.version
        self.ties()
        if drawings is not None:
            for language in LANGUAGES:
                for narrow in (False, True):
                    drawings.of_world(self, language=language, narrow=narrow)

    def ties(self) -> list[dict[str, float]]:
        """Agreements between cities of the panel that are not over, as lines."""
        return self.once("ties", self._ties)

    def _ties(self) -> list[dict[str, float]]:
        places = {city.geonames_id: city for city in self.panel.cities}
        lines = {}
        for row in self.store.rows("agreements"):
            ends = sorted((row["geonames_id_a"], row["geonames_id_b"]))
            if in_force(row) and all(end in places for end in ends) and ends[0] != ends[1]:
                first, second = (places[end] for end in ends)
                lines[tuple(ends)] = {
                    "from_longitude": first.longitude,
                    "from_latitude": first.latitude,
                    "to_longitude": second.longitude,
                    "to_latitude": second.latitude,
                }
        return list(lines.values())

    def assessment(self, city: str, against: tuple[str, ...] = ()) -> Assessment:
        """One city beside others; the same question is answered once.

        Raises
        ------
        ProxeniaError
            If a city is unknown, ambiguous, named twice or has too little evidence.
        """
        focal = self.gazetteer.one(city)
        others = against or tuple(name for name in BENCHMARKS if self.gazetteer.one(name) != focal)
        return self._assessed(city, others)

    @property
    def bench(self) -> Bench:
        """Everything that questions of networks and unions need, read on first use."""
        from proxenia.unions.advice import Bench  # noqa: PLC0415  only where it is asked for

        return self.once("bench", lambda: Bench(self.store))

    def roadmap(self, city: str, *, target: str, budget: float | None, years: float) -> Roadmap:
        """Plan a city's way to a target, the next sensible one where none is named, and draw it from today on."""
        from proxenia.assessment.plan import Planner, study_for  # noqa: PLC0415  only where it is asked for
        from proxenia.assessment.strategy import roadmap_of  # noqa: PLC0415  the same
        from proxenia.strategy.aim import Target  # noqa: PLC0415  the same
        from proxenia.strategy.plan import Question  # noqa: PLC0415  the same
        from proxenia.strategy.portfolio import Limits  # noqa: PLC0415  the same

        if target:
            Target.parse(target)  # a misspelled target is refused before the panel is drawn
        study = study_for(city)
        question = Question(limits=Limits(budget=budget, staff=None), years=years, confidence=0.8, seed=study.seed)
        planner = Planner.open(study, store=self.store)
        return roadmap_of(planner, planner.plan(question, target=target), question, starts_on=now().date())

    def _assessed(self, city: str, others: tuple[str, ...]) -> Assessment:
        kept = self.once("assessed", lambda: lru_cache(maxsize=KEPT)(self._assess))
        return kept(city, others)

    def _assess(self, city: str, others: tuple[str, ...]) -> Assessment:
        study = Study(focal=city, benchmarks=others)
        with self._lock:
            return assess(study, store=self.store, created_at=self.opened_at, panel=self.panel)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Give what was made of this evidence under a name, and make it where it is asked for the first time."""
        if name not in self._made:
            with self._lock:
                if name not in self._made:
                    self._made[name] = make()
        return cast("Made", self._made[name])
