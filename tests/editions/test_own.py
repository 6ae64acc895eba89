"""A user's own edition: started, judged, listed, used, and found again."""

import csv
import json
import os
import subprocess
import sys

import pytest

from proxenia.assessment import assess, verify
from proxenia.editions import check_edition, list_editions, new_edition
from proxenia.errors import DataError, OutputError, StudyError
from proxenia.report import publish
from proxenia.store import Edition, Store, read_edition
from proxenia.study import Study

ROW = {
    "geonames_id": "112931", "city": "Tehran", "country_iso2": "IR", "measure_id": "universities", "value": "777",
    "unit": "institutions", "year": "2026", "source_url": "https://example.org/list", "as_of": "2026-03", "grade": "A",
}  # fmt: skip


@pytest.fixture
def own(tmp_path):
    new_edition(tmp_path / "caspian", title="Cities of the Caspian")
    return tmp_path / "caspian"


@pytest.fixture
def fill():
    """Write rows under the header of a table."""

    def write(folder, table, *rows):
        path = folder / f"{table}.csv"
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return write


def run(*arguments, cwd, **more):
    return subprocess.run(
        [sys.executable, "-m", "proxenia", *arguments],
        capture_output=True, text=True, check=False, cwd=cwd, env={**os.environ, **more},
    )  # fmt: skip


def faults(folder):
    return [str(each) for each in check_edition(folder).faults]


def test_a_new_edition_is_empty_and_without_fault(own):
    checked = check_edition(own)
    assert checked.faults == ()
    assert set(checked.rows.values()) == {0}
    assert checked.edition.label == "edition caspian 1.0"
    assert checked.edition.beside == Edition.embedded().version


def test_a_whole_edition_is_a_copy_of_ours_under_another_name(tmp_path):
    made = new_edition(tmp_path / "next", whole=True, version="2026.2")
    assert check_edition(tmp_path / "next").faults == ()
    assert made.beside == ""
    assert {name: made.files[name] for name in made.files if name.endswith(".csv")} == {
        name: text for name, text in Edition.embedded().files.items() if name.endswith(".csv")
    }


def test_our_own_edition_passes_its_check_and_tells_where_sources_differ():
    from importlib.resources import as_file, files

    with as_file(files("proxenia").joinpath("data", "edition")) as folder:
        checked = check_edition(folder)
    assert checked.faults == ()
    assert any("tell score differently" in note for note in checked.notes)


def test_a_new_edition_is_a_valid_data_package(own):
    frictionless = pytest.importorskip("frictionless", reason="a validator of data packages that is not ours")
    assert frictionless.validate(str(own / "datapackage.json")).valid


def test_a_folder_that_holds_something_is_left_as_it_is(own):
    before = sorted(path.name for path in own.iterdir())
    with pytest.raises(OutputError, match="holds something"):
        new_edition(own)
    assert sorted(path.name for path in own.iterdir()) == before


def test_rows_of_ones_own_stand_after_ours_and_name_their_edition(own, fill):
    fill(own, "observations", ROW)
    mine, ours = Store.open(edition=own), Store.open()
    assert len(mine.rows("observations")) == len(ours.rows("observations")) + 1
    assert mine.rows("observations")[-1]["provider"] == "edition caspian 1.0"
    assert mine.rows("observations")[-1]["value"] == 777
    assert mine.fingerprint != ours.fingerprint


@pytest.mark.parametrize(
    ("cell", "value", "place", "said"),
    [
        ("source_url", "", ":2:source_url", "is empty"),
        ("source_url", "a book", ":2:source_url", "is not of the form"),
        ("grade", "D", ":2:grade", "is not one of A, B, C"),
        ("as_of", "March 2026", ":2:as_of", "is not of the form"),
        ("value", "many", ":2:value", "is no number"),
        ("unit", "schools", ":2:unit", "write 'institutions'"),
        ("measure_id", "museum_count", ":2:measure_id", "museum"),
        ("geonames_id", "1", ":2:geonames_id", "1"),
    ],
)
def test_a_fault_names_file_line_and_column(own, fill, cell, value, place, said):
    fill(own, "observations", {**ROW, cell: value})
    found = faults(own)
    assert len(found) == 1
    assert found[0].startswith(f"observations.csv{place}  ")
    assert said in found[0]


def test_the_same_row_twice_is_a_fault(own, fill):
    fill(own, "observations", ROW, ROW)
    assert faults(own) == ["observations.csv:3:  the same as line 2; keep one row"]


def test_a_row_without_a_date_and_rows_that_disagree_are_told_and_kept(own, fill):
    fill(own, "observations", {**ROW, "as_of": ""}, {**ROW, "value": "778"})
    checked = check_edition(own)
    assert checked.faults == ()
    assert "observations.csv: 1 of 2 rows have no date; fill as_of where the page tells it" in checked.notes
    assert "observations.csv: lines 2, 3 tell value differently ('777', '778'); both are kept" in checked.notes


def test_a_row_of_ours_that_is_told_otherwise_is_said(own, fill):
    row = Store.open().rows("observations", city="Tehran")[0]
    cells = {
        key: "" if value is None else str(value) for key, value in row.items() if key not in {"provider", "fact_id"}
    }
    fill(own, "observations", {**cells, "value": "987654"})
    notes = check_edition(own).notes
    assert any(note.startswith("observations.csv:2:value  '987654' here and ") for note in notes)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"version": "first"}, "'first' is no version"),
        ({"licenses": []}, "no license"),
        ({"version": ""}, "no version"),
        ({"beside": "1999.1"}, "stands beside edition 1999.1, and here is"),
        ({"resources": [{"name": "poems"}]}, "no table is called 'poems'"),
    ],
)
def test_a_broken_package_is_told(own, package, keys, said):
    package(own, **keys)
    assert any(said in fault for fault in faults(own))


def test_a_key_into_a_table_of_the_package_has_to_be_there(ours, change):
    change(ours, "cities", lambda rows: [row for row in rows if row["city"] != "Tehran"])
    found = faults(ours)
    assert found
    assert all("'112931' is not in cities.csv" in fault for fault in found)


def test_a_header_that_is_not_the_tables_is_refused_with_its_place(own):
    (own / "networks.csv").write_text("network,name\n", encoding="utf-8")
    assert faults(own)[0].startswith("networks.csv:1:  the header is not network_id,name")
    with pytest.raises(DataError, match=r"networks\.csv:1  the header is not"):
        Store.open(edition=own).rows("networks")


def test_editions_are_listed_with_the_one_that_is_read(own, tmp_path, monkeypatch):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "datapackage.json").write_text("{", encoding="utf-8")
    monkeypatch.setenv("PROXENIA_EDITION", str(own))
    found = {each.label: each for each in list_editions([tmp_path])}
    assert found["edition caspian 1.0"].is_read
    assert not found["edition 2026.1"].is_read
    assert "is no JSON" in found["broken"].fault


@pytest.fixture
def published(own, fill, tmp_path):
    fill(own, "observations", ROW)
    read = read_edition(own)
    study = Study(
        focal="Tehran", benchmarks=("Boston",), draws=100, languages=("en",), edition="../caspian",
        edition_digest=read.digest,
    )  # fmt: skip
    made = assess(study, store=Store.open(edition=read), created_at="2026-11-21T00:00:00Z")
    publish(made, study=study, folder=tmp_path / "out")
    return tmp_path / "out"


def test_a_result_names_its_edition_and_verifying_finds_it(own, fill, published):
    provenance = json.loads((published / "result.json").read_text(encoding="utf-8"))["provenance"]
    assert provenance["data_edition"] == "caspian 1.0"
    assert provenance["edition_digest"] == read_edition(own).digest
    compared, differences = verify(published)
    assert compared > 1000
    assert differences == ()
    fill(own, "observations", {**ROW, "value": "778"})
    with pytest.raises(StudyError, match=r"the study is of \.\./caspian with digest"):
        verify(published)


def test_a_study_that_pins_nothing_reads_the_edition_in_reach(own, monkeypatch):
    study = Study(focal="Tehran", benchmarks=("Boston",))
    assert study.pinned().label == "edition 2026.1"
    monkeypatch.setenv("PROXENIA_EDITION", str(own))
    assert study.pinned().label == "edition caspian 1.0"
    with pytest.raises(StudyError, match="no edition 'elsewhere' is there"):
        Study(focal="Tehran", benchmarks=("Boston",), edition="elsewhere").pinned()


def test_the_commands_start_judge_list_and_use_an_edition(tmp_path, fill):
    started = run("edition", "new", "mine", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    fill(tmp_path / "mine", "observations", {**ROW, "grade": "Z"})
    judged = run("edition", "check", "mine", cwd=tmp_path)
    assert (judged.returncode, judged.stdout) == (1, "")
    assert "observations.csv:2:grade" in judged.stderr
    fill(tmp_path / "mine", "observations", ROW)
    assert run("edition", "check", "mine", cwd=tmp_path).returncode == 0
    listed = json.loads(run("edition", "list", ".", "--json", cwd=tmp_path).stdout)
    assert [each["label"] for each in listed] == ["edition 2026.1", "edition mine 1.0"]
    used = run(
        "assess", "Tehran", "--against", "Boston", "--edition", "mine", "--draws", "100", "--lang", "en", "--out",
        "out", "--json", cwd=tmp_path,
    )  # fmt: skip
    assert used.returncode == 0, used.stderr
    assert json.loads(used.stdout)["provenance"]["data_edition"] == "mine 1.0"
    assert 'edition = "mine"' in (tmp_path / "out" / "study.toml").read_text(encoding="utf-8")
    again = run("verify", "out", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    gone = run("verify", "out", cwd=tmp_path, PROXENIA_EDITION="nowhere")
    assert gone.returncode == 0, gone.stderr


def test_the_command_tells_a_difference_as_words_as_json_and_as_files(tmp_path, fill):
    assert run("edition", "new", "mine", cwd=tmp_path).returncode == 0
    fill(tmp_path / "mine", "observations", ROW)
    told = run(
        "edition", "diff", "EMBEDDED", "mine", "--draws", "100", "--out", "changes", "--json", cwd=tmp_path
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    diff = json.loads(told.stdout)
    assert [(each["change"], each["table"]) for each in diff["facts"]] == [("came", "observations")]
    assert {path.name for path in (tmp_path / "changes").iterdir()} == {
        "diff.json", "method.md", "facts.csv", "observations.csv", "cities.csv", "diff.en.html", "diff.fa.html",
    }  # fmt: skip
    again = run("edition", "diff", "EMBEDDED", "mine", "--draws", "100", "--out", "changes", cwd=tmp_path)
    assert again.returncode == 1
    assert "is there already" in again.stderr


def test_a_table_has_the_licenses_of_the_edition_that_is_open_and_of_ours_where_it_stands_beside_it(own):
    ours = Edition.embedded().table_licenses["observations"]
    assert [each["name"] for each in ours] == ["CC-BY-4.0"]
    package = json.loads((own / "datapackage.json").read_text(encoding="utf-8"))
    package["licenses"] = [{"name": "ODbL-1.0", "path": "https://opendatacommons.org/licenses/odbl/1-0/"}]
    for each in package["resources"]:
        each.pop("licenses", None)
    (own / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    found = read_edition(own).table_licenses["observations"]
    assert [each["name"] for each in found] == ["CC-BY-4.0", "ODbL-1.0"]
