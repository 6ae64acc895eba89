"""The worked example: each kind that an extension can bring is there, and does what its file says."""

from pathlib import Path

import pytest

from proxenia.coding import Codebook
from proxenia.coding.coders import RuleCoder
from proxenia.compare import IdealTypes
from proxenia.compare.table import Questions
from proxenia.compare.workbench import Workbench
from proxenia.extensions import active
from proxenia.index import Methodology
from proxenia.indicators import Catalog, CityFramework, framework_names
from proxenia.library.extensions import check_extension, list_extensions
from proxenia.locale import Text, date, languages, number, percent, translate
from proxenia.provenance import chance
from proxenia.sources import ingest
from proxenia.store import Store
from proxenia.strategy import Levers
from proxenia.strategy.levers import Program
from proxenia.unions.forming.region import region, region_names

pytestmark = pytest.mark.usefixtures("example")
TEHRAN, BARCELONA, BEIJING = 112931, 3128760, 1816670
REGISTER = """#MEETING-REGISTER

title: Heat plans of four cities
year: 2023
doi: 10.5555/HEAT
author: Ann Doe @ University of Barcelona, Barcelona, Spain
author: Bo Li @ Peking University, Beijing, China

year: 2024
author: No Title

title: Without a year
"""


def test_the_package_is_found_with_its_version_and_where_it_came_from():
    assert [(each.name, each.version, each.came_from) for each in active()] == [
        ("example", "1.0.0", "package proxenia-example 1.0.0")
    ]


def test_every_file_of_the_example_is_read_without_a_fault(example):
    report = check_extension(example)
    assert report.faults == ()
    assert {each.kind for each in report.files} == {
        "frameworks", "indicators", "methodologies", "models", "questions", "codebooks", "levers", "programs", "regions",
        "languages", "evidence",
    }  # fmt: skip
    assert (report.readers, report.measures) == (("meeting-register",), ("partner_countries",))


def test_the_list_names_what_the_package_brings():
    (report,) = list_extensions()
    assert ("frameworks", "meeting-places") in {(each.kind, each.holds) for each in report.files}


def test_the_framework_is_chosen_by_its_name():
    assert "meeting-places" in framework_names()
    framework = CityFramework.read("meeting-places")
    assert [d.code for d in framework.dimension] == ["science", "partners", "reach"]


def test_the_indicator_stands_in_the_catalog_with_its_owner():
    catalog = Catalog.read()
    assert catalog["geneva_hours"].goalposts == (0, 8)
    assert catalog.owners["geneva_hours"].name == "example"
    assert "intl_org_membership" not in catalog.owners


def test_the_figures_of_the_indicator_come_with_the_framework_and_name_their_source():
    bench = Workbench.over(Store.open(), framework="meeting-places")
    measured = bench.measurer.measure([TEHRAN], indicators=["geneva_hours"])
    cell = measured.get(TEHRAN, "geneva_hours")
    assert (cell.value, cell.grade) == (5.5, "A")
    (row,) = bench.store.rows("observations", measure_id="geneva_hours", geonames_id=TEHRAN)
    assert (row["provider"], row["source_url"]) == ("example 1.0.0", "https://www.iana.org/time-zones")


def test_nothing_of_the_package_acts_where_nothing_of_it_is_named():
    store = Store.open()
    bench = Workbench.over(store)
    assert bench.extensions == () and bench.store is store
    assert bench.store.rows("observations", measure_id="geneva_hours") == []


def test_the_function_counts_the_countries_of_the_agreements():
    ends = {"geonames_id_a": TEHRAN, "city_a": "Tehran", "country_a": "IR"}
    plain = dict.fromkeys(("note", "source_url", "also_url", "as_of", "grade"), "")
    agreements = [
        {
            **ends,
            **plain,
            "geonames_id_b": other,
            "country_b": country,
            "status": status,
            "kind": "mou",
            "since_year": 2000 + other,
        }
        for other, country, status in (
            (1, "ES", "in_force"),
            (2, "ES", "in_force"),
            (3, "CN", "in_force"),
            (4, "US", "ended"),
        )
    ]
    alone = Store.open().beside({"agreements": agreements}, provider="planted")
    known = {
        row["country_b"]
        for row in alone.rows("agreements")
        if row["geonames_id_a"] == TEHRAN and row["status"] == "in_force"
    }
    known |= {
        row["country_a"]
        for row in alone.rows("agreements")
        if row["geonames_id_b"] == TEHRAN and row["status"] == "in_force"
    }
    bench = Workbench.over(alone, framework="meeting-places")
    cell = bench.measurer.measure([TEHRAN], indicators=["partner_countries"]).get(TEHRAN, "partner_countries")
    assert cell.value == len(known - {"IR"}) and {"ES", "CN"} <= known
    cited = {row["fact_id"] for row in alone.rows("agreements") if row["provider"] == "planted"}
    assert len(cited & set(cell.facts)) == 3


def test_the_methodology_joins_dimensions_by_a_geometric_mean():
    assert Methodology.read("meeting-places-1").aggregation == "geometric"


def test_the_model_gives_full_membership_to_whoever_shares_all_eight_hours():
    bench = Workbench.over(Store.open(), models=Path("meeting-places"))
    cities = tuple(bench.gazetteer.city(each) for each in (BARCELONA, BEIJING))
    profile = bench.profile(cities, draws=64, rng=chance(1))
    (model,) = IdealTypes.read(Path("meeting-places")).model
    hours = next(rule for rule in model.conditions if rule.code == "hours")
    # 8 of 8 hours are 100 points, 1 hour is 12.5; full from 90, none to 20
    assert [float(hours.degree(profile.reading(row, "geneva_hours"))) for row in (0, 1)] == [1.0, 0.0]


def test_the_codebook_codes_a_sentence_by_its_words():
    book = Codebook.read(Path("meetings"))
    assert set(book.codes) == {"meeting:visit", "meeting:congress"}
    said = book["meeting:visit"].terms.en
    assert "delegation*" in said and RuleCoder(codebook=book).codebook is book


def test_the_library_of_levers_the_program_and_the_questions_go_by_their_names():
    assert [lever.code for lever in Levers.read(Path("levers-meeting-places")).lever] == ["congress_desk"]
    assert Program.read(Path("program-meeting-places")).one("congress_desk").watch == "intl_meetings_hosted"
    assert Questions.read(Path("meeting-places")).indicators == ("geneva_hours", "partner_countries")


def test_the_region_stands_after_those_of_the_package():
    assert region_names()[-1] == "black-sea-states" and region_names()[0] == "persian-gulf"
    assert region("black-sea-states").countries == ("BG", "GE", "RO", "RU", "TR", "UA")


def test_turkish_writes_numbers_and_dates_as_its_file_says():
    assert languages() == ("en", "fa", "tr")
    assert number(1234.5, "tr", decimals=1) == "1.234,5"
    assert percent(0.875, "tr") == "%88"
    assert date("2026-11-21", "tr") == "21 Kasım 2026"


def test_what_has_no_turkish_is_said_in_english():
    assert translate("Gaps", "tr") == "Açıklar"
    assert translate("a message that no table has", "tr") == "a message that no table has"
    assert (Text("Tehran", "تهران").into("tr"), Text("Oslo", "اسلو").into("tr")) == ("Tahran", "Oslo")


@pytest.mark.parametrize("name", ["en", "fa"])
def test_the_languages_of_the_package_are_as_before(name):
    assert number(1234.5, name, decimals=1) == {"en": "1,234.5", "fa": "۱٬۲۳۴٫۵"}[name]


def test_the_reader_takes_its_format_and_refuses_what_it_cannot_read(tmp_path):
    path = tmp_path / "papers.txt"
    path.write_text(REGISTER, encoding="utf-8")
    report = ingest([path], store=tmp_path / "works.duckdb")
    assert [each.format for each in report.files] == ["meeting-register"]
    assert (report.works, report.rejects) == (2, 1)


def test_the_digest_changes_with_any_byte_of_any_file(example):
    before = check_extension(example).digest
    (example / "partners.py").write_text("# other\n" + (example / "partners.py").read_text(encoding="utf-8"))
    assert check_extension(example).digest != before
