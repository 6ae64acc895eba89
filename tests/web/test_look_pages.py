"""What pages say where there is nothing, too little or something wrong; and what they lead to."""

import re

import pytest
from starlette.testclient import TestClient

from proxenia.report.world import land_path, line_path
from proxenia.web.app import create_app
from proxenia.web.editing import Desk, add_account, open_register
from proxenia.web.observatory import Observatory

ROME = 3169070


@pytest.mark.parametrize(
    ("arabic", "persian"),
    [("تبريز", "تبریز"), ("كابل", "کابل"), ("تهران", "تهران"), ("باريس", "پاریس"), ("قاهره", "قاهره")],
)
def test_a_name_in_arabic_letters_finds_the_city_of_the_persian_ones(client, arabic, persian):
    def found(name):
        page = client.get("/fa/cities", params={"q": name}).text
        return re.findall(r'href="/fa/city/(\d+)"', page.split('class="found"')[1].split("</ul>")[0])[:1]

    assert found(arabic) == found(persian) != []


def test_a_name_written_almost_right_leads_to_what_may_be_meant(client):
    page = client.get("/en/cities?q=Barcelonna").text
    assert "Did you mean" in page
    assert "/en/city/3128760" in page.split("Did you mean")[1].split("</ul>")[0]
    assert "Did you mean" not in client.get("/en/cities?q=Barcelona").text


def test_a_city_with_too_little_evidence_shows_facts_in_words(client, app):
    page = client.get(f"/en/city/{ROME}").text
    said = page.split("<main")[1].split("</main>")[0]
    held = sum(
        ROME in {row.get("geonames_id"), row.get("geonames_id_a"), row.get("geonames_id_b")}
        for table in ("observations", "coded_facts", "memberships", "agreements", "institutions")
        for row in app.state.observatory.store.rows(table)
    )
    assert said.count("<li>") == held > 0
    assert "None" not in said
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", re.sub(r"<[^>]*>", " ", said))


def test_a_city_nothing_is_known_of_says_that_no_source_was_read(client, app):
    known = {row.get(key) for table in ("observations", "coded_facts", "memberships", "agreements", "institutions")
             for row in app.state.observatory.store.rows(table) for key in ("geonames_id", "geonames_id_a", "geonames_id_b")}  # fmt: skip
    place = next(city for city in app.state.observatory.gazetteer.larger_than(500_000) if city.geonames_id not in known)
    answer = client.get(f"/en/city/{place.geonames_id}")
    assert answer.status_code == 200
    assert "no source was read" in answer.text
    assert "proxenia evidence add" in answer.text


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    add_account(folder / "editors.toml", "parisa", role="owner", password="a long password of tests")  # noqa: S106  of one test
    kept = Desk(register=open_register(folder / "r"), store=folder / "s.duckdb", editors=folder / "editors.toml")
    return TestClient(create_app(Observatory.open(), desk=kept))


def test_pages_of_cities_lead_to_the_desk_only_where_there_is_one(client, desk):
    for number, name in ((112931, "Tehran"), (ROME, "Rome")):
        assert f'href="/en/edit?city={name}' in desk.get(f"/en/city/{number}").text
        assert "/en/edit" not in client.get(f"/en/city/{number}").text


def test_the_menu_holds_the_desk_only_where_there_is_one(client, desk):
    assert desk.get("/en/data").text.count('href="/en/history"') == 2
    assert 'href="/en/history"' not in client.get("/en/data").text


def test_an_address_that_is_none_leads_on_and_keeps_its_language(client):
    answer = client.get("/fa/nowhere/at-all")
    assert answer.status_code == 404
    assert '<html lang="fa"' in answer.text
    assert 'href="/en/nowhere/at-all"' in answer.text
    assert 'action="/fa/cities"' in answer.text
    assert 'aria-current="page"' not in answer.text


def test_eight_cities_are_compared_and_a_ninth_is_refused(client):
    cities = ["Tehran", "Barcelona", "Boston", "Beijing", "Istanbul", "Paris", "Seoul", "Tokyo"]
    page = client.get("/en/compare", params={"city": cities})
    assert page.status_code == 200
    assert page.text.split("<tbody>")[1].split("</tbody>")[0].count("<tr") == 8
    assert client.get("/en/compare", params={"city": [*cities, "Rome"]}).status_code == 422


def test_an_empty_comparison_offers_some_to_begin_with(client):
    page = client.get("/en/compare").text
    address = re.search(r'class="rows"><li><a href="(/en/compare\?[^"]+)"', page)[1].replace("&amp;", "&")
    compared = client.get(address)
    assert compared.status_code == 200
    assert "Where they stand" in compared.text


def test_an_answer_that_takes_long_says_so_and_asks_again_by_itself(app):
    slow = TestClient(create_app(app.state.observatory))
    slow.app.state.answers.ask = lambda *_, **__: None
    for path in ("join?city=Tehran", "unions?region=baltic", "strategy?city=Tehran"):
        answer = slow.get(f"/en/{path}")
        assert answer.status_code == 200
        assert int(answer.headers["refresh"]) >= 1
        assert 'role="status" class="waiting"' in answer.text


def test_weights_of_a_form_without_script_are_those_of_a_link(client):
    by_form = client.get("/en/index?weight-international_presence=1&weight-innovation_infrastructure=0").text
    by_link = client.get("/en/index?weight=international_presence:1&weight=innovation_infrastructure:0").text
    assert by_form.split("<tbody>")[1] == by_link.split("<tbody>")[1]


def test_places_won_and_lost_are_those_against_the_published_weights(client, app):
    page = client.get("/en/index?weight=international_presence:1").text
    live = app.state.observatory.live
    published = {band.geonames_id: band.rank for band in live.bands()}
    moved = {
        band.geonames_id: published[band.geonames_id] - band.rank
        for band in live.bands(weights=live.weights | {"international_presence": 1.0})
        if band.rank
    }
    for number, text in re.findall(r'data-city="(\d+)".*?class="moved">([^<]*)<', page, flags=re.DOTALL):
        by = moved.get(int(number), 0)
        assert text == ("" if by == 0 else f"{'▲' if by > 0 else '▼'}{abs(by)}")
    assert any(moved.values())


def test_every_preset_leads_to_its_weights(client):
    page = client.get("/en/index").text
    links = re.findall(r'class="chip" href="([^"]+)"', page)
    assert len(links) == 5
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ("region=shape&shape=44,25 63,25", 422, "3 to 60 corners, not 2"),
        ("region=shape&shape=44,25 63,25 north", 422, "is no corner"),
        ("region=shape&shape=44,25 63,25 63,95", 422, "not on the globe"),
        ("region=shape", 422, "3 to 60 corners, not 0"),
        ("region=/etc/passwd.json", 422, "no region"),
        ("region=secret.geojson", 422, "no region"),
    ],
)
def test_shapes_that_are_none_and_files_of_the_server_are_refused(client, question, status, words):
    answer = client.get(f"/en/unions?{question}")
    assert answer.status_code == status
    assert words in answer.text


def test_a_shape_in_persian_digits_is_the_same_shape(client):
    def drawn(shape):
        page = client.get("/en/unions", params={"region": "shape", "shape": shape, "least": 1}).text
        return re.search(r'id="drawn" d="([^"]*)"', page)[1]

    assert drawn("44,25 63,25 63,40") == drawn("۴۴،۲۵ ۶۳،۲۵ ۶۳،۴۰") == "M440 -250L630 -250L630 -400Z"


def test_the_land_is_drawn_in_tenths_of_degrees_within_the_world():
    path = land_path()
    starts = [tuple(map(int, re.findall(r"-?\d+", ring.partition("l")[0]))) for ring in path.split("M")[1:]]
    assert len(starts) > 100
    assert all(-1800 <= x <= 1800 and -900 <= y <= 900 for x, y in starts)
    assert path.count("z") == len(starts)


def test_a_line_stays_open_and_an_outline_is_closed():
    assert line_path([[(1.0, 2.0), (3.0, -4.0)]], is_closed=False) == "M10 -20L30 40"
    assert line_path([[(1.0, 2.0), (3.0, -4.0)]], is_closed=True) == "M10 -20L30 40Z"


def test_an_address_in_a_sentence_leads_there_by_the_name_of_its_site():
    from proxenia.web.words import _linked

    told = str(_linked("Rule <b> (\u2068https://www.example.org/a?b=1&c=2\u2069). See https://e.org/x."))
    assert told == (
        'Rule &lt;b&gt; (<a href="https://www.example.org/a?b=1&amp;c=2" rel="noreferrer" dir="ltr">example.org</a>). '
        'See <a href="https://e.org/x" rel="noreferrer" dir="ltr">e.org</a>.'
    )
    assert "<a" not in str(_linked("javascript:alert(1) ftp://e.org"))
