import time

import duckdb
import pytest

from proxenia.errors import EvidenceError, OutputError
from proxenia.store import Store, edition_in_reach, fact_id, tables, write_rows

TIE = {
    "geonames_id_a": 112931, "city_a": "Tehran", "country_a": "IR", "geonames_id_b": 587084, "city_b": "Baku",
    "country_b": "AZ", "since_year": 2020, "kind": "mou", "status": "in_force",
    "source_url": "https://example.org", "also_url": "", "as_of": "2024", "grade": "A",
}  # fmt: skip


def written(folder, *years, name="s.duckdb"):
    path = folder / name
    for year in years:
        write_rows(path, {"own.csv": {"agreements": [TIE | {"since_year": year}]}})
    return path


def test_a_store_opens_in_a_third_of_a_second():
    started = time.perf_counter()
    Store.open().rows("cities", geonames_id=112931)
    assert time.perf_counter() - started < 0.35


def test_rows_are_filtered_by_every_column_named(store):
    rows = store.rows("memberships", geonames_id=112931, network_id="amf")
    assert {(row["geonames_id"], row["network_id"]) for row in rows} == {(112931, "amf")}


def test_own_rows_come_after_the_editions(tmp_path):
    rows = Store.open(written(tmp_path, 2020)).rows("agreements")
    assert (rows[0]["provider"], rows[-1]["provider"]) == (edition_in_reach().label, "own.csv")


def test_a_row_of_the_edition_added_again_is_kept_once(tmp_path, store):
    row = store.rows("agreements")[0]
    write_rows(tmp_path / "s.duckdb", {"own.csv": {"agreements": [row]}})
    assert len(Store.open(tmp_path / "s.duckdb").rows("agreements")) == len(store.rows("agreements"))


def test_the_fingerprint_does_not_depend_on_the_order_rows_were_added_in(tmp_path):
    one, other = written(tmp_path, 2020, 2021, name="one.duckdb"), written(tmp_path, 2021, 2020, name="other.duckdb")
    assert Store.open(one).fingerprint == Store.open(other).fingerprint


def test_a_path_without_a_file_is_the_edition_alone(tmp_path, store):
    assert Store.open(tmp_path / "none.duckdb").fingerprint == store.fingerprint


@pytest.mark.parametrize("column", ["since_year", "grade", "source_url"])
def test_a_fact_id_changes_with_any_cell(column):
    assert fact_id("agreements", TIE) != fact_id("agreements", TIE | {column: 1})


def test_a_fact_id_does_not_change_with_an_empty_cell():
    assert fact_id("agreements", TIE) == fact_id("agreements", TIE | {"also_url": None})


def test_a_database_of_someone_else_is_no_store(tmp_path):
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        connection.execute("CREATE TABLE observations (a INTEGER)")
    with pytest.raises(EvidenceError, match="is no evidence store"):
        Store.open(tmp_path / "x.duckdb")


def test_writing_over_what_is_no_store_leaves_it_as_it_was(tmp_path):
    path = tmp_path / "x.duckdb"
    path.write_bytes(b"my thesis")
    with pytest.raises(OutputError, match="nothing was stored"):
        write_rows(path, {"own.csv": {"agreements": [TIE]}})
    assert ([p.name for p in tmp_path.iterdir()], path.read_bytes()) == (["x.duckdb"], b"my thesis")


def test_only_facts_may_be_added_by_users():
    own = {name for name, table in tables().items() if table.own}
    assert own == {"agreements", "coded_facts", "institutions", "memberships", "networks", "observations"}
