"""Who is tied to whom: memberships and agreements seen from any city, with the facts that show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from proxenia.store import in_force

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from proxenia.store import Store

__all__ = ["TieBook"]

Facts = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TieBook:
    """Memberships in force by network and agreements in force by pair, each with the ids of its facts.

    `members` maps a network to its cities, `partners` a city to the cities it has agreements with (both ways).

    Examples
    --------
    >>> rows = [{"network_id": "n", "geonames_id": 1, "status": "current", "fact_id": "m1"}]
    >>> TieBook.of(rows, ()).networks(1)
    {'n': ('m1',)}
    """

    members: dict[str, dict[int, Facts]]
    partners: dict[int, dict[int, Facts]]
    _networks: dict[int, dict[str, Facts]] = field(default_factory=dict)

    @classmethod
    def of(cls, memberships: Iterable[Mapping[str, Any]], agreements: Iterable[Mapping[str, Any]]) -> TieBook:
        """Make a book of rows in the form of the evidence tables; former and ended ties are left out."""
        members: dict[str, dict[int, Facts]] = defaultdict(dict)
        networks: dict[int, dict[str, Facts]] = defaultdict(dict)
        for row in memberships:
            if row["status"] != "former":
                network, city = row["network_id"], row["geonames_id"]
                facts = (*members[network].get(city, ()), row["fact_id"])
                members[network][city] = networks[city][network] = facts
        partners: dict[int, dict[int, Facts]] = defaultdict(dict)
        for row in agreements:
            if in_force(row):
                one, other = row["geonames_id_a"], row["geonames_id_b"]
                facts = (*partners[one].get(other, ()), row["fact_id"])
                partners[one][other] = partners[other][one] = facts
        return cls(members=dict(members), partners=dict(partners), _networks=dict(networks))

    @classmethod
    def read(
        cls,
        store: Store,
        *,
        keep_membership: Callable[[Mapping[str, Any]], bool] | None = None,
        keep_agreement: Callable[[Mapping[str, Any]], bool] | None = None,
    ) -> TieBook:
        """Make the book of a store's evidence, of the rows to be kept where a test of them is given."""
        return cls.of(
            (row for row in store.rows("memberships") if keep_membership is None or keep_membership(row)),
            (row for row in store.rows("agreements") if keep_agreement is None or keep_agreement(row)),
        )

    def networks(self, city: int) -> dict[str, Facts]:
        """Networks a city is seen in, with the facts."""
        return self._networks.get(city, {})

    def partners_of(self, city: int) -> dict[int, Facts]:
        """Cities a city has agreements with, with the facts."""
        return self.partners.get(city, {})

    def shared(self, one: int, other: int) -> dict[str, Facts]:
        """Networks that two cities are both seen in, with the facts of both."""
        mine, theirs = self.networks(one), self.networks(other)
        return {network: (*mine[network], *theirs[network]) for network in mine if network in theirs}

    def degree(self, city: int) -> int:
        """Number of ties seen of a city: its memberships and its partners."""
        return len(self.networks(city)) + len(self.partners_of(city))

    def tied(self, city: int) -> set[int]:
        """Cities that share a network or an agreement with a city."""
        near = set(self.partners_of(city))
        for network in self.networks(city):
            near |= self.members[network].keys()
        return near - {city}

    def cities(self) -> set[int]:
        """Every city with a tie."""
        return set(self._networks) | set(self.partners)
