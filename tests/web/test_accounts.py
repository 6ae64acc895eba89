"""Who may come in, and how hard it is for others."""

import re
import stat

import pytest
from starlette.testclient import TestClient

from proxenia.errors import DataError
from proxenia.web.app import create_app
from proxenia.web.editing import Account, Desk, add_account, open_register, read_accounts
from proxenia.web.editing.sessions import Attempts, Sessions
from proxenia.web.observatory import Observatory

PASSWORD = "a long password of tests"  # noqa: S105  of an account that lives for one test


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setattr(Observatory, "warm", lambda _self: None)
    file = tmp_path / "editors.toml"
    add_account(file, "parisa", role="owner", password=PASSWORD)
    add_account(file, "dara", role="editor", password=PASSWORD)
    desk = Desk(register=open_register(tmp_path / "r"), store=tmp_path / "s.duckdb", editors=file)
    return create_app(Observatory.open(), desk=desk)


def token(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def enter(client, name="parisa", password=PASSWORD, **more):
    data = {"token": token(client.get("/en/account")), "name": name, "password": password, **more}
    return client.post("/en/account", data=data, follow_redirects=False)


def test_the_file_holds_argon2_hashes_and_is_read_by_its_owner_only(tmp_path):
    file = tmp_path / "e.toml"
    add_account(file, "parisa", role="owner", password=PASSWORD)
    add_account(file, "dara", role="viewer", password=PASSWORD)
    assert PASSWORD not in file.read_text()
    hashes = [each.password for each in read_accounts(file).by_name.values()]
    assert all(each.startswith("$argon2id$v=19$") for each in hashes) and len(set(hashes)) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "argon2" not in repr(Account(name="a", role="owner", password=hashes[0]))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[", "no file of accounts"),
        ('[a]\nrole="king"\npassword="x"', "role 'king'"),
        ('[a]\nrole="owner"\npassword="plain"', "no argon2id hash"),
        ('["A b"]\nrole="owner"', "is no name"),
        ("a = 1", "role None"),
    ],
)
def test_a_file_that_is_none_of_accounts_is_refused(tmp_path, content, reason):
    (tmp_path / "e.toml").write_text(content)
    with pytest.raises(DataError, match=reason):
        read_accounts(tmp_path / "e.toml")


@pytest.mark.parametrize("password", ["", "123456789", "x" * 201])
def test_a_password_too_short_or_too_long_is_refused(tmp_path, password):
    with pytest.raises(DataError, match="characters"):
        add_account(tmp_path / "e.toml", "a", role="owner", password=password)


def test_signing_in_gives_a_new_strict_cookie_that_scripts_cannot_read(app):
    client = TestClient(app)
    client.get("/en/account")
    before = client.cookies["proxenia"]
    answer = enter(client)
    assert answer.status_code == 303
    said = answer.headers["set-cookie"]
    assert "HttpOnly" in said and "SameSite=strict" in said
    assert client.cookies["proxenia"] != before
    assert answer.headers["cache-control"] == "no-store"


def test_the_wrong_password_and_the_unknown_name_are_answered_alike(app):
    client = TestClient(app)
    wrong, unknown = enter(client, password="not the password"), enter(client, name="nobody")  # noqa: S106  it is wrong
    assert wrong.status_code == unknown.status_code == 401
    strip = lambda page: re.sub(r'value="[^"]*"', "", page.text)  # noqa: E731  beside its use
    assert strip(wrong) == strip(unknown)


def test_after_five_failures_a_name_waits_and_the_right_password_does_not_help(app):
    client = TestClient(app)
    for _ in range(5):
        assert enter(client, password="not the password").status_code == 401  # noqa: S106  the same
    held = enter(client)
    assert held.status_code == 429 and 800 < int(held.headers["retry-after"]) <= 900
    assert enter(client, name="dara").status_code == 303


def test_attempts_are_forgotten_after_a_quarter_of_an_hour():
    clock = Clock()
    attempts = Attempts(clock=clock)
    assert [attempts.begin("a", "m") for _ in range(6)] == [0, 0, 0, 0, 0, 900]
    clock.now += 899
    assert attempts.begin("a", "m") == 1
    clock.now += 2
    assert attempts.begin("a", "m") == 0


def test_one_machine_tries_thirty_names_and_no_more():
    attempts = Attempts(clock=Clock())
    assert [bool(attempts.begin(str(i), "m")) for i in range(31)] == [False] * 30 + [True]
    assert not attempts.begin("0", "another machine")


def test_a_session_ends_after_half_an_hour_idle_and_after_twelve_hours_in_any_case():
    clock = Clock()
    sessions = Sessions(clock=clock)
    cookie = sessions.enter("parisa")
    clock.now += 1799
    assert sessions.who(cookie) == "parisa"
    clock.now += 1801
    assert sessions.who(cookie) is None
    cookie = sessions.enter("parisa")
    for _ in range(12 * 3600 // 1000):
        clock.now += 1000
        assert sessions.who(cookie) == "parisa"
    clock.now += 1000
    assert sessions.who(cookie) is None


def test_a_cookie_that_was_not_signed_here_is_nobody():
    sessions = Sessions()
    cookie = sessions.enter("parisa")
    number, _, mark = cookie.partition("~")
    for forged in ("", "~", number, f"{number}~", f"{number}x~{mark}", f"~{mark}", f"{number}~é"):
        assert sessions.who(forged) is None
        assert not sessions.is_ours(forged)
        assert not sessions.is_token("", forged)
    assert Sessions().who(cookie) is None


@pytest.mark.parametrize("change", [{"token": ""}, {"token": "0" * 64}])
def test_a_form_without_the_mark_of_its_cookie_does_nothing(app, change):
    client = TestClient(app)
    assert enter(client, **change).status_code == 403
    enter(client)
    data = {
        "city": "Kabul",
        "network_id": "amf",
        "grade": "A",
        "source_url": "https://example.org",
        "why": "w",
        **change,
    }
    back = client.post("/en/edit/new/memberships", data=data)
    assert back.status_code == 403 and "grown old" in back.text and 'value="https://example.org"' in back.text
    assert app.state.desk.register.revision == 0


def test_the_mark_of_one_person_is_no_use_to_another(app):
    parisa, dara = TestClient(app), TestClient(app)
    enter(parisa), enter(dara, name="dara")
    stolen = token(dara.get("/en/edit"))
    data = {"city": "Kabul", "network_id": "amf", "grade": "A", "source_url": "https://example.org", "why": "w"}
    assert parisa.post("/en/edit/new/memberships", data={**data, "token": stolen}).status_code == 403


def test_a_form_of_another_site_is_refused(app):
    client = TestClient(app)
    enter(client)
    answer = client.post("/en/account/leave", data={"token": "x"}, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert client.get("/en/edit", follow_redirects=False).status_code == 200


def test_signing_out_ends_the_session_for_good(app):
    client = TestClient(app)
    enter(client)
    old = client.cookies["proxenia"]
    client.post("/en/account/leave", data={"token": token(client.get("/en/account"))})
    client.cookies.clear()
    client.cookies.set("proxenia", old)
    assert client.get("/en/edit", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example", "../..", "edit//evil", "\\evil", "edit?x=y"]
)
def test_nobody_is_led_elsewhere_after_signing_in(app, onward):
    assert enter(TestClient(app), onward=onward).headers["location"] == "/en/edit"


def test_an_account_taken_out_of_the_file_is_out_at_once(app):
    client = TestClient(app)
    enter(client, name="dara")
    desk = app.state.desk
    kept = read_accounts(desk.editors).by_name["parisa"]
    desk.editors.write_text(f'[parisa]\nrole = "owner"\npassword = "{kept.password}"\n')
    assert client.get("/en/edit", follow_redirects=False).status_code == 303


def test_the_log_has_every_attempt_and_is_for_owners(app):
    client, dara = TestClient(app), TestClient(app)
    enter(client, password="not the password")  # noqa: S106  the same
    enter(client)
    enter(dara, name="dara")
    assert [each.what for each in app.state.desk.register.audit()] == ["signed in", "signed in", "sign-in refused"]
    assert dara.get("/en/account/audit").status_code == 403
    for language in ("en", "fa"):
        assert client.get(f"/{language}/account/audit").text.count("<tr>") == 4


def test_pages_of_editing_are_never_kept(app):
    client = TestClient(app)
    enter(client)
    for page in ("edit", "history", "account", "edit/new/memberships"):
        assert client.get(f"/en/{page}").headers["cache-control"] == "no-store"
    assert TestClient(app).get("/en/edit", follow_redirects=False).status_code == 303


def test_the_command_adds_and_lists_accounts(tmp_path):
    from typer.testing import CliRunner

    from proxenia.cli.app import app as commands

    file = str(tmp_path / "e.toml")
    added = CliRunner().invoke(commands, ["editors", "add", file, "parisa", "--role", "owner"], input=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    listed = CliRunner().invoke(commands, ["editors", "list", file, "--json"])
    assert listed.output.strip() == '[{"name": "parisa", "role": "owner"}]'
    assert read_accounts(tmp_path / "e.toml").enter("parisa", PASSWORD).role == "owner"
