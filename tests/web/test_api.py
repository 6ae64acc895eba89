"""The interface for programs."""

import csv

import pytest

from proxenia.store import tables


def test_every_rank_has_its_interval(client):
    bands = client.get("/api/v1/index/bands").json()["bands"]
    assert len(bands) >= 24
    for band in bands:
        assert band["rank_low"] <= band["rank_high"]
        assert 1 <= band["rank"] <= len(bands)


def test_weights_of_ones_own_move_the_index(client):
    published = {b["geonames_id"]: b["score"] for b in client.get("/api/v1/index/bands").json()["bands"]}
    only = client.get("/api/v1/index/bands", params={"weight": [
        "innovation_infrastructure:1", "stakeholder_coordination:0", "international_presence:0",
        "cultural_knowledge_positioning:0",
    ]}).json()["bands"]  # fmt: skip
    assert any(abs(band["score"] - published[band["geonames_id"]]) > 5 for band in only if band["score"])


def test_the_published_weights_are_what_nobody_changed(client):
    weights = client.get("/api/v1/edition").json()["weights"]
    asked = [f"{code}:{weight}" for code, weight in weights.items()]
    scores = {b["geonames_id"]: b["score"] for b in client.get("/api/v1/index/bands").json()["bands"]}
    same = {
        b["geonames_id"]: b["score"]
        for b in client.get("/api/v1/index/bands", params={"weight": asked}).json()["bands"]
    }
    assert same == pytest.approx(scores)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"weight": "nothing:1"}, "no dimension 'nothing'"),
        ({"weight": "international_presence:-1"}, "write zero or more"),
        ({"weight": "international_presence"}, "is not DIMENSION:WEIGHT"),
        ({"normalization": "rank"}, "no normalization 'rank'"),
        ({"aggregation": "median"}, "no aggregation 'median'"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_in_words(client, query, words):
    answer = client.get("/api/v1/index/bands", params=query)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/cities/1", "/api/v1/evidence/nothing", "/api/v1/nothing"])
def test_what_is_not_there_is_a_problem_too(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_pages_of_the_register_join_without_a_gap(client):
    whole = client.get("/api/v1/evidence/memberships", params={"limit": 1000}).json()
    rows, cursor = [], ""
    while cursor is not None:
        page = client.get("/api/v1/evidence/memberships", params={"limit": 400, "cursor": cursor}).json()
        rows += page["rows"]
        cursor = page["next"]
    assert len(rows) == whole["total"]
    assert rows[:1000] == whole["rows"]


def test_the_register_is_searched_in_arabic_letters_too(client):
    persian = client.get("/api/v1/evidence/institutions", params={"q": "تهران"}).json()["total"]
    arabic = client.get("/api/v1/evidence/institutions", params={"q": "علمي"}).json()["total"]
    assert persian > 0
    assert arabic == client.get("/api/v1/evidence/institutions", params={"q": "علمی"}).json()["total"] > 0


def test_every_row_of_the_register_has_its_source(client):
    for table in set(tables()) - {"measures", "cities"}:
        for row in client.get(f"/api/v1/evidence/{table}", params={"limit": 1000}).json()["rows"]:
            assert row["source_url"].startswith("http")


def test_what_has_not_changed_is_not_sent_again(client):
    first = client.get("/api/v1/indicators")
    second = client.get("/api/v1/indicators", headers={"If-None-Match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")


def test_tables_come_as_csv(client):
    rows = list(csv.DictReader(client.get("/api/v1/index/bands", params={"format": "csv"}).text.splitlines()))
    assert {"geonames_id", "rank", "rank_low", "rank_high"} <= set(rows[0])


def test_a_city_is_assessed_as_on_the_command_line(client, assessment):
    found = client.get("/api/v1/cities/112931").json()
    assert (found["focal"], found["cities"][0]["rank"]) == ("Tehran", assessment.cities[0].rank)
    low, high = found["cities"][0]["rank_interval"]
    assert low <= found["cities"][0]["rank"] <= high


def test_a_name_in_arabic_letters_finds_the_city(client):
    found = client.get("/api/v1/cities", params={"q": "تهران"}).json()["cities"]
    assert found[0]["geonames_id"] == 112931


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json, text/csv;q=0.9", "application/json"),
        ("text/csv;q=0.9, application/json;q=0.1", "text/csv; charset=utf-8"),
        ("text/*;q=0.5, application/json;q=0.4", "text/csv; charset=utf-8"),
        ("*/*", "application/json"),
        ("", "application/json"),
        ("text/csv;q=x", "application/json"),
        ("image/png", "application/json"),
    ],
)
def test_the_form_of_an_answer_is_as_the_accept_header_prefers(client, accept, kind):
    answer = client.get("/api/v1/indicators", headers={"accept": accept})
    assert answer.headers["content-type"] == kind
    assert "Accept" in answer.headers["vary"]


def test_the_address_overrules_the_accept_header(client):
    kind = {"accept": "text/csv"}
    assert client.get("/api/v1/indicators?format=json", headers=kind).json()["indicators"]
    assert client.get("/api/v1/indicators?format=csv").text == client.get("/api/v1/indicators", headers=kind).text


def test_a_link_header_leads_from_page_to_page_with_the_same_question(client):
    address, found = "/api/v1/evidence/agreements?grade=A&limit=100", []
    while address:
        answer = client.get(address)
        found += [row["fact_id"] for row in answer.json()["rows"]]
        following = answer.headers.get("link", "")
        address = following.partition(">")[0].removeprefix("<")
        assert not following or following.endswith('rel="next"')
    assert len(found) == len(set(found)) == answer.json()["total"]


@pytest.mark.parametrize("sent", ['{0}, "x"', '"x", {0}', "{1}", "*"])
def test_a_mark_among_others_weak_or_strong_is_known(client, sent):
    mark = client.get("/api/v1/edition").headers["etag"]
    asked = sent.format(mark, mark.removeprefix("W/"))
    assert client.get("/api/v1/edition", headers={"If-None-Match": asked}).status_code == 304


def test_forms_of_one_answer_have_marks_of_their_own(client):
    marks = {client.get(f"/api/v1/indicators?format={form}").headers["etag"] for form in ("json", "csv")}
    assert len(marks) == 2


def test_an_answer_without_rows_still_has_its_header_as_csv(client):
    answer = client.get("/api/v1/evidence/memberships", params={"q": "nothing of the kind", "format": "csv"})
    (header,) = csv.reader(answer.text.splitlines())
    assert header[0] == "network_id" and header[-1] == "replaced_by"


def test_filters_are_those_of_the_page(client):
    asked = {
        "geonames_id": 112931,
        "indicator": "scientific_publications",
        "year": 2023,
        "grade": "A",
        "source": "fliphtml5",
    }
    found = client.get("/api/v1/evidence/observations", params=asked).json()
    assert found["total"] == 1
    (row,) = found["rows"]
    assert client.get(f"/api/v1/evidence/observations/{row['fact_id']}").json() == row
    cell = client.get("/api/v1/cities/112931/cells/scientific_publications").json()
    assert next(each for each in cell["rows"] if each["stands"])["fact_id"] == row["fact_id"]
