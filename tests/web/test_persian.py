"""Persian pages are Persian: no English sentence stands on them, save one that is marked as English."""

import re
import time

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from proxenia.web.app import create_app
from proxenia.web.editing import Desk, add_account, open_register
from proxenia.web.observatory import Observatory

PASSWORD = "a long password of tests"  # noqa: S105  of an account that lives for one test
WORD = r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff][A-Za-z\u00c0-\u024f\u1e00-\u1eff'\u2018\u2019\u02bb\u02bc-]*"
RUN = re.compile(rf"{WORD}(?:[,;:.!?)]* \(?{WORD}){{2,}}")
"""Three Latin words or more, one after the other."""
PRODUCTS = {"Web of Science"}
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label")
PAGES = [
    "", "cities", "cities?q=teh", "cities?q=zzzzqqq", "city/112931", "city/3169070", "compare", "index", "evidence",
    "compare?city=Tehran&city=Paris&city=Barcelona", "index?weight=international_presence:1&aggregation=geometric",
    "evidence?table=memberships&q=asia", "evidence?table=agreements", "evidence?table=coded_facts", "evidence/conflicts",
    "evidence?table=networks", "evidence?table=institutions", "evidence?table=cities", "evidence?table=measures",
    "evidence/cell/112931/sister_city_agreements", "data", "join", "join?city=Tehran", "unions", "unions?region=persian-gulf",
    "strategy", "strategy?city=Tehran", "networks", "networks?city=Tehran", "science", "documents",
    "networks/joining?city=Tehran&network=c40",
]  # fmt: skip
REFUSED = [
    "nowhere", "city/99999999", "city/abc", "compare?city=Tehran&city=Springfield", "compare?city=Tehran&city=Nowherexx",
    "compare?city=Tehran&city=Tehran", "compare?city=Tehran&city=Tehrun", "compare?" + "city=Rome&" * 9, "index?weight=x",
    "index?weight=foo:1", "index?weight=international_presence:-1", "index?normalization=zz", "index?aggregation=zz",
    "evidence?table=zz", "evidence?cursor=zz", "evidence?city=Nowherexx", "evidence?year=zz", "join?city=Nowherexx",
    "join?city=Springfield", "unions?region=zz", "unions?region=box", "unions?region=persian-gulf&least=9&most=4",
    "unions?region=box&west=1&east=0&south=5&north=1", "unions?region=persian-gulf&theme=zz", "unions?least=x",
    "strategy?city=Tehran&target=foo",
    "strategy?city=Tehran&target=gaps:zz", "strategy?city=Tehran&budget=abc",
    "strategy?city=Tehran&years=-4", "strategy?city=Tehran&budget=-4", "strategy?city=Nowherexx", "networks?scale=zz",
    "networks?city=Nowherexx", "networks?peers=zz", "networks/joining?city=Tehran&network=zz", "science?unit=zz",
    "networks/joining?city=zzzz&network=c40", "cities?q=" + "a" * 101, "edit", "account", "history", "evidence/row/zz",
    "evidence/cell/112931/zz", "evidence/cell/99999999/sister_city_agreements",
]  # fmt: skip


def english(page):
    """Runs of English on a page, beside what is marked as another language, as code, or as a form's own value."""
    tree = LexborHTMLParser(page)
    assert tree.css_first("html").attributes["lang"] == "fa"
    for node in tree.css('script, style, code, pre, [lang]:not(html):not([lang="fa"])'):
        node.decompose()
    texts = [node.text(deep=False) or "" for node in tree.css("*")]
    for node in tree.css("*"):
        texts += [node.attributes.get(name) or "" for name in SPOKEN]
    found = {run for text in texts for run in RUN.findall(text)}
    return {run for run in found if not any(name in run for name in PRODUCTS)}


def latin_digits(page):
    """Numbers of a reason in digits that are not Persian; what was sent and what must be written stand in `bdi`."""
    tree = LexborHTMLParser(page)
    for node in tree.css("script, style, code, pre, bdi, svg, option"):
        node.decompose()
    words = [word for node in tree.css('[role="alert"]') for word in re.findall(r"\S*[0-9]\S*", node.text())]
    return [word for word in words if not re.search(r"[A-Za-z]", word)]


@pytest.fixture(scope="module")
def is_name(client):
    """Whether words are a name: of a city in the gazetteer, or of a network."""
    seen = client.app.state.observatory
    networks = {row["name"] for row in seen.store.rows("networks")}
    return lambda words: any(words in name for name in networks) or bool(seen.gazetteer.find(words))


@pytest.fixture(scope="module")
def ask(client):
    def ask(path):
        for _ in range(200):
            answer = client.get(f"/fa/{path}")
            if "refresh" not in answer.headers:
                return answer
            time.sleep(0.1)
        raise AssertionError(f"{path} never answered")

    return ask


@pytest.mark.parametrize("path", PAGES)
def test_no_english_sentence_stands_on_a_persian_page(ask, is_name, path):
    answer = ask(path)
    assert answer.status_code == 200
    assert {run for run in english(answer.text) if not is_name(run)} == set()


@pytest.mark.parametrize("path", REFUSED)
def test_what_is_refused_is_refused_in_persian(ask, path):
    answer = ask(path)
    assert 400 <= answer.status_code < 500
    assert english(answer.text) == set()
    assert "دلیل، به انگلیسی" not in answer.text
    assert latin_digits(answer.text) == []


def test_the_checker_sees_english_where_it_stands():
    page = '<html lang="fa"><p>متن <b>this is plain English</b> و <bdi lang="en">this one is marked</bdi></p>'
    assert english(page + '<p aria-label="one two three">') == {"this is plain English", "one two three"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("", b""), ("a.exe", b"MZ"), ("a.pdf", b"no"), ("a.docx", b"no"), ("a.txt", b""), ("a.txt", b"\xff\xfe\x00"),
        ("a.md", b"a\x00b"), ("a", b"text"), ("big.txt", b"a" * (9 * 2**20)),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_persian(client, name, content):
    answer = client.post("/fa/documents", data={"reader": "Sara"}, files={"file": (name, content, "text/plain")})
    assert 400 <= answer.status_code < 500
    assert english(answer.text) == set()
    assert "دلیل، به انگلیسی" not in answer.text


@pytest.fixture(scope="module")
def signed_in(tmp_path_factory):
    """A client that is signed in as an editor; pages that need the slow index are not asked of it."""
    folder = tmp_path_factory.mktemp("desk")
    file, store = folder / "editors.toml", folder / "own.duckdb"
    add_account(file, "dara", role="editor", password=PASSWORD)
    desk = Desk(register=open_register(folder / "own.duckdb.register"), store=store, editors=file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Observatory, "warm", lambda _self: None)
        desk.publish()
        client = TestClient(create_app(Observatory.open(store), desk=desk))
        page = client.get("/fa/account").text
        client.post("/fa/account", data={"token": token_of(page), "name": "dara", "password": PASSWORD})
        yield client


def token_of(page):
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def test_the_editors_pages_are_persian(signed_in):
    for path in ("edit", "edit/new/memberships", "edit/new/observations", "edit/new/agreements", "history", "account"):
        answer = signed_in.get(f"/fa/{path}")
        assert answer.status_code == 200, path
        assert {run for run in english(answer.text) if "proxenia" not in run} == set(), path


@pytest.mark.parametrize(
    ("table", "cells", "said"),
    [
        ("memberships", {"city": "Tehrun", "network_id": "amf"}, "شاید Tehran"),
        ("memberships", {"city": "Springfield", "network_id": "amf"}, "شهر است: Springfield (US)"),
        ("memberships", {"city": "Tehran", "network_id": "amf", "source_url": "x", "grade": "Z"}, "پذیرفته نیست"),
        ("memberships", {"city": "Tehran", "network_id": "amf", "since_year": "1390", "as_of": "1403"}, "خورشیدی"),
        ("memberships", {"city": "Tehran", "network_id": "100rc"}, "در سال ۲۰۱۹ پایان یافت"),
        ("observations", {"city": "Tehran", "measure_id": "embassies", "value": "1,000"}, "جداکنندهٔ هزارگان"),
        ("observations", {"city": "Tehran", "measure_id": "embassies", "value": "much"}, "عدد نیست"),
        ("agreements", {"city_a": "Tehran", "city_b": "Tehran", "country_a": "XQ"}, "کشور نیست"),
    ],
)
def test_a_form_that_is_refused_says_why_in_persian(signed_in, table, cells, said):
    page = signed_in.get(f"/fa/edit/new/{table}").text
    answer = signed_in.post(f"/fa/edit/new/{table}", data={"token": token_of(page), "why": "آزمون"} | cells)
    assert answer.status_code == 422
    text = re.sub(r"<[^>]+>", "", answer.text)
    assert said in text
    assert "دلیل، به انگلیسی" not in text
    assert english(re.sub(r"<option.*?</option>", "", answer.text)) == set()


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n", b"network_id,city\n", b"zz,yy\n1,2\n", b"network_id,city,city\n1,2,3\n", b"\xff\xfe\xfa"]
)
def test_a_file_of_rows_is_refused_in_persian(signed_in, content):
    token = token_of(signed_in.get("/fa/edit").text)
    sent = {"token": token, "why": "آزمون"}
    answer = signed_in.post("/fa/edit/file", data=sent, files={"file": ("rows.csv", content, "text/csv")})
    assert answer.status_code == 422
    assert "دلیل، به انگلیسی" not in answer.text
    assert {run for run in english(answer.text) if "proxenia" not in run} == set()
