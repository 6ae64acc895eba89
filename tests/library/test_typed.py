"""A client that uses types finds them."""

import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

CLIENT = """
from pathlib import Path

from proxenia.assessment import Assessment
from proxenia.editions import EditionDiff, diff_editions
from proxenia.library import Rows, assess, plan, rows
from proxenia.store import Store
from proxenia.study import Study


def ask(city: str) -> tuple[Assessment, Rows]:
    result: Assessment = assess(Study(focal=city, benchmarks=("Boston",)), store=Store.open())
    return result, rows(result, "gaps")


def scores(result: Assessment) -> list[float | None]:
    return [city.score for city in result.cities]


def differ(old: Path) -> EditionDiff:
    return diff_editions(old, Store.open())


wrong: int = WRONG
"""


def check(tmp_path, wrong):
    path = tmp_path / "client.py"
    path.write_text(CLIENT.replace("WRONG", wrong), encoding="utf-8")
    found = shutil.which("ty", path=str(Path(sys.executable).parent)) or shutil.which("ty")
    if found is None:
        pytest.skip("the type checker is not installed")
    return subprocess.run(
        [found, "check", "--python", sys.prefix, str(path)], capture_output=True, text=True, check=False, cwd=tmp_path
    )


def test_the_package_says_that_it_is_typed():
    assert files("proxenia").joinpath("py.typed").is_file()


def test_a_typed_client_is_without_fault(tmp_path):
    found = check(tmp_path, "len(scores(ask('Tehran')[0]))")
    assert found.returncode == 0, found.stdout


def test_a_wrong_type_is_found(tmp_path):
    found = check(tmp_path, "plan('Tehran').summary")
    assert found.returncode == 1
    assert "Text" in found.stdout
