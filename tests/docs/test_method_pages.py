"""What a page on method owes its reader: where it comes from, and where it fails."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs" / "en"
PAGES = sorted(DOCS.glob("method-*.md"))
HOW_TO = {
    "add your city": ("howto-evidence", ""),
    "write a framework": ("howto-extend", "framework"),
    "import a register": ("howto-records", "register"),
    "bring in somebody else's table": ("howto-networks", "table"),
    "run on Spark": ("howto-collaboration", "more-records"),
    "host the web app with PostgreSQL": ("howto-web", "postgresql"),
}


def headings(page):
    return [line.lstrip("# ") for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("#")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_method_page_says_where_it_fails(page):
    assert [heading for heading in headings(page) if re.search(r"where (this|it) fails", heading, re.IGNORECASE)] != []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_method_page_names_a_source_or_says_that_it_is_judgment(page):
    text = page.read_text(encoding="utf-8")
    assert re.search(r"\b(19|20)\d\d\)|[A-Z]\w+ \(?(19|20)\d\d|https://|doi|judgment", text)


@pytest.mark.parametrize(("page", "word"), HOW_TO.values(), ids=HOW_TO)
def test_a_task_of_the_list_has_its_page_and_its_section(page, word):
    found = [heading.lower().replace(" ", "-") for heading in headings(DOCS / f"{page}.md")]
    assert any(word in heading for heading in found)
    assert (DOCS.parent / "fa" / f"{page}.md").exists()


def test_the_overview_leads_to_every_method_page():
    overview = (DOCS / "method.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if f"({page.name}" not in overview] == []
