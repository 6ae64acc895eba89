import csv
import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from proxenia.cli.app import app
from proxenia.errors import ProxeniaError
from proxenia.networks.collaboration import collaborate
from proxenia.report.collaboration import collaboration_map, summary, write_network

TEHRAN, BOSTON, SUVA, APIA = 112931, 4930956, 2198148, 4035413
PLACES = {"Tehran": TEHRAN, "Boston": BOSTON, "Suva": SUVA, "Apia": APIA}
WORKS = {f"a{k}": (2019, [["Tehran"], ["Boston"]]) for k in range(40)} | {
    "b": (2020, [["Suva"], ["Apia"]]),
    "c": (2020, [["Tehran"], ["nowhere"]]),
}


@pytest.fixture
def run(make_store, make_places, tmp_path, monkeypatch):
    """Run a command in this process, as the command line would."""
    store, places = make_store(WORKS), make_places(PLACES)
    monkeypatch.chdir(tmp_path)
    return lambda verb, *more: CliRunner().invoke(app, ["science", verb, str(store), *more, "--places", str(places)])


def test_collaborate_prints_the_unlocated_share_and_writes_what_is_asked(run, tmp_path):
    done = run("collaborate", "--out", "ties.gexf", "--out", "ties.parquet", "--by-year")
    assert done.exit_code == 0, done.output
    assert "unlocated share: 1.2%" in done.stdout
    assert {path.name for path in tmp_path.glob("ties*")} == {"ties.gexf", "ties.parquet", "ties.nodes.parquet"}


def test_collaborate_as_json_is_readable_by_a_machine(run):
    found = json.loads(run("collaborate", "--json", "--counting", "full").stdout)
    assert found["n_ties"] == 2 and found["ties"][0]["works"] == 40.0


def test_the_summary_is_persian_when_asked(run):
    done = run("collaborate", "--language", "fa")
    assert "سهم مکان‌یابی‌نشده: ۱٫۲٪" in done.stdout


def test_indicators_are_accepted_as_evidence(run, tmp_path):
    done = run("indicators", "--source-url", "https://example.org", "--output", "science.csv", "--as-of", "2020")
    assert done.exit_code == 0, done.output
    with (tmp_path / "science.csv").open(encoding="utf-8") as file:
        assert {row["measure_id"] for row in csv.DictReader(file)} == {"intl_copublication_share"}
    added = CliRunner().invoke(app, ["evidence", "add", "science.csv", "--store", "mine.duckdb"])
    assert "2 new of 2 rows" in added.stdout


def test_partners_and_units_and_problems_answer_or_say_why_not(run):
    assert "Boston (US)" in run("partners", "Tehran").stdout
    assert "largest_move" in run("units", "--compare", "place", "--compare", "country").stdout
    refused = run("authority")
    assert isinstance(refused.exception, ProxeniaError) and "no field and year has 20 works" in str(refused.exception)
    assert run("problems").exit_code == 0


def test_wrong_years_are_wrong_usage(run):
    assert run("collaborate", "--years", "last").exit_code == 2


def test_every_command_shows_an_example():
    for verb in ("collaborate", "partners", "units", "bridges", "problems", "authority", "indicators"):
        line = [sys.executable, "-c", "from proxenia.cli import main; main()", "science", verb, "--help"]
        assert (
            f"Example: proxenia science {verb}"
            in subprocess.run(line, capture_output=True, text=True, check=True).stdout
        )


def test_starting_a_command_loads_no_engine():
    code = "import sys, proxenia.cli.science; print(sorted({'ibis', 'duckdb', 'scipy', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_map_shows_the_true_ties_and_no_other(open_made):
    found = collaborate(open_made(WORKS, PLACES))
    lines = collaboration_map(found)["layer"][1]["data"]["values"]
    drawn = {(tuple(line["geometry"]["coordinates"][0]), line["properties"]["weight"]) for line in lines}
    assert len(drawn) == 2 and sorted(weight for _, weight in drawn) == [0.5, 20.0]
    assert all(line["properties"]["abroad"] for line in lines)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_map_is_drawn_in_both_languages(open_made, tmp_path, language):
    found = collaborate(open_made(WORKS, PLACES))
    (path,) = write_network(tmp_path / "map.svg", found, counting="fractional", language=language)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<svg") and ("تهران" if language == "fa" else "Tehran") in text
    assert "GeoNames" in text
    assert len(summary(found, counting="fractional", language=language)) == 7
