import json

import pytest
from typer.testing import CliRunner

from proxenia.cli.evidence import app
from proxenia.errors import AmbiguousCity, RefusedFile, UnknownCity

FILE = "city,country_iso2,measure_id,antal,year,source_url,as_of,grade\nتهران,,museums,۱۴۰,۲۰۲۴,https://e.org,2024,A\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROXENIA_STORE", raising=False)
    (tmp_path / "mine.csv").write_text(FILE, encoding="utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, arguments)


def test_without_a_named_store_one_is_made_here_and_said(folder):
    done = run("add", "mine.csv", "--map", "antal=value")
    assert "1 new of 1 rows stored in proxenia.duckdb" in done.stdout and (folder / "proxenia.duckdb").is_file()


def test_the_environment_names_the_store(folder, monkeypatch):
    monkeypatch.setenv("PROXENIA_STORE", str(folder / "other.duckdb"))
    run("add", "mine.csv", "--map", "antal=value")
    assert (folder / "other.duckdb").is_file() and not (folder / "proxenia.duckdb").exists()


@pytest.mark.usefixtures("folder")
def test_what_was_written_in_ascii_digits_is_said():
    assert "2 numbers or dates in Persian digits" in run("add", "mine.csv", "--map", "antal=value").stdout


def test_a_refused_file_makes_no_store(folder):
    done = run("add", "mine.csv")
    assert isinstance(done.exception, RefusedFile) and not (folder / "proxenia.duckdb").exists()


@pytest.mark.usefixtures("folder")
def test_an_added_row_is_shown_with_its_file():
    run("add", "mine.csv", "--map", "antal=value")
    shown = json.loads(run("show", "تهران", "--json").stdout)
    assert [row["provider"] for row in shown["known"]["observations"] if "museums 2024: 140" in row["what"]] == [
        "mine.csv"
    ]


@pytest.mark.usefixtures("folder")
def test_what_is_missing_comes_with_the_way_to_fill_it():
    missing = json.loads(run("show", "Tehran", "--json").stdout)["missing"]
    assert missing and all(missing.values())


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("name", "error"), [("Thran", UnknownCity), ("León", AmbiguousCity)])
def test_a_name_that_is_no_one_city_is_refused(name, error):
    assert isinstance(run("show", name).exception, error)
