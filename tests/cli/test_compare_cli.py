"""`proxenia compare` and `proxenia cases` as people run them."""

from __future__ import annotations

import csv
import json

import pytest
from typer.testing import CliRunner

from proxenia.cli.compare import app, cases
from proxenia.errors import StudyError, UnknownCity


def run(of, *arguments):
    return CliRunner().invoke(of, [str(each) for each in arguments], catch_exceptions=False)


def test_models_gives_degrees_chances_and_what_would_change_the_model():
    found = json.loads(run(app, "models", "Tehran", "--against", "Boston", "--json").stdout)
    assert [city["city"] for city in found] == ["Tehran", "Boston"]
    assert sum(found[0]["chances"].values()) == pytest.approx(1)
    assert all(0 <= model["degree"] <= 1 for model in found[0]["degrees"].values() if model["degree"] is not None)
    assert {move["model"] for move in found[0]["moves"]} == set(found[0]["degrees"]) - {found[0]["nearest"]}


def test_models_speak_persian():
    text = run(app, "models", "تهران", "--lang", "fa").stdout
    assert text.startswith("تهران") and "برای رسیدن به" in text


def test_peers_give_distances_in_order_with_reasons():
    found = json.loads(run(app, "peers", "Istanbul", "--count", "4", "--json").stdout)
    distances = [peer["distance"] for peer in found["peers"]]
    assert distances == sorted(distances) and len(distances) == 4
    assert all(peer["interval"][0] <= peer["distance"] <= peer["interval"][1] for peer in found["peers"])
    assert all(peer["apart"] or peer["alike"] for peer in found["peers"])


def test_a_typology_names_its_kinds_in_both_languages_and_says_how_sure_it_is():
    found = json.loads(run(app, "typology", "--kinds", "3", "--json").stdout)
    assert len(found["kinds"]) == len(found["names"]) == 3
    assert all(name["en"] and name["fa"] for name in found["names"])
    assert found["choices"][0]["by_chance"] < 1


def test_table_writes_a_document_in_each_language_and_a_csv(tmp_path):
    done = run(app, "table", "Tehran", "--against", "Barcelona", "--out", tmp_path / "t")
    assert "answered" in done.stdout
    names = sorted(path.name for path in (tmp_path / "t").iterdir())
    assert names == ["comparison.csv", "comparison.en.docx", "comparison.fa.docx"]
    rows = list(csv.DictReader((tmp_path / "t" / "comparison.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["city"] for row in rows} == {"Tehran", "Barcelona"}


def test_a_table_of_an_unknown_city_leaves_no_folder(tmp_path):
    with pytest.raises(UnknownCity):
        run(app, "table", "Thran", "--out", tmp_path / "t")
    assert not (tmp_path / "t").exists()


def test_a_city_named_twice_is_refused():
    with pytest.raises(StudyError, match="named twice"):
        run(app, "models", "Tehran", "--against", "تهران")


def test_cases_are_found_and_shown_in_persian():
    text = run(cases, "nuclear", "--lang", "fa").stdout
    assert "دستاورد:" in text and not any(line.startswith("  achieved") for line in text.splitlines())


def test_cases_as_json_hold_both_languages_and_their_source():
    found = json.loads(run(cases, "synchrotron", "--json").stdout)
    assert found[0]["case_id"] == "sesame" and found[0]["name"]["fa"] and found[0]["source_url"].startswith("http")


def test_no_case_is_told_on_stderr():
    done = run(cases, "zebra")
    assert (done.exit_code, done.stdout) == (0, "") and "none of" in done.stderr


def test_an_unknown_language_is_wrong_usage():
    assert run(cases, "nuclear", "--lang", "de").exit_code == 2


@pytest.mark.parametrize("command", ["models", "peers", "typology", "table"])
def test_help_has_an_example(command):
    assert "Example: proxenia compare" in run(app, command, "--help").stdout
