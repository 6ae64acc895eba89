"""The guide to extensions quotes the example's files whole, in both languages, and leaves none out."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "proxenia-example"
QUOTE = re.compile(
    r"^(?:File|پروندهٔ) `([^`]+)`:\n\n(?:<div dir=\"ltr\">\n\n)?```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE
)
UNQUOTED = {"LICENSE", "README.md", "src/proxenia_example/__init__.py", "src/proxenia_example/locale/tr/report.csv"}


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_guide_quotes_every_file_as_it_is(language):
    page = (ROOT / "docs" / language / "howto-extend.md").read_text(encoding="utf-8")
    quoted = dict(QUOTE.findall(page))
    there = {
        path.relative_to(EXAMPLE).as_posix(): path.read_text(encoding="utf-8")
        for path in EXAMPLE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert quoted == {name: text for name, text in there.items() if name not in UNQUOTED}


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_guide_names_what_it_does_not_quote(language):
    page = (ROOT / "docs" / language / "howto-extend.md").read_text(encoding="utf-8")
    assert "locale/tr/report.csv" in page
