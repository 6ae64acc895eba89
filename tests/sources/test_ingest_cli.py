"""`proxenia ingest` and `proxenia fetch` as people run them."""

import json
import os
import pty
import subprocess
import sys

import pytest


@pytest.fixture
def run(tmp_path):
    def of(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-c", "from proxenia.cli import main; main()", *map(str, arguments)],
            cwd=tmp_path, capture_output=True, text=True, check=False, env={"PATH": "", "LANG": "C.UTF-8", **environment},
        )  # fmt: skip

    return of


def test_files_are_read_and_counted_quietly_in_a_pipe(run, given, samples):
    done = run("ingest", given(samples["ris"], "a.ris"), given(samples["csl"], "b.json"), "--store", "w.duckdb")
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.splitlines() == [
        "a.ris: ris, 2 records, 2 new, 0 merged, 0 refused",
        "b.json: csl, 2 records, 2 new, 0 merged, 0 refused",
        "4 works and 0 refused records in w.duckdb",
    ]


def test_progress_is_shown_on_a_terminal(given, samples, tmp_path):
    ours, theirs = pty.openpty()
    code = "from proxenia.cli import main; main()"
    arguments = [
        sys.executable,
        "-c",
        code,
        "ingest",
        str(given(samples["ris"], "a.ris")),
        "--store",
        str(tmp_path / "w.duckdb"),
    ]
    subprocess.run(arguments, stderr=theirs, stdout=subprocess.DEVNULL, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "file 1 of 1: a.ris, 2 records" in shown


def test_the_summary_speaks_persian_with_persian_digits(run, given, samples):
    done = run("ingest", given(samples["ris"], "a.ris"), "--language", "fa")
    assert done.stdout.splitlines()[0] == "\u2068a.ris\u2069: \u2068ris\u2069، ۲ رکورد، ۲ تازه، ۰ یکی‌شده، ۰ نپذیرفته"


def test_refused_records_are_listed_with_file_place_and_reason(run, given, samples):
    run("ingest", given(samples["csv"], "a.csv"), "--store", "w.duckdb")
    done = run("ingest", "--refused", "--store", "w.duckdb")
    assert done.returncode == 0 and done.stdout.splitlines() == [
        "a.csv:line 3  has 3 cells where the header has 7",
        "a.csv:line 4  opens a quotation mark that does not close",
    ]


def test_nothing_to_read_is_wrong_usage(run):
    assert run("ingest").returncode == 2


def test_json_holds_the_same_counts(run, given, samples):
    told = json.loads(run("ingest", given(samples["openalex"], "a.jsonl"), "--json").stdout)
    assert told["works"] == 2 and told["rejects"] == 2 and told["files"][0]["records_read"] == 4


def test_a_named_file_that_is_refused_ends_with_one_and_the_reason(run, given, samples):
    done = run("ingest", given("some notes", "notes.md"), given(samples["ris"], "a.ris"))
    assert done.returncode == 1 and "notes.md is in no format known" in done.stderr and "a.ris: ris, 2" in done.stdout


def test_columns_of_a_table_can_be_mapped(run, given):
    done = run(
        "ingest", given("naslov,god\nLuke i gradovi,2019\n", "t.csv"), "--map", "naslov=title", "--map", "god=year"
    )
    assert done.returncode == 0 and "1 new" in done.stdout


def test_a_wrong_map_ends_with_one(run, given):
    done = run("ingest", given("a,b\n1,2\n", "t.csv"), "--map", "nothing")
    assert done.returncode == 1 and "not of the form theirs=ours" in done.stderr


def test_fetching_without_a_key_says_where_to_get_one(run):
    done = run("fetch", "openalex", "--city", "Tehran", "--years", "2020-2021")
    assert done.returncode == 1 and "OPENALEX_API_KEY" in done.stderr and "openalex.org/settings/api" in done.stderr


@pytest.mark.parametrize("years", ["soon", "2025-2020", "20"])
def test_years_that_are_none_are_wrong_usage(run, years):
    assert run("fetch", "openalex", "--city", "Tehran", "--years", years).returncode == 2


def test_help_has_an_example(run):
    for command in (("ingest",), ("fetch", "openalex"), ("fetch", "ror")):
        assert "Example: proxenia" in run(*command, "--help").stdout


def test_the_command_line_starts_without_the_readers():
    code = "import sys, proxenia.cli.app; print(sorted({'lxml','duckdb','httpx2','tenacity','rapidfuzz','bibtexparser','rispy'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
