"""Questions asked of a store of evidence and answered whole, with what made the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare import Profile, findings
from proxenia.compare.workbench import Workbench
from proxenia.errors import StudyError, ThinEvidence
from proxenia.locale import Shown, Shows, interval, made_of, number, percent, shown, translate
from proxenia.provenance import chance, code_version
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
    from proxenia.locale.text import Language, Text
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
    extensions: tuple[str, ...] = ()
    """Extensions that the framework or its figures come from, as name, version and digest."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JoinAnswer(Shows):
    """The networks a city could join, the one it would gain most from first, and those it is seen in."""

    city: str
    name: Text
    geonames_id: int
    latitude: float
    longitude: float
    present: tuple[str, ...]
    networks: tuple[Joining, ...]
    made: Made

    def shown(self, language: Language = "en") -> Shown:
        """Show the networks, best first, with gain (0-100) and place, each with its 90 % interval."""
        form = translate("{city}: {n} networks it could join; {edition}", language)
        rows = [
            (each.name.into(language), _held(each.gain, each.gain_interval, language, decimals=1),
             _held(each.rank, each.rank_interval, language))
            for each in self.networks
        ]  # fmt: skip
        return shown(_title(form, self, len(rows), language), ("Network", "Gain", "Place"), rows, language=language)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FormAnswer(Shows):
    """A union to form in a region, and what the answer was made of."""

    proposal: Proposal
    made: Made

    def shown(self, language: Language = "en") -> Shown:
        """Show the cities of the union; the headline has its capacity (0-100) with the 90 % interval."""
        found = self.proposal
        title = translate("{region}: a union of {n} cities, capacity {capacity}; {edition}", language).format(
            region=found.region_name.into(language),
            n=number(len(found.union.cities), language),
            capacity=_held(found.union.capacity, found.capacity_interval, language, decimals=1),
            edition=made_of(self.made.data_edition, language),
        )
        rows = [(each.name.into(language), each.country_iso2) for each in found.union.cities]
        return shown(title, ("City", "Country code"), rows, language=language)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PartnerAnswer(Shows):
    """Cities to make an agreement with, the best first, and the partners a city has."""

    city: str
    name: Text
    geonames_id: int
    latitude: float
    longitude: float
    present: tuple[str, ...]
    partners: tuple[Partner, ...]
    made: Made

    def shown(self, language: Language = "en") -> Shown:
        """Show the partners, best first, with score (0-100) and place, each with its 90 % interval, and likelihood."""
        form = translate("{city}: {n} cities to make an agreement with; {edition}", language)
        rows = [
            (each.name.into(language), _held(each.score, each.score_interval, language, decimals=1),
             _held(each.rank, each.rank_interval, language), percent(each.likelihood, language))
            for each in self.partners
        ]  # fmt: skip
        head = ("City", "Score", "Place", "Likelihood")
        return shown(_title(form, self, len(rows), language), head, rows, language=language)


def _title(form: str, answer: JoinAnswer | PartnerAnswer, n: int, language: Language) -> str:
    edition = made_of(answer.made.data_edition, language)
    return form.format(city=answer.name.into(language), n=number(n, language), edition=edition)


def _held(value: float, ends: tuple[float, float], language: Language, *, decimals: int = 0) -> str:
    """A figure with its interval, such as `23 (7–31)`."""
    return f"{number(value, language, decimals=decimals)} ({interval(ends, language, decimals=decimals)})"


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

    Examples
    --------
    >>> from proxenia.store import Store
    >>> Bench(Store.open(), draws=64).made().methodology
    'baseline-1'
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
        self.store, self.draws, self.seed = self.base.store, draws, seed
        self.places, self.catalog, self.measurer = self.base.gazetteer, self.base.catalog, self.base.measurer
        self.framework, self.methodology = self.base.framework, self.base.methodology
        self.ground = Ground(
            self.store,
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
            data_edition=self.store.edition.label.removeprefix("edition "),
            evidence_fingerprint=self.store.fingerprint,
            framework=f"{self.framework.name}-{self.framework.version}",
            methodology=self.methodology.name,
            draws=self.draws,
            seed=self.seed,
            extensions=tuple(each.stamp for each in self.base.extensions),
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

    Examples
    --------
    >>> from proxenia.store import Store
    >>> answer = which_to_join("Tabriz", bench=Bench(Store.open(), draws=64))
    >>> answer.networks[0].rank, answer.city
    (1, 'Tabriz')
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
            raise StudyError(
                "{city!r} is in network {network!r} already; ask about another", city=city.name, network=network
            )
        if not bench.ground.reader.is_eligible(city, network):
            raise StudyError(
                "network {network!r} does not admit {city!r}: its rule is {rule!r}",
                network=network,
                city=city.name,
                rule=row["eligible"],
            )


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

    Examples
    --------
    >>> from proxenia.store import Store
    >>> from proxenia.unions.forming import region
    >>> answer = which_to_form(region("persian-gulf"), (4, 4), bench=Bench(Store.open(), draws=64))
    >>> len(answer.proposal.union.cities)
    4
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

    Examples
    --------
    >>> from proxenia.store import Store
    >>> len(with_whom("Tabriz", bench=Bench(Store.open(), draws=64), limit=2).partners)
    2
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
