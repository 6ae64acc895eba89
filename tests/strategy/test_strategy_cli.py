import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from proxenia.cli.strategy import app

QUICK = ["--draws", "256", "--seed", "7"]


def proxenia(*arguments):
    code = "from proxenia.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "strategy", *arguments],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_a_plan_is_printed_as_json():
    done = proxenia("plan", "تهران", "--budget", "500000", *QUICK, "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert {"target", "probability", "path", "portfolio", "alternatives"} <= set(made)
    assert made["portfolio"]["cost"][1] <= 500_500


def test_a_refusal_ends_with_one_and_its_reason():
    done = proxenia("plan", "Tehran", "--target", "fame:1", *QUICK)
    assert done.returncode == 1
    assert done.stderr.startswith("target 'fame:1' cannot be read")


def test_wrong_usage_ends_with_two():
    assert proxenia("plan", "Tehran", "--budget", "-5").returncode == 2


@pytest.mark.parametrize("command", ["plan", "roadmap", "swot", "what-if", "follow-up", "effect"])
def test_help_has_an_example(command):
    told = CliRunner().invoke(app, [command, "--help"]).stdout
    assert "Example: proxenia strategy" in told


def test_a_scenario_is_saved_and_run_again_with_the_same_figures(tmp_path):
    file = tmp_path / "s.toml"
    change = ["--set", "science_brand=3", "--save", str(file), "--name", "brand"]
    first = proxenia("what-if", "Tehran", *change, *QUICK, "--json")
    assert first.returncode == 0, first.stderr
    again = proxenia("what-if", "--scenario", str(file), *QUICK, "--json")
    assert json.loads(again.stdout)["compared"] == json.loads(first.stdout)["compared"]


def test_a_what_if_without_a_city_is_refused():
    done = proxenia("what-if", "--set", "science_brand=3")
    assert done.returncode == 1
    assert "name a city" in done.stderr
