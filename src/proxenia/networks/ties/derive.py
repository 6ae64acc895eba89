"""Rows of the evidence become ties, by the rules of `data/networks/ties.toml`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from proxenia.errors import DataError
from proxenia.networks.ties.tie import Rule, Tie, vocabulary
from proxenia.provenance import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proxenia.places import Gazetteer
    from proxenia.store import Store

__all__ = ["derive_ties", "ties_of"]


def derive_ties(store: Store, *, gazetteer: Gazetteer) -> tuple[Tie, ...]:
    """Read every membership and agreement of the evidence as a tie; an agreement is a tie of each of its parties.

    Rows of one tie (a city's roles in one network, several pages on one agreement) become one: the highest engagement
    among them, the earliest start, and all their facts.

    Raises
    ------
    DataError
        If no rule holds for a row, or a membership names a network the evidence does not know.
    """
    reader = _Deriver(store, gazetteer)
    found = [*reader.memberships(), *reader.agreements()]
    grouped: dict[tuple[object, ...], list[Tie]] = defaultdict(list)
    for tie in found:
        grouped[tie.city_id, tie.partner_id, tie.network_id, tie.instrument, tie.theme].append(tie)
    return tuple(_merged(same) for same in grouped.values())


def ties_of(city_id: int, ties: Iterable[Tie]) -> tuple[Tie, ...]:
    """Give the ties of one city, the most engaged first."""
    own = [tie for tie in ties if tie.city_id == city_id]
    return tuple(sorted(own, key=lambda tie: (-tie.rung, tie.network_id, tie.partner_id or 0)))


class _Deriver:
    def __init__(self, store: Store, gazetteer: Gazetteer) -> None:
        self._store, self._words = store, vocabulary()
        self._networks = {row["network_id"]: row for row in store.rows("networks")}
        self._continent = {code: country.continent for code, country in gazetteer.countries.items()}
        self._permission: dict[int, str] = {}
        for row in store.rows("coded_facts", item="legal_permission"):
            self._permission[row["geonames_id"]] = self._words.permission_by_score[row["score"]]

    def memberships(self) -> Iterable[Tie]:
        for row in self._store.rows("memberships"):
            network = self._networks.get(row["network_id"])
            if network is None:
                raise DataError(
                    f"membership {row['fact_id']} is in network {row['network_id']!r}, which the evidence does not know"
                )
            rule = self._rule("memberships", row)
            yield self._tie(
                rule,
                row,
                city_id=row["geonames_id"],
                network_id=row["network_id"],
                scale=network["scale"],
                theme=row["field"] or network["theme"],
            )

    def agreements(self) -> Iterable[Tie]:
        for row in self._store.rows("agreements"):
            rule = self._rule("agreements", row)
            here, there = (self._continent.get(row[key], key) for key in ("country_a", "country_b"))
            scale = "regional" if here == there else "global"
            pair = row["geonames_id_a"], row["geonames_id_b"]
            for city, partner in (pair, pair[::-1]):
                yield self._tie(rule, row, city_id=city, partner_id=partner, scale=scale, theme=row["kind"])

    def _rule(self, table: str, row: Mapping[str, Any]) -> Rule:
        for rule in self._words.rules:
            if rule.table == table and rule.holds(row):
                return rule
        raise DataError(f"ties.toml has no rule for {table} with {row['fact_id']}")

    def _tie(self, rule: Rule, row: Mapping[str, Any], **more: Any) -> Tie:
        return Tie(
            form=rule.form,
            instrument=rule.instrument,
            actors=rule.actor,
            engagement=rule.engagement,
            status=rule.status,
            start=str(row["since_year"]) if row["since_year"] else "",
            permission=self._permission.get(more["city_id"], "unknown"),
            origin=Origin(source_url=row["source_url"], as_of=row["as_of"], grade=row["grade"]),
            facts=(row["fact_id"],),
            **more,
        )


def _merged(same: list[Tie]) -> Tie:
    if len(same) == 1:
        return same[0]
    from dataclasses import replace  # noqa: PLC0415  most ties stand in one row

    first = max(same, key=lambda tie: (tie.status == "current", tie.rung))
    starts = [tie.start for tie in same if tie.start]
    facts = dict.fromkeys(fact for tie in same for fact in tie.facts)
    return replace(first, start=min(starts, default=""), facts=tuple(facts))
