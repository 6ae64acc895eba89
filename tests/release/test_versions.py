"""The version stands in one place, and what tells of a release agrees with it."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
RELEASES = re.split(r"^## ", CHANGES, flags=re.MULTILINE)[1:]
CHECK = re.search(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1]


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


@pytest.mark.parametrize(
    "part", ["ruff format --check", "ruff check", "ty check", "lint-imports", "pytest", "build_docs", "sbom"]
)
def test_one_command_checks_everything(part):
    assert part in CHECK


def test_the_slowest_tests_are_listed():
    assert "--durations" in CHECK


@pytest.mark.parametrize("name", ["spark", "gravity", "postgresql"])
def test_an_extra_is_named_where_installing_is_told(name):
    page = (ROOT / "docs" / "en" / "howto-install.md").read_text(encoding="utf-8")
    assert f"proxenia[{name}]" in page
