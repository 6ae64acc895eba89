"""What goes wrong on the way: nothing that was stored is lost, and it is said in plain words."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
import uvicorn
from starlette.testclient import TestClient

from proxenia.errors import OutputError
from proxenia.store import Store
from proxenia.web.app import create_app
from proxenia.web.editing import Desk, add_account, bodies, open_register, register_store
from proxenia.web.observatory import Observatory

PASSWORD = "a long password of tests"  # noqa: S105  of an account that lives for one test
KABUL = {
    "city": "Kabul", "country_iso2": "AF", "network_id": "amf", "grade": "A", "source_url": "https://example.org/kabul",
    "why": "seen on its page",
}  # fmt: skip
SAVER = """
import sys
from pathlib import Path
from proxenia.web.editing import open_register
from proxenia.web.editing.desk import write_snapshot
folder = Path(sys.argv[1])
register = open_register(folder / "own.duckdb.register")
row = {"network_id": "amf", "geonames_id": 1138958, "city": "Kabul", "country_iso2": "AF", "status": "current",
       "role": "member", "role_note": "", "field": "", "source_url": "https://example.org/k", "also_url": "",
       "as_of": "2024", "grade": "A"}
for year in range(1900, 2100):
    register.add([("memberships", {**row, "since_year": year})], who="dara", why="one of many")
    write_snapshot(register, folder / "own.duckdb")
    print(year, flush=True)
"""


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setattr(Observatory, "warm", lambda _self: None)
    file = tmp_path / "editors.toml"
    add_account(file, "dara", role="editor", password=PASSWORD)
    register = open_register(tmp_path / "own.duckdb.register")
    desk = Desk(register=register, store=tmp_path / "own.duckdb", editors=file)
    return create_app(Observatory.open(), desk=desk)


def token(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


@pytest.fixture(params=["en", "fa"])
def editor(request, app):
    client = TestClient(app, base_url="http://testserver")
    page = client.get(f"/{request.param}/account")
    client.post(f"/{request.param}/account", data={"token": token(page), "name": "dara", "password": PASSWORD})
    return client, request.param


def save(client, language):
    page = client.get(f"/{language}/edit/new/memberships")
    return client.post(f"/{language}/edit/new/memberships", data={"token": token(page), **KABUL})


@pytest.mark.parametrize("after", [0.0, 0.013, 0.031, 0.057])
def test_killed_in_the_middle_of_saving_everything_that_was_acknowledged_is_there(tmp_path, after):
    saving = subprocess.Popen([sys.executable, "-c", SAVER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    said = [saving.stdout.readline() for _ in range(3)]
    time.sleep(after)
    os.kill(saving.pid, signal.SIGKILL)
    said += saving.stdout.readlines()
    saving.stdout.close()
    saving.wait(30)
    acknowledged = [int(each) for each in said if each.strip()]
    register = open_register(tmp_path / "own.duckdb.register")
    kept = [row["since_year"] for row in register.rows()["memberships"]]
    assert kept == list(range(1900, 1900 + len(kept)))
    assert len(acknowledged) <= len(kept) <= len(acknowledged) + 1
    assert [each.after["since_year"] for each in reversed(register.changes())] == kept
    own = Store.open(tmp_path / "own.duckdb").rows("memberships", provider="editors")
    assert len(acknowledged) <= len(own) <= len(kept)
    desk = Desk(register=register, store=tmp_path / "own.duckdb", editors=tmp_path / "none")
    desk.publish()
    assert [r["since_year"] for r in Store.open(desk.store).rows("memberships", provider="editors")] == kept


FULL = """
import resource, signal, sys
from pathlib import Path
from proxenia.errors import OutputError
from proxenia.web.editing import open_register
from proxenia.web.editing.desk import write_snapshot
folder = Path(sys.argv[1])
register = open_register(folder / "own.duckdb.register")
row = {"network_id": "amf", "geonames_id": 1138958, "city": "Kabul", "country_iso2": "AF", "since_year": 2001,
       "status": "current", "role": "member", "role_note": "", "field": "", "source_url": "https://example.org/k",
       "also_url": "", "as_of": "2024", "grade": "A"}
register.add([("memberships", row)], who="dara", why="before")
write_snapshot(register, folder / "own.duckdb")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (80_000, 80_000))
more = [("memberships", {**row, "since_year": 1900 + k % 120, "role_note": f"{k}" + "x" * 900}) for k in range(200)]
for act in (lambda: register.add(more, who="dara", why="many"), lambda: write_snapshot(register, folder / "own.duckdb")):
    try:
        act()
    except OutputError as error:
        print("refused:", error, flush=True)
"""


def test_on_a_disk_that_takes_no_more_bytes_nothing_of_before_is_lost_and_nothing_half_is_kept(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("refused:") == 2 and "nothing was stored" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.duckdb", "own.duckdb.register"]
    register = open_register(tmp_path / "own.duckdb.register")
    assert [each["since_year"] for each in register.rows()["memberships"]] == [2001]
    assert [each.why for each in register.changes()] == ["before"]
    own = Store.open(tmp_path / "own.duckdb").rows("memberships", provider="editors")
    assert [each["since_year"] for each in own] == [2001]


def test_a_full_disk_is_said_in_words_and_the_form_comes_back(app, editor, monkeypatch):
    client, language = editor
    page = client.get(f"/{language}/edit/new/memberships")

    def full(*_args, **_named):
        import sqlite3

        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(register_store.Register, "_note", full)
    back = client.post(f"/{language}/edit/new/memberships", data={"token": token(page), **KABUL})
    monkeypatch.undo()
    assert back.status_code == 503
    assert 'value="https://example.org/kabul"' in back.text and "disk is full" in back.text
    assert ("Nothing you wrote is lost" if language == "en" else "از دست نرفته است") in back.text
    assert app.state.desk.register.records() == []


def test_a_disk_that_is_full_for_the_pages_keeps_the_row_and_says_so(app, editor, monkeypatch):
    client, language = editor

    def full(*_args, **_named):
        raise OutputError("own.duckdb cannot be written: No space left on device; nothing was stored")

    monkeypatch.setattr("proxenia.web.editing.desk.write_rows", full)
    after = save(client, language)
    assert after.status_code == 200 and "No space left" in after.text
    assert len(app.state.desk.register.records()) == 1
    monkeypatch.undo()
    assert "No space left" not in client.get(f"/{language}/edit").text
    assert "example.org" in client.get(f"/{language}/evidence?table=memberships&q=example.org/kabul").text


def test_a_register_that_is_held_by_another_is_waited_for_and_then_said(app, editor, monkeypatch):
    import sqlite3

    client, language = editor
    page = client.get(f"/{language}/edit/new/memberships")
    monkeypatch.setattr(register_store, "PATIENCE", 0.05)
    holder = sqlite3.connect(app.state.desk.store.with_name("own.duckdb.register"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    back = client.post(f"/{language}/edit/new/memberships", data={"token": token(page), **KABUL})
    assert back.status_code == 503 and 'value="https://example.org/kabul"' in back.text
    holder.execute("ROLLBACK")
    holder.close()
    assert save(client, language).status_code == 200
    assert len(app.state.desk.register.records()) == 1


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a=" + b"x" * 2**20, FORM, 413),
        (b"a=%ff%fe", FORM, 400),
        (b"\xff\xfe\x00", FORM, 400),
        (b"&".join(b"a%d=1" % i for i in range(100)), FORM, 400),
        (b"{}", "application/json", 415),
        (b"", "", 415),
        (b"no boundary", "multipart/form-data", 400),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n", "multipart/form-data; boundary=x", 400),
    ],
)
def test_what_is_no_form_or_too_large_is_refused_in_words(app, editor, body, kind, status):
    client, language = editor
    answer = client.post(f"/{language}/edit/file", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert (
        ("nothing was stored" in answer.text or status == 415)
        if language == "en"
        else "آنچه" in answer.text or status == 415
    )
    assert app.state.desk.register.revision == 0


def test_a_body_without_a_length_is_bounded_as_it_comes(editor):
    client, language = editor

    def endless():
        for _ in range(40):
            yield b"x" * 2**16

    answer = client.post(f"/{language}/edit/file", content=endless(), headers={"content-type": FORM})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PK\x03\x04" + b"\x00" * 100, b'a,"b\n', b"\xff\xfe,x\n1,2\n", b"city\n" * 3]
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(app, editor, content):
    client, language = editor
    data = {"token": token(client.get(f"/{language}/edit")), "why": "a file", "table": "memberships"}
    answer = client.post(f"/{language}/edit/file", data=data, files={"file": ("x.csv", content)})
    assert answer.status_code == 422
    assert app.state.desk.register.revision == 0


@pytest.mark.parametrize("cell", ["a\x00b", "a\nb", "\u202eevil", "x" * 2001])
def test_cells_that_hide_something_or_never_end_are_refused_beside_their_field(editor, cell):
    client, language = editor
    page = client.get(f"/{language}/edit/new/memberships")
    back = client.post(f"/{language}/edit/new/memberships", data={"token": token(page), **KABUL, "role_note": cell})
    assert back.status_code == 422 and 'id="role_note-reason-1"' in back.text


def test_a_slow_client_is_let_go_and_others_are_served(app, monkeypatch):
    monkeypatch.setattr(bodies, "SECONDS", 0.4)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    head = f"POST /en/account HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: 100\r\n\r\nname="
    slow = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(50)]
    for each in slow:
        each.sendall(head.encode())
    with socket.create_connection(("127.0.0.1", port), timeout=20) as quick:
        quick.sendall(b"GET /en/account HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert quick.recv(100).startswith(b"HTTP/1.1 200")
    for each in slow:
        assert each.recv(100).startswith(b"HTTP/1.1 408")
        each.close()
    server.should_exit = True
    thread.join(10)
