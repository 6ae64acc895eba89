"""What pages ask of the observatory: cities by name in any script, weights to begin from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from proxenia.locale import Text, translate, writing
from proxenia.places.names import fold

if TYPE_CHECKING:
    from proxenia.assessment.result import Fact
    from proxenia.locale import Language
    from proxenia.places import City
    from proxenia.web.observatory import Observatory

__all__ = ["examples", "known_of", "live_words", "near_cities", "presets", "search_cities"]

MOST = 20
NEAR = 5
LIKE = 60.0
"""How alike a name must be written, of 100, to be shown where none was found."""


def search_cities(seen: Observatory, name: str) -> list[dict[str, Any]]:
    """Cities a name may mean, most populous first, and whether the panel has them."""
    known = {city.geonames_id for city in seen.panel.cities}
    resolution = seen.gazetteer.resolve(name)
    found = [candidate.city for candidate in resolution.candidates][:MOST]
    return [
        {
            "geonames_id": city.geonames_id,
            "name_en": city.text.en,
            "name_fa": city.text.fa,
            "country_iso2": city.country_iso2,
            "population": city.population,
            "in_panel": city.geonames_id in known,
        }
        for city in found
    ]


def _is_about(row: dict[str, Any], geonames_id: int | None) -> bool:
    if geonames_id is None:
        return True
    return geonames_id in {row.get("geonames_id"), row.get("geonames_id_a"), row.get("geonames_id_b")}


def near_cities(seen: Observatory, name: str) -> list[City]:
    """Cities of the panel whose names are written almost so, the nearest first; for readers, never to decide by."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  only where a name was not found

    names = {i: fold(text) for i, city in enumerate(seen.panel.cities) for text in (city.text.en,)}
    persian = {i + len(names): fold(city.text.fa) for i, city in enumerate(seen.panel.cities)}
    found = process.extract(fold(name), names | persian, scorer=fuzz.ratio, score_cutoff=LIKE, limit=2 * NEAR)
    order = dict.fromkeys(key % len(names) for _, _, key in found)
    return [seen.panel.cities[i] for i in order][:NEAR]


def known_of(seen: Observatory, place: City) -> list[tuple[str, list[Fact]]]:
    """Every fact on a city as a sourced statement, by table; tables without one are left out."""
    from proxenia.assessment.ledger import Ledger  # noqa: PLC0415  only where it is asked for

    found = {
        table: [row["fact_id"] for row in seen.store.rows(table) if _is_about(row, place.geonames_id)]
        for table in ("observations", "coded_facts", "memberships", "agreements", "institutions")
    }
    if not any(found.values()):
        return []
    ledger = Ledger(seen.store, catalog=seen.catalog, gazetteer=seen.gazetteer, compared=(place,))
    return [(table, list(ledger.entries(ids))) for table, ids in found.items() if ids]


def examples(seen: Observatory) -> list[tuple[str, list[City]]]:
    """Comparisons to begin with: a title and its cities."""
    from proxenia.web.observatory import BENCHMARKS  # noqa: PLC0415  it imports much

    ranks = {band.geonames_id: band.rank for band in seen.live.bands()}
    ranked = sorted(
        (c for c in seen.panel.cities if ranks[c.geonames_id] is not None), key=lambda c: ranks[c.geonames_id] or 0
    )
    return [
        ("The cities of the founding comparison", [seen.gazetteer.one(name) for name in BENCHMARKS]),
        ("The first four of the panel", ranked[:4]),
        ("The first capitals, and the first cities that are none", _capitals_and_others(ranked)),
    ]


def _capitals_and_others(ranked: list[City]) -> list[City]:
    capitals = [city for city in ranked if city.is_capital]
    others = [city for city in ranked if not city.is_capital]
    return [*capitals[:3], *others[:3]]


def presets(seen: Observatory) -> list[tuple[Text, str, str]]:
    """Weights to begin from: the published ones, and each dimension twice as heavy as the others.

    Returns
    -------
    presets
        Name, weights of the dimensions as JSON, and the query that leads to them.
    """
    published = seen.live.weights
    out = [(_both("As published"), published)]
    for dimension in seen.framework.dimension:
        name = Text(f"2 × {dimension.name.en}", f"۲ × {dimension.name.fa}")
        out.append((name, {code: 1.0 if code == dimension.code else 0.5 for code in published}))
    return [
        (
            name,
            json.dumps(weights),
            "?" + urlencode([("weight", f"{code}:{value:g}") for code, value in weights.items()]),
        )
        for name, weights in out
    ]


def live_words(language: Language) -> str:
    """Words and number forms that the live index writes in, as JSON."""
    return json.dumps(
        {
            "locale": {"en": "en-US", "fa": "fa-IR"}.get(language, language),
            "span": writing(language).interval,
            "none": "–",
            "zero": translate("all weights are zero; give one dimension a weight above zero", language),
            "failed": translate("No answer came; try again.", language),
            "first": translate("First now: {cities}", language),
        },
        ensure_ascii=False,
    )


def _both(message: str) -> Text:
    return Text(message, translate(message, "fa"))
