"""With whom: cities to make a bilateral agreement with, each with what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.places.sphere import city_vectors, paired_km
from proxenia.unions.forming.capacity import evidence_of, measure_capacity
from proxenia.unions.partnering._because import because
from proxenia.unions.partnering.model import FEATURES, PairFeatures, TieModel, known_and_large, training_pairs
from proxenia.unions.weigh import weigh

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from proxenia.compare import Finding
    from proxenia.locale.text import Text
    from proxenia.places import City
    from proxenia.unions.ground import Ground
    from proxenia.unions.partnering.gaps import Strengths
    from proxenia.unions.weigh import Weighed

__all__ = ["Candidate", "Partner", "partners"]

MOST = 30
"""Candidates that are weighed in full: so many of the likeliest, and so many of the greatest affinity."""

REACH_FULL = 150.0
"""New cities at which the part of reach is 1, on a logarithmic scale."""

BUSY = frozenset({"partners", "memberships"})
"""Features that say how many ties a city has, whoever the other one is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A city to make an agreement with.

    `score` is 0-100 with its 90 % interval, `rank` the place in the list with its 90 % interval. `likelihood` (0-1)
    is the chance that two such cities have an agreement, by the model of ties; `parts` are the parts of the score, 0-1,
    None where unknown. `science` is the strength of joint publishing where such ties were given.
    """

    city: str
    name: Text
    geonames_id: int
    country_iso2: str
    latitude: float
    longitude: float
    score: float
    score_interval: tuple[float, float]
    rank: int
    rank_interval: tuple[int, int]
    parts: dict[str, float | None]
    likelihood: float
    contributions: dict[str, float]
    distance_km: float
    shared_networks: tuple[str, ...]
    common_partners: int
    new_cities: int
    gaps: tuple[str, ...]
    science: float | None
    because: tuple[Text, ...]
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is found out about one city before it is weighed against the others."""

    city: City
    likelihood: float
    affinity: float
    contributions: dict[str, float]
    distance_km: float
    shared: dict[str, tuple[str, ...]]
    common: tuple[int, ...]
    reached: tuple[int, ...]
    complementarity: float
    gaps: tuple[Finding, ...]
    science: float | None


def partners(
    city: City,
    *,
    ground: Ground,
    strengths: Strengths | None = None,
    science: Mapping[int, float] | None = None,
    limit: int = 10,
    draws: int = 1000,
    rng: np.random.Generator,
) -> tuple[Partner, ...]:
    """List cities of other countries to make an agreement with, the best first; present partners are left out.

    Parameters
    ----------
    strengths
        Where other cities are strong at what the city lacks, for the cities of the panel.
    science
        Strength of joint publishing with other cities, by GeoNames number, such as association strength.
    limit
        Most cities to give.

    Raises
    ------
    MethodError
        If the evidence has no agreement to learn from.
    """
    settings = ground.settings.partners
    candidates = _candidates(city, ground=ground, strengths=strengths, science=science or {}, rng=rng)
    if not candidates:
        return ()
    weights = {name: weight for name, weight in settings.weights.items() if name != "science" or science}
    best = (max(each.likelihood for each in candidates), max((science or {}).values(), default=0.0))
    parts = np.array([_parts(each, tuple(weights), best=best) for each in candidates])
    weighed = weigh(parts, weights=weights, spread=settings.spread, draws=draws, rng=rng)
    order = np.lexsort((np.arange(len(candidates)), -weighed.figures))[:limit]
    return tuple(
        _partner(
            city, candidates[i], ground=ground, parts=dict(zip(weights, parts[i], strict=True)), at=(weighed, i, place)
        )
        for place, i in enumerate(order, start=1)
    )


def _partner(
    city: City, each: Candidate, *, ground: Ground, parts: dict[str, float], at: tuple[Weighed, int, int]
) -> Partner:
    weighed, i, place = at
    reasons, facts = because(city, each, ground=ground)
    return Partner(
        city=each.city.name,
        name=each.city.text,
        geonames_id=each.city.geonames_id,
        country_iso2=each.city.country_iso2,
        latitude=each.city.latitude,
        longitude=each.city.longitude,
        score=float(weighed.figures[i]),
        score_interval=(float(weighed.intervals[0, i]), float(weighed.intervals[1, i])),
        rank=place,
        rank_interval=(int(weighed.rank_intervals[0, i]), int(weighed.rank_intervals[1, i])),
        parts={name: None if np.isnan(part) else float(part) for name, part in parts.items()},
        likelihood=each.likelihood,
        contributions=each.contributions,
        distance_km=each.distance_km,
        shared_networks=tuple(each.shared),
        common_partners=len(each.common),
        new_cities=len(each.reached),
        gaps=tuple(gap.indicator for gap in each.gaps),
        science=each.science,
        because=reasons,
        observations=facts,
    )


def _candidates(
    city: City,
    *,
    ground: Ground,
    strengths: Strengths | None,
    science: Mapping[int, float],
    rng: np.random.Generator,
) -> list[Candidate]:
    features, model = fitted(ground, city, rng=rng)
    mine = features.rows[city.geonames_id]
    others = np.array([i for i in range(len(features.cities)) if i != mine])
    ones = np.full(len(others), mine)
    free = features.abroad(ones, others) & ~features.tied(ones, others)
    ones, others = ones[free], others[free]
    table = features.table(ones, others)
    chances, parts = model.chances(table), model.parts(table)
    affinity = _affinity(model.model.names, parts)
    together = np.array([science.get(features.cities[row].geonames_id, 0.0) for row in others])
    chosen = _first_of_each(chances, affinity, together)
    cities = [features.cities[others[k]] for k in chosen]
    complementarity = _complementarity(city, cities, ground)
    km = paired_km(np.repeat(city_vectors([city]), len(cities), axis=0), city_vectors(cities))
    book, tied = ground.book, ground.tied(city.geonames_id)
    near = book.partners_of(city.geonames_id)
    return [
        Candidate(
            city=other,
            likelihood=float(chances[k]),
            affinity=float(affinity[k]),
            contributions=dict(zip(model.model.names, (float(part) for part in parts[k]), strict=True)),
            distance_km=float(km[i]),
            shared=book.shared(city.geonames_id, other.geonames_id),
            common=tuple(sorted(near.keys() & book.partners_of(other.geonames_id).keys())),
            reached=tuple(sorted(book.partners_of(other.geonames_id).keys() - tied - {city.geonames_id})),
            complementarity=float(complementarity[i]),
            gaps=() if strengths is None else strengths.of(other.geonames_id),
            science=science.get(other.geonames_id),
        )
        for i, (k, other) in enumerate(zip(chosen, cities, strict=True))
    ]


def _first_of_each(*scores: NDArray[np.float64]) -> list[int]:
    """Places of the first `MOST` of each score, those at zero left out, each once."""
    ranked = [np.argsort(-each, kind="stable")[:MOST] for each in scores]
    return list(dict.fromkeys(int(k) for each, first in zip(scores, ranked, strict=True) for k in first if each[k] > 0))


def fitted(ground: Ground, city: City, *, rng: np.random.Generator) -> tuple[PairFeatures, TieModel]:
    """Fit the model of ties on all agreements across borders, with the city among its cities."""
    settings = ground.settings.partners
    cities = known_and_large(ground.book, places=ground.places, settings=settings)
    if city.geonames_id not in {each.geonames_id for each in cities}:
        cities.append(city)
    features = PairFeatures(cities, ground.book, places=ground.places)
    ones, others, weights = training_pairs(features, negatives=settings.negatives, rng=rng)
    tied = features.tied(ones, others)
    table = features.table(ones, others)
    return features, TieModel.fit(table, tied, weights=weights, ridge=settings.ridge, features=FEATURES)


def _affinity(names: Sequence[str], parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """What speaks for each pair beside how many ties the two cities have, as its place among all pairs, 0-1."""
    own = [i for i, name in enumerate(names) if name not in BUSY]
    beside = parts[:, own].sum(axis=1)
    order = np.argsort(np.argsort(beside, kind="stable"), kind="stable")
    return order / max(len(order) - 1, 1)


def _complementarity(city: City, others: Sequence[City], ground: Ground) -> NDArray[np.float64]:
    """One minus the cosine of a city's experience and that of each other one, 0-1; shape (n_others,)."""
    evidence = evidence_of([city, *others], ground=ground)
    return measure_capacity(evidence, settings=ground.settings.form).complementarity[0, 1:]


def _parts(each: Candidate, names: Sequence[str], *, best: tuple[float, float]) -> list[float]:
    """Parts of the score; likelihood and science are taken against the largest ones, given in `best`."""
    parts = {
        "likelihood": each.likelihood / best[0],
        "reach": min(np.log1p(len(each.reached)) / np.log1p(REACH_FULL), 1.0),
        "complementarity": each.complementarity,
        "affinity": each.affinity,
        "science": np.nan if each.science is None or not best[1] else np.log1p(each.science) / np.log1p(best[1]),
    }
    return [float(parts[name]) for name in names]
