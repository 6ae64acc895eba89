"""Who may do what, by which name the observatory is called, and what goes along with every answer."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from proxenia.errors import DataError, StudyError
from proxenia.web.app import create_app
from proxenia.web.editing import Desk, add_account, open_register, read_accounts
from proxenia.web.editing.accounts import change_password, remove_account
from proxenia.web.guard import HEADERS, Place
from proxenia.web.observatory import Observatory
from proxenia.web.routes import documents
from proxenia.web.routes.editors import account, adding, correcting, history

PASSWORD = "a long password of tests"  # noqa: S105  of an account that lives for one test
ANOTHER = "another password of tests"
ROW = {
    "network_id": "amf", "geonames_id": 1138958, "city": "Kabul", "country_iso2": "AF", "since_year": 2001,
    "status": "current", "role": "member", "role_note": "", "field": "", "source_url": "https://example.org/kabul",
    "also_url": "", "as_of": "2024", "grade": "A",
}  # fmt: skip
ROLES = ("nobody", "viewer", "editor", "owner")
LEAST = {
    ("GET", "/{language}/edit"): "viewer",
    ("GET", "/{language}/edit/new/{table}"): "viewer",
    ("POST", "/{language}/edit/new/{table}"): "editor",
    ("POST", "/{language}/edit/file"): "editor",
    ("GET", "/{language}/edit/row/{number}"): "viewer",
    ("POST", "/{language}/edit/row/{number}"): "editor",
    ("GET", "/{language}/edit/fact/{fact}"): "viewer",
    ("POST", "/{language}/edit/fact/{fact}"): "editor",
    ("POST", "/{language}/edit/undo/{change}"): "owner",
    ("GET", "/{language}/history"): "viewer",
    ("GET", "/{language}/history/{number}"): "viewer",
    ("GET", "/{language}/history/fact/{fact}"): "viewer",
    ("GET", "/{language}/account"): "nobody",
    ("POST", "/{language}/account"): "nobody",
    ("POST", "/{language}/account/leave"): "nobody",
    ("GET", "/{language}/account/password"): "viewer",
    ("POST", "/{language}/account/password"): "viewer",
    ("GET", "/{language}/account/audit"): "owner",
}
"""The least role that each route of editing is for; the change that is taken back is another's."""
HERE = Place.on_this_machine()


@pytest.fixture(autouse=True)
def _no_warming(monkeypatch):
    monkeypatch.setattr(Observatory, "warm", lambda _self: None)


@pytest.fixture
def desk(tmp_path):
    file = tmp_path / "editors.toml"
    for role in ROLES[1:]:
        add_account(file, role, role=role, password=PASSWORD)
    return Desk(register=open_register(tmp_path / "r"), store=tmp_path / "s.duckdb", editors=file)


@pytest.fixture
def edited(desk):
    desk.register.add([("memberships", ROW)], who="another", why="seen")
    desk.publish()
    return create_app(Observatory.open(desk.store), desk=desk)


def token(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def enter(app, name, password=PASSWORD, **more):
    client = TestClient(app, **more)
    if name != "nobody":
        page = client.get("/en/account")
        client.post("/en/account", data={"token": token(page), "name": name, "password": password})
    return client


def test_every_route_of_editing_stands_in_the_table_of_roles():
    routes = [each for module in (adding, correcting, history, account) for each in module.router.routes]
    assert {(method, each.path) for each in routes for method in each.methods} == set(LEAST)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_it_may_and_no_more(edited, role):
    known = edited.state.fresh.store.rows("memberships")[0]["fact_id"]
    parts = {"language": "en", "table": "memberships", "number": "1", "change": "1", "fact": known}
    before = edited.state.desk.register.revision
    for (method, path), least in LEAST.items():
        if path.endswith("/leave"):
            continue
        client = enter(edited, role)
        address = path.format(**parts)
        sent = {"token": token(client.get("/en/account")) if role == "nobody" else mark(client), "record": "1"}
        sent |= {"name": "x", "password": "y"}
        answer = client.request(method, address, data=sent if method == "POST" else None, follow_redirects=False)
        is_let_in = answer.status_code not in {401, 403} and "/account?onward" not in answer.headers.get("location", "")
        if path.endswith("/account") and method == "POST":
            assert answer.status_code == 401, path
        else:
            assert is_let_in is (ROLES.index(role) >= ROLES.index(least)), (method, path, answer.status_code)
    assert edited.state.desk.register.revision == before + (role == "owner")


def mark(client):
    return token(client.get("/en/account"))


POSTS = [path for method, path in LEAST if method == "POST"]
POSTS += [each.path for each in documents.router.routes if "POST" in each.methods]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_of_another_site_is_turned_away_everywhere(edited, path, headers):
    client = enter(edited, "owner")
    address = path.format(language="en", table="memberships", number="1", change="1", fact="m1")
    answer = client.post(address, data={"token": mark(client), "record": "1"}, headers=headers)
    assert answer.status_code == 403 and "another site" in answer.text
    assert edited.state.desk.register.revision == 1


@pytest.mark.parametrize("path", [path for path in POSTS if "account" not in path and "documents" not in path])
def test_a_form_without_the_mark_of_its_session_changes_nothing(edited, path):
    client = enter(edited, "owner")
    known = edited.state.fresh.store.rows("memberships")[0]["fact_id"]
    address = path.format(language="en", table="memberships", number="1", change="1", fact=known)
    for wrong in ("", "0" * 64):
        answer = client.post(address, data={"token": wrong, "record": "1", "why": "w", "act": "remove"})
        assert answer.status_code == 403
    assert edited.state.desk.register.revision == 1


def test_a_cookie_that_was_planted_before_signing_in_is_nobody_afterwards(edited):
    planted = {"cookie": f"proxenia={edited.state.desk.sessions.visit()}"}
    victim = TestClient(edited)
    page = victim.get("/en/account", headers=planted)
    sent = {"token": token(page), "name": "owner", "password": PASSWORD}
    done = victim.post("/en/account", data=sent, headers=planted, follow_redirects=False)
    given = {"cookie": done.headers["set-cookie"].partition(";")[0]}
    assert given != planted
    statuses = [
        TestClient(edited).get("/en/edit", headers=each, follow_redirects=False).status_code
        for each in (given, planted)
    ]
    assert statuses == [200, 303]


ADDRESSES = [
    ("GET", "/", 307), ("GET", "/en/", 200), ("GET", "/fa/evidence", 200), ("GET", "/en/nothing", 404),
    ("GET", "/api/v1/nothing", 404), ("GET", "/api/v1/edition", 200), ("POST", "/en/", 405), ("GET", "/static/x/y", 404),
    ("GET", "/download/edition.zip", 200), ("GET", "/download/nothing", 404), ("GET", "/en/account", 403),
    ("POST", "/en/documents", 422), ("GET", "/api/v1/cities?limit=0", 422), ("GET", "/en/evidence?year=x", 422),
]  # fmt: skip


@pytest.mark.parametrize(("method", "address", "status"), ADDRESSES)
def test_headers_of_safety_go_along_with_every_answer(client, method, address, status):
    answer = client.request(method, address, follow_redirects=False)
    assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


def test_a_failure_of_ours_is_said_in_words_without_its_insides_and_with_the_headers(monkeypatch):
    def fall(*_args, **_named):
        raise RuntimeError("secret insides at /private/path")

    app = create_app(Observatory.open())
    monkeypatch.setattr("proxenia.web.routes.evidence.register.find_rows", fall)
    client = TestClient(app, raise_server_exceptions=False)
    for address, words in (("/en/evidence", "no fault of yours"), ("/fa/evidence", "تقصیر شما نیست")):
        answer = client.get(address)
        assert answer.status_code == 500 and words in answer.text
        assert "secret" not in answer.text and "Traceback" not in answer.text
        assert all(answer.headers[name] == value for name, value in HEADERS.items())


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "10.0.0.1"])
def test_a_name_that_is_not_ours_is_not_answered_so_that_no_page_elsewhere_reads_this_one(host):
    client = TestClient(create_app(Observatory.open(), place=HERE), base_url="http://127.0.0.1:8765")
    for address in ("/en/data", "/api/v1/edition", "/static/x/y"):
        answer = client.get(address, headers={"host": host})
        assert answer.status_code == 421
        assert answer.headers["content-security-policy"]
    assert client.get("/api/v1/nothing").status_code == 404


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8765", "[::1]"])
def test_the_names_of_this_machine_are_answered(host):
    client = TestClient(create_app(Observatory.open(), place=HERE))
    assert client.get("/api/v1/nothing", headers={"host": host}).status_code == 404


def test_behind_a_server_with_tls_cookies_are_secure_and_the_public_name_is_ours(desk):
    place = Place.on_this_machine(address="https://cities.example")
    app = create_app(Observatory.open(), desk=desk, place=place)
    client = TestClient(app, base_url="https://cities.example")
    page = client.get("/en/account")
    said = page.headers["set-cookie"]
    assert said.startswith("__Host-proxenia=") and "Secure" in said and "Path=/" in said and "Domain" not in said
    assert page.headers["strict-transport-security"].startswith("max-age=")
    data = {"token": token(page), "name": "owner", "password": PASSWORD}
    done = client.post("/en/account", data=data, headers={"origin": "https://cities.example"}, follow_redirects=False)
    assert done.status_code == 303
    assert client.get("/en/edit", follow_redirects=False).status_code == 200


@pytest.mark.parametrize("address", ["cities.example", "ftp://x.example", "https://", "https://x.example/path"])
def test_an_address_that_is_none_of_a_site_is_refused(address):
    with pytest.raises(StudyError, match="no address of a site"):
        Place.on_this_machine(address=address)


def test_attempts_are_not_forgiven_by_starting_the_server_anew(desk):
    app = create_app(Observatory.open(), desk=desk)
    client = TestClient(app)
    wrong = {"name": "owner", "password": "not the password"}
    for _ in range(5):
        assert client.post("/en/account", data={"token": mark(client), **wrong}).status_code == 401
    anew = Desk(register=desk.register, store=desk.store, editors=desk.editors)
    anew.recall()
    again = TestClient(create_app(Observatory.open(), desk=anew))
    held = again.post("/en/account", data={"token": mark(again), "name": "owner", "password": PASSWORD})
    assert held.status_code == 429
    other = again.post("/en/account", data={"token": mark(again), "name": "editor", "password": PASSWORD})
    assert other.status_code == 200


def test_attempts_before_the_last_success_are_not_recalled(desk):
    for _ in range(5):
        desk.register.log("owner", "sign-in refused", "m")
    desk.register.log("owner", "signed in", "m")
    desk.recall()
    assert desk.attempts.begin("owner", "m") == 0


def test_a_new_password_ends_every_other_session_and_the_old_one_opens_nothing(edited):
    here, there = enter(edited, "editor"), enter(edited, "editor")
    page = here.get("/fa/account/password")
    sent = {"token": token(page), "old": PASSWORD, "new": ANOTHER, "again": ANOTHER}
    assert "گذرواژه تغییر کرد" in here.post("/fa/account/password", data=sent).text
    assert here.get("/en/edit", follow_redirects=False).status_code == 200
    assert there.get("/en/edit", follow_redirects=False).status_code == 303
    assert enter(edited, "editor").get("/en/edit", follow_redirects=False).status_code == 303
    assert enter(edited, "editor", ANOTHER).get("/en/edit", follow_redirects=False).status_code == 200
    assert read_accounts(edited.state.desk.editors).by_name["editor"].role == "editor"
    assert "password changed" in {each.what for each in edited.state.desk.register.audit()}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"old": "not my password", "new": ANOTHER, "again": ANOTHER}, "is not right"),
        ({"old": PASSWORD, "new": ANOTHER, "again": "x" * 20}, "not written the same twice"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "characters"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "is the old one"),
    ],
)
def test_a_new_password_that_will_not_do_changes_nothing(edited, sent, words):
    client = enter(edited, "viewer")
    back = client.post("/en/account/password", data={"token": mark_of_password(client), **sent})
    assert back.status_code == 422 and words in back.text
    assert all(value not in back.text for value in sent.values())
    assert read_accounts(edited.state.desk.editors).enter("viewer", PASSWORD)


def mark_of_password(client):
    return token(client.get("/en/account/password"))


def test_the_old_password_cannot_be_guessed_from_an_open_session(edited):
    client = enter(edited, "viewer")
    sent = {"old": "wrong", "new": ANOTHER, "again": ANOTHER}
    answers = [
        client.post("/en/account/password", data={"token": mark_of_password(client), **sent}).status_code
        for _ in range(6)
    ]
    assert answers == [422] * 5 + [429]


def test_an_account_is_taken_out_and_the_last_owner_is_not(desk):
    remove_account(desk.editors, "viewer")
    assert set(read_accounts(desk.editors).by_name) == {"editor", "owner"}
    with pytest.raises(DataError, match="only owner"):
        remove_account(desk.editors, "owner")
    with pytest.raises(DataError, match="no account 'viewer'"):
        remove_account(desk.editors, "viewer")
    with pytest.raises(DataError, match="is not right"):
        change_password(desk.editors, "gone", old=PASSWORD, new=ANOTHER, again=ANOTHER)


def test_somebody_taken_out_is_out_at_the_next_click(edited):
    client = enter(edited, "editor")
    remove_account(edited.state.desk.editors, "editor")
    assert client.get("/en/edit", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "%2e%2e/datapackage.json", "memberships.csv/../x", "a\x00.csv", "edition"],
)  # fmt: skip
def test_a_download_is_one_of_a_list_and_no_path(client, name):
    assert client.get(f"/download/{name.replace(chr(0), '%00')}").status_code == 404


def test_cells_of_a_download_are_no_formulas(desk):
    desk.register.add([("memberships", {**ROW, "role_note": "=HYPERLINK(1)"})], who="p", why="w")
    desk.publish()
    client = TestClient(create_app(Observatory.open(desk.store), desk=desk))
    for address in ("/download/memberships.csv", "/api/v1/evidence/memberships?q=hyperlink&format=csv"):
        assert ",'=HYPERLINK(1)," in client.get(address).text


def ask(port, method, headers, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, "/en/account", body=body, headers=headers)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read().decode()
    connection.close()
    return found


def opened(port):
    """Ask until the observatory is open: until then pages say that it opens, and ask again by themselves."""
    while "refresh" in (answer := ask(port, "GET", {}))[1]:
        time.sleep(0.2)
    return answer


def test_the_command_trusts_nobody_about_where_a_visitor_comes_from(desk, tmp_path):
    """Started as people start it: a forged X-Forwarded-For is not taken, and another name is not answered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "proxenia",
        "serve",
        "--no-open",
        "--port",
        str(port),
        "--editors",
        str(desk.editors),
    ]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    store = tmp_path / "served.duckdb"
    server = subprocess.Popen(
        [*command, "--store", str(store)], stdout=subprocess.PIPE, env=environment, cwd=tmp_path
    )  # fmt: skip
    try:
        assert b"stop it with" in server.stdout.readline()
        assert ask(port, "GET", {"Host": "evil.example"})[0] == 421
        status, headers, page = opened(port)
        cookie = headers["set-cookie"].partition(";")[0]
        sent = re.search(r'name="token" value="([^"]+)"', page)[1]
        forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "Cookie": cookie}
        body = urlencode({"token": sent, "name": "owner", "password": "wrong"})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert (status, ask(port, "POST", forged | kind, body)[0]) == (200, 401)
    finally:
        server.terminate()
        server.wait(20)
        server.stdout.close()
    log = open_register(store.with_name("served.duckdb.register")).audit()
    assert [(each.what, each.detail) for each in log] == [("sign-in refused", "127.0.0.1")]
