"""The ledger: every fact below the figures of an assessment, as one sourced statement each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.assessment.result import Fact
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proxenia.indicators import Catalog
    from proxenia.places import City, Gazetteer
    from proxenia.store import Store

__all__ = ["Ledger"]

_ROLES = {
    "member": Text("member", "عضو"),
    "observer": Text("observer", "ناظر"),
    "founder": Text("founding member", "عضو بنیان‌گذار"),
    "host": Text("host of a meeting or regional office", "میزبان نشست یا دفتر منطقه‌ای"),
    "secretariat": Text("host of the secretariat", "میزبان دبیرخانه"),
    "board": Text("in a governing body", "عضو ارکان اداره"),
    "vice_president": Text("vice-president", "نایب‌رئیس"),
    "president": Text("president", "رئیس"),
}
_KINDS = {
    "sister_city": Text("Sister city", "شهر خواهرخوانده"),
    "partner_city": Text("Partner city", "شهر همکار"),
    "friendship": Text("Friendship city", "شهر دوست"),
    "mou": Text("Memorandum with", "یادداشت‌تفاهم با"),
}


class Ledger:
    """Turns ids of facts into entries that a reader can check."""

    def __init__(self, store: Store, *, catalog: Catalog, gazetteer: Gazetteer, compared: Iterable[City] = ()) -> None:
        self._gazetteer = gazetteer
        self._compared = {city.geonames_id for city in compared}
        self._measures = {row["measure_id"]: row for row in store.rows("measures")}
        self._networks = {row["network_id"]: row for row in store.rows("networks")}
        self._items = {i.item: i.id for i in reversed(tuple(catalog)) if i.kind == "coded"}
        self._rows: dict[str, tuple[str, Mapping[str, Any]]] = {
            row["fact_id"]: (table, row)
            for table in ("observations", "coded_facts", "memberships", "agreements", "institutions", "networks")
            for row in store.rows(table)
        }

    def entries(self, ids: Iterable[str]) -> tuple[Fact, ...]:
        """Entries of these facts, each once, by table, city and indicator."""
        facts = [self._entry(number) for number in set(ids)]
        return tuple(sorted(facts, key=lambda fact: (fact.table, fact.city, fact.indicator, fact.year or 0, fact.id)))

    def _entry(self, number: str) -> Fact:
        table, row = self._rows[number]
        read = {
            "observations": self._figure,
            "coded_facts": self._code,
            "memberships": self._membership,
            "agreements": self._agreement,
            "institutions": self._institution,
            "networks": self._network,
        }
        indicator, city, value, unit, year, statement = read[table](row)
        return Fact(
            id=number,
            table=table,
            indicator=indicator,
            city=city,
            value=float(value),
            unit=unit,
            year=year,
            statement=statement,
            source_url=row["source_url"],
            as_of=row["as_of"],
            grade=row["grade"],
            provider=row["provider"],
        )

    def _figure(self, row: Mapping[str, Any]) -> tuple:
        measure = self._measures[row["measure_id"]]
        note = f" ({row['note']})" if row["note"] else ""
        statement = Text(f"{measure['name_en']}{note}", measure["name_fa"])
        return row["measure_id"], row["city"], row["value"], row["unit"], row["year"], statement

    def _code(self, row: Mapping[str, Any]) -> tuple:
        statement = Text(row["seen_en"], row["seen_fa"] or row["seen_en"])
        year = int(row["as_of"][:4]) if row["as_of"] else None
        return self._items.get(row["item"], row["item"]), row["city"], row["score"], "scale 0-3", year, statement

    def _membership(self, row: Mapping[str, Any]) -> tuple:
        network, role = self._networks[row["network_id"]], _ROLES[row["role"]]
        statement = Text(f"{network['name']}: {role.en}", f"{network['name_fa']}: {role.fa}")
        return "intl_org_membership", row["city"], 1, "membership", row["since_year"], statement

    def _agreement(self, row: Mapping[str, Any]) -> tuple:
        kind = _KINDS[row["kind"]]
        names = [self._gazetteer.city(row[key]).text for key in ("geonames_id_a", "geonames_id_b")]
        statement = Text(f"{kind.en}: {names[0].en} - {names[1].en}", f"{kind.fa}: {names[0].fa} - {names[1].fa}")
        second = row["geonames_id_a"] not in self._compared and row["geonames_id_b"] in self._compared
        city = row["city_b"] if second else row["city_a"]
        return "sister_city_agreements", city, 1, "agreement", row["since_year"], statement

    def _institution(self, row: Mapping[str, Any]) -> tuple:
        statement = Text(row["name"], row["name_fa"] or row["name"])
        return f"institution:{row['kind']}", row["city"], 1, "institution", row["founded_year"], statement

    def _network(self, row: Mapping[str, Any]) -> tuple:
        seat = row["secretariat_city"] or "?"
        number = row["secretariat_geonames_id"]
        persian = self._gazetteer.city(number).text.fa if number is not None else seat
        statement = Text(
            f"{row['name']}: {row['roster']} roster, secretariat in {seat}",
            f"{row['name_fa']}: فهرست اعضا {'کامل' if row['roster'] == 'complete' else 'ناقص'}، دبیرخانه در {persian}",
        )
        return "network", seat, row["members_claimed"] or 0, "members", row["founded_year"], statement
