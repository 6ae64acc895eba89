"""The ground that proposals stand on: ties, networks, themes, places and the model of who is a member."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError
from proxenia.unions.likeness import Likeness, MemberFeatures, sample_of_cities
from proxenia.unions.settings import Settings, Themes
from proxenia.unions.ties import TieBook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proxenia.indicators import Catalog, Reading
    from proxenia.locale.text import Text
    from proxenia.networks import MembershipReader
    from proxenia.places import City, Gazetteer
    from proxenia.store import Store
    from proxenia.unions.settings import Theme

__all__ = ["Ground"]


class Ground:
    """What every proposal needs at hand, read once from a store.

    Parameters
    ----------
    store
        The evidence.
    places
        Cities of the world.
    reader
        Memberships, and which networks admit a city.
    reading
        How unseen memberships are thought of.
    """

    def __init__(
        self,
        store: Store,
        *,
        places: Gazetteer,
        reader: MembershipReader,
        catalog: Catalog,
        reading: Reading,
        settings: Settings | None = None,
        themes: Themes | None = None,
    ) -> None:
        self.store, self.places, self.reader, self.catalog = store, places, reader, catalog
        self.reading = reading
        self.settings = settings or Settings.read()
        self.themes = themes or Themes.read()
        self.networks: dict[str, Mapping[str, Any]] = dict(reader.networks)
        self.book = TieBook.read(store)
        self._tied: dict[int, set[int]] = {}
        self._former = {
            (row["geonames_id"], row["network_id"]) for row in store.rows("memberships") if row["status"] == "former"
        }

    def network(self, network_id: str) -> Mapping[str, Any]:
        """Row of a network; raise `DataError` when the evidence has none of that id."""
        try:
            return self.networks[network_id]
        except KeyError:
            raise DataError(
                "no network {network!r} in the evidence; there are {choices}",
                network=network_id,
                choices=tuple(sorted(self.networks)),
            ) from None

    def name(self, geonames_id: int) -> Text:
        """Name of a city in both languages."""
        return self.places.city(geonames_id).text

    def tied(self, geonames_id: int) -> set[int]:
        """Cities that share a network or an agreement with a city."""
        if geonames_id not in self._tied:
            self._tied[geonames_id] = self.book.tied(geonames_id)
        return self._tied[geonames_id]

    def was_member(self, geonames_id: int, network_id: str) -> bool:
        """Say whether a city was a member of a network once."""
        return (geonames_id, network_id) in self._former

    def roles(self, geonames_id: int) -> list[tuple[str, str]]:
        """Roles a city has in networks beyond membership, and secretariats it hosts, each with its fact."""
        return self._roles.get(geonames_id, [])

    def codes(self, geonames_id: int, item: str) -> list[tuple[float, str]]:
        """Coded scores (0-3) of a city for an item, each with its fact."""
        return self._codes.get((geonames_id, item), [])

    def country_codes(self, country_iso2: str, item: str) -> list[tuple[float, str]]:
        """Coded scores (0-3) of a country's cities for an item that is a matter of the state, each with its fact."""
        return self._country_codes.get((country_iso2, item), [])

    def institutions(self, geonames_id: int, theme: Theme) -> int:
        """Number of a city's institutions that count as experience in a theme."""
        return sum(self._institutions.get((geonames_id, kind), 0) for kind in theme.institutions)

    def likeness(self, city: City, network_id: str) -> tuple[float, float, float, float]:
        """Chance (0-1) that a city like this one is a member: lower end, middle, upper end; and of an unseen one."""
        low, middle, high, unseen = self._model.chances(self._features(city), network_id)[:, 0]
        return float(low), float(middle), float(high), float(unseen)

    def _features(self, city: City) -> MemberFeatures:
        if city.geonames_id not in self._described:
            self._described[city.geonames_id] = MemberFeatures(
                [city], tuple(self.networks), self.book, places=self.places
            )
        return self._described[city.geonames_id]

    @cached_property
    def _roles(self) -> dict[int, list[tuple[str, str]]]:
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for row in self.store.rows("memberships"):
            if row["status"] != "former" and row["role"] != "member":
                found[row["geonames_id"]].append((row["role"], row["fact_id"]))
        for row in self.networks.values():
            if row["secretariat_geonames_id"] is not None:
                found[row["secretariat_geonames_id"]].append(("secretariat", row["fact_id"]))
        return dict(found)

    @cached_property
    def _codes(self) -> dict[tuple[int, str], list[tuple[float, str]]]:
        found: dict[tuple[int, str], list[tuple[float, str]]] = defaultdict(list)
        for row in self.store.rows("coded_facts"):
            found[row["geonames_id"], row["item"]].append((float(row["score"]), row["fact_id"]))
        return dict(found)

    @cached_property
    def _country_codes(self) -> dict[tuple[str, str], list[tuple[float, str]]]:
        found: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
        for row in self.store.rows("coded_facts"):
            found[row["country_iso2"], row["item"]].append((float(row["score"]), row["fact_id"]))
        return dict(found)

    @cached_property
    def _institutions(self) -> Counter[tuple[int, str]]:
        return Counter((row["geonames_id"], row["kind"]) for row in self.store.rows("institutions"))

    @cached_property
    def _described(self) -> dict[int, MemberFeatures]:
        return {}

    @cached_property
    def _model(self) -> Likeness:
        settings = self.settings.likeness
        cities, weights = sample_of_cities(self.book, places=self.places, settings=settings)
        features = MemberFeatures(cities, tuple(self.networks), self.book, places=self.places)
        return Likeness.fit(
            features,
            weights=weights,
            reader=self.reader,
            settings=settings,
            prior_cap=self.reading.membership.prior_cap,
        )
