r"""Which networks a city is in, and how likely it is in those whose rosters are only partly seen.

A roster that is complete proves non-membership. In a partial one, a city that is not seen may still be a member. With
:math:`M` members claimed, :math:`S` seen and :math:`E` cities that could be members (at least a stated size, in the
countries the network admits), the chance of an unseen eligible city is

.. math:: p = \min\!\left(\text{cap},\ \frac{M - S}{E - S}\right).

It is the same for every unseen eligible city: size, wealth and neighbors are left to the models of union and joining.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from proxenia.places import City, Gazetteer
    from proxenia.store import Store

__all__ = ["Eligibility", "MembershipReader", "Prior", "Seat"]

GOVERNING = frozenset({"president", "vice_president", "board"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is thought of unseen members: the size from which a city can be one, and the bounds of the chance."""

    prior_population: int
    prior_cap: float
    prior_floor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A network a city is seen in (`probability` 1) or may be in, with the ids of the facts that show it."""

    network_id: str
    probability: float
    role: str
    since_year: int | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may join a network: a rule such as `continent:AS;EU min_population:1000000`, `countries:IR;TR` or `world`.

    Examples
    --------
    >>> Eligibility.parse("countries:IR;TR").countries == {"IR", "TR"}
    True
    """

    continents: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    min_population: int = 0

    @classmethod
    def parse(cls, rule: str) -> Eligibility:
        """Read a rule; raise `DataError` when a part of it is unknown."""
        continents: frozenset[str] = frozenset()
        countries: frozenset[str] = frozenset()
        least = 0
        for part in rule.split():
            key, _, value = part.partition(":")
            if key == "continent":
                continents = frozenset(value.split(";"))
            elif key == "countries":
                countries = frozenset(value.split(";"))
            elif key == "min_population":
                least = int(value)
            elif part != "world":
                raise DataError(
                    f"eligibility {rule!r}: {part!r} is unknown; write world, continent:, countries: or min_population:"
                )
        return cls(continents, countries, least)

    def admits(self, country_iso2: str, *, continent: str, population: int) -> bool:
        """Say whether a city of that country, continent and size could be a member."""
        return (
            (not self.continents or continent in self.continents)
            and (not self.countries or country_iso2 in self.countries)
            and population >= self.min_population
        )


class MembershipReader:
    """Memberships of any city, with the chances of unseen ones.

    Parameters
    ----------
    store
        Evidence with networks and memberships.
    gazetteer
        Cities of the world, to count who could be a member.
    prior
        What is thought of unseen members.
    """

    def __init__(self, store: Store, *, gazetteer: Gazetteer, prior: Prior) -> None:
        self._gazetteer = gazetteer
        self._prior = prior
        self.networks: dict[str, Mapping[str, Any]] = {row["network_id"]: row for row in store.rows("networks")}
        self._rules = {key: Eligibility.parse(row["eligible"]) for key, row in self.networks.items()}
        self._seen: dict[str, dict[int, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        for row in store.rows("memberships"):
            if row["status"] != "former":
                self._seen[row["network_id"]][row["geonames_id"]].append(row)
        self._pool = gazetteer.larger_than(prior.prior_population)
        self._chance: dict[str, float] = {}

    def seats(self, city: City, *, networks: Sequence[str] | None = None) -> tuple[Seat, ...]:
        """Seats of a city, seen ones first; networks it cannot or surely did not join are left out."""
        wanted = self.networks if networks is None else networks
        seats = [seat for network in wanted if (seat := self._seat(city, network)) is not None]
        return tuple(sorted(seats, key=lambda seat: (-seat.probability, seat.network_id)))

    def governing_facts(self, geonames_id: int) -> tuple[str, ...]:
        """Ids of the memberships in which a city has a seat in a governing body."""
        return tuple(
            row["fact_id"]
            for members in self._seen.values()
            for row in members.get(geonames_id, ())
            if row["role"] in GOVERNING
        )

    def chance(self, network_id: str) -> float:
        """Chance (0-1) that an eligible city unseen in a network is a member of it."""
        if network_id not in self._chance:
            self._chance[network_id] = self._count_chance(network_id)
        return self._chance[network_id]

    def is_eligible(self, city: City, network_id: str) -> bool:
        """Say whether a city could be a member of a network."""
        return self._rules[network_id].admits(
            city.country_iso2, continent=self._continent(city.country_iso2), population=city.population
        )

    def _seat(self, city: City, network_id: str) -> Seat | None:
        rows = self._seen[network_id].get(city.geonames_id, [])
        if rows:
            best = min(rows, key=lambda row: (row["role"] not in GOVERNING, row["role"]))
            years = [row["since_year"] for row in rows if row["since_year"]]
            return Seat(
                network_id=network_id,
                probability=1.0,
                role=best["role"],
                since_year=min(years, default=None),
                facts=tuple(row["fact_id"] for row in rows),
            )
        if self.networks[network_id]["roster"] == "complete" or not self.is_eligible(city, network_id):
            return None
        return Seat(network_id=network_id, probability=self.chance(network_id), role="", since_year=None, facts=())

    def _count_chance(self, network_id: str) -> float:
        prior, claimed = self._prior, self.networks[network_id]["members_claimed"]
        if claimed is None:
            return prior.prior_floor
        seen = len(self._seen[network_id])
        eligible = sum(self.is_eligible(city, network_id) for city in self._pool)
        unseen = max(claimed - seen, 0)
        return float(min(max(unseen / max(eligible - seen, 1), prior.prior_floor), prior.prior_cap))

    def _continent(self, country_iso2: str) -> str:
        country = self._gazetteer.countries.get(country_iso2)
        return country.continent if country else ""
