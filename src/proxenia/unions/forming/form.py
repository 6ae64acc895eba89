"""Which union to form: a region's cities with the capacity for one, chosen exactly and held against chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import StudyError
from proxenia.unions.forming._because import because
from proxenia.unions.forming.capacity import Capacity, Evidence, evidence_of, measure_capacity
from proxenia.unions.forming.chance import best_of_rewired, capacity_draws
from proxenia.unions.forming.choose import Limits, best_exactly, best_quickly
from proxenia.unions.forming.shortlist import in_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.locale.text import Text
    from proxenia.places import City
    from proxenia.unions.forming.region import Region
    from proxenia.unions.ground import Ground
    from proxenia.unions.settings import Theme

__all__ = ["Member", "Proposal", "SizeChoice", "Union", "form"]

LEAST_SIZE = 2
ENDS = (0.05, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A city of a proposed union. `core` is the share of the near-equal proposals that hold it."""

    city: str
    name: Text
    geonames_id: int
    country_iso2: str
    latitude: float
    longitude: float
    is_host: bool
    core: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """A set of cities that could form a union.

    `capacity` is 0-100; `parts` are its parts, 0-1; `ties` are the pairs with an agreement; `lower_by` is the share
    by which its capacity lies below that of the proposal.
    """

    cities: tuple[Member, ...]
    capacity: float
    parts: dict[str, float]
    countries: tuple[str, ...]
    ties: tuple[tuple[str, str], ...]
    lower_by: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeChoice:
    """The best union of a size: its capacity (0-100), its cities, and how far a better one could still be above it."""

    size: int
    capacity: float
    cities: tuple[str, ...]
    open_gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A union to form, with what speaks for it.

    `capacity_interval` is its 90 % interval over weights, unseen ties and unknown permissions. `by_chance` is the
    mean capacity of the best unions of rewired worlds, `chance` the share of these that are at least as able: small
    means that the region's ties, beyond how many each city has, carry the union. `alternatives` differ from the
    proposal and are nearly as able. `nearest` is the network that holds most of the cities already.
    """

    region: str
    region_name: Text
    theme: str
    candidates: int
    shortlist: int
    union: Union
    capacity_interval: tuple[float, float]
    by_chance: float
    chance: float
    sizes: tuple[SizeChoice, ...]
    alternatives: tuple[Union, ...]
    nearest: str
    nearest_share: float
    least_countries: int
    most_of_one_country: int
    because: tuple[Text, ...]
    observations: tuple[str, ...]


def form(
    region: Region,
    sizes: tuple[int, int],
    *,
    ground: Ground,
    theme: Theme | None = None,
    wanted: Sequence[City] = (),
    least_countries: int | None = None,
    rng: np.random.Generator,
) -> Proposal:
    """Propose a union of a region's cities.

    The best set of every size is chosen exactly. Small sets are the ablest, so the proposal is the largest one whose
    capacity is at most `tolerance` below the best; sets that are nearly as able stand beside it.

    Parameters
    ----------
    region
        Where the cities lie.
    sizes
        Fewest and most cities.
    theme
        Theme the union should work on.
    wanted
        Cities that must be in it; they need not lie in the region.
    least_countries
        Countries it must cover; three quarters of the region's where not given.

    Raises
    ------
    StudyError
        If the region holds no cities, or no set of such a size can be met.
    """
    everyone = _everyone(region, sizes, wanted=wanted, least_countries=least_countries, ground=ground)
    low, high = max(sizes[0], least_countries or 0, len(wanted)), sizes[1]
    work = _Work(everyone, ground=ground, theme=theme, wanted=wanted, least_countries=least_countries)
    choices = [(size, found) for size in range(low, min(high, len(work.cities)) + 1) if (found := work.best(size))]
    if not choices:
        raise StudyError(
            "no {low} to {high} cities of region {region!r} keep the limits; ask for fewer countries",
            low=low,
            high=high,
            region=region.id,
        )
    size, chosen = work.prefer([(size, found[0]) for size, found in choices])
    return work.proposal(region, size, chosen, choices, n_candidates=len(everyone), rng=rng)


def _everyone(
    region: Region, sizes: tuple[int, int], *, wanted: Sequence[City], least_countries: int | None, ground: Ground
) -> tuple[City, ...]:
    """Every candidate, after what cannot be met by any of them is refused."""
    low, high = sizes
    if not LEAST_SIZE <= low <= high:
        raise StudyError(
            "a union of {low} to {high} cities is none; write fewest-most, as in 6-12, from {least} on",
            low=low,
            high=high,
            least=LEAST_SIZE,
        )
    everyone = _candidates(region, wanted, ground)
    if len(everyone) < low:
        raise StudyError(
            "a union of {low} cities cannot be met: region {region!r} has {n} candidates; ask for fewer",
            low=low,
            region=region.id,
            n=len(everyone),
        )
    n_countries = len({city.country_iso2 for city in everyone})
    if least_countries is not None and least_countries > min(n_countries, high):
        raise StudyError(
            "{countries} countries cannot be covered by {high} cities of {n} countries; ask for fewer",
            countries=least_countries,
            high=high,
            n=n_countries,
        )
    if len(wanted) > high:
        raise StudyError("{n} cities must be in a union of at most {high}; allow more cities", n=len(wanted), high=high)
    return everyone


def _candidates(region: Region, wanted: Sequence[City], ground: Ground) -> tuple[City, ...]:
    inside = region.candidates(places=ground.places, known=ground.book.cities())
    have = {city.geonames_id for city in inside}
    return (*inside, *(city for city in wanted if city.geonames_id not in have))


class _Work:
    """What one proposal needs at hand while it is made."""

    def __init__(
        self,
        everyone: Sequence[City],
        *,
        ground: Ground,
        theme: Theme | None,
        wanted: Sequence[City],
        least_countries: int | None,
    ) -> None:
        self.ground, self.theme, self.settings = ground, theme, ground.settings.form
        names = {city.geonames_id for city in wanted}
        self.cities = self._shortlist(everyone, names)
        self.evidence: Evidence = evidence_of(self.cities, ground=ground, theme=theme)
        self.capacity: Capacity = measure_capacity(self.evidence, settings=self.settings)
        self.countries = [city.country_iso2 for city in self.cities]
        self.wanted = [i for i, city in enumerate(self.cities) if city.geonames_id in names]
        in_region = len({city.country_iso2 for city in everyone})
        self.least = least_countries or int(np.ceil(self.settings.country_coverage * in_region))

    def limits(self, size: int) -> Limits:
        """Limits for a size."""
        return Limits.of(
            self.countries,
            size,
            share=self.settings.country_share,
            least_countries=self.least,
            wanted=self.wanted,
        )

    def best(self, size: int) -> tuple[tuple[int, ...], float] | None:
        """Best set of a size, and how far a better one could be above it."""
        return best_exactly(self.capacity, size, limits=self.limits(size))

    def prefer(self, choices: Sequence[tuple[int, tuple[int, ...]]]) -> tuple[int, tuple[int, ...]]:
        """Largest set that is nearly as able as the ablest."""
        top = max(self.capacity.of(chosen) for _, chosen in choices)
        near = [each for each in choices if self.capacity.of(each[1]) >= (1 - self.settings.tolerance) * top]
        return max(near, key=lambda each: each[0])

    def alternatives(self, size: int, chosen: tuple[int, ...]) -> list[tuple[int, ...]]:
        """Other sets of the size that are nearly as able, the ablest first."""
        found, least = [chosen], (1 - self.settings.tolerance) * self.capacity.of(chosen)
        while len(found) <= self.settings.alternatives:
            other = best_exactly(self.capacity, size, limits=self.limits(size), without=found)
            if other is None or self.capacity.of(other[0]) < least:
                break
            found.append(other[0])
        return found[1:]

    def proposal(
        self,
        region: Region,
        size: int,
        chosen: tuple[int, ...],
        choices: Sequence[tuple[int, tuple[tuple[int, ...], float]]],
        *,
        n_candidates: int,
        rng: np.random.Generator,
    ) -> Proposal:
        """Put the proposal together, with its interval, its alternatives and what it is held against."""
        others, limits = self.alternatives(size, chosen), self.limits(size)
        near = [chosen, *others]
        by_chance, chance = self._against_chance(size, chosen, rng=rng)
        union = self._union(chosen, chosen, near)
        nearest, share = self._nearest(chosen)
        reasons, facts = because(
            self.evidence, chosen, union=union, ground=self.ground, nearest=(nearest, share), chance=chance
        )
        return Proposal(
            region=region.id,
            region_name=region.name,
            theme="" if self.theme is None else self.theme.code,
            candidates=n_candidates,
            shortlist=len(self.cities),
            union=union,
            capacity_interval=self._interval(chosen, rng=rng),
            by_chance=by_chance,
            chance=chance,
            sizes=tuple(self._size_choice(n, *found) for n, found in choices),
            alternatives=tuple(self._union(other, chosen, near) for other in others),
            nearest=nearest,
            nearest_share=share,
            least_countries=limits.least_countries,
            most_of_one_country=limits.most_of_one,
            because=reasons,
            observations=facts,
        )

    def _against_chance(self, size: int, chosen: tuple[int, ...], *, rng: np.random.Generator) -> tuple[float, float]:
        """Mean capacity (0-100) of the best unions of rewired worlds, and the share of these that are as able.

        Both sides are found by exchange, so that the exact choice has no advantage over chance.
        """
        limits = self.limits(size)
        worlds = best_of_rewired(self.evidence, size, limits=limits, settings=self.settings, rng=rng)
        ours = self.capacity.of(best_quickly(self.capacity, size, limits=limits) or chosen)
        return float(100 * worlds.mean()), float((1 + (worlds >= ours - 1e-12).sum()) / (1 + worlds.size))

    def _interval(self, chosen: tuple[int, ...], *, rng: np.random.Generator) -> tuple[float, float]:
        unseen = np.array([self._unseen(self.cities[i]) for i in chosen])
        draws = capacity_draws(self.evidence, chosen, unseen=unseen, settings=self.settings, rng=rng)
        low, high = 100 * np.quantile(draws, ENDS)
        return float(low), float(high)

    def _size_choice(self, size: int, best: tuple[int, ...], gap: float) -> SizeChoice:
        return SizeChoice(
            size=size,
            capacity=100 * self.capacity.of(best),
            cities=tuple(self.cities[i].name for i in best),
            open_gap=gap,
        )

    def _shortlist(self, everyone: Sequence[City], wanted: set[int]) -> tuple[City, ...]:
        """Candidates that enter the exact choice: wanted ones, each country's first in line, then the first of all."""
        if len(everyone) <= self.settings.shortlist:
            return tuple(everyone)
        ranked = [int(i) for i in np.argsort(-in_line(everyone, self.ground.book), kind="stable")]
        must = [i for i in ranked if everyone[i].geonames_id in wanted]
        lead = {everyone[i].country_iso2: i for i in reversed(ranked)}
        picked = list(dict.fromkeys([*must, *lead.values(), *ranked]))[: max(self.settings.shortlist, len(must))]
        return tuple(everyone[i] for i in sorted(picked))

    def _union(self, chosen: Sequence[int], proposal: Sequence[int], near: Sequence[Sequence[int]]) -> Union:
        host = max(chosen, key=lambda i: (self.capacity.host[i], self.cities[i].population))
        members = tuple(
            Member(
                city=self.cities[i].name,
                name=self.cities[i].text,
                geonames_id=self.cities[i].geonames_id,
                country_iso2=self.cities[i].country_iso2,
                latitude=self.cities[i].latitude,
                longitude=self.cities[i].longitude,
                is_host=bool(i == host and self.capacity.host[i] > 0),
                core=float(np.mean([i in other for other in near])),
            )
            for i in chosen
        )
        value = self.capacity.of(chosen)
        return Union(
            cities=members,
            capacity=100 * value,
            parts=self.capacity.parts(chosen),
            countries=tuple(sorted({member.country_iso2 for member in members})),
            ties=tuple(
                (self.cities[a].name, self.cities[b].name)
                for k, a in enumerate(chosen)
                for b in chosen[k + 1 :]
                if self.capacity.ties[a, b]
            ),
            lower_by=1 - value / self.capacity.of(proposal),
        )

    def _unseen(self, city: City) -> list[float]:
        return [
            self.ground.likeness(city, network)[3] if self.ground.reader.is_eligible(city, network) else 0.0
            for network in self.evidence.networks
        ]

    def _nearest(self, chosen: Sequence[int]) -> tuple[str, float]:
        """Network that most of the cities are seen in, and the share of them that are; empty where none are."""
        held = self.evidence.member[list(chosen)].mean(axis=0)
        best = int(np.argmax(held))
        return (self.evidence.networks[best], float(held[best])) if held[best] > 0 else ("", 0.0)
