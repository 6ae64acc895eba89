import csv
import json
from typing import get_args

import pytest
from typer.testing import CliRunner

from proxenia.cli.app import app
from proxenia.errors import EvidenceError, OutputError, ProxeniaError, RefusedFile
from proxenia.places.affiliations import resolve_table, say_method, say_reason
from proxenia.places.affiliations.resolution import Method
from proxenia.places.affiliations.table import COLUMNS


def run(tmp_path, resolver, text, *, column="affiliation", **choices):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    report = resolve_table(source, column=column, output=target, resolver=resolver, **choices)
    with target.open(encoding="utf-8-sig", newline="") as file:
        return report, list(csv.DictReader(file))


def test_rows_keep_their_order_and_other_columns(tmp_path, resolver):
    text = 'id,affiliation,year\n3,"Bern, Switzerland",2020\n1,nothing,2021\n2,"تهران، ایران",2022\n'
    report, rows = run(tmp_path, resolver, text)
    assert [(row["id"], row["year"], row["geonames_id"]) for row in rows] == [
        ("3", "2020", "2661552"),
        ("1", "2021", ""),
        ("2", "2022", "112931"),
    ]
    assert list(rows[0]) == ["id", "affiliation", "year", *COLUMNS]
    assert (report.n_rows, report.n_located) == (3, 2)


def test_a_row_without_an_answer_has_a_reason_and_one_with_an_answer_has_none(tmp_path, resolver):
    _, rows = run(tmp_path, resolver, 'affiliation\n"Bern, Switzerland"\nnothing\n')
    assert [bool(row["reason"]) for row in rows] == [False, True]


def test_several_places_are_joined_in_one_order(tmp_path, resolver):
    _, [row] = run(tmp_path, resolver, 'affiliation\n"IPM, Tehran, Iran; CERN, Geneva, Switzerland"\n')
    assert (row["geonames_id"], row["city"], row["country_iso2"]) == ("112931;2660646", "Tehran;Geneva", "IR;CH")


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolon"), ("\t", "tab")])
def test_other_delimiters_are_recognized(tmp_path, resolver, mark, name):
    _, [row] = run(tmp_path, resolver, f"id{mark}affiliation\n1{mark}Bern, Switzerland\n")
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        assert mark in file.readline(), name
    assert row is not None


def test_a_byte_order_mark_stays(tmp_path, resolver):
    run(tmp_path, resolver, b"\xef\xbb\xbfaffiliation\nBern\n")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfaffiliation")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "is empty"),
        (b"id,affilation\n1,x\n", "did you mean 'affilation'"),
        (b"id,name\n1,x\n", "it has 'id', 'name'"),
        ("affiliation\nBern\n".encode("utf-16"), "is not UTF-8"),
        (b"affiliation\nBern\x00\n", "is not UTF-8"),
        (b"affiliation,affiliation\na,b\n", "2 columns named"),
        (b"affiliation,city\na,b\n", "give a prefix"),
    ],
)
def test_a_file_that_cannot_serve_is_refused_with_what_would_be_right(tmp_path, resolver, text, message):
    with pytest.raises(EvidenceError, match=message):
        run(tmp_path, resolver, text)
    assert not (tmp_path / "out.csv").exists()


def test_a_prefix_keeps_columns_of_the_same_name_apart(tmp_path, resolver):
    _, [row] = run(tmp_path, resolver, 'affiliation,city\n"Bern, Switzerland",theirs\n', prefix="found_")
    assert (row["city"], row["found_city"]) == ("theirs", "Bern")


def test_a_damaged_byte_far_down_refuses_the_file_and_leaves_nothing(tmp_path, resolver):
    text = b"affiliation\n" + b"Bern\n" * 20_000 + b"\xff\xfe\n"
    with pytest.raises(RefusedFile, match="not UTF-8"):
        run(tmp_path, resolver, text)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_row_of_another_width_is_named_by_its_line(tmp_path, resolver):
    with pytest.raises(RefusedFile, match=r"in\.csv:3:.*3 cells where the header has 2"):
        run(tmp_path, resolver, "id,affiliation\n1,Bern\n2,Bern,Switzerland\n")


def test_a_cell_of_a_megabyte_is_a_row_with_a_reason(tmp_path, resolver):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("affiliation\n" + "x" * 1_000_000 + '\n"Bern, Switzerland"\n')
    report = resolve_table(source, column="affiliation", output=target, resolver=resolver)
    _, long, short = target.read_text().splitlines()
    assert (report.n_rows, report.n_located) == (2, 1)
    assert long.endswith('"has more than 4,000 characters; give one affiliation at a time"')
    assert short.startswith('"Bern, Switzerland",2661552,Bern')


def test_an_output_that_was_there_stays_when_the_run_fails(tmp_path, resolver):
    (tmp_path / "out.csv").write_text("before")
    with pytest.raises(RefusedFile):
        run(tmp_path, resolver, "id,affiliation\n1,Bern\n2\n")
    assert (tmp_path / "out.csv").read_text() == "before"


def test_a_folder_that_is_not_there_is_an_output_error(tmp_path, resolver):
    source = tmp_path / "in.csv"
    source.write_text("affiliation\nBern\n")
    with pytest.raises(OutputError, match="choose another folder"):
        resolve_table(source, column="affiliation", output=tmp_path / "no" / "out.csv", resolver=resolver)


def test_the_limit_on_cells_of_other_readers_is_left_as_it_was(tmp_path, resolver):
    before = csv.field_size_limit()
    run(tmp_path, resolver, "affiliation\nBern\n")
    assert csv.field_size_limit() == before


def test_the_command_counts_what_it_did(tmp_path, small_registry):
    source = tmp_path / "in.csv"
    source.write_text('affiliation\n"University of Bern, Bern, Switzerland"\nnothing\n')
    arguments = ["places", "resolve", "--input", str(source), "--output", str(tmp_path / "out.csv"), "--json"]
    registry = tmp_path / "ror.json"
    registry.write_bytes(small_registry.read_bytes())
    done = CliRunner().invoke(app, [*arguments, "--ror", str(registry)])
    assert done.exit_code == 0, done.output
    counts = json.loads(done.output)
    assert (counts["rows"], counts["located"], counts["with_institution"]) == (2, 1, 1)


def test_the_command_for_one_affiliation_gives_its_place_as_json():
    done = CliRunner().invoke(app, ["places", "affiliation", "دانشگاه تهران، تهران، ایران", "--json"])
    assert json.loads(done.output)["places"][0]["geonames_id"] == 112931


def test_the_command_refuses_a_column_that_is_not_there(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("name\nBern\n")
    done = CliRunner().invoke(app, ["places", "resolve", "--input", str(source), "--output", str(tmp_path / "o.csv")])
    assert isinstance(done.exception, ProxeniaError)


@pytest.mark.parametrize("method", get_args(Method))
def test_every_method_is_said_in_both_languages(method):
    assert say_method(method, language="fa") != say_method(method, language="en")


@pytest.mark.parametrize(
    "text",
    ["", "nothing", "Faculty of Engineering, Iran", "Trinity College, Cambridge", "x " * 3000, "Institute, Iowa, USA"],
)
def test_every_reason_is_said_in_persian(resolver, text):
    [place] = resolver.resolve(text).places
    assert place.reason
    assert any("\u0600" <= letter <= "\u06ff" for letter in say_reason(place.reason, language="fa"))
