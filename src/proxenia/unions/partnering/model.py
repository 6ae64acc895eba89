"""How likely two cities of different countries have an agreement: a model of ties, with its two baselines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.places.sphere import city_vectors, paired_km
from proxenia.unions.logit import Logit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.places import City, Gazetteer
    from proxenia.unions.settings import PartnerSettings
    from proxenia.unions.ties import TieBook

__all__ = ["DEGREE", "FEATURES", "GRAVITY", "PairFeatures", "TieModel", "known_and_large", "training_pairs"]

FEATURES = (
    "shared_networks",
    "common_partners",
    "partners",
    "memberships",
    "country_ties",
    "population",
    "distance",
    "size_gap",
    "both_capitals",
    "same_continent",
)
GRAVITY = ("population", "distance")
DEGREE = ("partners",)
LEAST_KM = 10.0


class PairFeatures:
    """Features of pairs of cities, each without the pair's own agreement.

    Parameters
    ----------
    cities
        The cities that pairs are made of.
    book
        The ties they are described by.
    """

    def __init__(self, cities: Sequence[City], book: TieBook, *, places: Gazetteer) -> None:
        self.cities, self.book = tuple(cities), book
        self.rows = {city.geonames_id: i for i, city in enumerate(self.cities)}
        self._points = city_vectors(self.cities)
        self._population = np.log10(np.maximum([city.population for city in self.cities], 1000))
        self._capital = np.array([city.is_capital for city in self.cities])
        numbers = [city.geonames_id for city in self.cities]
        self._near = [book.partners_of(number).keys() for number in numbers]
        self._inside = [book.networks(number).keys() for number in numbers]
        self._countries = [city.country_iso2 for city in self.cities]
        self._continents = [_continent(code, places) for code in self._countries]
        self._between = self._country_ties(places)

    def table(self, ones: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
        """Features of pairs given by rows; shape (n_pairs, n_features), columns as `FEATURES`."""
        tied = np.array([self.cities[b].geonames_id in self._near[a] for a, b in zip(ones, others, strict=True)], float)
        km = paired_km(self._points[ones], self._points[others])
        partners = np.array([len(near) for near in self._near], float)
        seats = np.log1p([len(inside) for inside in self._inside])
        pairs = list(zip(ones.tolist(), others.tolist(), strict=True))
        return np.column_stack(
            [
                np.log1p([self._shared(a, b) for a, b in pairs]),
                np.log1p([self._common(a, b) for a, b in pairs]),
                np.log1p(np.maximum(partners[ones] - tied, 0)) + np.log1p(np.maximum(partners[others] - tied, 0)),
                seats[ones] + seats[others],
                np.log1p(np.maximum([self._ties_of_countries(a, b) for a, b in pairs] - tied, 0)),
                self._population[ones] + self._population[others],
                np.log(np.maximum(km, LEAST_KM)),
                np.abs(self._population[ones] - self._population[others]),
                (self._capital[ones] & self._capital[others]).astype(float),
                [float(self._continents[a] == self._continents[b]) for a, b in pairs],
            ]
        )

    def tied(self, ones: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say of each pair whether it has an agreement; shape (n_pairs,)."""
        return np.array([self.cities[b].geonames_id in self._near[a] for a, b in zip(ones, others, strict=True)], bool)

    def abroad(self, ones: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say of each pair whether it crosses a border; shape (n_pairs,)."""
        codes = np.array(self._countries)
        return codes[ones] != codes[others]

    def _shared(self, a: int, b: int) -> float:
        common = self._inside[a] & self._inside[b]
        return float(sum(1 / np.log1p(max(len(self.book.members[network]), 2)) for network in common))

    def _common(self, a: int, b: int) -> float:
        common = self._near[a] & self._near[b]
        return float(sum(1 / np.log1p(len(self.book.partners_of(city)) + 1) for city in common))

    def _ties_of_countries(self, a: int, b: int) -> float:
        return self._between.get((self._countries[a], self._countries[b]), 0.0)

    def _country_ties(self, places: Gazetteer) -> dict[tuple[str, str], float]:
        found: dict[tuple[str, str], float] = {}
        home = {number: places.city(number).country_iso2 for number in self.book.partners}
        for one, near in self.book.partners.items():
            for other in near:
                key = (home[one], home[other])
                found[key] = found.get(key, 0.0) + (0.5 if key[0] == key[1] else 1.0)
        return found


@dataclass(frozen=True, kw_only=True)
class TieModel:
    """A fitted model of ties over some of the features."""

    model: Logit
    columns: tuple[int, ...]

    @classmethod
    def fit(
        cls,
        table: NDArray[np.float64],
        tied: NDArray[np.bool_],
        *,
        weights: NDArray[np.float64],
        ridge: float,
        features: Sequence[str] = FEATURES,
    ) -> TieModel:
        """Fit the model on pairs; raise `MethodError` when none is tied."""
        columns = tuple(FEATURES.index(name) for name in features)
        model = Logit.fit(table[:, columns], tied, names=tuple(features), ridge=ridge, weights=weights)
        return cls(model=model, columns=columns)

    def logits(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Logarithm of the odds that each pair is tied; shape (n_pairs,)."""
        return self.model.logits(table[:, self.columns])

    def chances(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """Chance (0-1) that each pair is tied; shape (n_pairs,)."""
        return self.model.chances(table[:, self.columns])

    def parts(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each feature adds to the logit; shape (n_pairs, n_features of the model)."""
        return self.model.parts(table[:, self.columns])


def known_and_large(book: TieBook, *, places: Gazetteer, settings: PartnerSettings) -> list[City]:
    """Cities with a tie and all of at least `settings.least_population`, most populous first."""
    tied = book.cities()
    found = {city.geonames_id: city for city in places.larger_than(settings.least_population)}
    found |= {number: places.city(number) for number in tied if number not in found}
    return sorted(found.values(), key=lambda city: (-city.population, city.geonames_id))


def training_pairs(
    features: PairFeatures, *, negatives: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Every tied pair across a border, and a sample of the others; the third array is what each pair stands for."""
    rows = features.rows
    ties = sorted(
        (rows[a], rows[b])
        for a, near in features.book.partners.items()
        for b in near
        if a < b and a in rows and b in rows
    )
    ones, others = (np.array(each, dtype=np.int64) for each in (zip(*ties, strict=True) if ties else ((), ())))
    keep = features.abroad(ones, others) if ties else np.zeros(0, bool)
    ones, others = ones[keep], others[keep]
    n, wanted = len(features.cities), negatives * max(len(ones), 1)
    a, b = rng.integers(n, size=3 * wanted), rng.integers(n, size=3 * wanted)
    free = (a != b) & features.abroad(a, b) & ~features.tied(a, b)
    a, b = a[free][:wanted], b[free][:wanted]
    each = n * (n - 1) / 2 * free.mean() / max(len(a), 1)
    return np.concatenate([ones, a]), np.concatenate([others, b]), np.repeat([1.0, each], [len(ones), len(a)])


def _continent(country_iso2: str, places: Gazetteer) -> str:
    country = places.countries.get(country_iso2)
    return country.continent if country else ""
