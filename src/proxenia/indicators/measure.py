"""Measuring: the evidence of a city becomes one observation for each indicator.

Each kind of indicator is one function over one table. None fills a gap: what has no row has no observation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from proxenia.errors import DataError
from proxenia.extensions import MEASURES, function
from proxenia.indicators.observation import Count, Observation, Observations, ObsStatus, Rivals, Scale
from proxenia.networks import MembershipReader, Prior
from proxenia.store import in_force, tables

if TYPE_CHECKING:
    from pathlib import Path

    from proxenia.indicators.catalog import Catalog, Indicator
    from proxenia.places import City, Gazetteer
    from proxenia.store import Store

__all__ = ["Measurer", "Reading"]

Rows = Sequence[Mapping[str, Any]]
CONFLICT = 0.1
"""Relative spread of rival figures from which a cell is called conflicting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureReading:
    """How rival figures are weighed, and how far each may be off."""

    window_years: int
    half_life_years: float
    grade_weight: dict[str, float]
    grade_sd: dict[str, float]
    aging_sd: float
    weaker_sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedReading:
    """How rival codes are weighed, and how likely a second coder would differ."""

    slip: dict[str, float]
    grade_weight: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReading:
    """Range of the share of a city's agreements that a list is thought to hold."""

    completeness: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleReading:
    """Mean number of roles thought unseen for a city with at least one seen."""

    unseen: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How facts are read into observations: every judgment of that step, in one file."""

    name: str
    year: int
    figure: FigureReading
    coded: CodedReading
    membership: Prior
    agreement: AgreementReading
    role: RoleReading

    @classmethod
    def read(cls, path: Path | None = None) -> Reading:
        """Read a reading from its file, the embedded one by default; raise `DataError` when it breaks the form."""
        if path is None:
            return _embedded()
        try:
            return msgspec.toml.decode(path.read_bytes(), type=cls)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise DataError(f"{path.name}: {error}") from error


class Measurer:
    """Observations of any city from one store of evidence.

    Parameters
    ----------
    store
        The evidence.
    catalog
        What each indicator measures.
    gazetteer
        Cities of the world.
    reading
        How facts are read.
    """

    def __init__(self, store: Store, *, catalog: Catalog, gazetteer: Gazetteer, reading: Reading) -> None:
        self._catalog = catalog
        self._gazetteer = gazetteer
        self._reading = reading
        self.memberships = MembershipReader(store, gazetteer=gazetteer, prior=reading.membership)
        self._figures = _group(store.rows("observations"), "geonames_id", "measure_id")
        self._codes = _group(store.rows("coded_facts"), "geonames_id", "item")
        self._networks = store.rows("networks")
        self._store = store
        self._functions: dict[str, Callable[..., Observation | None]] = {}
        self._facts: set[str] = set()
        self._agreements: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for row in store.rows("agreements"):
            if in_force(row):
                self._agreements[row["geonames_id_a"]].append(row)
                self._agreements[row["geonames_id_b"]].append(row)

    def measure(self, cities: Sequence[int], *, indicators: Sequence[str]) -> Observations:
        """Observe some cities at some indicators; what has no evidence stays missing."""
        cells = [
            cell
            for city in (self._gazetteer.city(number) for number in cities)
            for indicator in indicators
            if (cell := self._observe(city, self._catalog[indicator])) is not None
        ]
        return Observations.of(cells, cities=cities, indicators=indicators)

    def networks_counted(self, indicator: Indicator) -> Sequence[str]:
        """Ids of the networks whose memberships an indicator counts; none for an indicator of another kind."""
        return self._chosen_networks(indicator.networks) if indicator.kind == "memberships" else ()

    def agreements_of(self, geonames_id: int) -> Sequence[Mapping[str, Any]]:
        """Agreements in force of a city."""
        return self._agreements[geonames_id]

    def _observe(self, city: City, indicator: Indicator) -> Observation | None:
        measures: dict[str, Callable[[City, Indicator], Observation | None]] = {
            "figure": self._figure,
            "coded": self._coded,
            "memberships": self._memberships,
            "agreements": self._agreement_count,
            "roles": self._roles,
            "secretariats": self._secretariats,
            "function": self._measured,
        }
        direct = self._figure(city, indicator) if indicator.kind not in {"figure", "coded", "agreements"} else None
        return direct or measures[indicator.kind](city, indicator)

    def _figure(self, city: City, indicator: Indicator) -> Observation | None:
        for measure in (indicator.id, *indicator.measures):
            rows = self._figures.get((city.geonames_id, measure), [])
            recent = [row for row in rows if self._reading.year - row["year"] <= indicator.max_age_years]
            if recent:
                return self._choose(city, indicator, measure, recent)
        return None

    def _choose(self, city: City, indicator: Indicator, measure: str, rows: Rows) -> Observation:
        chosen = min(rows, key=lambda row: (-row["year"], row["grade"], row["fact_id"]))
        rivals = [row for row in rows if chosen["year"] - row["year"] <= self._reading.figure.window_years]
        spread = self._rivals(indicator, measure, rivals, newest=chosen["year"])
        factor = indicator.factors.get(measure, 1.0)
        wide = np.ptp(spread.values) > CONFLICT * abs(chosen["value"] * factor)
        same_year = {row["value"] for row in rivals if row["year"] == chosen["year"]}
        return Observation(
            indicator_id=indicator.id,
            geonames_id=city.geonames_id,
            unit=indicator.unit.en,
            value=chosen["value"] * factor,
            year=chosen["year"],
            status=ObsStatus.CONFLICTING if wide and len(same_year) > 1 else ObsStatus.OBSERVED,
            grade=chosen["grade"],
            facts=(chosen["fact_id"], *(row["fact_id"] for row in rivals if row is not chosen)),
            spread=spread,
        )

    def _rivals(self, indicator: Indicator, measure: str, rows: Rows, *, newest: int) -> Rivals:
        rule, factor = self._reading.figure, indicator.factors.get(measure, 1.0)
        weaker = rule.weaker_sd if measure in indicator.weaker else 0.0
        weights, sds = [], []
        for row in rows:
            age = self._reading.year - row["year"]
            weights.append(rule.grade_weight[row["grade"]] * 0.5 ** ((newest - row["year"]) / rule.half_life_years))
            sds.append(float(np.hypot(rule.grade_sd[row["grade"]] + rule.aging_sd * max(age - 1, 0) / 3, weaker)))
        return Rivals(
            values=tuple(row["value"] * factor for row in rows),
            weights=tuple(weights),
            sds=tuple(sds),
            ceiling=1.0 if indicator.unit.en == "share 0-1" else np.inf,
        )

    def _coded(self, city: City, indicator: Indicator) -> Observation | None:
        rows = self._codes.get((city.geonames_id, indicator.item), [])
        if not rows:
            return None
        rule = self._reading.coded
        chosen = min(
            rows, key=lambda row: (row["grade"], not row["as_of"], _newest_first(row["as_of"]), row["fact_id"])
        )
        scores = tuple(int(row["score"]) for row in rows)
        agreed = 0.5 if len(rows) > 1 and len(set(scores)) == 1 else 1.0
        return Observation(
            indicator_id=indicator.id,
            geonames_id=city.geonames_id,
            unit=indicator.unit.en,
            value=float(chosen["score"]),
            year=int(chosen["as_of"][:4]) if chosen["as_of"] else None,
            status=ObsStatus.CONFLICTING if len(set(scores)) > 1 else ObsStatus.OBSERVED,
            grade=chosen["grade"],
            facts=(chosen["fact_id"], *(row["fact_id"] for row in rows if row is not chosen)),
            spread=Scale(
                scores=scores,
                weights=tuple(rule.grade_weight[row["grade"]] for row in rows),
                slips=tuple(rule.slip[row["grade"]] * agreed for row in rows),
            ),
        )

    def _memberships(self, city: City, indicator: Indicator) -> Observation | None:
        wanted = self._chosen_networks(indicator.networks)
        seats = self.memberships.seats(city, networks=wanted)
        seen = [seat for seat in seats if seat.facts]
        proof = self._proof_of_absence(city, wanted)
        if not seen and not proof:
            return None
        odds = tuple(seat.probability for seat in seats if not seat.facts)
        years = [seat.since_year for seat in seen if seat.since_year]
        return Observation(
            indicator_id=indicator.id,
            geonames_id=city.geonames_id,
            unit=indicator.unit.en,
            value=float(len(seen)),
            year=max(years, default=None),
            status=ObsStatus.LOWER_BOUND if odds else ObsStatus.OBSERVED,
            grade="B",
            facts=tuple(fact for seat in seen for fact in seat.facts) or proof,
            spread=Count(seen=len(seen), odds=odds),
        )

    def _proof_of_absence(self, city: City, networks: Sequence[str]) -> tuple[str, ...]:
        """Ids of the networks that the city could be in and whose complete rosters do not name it."""
        every = self.memberships.networks
        return tuple(
            every[key]["fact_id"]
            for key in networks
            if every[key]["roster"] == "complete" and self.memberships.is_eligible(city, key)
        )

    def _agreement_count(self, city: City, indicator: Indicator) -> Observation | None:
        rows = [r for r in self._agreements[city.geonames_id] if r["kind"] in indicator.agreement_kinds]
        told = self._figure(city, indicator)
        if not rows:
            return told
        totals = told.spread if told is not None and isinstance(told.spread, Rivals) else None
        value = max(len(rows), told.value or 0) if told is not None else len(rows)
        years = [row["since_year"] for row in rows if row["since_year"]]
        return Observation(
            indicator_id=indicator.id,
            geonames_id=city.geonames_id,
            unit=indicator.unit.en,
            value=float(value),
            year=max(years, default=None),
            status=ObsStatus.LOWER_BOUND,
            grade="B",
            facts=(*(told.facts if told is not None else ()), *(row["fact_id"] for row in rows)),
            spread=Count(seen=len(rows), completeness=self._reading.agreement.completeness, totals=totals),
        )

    def _roles(self, city: City, indicator: Indicator) -> Observation | None:
        facts = self.memberships.governing_facts(city.geonames_id)
        if not facts:
            return None
        return Observation(
            indicator_id=indicator.id,
            geonames_id=city.geonames_id,
            unit=indicator.unit.en,
            value=float(len(facts)),
            status=ObsStatus.LOWER_BOUND,
            grade="B",
            facts=facts,
            spread=Count(seen=len(facts), unseen=self._reading.role.unseen),
        )

    def _secretariats(self, city: City, indicator: Indicator) -> Observation | None:
        known = [row for row in self._networks if row["secretariat_geonames_id"] is not None]
        hosted = [row for row in known if row["secretariat_geonames_id"] == city.geonames_id]
        return Observation(
            indicator_id=indicator.id,
            geonames_id=city.geonames_id,
            unit=indicator.unit.en,
            value=float(len(hosted)),
            status=ObsStatus.LOWER_BOUND,
            grade="B",
            facts=tuple(row["fact_id"] for row in hosted or known),
            spread=Count(seen=len(hosted), odds=self._odds_of_unknown_seats()),
        )

    def _odds_of_unknown_seats(self) -> tuple[float, ...]:
        unknown = sum(row["secretariat_geonames_id"] is None for row in self._networks)
        return (self._reading.membership.prior_floor,) * unknown

    def _measured(self, city: City, indicator: Indicator) -> Observation | None:
        """Observation that the function of an extension gives, held against what it may cite."""
        name = indicator.function
        if name not in self._functions:
            self._functions[name] = function(MEASURES, name).load()
        found = self._functions[name](city, indicator=indicator, store=self._store)
        if found is None:
            return None
        fault = self._fault(found, city, indicator)
        if fault:
            raise DataError(f"{function(MEASURES, name).package}: function {name!r}, measuring {city.name}, {fault}")
        return found

    def _fault(self, found: Observation, city: City, indicator: Indicator) -> str:
        if not isinstance(found, Observation):
            return f"gave {type(found).__name__}; an Observation or None would be right"
        if (found.indicator_id, found.geonames_id) != (indicator.id, city.geonames_id):
            return f"gave {found.indicator_id!r} of city {found.geonames_id}; keep to the indicator and city asked for"
        if not self._facts:
            self._facts.update(row["fact_id"] for table in tables() for row in self._store.rows(table))
        strange = [fact for fact in found.facts if fact not in self._facts]
        return f"cites fact {strange[0]!r}, which is not in the evidence" if strange else ""

    def _chosen_networks(self, networks: str | tuple[str, ...]) -> Sequence[str]:
        every = self.memberships.networks
        if networks == "all":
            return tuple(every)
        if networks == "environmental":
            return tuple(key for key, row in every.items() if row["is_environmental"])
        if networks == "local_body":
            return tuple(key for key, row in every.items() if row["needs_local_body"])
        unknown = set(networks) - every.keys()
        if unknown:
            raise DataError(f"no network {', '.join(sorted(unknown))} in the evidence")
        return tuple(networks)


def _newest_first(as_of: str) -> list[int]:
    return [-int(part) for part in as_of.split("-") if part]


def _group(rows: Rows, *keys: str) -> dict[tuple[Any, ...], list[Mapping[str, Any]]]:
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[key] for key in keys)].append(row)
    return groups


@lru_cache(maxsize=1)
def _embedded() -> Reading:
    file = files("proxenia").joinpath("data", "methodologies", "reading-1.toml")
    return msgspec.toml.decode(file.read_bytes(), type=Reading)
