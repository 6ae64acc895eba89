import json
import subprocess
import sys

import pytest

from proxenia.cli.app import spread


def run(*arguments, cwd=None, env=None):
    command = [sys.executable, "-c", "from proxenia.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env, check=False)


def test_version():
    assert run("--version").stdout.startswith("proxenia ")


@pytest.mark.parametrize(
    "command",
    [
        ["--help"],
        ["assess", "--help"],
        ["verify", "--help"],
        ["places", "find", "--help"],
        ["evidence", "add", "--help"],
        ["evidence", "show", "--help"],
    ],
)
def test_help_is_given_and_commands_have_an_example(command):
    done = run(*command)
    assert done.returncode == 0 and (command == ["--help"] or "Example: proxenia" in done.stdout)


def test_find_prints_json_with_the_chosen_city():
    found = json.loads(run("places", "find", "تهران", "--json").stdout)
    assert [c["geonames_id"] for c in found["candidates"] if c["is_chosen"]] == [112931]


def test_an_unknown_name_ends_with_one_and_a_suggestion():
    done = run("places", "find", "Thran")
    assert (done.returncode, done.stdout, "did you mean 'Tehran'" in done.stderr) == (1, "", True)


def test_wrong_usage_ends_with_two():
    assert run("assess", "--nonsense").returncode == 2


def test_a_refusal_leaves_no_folder(tmp_path):
    done = run("assess", "León", "--against", "Boston", "--out", str(tmp_path / "x"))
    assert (done.returncode, "names 3 cities" in done.stderr, list(tmp_path.iterdir())) == (1, True, [])


def test_a_pipe_is_quiet_and_a_result_says_where_it_is(tmp_path):
    done = run("assess", "Tehran", "--against", "Boston", "Barcelona", "--draws", "128", "--out", str(tmp_path / "x"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "90 % interval" in done.stdout and (tmp_path / "x" / "report.fa.pdf").is_file()


def test_evidence_goes_in_and_comes_out(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(
        "city,country_iso2,measure_id,value,year,source_url,as_of,grade\nتهران,,museums,140,2024,https://example.org,2024,A\n",
        encoding="utf-8",
    )
    store = str(tmp_path / "s.duckdb")
    assert run("evidence", "add", str(file), "--store", store).stdout == f"1 new of 1 rows stored in {store}\n"
    assert "museums 2024: 140 count" in run("evidence", "show", "Tehran", "--store", store).stdout


def test_a_store_that_is_not_there_is_said(tmp_path):
    done = run("evidence", "show", "Tehran", "--store", str(tmp_path / "none.duckdb"))
    assert done.returncode == 2 and "evidence add" in done.stderr


def test_against_takes_several_cities():
    assert spread(["--against", "A", "B", "--seed", "1"]) == ["--against", "A", "--against", "B", "--seed", "1"]
