"""The page of science counts what is in the store, and says how to bring works in where there are none."""

import re

import duckdb
import pytest
from starlette.testclient import TestClient

from proxenia.sources import ingest
from proxenia.web.app import create_app
from proxenia.web.observatory import Observatory

PLACES = {
    "T": "University of Tehran, Tehran, Iran",
    "B": "Boston University, Boston, USA",
    "I": "Istanbul University, Istanbul, Turkey",
}
WORKS = [("TB", 2019), ("TB", 2020), ("TI", 2020), ("T", 2020), ("TBI", 2021)]


@pytest.fixture(scope="module")
def works(tmp_path_factory):
    folder = tmp_path_factory.mktemp("works")
    lines = []
    for number, (cities, year) in enumerate(WORKS):
        lines += ["TY  - JOUR", f"TI  - Study {number}", f"PY  - {year}", f"DO  - 10.1234/{number}", "JO  - Journal"]
        lines += [f"AU  - Writer{number}{city}, A." for city in cities]
        lines += [f"AD  - {PLACES[city]}" for city in cities]
        lines += ["ER  - ", ""]
    (folder / "works.ris").write_text("\n".join(lines), encoding="utf-8")
    ingest([folder / "works.ris"], store=folder / "works.duckdb")
    return folder / "works.duckdb"


@pytest.fixture(scope="module")
def ask(works):
    client = TestClient(create_app(Observatory.open(works)))

    def get(address):
        for _ in range(120):
            answer = client.get(address)
            if "refresh" not in answer.headers:
                return answer
        raise AssertionError(f"{address} never answered")

    return get


def number_under(page, title):
    return re.search(rf"<dt>{title}</dt><dd>([^<]+)", page)[1].strip()


def test_without_works_the_page_says_how_to_bring_them(client):
    for language in ("en", "fa"):
        page = client.get(f"/{language}/science")
        assert page.status_code == 200
        assert "proxenia ingest" in page.text
        assert "<table" not in page.text


def test_works_cities_and_ties_of_a_store_are_counted(ask):
    page = ask("/en/science").text
    assert [number_under(page, title) for title in ("Works", "Cities", "Ties")] == ["5", "3", "3"]
    assert "<svg" in page


def test_a_year_counts_its_own_works(ask):
    page = ask("/en/science?first=2020&last=2020").text
    assert [number_under(page, title) for title in ("Works", "Cities", "Ties")] == ["3", "3", "2"]
    assert number_under(ask("/fa/science?first=۲۰۲۰&last=۲۰۲۰").text, "آثار") == "۳"


def test_every_year_of_the_store_leads_to_its_own_map(ask):
    page = ask("/en/science").text
    assert set(re.findall(r"first=(\d+)&amp;last=\1", page)) == {"2019", "2020", "2021"}


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ("science?first=soon", 422, "write 2015"),
        ("science?first=2021&last=2019", 422, "backwards"),
        ("science?unit=galaxy", 404, "no unit"),
    ],
)
def test_years_and_units_that_are_none_are_refused(ask, question, status, words):
    answer = ask(f"/en/{question}")
    assert answer.status_code == status
    assert words in answer.text


def test_a_store_with_evidence_and_no_works_has_the_empty_page(works, tmp_path):
    bare = tmp_path / "bare.duckdb"
    bare.write_bytes(works.read_bytes())
    with duckdb.connect(str(bare)) as connection:
        connection.execute("DROP TABLE affiliations")
    page = TestClient(create_app(Observatory.open(bare))).get("/en/science")
    assert page.status_code == 200
    assert "No works are in the store yet" in page.text
