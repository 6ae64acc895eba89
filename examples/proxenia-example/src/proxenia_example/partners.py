"""A measure that needs code: in how many countries a city has partner cities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.indicators import Observation
from proxenia.indicators.observation import Count, ObsStatus
from proxenia.store import in_force

if TYPE_CHECKING:
    from proxenia.indicators import Indicator
    from proxenia.places import City
    from proxenia.store import Store

__all__ = ["partner_countries"]


def partner_countries(city: City, *, indicator: Indicator, store: Store) -> Observation | None:
    """Count the other countries among the agreements in force of a city.

    None where no agreement is seen: what is not known is missing, never zero. The agreements seen are a part of all, so
    the count is a lower bound. Every agreement that it rests on is named.
    """
    countries: set[str] = set()
    facts = []
    for row in store.rows("agreements"):
        ends = {row["geonames_id_a"]: row["country_a"], row["geonames_id_b"]: row["country_b"]}
        if city.geonames_id in ends and in_force(row):
            abroad = set(ends.values()) - {city.country_iso2}
            countries |= abroad
            facts += [row["fact_id"]] if abroad else []
    if not facts:
        return None
    return Observation(
        indicator_id=indicator.id,
        geonames_id=city.geonames_id,
        unit=indicator.unit.en,
        value=float(len(countries)),
        status=ObsStatus.LOWER_BOUND,
        grade="B",
        facts=tuple(facts),
        spread=Count(seen=len(countries)),
    )
