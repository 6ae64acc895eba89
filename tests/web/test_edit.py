"""The desk as an editor meets it, and the register beneath it, on both databases."""

import html
import re

import pytest
from starlette.testclient import TestClient

from proxenia.errors import EvidenceError
from proxenia.store import Store
from proxenia.web.app import create_app
from proxenia.web.editing import Desk, EditConflict, add_account, open_register
from proxenia.web.editing.desk import write_snapshot
from proxenia.web.observatory import Observatory

PASSWORD = "a long password of tests"  # noqa: S105  of an account that lives for one test
ROW = {
    "network_id": "amf", "geonames_id": 1138958, "city": "Kabul", "country_iso2": "AF", "since_year": 2001,
    "status": "current", "role": "member", "role_note": "", "field": "", "source_url": "https://example.org/kabul",
    "also_url": "", "as_of": "2024", "grade": "A",
}  # fmt: skip


def test_every_change_keeps_who_when_and_why(register):
    (record,) = register.add([("memberships", ROW)], who="parisa", why="seen on the page")
    register.change(record.id, {**ROW, "since_year": 2002}, version=1, who="dara", why="a misprint")
    last, first = register.changes(record=record.id)
    assert (first.who, first.why, first.action, first.before) == ("parisa", "seen on the page", "add", None)
    assert (last.who, last.why, last.altered) == ("dara", "a misprint", ("since_year",))
    assert (last.before["since_year"], last.after["since_year"]) == (2001, 2002)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", last.at)


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(register):
    (record,) = register.add([("memberships", ROW)], who="parisa", why="seen")
    register.change(record.id, {**ROW, "since_year": 2002}, version=1, who="parisa", why="first")
    with pytest.raises(EditConflict) as refused:
        register.change(record.id, {**ROW, "since_year": 2003}, version=1, who="dara", why="second")
    assert refused.value.record.row["since_year"] == 2002
    assert register.record(record.id).version == 2
    assert len(register.changes()) == 2


def test_of_ten_editors_at_once_one_saves(register):
    from concurrent.futures import ThreadPoolExecutor

    (record,) = register.add([("memberships", ROW)], who="parisa", why="seen")

    def save(year):
        try:
            register.change(record.id, {**ROW, "since_year": year}, version=1, who=str(year), why="at once")
        except EditConflict:
            return 0
        return 1

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(save, range(2002, 2012))) == 1
    assert [each.version for each in register.changes(record=record.id)] == [2, 1]


def test_undo_of_each_act_gives_back_what_was_before(register):
    (record,) = register.add([("memberships", ROW)], who="parisa", why="seen")
    register.change(record.id, None, version=1, who="parisa", why="wrong city")
    assert register.rows() == {}
    register.undo(register.changes()[0].id, who="parisa", why="it was right")
    assert register.rows() == {"memberships": [ROW]}
    with pytest.raises(EditConflict):
        register.undo(register.changes()[-1].id, who="parisa", why="not the latest")


def test_a_fact_stands_once_and_rows_come_all_or_none(register):
    register.add([("memberships", ROW)], who="parisa", why="seen")
    other = {**ROW, "network_id": "uclg"}
    with pytest.raises(EvidenceError, match="in the register already, as row 1"):
        register.add([("memberships", other), ("memberships", ROW)], who="parisa", why="twice")
    assert register.rows() == {"memberships": [ROW]}
    assert register.revision == 1


def test_a_network_with_members_is_not_removed(register):
    network = {name: "" for name in Store.open().rows("networks")[0] if name not in {"provider", "fact_id"}}
    network |= {"network_id": "own-network", "founded_year": None, "is_environmental": True}
    (kept,) = register.add([("networks", network)], who="p", why="w")
    register.add([("memberships", {**ROW, "network_id": "own-network"})], who="p", why="w")
    with pytest.raises(EvidenceError, match="remove them first"):
        register.change(kept.id, None, version=1, who="p", why="w")


def test_what_editors_save_reaches_the_store_beside_rows_of_files(register, tmp_path):
    from proxenia.store import write_rows

    store = tmp_path / "own.duckdb"
    write_rows(store, {"mine.csv": {"memberships": [{**ROW, "network_id": "uclg"}]}})
    (record,) = register.add([("memberships", ROW)], who="parisa", why="seen")
    assert write_snapshot(register, store) == 1
    own = [row for row in Store.open(store).rows("memberships") if row["source_url"] == ROW["source_url"]]
    assert [(row["network_id"], row["provider"]) for row in own] == [("uclg", "mine.csv"), ("amf", "editors")]
    register.change(record.id, None, version=1, who="parisa", why="wrong")
    write_snapshot(register, store)
    own = [row for row in Store.open(store).rows("memberships") if row["source_url"] == ROW["source_url"]]
    assert [row["provider"] for row in own] == ["mine.csv"]


@pytest.fixture
def desk(tmp_path):
    file = tmp_path / "editors.toml"
    for name, role in (("parisa", "owner"), ("dara", "editor"), ("vida", "viewer")):
        add_account(file, name, role=role, password=PASSWORD)
    store = tmp_path / "own.duckdb"
    return Desk(register=open_register(tmp_path / "own.duckdb.register"), store=store, editors=file)


@pytest.fixture
def observatory(desk):
    """An observatory of its own, whose slow index is not worked out where only rows are asked for."""
    return create_app(Observatory.open(desk.store), desk=desk)


@pytest.fixture(autouse=True)
def _no_warming(monkeypatch):
    monkeypatch.setattr(Observatory, "warm", lambda _self: None)


def token(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def signed_in(app, name, language="en"):
    client = TestClient(app)
    page = client.get(f"/{language}/account")
    done = client.post(f"/{language}/account", data={"token": token(page), "name": name, "password": PASSWORD})
    assert done.url.path == f"/{language}/edit", done.text
    return client


def fields(page):
    """What a browser would send of the form of a row."""
    out = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]*? value="([^"]*)"', page.text))
    for name, inside in re.findall(r'<select id="(\w+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        out[name] = chosen[1] if chosen else ""
    return out


KABUL = {
    "city": "Kabul", "country_iso2": "AF", "network_id": "amf", "grade": "A", "source_url": "https://example.org/kabul",
    "why": "seen on its page",
}  # fmt: skip


def test_a_row_is_added_corrected_and_taken_back_and_the_pages_follow(observatory):
    client = signed_in(observatory, "dara")
    address = "/en/evidence?table=memberships&q=example.org"
    assert "0 rows" in client.get(address).text
    blank = client.get("/en/edit/new/memberships?city=Kabul")
    assert fields(blank)["city"] == "Kabul"
    saved = client.post("/en/edit/new/memberships", data={**fields(blank), **KABUL, "since_year": "۲۰۰۱"})
    assert "Added." in saved.text
    assert "1 rows" in client.get(address).text
    form = fields(client.get("/en/edit/row/1"))
    assert (form["since_year"], form["geonames_id"]) == ("2001", "1138958")
    assert "Corrected." in client.post("/en/edit/row/1", data={**form, "since_year": "2002", "why": "misprint"}).text
    assert "2002" in client.get(address).text
    history = client.get("/en/history/1")
    change = re.search(r"edit/undo/(\d+)", history.text)[1]
    undone = client.post(f"/en/edit/undo/{change}", data={"token": token(history), "record": "1"})
    assert "Taken back." in undone.text
    assert "2002" not in client.get(address).text and "2001" in client.get(address).text


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_refused_form_comes_back_as_it_was_with_reasons_beside_the_fields(observatory, language):
    client = signed_in(observatory, "dara", language)
    page = client.get(f"/{language}/edit/new/memberships")
    sent = {
        **fields(page),
        "city": "Kabol <b>",
        "since_year": "1380",
        "role_note": "کاف و «ی»",
        "why": "seen",
        "grade": "Z",
    }
    back = client.post(f"/{language}/edit/new/memberships", data=sent)
    assert back.status_code == 422
    kept = {name: html.unescape(value) for name, value in fields(back).items()}
    assert {name: kept[name] for name in sent} == sent
    for name in ("city", "network_id", "source_url", "grade"):
        assert f'id="{name}-reason-1"' in back.text
    assert "<b>" not in back.text
    assert observatory.state.desk.register.revision == 0


def test_a_second_editor_sees_both_rows_and_may_save_knowingly(observatory):
    dara, parisa = signed_in(observatory, "dara"), signed_in(observatory, "parisa")
    page = dara.get("/en/edit/new/memberships")
    dara.post("/en/edit/new/memberships", data={**fields(page), **KABUL, "since_year": "2001"})
    first, second = fields(dara.get("/en/edit/row/1")), fields(parisa.get("/en/edit/row/1"))
    dara.post("/en/edit/row/1", data={**first, "since_year": "2005", "why": "the charter says so"})
    both = parisa.post("/en/edit/row/1", data={**second, "since_year": "2009", "why": "the list says so"})
    assert both.status_code == 409
    cells = re.findall(r"<td><bdi>(\d+)</bdi></td>", both.text)
    assert cells == ["2005", "2009"] and "the charter says so" in both.text
    assert fields(both)["since_year"] == "2009"
    assert "Corrected." in parisa.post("/en/edit/row/1", data=fields(both)).text
    assert observatory.state.desk.register.record(1).row["since_year"] == 2009


def test_a_viewer_reads_and_does_not_edit(observatory):
    client = signed_in(observatory, "vida")
    page = client.get("/en/history")
    assert page.status_code == 200
    form = client.get("/en/edit/new/memberships")
    back = client.post("/en/edit/new/memberships", data={**fields(form), **KABUL})
    assert back.status_code == 403 and "ask the owner" in back.text
    assert observatory.state.desk.register.revision == 0


def test_an_editor_takes_back_only_their_own_and_an_owner_any(observatory):
    dara, parisa = signed_in(observatory, "dara"), signed_in(observatory, "parisa")
    observatory.state.desk.register.add([("memberships", ROW)], who="vida", why="seen")

    def send(client):
        data = {"token": token(client.get("/en/account")), "record": "1"}
        return client.post("/en/edit/undo/1", data=data)

    assert send(dara).status_code == 403
    assert send(parisa).status_code == 200
    assert observatory.state.desk.register.rows() == {}


def test_a_file_of_rows_is_taken_whole_or_refused_whole(observatory):
    client = signed_in(observatory, "dara")
    head = "network_id,city,country_iso2,source_url,grade\n"
    good, bad = "amf,Kabul,AF,https://example.org/k,A\n", "amf,Nowhereville,AF,https://example.org/n,A\n"

    def send(content):
        data = {"token": token(client.get("/en/edit")), "why": "a roster"}
        return client.post("/en/edit/file", data=data, files={"file": ("../../roster.csv", content.encode())})

    refused = send(head + good + bad)
    assert refused.status_code == 422 and "roster.csv:3:city" in refused.text
    assert observatory.state.desk.register.revision == 0
    assert "Added." in send(head + good).text
    assert len(observatory.state.desk.register.records()) == 1


def test_the_same_fact_is_not_added_twice(observatory):
    client = signed_in(observatory, "dara")

    def send():
        blank = fields(client.get("/en/edit/new/memberships"))
        return client.post("/en/edit/new/memberships", data={**blank, **KABUL})

    assert "Added." in send().text
    assert "in the evidence already" in send().text
    assert observatory.state.desk.register.revision == 1


def test_without_a_desk_nothing_is_edited(tmp_path):
    client = TestClient(create_app(Observatory.open(tmp_path / "none.duckdb")))
    for language in ("en", "fa"):
        assert client.get(f"/{language}/edit").status_code == 403
        assert client.post(f"/{language}/account", data={"name": "x"}).status_code == 403
