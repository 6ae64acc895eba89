import numpy as np
import pytest

from proxenia.errors import EvidenceError, MethodError
from proxenia.networks.bipartite import Sites, from_pairs, from_store, membership_index, sites_of
from proxenia.networks.nulls import validate
from proxenia.networks.structure import (
    adjusted_rand,
    bipartite_graph,
    bridge_shares,
    bridges,
    capital_effect,
    centralities,
    communities,
    graph_of,
    projection_graph,
    read_twins,
    resampled,
    twin_graph,
    twin_statistics,
    twins_graph,
)


def clique(names):
    return {(a, b): 1.0 for i, a in enumerate(names) for b in names[i + 1 :]}


@pytest.fixture
def star():
    return graph_of({("hub", leaf): 1.0 for leaf in "abcd"})


@pytest.fixture
def barbell():
    """Two cliques of five, joined by one edge between c4 and d0."""
    left, right = [f"c{i}" for i in range(5)], [f"d{i}" for i in range(5)]
    return graph_of({**clique(left), **clique(right), ("c4", "d0"): 1.0})


def test_the_hub_of_a_star_stands_between_all_others(star):
    found = centralities(star)
    assert found.betweenness.tolist() == [1, 0, 0, 0, 0] and found.degree.tolist() == [4, 1, 1, 1, 1]
    assert found.closeness[0] == 1.0 and found.closeness[1] == pytest.approx(4 / 7)


def test_the_eigenvector_of_a_star_has_leaves_at_half_of_the_hub(star):
    # leaf = hub / lambda and hub = 4 leaf / lambda, so lambda = 2
    assert centralities(star).eigenvector == pytest.approx([1, 0.5, 0.5, 0.5, 0.5], abs=1e-6)


def test_nodes_outside_the_largest_component_have_no_eigenvector():
    graph = graph_of({("a", "b"): 1.0, ("b", "c"): 1.0, ("x", "y"): 1.0})
    assert centralities(graph).eigenvector[3:].tolist() == [0, 0]


@pytest.mark.parametrize("edges", [{("a", "a"): 1.0}, {("a", "b"): 0.0}, {("a", "b"): -1.0}, {("a", "b"): np.inf}])
def test_edges_that_are_none_are_refused(edges):
    with pytest.raises(MethodError):
        graph_of(edges)


def test_measures_of_a_graph_without_edges_are_refused():
    empty = graph_of({}, nodes=["a", "b"])
    for measure in (centralities, lambda g: communities(g, seed=0), twin_statistics):
        with pytest.raises(MethodError, match="without"):
            measure(empty)


def test_two_cliques_are_two_communities_in_every_run(barbell):
    found = communities(barbell, seed=1, runs=10)
    assert [len(group) for group in found.groups()] == [5, 5] and found.stability == 1.0
    assert (found.firmness == 1.0).all()


def test_the_modularity_of_two_cliques_is_the_one_by_hand(barbell):
    # 21 edges; each clique has 10 of them and half of all degrees: 20/21 - 2 * (1/2)^2
    assert communities(barbell, seed=1, runs=2).modularity == pytest.approx(20 / 21 - 0.5)


def test_the_same_seed_gives_the_same_groups(made_up):
    graph = bipartite_graph(made_up[0])
    first, second = (communities(graph, seed=3, runs=3) for _ in range(2))
    assert (first.member == second.member).all() and first.stability == second.stability


def test_nodes_without_edges_are_groups_of_their_own():
    graph = graph_of({("a", "b"): 1.0}, nodes=["a", "b", "c", "d"])
    found = communities(graph, seed=0, runs=2)
    assert found.groups()[0] == ("a", "b") and len(found.groups()) == 3 and np.isnan(found.firmness[2:]).all()


def test_one_run_says_nothing_of_stability(barbell):
    with pytest.raises(MethodError, match="says nothing of stability"):
        communities(barbell, seed=0, runs=1)


def test_the_adjusted_rand_index_is_that_of_a_worked_example():
    # groups of 3+3 against 2+2+2: pairs together 2, 6 and 3 of 15; (2 - 6*3/15) / ((6+3)/2 - 6*3/15) = 0.8 / 3.3
    assert adjusted_rand([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]) == pytest.approx(0.8 / 3.3)


def test_unrelated_groupings_agree_no_more_than_chance():
    rng = np.random.default_rng(0)
    assert abs(adjusted_rand(rng.integers(4, size=2000), rng.integers(4, size=2000))) < 0.01


def test_groups_that_hold_together_survive_resampling_better_than_made_up_ones():
    apart = from_pairs([(city, f"n{city // 20}{k}") for city in range(80) for k in range(6)])
    rng = np.random.default_rng(0)
    mixed = from_pairs([(city, f"n{k}") for city in range(80) for k in rng.choice(24, 6, replace=False)])
    scores = [
        resampled(table, communities(bipartite_graph(table), seed=0, runs=3), rng=np.random.default_rng(1), draws=5)
        for table in (apart, mixed)
    ]
    assert scores[0] > 0.95 and scores[1] < 0.6


def test_a_bridge_is_who_holds_the_ties_across(barbell):
    found = bridges(barbell, ["C"] * 5 + ["D"] * 5)
    assert [(b.name, b.across, b.share) for b in found] == [("c4", 1.0, 1.0), ("d0", 1.0, 1.0)]
    # c4 has four ties in C and one in D: 1 - (4/5)^2 - (1/5)^2
    assert found[0].participation == pytest.approx(0.32) and found[0].to == (("D", 1.0),)


def test_ties_between_groups_are_symmetric_and_none_is_lost(barbell):
    names, table = bridge_shares(barbell, ["C"] * 5 + ["D"] * 5)
    assert names == ("C", "D") and table.tolist() == [[10, 1], [1, 10]]


def test_a_node_of_no_known_group_bridges_nothing(barbell):
    groups = ["C"] * 5 + ["D"] * 5
    groups[4] = ""
    assert bridges(barbell, groups) == ()


def test_groups_must_be_one_for_each_node(barbell):
    with pytest.raises(MethodError, match="1 groups for 10 nodes"):
        bridges(barbell, ["C"])


def test_a_capital_effect_that_was_planted_is_found():
    rng = np.random.default_rng(0)
    population = rng.lognormal(12, 1, 400)
    capital = (rng.random(400) < 0.2).astype(float)
    nowhere = np.full(400, np.nan)
    sites = Sites(country=("",) * 400, latitude=nowhere, longitude=nowhere, population=population, is_capital=capital)
    values = np.exp(np.log(1.5) * capital + 0.1 * np.log(population) + rng.normal(0, 0.1, 400)) - 1
    found = capital_effect(values, sites, rng=rng)
    assert found.interval[0] < 1.5 < found.interval[1] and found.interval[1] - found.interval[0] < 0.15


def test_capitals_gather_more_memberships_than_cities_of_their_size(store, gazetteer):
    table = from_store(store)
    sites = sites_of(table.cities, gazetteer=gazetteer)
    found = capital_effect(membership_index(table), sites, rng=np.random.default_rng(0))
    assert found.interval[0] > 1.0


def test_too_few_capitals_are_not_compared(small, small_sites):
    with pytest.raises(MethodError, match="2 capitals and 2 other cities are too few"):
        capital_effect(membership_index(small), small_sites, rng=np.random.default_rng(0))


def test_statistics_of_a_small_twin_network_are_those_by_hand():
    # a triangle with a tail: degrees 2, 2, 3, 1; of five triples (1+1+3) three close
    graph = twin_graph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "c")])
    found = twin_statistics(
        graph, countries=["X", "X", "Y", ""], km=[10.0, 20.0, 30.0, np.nan], years=[1990, None, 1990, 2000]
    )
    assert (found.cities, found.ties, found.mean_degree, found.most_tied) == (4, 4, 2.0, ("c",))
    assert found.clustering == pytest.approx(3 / 5) and found.components == 1
    assert found.international == pytest.approx(2 / 3) and found.median_km == 20.0
    assert found.by_year == {1990: 2, 2000: 1} and found.undated == 1
    # degrees at both ends of the edges: (2,2), (2,3), (3,2), (3,1)
    ends = np.array([(2, 2), (2, 2), (2, 3), (3, 2), (3, 2), (2, 3), (3, 1), (1, 3)])
    assert found.assortativity == pytest.approx(np.corrcoef(ends.T)[0, 1])


def test_twins_of_one_name_in_one_country_are_no_edge(tmp_path):
    path = tmp_path / "twins.csv"
    path.write_text("city_a,country_a,city_b,country_b,year\nA,X,A,X,1990\nA,X,B,Y,0\n", encoding="utf-8")
    graph, countries, left_out = twins_graph(read_twins(path))
    assert len(graph) == 1 and countries == ("X", "Y") and [pair.year for pair in left_out] == [1990]


@pytest.mark.parametrize(
    ("text", "said"),
    [("city_a,country_a\n", "twins.csv:1:city_b  no such column"), ("city_a,country_a,city_b,country_b,year\nA,X,B,Y,soon\n", "'soon' is no year")],
)  # fmt: skip
def test_a_table_of_twins_with_a_fault_is_refused(tmp_path, text, said):
    path = tmp_path / "twins.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError, match=said):
        read_twins(path)


def test_the_real_baltic_table_is_read_whole(network_data):
    columns = {"city_a": "City1", "country_a": "Country1", "city_b": "City2", "country_b": "Country2", "year": "Year"}
    pairs = read_twins(network_data / "baltic_twin_cities.csv", columns=columns)
    graph, countries, left_out = twins_graph(pairs)
    found = twin_statistics(graph, countries=countries, years=[pair.year for pair in pairs])
    assert len(pairs) == 1759 and len(left_out) == 1 and found.ties == 1758
    assert sum(found.by_year.values()) + found.undated == 1759


def test_groups_of_networks_in_the_european_table_are_stable(european):
    graph = projection_graph(validate(european[0], side="networks"))
    assert communities(graph, seed=1, runs=10).stability > 0.8
