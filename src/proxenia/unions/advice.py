"""Questions asked of a store of evidence and answered whole, with what made the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare import Profile, findings
from proxenia.compare.workbench import Workbench
from proxenia.errors import StudyError, ThinEvidence
from proxenia.provenance import chance, code_version
from proxenia.store import edition_name
from proxenia.unions.forming.form import Proposal, form
from proxenia.unions.ground import Ground
from proxenia.unions.joining.effect import Effect, Rehearsal
from proxenia.unions.joining.join import Joining, join
from proxenia.unions.partnering.gaps import Strengths
from proxenia.unions.partnering.partners import Partner, partners

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from proxenia.compare import Finding
    from proxenia.compare.panel import Panel
    from proxenia.locale.text import Text
    from proxenia.places import City
    from proxenia.store import Store
    from proxenia.unions.forming.region import Region

__all__ = [
    "Bench",
    "FormAnswer",
    "JoinAnswer",
    "Made",
    "PartnerAnswer",
    "which_to_form",
    "which_to_join",
    "with_whom",
]

DRAWS = 512
SEED = 20261121


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What an answer was made of: code, data, method and chance."""

    code_version: str
    data_edition: str
    evidence_fingerprint: str
    framework: str
    methodology: str
    draws: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAnswer:
    """The networks a city could join, the one it would gain most from first, and those it is seen in."""

    city: str
    name: Text
    geonames_id: int
    latitude: float
    longitude: float
    present: tuple[str, ...]
    networks: tuple[Joining, ...]
    made: Made


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAnswer:
    """A union to form in a region, and what the answer was made of."""

    proposal: Proposal
    made: Made


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAnswer:
    """Cities to make an agreement with, the best first, and the partners a city has."""

    city: str
    name: Text
    geonames_id: int
    latitude: float
    longitude: float
    present: tuple[str, ...]
    partners: tuple[Partner, ...]
    made: Made


class Bench:
    """A store with everything read from it that the questions of this stage need.

    Parameters
    ----------
    store
        The evidence.
    framework, methodology
        Names of the framework and the methodology of the index.
    draws
        Draws for every interval.
    seed
        Names the source of chance.
    """

    def __init__(
        self,
        store: Store,
        *,
        framework: str = "science-diplomacy",
        methodology: str = "baseline-1",
        draws: int = DRAWS,
        seed: int = SEED,
    ) -> None:
        self.base = Workbench.over(store, framework=framework, methodology=methodology)
        self.store, self.draws, self.seed = store, draws, seed
        self.places, self.catalog, self.measurer = self.base.gazetteer, self.base.catalog, self.base.measurer
        self.framework, self.methodology = self.base.framework, self.base.methodology
        self.ground = Ground(
            store,
            places=self.places,
            reader=self.measurer.memberships,
            catalog=self.catalog,
            reading=self.base.reading,
        )

    def panel(self, city: City) -> Panel | None:
        """Panel with the city in it; None when the city has too little evidence for an index."""
        try:
            return self.base.panel(compared=(city,), draws=self.draws, rng=chance(self.seed))
        except ThinEvidence:
            return None

    def profile(self, panel: Panel) -> Profile:
        """Points of every city of the panel at every indicator."""
        names = tuple(city.name for city in panel.cities)
        return Profile.of(names, panel.observations, catalog=self.catalog, drawn=panel.cells)

    def gaps(self, city: City, panel: Panel) -> tuple[Finding, ...]:
        """Where a city is behind the median of the other cities of the panel."""
        focal = panel.position(city.geonames_id)
        others = [row for row in range(len(panel.cities)) if row != focal]
        return findings(self.profile(panel), focal=focal, benchmarks=others, framework=self.framework)[1]

    def effects(self, city: City, panel: Panel) -> dict[str, Effect]:
        """Effect of joining each network on the index of a city of the panel."""
        rehearsal = Rehearsal(
            panel,
            measurer=self.measurer,
            catalog=self.catalog,
            framework=self.framework,
            methodology=self.methodology,
            seed=self.seed,
        )
        return {network: rehearsal.joining(city.geonames_id, network) for network in self.ground.networks}

    def made(self) -> Made:
        """What an answer of this bench is made of."""
        return Made(
            code_version=code_version(),
            data_edition=edition_name().removeprefix("edition "),
            evidence_fingerprint=self.store.fingerprint,
            framework=f"{self.framework.name}-{self.framework.version}",
            methodology=self.methodology.name,
            draws=self.draws,
            seed=self.seed,
        )


def which_to_join(name: str, *, bench: Bench, only: Sequence[str] = ()) -> JoinAnswer:
    """Answer which networks a city should join.

    Parameters
    ----------
    name
        The city, in any script.
    only
        Ids of the networks asked about; all where empty. Their ranks are those among all.

    Raises
    ------
    UnknownCity, AmbiguousCity
        If the name means no city, or several.
    DataError
        If a network asked about is not in the evidence.
    StudyError
        If the city cannot join a network asked about, because it is in it or is not admitted.
    """
    city = bench.places.one(name)
    _check_networks(city, only, bench)
    panel = bench.panel(city)
    networks = join(
        city,
        ground=bench.ground,
        gaps=() if panel is None else bench.gaps(city, panel),
        effects={} if panel is None else bench.effects(city, panel),
        draws=bench.draws,
        rng=np.random.default_rng([bench.seed, city.geonames_id]),
    )
    return JoinAnswer(
        city=city.name,
        name=city.text,
        geonames_id=city.geonames_id,
        latitude=city.latitude,
        longitude=city.longitude,
        present=tuple(bench.ground.book.networks(city.geonames_id)),
        networks=tuple(each for each in networks if not only or each.network in only),
        made=bench.made(),
    )


def _check_networks(city: City, only: Sequence[str], bench: Bench) -> None:
    for network in only:
        row = bench.ground.network(network)
        if network in bench.ground.book.networks(city.geonames_id):
            raise StudyError(f"{city.name!r} is in network {network!r} already; ask about another")
        if not bench.ground.reader.is_eligible(city, network):
            raise StudyError(f"network {network!r} does not admit {city.name!r}: its rule is {row['eligible']!r}")


def which_to_form(
    region: Region,
    sizes: tuple[int, int],
    *,
    bench: Bench,
    theme: str = "",
    wanted: Sequence[str] = (),
    least_countries: int | None = None,
) -> FormAnswer:
    """Answer which union to form in a region.

    Parameters
    ----------
    region
        Where the cities lie.
    sizes
        Fewest and most cities.
    theme
        Code of the theme the union should work on; any where empty.
    wanted
        Names of cities that must be in it.

    Raises
    ------
    StudyError
        If the region holds no cities, or no set of such a size can be met.
    DataError
        If there is no such theme.
    """
    proposal = form(
        region,
        sizes,
        ground=bench.ground,
        theme=bench.ground.themes[theme] if theme else None,
        wanted=[bench.places.one(name) for name in wanted],
        least_countries=least_countries,
        rng=chance(bench.seed),
    )
    return FormAnswer(proposal=proposal, made=bench.made())


def with_whom(name: str, *, bench: Bench, science: Mapping[int, float] | None = None, limit: int = 10) -> PartnerAnswer:
    """Answer with which cities of other countries a city should make an agreement.

    Parameters
    ----------
    name
        The city, in any script.
    science
        Strength of joint publishing with other cities, by GeoNames number.
    limit
        Most cities to give.
    """
    city = bench.places.one(name)
    panel = bench.panel(city)
    strengths = None if panel is None else Strengths(profile=bench.profile(panel), gaps=bench.gaps(city, panel))
    found = partners(
        city,
        ground=bench.ground,
        strengths=strengths,
        science=science,
        limit=limit,
        draws=bench.draws,
        rng=np.random.default_rng([bench.seed, city.geonames_id]),
    )
    return PartnerAnswer(
        city=city.name,
        name=city.text,
        geonames_id=city.geonames_id,
        latitude=city.latitude,
        longitude=city.longitude,
        present=tuple(bench.places.city(n).label for n in sorted(bench.ground.book.partners_of(city.geonames_id))),
        partners=found,
        made=bench.made(),
    )
