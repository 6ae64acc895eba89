"""The version stands in one place, and what tells of a release agrees with it."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
RELEASES = re.split(r"^## ", CHANGES, flags=re.MULTILINE)[1:]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CHECK = re.findall(r"^check: (.+)$", MAKEFILE, re.MULTILINE)[0].split()


def test_no_code_holds_the_version():
    spread = [path for path in (ROOT / "src").rglob("*.py") if f'"{VERSION}"' in path.read_text(encoding="utf-8")]
    assert spread == []


def test_the_newest_release_of_the_changes_is_the_version():
    assert RELEASES[0].split()[0] == VERSION


def test_the_citation_names_the_version():
    assert f"\nversion: {VERSION}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize("release", RELEASES, ids=lambda text: text.split()[0])
def test_a_release_says_how_many_ranks_its_method_moved(release):
    method = re.search(r"^### Method\n(.+?)(?=^###|\Z)", release, re.MULTILINE | re.DOTALL)
    assert method
    assert re.search(r"\branks?\b", method[1])
    assert re.search(r"\d", method[1])


def steps(target):
    """What a target of the Makefile runs."""
    return re.findall(rf"^{target}: .*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)[0]


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("lint", "ruff format --check"),
        ("lint", "ruff check"),
        ("lint", "ty check"),
        ("lint", "lint-imports"),
        ("test", "pytest"),
        ("docs", "build_docs"),
        ("sbom", "sbom"),
    ],
)
def test_one_command_checks_everything(target, part):
    assert target in CHECK
    assert part in steps(target)


def test_continuous_integration_runs_that_command():
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "make check"


def test_the_slowest_tests_are_listed():
    assert "--durations" in steps("test")
