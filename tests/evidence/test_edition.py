"""The contract of the embedded edition."""

import re
from collections import Counter
from datetime import date
from importlib.resources import as_file, files
from urllib.parse import urlsplit

import pytest

from proxenia.store import edition_in_reach, tables

SOURCED = [name for name in tables() if name != "measures"]


def test_the_data_package_is_valid():
    frictionless = pytest.importorskip("frictionless")
    with as_file(files("proxenia").joinpath("data", "edition", "datapackage.json")) as path:
        report = frictionless.validate(str(path))
    assert report.flatten(["title", "note"]) == []


@pytest.mark.parametrize("table", SOURCED)
def test_every_row_has_a_source_and_a_grade(store, table):
    assert [
        row for row in store.rows(table) if "://" not in row["source_url"] or row["grade"] not in {"A", "B", "C"}
    ] == []


@pytest.mark.parametrize("table", ["networks", "coded_facts", "measures", "cities", "institutions"])
def test_persian_cells_use_persian_letters(store, table):
    cells = [value for row in store.rows(table) for key, value in row.items() if key.endswith("_fa") and value]
    assert [cell for cell in cells if set(cell) & set("يكى")] == []


def test_every_figure_is_in_the_unit_of_its_measure(store):
    units = {row["measure_id"]: row["unit"] for row in store.rows("measures")}
    assert [row for row in store.rows("observations") if row["unit"] != units[row["measure_id"]]] == []


def test_conflicts_are_kept(store):
    rows = store.rows("coded_facts", city="Tehran", item="stakeholder_coordination_mechanism")
    assert {row["score"] for row in rows} == {0, 1}


def test_a_fact_id_names_one_row(store):
    ids = [row["fact_id"] for table in tables() for row in store.rows(table)]
    assert len(ids) == len(set(ids))


def test_every_row_says_which_edition_it_is_of(store):
    assert {row["provider"] for table in tables() for row in store.rows(table)} == {edition_in_reach().label}


def test_complete_rosters_hold_every_member_they_claim(store):
    short = []
    for network in store.rows("networks", roster="complete"):
        members = {
            row["geonames_id"]
            for row in store.rows("memberships", network_id=network["network_id"])
            if row["status"] != "former"
        }
        if len(members) < 0.95 * network["members_claimed"]:
            short.append((network["network_id"], len(members)))
    assert short == []


OF_A_CITY = ["memberships", "observations", "coded_facts", "institutions"]
MIRRORS = ("liquisearch", "blogspot", "wikipedia", "primidi", "kiwix", "encycloreader", "newsbreak", "docslib")


@pytest.mark.parametrize("table", OF_A_CITY)
def test_every_city_is_the_one_of_the_list_of_cities(store, table):
    cities = {row["geonames_id"]: (row["city"], row["country_iso2"]) for row in store.rows("cities")}
    wrong = [row for row in store.rows(table) if cities.get(row["geonames_id"]) != (row["city"], row["country_iso2"])]
    assert wrong == []


def test_both_parties_of_an_agreement_are_in_the_list_of_cities(store):
    cities = {row["geonames_id"]: row["country_iso2"] for row in store.rows("cities")}
    rows = store.rows("agreements")
    assert [
        row for row in rows for side in "ab" if cities.get(row[f"geonames_id_{side}"]) != row[f"country_{side}"]
    ] == []


def test_no_two_cities_are_tied_twice_by_the_same_kind(store):
    pairs = Counter(
        (frozenset({row["geonames_id_a"], row["geonames_id_b"]}), row["kind"]) for row in store.rows("agreements")
    )
    assert [pair for pair, count in pairs.items() if count > 1 or len(pair[0]) == 1] == []


@pytest.mark.parametrize("table", SOURCED)
def test_every_date_is_one_of_the_calendar_and_not_to_come(store, table):
    dates = {row["as_of"] for row in store.rows(table) if row["as_of"]}
    assert [each for each in dates if date.fromisoformat(f"{each}-01-01"[:10]) > date(2026, 12, 31)] == []


@pytest.mark.parametrize("table", SOURCED)
def test_the_best_grade_is_never_given_to_a_mirror_or_the_press(store, table):
    hosts = {urlsplit(row["source_url"]).netloc for row in store.rows(table) if row["grade"] == "A"}
    assert [host for host in hosts if any(mirror in host for mirror in MIRRORS)] == []


def test_shares_run_from_zero_to_one_and_nothing_is_below_zero(store):
    rows = store.rows("observations")
    assert [row for row in rows if row["value"] < 0 or (row["unit"] == "share 0-1" and row["value"] > 1)] == []


def test_what_is_counted_is_whole(store):
    assert [row for row in store.rows("observations", unit="count") if not row["value"].is_integer()] == []


def test_a_city_that_has_left_a_network_is_not_a_member_of_it_too(store):
    seats = Counter((row["network_id"], row["geonames_id"], row["field"]) for row in store.rows("memberships"))
    left = store.rows("memberships", status="former")
    assert [row for row in left if seats[row["network_id"], row["geonames_id"], row["field"]] > 1] == []


def test_no_member_joined_before_its_network_was_founded(store):
    founded = {row["network_id"]: row["founded_year"] or 0 for row in store.rows("networks")}
    rows = store.rows("memberships")
    assert [row for row in rows if row["since_year"] and row["since_year"] < founded[row["network_id"]]] == []


@pytest.mark.parametrize("item", ["science_diplomacy_strategy", "stakeholder_coordination_mechanism", "science_brand"])
def test_the_gaps_the_comparative_study_found_in_tehran_are_there(store, item):
    rows = store.rows("coded_facts", geonames_id=112931, item=item)
    assert any("10.22034/fr.2025.565028.1745" in row["source_url"] and row["score"] == 0 for row in rows)


def test_no_seat_is_held_on_a_term_that_has_ended(store):
    seats = [row for row in store.rows("memberships") if row["role"] in {"board", "vice_president", "president"}]
    terms = {row["fact_id"]: [re.findall(r"\b20\d\d", part) for part in row["role_note"].split(" / ")] for row in seats}
    assert [
        row for row in seats if all(terms[row["fact_id"]]) and max(max(y) for y in terms[row["fact_id"]]) < "2024"
    ] == []
