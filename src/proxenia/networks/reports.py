"""What the measures of networks say of a table, as plain figures for printing, JSON and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.errors import MethodError, Reason
from proxenia.networks.bipartite import membership_index, restrict
from proxenia.networks.connectivity import MOSTLY, ONE_NETWORK, Predetermination, perturbed, predetermination
from proxenia.networks.nulls import validate
from proxenia.networks.structure import (
    Graph,
    bipartite_graph,
    bridge_shares,
    bridges,
    capital_effect,
    centralities,
    communities,
    resampled,
    twin_graph,
    twin_statistics,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from proxenia.networks.bipartite import Bipartite, Sites
    from proxenia.networks.bipartite.sites import Kind
    from proxenia.networks.nulls.validate import Null, Projection, Side
    from proxenia.places import Gazetteer
    from proxenia.store import Store

__all__ = [
    "Twinning",
    "bridge_report",
    "connectivity_report",
    "fellows",
    "group_report",
    "link_report",
    "link_rows",
    "twin_report",
    "twinning_of",
]

LEAST_CAPITALS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Twinning:
    """Twin cities and partners of the evidence as a graph of GeoNames numbers, with what is known of each tie."""

    graph: Graph
    continents: tuple[str, ...]
    countries: tuple[str, ...]
    years: tuple[int | None, ...]
    km: tuple[float, ...]


def connectivity_report(
    table: Bipartite, sites: Sites, *, rng: np.random.Generator, kind: Kind = "all", draws: int = 500
) -> dict[str, Any]:
    """Membership index, connectivity with interval, and how far it says anything; cities by connectivity, highest first.

    Where the table holds at least five capitals and five other cities of known size, the effect of being a capital on
    the membership index stands beside them.
    """
    chosen, places = restrict(table, sites, kind=kind)
    if not len(chosen):
        raise MethodError("no membership is left among {kind}; choose other peers", kind=Reason(kind))
    found = perturbed(chosen.graded, rng=rng, draws=draws)
    index = membership_index(chosen)
    fixed = predetermination(chosen.graded)
    order = np.lexsort((np.array(chosen.cities), -found.absolute))
    rows = [
        {
            "geonames_id": chosen.cities[i],
            "rank": rank,
            "rank_interval": [int(found.rank_low[i]), int(found.rank_high[i])],
            "absolute": float(found.absolute[i]),
            "relative": float(found.relative[i]),
            "relative_interval": [float(found.low[i]), float(found.high[i])],
            "membership_index": float(index[i]),
            "networks": int(chosen.city_degree[i]),
            "is_capital": bool(places.is_capital[i] == 1.0),
        }
        for rank, i in enumerate(order, start=1)
    ]
    return {
        "peers": kind,
        "predetermined": {
            "is_predetermined": fixed.is_predetermined,
            "why": _why(fixed, chosen.networks[fixed.largest_network]),
            "explained": fixed.explained,
            "largest_network": chosen.networks[fixed.largest_network],
            "largest_share": fixed.largest_share,
        },
        "capital_effect": _capital_effect(table, sites, rng) if kind == "all" else None,
        "cities": rows,
    }


def link_report(
    table: Bipartite,
    *,
    side: Side = "cities",
    null: Null = "bicm",
    alpha: float = 0.05,
    least_degree: int = 1,
    focal: int | str | None = None,
    draws: int = 1000,
    rng: np.random.Generator | None = None,
) -> dict[str, Any]:
    """Links that stand against chance, the surest first, with how they were tested."""
    found = validate(
        table, side=side, null=null, alpha=alpha, least_degree=least_degree, focal=focal, draws=draws, rng=rng
    )
    least = 1 / (draws + 1) if null == "fixed-degrees" else 0.0
    return {
        "side": side,
        "null": null,
        "tails": found.tails,
        "alpha": alpha,
        "tests": found.tests,
        "threshold": found.threshold,
        "least_p": least,
        "is_too_coarse": least > alpha / max(found.tests, 1),
        "links": link_rows(found),
    }


def link_rows(found: Projection) -> list[dict[str, Any]]:
    """Give validated links as rows."""
    return [
        {
            "first": link.first,
            "second": link.second,
            "shared": link.shared,
            "expected": link.expected,
            "p": link.p,
        }
        for link in found.links()
    ]


def group_report(table: Bipartite, *, seed: int, rng: np.random.Generator, runs: int = 20) -> dict[str, Any]:
    """Groups of cities and networks that hold together in the table itself, with their stability."""
    found = communities(bipartite_graph(table), seed=seed, runs=runs)
    n_cities = len(table.cities)
    groups = []
    for number in range(int(found.member.max()) + 1):
        at = np.flatnonzero(found.member == number)
        firm = found.firmness[at]
        groups.append(
            {
                "group": number,
                "networks": [table.networks[i - n_cities] for i in at[at >= n_cities]],
                "cities": [table.cities[i] for i in at[at < n_cities]],
                "firmness": float(np.nanmean(firm)) if np.isfinite(firm).any() else None,
            }
        )
    return {
        "modularity": found.modularity,
        "stability_over_seeds": found.stability,
        "stability_over_samples": resampled(table, found, rng=rng),
        "runs": found.runs,
        "groups": groups,
    }


def fellows(
    table: Bipartite, city: int, *, most: int = 20
) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    """Networks of a city, the smallest first, and the cities that share most of them with it.

    Returns
    -------
    networks, others
        Ids of the networks, and for each of `most` other cities the networks it shares; of those that share equally many
        the ones that share the smaller networks come first, since these tell more.

    Raises
    ------
    EvidenceError
        If the city is in none of the networks.
    """
    row = table.row(city)
    size = table.network_size
    own = sorted(table.network_at[table.city_at == row].tolist(), key=lambda n: (size[n], table.networks[n]))
    shared: dict[int, list[int]] = {}
    for place in own:
        for other in table.city_at[table.network_at == place].tolist():
            if other != row:
                shared.setdefault(other, []).append(place)
    ranked = sorted(shared, key=lambda c: (-len(shared[c]), sum(size[n] for n in shared[c]), table.cities[c]))
    others = tuple((table.cities[c], tuple(table.networks[n] for n in shared[c])) for c in ranked[:most])
    return tuple(table.networks[n] for n in own), others


def twinning_of(store: Store, *, gazetteer: Gazetteer, status: str = "in_force") -> Twinning:
    """Read the agreements of the evidence as a graph of cities; several agreements of a pair are one tie."""
    from proxenia.networks.export import distance_km  # noqa: PLC0415  other reports need no places

    rows = store.rows("agreements", status=status)
    if not rows:
        raise MethodError(
            "no agreement of status {status!r} in the evidence; add some with: proxenia evidence add", status=status
        )
    graph = twin_graph((row["geonames_id_a"], row["geonames_id_b"]) for row in rows)
    year: dict[frozenset[int], int] = {}
    for row in rows:
        if row["since_year"]:
            pair = frozenset((row["geonames_id_a"], row["geonames_id_b"]))
            year[pair] = min(year.get(pair, row["since_year"]), row["since_year"])
    cities = [gazetteer.city(int(name)) for name in graph.names]
    ends = [(cities[a], cities[b]) for a, b in zip(graph.first, graph.second, strict=True)]
    continents = [gazetteer.countries[city.country_iso2].continent for city in cities]
    return Twinning(
        graph=graph,
        continents=tuple(continents),
        countries=tuple(city.country_iso2 for city in cities),
        years=tuple(year.get(frozenset((a.geonames_id, b.geonames_id))) for a, b in ends),
        km=tuple(distance_km(a.latitude, a.longitude, b.latitude, b.longitude) for a, b in ends),
    )


def twin_report(twins: Twinning) -> dict[str, Any]:
    """Statistics of the twin cities of the evidence."""
    found = twin_statistics(twins.graph, countries=twins.countries, km=twins.km, years=twins.years)
    return {
        "cities": found.cities,
        "ties": found.ties,
        "mean_degree": found.mean_degree,
        "most_ties": found.most_ties,
        "most_tied": [int(name) for name in found.most_tied],
        "assortativity": found.assortativity,
        "clustering": found.clustering,
        "components": found.components,
        "in_largest": found.in_largest,
        "international": found.international,
        "median_km": found.median_km,
        "undated": found.undated,
        "by_year": dict(found.by_year),
    }


def bridge_report(graph: Graph, groups: Sequence[str]) -> dict[str, Any]:
    """Who bridges whom: ties between groups, and the nodes that hold them, with their betweenness."""
    names, table = bridge_shares(graph, groups)
    between: Mapping[Any, float] = dict(zip(graph.names, centralities(graph).betweenness.tolist(), strict=True))
    return {
        "groups": list(names),
        "ties": table.tolist(),
        "bridges": [
            {
                "name": found.name,
                "group": found.group,
                "across": found.across,
                "share": found.share,
                "participation": found.participation,
                "betweenness": between[found.name],
                "to": dict(found.to),
            }
            for found in bridges(graph, groups)
        ],
    }


def _why(fixed: Predetermination, largest: str) -> list[str]:
    """Say what fixes the figures in advance, where something does."""
    out = []
    if fixed.explained > MOSTLY:
        out.append(f"service totals alone explain {fixed.explained:.0%} of connectivity")
    if fixed.largest_share > ONE_NETWORK:
        out.append(f"one network, {largest}, makes {fixed.largest_share:.0%} of all links")
    return out


def _capital_effect(table: Bipartite, sites: Sites, rng: np.random.Generator) -> dict[str, Any] | None:
    known = np.isfinite(sites.population) & np.isfinite(sites.is_capital)
    capitals = int((sites.is_capital[known] == 1.0).sum())
    if min(capitals, int(known.sum()) - capitals) < LEAST_CAPITALS:
        return None
    effect = capital_effect(membership_index(table), sites, rng=rng)
    return {
        "capitals": effect.capitals,
        "others": effect.others,
        "mean_of_capitals": effect.mean_of_capitals,
        "mean_of_others": effect.mean_of_others,
        "ratio_at_equal_size": effect.at_equal_size,
        "interval": list(effect.interval),
    }
