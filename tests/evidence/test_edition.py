"""The contract of the embedded edition."""

from importlib.resources import as_file, files

import pytest

from proxenia.store import edition_name, tables

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
    assert {row["provider"] for table in tables() for row in store.rows(table)} == {edition_name()}


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
