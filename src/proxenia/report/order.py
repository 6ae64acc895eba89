"""The order a reader meets things in: what stands first, under which heading, beside what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from proxenia.indicators.catalog import Catalog
from proxenia.locale import interval, number, translate

if TYPE_CHECKING:
    from proxenia.assessment.result import Action, Assessment
    from proxenia.locale import Language

__all__ = ["LIMITS", "METHODS", "SECTIONS", "Reading"]

SECTIONS = {
    "minute": "In one minute",
    "stand": "Where the city stands",
    "profile": "Profile by dimension and theme",
    "kind": "What kind of city",
    "ties": "With whom",
    "gaps": "Strengths and gaps",
    "next": "What next",
    "holes": "Gaps in the evidence",
    "checks": "Held against other rankings",
    "methods": "Methods",
    "ledger": "Ledger",
}

METHODS = (
    (
        "Each value is placed between frozen goalposts (0-100), counts on a logarithmic scale; the weight of a "
        "missing indicator goes to the observed ones of its dimension; dimensions join in an arithmetic mean."
    ),
    (
        "Intervals: {draws} draws vary the normalization (goalposts, percentile), the aggregation (arithmetic, "
        "geometric), every weight by a quarter up or down, what stands for missing values, and the values "
        "themselves: rival figures, grades of sources, age, slips of coding, unseen members."
    ),
    (
        "A count over a roster seen in part is a lower bound; unseen memberships enter with a stated chance. Only "
        "complete rosters prove that a city is not a member."
    ),
    "Grades: A an official page of the body itself, B press or a secondary page, C old, undated or weak.",
    "Qualitative items are coded by one coder so far; the draws allow for a second one who differs by a step.",
)
"""How the figures are made, in the order of the making."""

LIMITS = (
    (
        "Evidence favors cities that publish in languages and places that are easy to find; coverage differs, and "
        "is shown beside each score."
    ),
    "A capital has embassies that no other city can have: compare capitals with capitals on that indicator.",
    "The benchmark cities are exemplars, not a sample: nothing here says what causes what.",
    (
        "The models take their conditions from descriptions of the same four cities, so that these stand high in "
        "their own model is expected, not a finding."
    ),
    "29 of the 32 city-diplomacy indicators are reconstructed from the literature, since the source text names three.",
)
"""What the figures cannot say."""


class Reading:
    """An assessment laid out for a reader of one language."""

    def __init__(self, assessment: Assessment, language: Language) -> None:
        self._a, self._language = assessment, language

    def parts(self) -> dict[str, Any]:
        """What templates ask for beside the assessment itself."""
        a, language = self._a, self._language
        focal = a.cities[0]
        return {
            "focal": focal,
            "names": {entry.indicator: entry.name for entry in a.indicators},
            "all_names": {indicator.id: indicator.name for indicator in Catalog.read()},
            "city_names": {city.city: city.name.into(language) for city in a.cities},
            "exemplar_names": {city.city: city.name.into(language) for city in a.panel},
            "values": {(value.city, value.indicator): value for value in a.values},
            "chances": {(c.city, c.node): c.probability for c in a.comparisons},
            "matrix": self.matrix(),
            "seen_networks": [m for m in a.memberships if m.city == focal.city and m.observation],
            "possible_networks": [m for m in a.memberships if m.city == focal.city and not m.observation],
            "focal_holes": [hole for hole in a.holes if hole.city == focal.city],
            "pillars": self.pillars(),
            "first_steps": self.first_steps(),
            "model_sentence": self.model_sentence(),
            "methods": METHODS,
            "limits": LIMITS,
            "sections": [(code, translate(title, language)) for code, title in SECTIONS.items()],
        }

    def matrix(self) -> Counter[tuple[str, str, str]]:
        """Ties seen of each city by form and scale."""
        cells: Counter[tuple[str, str, str]] = Counter()
        cells.update((tie.city, "bilateral", tie.scale) for tie in self._a.ties)
        cells.update((seat.city, "multilateral", seat.scale) for seat in self._a.memberships if seat.observation)
        return cells

    def pillars(self) -> list[tuple[str, str, list[Action]]]:
        """Actions under their pillars, in the order of the lever library."""
        names = {action.pillar: action.pillar_name for action in (*self._a.actions, *self._a.withheld)}
        ordered = dict.fromkeys(action.pillar for action in (*self._a.actions, *self._a.withheld))
        return [
            (code, names[code].into(self._language), [action for action in self._a.actions if action.pillar == code])
            for code in ordered
        ]

    def first_steps(self) -> list[Action]:
        """Surest action of each of the first three pillars that have one, then the next surest."""
        best = [steps[0] for _, _, steps in self.pillars() if steps]
        rest = sorted((a for a in self._a.actions if a not in best), key=lambda action: -action.confidence)
        return [*best, *rest][:3]

    def model_sentence(self) -> str:
        """Which model the focal city is nearest to, in words."""
        language = self._language
        known = [model for model in self._a.cities[0].models.values() if model.degree is not None]
        if not known:
            return translate("Too little is known to say which of the models it is nearest to.", language)
        nearest = max(known, key=lambda model: model.degree or 0.0)
        return translate("Of the models it is nearest to {model} ({degree}, 90 % interval {i}).", language).format(
            model=nearest.name.into(language),
            degree=number(nearest.degree, language, decimals=2),
            i=interval(nearest.interval, language, decimals=2),
        )
