r"""How likely a city like this one is a member of a network.

A logistic regression over all pairs of a city and a network that admits it. Each feature is counted without the pair's
own membership, so that a member is described by what is known of it elsewhere. Lists that are seen in part hold fewer
members than there are; an intercept of its own for each network makes the chances of the unseen cities add up to the
members that are claimed and not seen, the same total that the reading of memberships spreads evenly.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.places.sphere import chord_km, city_vectors
from proxenia.unions.logit import Logit
from proxenia.unions.ties import TieBook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from proxenia.networks import MembershipReader
    from proxenia.places import City, Gazetteer
    from proxenia.unions.settings import LikenessSettings

__all__ = ["FEATURES", "Likeness", "MemberFeatures", "sample_of_cities"]

FEATURES = (
    "population",
    "is_capital",
    "memberships",
    "agreements",
    "kindred",
    "compatriots",
    "partners_inside",
    "network_size",
    "distance",
)
NEAREST = 3
BEND = float(np.log(1 / 4))
"""Log-odds of one to four: above it a straight model is too sure, and its odds are bent to what is observed."""


class MemberFeatures:
    """Features of every city and network, each without the pair's own membership.

    Parameters
    ----------
    cities
        The cities described.
    networks
        Ids of the networks.
    book
        The ties they are described by.
    """

    def __init__(self, cities: Sequence[City], networks: Sequence[str], book: TieBook, *, places: Gazetteer) -> None:
        self.cities, self.networks, self.book = tuple(cities), tuple(networks), book
        self._rows = {city.geonames_id: i for i, city in enumerate(self.cities)}
        self.member = self._membership(self._rows)
        self._points = city_vectors(self.cities)
        self._size = np.array([len(book.members.get(network, ())) for network in self.networks], float)
        self._kin = self._kinship()
        self._places = places
        degree = np.array([len(book.networks(city.geonames_id)) for city in self.cities], float)
        self._memberships = degree[:, None] - self.member
        self._partners = [book.partners_of(city.geonames_id).keys() for city in self.cities]
        self._lone = np.column_stack(
            [
                np.log10(np.maximum([city.population for city in self.cities], 1000)),
                np.array([city.is_capital for city in self.cities], float),
                np.log1p(np.array([len(partners) for partners in self._partners], float)),
            ]
        )

    def table(self, network: str) -> NDArray[np.float64]:
        """Features of every city for one network; shape (n_cities, n_features), columns as `FEATURES`."""
        j = self.networks.index(network)
        mine = self.member[:, j]
        inside = [self._places.city(city) for city in self.book.members.get(network, ())]
        own = self.book.members.get(network, {}).keys()
        homes = Counter(city.country_iso2 for city in inside)
        compatriots = np.array([homes[city.country_iso2] for city in self.cities], float)
        partners = np.array([len(own & near) if near else 0 for near in self._partners], float)
        return np.column_stack(
            [
                self._lone[:, :2],
                np.log1p(self._memberships[:, j]),
                self._lone[:, 2],
                self._kindred(j),
                np.log1p(np.maximum(compatriots - mine, 0)),
                np.log1p(partners),
                np.log1p(np.maximum(self._size[j] - mine, 0)),
                np.log1p(self._nearest(inside, mine)),
            ]
        )

    def _membership(self, rows: Mapping[int, int]) -> NDArray[np.float64]:
        out = np.zeros((len(rows), len(self.networks)))
        for j, network in enumerate(self.networks):
            for city in self.book.members.get(network, ()):
                if city in rows:
                    out[rows[city], j] = 1.0
        return out

    def _kinship(self) -> NDArray[np.float64]:
        """Members that two networks have in common, over all cities of the book; shape (n_networks, n_networks)."""
        sets = [set(self.book.members.get(network, ())) for network in self.networks]
        return np.array([[float(len(one & other)) for other in sets] for one in sets])

    def _kindred(self, j: int) -> NDArray[np.float64]:
        """Sum, over a city's other networks, of the cosine of their members and this network's, without the city."""
        mine = self.member[:, j : j + 1]
        others = np.delete(np.arange(len(self.networks)), j)
        common = np.maximum(self._kin[j, others] - mine, 0.0)
        norm = np.sqrt(np.maximum(self._size[j] - mine, 1.0) * np.maximum(self._size[others], 1.0))
        return (self.member[:, others] * common / norm).sum(axis=1)

    def _nearest(self, inside: Sequence[City], mine: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean distance in kilometers to the nearest members, itself left out; 20,000 where there is none."""
        if not inside:
            return np.full(len(self.cities), 20_000.0)
        near = self._points @ city_vectors(inside).T
        wanted = min(NEAREST + 1, near.shape[1])
        near = -np.sort(-np.partition(near, -wanted, axis=1)[:, -wanted:], axis=1)
        far = chord_km(np.sqrt(np.maximum(2 - 2 * near, 0)))
        keep = np.arange(far.shape[1])[None, :]
        start = mine[:, None].astype(int)
        used = (keep >= start) & (keep < start + NEAREST)
        total = used.sum(axis=1)
        return np.where(total > 0, (far * used).sum(axis=1) / np.maximum(total, 1), 20_000.0)


def sample_of_cities(
    book: TieBook, *, places: Gazetteer, settings: LikenessSettings
) -> tuple[list[City], NDArray[np.float64]]:
    """Cities for the model: every one with a tie, and every so many-th of the others, with what each stands for."""
    tied = book.cities()
    large = places.larger_than(settings.least_population)
    others = [city for city in large if city.geonames_id not in tied][:: settings.every]
    known = [city for city in large if city.geonames_id in tied]
    return [*known, *others], np.repeat([1.0, float(settings.every)], [len(known), len(others)])


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """The fitted model with the intercepts that make its chances add up to the members claimed."""

    model: Logit
    straight: Logit
    seen: dict[str, float]
    unseen: dict[str, float]
    even: dict[str, float]
    cap: float

    @classmethod
    def fit(
        cls,
        features: MemberFeatures,
        *,
        weights: NDArray[np.float64],
        reader: MembershipReader,
        settings: LikenessSettings,
        prior_cap: float,
    ) -> Likeness:
        """Fit the model on every admitted pair; raise `MethodError` when no membership is seen.

        Parameters
        ----------
        features
            Features of a sample of cities.
        weights
            How many cities each city of the sample stands for.
        reader
            Says which networks admit a city.
        prior_cap
            Largest mean chance of the unseen cities of a network, as the reading of memberships states it.
        """
        tables, labels, counts = _admitted(features, weights, reader)
        model = Logit.fit(
            np.concatenate(tables),
            np.concatenate(labels),
            names=FEATURES,
            ridge=settings.ridge,
            weights=np.concatenate(counts),
        )
        raw = [model.logits(table) for table in tables]
        shifts = [_shift(r, c, max(float(y.sum()), 0.5), 1.0) for r, y, c in zip(raw, labels, counts, strict=True)]
        straight = _straightener(
            np.concatenate([r + shift for r, shift in zip(raw, shifts, strict=True)]), labels, counts
        )
        unseen, even = {}, {}
        for network, r, shift, seen, count in zip(features.networks, raw, shifts, labels, counts, strict=True):
            every = len(features.book.members.get(network, ()))
            total = _unseen(reader.networks[network], inside=int(seen.sum()), seen=every)
            if total:
                logits = straight.logits(_bent(r + shift))[~seen]
                unseen[network] = _shift(logits, count[~seen], total, prior_cap)
                even[network] = min(total / max(count[~seen].sum(), 1.0), prior_cap)
        return cls(
            model=model,
            straight=straight,
            seen=dict(zip(features.networks, shifts, strict=True)),
            unseen=unseen,
            even=even,
            cap=settings.cap,
        )

    def logits(self, features: MemberFeatures, network: str) -> NDArray[np.float64]:
        """Logarithm of the odds that a city like each one is seen in a network; shape (n_cities,)."""
        raw = self.model.logits(features.table(network)) + self.seen.get(network, 0.0)
        return self.straight.logits(_bent(raw))

    def chances(self, features: MemberFeatures, network: str) -> NDArray[np.float64]:
        """Chance (0-1) that a city like each one is a member; shape (4, n_cities).

        The rows are the lower end, the middle and the upper end, and the chance of an unseen membership alone. The
        unseen members of a list seen in part are spread evenly over the cities that the network admits at one end,
        and as the seen ones are spread at the other; the middle is the mean of their log-odds, because what is seen
        first is large and near. A complete list has no unseen members, and the three are the same.
        """
        logits = self.logits(features, network)
        seen = _sigmoid(logits)
        if network not in self.unseen:
            return np.minimum(np.stack([seen, seen, seen, np.zeros_like(seen)]), self.cap)
        alike = np.clip(logits + self.unseen[network], -40, 40)
        even = np.full_like(alike, np.log(self.even[network] / (1 - self.even[network])))
        ends = np.sort(np.stack([even, alike]), axis=0)
        unseen = _sigmoid(np.stack([ends[0], ends.mean(axis=0), ends[1]]))
        every = seen + (1 - seen) * unseen
        return np.minimum(np.concatenate([every, unseen[1:2]]), self.cap)


def _admitted(
    features: MemberFeatures, weights: NDArray[np.float64], reader: MembershipReader
) -> tuple[list[NDArray[np.float64]], list[NDArray[np.bool_]], list[NDArray[np.float64]]]:
    """Features, membership and weight of the cities that each network admits or holds, network by network."""
    tables, labels, counts = [], [], []
    for j, network in enumerate(features.networks):
        seen = features.member[:, j] > 0
        may = seen | np.array([reader.is_eligible(city, network) for city in features.cities])
        tables.append(features.table(network)[may])
        labels.append(seen[may])
        counts.append(weights[may])
    return tables, labels, counts


def _straightener(
    logits: NDArray[np.float64], labels: Sequence[NDArray[np.bool_]], counts: Sequence[NDArray[np.float64]]
) -> Logit:
    """Fit how odds have to be bent where they are high, so that chances come out as often as they say."""
    return Logit.fit(
        _bent(logits), np.concatenate(labels), names=("odds", "high odds"), ridge=1.0, weights=np.concatenate(counts)
    )


def _bent(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Odds, and by how much they lie above one to four; shape (n, 2)."""
    return np.column_stack([logits, np.maximum(logits - BEND, 0.0)])


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(logits, -40, 40)))


def _unseen(network: Mapping[str, Any], *, inside: int, seen: int) -> float:
    """Members thought unseen among the cities of the model: none of a complete list.

    Where the number of members is not claimed, it is taken to be twice what is seen.
    """
    if network["roster"] == "complete":
        return 0.0
    claimed = network["members_claimed"] or 2 * max(seen, 1)
    share = inside / seen if seen else 0.5
    return max((claimed - seen) * share, 0.5)


def _shift(logits: NDArray[np.float64], counts: NDArray[np.float64], total: float, cap: float) -> float:
    """Amount to add to the logits so that the chances add up to `total`, or to `cap` of the cities if that is less."""
    wanted = min(total, cap * counts.sum())
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        if (counts * _sigmoid(logits + middle)).sum() < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
