"""Everything in the package and everything it needs has a license that is stated, allowed and told where it shows."""

import json
import re
from pathlib import Path

import pypdfium2
import pytest
from starlette.testclient import TestClient

from proxenia.locale import translate
from proxenia.report.draw import draw_all
from proxenia.report.page import page
from proxenia.report.paper import typeset
from proxenia.web.app import create_app
from proxenia.web.observatory import Observatory

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "proxenia" / "data"
FILES = sorted(p.relative_to(DATA).as_posix() for p in DATA.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
PAPER_SAYS = (
    "Places and populations: GeoNames, CC BY 4.0. Map: Natural Earth. Typeface: Vazirmatn, SIL Open Font License."
)
PAGE_SAYS = "Places after GeoNames (CC BY 4.0); outlines after Natural Earth."


@pytest.fixture(scope="module")
def drawings(assessment):
    return draw_all(assessment)


@pytest.mark.parametrize("file", FILES)
def test_a_data_file_has_a_license_and_a_source(licenses, file):
    entry = licenses.entry_of(file)
    assert re.fullmatch(r"[A-Z][A-Za-z]*(-[\w.]+)*", entry["license"])
    assert entry["source"]


def test_a_data_file_that_nobody_licensed_is_refused(licenses):
    with pytest.raises(LookupError, match="no license is stated"):
        licenses.entry_of("borrowed/table.csv")


def test_every_pattern_of_the_licenses_covers_a_file(licenses):
    spoken_for = [tuple(licenses.entry_of(file)["files"]) for file in FILES]
    assert [entry["files"] for entry in licenses.covered() if tuple(entry["files"]) not in spoken_for] == []


def test_the_exact_pattern_goes_before_the_wide_one(licenses):
    assert licenses.entry_of("edition/cities.csv")["source"] == "https://www.geonames.org"
    assert licenses.entry_of("edition/networks.csv")["source"] != "https://www.geonames.org"


@pytest.mark.parametrize("file", ["gazetteer/gazetteer.sqlite", "affiliations/regions.csv", "edition/cities.csv"])
def test_what_comes_from_geonames_asks_for_its_attribution(licenses, file):
    assert "GeoNames, CC BY 4.0" in licenses.entry_of(file)["attribution"]


def test_every_table_of_the_edition_states_the_license_that_the_list_gives(licenses):
    package = json.loads((DATA / "edition" / "datapackage.json").read_text(encoding="utf-8"))
    stated = {each["path"]: [one["name"] for one in each["licenses"]] for each in package["resources"]}
    assert stated == {path: [licenses.entry_of(f"edition/{path}")["license"]] for path in stated}


@pytest.mark.parametrize("page", ["NOTICE.md", "THIRD_PARTY.md"])
def test_a_page_of_licenses_is_as_its_tool_writes_it(licenses, page):
    assert (ROOT / page).read_text(encoding="utf-8") == licenses.PAGES[page]()


def test_no_package_of_the_core_or_of_an_extra_has_a_license_that_is_not_allowed(licenses):
    assert licenses.refused() == []


def test_a_package_under_the_gpl_would_be_refused(licenses, monkeypatch):
    monkeypatch.setitem(licenses.SETTINGS["stated"], "duckdb", "GPL-3.0-only")
    assert licenses.refused() == ["duckdb (core): GPL-3.0-only is not allowed"]


def test_weak_copyleft_would_be_refused_in_the_core(licenses, monkeypatch):
    monkeypatch.setitem(licenses.SETTINGS["stated"], "duckdb", "LGPL-3.0-only")
    assert licenses.refused() == ["duckdb (core): LGPL-3.0-only is not allowed"]


def test_no_license_of_the_gpl_is_on_the_list_of_the_allowed(licenses):
    allowed = licenses.SETTINGS["allowed"] + licenses.SETTINGS["only_in_extras"]
    assert [each for each in allowed if each.startswith(("GPL", "AGPL"))] == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_report_says_whose_the_places_are(assessment, drawings, language):
    footer = page(assessment, language, drawings=drawings).split("<footer>")[1]
    assert translate(PAPER_SAYS, language) in footer


def test_the_paper_says_whose_the_places_are(assessment, drawings):
    paper = pypdfium2.PdfDocument(typeset(assessment, "en", drawings=drawings))
    text = " ".join(sheet.get_textpage().get_text_bounded() for sheet in paper)
    assert "GeoNames, CC BY 4.0" in " ".join(text.split())


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("path", ["", "cities", "networks"])
def test_a_page_of_the_observatory_says_whose_the_places_are(observatory, path, language):
    assert translate(PAGE_SAYS, language) in observatory.get(f"/{language}/{path}").text


@pytest.fixture(scope="module")
def observatory():
    return TestClient(create_app(Observatory.open()))
