"""The register on screen: search, rows, cells with their rivals, corrections of rows from elsewhere."""

import csv
import html
import io
import re
import threading
import time
import zipfile
from itertools import pairwise

import pytest
from starlette.testclient import TestClient

from proxenia.evidence import add_files
from proxenia.store import Store, tables
from proxenia.web import renewal
from proxenia.web.app import create_app
from proxenia.web.editing import Desk, EditConflict, add_account, open_register
from proxenia.web.editing.desk import write_snapshot
from proxenia.web.observatory import Observatory
from proxenia.web.register import Wanted, cell_of, conflicts, find_rows

PASSWORD = "a long password of tests"  # noqa: S105  of an account that lives for one test
TEHRAN, PAPERS = 112931, "scientific_publications"
MUSEUMS = (
    "city,country_iso2,measure_id,value,year,source_url,grade\nTehran,IR,museums,{value},2024,https://example.org/m,B\n"
)


@pytest.fixture(scope="module")
def seen():
    return Observatory.open()


def total(page):
    return int(re.search(r'role="status">([\d,]+) rows', page.text)[1].replace(",", ""))


@pytest.mark.parametrize(
    ("query", "column", "value"),
    [
        ({"city": "Tehran"}, "geonames_id", TEHRAN),
        ({"city": "تهران"}, "geonames_id", TEHRAN),
        ({"grade": "C"}, "grade", "C"),
        ({"year": "2023"}, "year", 2023),
        ({"year": "۲۰۲۳"}, "year", 2023),
        ({"indicator": "museums"}, "measure_id", "museums"),
    ],
)
def test_a_filter_gives_every_row_that_fits_and_no_other(client, seen, query, column, value):
    page = client.get("/en/evidence", params={"table": "observations", **query})
    expected = [row["fact_id"] for row in seen.store.rows("observations") if row[column] == value]
    assert total(page) == len(expected) > 0
    assert re.findall(r'<tr id="(o\w+)"', page.text) == expected[:50]


def test_filters_narrow_each_other_and_the_source_is_searched(client, seen):
    rows = [
        row
        for row in seen.store.rows("memberships")
        if row["grade"] == "A" and "uclg.org" in f"{row['source_url']}{row['also_url']}"
    ]
    page = client.get("/en/evidence", params={"table": "memberships", "grade": "A", "source": "UCLG.org"})
    assert total(page) == len(rows) > 0


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(
    "query", [{"city": "Nowhereville"}, {"year": "last"}, {"grade": "Z"}, {"indicator": "magic"}, {"cursor": "o0"}]
)
def test_a_wish_that_cannot_be_met_is_said_and_stays_in_the_form(client, language, query):
    page = client.get(f"/{language}/evidence", params=query)
    assert page.status_code == 422 and 'role="alert"' in page.text
    ((name, value),) = query.items()
    if name in {"city", "year"}:
        assert f'value="{value}"' in page.text


def test_pages_follow_each_other_without_a_gap(client, seen):
    found, address = [], "/en/evidence?table=agreements&grade=A"
    while address:
        page = client.get(address)
        found += re.findall(r'<tr id="(a\w+)"', page.text)
        following = re.search(r'<a href="(\?[^"]+)" rel="next"', page.text)
        address = f"/en/evidence{html.unescape(following[1])}" if following else ""
    assert found == [row["fact_id"] for row in seen.store.rows("agreements", grade="A")]


def test_every_number_of_a_city_leads_to_its_row(client):
    page = client.get("/en/city/112931").text
    links = set(re.findall(r'class="cites" href="/en/evidence/cell/(\d+)/(\w+)#(\w+)"', page))
    assert len(links) > 20
    assert {number for number, _, _ in links} >= {"112931", "3128760"}
    for number, indicator, fact in sorted(links)[::7]:
        cell = client.get(f"/en/evidence/cell/{number}/{indicator}").text
        assert f'id="{fact}"' in cell
        assert client.get(f"/en/evidence/row/{fact}").status_code == 200


def test_the_figure_that_stands_is_that_of_the_newest_year_and_best_grade(seen):
    cell = cell_of(seen, TEHRAN, PAPERS)
    first, *others = cell.rivals
    assert first.stands and not any(each.stands for each in others)
    best = min(cell.rivals, key=lambda each: (-each.row["year"], each.row["grade"]))
    assert first.row == best.row
    assert sum(each.share for each in cell.rivals) == pytest.approx(1)


def test_shares_follow_grade_and_age_as_the_reading_weighs_them(seen):
    weights = seen.workbench.reading.figure.grade_weight
    cell = cell_of(seen, TEHRAN, PAPERS)
    assert len({each.row["year"] for each in cell.rivals}) == 1
    sum_of = sum(weights[each.row["grade"]] for each in cell.rivals)
    for each in cell.rivals:
        assert each.share == pytest.approx(weights[each.row["grade"]] / sum_of)


def test_conflicts_are_cells_whose_rows_differ_and_the_hard_ones_come_first(client, seen):
    every = conflicts(seen)
    assert len(every) > 20
    for cell in every:
        assert len({each.row.get("value", each.row.get("score")) for each in cell.rivals}) > 1
    assert all(first.is_in_conflict or not second.is_in_conflict for first, second in pairwise(every))
    told = client.get("/api/v1/conflicts", params={"limit": 1000}).json()
    assert told["total"] == len(every) == len(told["cells"])
    for cell in told["cells"]:
        assert [row["stands"] for row in cell["rows"]].count(True) == 1
    for language in ("en", "fa"):
        page = client.get(f"/{language}/evidence/conflicts").text
        assert page.count('<section class="conflict">') == min(50, len(every))


def test_a_row_of_the_register_that_is_not_there_is_said(client):
    assert client.get("/en/evidence/row/o0000000000").status_code == 404
    assert client.get("/fa/evidence/cell/112931/magic").status_code == 404
    assert "not zero" in client.get("/en/evidence/cell/112931/museums").text


@pytest.fixture(autouse=True)
def _no_warming(monkeypatch):
    monkeypatch.setattr(Observatory, "warm", lambda _self: None)


@pytest.fixture
def desked(tmp_path):
    file, store = tmp_path / "editors.toml", tmp_path / "own.duckdb"
    add_account(file, "dara", role="editor", password=PASSWORD)
    sheet = tmp_path / "mine.csv"
    sheet.write_text(MUSEUMS.format(value=140), encoding="utf-8")
    add_files([sheet], store=store)
    desk = Desk(register=open_register(tmp_path / "r"), store=store, editors=file)
    return create_app(Observatory.open(store), desk=desk)


def token(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


@pytest.fixture
def dara(desked):
    client = TestClient(desked)
    client.post("/en/account", data={"token": token(client.get("/en/account")), "name": "dara", "password": PASSWORD})
    return client


def fields(page):
    """What a browser would send of the form of a row."""
    out = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]*? value="([^"]*)"', page.text))
    for name, inside in re.findall(r'<select id="(\w+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        out[name] = chosen[1] if chosen else ""
    return {name: html.unescape(value) for name, value in out.items()}


def of_file(desked, table="observations"):
    return desked.state.fresh.store.rows(table, provider="mine.csv")[0]


def test_a_row_of_a_file_is_corrected_at_the_desk_and_the_original_is_shown_with_the_reason(desked, dara):
    wrong = of_file(desked)
    page = dara.get(f"/en/evidence/row/{wrong['fact_id']}")
    form = dara.get(re.search(r'href="(/en/edit/fact/\w+)"', page.text)[1])
    sent = {**fields(form), "value": "141", "why": "one opened since"}
    assert "Corrected." in dara.post(f"/en/edit/fact/{wrong['fact_id']}", data=sent).text
    store = Store.open(desked.state.desk.store)
    assert [row["value"] for row in store.rows("observations", measure_id="museums", geonames_id=TEHRAN)] == [141]
    assert wrong in [{**row} for row in store.every_row("observations")]
    after = dara.get(f"/en/evidence/row/{wrong['fact_id']}").text
    assert "corrected this row" in after and "one opened since" in after
    new = re.search(r'href="/en/evidence/row/(\w+)">The row in its place', after)[1]
    assert "stands in the place of another" in dara.get(f"/en/evidence/row/{new}").text
    assert cell_of(desked.state.fresh, TEHRAN, "museums").observation.value == 141
    listed = dara.get("/en/evidence?table=observations&indicator=museums&city=112931").text
    assert f'<tr id="{wrong["fact_id"]}" class="aside">' in listed
    told = dara.get(f"/api/v1/evidence/observations/{wrong['fact_id']}").json()
    assert told["replaced_by"] == new


def test_a_correction_is_taken_back_and_the_row_counts_as_it_was(desked, dara):
    wrong = of_file(desked)
    form = fields(dara.get(f"/en/edit/fact/{wrong['fact_id']}"))
    dara.post(f"/en/edit/fact/{wrong['fact_id']}", data={**form, "value": "141", "why": "w"})
    history = dara.get(f"/en/history/fact/{wrong['fact_id']}")
    change = re.search(r"edit/undo/(\d+)", history.text)[1]
    dara.post(f"/en/edit/undo/{change}", data={"token": token(history), "record": "1"})
    store = Store.open(desked.state.desk.store)
    assert store.replacements == {}
    assert store.rows("observations", measure_id="museums", geonames_id=TEHRAN) == [wrong]
    again = fields(dara.get(f"/en/edit/fact/{wrong['fact_id']}"))
    assert "Corrected." in dara.post("/en/edit/row/1", data={**again, "value": "142", "why": "after all"}).text
    assert [each.action for each in desked.state.desk.register.changes(record=1)] == ["correct", "undo", "correct"]


def test_a_row_of_the_edition_is_set_aside_and_given_back(desked, dara):
    old = desked.state.fresh.store.rows("memberships")[0]
    address = f"/en/edit/fact/{old['fact_id']}"
    gone = dara.post(address, data={**fields(dara.get(address)), "act": "remove", "why": "the city left"})
    assert "Removed." in gone.text
    store = Store.open(desked.state.desk.store)
    assert old["fact_id"] not in {row["fact_id"] for row in store.rows("memberships")}
    assert store.replacements[old["fact_id"]].by == ""
    assert "set this row aside" in dara.get(f"/en/evidence/row/{old['fact_id']}").text
    history = dara.get(f"/en/history/fact/{old['fact_id']}")
    dara.post(re.search(r"/en/edit/undo/\d+", history.text)[0], data={"token": token(history), "record": "1"})
    assert old in Store.open(desked.state.desk.store).rows("memberships")


def test_two_who_correct_the_same_row_of_the_edition_see_both_and_overwrite_nothing(desked, dara):
    wrong = of_file(desked)
    address = f"/en/edit/fact/{wrong['fact_id']}"
    first, second = fields(dara.get(address)), fields(dara.get(address))
    dara.post(address, data={**first, "value": "141", "why": "the yearbook"})
    both = dara.post(address, data={**second, "value": "150", "why": "a list"})
    assert both.status_code == 409 and "the yearbook" in both.text
    assert re.findall(r"<td><bdi>(\d+)</bdi></td>", both.text) == ["141", "150"]
    action = re.search(r'<form method="post" class="edit" action="([^"]+)"', both.text)[1]
    assert "Corrected." in dara.post(action, data=fields(both)).text
    assert desked.state.desk.register.record(1).row["value"] == 150


def test_a_row_that_was_removed_meanwhile_is_brought_back_only_knowingly(desked, dara):
    wrong = of_file(desked)
    address = f"/en/edit/fact/{wrong['fact_id']}"
    dara.post(address, data={**fields(dara.get(address)), "value": "141", "why": "w"})
    opened = fields(dara.get("/en/edit/row/1"))
    dara.post("/en/edit/row/1", data={**opened, "act": "remove", "why": "not a museum"})
    both = dara.post("/en/edit/row/1", data={**opened, "value": "143", "why": "it is"})
    assert both.status_code == 409 and "removed this row" in both.text and "not a museum" in both.text
    assert "Corrected." in dara.post("/en/edit/row/1", data=fields(both)).text
    assert desked.state.desk.register.record(1).row["value"] == 143


def test_the_code_of_a_network_stays_and_one_with_members_is_not_set_aside(desked, dara):
    network = desked.state.fresh.store.rows("networks", network_id="amf")[0]
    address = f"/en/edit/fact/{network['fact_id']}"
    form = fields(dara.get(address))
    renamed = dara.post(address, data={**form, "network_id": "other", "why": "w"})
    assert renamed.status_code == 422 and 'id="network_id-reason-1"' in renamed.text
    gone = dara.post(address, data={**form, "act": "remove", "why": "w"})
    assert gone.status_code == 409 and "remove them first" in gone.text
    assert "Corrected." in dara.post(address, data={**form, "acronym": "A.M.F.", "why": "as it writes itself"}).text
    assert desked.state.fresh.store.rows("networks", network_id="amf")[0]["acronym"] == "A.M.F."


def test_cities_and_measures_are_not_corrected_here(desked, dara):
    for table in ("cities", "measures"):
        fact = desked.state.fresh.store.rows(table)[0]["fact_id"]
        assert dara.get(f"/en/edit/fact/{fact}").status_code == 404
        assert "edit/fact" not in dara.get(f"/en/evidence/row/{fact}").text


def test_a_correction_keeps_who_why_and_the_row_before_on_each_database(register, tmp_path):
    edition = Store.open()
    old = edition.rows("agreements")[0]
    new = {name: old[name] for name in tables()["agreements"].names} | {"since_year": 1999}
    record = register.correct("agreements", old, new, who="dara", why="the charter")
    with pytest.raises(EditConflict) as refused:
        register.correct("agreements", old, {**new, "since_year": 2000}, who="parisa", why="a list")
    assert refused.value.record.row["since_year"] == 1999
    (change,) = register.changes(record=record.id)
    assert (change.action, change.who, change.why, change.altered) == (
        "correct",
        "dara",
        "the charter",
        ("since_year",),
    )
    write_snapshot(register, tmp_path / "s.duckdb")
    assert len(Store.open(tmp_path / "s.duckdb").rows("agreements")) == len(edition.rows("agreements"))
    register.undo(change.id, who="dara", why="it was right")
    assert register.rows() == {} and register.replacements() == []
    write_snapshot(register, tmp_path / "s.duckdb")
    assert Store.open(tmp_path / "s.duckdb").fingerprint == edition.fingerprint


def test_rows_that_are_added_by_a_file_while_the_desk_saves_are_all_there(desked, dara, tmp_path):
    sheet = tmp_path / "more.csv"
    sheet.write_text(MUSEUMS.format(value=139), encoding="utf-8")
    wrong = of_file(desked)
    form = fields(dara.get(f"/en/edit/fact/{wrong['fact_id']}"))
    add_files([sheet], store=desked.state.desk.store)
    dara.post(f"/en/edit/fact/{wrong['fact_id']}", data={**form, "value": "141", "why": "w"})
    rows = Store.open(desked.state.desk.store).rows("observations", measure_id="museums", geonames_id=TEHRAN)
    assert {(row["provider"], row["value"]) for row in rows} == {("more.csv", 139), ("editors", 141)}


def test_whole_tables_are_given_away_with_their_license_and_the_edition_byte_for_byte(client, seen):
    for table in tables():
        rows = list(csv.DictReader(io.StringIO(client.get(f"/download/{table}.csv").text)))
        assert len(rows) == len(seen.store.rows(table))
    page = client.get("/en/data").text
    assert page.count("CC-BY-4.0") >= len(tables())
    content = client.get("/download/edition.zip").content
    assert content == client.get("/download/edition.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = {name.rpartition("/")[2]: packed.read(name) for name in packed.namelist()}
    for name, each in seen.store.edition.files.items():
        assert names[name] == each
    assert {"datapackage.json", "memberships.csv", "CITATION.cff"} <= set(names)


def test_the_citation_names_edition_evidence_and_method(client, seen):
    for address in ("/en/data", "/download/proxenia.bib", "/download/CITATION.cff"):
        text = client.get(address).text
        assert seen.edition in text and seen.version in text and seen.methodology.hash in text
    bib = client.get("/download/proxenia.bib").text
    assert bib.count("@misc{") == 2 and bib.count("{") == bib.count("}")


def test_the_codebook_is_given_whole(client):
    from proxenia.coding import Codebook

    rows = list(csv.DictReader(io.StringIO(client.get("/download/codebook.csv").text)))
    assert [row["code"] for row in rows] == [code.id for code in Codebook.read()]
    assert all(row["definition_en"] and row["definition_fa"] for row in rows)


def test_search_takes_a_city_of_an_agreement_on_either_side(seen):
    row = seen.store.rows("agreements")[0]
    for side in ("geonames_id_a", "geonames_id_b"):
        found = find_rows(seen, Wanted(table="agreements", geonames_id=row[side]), limit=1000)
        assert row in found.rows


def test_figures_follow_a_save_and_no_reader_waits_for_them(desked, dara, monkeypatch):
    may_go, began = threading.Event(), threading.Event()

    def slowly(_self):
        began.set()
        assert may_go.wait(20)

    monkeypatch.setattr(Observatory, "warm", slowly)
    monkeypatch.setattr(renewal, "QUIET", 0.05)
    before, wrong = desked.state.observatory, of_file(desked)["fact_id"]
    for value in ("141", "142"):
        address = f"/en/edit/fact/{wrong}" if value == "141" else "/en/edit/row/1"
        form = fields(dara.get(address))
        assert "Corrected." in dara.post(address, data={**form, "value": value, "why": "w"}).text
        assert began.wait(20)
    assert desked.state.observatory is before
    assert cell_of(desked.state.fresh, TEHRAN, "museums").observation.value == 142
    may_go.set()
    until = time.monotonic() + 20
    while desked.state.observatory is not desked.state.fresh and time.monotonic() < until:
        time.sleep(0.02)
    assert desked.state.observatory is desked.state.fresh


def test_every_address_that_shows_rows_is_made_anew_after_a_save(desked, dara):
    wrong = of_file(desked)
    pages = ["/en/evidence?table=observations&indicator=museums", f"/en/evidence/cell/{TEHRAN}/museums", "/en/data"]
    pages += ["/download/observations.csv", "/api/v1/evidence/observations?indicator=museums"]
    pages += [f"/en/evidence/row/{wrong['fact_id']}", f"/api/v1/cities/{TEHRAN}/cells/museums"]
    before = {page: dara.get(page).text for page in pages}
    address = f"/en/edit/fact/{wrong['fact_id']}"
    dara.post(address, data={**fields(dara.get(address)), "value": "141", "why": "w"})
    assert [page for page in pages if dara.get(page).text == before[page]] == []
