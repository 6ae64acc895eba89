import csv

import pytest
from typer.testing import CliRunner

from proxenia.cli.evidence import app
from proxenia.errors import DataError, OutputError, RefusedFile
from proxenia.evidence import add_files, read_map
from proxenia.store import Store

MAP = """
table = "memberships"
delimiter = ";"
rest = "leave"
[columns]
Ort = "city"
Land = "country_iso2"
Netz = "network_id"
Jahr = "since_year"
[constants]
source_url = "https://example.org/list"
as_of = "2019"
grade = "B"
[values.network_id]
"Energy Cities" = "energy_cities"
[values.since_year]
0 = ""
[values.status]
"left" = "former"
"*" = "current"
[keep]
Netz = ["Energy Cities", "polis"]
"""
HEADER = "Netz;Ort;Land;Jahr;status;remark\n"


@pytest.fixture
def mapping(tmp_path):
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    return read_map(tmp_path / "map.toml")


def write(folder, rows):
    path = folder / "theirs.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def stored(folder):
    rows = Store.open(folder / "s.duckdb").rows("memberships")
    return [row for row in rows if row["provider"] == "theirs.csv"]


def add(folder, rows, mapping, **more):
    return add_files([write(folder, rows)], store=folder / "s.duckdb", mapping=mapping, **more)


def test_a_foreign_table_is_stored_in_our_form(tmp_path, mapping):
    add(tmp_path, "Energy Cities;Leipzig;DE;1999;left;x\npolis;Gdańsk;PL;0;;\n", mapping)
    found = [
        (r["network_id"], r["city"], r["since_year"], r["status"], r["source_url"], r["grade"])
        for r in stored(tmp_path)
    ]
    assert found == [
        ("energy_cities", "Leipzig", 1999, "former", "https://example.org/list", "B"),
        ("polis", "Gdańsk", None, "current", "https://example.org/list", "B"),
    ]


def test_rows_the_map_does_not_keep_are_counted(tmp_path, mapping):
    report = add(tmp_path, "polis;Leipzig;DE;0;;\nOther;Bonn;DE;0;;\n", mapping)
    assert report.rows == 1 and report.notes == ("theirs.csv: 1 rows are not among those the map keeps",)


def test_a_city_that_cannot_be_chosen_refuses_the_file_by_default(tmp_path, mapping):
    with pytest.raises(RefusedFile, match=r"theirs\.csv:3:city  no city 'Nirgendwo'"):
        add(tmp_path, "polis;Leipzig;DE;0;;\npolis;Nirgendwo;DE;0;;\n", mapping)
    assert not (tmp_path / "s.duckdb").exists()


def test_cities_that_cannot_be_chosen_are_set_aside_with_candidates_when_asked(tmp_path, mapping):
    left = tmp_path / "left.csv"
    report = add(tmp_path, "polis;Leipzig;DE;0;;\npolis;León;;0;;\npolis;Nirgendwo;DE;0;;\n", mapping, unresolved=left)
    assert len(stored(tmp_path)) == 1 and report.n_set_aside == 2
    with left.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["line"], row["written"]) for row in rows] == [("3", "León"), ("4", "Nirgendwo")]
    assert "3998655" in rows[0]["candidates"] and "3118532" in rows[0]["candidates"]


def test_other_faults_still_refuse_the_whole_file(tmp_path, mapping):
    left = tmp_path / "left.csv"
    with pytest.raises(RefusedFile, match="'soon' is not a whole number"):
        add(tmp_path, "polis;Leipzig;DE;soon;;\npolis;Nirgendwo;DE;0;;\n", mapping, unresolved=left)
    assert not left.exists() and not (tmp_path / "s.duckdb").exists()


def test_nothing_is_stored_where_the_unresolved_cannot_be_written(tmp_path, mapping):
    (tmp_path / "no").write_text("a file, not a folder")
    with pytest.raises(OutputError, match="nothing was kept"):
        add(tmp_path, "polis;Leipzig;DE;0;;\n", mapping, unresolved=tmp_path / "no" / "left.csv")
    assert not (tmp_path / "s.duckdb").exists()


def test_a_city_twice_in_one_network_is_refused_with_both_lines(tmp_path, mapping):
    with pytest.raises(RefusedFile, match=r"theirs\.csv:3:city  'Leipzig' is member of 'polis' on line 2 already"):
        add(tmp_path, "polis;Leipzig;DE;0;;\npolis;Leipzig;DE;1999;;\n", mapping)


def test_a_city_may_hold_two_roles_in_one_network(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "network_id,city,role,source_url,grade\npolis,Leipzig,member,https://e.org,A\npolis,Leipzig,board,https://e.org,A\n",
        encoding="utf-8",
    )
    assert add_files([path], store=tmp_path / "s.duckdb").added == 2


def test_a_network_that_no_longer_exists_is_refused_with_its_successor(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("network_id,city,source_url,grade\n100rc,Boston,https://e.org,A\n", encoding="utf-8")
    with pytest.raises(RefusedFile, match=r"'100rc' \(100 Resilient Cities\) ended in 2019"):
        add_files([path], store=tmp_path / "s.duckdb")


def test_a_number_the_gazetteer_does_not_hold_is_told_with_cities_of_the_name(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "network_id,geonames_id,city,country_iso2,source_url,grade\npolis,999999999,Leipzig,DE,https://e.org,A\n",
        encoding="utf-8",
    )
    with pytest.raises(RefusedFile, match="no city 999999999 in the gazetteer; did you mean Leipzig"):
        add_files([path], store=tmp_path / "s.duckdb")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tables = 'x'", "a map has no 'tables'"),
        ("rest = 'drop'", "neither 'refuse' nor 'leave'"),
        ("delimiter = ';;'", "is not one character"),
        ("table = ", "is no TOML"),
    ],
)
def test_a_map_with_a_fault_is_refused(tmp_path, text, said):
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        read_map(tmp_path / "map.toml")


def test_a_map_of_columns_that_are_not_there_is_refused(tmp_path, mapping):
    path = tmp_path / "theirs.csv"
    path.write_text("Netz;Ort\npolis;Leipzig\n", encoding="utf-8")
    with pytest.raises(RefusedFile, match="the map names column 'Land'; the file has Netz, Ort"):
        add_files([path], store=tmp_path / "s.duckdb", mapping=mapping)


def test_columns_nobody_named_are_a_fault_where_the_map_does_not_leave_them(tmp_path):
    (tmp_path / "map.toml").write_text(MAP.replace('rest = "leave"\n', ""), encoding="utf-8")
    with pytest.raises(RefusedFile, match="no column 'remark' in memberships"):
        add(tmp_path, "polis;Leipzig;DE;0;;\n", read_map(tmp_path / "map.toml"))


@pytest.mark.usefixtures("mapping")
def test_the_command_takes_a_map_and_a_place_for_the_unresolved(tmp_path):
    path = write(tmp_path, "polis;Leipzig;DE;0;;\npolis;Nirgendwo;DE;0;;\n")
    options = [
        "--map",
        str(tmp_path / "map.toml"),
        "--unresolved",
        str(tmp_path / "left.csv"),
        "--table",
        "memberships",
    ]
    done = CliRunner().invoke(app, ["add", str(path), "--store", str(tmp_path / "s.duckdb"), *options])
    assert done.exit_code == 0, done.output
    assert "1 rows without one city" in done.output and "1 new of 2 rows stored" in done.output


@pytest.mark.usefixtures("mapping")
def test_the_command_takes_one_map_or_pairs(tmp_path):
    path = write(tmp_path, "polis;Leipzig;DE;0;;\n")
    options = ["--map", str(tmp_path / "map.toml"), "--column", "a=b"]
    done = CliRunner().invoke(app, ["add", str(path), "--store", str(tmp_path / "s.duckdb"), *options])
    assert done.exit_code == 2
