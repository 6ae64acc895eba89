"""`proxenia qca` as people run it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from proxenia.cli.qca import app
from proxenia.errors import MethodError

TEN = Path(__file__).parents[1] / "compare" / "data" / "qca_crisp_10cond.csv"
FUZZY = "case,A,B,Y\np,0.9,0.8,0.9\nq,0.8,0.1,0.3\nr,0.2,0.9,0.2\ns,0.1,0.2,0.1\n"


def run(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture
def fuzzy(tmp_path):
    path = tmp_path / "fuzzy.csv"
    path.write_text(FUZZY, encoding="utf-8")
    return path


def test_minimize_prints_models_and_fit_as_json():
    done = run("minimize", "--data", TEN, "--outcome", "Y", "--conditions", "A,B,C,D,E,F,G,H,I,J",
               "--solution", "parsimonious", "--no-ranges", "--json")  # fmt: skip
    found = json.loads(done.stdout)
    assert found["models"] == [["C*~D", "A*B"], ["C*~D", "B*D*~J"]]
    assert found["fit"] == {"inclS": 1.0, "PRI": 1.0, "covS": 1.0}
    assert (found["n_cases"], found["notes"], found["negation"]["outcome"]) == (40, [], "~Y")


def test_few_cases_are_told_on_stderr_and_in_the_result(fuzzy):
    done = run("minimize", "--data", fuzzy, "--outcome", "Y", "--conditions", "A,B", "--inclusion", "0.8", "--json")
    assert "4 cases are too few for causal claims" in done.stderr and "ideal types" in done.stderr
    assert json.loads(done.stdout)["notes"] == done.stderr.splitlines()


def test_a_skewed_outcome_is_told(tmp_path):
    rows = "".join(f"c{i},{i % 2},{int(i > 0)}\n" for i in range(12))
    path = tmp_path / "skewed.csv"
    path.write_text(f"case,A,Y\n{rows}", encoding="utf-8")
    done = run("minimize", "--data", path, "--outcome", "Y", "--conditions", "A", "--json")
    assert "Y is skewed: 92% of the cases" in done.stderr


def test_ranges_and_the_absence_are_given_by_default(fuzzy):
    text = run("minimize", "--data", fuzzy, "--outcome", "Y", "--conditions", "A,B", "--inclusion", "0.8").stdout
    assert "M1: A*B -> Y" in text and "-> ~Y" in text and "inclusion cut-off above" in text


def test_raw_columns_are_calibrated_on_the_way_and_their_anchors_moved(tmp_path):
    file = tmp_path / "raw.csv"
    file.write_text("case,A,Y\np,900,1\nq,700,1\nr,300,0\ns,100,0\n", encoding="utf-8")
    done = run("minimize", "--data", file, "--outcome", "Y", "--conditions", "A", "--inclusion", "0.8",
               "--anchors", "A=200,500,800", "--json")  # fmt: skip
    found = json.loads(done.stdout)
    crossover = next(each for each in found["robustness"]["anchors"] if each["anchor"] == "crossover")
    assert found["models"] == [["A"]]
    assert 206 < crossover["range"][0] < 500 < crossover["range"][1]


def test_cases_are_left_out_where_that_is_cheap_or_asked_for(fuzzy):
    asked = ["minimize", "--data", fuzzy, "--outcome", "Y", "--conditions", "A,B", "--inclusion", "0.8", "--json"]
    ten = [
        "minimize",
        "--data",
        TEN,
        "--outcome",
        "Y",
        "--conditions",
        "A,B,C,D,E,F,G,H,I,J",
        "--no-negation",
        "--json",
    ]
    assert json.loads(run(*asked).stdout)["robustness"]["fragile_cases"] is not None
    assert json.loads(run(*asked, "--keep-cases").stdout)["robustness"]["fragile_cases"] is None
    assert json.loads(run(*ten).stdout)["robustness"]["fragile_cases"] is None


def test_the_truth_table_names_the_cases_of_a_row(fuzzy):
    done = run("truth-table", "--data", fuzzy, "--outcome", "Y", "--conditions", "A,B", "--inclusion", "0.8", "--json")
    first = json.loads(done.stdout)[0]
    assert (first["row"], first["OUT"], first["cases"]) == (4, "1", ["p"])
    assert math.isclose(first["incl"], (0.8 + 0.1 + 0.2 + 0.1) / (0.8 + 0.1 + 0.2 + 0.1))


def test_necessity_gives_ron(fuzzy):
    done = run("necessity", "--data", fuzzy, "--outcome", "Y", "--conditions", "A,B", "--json")
    first = json.loads(done.stdout)[0]
    # A: min(A, Y) = .9, .3, .2, .1 -> 1.5 of 1.5; RoN = (4 - 2.0) / (4 - 1.5)
    assert first == {"condition": "A", "inclN": 1.0, "RoN": pytest.approx(0.8), "covN": pytest.approx(0.75)}


def test_calibrate_prints_degrees_as_csv(fuzzy):
    lines = run("calibrate", "--data", fuzzy, "--column", "A", "--anchors", "0.1,0.5,0.9").stdout.splitlines()
    assert lines[:2] == ["case,A", "p,0.95"]


def test_a_proposal_of_thresholds_calibrates_nothing(fuzzy):
    assert run("calibrate", "--data", fuzzy, "--column", "A", "--find", "1").stdout == "0.5\n"


def test_an_intermediate_solution_without_expectations_is_refused(fuzzy):
    with pytest.raises(MethodError, match="needs expectations"):
        run("minimize", "--data", fuzzy, "--outcome", "Y", "--conditions", "A,B", "--inclusion", "0.8",
            "--solution", "intermediate")  # fmt: skip


def test_an_unknown_solution_is_wrong_usage(fuzzy):
    assert run("minimize", "--data", fuzzy, "--outcome", "Y", "--conditions", "A", "--solution", "best").exit_code == 2


def test_the_panel_becomes_cases_that_can_be_analyzed(tmp_path):
    asked = "sister_city_agreements,intl_org_membership,network_secretariats_hosted"
    done = run("panel", "--indicators", asked)
    path = tmp_path / "panel.csv"
    path.write_text(done.stdout, encoding="utf-8")
    found = run("minimize", "--data", path, "--outcome", "intl_org_membership", "--conditions",
                "sister_city_agreements,network_secretariats_hosted", "--inclusion", "0.75", "--json")  # fmt: skip
    result = json.loads(found.stdout)
    assert result["n_cases"] == len(done.stdout.splitlines()) - 1 >= 20
    assert result["models"]


@pytest.mark.parametrize("command", ["minimize", "truth-table", "necessity", "calibrate", "panel"])
def test_help_has_an_example(command):
    assert "Example: proxenia qca" in run(command, "--help").stdout
