"""The reference pages say what the code and the data say."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("library.md", "indicators.md")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reference")
    command = [sys.executable, str(ROOT / "tools" / "build_reference.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_a_reference_page_is_up_to_date(made, page):
    kept = (ROOT / "docs" / "en" / "reference" / page).read_text(encoding="utf-8")
    assert kept == (made / page).read_text(encoding="utf-8"), "run: python tools/build_reference.py"


def test_no_other_page_lies_among_the_reference(made):
    kept = {path.name for path in (ROOT / "docs" / "en" / "reference").iterdir()}
    assert kept == set(PAGES) == {path.name for path in made.iterdir()}
