import json
from itertools import pairwise

import numpy as np
import pytest
from typer.testing import CliRunner

from proxenia.cli.networks import app
from proxenia.errors import EvidenceError, MethodError, ProxeniaError
from proxenia.networks.bipartite import from_store, sites_of
from proxenia.networks.reports import (
    bridge_report,
    connectivity_report,
    fellows,
    group_report,
    link_report,
    twin_report,
    twinning_of,
)
from proxenia.networks.structure import graph_of

TEHRAN = 112931
run = CliRunner().invoke


@pytest.fixture(scope="module")
def table(store):
    return from_store(store)


@pytest.fixture(scope="module")
def sites(table, gazetteer):
    return sites_of(table.cities, gazetteer=gazetteer)


@pytest.fixture(scope="module")
def members(tmp_path_factory, made_up):
    table, _ = made_up
    path = tmp_path_factory.mktemp("made") / "members.csv"
    rows = [f"{table.networks[n]},{table.cities[c]}" for c, n in zip(table.city_at, table.network_at, strict=True)]
    path.write_text("net,city\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_connectivity_lists_every_city_once_by_rank(table, sites):
    report = connectivity_report(table, sites, rng=np.random.default_rng(0), draws=20)
    rows = report["cities"]
    assert len({row["geonames_id"] for row in rows}) == len(rows) == len(table.cities)
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1)) and rows[0]["relative"] == 1.0
    assert all(a["absolute"] >= b["absolute"] for a, b in pairwise(rows))


def test_capitals_alone_are_compared_with_capitals(table, sites):
    report = connectivity_report(table, sites, rng=np.random.default_rng(0), kind="capitals", draws=5)
    assert all(row["is_capital"] for row in report["cities"]) and report["capital_effect"] is None


def test_the_warning_names_the_network_that_makes_most_links(table, sites):
    fixed = connectivity_report(table, sites, rng=np.random.default_rng(0), draws=5)["predetermined"]
    pairs = table.network_size * (table.network_size - 1)
    assert table.networks[int(pairs.argmax())] == fixed["largest_network"]
    assert bool(fixed["why"]) == fixed["is_predetermined"]


def test_no_capital_among_peers_is_refused(small, small_sites):
    nobody = np.zeros(5, dtype=bool)
    with pytest.raises(MethodError, match="no membership is left among capitals"):
        connectivity_report(
            small.of_cities(nobody), small_sites.of(nobody), rng=np.random.default_rng(0), kind="capitals"
        )


def test_a_report_of_links_says_when_draws_are_too_few(small):
    report = link_report(small, null="fixed-degrees", draws=3, rng=np.random.default_rng(0))
    assert report["is_too_coarse"] and report["least_p"] == 0.25


def test_every_city_and_network_is_in_one_group(made_up):
    table, _ = made_up
    report = group_report(table, seed=0, rng=np.random.default_rng(0), runs=2)
    assert sorted(city for group in report["groups"] for city in group["cities"]) == list(table.cities)
    assert sorted(net for group in report["groups"] for net in group["networks"]) == list(table.networks)


def test_fellows_share_what_they_are_said_to_share(table):
    own, others = fellows(table, TEHRAN, most=10)
    matrix = table.matrix.toarray()
    for other, shared in others:
        both = (matrix[table.row(TEHRAN)] > 0) & (matrix[table.row(other)] > 0)
        assert {table.networks[n] for n in np.flatnonzero(both)} == set(shared) <= set(own)
    assert [len(shared) for _, shared in others] == sorted((len(shared) for _, shared in others), reverse=True)


def test_a_city_in_no_network_has_no_fellows(table):
    with pytest.raises(EvidenceError, match="in none of"):
        fellows(table, 1)


def test_an_agreement_of_both_directions_is_one_tie(store, gazetteer):
    twins = twinning_of(store, gazetteer=gazetteer)
    pairs = {frozenset((r["geonames_id_a"], r["geonames_id_b"])) for r in store.rows("agreements", status="in_force")}
    assert len(twins.graph) == len(pairs) == twin_report(twins)["ties"]


def test_agreements_of_a_status_nobody_has_are_refused(store, gazetteer):
    with pytest.raises(MethodError, match="no agreement of status 'ended'"):
        twinning_of(store, gazetteer=gazetteer, status="ended")


def test_half_of_what_bridges_hold_is_what_crosses():
    graph = graph_of({("a", "b"): 1.0, ("b", "c"): 2.0, ("a", "c"): 3.0})
    report = bridge_report(graph, ["X", "X", "Y"])
    assert sum(row["across"] for row in report["bridges"]) / 2 == 5.0 == report["ties"][0][1]
    assert {row["name"]: row["across"] for row in report["bridges"]} == {"a": 3.0, "b": 2.0, "c": 5.0}


def test_the_command_predicts_the_twenty_best_of_every_network(tmp_path, members, made_up):
    out = tmp_path / "missing.csv"
    options = ["--network-column", "net", "--city-column", "city", "--method", "degree", "--output", str(out)]
    done = run(app, ["predict", "--memberships", str(members), *options])
    assert done.exit_code == 0, done.output
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "net,city,score" and len(lines) == 1 + 20 * len(made_up[0].networks)


def test_the_command_compares_methods(members):
    options = ["--network-column", "net", "--city-column", "city", "--rounds", "1", "--json"]
    done = run(app, ["backtest", "--memberships", str(members), *options])
    report = json.loads(done.output)
    assert report["chosen"] in report["methods"] and set(report["methods"]) == {
        "learned",
        "likeness",
        "gravity",
        "degree",
    }


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (["matrix", "Tehran", "--json"], "matrix"),
        (["connectivity", "--draws", "5", "--json"], "cities"),
        (["links", "--side", "networks", "--json"], "links"),
        (["links", "--city", "Tehran", "--json"], "tests"),
        (["groups", "--runs", "2", "--json"], "groups"),
        (["twins", "--json"], "between_continents"),
    ],
)
def test_a_command_prints_one_json_object(arguments, key):
    done = run(app, arguments)
    assert done.exit_code == 0, done.output
    assert key in json.loads(done.stdout)


@pytest.mark.parametrize(
    "arguments",
    [["matrix", "Tehran"], ["matrix", "تهران", "--language", "fa"], ["connectivity", "--draws", "5"], ["links", "--side", "networks"], ["groups", "--runs", "2"], ["twins"]],
)  # fmt: skip
def test_a_command_prints_lines_for_people(arguments):
    done = run(app, arguments)
    assert done.exit_code == 0 and len(done.stdout.splitlines()) >= 2


def test_links_are_written_as_a_graph(tmp_path):
    done = run(app, ["links", "--side", "networks", "--output", str(tmp_path / "links.graphml")])
    assert done.exit_code == 0 and "c40" in (tmp_path / "links.graphml").read_text(encoding="utf-8")


def test_an_unknown_city_is_refused_by_name():
    with pytest.raises(ProxeniaError, match="no city 'Thran'"):
        run(app, ["matrix", "Thran"], catch_exceptions=False)


def test_an_unknown_method_is_wrong_usage(members):
    assert run(app, ["predict", "--memberships", str(members), "--method", "magic", "--output", "x.csv"]).exit_code == 2


@pytest.mark.parametrize("kind", ["members", "bridges"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_picture_is_drawn_in_either_language(tmp_path, kind, language):
    path = tmp_path / "picture.svg"
    done = run(app, ["picture", kind, "--city", "Tehran", "--language", language, "--output", str(path)])
    text = path.read_text(encoding="utf-8")
    assert done.exit_code == 0 and text.startswith("<svg")
    assert ("تهران" in text or "مشهد" in text) == (language == "fa")


def test_a_picture_without_a_place_to_be_written_is_refused(tmp_path):
    (tmp_path / "no").write_text("a file, not a folder")
    with pytest.raises(ProxeniaError, match="cannot be written"):
        run(app, ["picture", "members", "--output", str(tmp_path / "no" / "x.svg")], catch_exceptions=False)
    assert [path.name for path in tmp_path.iterdir()] == ["no"]
