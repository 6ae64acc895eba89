"""What an assessment says, as plain values: the shape of `result.json`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from proxenia.compare.external import ExternalCheck
from proxenia.compare.models import Condition, ModelDegree
from proxenia.compare.modes import Feature, ModeShare
from proxenia.compare.profile import Finding
from proxenia.locale import Language, Shown, Shows, Text, interval, made_of, number, shown, translate
from proxenia.strategy.advice import Action

__all__ = [
    "RESULT_VERSION",
    "Action",
    "Assessment",
    "CityResult",
    "Comparison",
    "Condition",
    "ExtensionUsed",
    "ExternalCheck",
    "Fact",
    "Feature",
    "Finding",
    "Hole",
    "IndicatorEntry",
    "IndicatorValue",
    "Membership",
    "ModeShare",
    "ModelDegree",
    "NodeEntry",
    "NodeScore",
    "Provenance",
    "Tie",
]


RESULT_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionUsed:
    """An extension that a result draws on: its name, its version, and the digest of its files."""

    name: str
    version: str
    digest: str

    @property
    def label(self) -> str:
        """Name, version and digest, as reports print them."""
        return f"{self.name} {self.version} ({self.digest})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which code, data, method and seed made the figures."""

    code_version: str
    data_edition: str
    evidence_fingerprint: str
    framework: str
    methodology: str
    methodology_hash: str
    draws: int
    seed: int
    created_at: str
    """ISO time of the run; the only part of a result that changes between two equal runs."""
    result_version: int = RESULT_VERSION
    """Version of the form of `result.json`: it rises when a key is removed, renamed or given another type."""
    edition_digest: str = ""
    """Twelve digits over the files of the data edition."""
    extensions: tuple[ExtensionUsed, ...] = ()
    """Extensions that the figures or the words come from; none where everything is the package's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeEntry:
    """A dimension or theme of the framework: its code, names, and weight under its parent (0-1)."""

    code: str
    name: Text
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorEntry:
    """An indicator as the catalog defines it, with how to fill it where it is missing."""

    indicator: str
    name: Text
    label: Text
    definition: Text
    unit: Text
    direction: Literal["higher", "lower"]
    dimension: str
    theme: str
    status: Literal["named", "reconstructed", "ours"]
    form: str
    scale: str
    goalposts: tuple[float, float]
    how_to_fill: Text
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue:
    """One indicator of one city. `value` is None when missing, and `status` says why.

    `low` and `high` are the ends of the 90 % interval in the indicator's unit; `points` is the normalized value on
    0-100 with its own interval; `observations` are the ids of the facts below it.
    """

    indicator: str
    city: str
    status: Literal["observed", "lower bound", "conflicting", "missing"]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    year: int | None = None
    grade: str = ""
    points: float | None = None
    points_low: float | None = None
    points_high: float | None = None
    observations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeScore:
    """Score of a city at the index or a dimension, 0-100, with its 90 % intervals and its coverage (0-1).

    `score` and `rank` are None below the coverage floor; the intervals stay.
    """

    score: float | None
    score_interval: tuple[float, float] | None
    rank: int | None
    rank_interval: tuple[int, int] | None
    coverage: float
    observed: int
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CityResult:
    """Everything the index and the comparison say of one city."""

    city: str
    geonames_id: int
    name: Text
    country_iso2: str
    latitude: float
    longitude: float
    is_capital: bool
    population: int
    role: Literal["focal", "benchmark", "panel"]
    score: float | None
    score_interval: tuple[float, float] | None
    rank: int | None
    rank_interval: tuple[int, int] | None
    coverage: float
    dimensions: dict[str, NodeScore]
    themes: dict[str, NodeScore]
    models: dict[str, ModelDegree]
    modes: dict[str, ModeShare]
    features: dict[str, Feature]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Probability (0-1) that the focal city's score is above another city's."""

    city: str
    node: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """An indicator without evidence for a compared city: a gap in the evidence, not in the city."""

    indicator: str
    city: str
    how_to_fill: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A bilateral agreement of a compared city, for the map."""

    city: str
    partner: str
    partner_name: Text
    partner_country: str
    latitude: float
    longitude: float
    partner_latitude: float
    partner_longitude: float
    kind: str
    status: str
    since_year: int | None
    scale: Literal["regional", "global"]
    observation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A network a compared city is seen in, or could be in (`probability` < 1: unseen in a partial roster)."""

    city: str
    network: str
    network_name: Text
    scale: str
    role: str
    since_year: int | None
    probability: float
    observation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One sourced statement of the evidence: an entry of `observations` in `result.json`."""

    id: str
    table: str
    indicator: str
    city: str
    value: float
    unit: str
    year: int | None
    statement: Text
    source_url: str
    as_of: str
    grade: str
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Assessment(Shows):
    """One city beside others: scores, gaps, models and actions, each leading to the facts below it."""

    focal: str
    benchmarks: tuple[str, ...]
    languages: tuple[Language, ...]
    provenance: Provenance
    dimensions: tuple[NodeEntry, ...]
    themes: tuple[NodeEntry, ...]
    indicators: tuple[IndicatorEntry, ...]
    cities: tuple[CityResult, ...]
    """Focal city first, then the benchmarks in the order asked."""
    panel: tuple[CityResult, ...]
    """Every city with enough coverage, the compared ones included, best first."""
    values: tuple[IndicatorValue, ...]
    """Every indicator of every compared city, missing ones included."""
    comparisons: tuple[Comparison, ...]
    strengths: tuple[Finding, ...]
    gaps: tuple[Finding, ...]
    holes: tuple[Hole, ...]
    actions: tuple[Action, ...]
    withheld: tuple[Action, ...]
    """Steps of the lever library that the evidence does not support for this city."""
    ties: tuple[Tie, ...]
    memberships: tuple[Membership, ...]
    external_checks: tuple[ExternalCheck, ...]
    observations: tuple[Fact, ...]

    def shown(self, language: Language = "en") -> Shown:
        """Show the compared cities with score and place, each with its 90 % interval."""
        focal = self.cities[0]
        title = translate("{city}: place {place} of {n}, {gaps} gaps, {actions} actions; {edition}", language).format(
            city=focal.name.into(language),
            place=_held(focal.rank, focal.rank_interval, language),
            n=number(len(self.panel), language),
            gaps=number(len(self.gaps), language),
            actions=number(len(self.actions), language),
            edition=made_of(self.provenance.data_edition, language),
        )
        rows = [
            (
                each.name.into(language),
                _held(each.score, each.score_interval, language, decimals=1),
                _held(each.rank, each.rank_interval, language),
            )
            for each in self.cities
        ]
        return shown(title, ("City", "Score", "Place"), rows, language=language)


def _held(value: float | None, ends: tuple[float, float] | None, language: Language, *, decimals: int = 0) -> str:
    """A figure with its interval, such as `23 (7–31)`."""
    told = number(value, language, decimals=decimals)
    return told if ends is None else f"{told} ({interval(ends, language, decimals=decimals)})"
