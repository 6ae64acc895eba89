import json

import pytest
from typer.testing import CliRunner

from proxenia.cli.app import app
from proxenia.errors import DataError, StudyError

run = CliRunner()


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROXENIA_STORE", raising=False)


def test_join_prints_its_list_as_json():
    done = run.invoke(app, ["unions", "join", "تهران", "--draws", "100", "--json"])
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert answer["city"] == "Tehran"
    for each in answer["networks"]:
        assert {"network", "probability", "gain", "because", "observations"} <= each.keys()
        assert each["because"]
        assert each["observations"]


def test_join_speaks_persian():
    done = run.invoke(
        app, ["unions", "join", "Tehran", "--draws", "100", "--language", "fa", "--network", "wego", "--limit", "1"]
    )
    assert done.exit_code == 0
    assert "تهران می‌تواند به ۱ شبکه بپیوندد" in done.stdout
    assert not any(digit in done.stdout.split("http")[0] for digit in "0123456789")


def test_form_prints_a_union_and_its_reasons():
    done = run.invoke(app, ["unions", "form", "--region", "caspian", "--size", "4-5"])
    assert done.exit_code == 0
    assert "Caspian Sea: a union of" in done.stdout
    assert "*host" in done.stdout


def test_form_takes_a_box():
    done = run.invoke(app, ["unions", "form", "--bbox", "48,23,57,31", "--size", "5", "--json"])
    assert done.exit_code == 0
    assert len(json.loads(done.stdout)["proposal"]["union"]["cities"]) == 5


def test_partners_print_a_list():
    done = run.invoke(app, ["unions", "partners", "Tehran", "--draws", "100", "--limit", "3"])
    assert done.exit_code == 0
    assert done.stdout.count("\n   - ") >= 9


def test_checks_tell_what_the_methods_are_worth():
    done = run.invoke(app, ["unions", "check"])
    assert done.exit_code == 0
    assert "agreements hidden at random" in done.stdout
    assert "ubc: " in done.stdout
    assert "medcities: " in done.stdout


def test_regions_and_themes_are_listed():
    done = run.invoke(app, ["unions", "form", "--list-regions"])
    assert done.exit_code == 0
    assert "persian-gulf" in done.stdout
    assert "climate" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["form"],
        ["form", "--region", "caspian", "--bbox", "1,2,3,4"],
        ["form", "--region", "caspian", "--size", "many"],
        ["form", "--bbox", "1,2,3"],
        ["join", "Tehran", "--language", "de"],
    ],
)
def test_a_wrong_use_ends_with_two(arguments):
    assert run.invoke(app, ["unions", *arguments]).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["form", "--region", "atlantis"], DataError),
        (["form", "--city", "Tehran", "--city", "Baku", "--size", "6-12"], StudyError),
        (["form", "--bbox", "-40,-40,-35,-35"], StudyError),
        (["join", "Tehran", "--network", "hanse"], DataError),
    ],
)
def test_a_refusal_has_its_reason(arguments, kind):
    assert isinstance(run.invoke(app, ["unions", *arguments]).exception, kind)


@pytest.mark.parametrize("command", ["join", "form", "partners", "check"])
def test_help_has_an_example(command):
    assert f"Example: proxenia unions {command}" in run.invoke(app, ["unions", command, "--help"]).stdout


def test_figures_are_written_in_both_languages(tmp_path):
    folder = tmp_path / "figures"
    done = run.invoke(app, ["unions", "form", "--region", "caspian", "--size", "4", "--figures", str(folder), "--json"])
    assert done.exit_code == 0
    assert {p.name for p in folder.iterdir()} == {"union.en.svg", "union.fa.svg", "sizes.en.svg", "sizes.fa.svg"}
    assert all(p.read_text(encoding="utf-8").startswith("<svg") for p in folder.iterdir())
