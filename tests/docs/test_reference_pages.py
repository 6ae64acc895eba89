"""The reference pages say what the code and the data say, in both languages."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGLISH_ONLY = {"library", "commands", "http"}
BOTH = {"indicators", "tables", "codebook", "checks", "levers", "models", "regions"}
PAGES = [
    *(f"en/reference/{name}.md" for name in sorted(ENGLISH_ONLY | BOTH)),
    *(f"fa/reference/{name}.md" for name in sorted(BOTH)),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, str(ROOT / "tools" / "build_reference.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_a_reference_page_is_up_to_date(made, page):
    kept = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert kept == (made / page).read_text(encoding="utf-8"), "run: python tools/build_reference.py"


def test_no_other_page_lies_among_the_reference(made):
    kept = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").glob("*/reference/*")}
    assert kept == set(PAGES) == {path.relative_to(made).as_posix() for path in made.rglob("*.md")}


def test_every_command_of_the_program_has_its_section(made):
    import typer

    from proxenia.cli.app import app

    def walk(command, words):
        inner = getattr(command, "commands", None)
        return {words} if inner is None else {w for name in inner for w in walk(inner[name], f"{words} {name}")}

    page = (made / "en/reference/commands.md").read_text(encoding="utf-8")
    told = {line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")}
    assert told == walk(typer.main.get_command(app), "proxenia")


def test_persian_reference_pages_hold_no_english_heading(made):
    for name in BOTH:
        page = (made / f"fa/reference/{name}.md").read_text(encoding="utf-8")
        headings = [line.lstrip("# ") for line in page.splitlines() if line.startswith("#") and "`" not in line]
        assert [heading for heading in headings if not any("\u0600" <= letter <= "\u06ff" for letter in heading)] == []
