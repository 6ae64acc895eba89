"""A newcomer's path: what is written on it is accepted, and the page tells of the steps that the watch walks."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def newcomer():
    spec = importlib.util.spec_from_file_location("newcomer", ROOT / "tools" / "newcomer.py")
    tool = importlib.util.module_from_spec(spec)
    sys.modules["newcomer"] = tool
    spec.loader.exec_module(tool)
    return tool


@pytest.fixture
def proxenia(tmp_path):
    def run(*arguments, **environment):
        command = [sys.executable, "-m", "proxenia", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=os.environ | environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def own_indicator(newcomer, tmp_path):
    (step,) = [step for step in newcomer.steps("") if step.name == "first own indicator"]
    for name, text in step.writes(ROOT).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("own_indicator")
def test_the_own_indicator_reaches_its_points(newcomer, proxenia, tmp_path):
    asked = ["assess", newcomer.CITY, "--against", *newcomer.BENCHMARKS, "--draws", "100", "--out", "x"]
    done = proxenia(*asked, "--framework", "with-cafes", PROXENIA_EXTENSIONS="mine")
    assert done.returncode == 0, done.stderr
    values = json.loads((tmp_path / "x" / "result.json").read_text(encoding="utf-8"))["values"]
    points = {each["city"]: each["points"] for each in values if each["indicator"] == "science_cafes"}
    assert points == {"Shiraz": 30.0, "Istanbul": 75.0, "Barcelona": 45.0}


def test_the_own_fact_is_taken_in(newcomer, proxenia, tmp_path):
    (tmp_path / "mine.csv").write_text(newcomer.FACT, encoding="utf-8")
    done = proxenia("evidence", "add", "mine.csv")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", ["docs/en/newcomer.md", "docs/fa/newcomer.md"])
def test_the_page_tells_of_every_step_with_its_commands(newcomer, page):
    text = (ROOT / page).read_text(encoding="utf-8").translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    rows = re.findall(r"^\| (\d) \|.*?\| (\d) \| (\d) \| \d+ s? ?", text, re.MULTILINE)
    steps = newcomer.steps("git clone")
    files = [len(step.writes(ROOT)) for step in steps]
    assert rows == [
        (str(n), str(len(step.commands)), str(k)) for n, (step, k) in enumerate(zip(steps, files, strict=True), 1)
    ]


def test_a_step_that_does_not_hold_ends_the_walk(newcomer, tmp_path):
    step = newcomer.Step(name="nothing", commands=("true",), holds=lambda _: False)
    with pytest.raises(SystemExit, match="what should be there is not"):
        newcomer.walk(step, tmp_path, dict(os.environ))


def test_a_command_that_fails_ends_the_walk_with_its_words(newcomer, tmp_path):
    step = newcomer.Step(name="broken", commands=("echo reason >&2; false",), holds=lambda _: True)
    with pytest.raises(SystemExit, match="reason"):
        newcomer.walk(step, tmp_path, dict(os.environ))
