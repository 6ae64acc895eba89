"""The pages of networks: the matrix says what the evidence says, and a joining adds whom it says it adds."""

import re

import pytest


@pytest.fixture(scope="module")
def page(client):
    return client.get("/en/networks").text


def cells(page, city):
    """Cells of a city's row of the matrix, after its name and count."""
    matrix = page.split('id="members"')[1].split("</section>")[0]
    row = next(each for each in matrix.split("<tr>") if f">{city}</a></th>" in each)
    return int(re.search(r'<td class="n">(\d+)</td>', row)[1]), re.findall(r'<td class="seat[^"]*">.*?</td>', row)


def test_every_city_of_the_panel_has_a_cell_for_every_network(page, app):
    seen = app.state.observatory
    networks = len(seen.store.rows("networks"))
    for city in seen.panel.cities:
        assert len(cells(page, city.text.en)[1]) == networks, city.name


def test_the_dots_of_a_city_are_the_networks_the_evidence_shows_it_in(page, app):
    rows = app.state.observatory.store.rows("memberships", geonames_id=112931)
    held = {row["network_id"] for row in rows if row["status"] != "former"}
    count, seats = cells(page, "Tehran")
    assert count == len(held) == sum("dot" in each for each in seats)


def test_a_scale_leaves_the_networks_of_that_scale(client, app):
    regional = app.state.observatory.store.rows("networks", scale="regional")
    page = client.get("/en/networks?scale=regional").text
    assert len(cells(page, "Tehran")[1]) == len(regional)


def test_ties_of_a_city_stand_in_a_grid_and_lead_to_their_sources(client):
    page = client.get("/en/networks?city=%D8%AA%D9%87%D8%B1%D8%A7%D9%86").text
    ties = page.split('id="ties"')[1].split("</section>")[0]
    assert all(word in ties for word in ("bilateral", "multilateral", "regional", "global", 'href="https://'))


def test_connectivity_warns_where_one_network_makes_most_links(client, page):
    found = re.search(r"alone makes (\d+)% of all links", page)
    assert found is not None
    assert int(found[1]) > 50
    others = client.get("/fa/networks?peers=capitals").text
    assert "پایتخت‌ها" in others


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ("networks?city=Nowhereville", 422, "no city"),
        ("networks?peers=friends", 404, "no peers"),
        ("networks?scale=cosmic", 404, "no scale"),
    ],
)
def test_what_cannot_be_shown_says_why(client, question, status, words):
    answer = client.get(f"/en/{question}")
    assert answer.status_code == status
    assert words in answer.text


@pytest.fixture(scope="module")
def joining(client):
    def get(address):
        for _ in range(120):
            answer = client.get(address)
            if "refresh" not in answer.headers:
                return answer
        raise AssertionError(f"{address} never answered")

    return get


def test_the_join_page_leads_to_the_map_before_and_after_with_the_new_partners(joining, app):
    listed = joining("/en/join?city=Tehran").text
    address = re.search(r'href="(/en/networks/joining\?city=Tehran&amp;network=([\w-]+))"', listed)
    page = joining(address[1].replace("&amp;", "&")).text
    ground = app.state.observatory.bench.ground
    new = set(ground.book.members.get(address[2], {})) - set(ground.tied(112931)) - {112931}
    assert "<svg" in page
    partners = page.split("New partners")[1].split("What speaks for it")[0]
    assert partners.count("<li>") == len(new)


def test_a_network_the_city_is_in_cannot_be_joined(joining):
    answer = joining("/en/networks/joining?city=Tehran&network=amf")
    assert answer.status_code == 404
    assert "is in it already" in answer.text
