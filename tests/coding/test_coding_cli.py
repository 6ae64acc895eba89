"""`proxenia coding`: what the commands write, print and refuse."""

import csv
import json
import subprocess
import sys

import pytest


def run(*arguments, cwd=None):
    command = [sys.executable, "-c", "from proxenia.cli import main; main()", "coding", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coded")
    (folder / "plan.md").write_text(
        "# Plan\n\nThe city has no international office.\n\nشهر عضو شبکه‌های شهری است.\n", encoding="utf-8"
    )
    done = run("code", "plan.md", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_coding_writes_codes_passages_and_documents(coded):
    rows = rows_of(coded / "out" / "codings.csv")
    assert any(row["code"] == "indicator:intl_office_capacity" and row["level"] == "0" for row in rows)
    assert len(rows_of(coded / "out" / "passages.csv")) == 2
    assert (coded / "out" / "documents.csv").is_file()


def test_what_is_there_is_not_overwritten(coded):
    done = run("code", "plan.md", "--out", "out", cwd=coded)
    assert done.returncode == 1
    assert "--overwrite" in done.stderr


def test_a_project_goes_out_and_comes_back(coded):
    out = run("export", "plan.md", "--codings", "out/codings.csv", "--to", "study.qdpx", cwd=coded)
    assert out.returncode == 0, out.stderr
    back = run("import", "study.qdpx", "--out", "back", cwd=coded)
    assert back.returncode == 0, back.stderr
    first, second = (
        sorted((coded / folder / "codings.csv").read_text(encoding="utf-8").splitlines()) for folder in ("out", "back")
    )
    assert first == second


def test_a_sheet_for_a_person_can_be_read_back(coded):
    run("export", "plan.md", "--name", "Sara", "--to", "sheet.csv", cwd=coded)
    path = coded / "sheet.csv"
    rows = rows_of(path)
    rows[0]["code"], rows[1]["code"] = "indicator:intl_office_capacity", "none"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    rules = coded / "rules.csv"
    rules.write_text((coded / "out" / "codings.csv").read_text(encoding="utf-8"), encoding="utf-8")
    done = run("agreement", "--codings", "sheet.csv", "--codings", "rules.csv", "--draws", "10", "--json", cwd=coded)
    assert done.returncode == 0, done.stderr
    assert "indicator:intl_office_capacity" in json.loads(done.stdout)["codes"]


def test_scores_are_printed_as_json():
    done = run("score", "--draws", "0", "--json")
    scores = {each["code"]: each for each in json.loads(done.stdout)["scores"]}
    assert scores["indicator:sister_city_agreements"]["precision"] == 1.0


def test_frequency_tells_tiers():
    found = json.loads(run("frequency", "--draws", "200", "--json").stdout)
    assert found["tiers"][0]
    assert len(found["indicators"]) == 32


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("code", "none.pdf", "--out", "x"), 1, "none.pdf"),
        (("code", "--out", "x"), 2, "name a document"),
        (("agreement",), 2, "--data"),
        (("import", "none.qdpx", "--out", "x"), 1, "no QDPX"),
        (("export", "--to", "x.doc"), 2, "no known format"),
        (("frequency", "--studies", "none.csv"), 1, "cannot be read"),
        (("agreement", "--data", "x.csv", "--level", "cardinal"), 2, "cardinal"),
    ],
)
def test_refusals_have_reasons_and_codes(tmp_path, arguments, code, said):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["agreement", "code", "export", "import", "score", "facts", "frequency"])
def test_help_has_an_example(command):
    assert "Example: proxenia coding" in run(command, "--help").stdout


def test_levels_of_a_person_become_facts_and_those_of_an_unknown_machine_do_not(coded):
    passages = {row["text"]: row["passage_id"] for row in rows_of(coded / "out" / "passages.csv")}
    office = next(pid for text, pid in passages.items() if "office" in text)
    (coded / "own.csv").write_text(
        "coder,passage_id,code,level\n"
        f"Sara,{office},indicator:intl_office_capacity,0\nother-machine,{office},indicator:intl_office_capacity,2\n",
        encoding="utf-8",
    )
    options = ("--city", "Tehran", "--source", "https://x.org/plan", "--grade", "A", "--out", "facts.csv")
    done = run("facts", "plan.md", "--codings", "own.csv", "--people", "Sara", *options, cwd=coded)
    assert done.returncode == 0, done.stderr
    (row,) = rows_of(coded / "facts.csv")
    assert (row["coder"], row["item"], row["score"], row["geonames_id"]) == ("Sara", "intl_office", "0", "112931")
    assert "other-machine is no evidence" in done.stderr
