"""What a difference between editions says, each cause planted."""

import csv
import io
import json
import shutil
import zipfile
from importlib.resources import as_file, files

import numpy as np
import pytest

from proxenia.editions import changed_facts, diff_files, method_line, summary_lines
from proxenia.errors import DataError, EvidenceError
from proxenia.provenance import now
from proxenia.store import Store, read_edition

TEHRAN, TABRIZ = 112931, 113646


@pytest.fixture(scope="module")
def tripled(tmp_path_factory, change, held):
    """Ours with each of Tehran's figures tripled, in another order, and a network's name corrected."""
    folder = _copy(tmp_path_factory.mktemp("tripled"))

    def three(rows):
        for row in rows:
            if row["geonames_id"] == str(TEHRAN):
                row["value"] = repr(3 * float(row["value"]))
        return rows[::-1]

    change(folder, "observations", three)
    return held(folder)


@pytest.fixture(scope="module")
def without_barcelona(tmp_path_factory, change, held):
    folder = _copy(tmp_path_factory.mktemp("without"))
    for table in ("observations", "coded_facts", "memberships"):
        change(folder, table, lambda rows: [row for row in rows if row["city"] != "Barcelona"])
    return held(folder)


def _copy(place):
    with as_file(files("proxenia").joinpath("data", "edition")) as source:
        shutil.copytree(source, place / "edition")
    return place / "edition"


def _with_rules(place):
    """Lay a copy of the edition beside copies of its rules, as a wheel has them."""
    for name in ("edition", "indicators", "frameworks", "methodologies"):
        with as_file(files("proxenia").joinpath("data", name)) as source:
            shutil.copytree(source, place / name)
    return place / "edition"


def test_the_same_edition_has_no_difference_and_its_summary_says_so(held):
    diff = held(Store.open())
    assert diff.is_empty
    assert diff.causes == ()
    assert method_line(diff) == "Edition 2026.1 and edition 2026.1 are the same."
    assert all(city.rank_before == city.rank_now for city in diff.cities)


def test_the_order_of_rows_is_no_difference(ours, change, held):
    for table in ("observations", "memberships", "agreements", "coded_facts", "institutions", "networks"):
        change(ours, table, lambda rows: rows[::-1])
    diff = held(ours)
    assert diff.is_empty
    assert all(city.score_before == city.score_now for city in diff.cities)


def test_corrected_figures_are_told_with_both_values_and_the_source(tripled):
    found = [each for each in tripled.facts if each.about.startswith("Tehran")]
    assert len(found) == len(tripled.facts) > 0
    assert {each.change for each in found} == {"corrected"}
    name, before, after = found[0].cells[0]
    assert name == "value"
    assert after == pytest.approx(3 * before)
    assert found[0].source_url.startswith("http")
    assert found[0].before != found[0].now


def test_corrected_figures_of_a_city_change_its_observations_only(tripled):
    assert {each.geonames_id for each in tripled.observations} == {TEHRAN}
    assert any(each.before is not None and each.now == pytest.approx(3 * each.before) for each in tripled.observations)


def test_what_moves_when_only_facts_changed_is_due_to_facts(tripled):
    assert tripled.causes == ("facts",)
    moved = {city.city: city for city in tripled.moved}
    assert moved["Tehran"].rank_now < moved["Tehran"].rank_before
    assert all(city.rank_parts["facts"] == pytest.approx(city.rank_now - city.rank_before) for city in tripled.cities)
    assert tripled.shares == {"facts": 1.0}


def test_the_parts_of_a_score_sum_to_its_move(tripled, without_barcelona):
    for diff in (tripled, without_barcelona):
        for city in diff.cities:
            assert sum(city.score_parts.values()) == pytest.approx(city.score_now - city.score_before, abs=1e-9)


def test_a_city_that_left_is_the_panels_doing(without_barcelona):
    assert [each.city for each in without_barcelona.left] == ["Barcelona"]
    assert without_barcelona.joined == ()
    assert without_barcelona.panel_now == without_barcelona.panel_before - 1
    place = without_barcelona.left[0].rank
    below = [city for city in without_barcelona.cities if city.rank_before > place]
    assert below
    assert {city.rank_parts["panel"] for city in below} == {-1.0}
    assert {city.rank_parts["panel"] for city in without_barcelona.cities if city not in below} == {0.0}


def test_a_city_that_joined_is_told_the_other_way_round(tmp_path, change, held):
    folder = _copy(tmp_path)
    for table in ("observations", "coded_facts", "memberships"):
        change(folder, table, lambda rows: [row for row in rows if row["city"] != "Barcelona"])
    diff = held(Store.open(), old=folder)
    assert [each.city for each in diff.joined] == ["Barcelona"]
    assert {each.change for each in diff.facts} == {"came"}
    assert "panel" in diff.causes


def test_goalposts_that_came_with_the_edition_are_the_catalogs_doing(tmp_path, held):
    folder = _with_rules(tmp_path)
    catalog = tmp_path / "indicators" / "catalog.toml"
    text = catalog.read_text(encoding="utf-8")
    first = text.index("goalposts = [")
    end = text.index("]", first)
    low, high = (float(each) for each in text[first + 13 : end].split(","))
    catalog.write_text(f"{text[:first]}goalposts = [{low}, {low + 10 * (high - low)}{text[end:]}", encoding="utf-8")
    diff = held(folder)
    assert diff.facts == ()
    assert diff.causes == ("catalog",)
    assert not diff.is_empty
    assert any(city.score_parts["catalog"] for city in diff.cities)


def test_another_methodology_that_came_with_the_edition_is_told(tmp_path, held):
    folder = _with_rules(tmp_path)
    method = tmp_path / "methodologies" / "baseline-1.toml"
    method.write_text(
        method.read_text(encoding="utf-8").replace('aggregation = "arithmetic"', 'aggregation = "geometric"', 1),
        encoding="utf-8",
    )
    diff = held(folder)
    assert diff.causes == ("methodology",)
    assert diff.observations == ()
    assert all(sum(c.rank_parts.values()) == pytest.approx(c.rank_now - c.rank_before) for c in diff.cities)


def test_two_causes_share_the_move_and_sum_to_it(tmp_path, change, held):
    folder = _with_rules(tmp_path)
    method = tmp_path / "methodologies" / "baseline-1.toml"
    method.write_text(
        method.read_text(encoding="utf-8").replace('aggregation = "arithmetic"', 'aggregation = "geometric"', 1),
        encoding="utf-8",
    )
    for table in ("observations", "coded_facts", "memberships"):
        change(folder, table, lambda rows: [row for row in rows if row["city"] != "Barcelona"])
    diff = held(folder)
    assert set(diff.causes) == {"facts", "panel", "methodology"}
    assert all(sum(c.rank_parts.values()) == pytest.approx(c.rank_now - c.rank_before) for c in diff.cities)
    assert sum(diff.shares.values()) == pytest.approx(1)


def test_an_edition_is_the_same_in_a_folder_a_zip_and_a_wheel(ours, tmp_path):
    zipped, wheel = tmp_path / "edition.zip", tmp_path / "proxenia-9-py3-none-any.whl"
    for place, root in ((zipped, "edition-2026.1"), (wheel, "proxenia/data/edition")):
        with zipfile.ZipFile(place, "w") as archive:
            for path in ours.iterdir():
                archive.write(path, f"{root}/{path.name}")
    assert {read_edition(each).digest for each in (ours, zipped, wheel)} == {Store.open().edition.digest}


def test_a_row_of_ones_own_is_told_as_come():
    rows = Store.open().rows("institutions", geonames_id=TABRIZ) or Store.open().rows("institutions")
    row = {**rows[0], "name": "A new institute of water diplomacy"}
    old, new = Store.open(), Store.open().beside({"institutions": [row]}, provider="mine")
    found = changed_facts(old, new)
    assert [(each.table, each.change) for each in found] == [("institutions", "came")]
    assert "A new institute of water diplomacy" in found[0].about


def test_two_rows_about_the_same_are_paired_by_their_cells(ours, change):
    before = Store.open(edition=ours)
    rows = before.rows("coded_facts", city="Tehran", item="stakeholder_coordination_mechanism")
    assert len({row["coder"] for row in rows}) < len(rows) or len(rows) > 1

    def worded(found):
        for row in found:
            if row["city"] == "Tehran" and row["item"] == "stakeholder_coordination_mechanism" and row["score"] == "1":
                row["seen_en"] += " (confirmed)"
        return found

    change(ours, "coded_facts", worded)
    found = changed_facts(before, Store.open(edition=ours))
    assert {each.change for each in found} == {"corrected"}
    assert {cell[0] for each in found for cell in each.cells} == {"seen_en"}


def test_the_files_hold_what_the_difference_says(without_barcelona):
    files_ = diff_files(without_barcelona, made_on=now().date())
    facts = list(csv.DictReader(io.StringIO(files_["facts.csv"])))
    assert len(facts) == len(without_barcelona.facts)
    cities = list(csv.DictReader(io.StringIO(files_["cities.csv"])))
    assert {row["panel"] for row in cities} == {"both", "left"}
    moved = [row for row in cities if row["panel"] == "both" and row["rank_before"] != row["rank_now"]]
    parts = [float(row["places_by_panel"]) + float(row["places_by_facts"]) for row in moved]
    assert np.allclose(parts, [float(row["rank_now"]) - float(row["rank_before"]) for row in moved])
    assert json.loads(files_["diff.json"])["panel_now"] == without_barcelona.panel_now
    assert files_["method.md"].startswith("- From edition 2026.1 (")


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fa", "rtl")])
def test_the_page_is_in_its_language_and_needs_nothing_outside(without_barcelona, language, direction):
    page = diff_files(without_barcelona, made_on=now().date())[f"diff.{language}.html"]
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert "<script" not in page
    assert 'src="http' not in page
    assert ("Barcelona" if language == "en" else "بارسلون") in page


def test_persian_says_as_much_as_english(without_barcelona):
    english, persian = (summary_lines(without_barcelona, language) for language in ("en", "fa"))
    assert len(english) == len(persian)
    assert not any("panel" in line for line in persian)


def test_what_is_no_edition_is_refused(tmp_path):
    from proxenia.editions import diff_editions

    with pytest.raises(DataError, match="is not there"):
        diff_editions(tmp_path / "none", Store.open())
    (tmp_path / "x.duckdb").write_bytes(b"no database at all, and long enough to be read as one" * 10)
    with pytest.raises(EvidenceError):
        diff_editions(tmp_path / "x.duckdb", Store.open())
    with pytest.raises(DataError, match=r"no datapackage\.json"):
        read_edition(tmp_path)
