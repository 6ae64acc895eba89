"""What is known of a city, table by table, with its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proxenia.store import Store

__all__ = ["known_of"]


def known_of(geonames_id: int, *, store: Store) -> dict[str, list[dict[str, Any]]]:
    """Rows about a city by table; rows for one cell stand side by side, so that conflicts are seen.

    Each row says `what` is known, with `source_url`, `as_of`, `grade`, `provider` and `fact_id`.
    """
    tables = {
        "observations": [_figure(row) for row in store.rows("observations", geonames_id=geonames_id)],
        "coded_facts": [_code(row) for row in store.rows("coded_facts", geonames_id=geonames_id)],
        "memberships": [_membership(row) for row in store.rows("memberships", geonames_id=geonames_id)],
        "agreements": [
            _agreement(row)
            for row in store.rows("agreements")
            if geonames_id in {row["geonames_id_a"], row["geonames_id_b"]}
        ],
        "institutions": [_institution(row) for row in store.rows("institutions", geonames_id=geonames_id)],
    }
    return {table: sorted(rows, key=lambda row: row["what"]) for table, rows in tables.items()}


def _entry(row: Mapping[str, Any], what: str) -> dict[str, Any]:
    return {"what": what, **{key: row[key] for key in ("source_url", "as_of", "grade", "provider", "fact_id")}}


def _figure(row: Mapping[str, Any]) -> dict[str, Any]:
    note = f" ({row['note']})" if row["note"] else ""
    return _entry(row, f"{row['measure_id']} {row['year']}: {row['value']:g} {row['unit']}{note}")


def _code(row: Mapping[str, Any]) -> dict[str, Any]:
    return _entry(row, f"{row['item']}: {row['score']} of 3, {row['seen_en']}")


def _membership(row: Mapping[str, Any]) -> dict[str, Any]:
    since = f" since {row['since_year']}" if row["since_year"] else ""
    return _entry(row, f"{row['network_id']}: {row['role']}{since} ({row['status']})")


def _agreement(row: Mapping[str, Any]) -> dict[str, Any]:
    since = f" since {row['since_year']}" if row["since_year"] else ""
    return _entry(row, f"{row['kind']}: {row['city_a']} - {row['city_b']}{since} ({row['status']})")


def _institution(row: Mapping[str, Any]) -> dict[str, Any]:
    return _entry(row, f"{row['kind']}: {row['name']}")
