"""What a plan says, as plain values: the shape of `plan.json`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from proxenia.locale import Language, Shown, Shows, Text, percent, shown

__all__ = [
    "Holds",
    "LeverEntry",
    "Outlook",
    "PathEntry",
    "PathStep",
    "Plan",
    "PlanProvenance",
    "PortfolioEntry",
    "Price",
    "Rival",
    "Support",
    "TargetEntry",
]

Ends = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetEntry:
    """The target: as written, its kind, and in words."""

    text: str
    kind: str
    words: Text
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Where the city stands: probability of the target, and score and rank with their 90 % intervals (medians first)."""

    probability: float
    score: float
    score_interval: Ends
    rank: float
    rank_interval: Ends


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One figure that has to change: points now and then (0-100), values now and then, levers that move it, facts below it.

    `then_value` is a whole number where the indicator counts or is coded.
    """

    indicator: str
    name: Text
    unit: Text
    now: float
    then: float
    now_value: float
    then_value: float
    levers: tuple[str, ...]
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEntry:
    """The smallest path: its steps and their sum in points.

    `within_reach` says whether the levers of the program can take each figure so far.

    `probability` is that of the target if exactly these changes come about; `sure_total` the least sum that reaches it with
    the confidence asked for (None where none does); `lacking` what is missing where no path exists; `exact` whether the
    published index is a sum of points, so that the least is the least.
    """

    feasible: bool
    within_reach: bool
    total: float | None
    steps: tuple[PathStep, ...]
    probability: float | None
    sure_total: float | None
    lacking: float
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioEntry:
    """Levers to pull: probability with its 90 % interval, cost a year, staff, and where the city then stands.

    `secure` is the level that is reached with the confidence asked for: a score, a place or a degree, None for other targets.
    `cost` is low, mean and high (5 and 95 %); `within_budget` the chance that it stays inside the budget, None without
    one. `added` is for each lever the probability that is lost when it (with what requires it) is left out.
    """

    levers: tuple[str, ...]
    probability: float
    probability_interval: Ends
    cost: tuple[float, float, float]
    staff: tuple[float, float, float]
    secure: float | None
    within_budget: float | None
    outlook: Outlook
    added: tuple[float, ...]
    how: str
    bound: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a little more of something buys: `gain` in probability for `amount` more of it."""

    of: Literal["money", "staff", "years", "permission"]
    amount: float
    gain: float
    words: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A rival: its score now, what it may be at the horizon, and the chance that it stands above the city then.

    `observations` are the facts below its score.
    """

    city: str
    city_name: Text
    score: float
    then_interval: Ends
    above_now: float
    above_still: float
    above_planned: float
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A figure that carries the city: the probability of the target that is lost if it falls by ten points."""

    indicator: str
    name: Text
    points: float
    loss: float
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """What keeps the place: rivals nearest to it, and the figures that carry it."""

    rivals: tuple[Rival, ...]
    supports: tuple[Support, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverEntry:
    """A lever as the plan sees it: chance that it works in time, months, cost and staff, gain alone, and what it rests on.

    `alone` is what it adds to the probability by itself with what it requires; `blind` are indicators it would add to but
    whose value is not known, so that nothing is counted there.
    """

    lever: str
    title: Text
    description: Text
    pillar: str
    pillar_name: Text
    owner: Text
    basis: str
    source: str
    works: float
    months: tuple[float, float, float]
    cost: tuple[float, float, float]
    staff: tuple[float, float, float]
    alone: float
    moves: tuple[str, ...]
    blind: tuple[str, ...]
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    permission: bool
    done_when: Text
    watch: str
    cases: tuple[str, ...]
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProvenance:
    """Which code, data, method, levers and seed made the plan."""

    code_version: str
    data_edition: str
    evidence_fingerprint: str
    framework: str
    methodology: str
    methodology_hash: str
    program: str
    pace: str
    draws: int
    scenarios: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Plan(Shows):
    """A plan for a city: target, what is probable, the smallest path, the portfolio and the ways near it."""

    city: str
    city_name: Text
    cities: int
    years: float
    confidence: float
    currency: str
    budget: float | None
    staff: float | None
    target: TargetEntry
    status: Literal["met", "feasible", "unlikely", "out of reach"]
    probability: float
    summary: Text
    now: Outlook
    still: Outlook
    path: PathEntry
    portfolio: PortfolioEntry
    alternatives: tuple[PortfolioEntry, ...]
    frontier: tuple[tuple[float, float], ...]
    prices: tuple[Price, ...]
    holds: Holds
    levers: tuple[LeverEntry, ...]
    blind: tuple[tuple[str, Text], ...]
    provenance: PlanProvenance

    def shown(self, language: Language = "en") -> Shown:
        """Show the levers of the portfolio with the chance that each works in time; the headline is the summary."""
        chosen = {each.lever: each for each in self.levers}
        rows = [
            (chosen[code].title.into(language), chosen[code].pillar_name.into(language),
             percent(chosen[code].works, language))
            for code in self.portfolio.levers
        ]  # fmt: skip
        return shown(self.summary.into(language), ("Lever", "Pillar", "Chance to work"), rows, language=language)
