"""Editions held against each other: which facts, observations, scores and ranks changed, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from proxenia.assessment import portrait
from proxenia.editions.causes import split_moves
from proxenia.editions.facts import changed_facts
from proxenia.editions.version import EditionVersion, mixed_bench
from proxenia.locale import Shown, Shows, Text, interval, number, shown
from proxenia.places import Gazetteer

if TYPE_CHECKING:
    from pathlib import Path

    from proxenia.assessment.result import CityResult
    from proxenia.editions.causes import Moves
    from proxenia.editions.facts import FactChange
    from proxenia.indicators import Observation, Observations
    from proxenia.locale import Language
    from proxenia.store import Store

__all__ = ["CityMove", "EditionDiff", "ObservationChange", "PanelCity", "diff_editions"]

DRAWS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationChange:
    """An indicator of a city whose value or status changed; None is missing.

    `facts_before` and `facts_now` are the ids of the rows below the two values.
    """

    geonames_id: int
    city: str
    indicator: str
    name: Text
    unit: str
    before: float | None
    now: float | None
    status_before: str
    status_now: str
    facts_before: tuple[str, ...]
    facts_now: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityMove:
    """A city in both panels: scores (0-100) and ranks before and now with 90 % intervals, and the causes of the move.

    `rank_parts` are in places and sum to the move of the rank; below zero is upwards. `score_parts` are in points; one is
    None where it cannot be told.
    """

    geonames_id: int
    city: str
    name: Text
    score_before: float
    score_now: float
    score_interval_before: tuple[float, float] | None
    score_interval_now: tuple[float, float] | None
    rank_before: int
    rank_now: int
    rank_interval_before: tuple[int, int] | None
    rank_interval_now: tuple[int, int] | None
    rank_parts: dict[str, float]
    score_parts: dict[str, float | None]

    @property
    def has_moved(self) -> bool:
        """Whether the rank changed."""
        return self.rank_before != self.rank_now


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelCity:
    """A city that joined or left the panel, with its rank and score where it is in."""

    geonames_id: int
    city: str
    name: Text
    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EditionDiff(Shows):
    """What changed between two editions.

    `cities` are those in both panels, by the rank they have now; `joined` and `left` the others. `causes` are those that
    differ between the two, `shares` their shares (0-1) in all places that were moved.
    """

    old: str
    new: str
    old_digest: str
    new_digest: str
    framework: str
    draws: int
    seed: int
    panel_before: int
    panel_now: int
    facts: tuple[FactChange, ...]
    observations: tuple[ObservationChange, ...]
    cities: tuple[CityMove, ...]
    joined: tuple[PanelCity, ...]
    left: tuple[PanelCity, ...]
    causes: tuple[str, ...]
    shares: dict[str, float]
    only_unsure: int = 0
    """Observations that kept value and status, and are more or less sure than before."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all changed."""
        return not (self.facts or self.observations or self.joined or self.left or self.causes)

    @property
    def moved(self) -> tuple[CityMove, ...]:
        """Cities whose rank changed, the longest way first."""
        found = (city for city in self.cities if city.has_moved)
        return tuple(sorted(found, key=lambda city: (-abs(city.rank_now - city.rank_before), city.rank_now)))

    def shown(self, language: Language = "en") -> Shown:
        """Show the cities whose rank moved, with both places and their 90 % intervals, and the parts of the causes."""
        from proxenia.editions.document import method_line  # noqa: PLC0415  which needs this file

        def place(rank: int, ends: tuple[int, int] | None) -> str:
            return f"{number(rank, language)} ({interval(ends, language)})"

        rows = [
            (each.name.into(language), place(each.rank_before, each.rank_interval_before),
             place(each.rank_now, each.rank_interval_now),
             *(number(each.rank_parts[cause], language, decimals=1) for cause in self.causes))
            for each in self.moved
        ]  # fmt: skip
        head = ("City", "Place before", "Place now", *self.causes) if rows else ()
        return shown(method_line(self, language), head, rows, language=language)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows came, went and were corrected, by table; tables without a change are left out."""
        by_table = Counter((change.table, change.change) for change in self.facts)
        return {
            table: {change: by_table[table, change] for change in ("came", "went", "corrected")}
            for table in dict.fromkeys(change.table for change in self.facts)
        }


def diff_editions(
    old: Path | Store,
    new: Path | Store,
    *,
    framework: str = "science-diplomacy",
    methodology: str = "baseline-1",
    draws: int = DRAWS,
    seed: int = 0,
) -> EditionDiff:
    """Say which facts, observations, scores and ranks changed between two editions, and why.

    Parameters
    ----------
    old, new
        An edition's folder, zip or wheel, or a store. A wheel of Proxenia brings its own catalog and methodologies.
    framework, methodology
        What cities are scored by, on both sides.
    draws, seed
        For the intervals, and for counts over partial lists.

    Raises
    ------
    DataError, EvidenceError
        If one of the two is neither an edition nor a store, or breaks its form.

    Examples
    --------
    >>> from proxenia.store import Store
    >>> diff_editions(Store.open(), Store.open(), draws=100).is_empty
    True
    """
    at = partial(EditionVersion.at, framework=framework, methodology=methodology, draws=draws, seed=seed)
    before = at(old)
    now = at(new, like=before.store)
    facts = changed_facts(before.store, now.store)
    was, is_now = _portraits(before), _portraits(now)
    moves = split_moves(before, now, facts_differ=bool(facts), draws=draws, seed=seed)
    cities = (_move(was[number], is_now[number], moves, i) for i, number in enumerate(moves.cities))
    observations, only_unsure = _observations(before, now) if facts or moves.causes else ((), 0)
    first, second = _names(before, now)
    return EditionDiff(
        old=first,
        new=second,
        old_digest=before.store.fingerprint,
        new_digest=now.store.fingerprint,
        framework=f"{now.rules.framework.name}-{now.rules.framework.version}",
        draws=draws,
        seed=seed,
        panel_before=len(was),
        panel_now=len(is_now),
        facts=facts,
        observations=observations,
        only_unsure=only_unsure,
        cities=tuple(sorted(cities, key=lambda city: (city.rank_now, city.city))),
        joined=_only(is_now, was),
        left=_only(was, is_now),
        causes=moves.causes,
        shares=moves.shares,
    )


def _names(old: EditionVersion, new: EditionVersion) -> tuple[str, str]:
    """Names of two versions; with their digests where they share one and are not the same."""
    first, second = (each.name.removeprefix("edition ") for each in (old, new))
    if first == second and old.store.fingerprint != new.store.fingerprint:
        first, second = (f"{first} ({each.store.edition.digest})" for each in (old, new))
    return first, second


def _portraits(version: EditionVersion) -> dict[int, CityResult]:
    panel = version.panel
    if panel is None:
        return {}
    seen = (portrait.city_result(panel, city, role="panel") for city in panel.cities)
    return {each.geonames_id: each for each in sorted(seen, key=lambda each: (each.rank or 0, each.city))}


def _move(before: CityResult, now: CityResult, moves: Moves, i: int) -> CityMove:
    places, points = moves.rank_parts[:, i], moves.score_parts[:, i]
    return CityMove(
        geonames_id=now.geonames_id,
        city=now.city,
        name=now.name,
        score_before=before.score or 0.0,
        score_now=now.score or 0.0,
        score_interval_before=before.score_interval,
        score_interval_now=now.score_interval,
        rank_before=before.rank or 0,
        rank_now=now.rank or 0,
        rank_interval_before=before.rank_interval,
        rank_interval_now=now.rank_interval,
        rank_parts={cause: float(part) for cause, part in zip(moves.causes, places, strict=True)},
        score_parts={
            cause: None if np.isnan(part) else float(part) for cause, part in zip(moves.causes, points, strict=True)
        },
    )


def _only(these: dict[int, CityResult], those: dict[int, CityResult]) -> tuple[PanelCity, ...]:
    return tuple(
        PanelCity(
            geonames_id=each.geonames_id, city=each.city, name=each.name, rank=each.rank or 0, score=each.score or 0.0
        )
        for each in these.values()
        if each.geonames_id not in those
    )


def _observations(old: EditionVersion, new: EditionVersion) -> tuple[tuple[ObservationChange, ...], int]:
    """Observations whose value or status changed, and how many others changed in their spread alone."""
    gazetteer = Gazetteer.embedded()
    numbers = sorted({row["geonames_id"] for side in (old, new) for row in _measured(side.store)})
    before, now = (_observed(side, numbers) for side in (old, new))
    changed, only_unsure = [], 0
    for place in numbers:
        for indicator in dict.fromkeys((*before.indicators, *now.indicators)):
            mine, theirs = before.get(place, indicator), now.get(place, indicator)
            if mine and theirs and (mine.value, mine.status) == (theirs.value, theirs.status):
                only_unsure += mine.spread != theirs.spread
            elif mine or theirs:
                side = new if indicator in new.rules.catalog.indicators else old
                name = side.rules.catalog[indicator].name
                city = gazetteer.city(place).name
                changed.append(_changed(place, city, name, mine, theirs))
    return tuple(changed), only_unsure


def _measured(store: Store) -> list[dict[str, int]]:
    return [row for table in ("memberships", "observations", "coded_facts") for row in store.rows(table)]


def _observed(version: EditionVersion, numbers: list[int]) -> Observations:
    bench = mixed_bench(version, version, frozenset())
    return bench.measurer.measure(numbers, indicators=bench.framework.indicator_ids)


def _changed(
    number: int, city: str, name: Text, before: Observation | None, now: Observation | None
) -> ObservationChange:
    known = now or before
    return ObservationChange(
        geonames_id=number,
        city=city,
        indicator=known.indicator_id if known else "",
        name=name,
        unit=known.unit if known else "",
        before=before.value if before else None,
        now=now.value if now else None,
        status_before=before.status.value if before else "missing",
        status_now=now.status.value if now else "missing",
        facts_before=before.facts if before else (),
        facts_now=now.facts if now else (),
    )
