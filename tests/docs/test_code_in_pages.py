"""Python, TOML and JSON in the pages: it runs, or can be read, as it stands."""

import ast
import json
import re
import textwrap
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
RUN_ELSEWHERE = {
    "gallery": "tests/docs/test_gallery.py runs it",
    "howto-extend": "tests/extensions holds its blocks against the files of the worked example",
}


def blocks(page, language):
    text = page.read_text(encoding="utf-8")
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, flags=re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for _, block in found]


def with_code(language):
    return [page for page in PAGES if blocks(page, language)]


def label(page):
    return page.relative_to(DOCS).as_posix()


@pytest.mark.parametrize(
    "page", [p for p in with_code("python") if p.parent.name == "en" and p.stem not in RUN_ELSEWHERE], ids=label
)
def test_the_python_of_a_page_runs_from_top_to_bottom(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    namespace = {"__name__": "__page__"}
    for block in blocks(page, "python"):
        exec(compile(ast.parse(block), label(page), "exec"), namespace)  # noqa: S102  our own pages


@pytest.mark.parametrize(
    "page", [p for p in with_code("python") if p.parent.name == "fa" and p.stem != "gallery"], ids=label
)
def test_a_persian_page_shows_the_code_of_the_english_one(page):
    assert blocks(page, "python") == blocks(DOCS / "en" / page.name, "python")


READ = {"toml": tomllib.loads, "json": json.loads}


@pytest.mark.parametrize(
    ("page", "language"), [(p, language) for language in READ for p in with_code(language)], ids=str
)
def test_the_data_of_a_page_can_be_read(page, language):
    assert all(READ[language](block) is not None for block in blocks(page, language))
