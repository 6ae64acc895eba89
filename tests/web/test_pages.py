"""Pages as a reader without script meets them."""

import re

import pytest

PATHS = [
    "", "cities", "cities?q=teh", "city/112931", "compare", "compare?city=Tehran&city=Paris", "index",
    "index?weight=international_presence:1&aggregation=geometric", "evidence", "evidence?table=memberships&q=asia", "data", "join", "unions", "strategy",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_there_in_both_languages(client, language, path):
    answer = client.get(f"/{language}/{path}")
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}">' in answer.text
    assert len(re.findall(r"<h1>", answer.text)) == 1


@pytest.mark.parametrize("path", PATHS)
def test_persian_pages_write_persian_digits(client, path):
    text = re.sub(
        r"<(script|style|svg|bdi|code|blockquote)\b.*?</\1>|<[^>]*>",
        " ",
        client.get(f"/fa/{path}").text,
        flags=re.DOTALL,
    )
    left = [word for word in re.findall(r"\S*[0-9]\S*", text) if not re.search(r"[A-Za-z]", word)]
    assert left == []


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_fetched_from_elsewhere_and_nothing_runs_inline(client, path):
    answer = client.get(f"/en/{path}")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert re.findall(r'(?:src|href)="(https?:)', re.sub(r"<a\b[^>]*>", "", answer.text)) == []
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|<style|\sstyle=", answer.text)


def test_the_root_leads_to_the_readers_language(client):
    for accepted, language in (("fa-IR,fa;q=0.9", "fa"), ("en-US", "en"), ("de", "en")):
        answer = client.get("/", headers={"accept-language": accepted}, follow_redirects=False)
        assert answer.headers["location"] == f"/{language}/"


def test_the_other_language_leads_to_the_same_place(client):
    assert 'href="/fa/city/112931"' in client.get("/en/city/112931").text
    assert (
        'href="/fa/evidence?table=memberships&amp;q=asia"' in client.get("/en/evidence?table=memberships&q=asia").text
    )


def test_an_ambiguous_name_is_said_to_be_one(client):
    answer = client.get("/en/compare", params={"city": ["Tehran", "Springfield"]})
    assert answer.status_code == 422
    assert "add a country" in answer.text
    assert 'value="Springfield"' in answer.text


def test_a_city_without_a_score_says_so_and_shows_what_is_known(client):
    answer = client.get("/en/city/124665" if "too little" in client.get("/en/city/124665").text else "/en/city/3169070")
    assert answer.status_code == 200


def test_what_is_not_there_is_said_in_words(client):
    assert client.get("/en/nowhere").status_code == 404
    assert client.get("/de/").status_code == 404
    assert client.get("/fa/nowhere").text.count("پیدا نشد") >= 1


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "\u202ekcatta", "'; DROP TABLE city; --", "%00", "a" * 100]
)
def test_hostile_words_are_shown_as_words(client, name):
    for language in ("en", "fa"):
        answer = client.get(f"/{language}/cities", params={"q": name})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_words_beyond_the_limit_are_refused(client):
    assert client.get("/en/cities", params={"q": "a" * 101}).status_code == 422


def test_the_first_page_is_light(client):
    page = client.get("/en/", headers={"accept-encoding": "gzip"})
    sent = int(page.headers["content-length"])
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        sent += int(client.get(address, headers={"accept-encoding": "gzip"}).headers["content-length"])
    assert sent < 300_000


def test_the_index_says_on_how_many_draws_its_bars_rest(client, app):
    live = app.state.observatory.live
    assert live.draws < len(live.panel.cells)
    assert f"rest on {live.draws} draws" in client.get("/en/index").text


def test_no_agreement_that_is_suspended_is_drawn_as_a_tie(app):
    observatory = app.state.observatory
    places = {(c.longitude, c.latitude): c.geonames_id for c in observatory.panel.cities}
    drawn = {
        frozenset((places[t["from_longitude"], t["from_latitude"]], places[t["to_longitude"], t["to_latitude"]]))
        for t in observatory.ties()
    }
    rows = observatory.store.rows("agreements")
    pairs = {True: set(), False: set()}
    for row in rows:
        pairs[row["status"] in {"ended", "suspended"}].add(frozenset((row["geonames_id_a"], row["geonames_id_b"])))
    assert drawn and not drawn & (pairs[True] - pairs[False])
