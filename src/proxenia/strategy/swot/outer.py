"""Opportunities and threats: networks to join, bridges, rivals' moves, other rankings, permission, what is not known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.locale import Text, interval, number, percent
from proxenia.strategy.plan.words import both
from proxenia.strategy.swot.entry import SwotEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from proxenia.strategy.plan.result import Plan
    from proxenia.unions.joining import Joining

__all__ = ["Around", "Bridge", "outer"]

FEW = 4
LEAST_PRICE = 0.005
LEAST_MOVE = 5.0
NEEDS_STATE = 1
CLOSE_RIVAL = 0.25
LEAST_BLIND = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A partner city that none of the benchmark cities is tied to, with the fact that shows the tie."""

    partner: Text
    country: str
    observation: str


@dataclass(frozen=True, kw_only=True)
class Around:
    """What lies around a city.

    `networks` are those it could join, best first; `bridges` its own partners; `rankings` figures of other people's
    rankings (`measure_id`, `year`, `value`, `fact_id`) with `measures` that say what they are; `permission` the coded rows
    of legal permission; `unknown` indicators without evidence, with the share of the index's weight they hold.
    """

    networks: Sequence[Joining]
    bridges: Sequence[Bridge]
    rankings: Sequence[Mapping[str, Any]]
    measures: Mapping[str, Mapping[str, Any]]
    permission: Sequence[Mapping[str, Any]]
    unknown: tuple[str, ...]
    unknown_share: float
    counted: Mapping[str, tuple[str, ...]]


def outer(plan: Plan, around: Around) -> tuple[SwotEntry, ...]:
    """Find opportunities and threats of a plan's city."""
    found = [
        *_networks(around),
        *_bridges(around),
        *_rankings(around),
        *_permission(plan, around),
        *_rivals(plan),
        *_unknown(plan, around),
    ]
    return tuple(sorted(found, key=lambda e: e.kind))


def _networks(around: Around) -> Iterator[SwotEntry]:
    for network in [n for n in around.networks if n.effect is None or n.effect >= 0][:FEW]:
        if network.effect is None or network.effect_interval is None:
            text = both(
                "Join {n}: {k} partners the city has no tie with", n=network.name, k=_number(network.new_partners)
            )
        else:
            text = both(
                "Join {n}: {k} partners the city has no tie with, and {e} points of the index (90 %: {i})",
                n=network.name,
                k=_number(network.new_partners),
                e=_number(network.effect, 1),
                i=_span(network.effect_interval, 1),
            )
        yield SwotEntry(
            code="",
            kind="opportunity",
            basis="network",
            text=text,
            probability=1 - network.unseen_probability,
            indicators=around.counted.get(network.network, ()),
            observations=network.observations,
            size=network.gain,
        )


def _bridges(around: Around) -> Iterator[SwotEntry]:
    by_country: dict[str, list[Bridge]] = defaultdict(list)
    for bridge in around.bridges:
        by_country[bridge.country].append(bridge)
    ordered = sorted(by_country.values(), key=lambda group: (-len(group), group[0].country))
    chosen = [group[0] for group in ordered][: 2 * FEW]
    if not chosen:
        return
    names = Text(en=", ".join(b.partner.en for b in chosen), fa="، ".join(b.partner.fa for b in chosen))
    yield SwotEntry(
        code="",
        kind="opportunity",
        basis="bridge",
        text=both(
            "A bridge: {k} partner cities in {c} countries that no benchmark city is tied to, such as {n}",
            k=_number(len(around.bridges)),
            c=_number(len(by_country)),
            n=names,
        ),
        probability=None,
        indicators=("sister_city_agreements",),
        observations=tuple(bridge.observation for bridge in around.bridges),
        size=float(len(around.bridges)),
    )


def _rankings(around: Around) -> Iterator[SwotEntry]:
    series: dict[str, dict[int, Mapping[str, Any]]] = defaultdict(dict)
    for row in around.rankings:
        series[row["measure_id"]][row["year"]] = row
    for measure, by_year in sorted(series.items()):
        about = around.measures[measure]
        if len(by_year) < 2 or not about["low_is_best"]:  # noqa: PLR2004  a move needs two places
            continue
        first, last = by_year[min(by_year)], by_year[max(by_year)]
        gained = first["value"] - last["value"]
        if abs(gained) < LEAST_MOVE:
            continue
        yield SwotEntry(
            code="",
            kind="opportunity" if gained > 0 else "threat",
            basis="ranking",
            text=both(
                "{m}: from place {a} ({y}) to {b} ({z})",
                m=Text(en=about["name_en"], fa=about["name_fa"]),
                a=_number(first["value"]),
                b=_number(last["value"]),
                y=_year(first["year"]),
                z=_year(last["year"]),
            ),
            probability=None,
            indicators=(),
            observations=tuple(row["fact_id"] for _, row in sorted(by_year.items())),
            size=abs(gained),
        )


def _permission(plan: Plan, around: Around) -> Iterator[SwotEntry]:
    strict = [row for row in around.permission if row["score"] <= NEEDS_STATE]
    if not strict:
        return
    price = next((p.gain for p in plan.prices if p.of == "permission"), 0.0)
    bound = sum(lever.permission for lever in plan.levers)
    yield SwotEntry(
        code="",
        kind="threat",
        basis="permission",
        text=both(
            "Agreements abroad need the state's permission: {k} of {n} levers wait for it, which costs {p} of probability"
            if price >= LEAST_PRICE
            else "Agreements abroad need the state's permission: {k} of {n} levers wait for it",
            k=_number(bound),
            n=_number(len(plan.levers)),
            p=_percent(max(price, 0.0)),
        ),
        probability=None,
        indicators=("legal_permission",),
        observations=tuple(row["fact_id"] for row in strict),
        size=100 * max(price, 0.0),
    )


def _rivals(plan: Plan) -> Iterator[SwotEntry]:
    close = [r for r in plan.holds.rivals if r.above_still - r.above_now >= 0.03 and r.above_still >= CLOSE_RIVAL]  # noqa: PLR2004  less is no move
    for rival in sorted(close, key=lambda r: -(r.above_still - r.above_now))[:FEW]:
        yield SwotEntry(
            code="",
            kind="threat",
            basis="rival",
            text=both(
                "{c} may pass: above the city with {a} now, {b} in {y} years if the city stands still",
                c=rival.city_name,
                a=_percent(rival.above_now),
                b=_percent(rival.above_still),
                y=_number(plan.years),
            ),
            probability=rival.above_still,
            indicators=(),
            observations=rival.observations,
            size=100 * (rival.above_still - rival.above_now),
        )


def _unknown(plan: Plan, around: Around) -> Iterator[SwotEntry]:
    if around.unknown_share < LEAST_BLIND:
        return
    low, high = plan.now.rank_interval
    yield SwotEntry(
        code="",
        kind="threat",
        basis="unknown",
        text=both(
            "{p} of the index's weight is not known, so that the city may stand anywhere from place {l} to {h}",
            p=_percent(around.unknown_share),
            l=_number(low),
            h=_number(high),
        ),
        probability=None,
        indicators=around.unknown,
        observations=(),
        size=100 * around.unknown_share,
    )


def _number(value: float, decimals: int = 0) -> object:
    return lambda language: number(value, language, decimals=decimals)


def _percent(share: float) -> object:
    return lambda language: percent(share, language)


def _span(ends: tuple[float, float], decimals: int = 0) -> object:
    return lambda language: interval(ends, language, decimals=decimals)


def _year(value: int) -> object:
    from proxenia.locale import year  # noqa: PLC0415  a name this file uses otherwise

    return lambda language: year(value, language)
