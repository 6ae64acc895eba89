"""Portraits of the compared cities: what the panel, the profile and the evidence say of each, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.assessment.result import (
    CityResult,
    Hole,
    IndicatorValue,
    Membership,
    NodeScore,
    Tie,
)
from proxenia.compare import features, mode_shares
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from proxenia.compare import Feature, ModelDegree, ModeShare, Profile
    from proxenia.compare.panel import Panel
    from proxenia.index import Framework, Index, Uncertainty
    from proxenia.indicators import Catalog, CityFramework, Measurer
    from proxenia.networks import MembershipReader
    from proxenia.places import City, Gazetteer
    from proxenia.store import Store
    from proxenia.strategy import Action

__all__ = [
    "cited",
    "city_result",
    "features_of",
    "holes",
    "indicator_values",
    "memberships",
    "modes",
    "ranking",
    "ties",
]


def indicator_values(profile: Profile, framework: CityFramework) -> tuple[IndicatorValue, ...]:
    """Every indicator of every compared city, missing ones included."""
    return tuple(
        _value(profile, row, indicator) for row in range(len(profile.names)) for indicator in framework.indicator_ids
    )


def city_result(
    panel: Panel,
    city: City,
    *,
    role: Literal["focal", "benchmark", "panel"],
    models: dict[str, ModelDegree] | None = None,
    modes: dict[str, ModeShare] | None = None,
    features: dict[str, Feature] | None = None,
) -> CityResult:
    """Scores of one city at every node, with what else is known of it."""
    row = panel.position(city.geonames_id)
    dimensions = _node_scores(panel.dimensions, panel.index, panel.uncertainty, row)
    whole = dimensions.pop("index")
    themes = _node_scores(panel.themes, panel.theme_index, panel.theme_uncertainty, row)
    themes.pop("index")
    return CityResult(
        city=city.name,
        geonames_id=city.geonames_id,
        name=city.text,
        country_iso2=city.country_iso2,
        latitude=city.latitude,
        longitude=city.longitude,
        is_capital=city.is_capital,
        population=city.population,
        role=role,
        score=whole.score,
        score_interval=whole.score_interval,
        rank=whole.rank,
        rank_interval=whole.rank_interval,
        coverage=whole.coverage,
        dimensions=dimensions,
        themes=themes,
        models=models or {},
        modes=modes or {},
        features=features or {},
    )


def ranking(panel: Panel, *, compared: Sequence[City]) -> tuple[CityResult, ...]:
    """Every city of the panel, best score first."""
    results = [city_result(panel, city, role=_role(city, compared)) for city in panel.cities]
    return tuple(sorted(results, key=lambda result: (-(result.score or 0.0), result.city)))


def modes(store: Store, city: City) -> dict[str, ModeShare]:
    """Modes of science diplomacy on a city's institutions and programs."""
    return mode_shares(store.rows("institutions", geonames_id=city.geonames_id))


def features_of(store: Store, city: City, *, measurer: Measurer, gazetteer: Gazetteer) -> dict[str, Feature]:
    """Features of science diplomacy on a city's ties and codes."""
    partners = []
    for row in measurer.agreements_of(city.geonames_id):
        abroad = gazetteer.countries.get(
            row["country_b"] if row["geonames_id_a"] == city.geonames_id else row["country_a"]
        )
        partners.append((abroad.continent if abroad else "", row["fact_id"]))
    seats = measurer.memberships.seats(city)
    return features(
        partners=partners,
        memberships=[fact for seat in seats for fact in seat.facts],
        coded=store.rows("coded_facts", geonames_id=city.geonames_id),
    )


def ties(cities: Sequence[City], *, measurer: Measurer, gazetteer: Gazetteer) -> tuple[Tie, ...]:
    """Bilateral agreements of the compared cities."""
    out = []
    for city in cities:
        for row in measurer.agreements_of(city.geonames_id):
            first = row["geonames_id_a"] == city.geonames_id
            partner = gazetteer.city(row["geonames_id_b" if first else "geonames_id_a"])
            near = _continent(gazetteer, city) == _continent(gazetteer, partner)
            out.append(
                Tie(
                    city=city.name,
                    partner=partner.name,
                    partner_name=partner.text,
                    partner_country=partner.country_iso2,
                    latitude=city.latitude,
                    longitude=city.longitude,
                    partner_latitude=partner.latitude,
                    partner_longitude=partner.longitude,
                    kind=row["kind"],
                    status=row["status"],
                    since_year=row["since_year"],
                    scale="regional" if near else "global",
                    observation=row["fact_id"],
                )
            )
    return tuple(sorted(out, key=lambda tie: (tie.city, tie.partner, tie.observation)))


def memberships(cities: Sequence[City], *, reader: MembershipReader) -> tuple[Membership, ...]:
    """Networks the compared cities are seen in or may be in."""
    return tuple(
        Membership(
            city=city.name,
            network=seat.network_id,
            network_name=Text(reader.networks[seat.network_id]["name"], reader.networks[seat.network_id]["name_fa"]),
            scale=reader.networks[seat.network_id]["scale"],
            role=seat.role,
            since_year=seat.since_year,
            probability=seat.probability,
            observation=seat.facts[0] if seat.facts else "",
        )
        for city in cities
        for seat in reader.seats(city)
    )


def holes(values: Iterable[IndicatorValue], *, catalog: Catalog) -> tuple[Hole, ...]:
    """Indicators without evidence, with how to fill each."""
    return tuple(
        Hole(indicator=value.indicator, city=value.city, how_to_fill=catalog.how_to_fill(value.indicator))
        for value in values
        if value.status == "missing"
    )


def cited(
    values: Iterable[IndicatorValue],
    results: Iterable[CityResult],
    ties: Iterable[Tie],
    memberships: Iterable[Membership],
    actions: Iterable[Action],
) -> set[str]:
    """Ids of every fact that some figure, tie or action stands on."""
    ids = {fact for value in values for fact in value.observations}
    for result in results:
        ids |= {fact for model in result.models.values() for c in model.conditions for fact in c.observations}
        ids |= {fact for mode in result.modes.values() for fact in mode.observations}
        ids |= {fact for feature in result.features.values() for fact in feature.observations}
    ids |= {tie.observation for tie in ties} | {seat.observation for seat in memberships if seat.observation}
    for action in actions:
        ids |= {*action.observations, *action.exemplar_observations}
    return ids


def _role(city: City, compared: Sequence[City]) -> Literal["focal", "benchmark", "panel"]:
    if city == compared[0]:
        return "focal"
    return "benchmark" if city in compared else "panel"


def _value(profile: Profile, row: int, indicator: str) -> IndicatorValue:
    cell = profile.observations.get(profile.observations.cities[row], indicator)
    if cell is None:
        return IndicatorValue(indicator=indicator, city=profile.names[row], status="missing")
    column = profile.column(indicator)
    low, high = np.quantile(profile.value_draws[:, row, column], [0.05, 0.95])
    points_low, points_high = np.quantile(profile.point_draws[:, row, column], [0.05, 0.95])
    return IndicatorValue(
        indicator=indicator,
        city=profile.names[row],
        value=cell.value,
        low=float(low),
        high=float(high),
        year=cell.year,
        grade=cell.grade,
        status=cell.status.value,
        points=float(profile.points[row, column]),
        points_low=float(points_low),
        points_high=float(points_high),
        observations=cell.facts,
    )


def _node_scores(framework: Framework, index: Index, uncertainty: Uncertainty, row: int) -> dict[str, NodeScore]:
    known = ~np.isnan(index.points[row])
    out = {}
    for k, node in enumerate(framework.nodes):
        score, place = index.scores[row, k], index.ranks[row, k]
        low, high = _holding(uncertainty.score_quantiles[::2, row, k], score)
        best, worst = _holding(uncertainty.rank_quantiles[::2, row, k], place)
        out[node.code] = NodeScore(
            score=None if np.isnan(score) else float(score),
            score_interval=None if np.isnan(low) else (float(low), float(high)),
            rank=None if np.isnan(place) else int(place),
            rank_interval=None if np.isnan(best) else (int(best), int(worst)),
            coverage=float(index.coverage[row, k]),
            observed=int((known & framework.below[k]).sum()),
            expected=int(framework.below[k].sum()),
        )
    return out


def _holding(ends: NDArray[np.float64], value: float) -> tuple[float, float]:
    """Ends of an interval that holds the published figure, which is itself one of the admitted answers."""
    low, high = ends
    return float(np.fmin(low, value)), float(np.fmax(high, value))


def _continent(gazetteer: Gazetteer, city: City) -> str:
    country = gazetteer.countries.get(city.country_iso2)
    return country.continent if country else ""
