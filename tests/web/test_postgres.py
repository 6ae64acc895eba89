"""The register on a real server of PostgreSQL, which goes away and comes back."""

import re
import threading

import pytest
from starlette.testclient import TestClient

from proxenia.errors import OutputError
from proxenia.store import Store
from proxenia.web.app import create_app
from proxenia.web.editing import Desk, add_account, open_register, register_store
from proxenia.web.observatory import Observatory

PASSWORD = "a long password of tests"  # noqa: S105  of an account that lives for one test
ROW = {
    "network_id": "amf", "geonames_id": 1138958, "city": "Kabul", "country_iso2": "AF", "since_year": 2001,
    "status": "current", "role": "member", "role_note": "", "field": "", "source_url": "https://example.org/kabul",
    "also_url": "", "as_of": "2024", "grade": "A",
}  # fmt: skip


@pytest.fixture
def shared(postgresql):
    """An empty register in the database, with the commands that start and stop it."""
    import psycopg

    address, start, stop = postgresql
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return open_register(address), start, stop


def token(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def test_a_database_that_went_away_is_found_again(shared):
    register, start, stop = shared
    stop()
    try:
        with pytest.raises(OutputError, match=r"the register does not answer: .*; nothing was stored"):
            register.add([("memberships", ROW)], who="p", why="w")
    finally:
        start()
    register.add([("memberships", ROW)], who="p", why="again")
    assert register.rows() == {"memberships": [ROW]}
    assert register.revision == 1


def test_a_database_that_goes_away_in_the_middle_of_a_transaction_stores_nothing_of_it(shared, monkeypatch):
    register, start, stop = shared
    register.add([("memberships", ROW)], who="p", why="before")
    note = register_store.Register._note

    def fall(self, run, new, **more):
        note(self, run, new, **more)
        if new.row["since_year"] == 2003:
            stop()

    monkeypatch.setattr(register_store.Register, "_note", fall)
    rows = [("memberships", {**ROW, "since_year": year}) for year in (2002, 2003, 2004)]
    try:
        with pytest.raises(OutputError, match="nothing was stored"):
            register.add(rows, who="p", why="three at once")
    finally:
        monkeypatch.undo()
        start()
    assert register.rows() == {"memberships": [ROW]}
    assert [each.why for each in register.changes()] == ["before"]
    assert len(register.add(rows, who="p", why="three at once")) == 3


def test_an_editor_keeps_the_form_while_the_database_is_away_and_saves_when_it_is_back(shared, tmp_path, monkeypatch):
    register, start, stop = shared
    monkeypatch.setattr(Observatory, "warm", lambda _self: None)
    add_account(tmp_path / "e.toml", "dara", role="editor", password=PASSWORD)
    desk = Desk(register=register, store=tmp_path / "snapshot.duckdb", editors=tmp_path / "e.toml")
    client = TestClient(create_app(Observatory.open(), desk=desk))
    sign_in = client.get("/fa/account")
    client.post("/fa/account", data={"token": token(sign_in), "name": "dara", "password": PASSWORD})
    row = {
        "token": token(client.get("/fa/edit/new/memberships")), "city": "Kabul", "country_iso2": "AF",
        "network_id": "amf", "grade": "A", "source_url": "https://example.org/kabul", "why": "دیده شد",
    }  # fmt: skip
    stop()
    try:
        back = client.post("/fa/edit/new/memberships", data=row)
        assert back.status_code == 503
        assert 'value="https://example.org/kabul"' in back.text and "از دست نرفته است" in back.text
        assert client.get("/fa/edit").status_code == 503
        assert client.get("/fa/evidence?table=memberships").status_code == 200
    finally:
        start()
    assert client.post("/fa/edit/new/memberships", data=row).status_code == 200
    own = Store.open(desk.store).rows("memberships", provider="editors")
    assert [each["city"] for each in own] == ["Kabul"]


def test_two_servers_on_one_database_see_each_others_rows_and_overwrite_none(shared, postgresql):
    here, there = shared[0], open_register(postgresql[0])
    started = threading.Barrier(2)
    failed = []

    def add(register, first):
        started.wait(10)
        for year in range(first, first + 10):
            try:
                register.add([("memberships", {**ROW, "since_year": year})], who=str(first), why="w")
            except OutputError as error:
                failed.append(error)

    servers = [threading.Thread(target=add, args=each) for each in ((here, 1900), (there, 1950))]
    for server in servers:
        server.start()
    for server in servers:
        server.join(30)
    assert failed == []
    years = sorted(row["since_year"] for row in here.rows()["memberships"])
    assert (
        years
        == [*range(1900, 1910), *range(1950, 1960)]
        == sorted(row["since_year"] for row in there.rows()["memberships"])
    )


def test_a_register_of_before_corrections_is_brought_up_to_them(shared, postgresql):
    import psycopg

    register = shared[0]
    (record,) = register.add([("memberships", ROW)], who="p", why="w")
    with psycopg.connect(postgresql[0], autocommit=True) as connection:
        connection.execute("ALTER TABLE register_records DROP COLUMN replaces")
    again = open_register(postgresql[0])
    assert again.record(record.id).row == ROW
    old = {**ROW, "since_year": 1990}
    assert again.correct("memberships", old, {**ROW, "since_year": 1991}, who="p", why="w").version == 1
