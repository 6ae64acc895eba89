import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from proxenia.errors import MethodError
from proxenia.networks.bipartite import read_values
from proxenia.networks.connectivity import connectivity, links, perturbed, predetermination, proportional

VALUES = np.array([[2.0, 3.0], [1.0, 0.0], [0.0, 1.0]])
matrices = arrays(float, st.tuples(st.integers(2, 8), st.integers(1, 5)), elements=st.integers(0, 5).map(float))


@given(matrices)
@settings(max_examples=60, deadline=None)
def test_connectivity_is_the_sum_of_a_citys_links(values):
    assert connectivity(values) == pytest.approx(links(values).toarray().sum(axis=1))


def test_a_city_has_no_link_to_itself():
    assert links(VALUES).toarray().tolist() == [[0, 2, 3], [2, 0, 0], [3, 0, 0]]


def test_the_largest_possible_link_is_one():
    # both cities have the highest value in both networks
    assert proportional(np.array([[2.0, 3.0], [2.0, 3.0], [1.0, 0.0]])).toarray()[0, 1] == 1.0


def test_every_published_link_and_total_of_102_cities_is_reproduced(network_data):
    cities, _, values = read_values(network_data / "fsu_2018_service_values.csv")
    with (network_data / "fsu_2018_published_connectivity.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    names, place = rows[0][2:], {city: i for i, city in enumerate(cities)}
    totals, table = connectivity(values), links(values).toarray()
    assert [float(row[1]) for row in rows[1:]] == [totals[place[row[0]]] for row in rows[1:]]
    for row in rows[1:]:
        assert [float(cell) for cell in row[2:]] == [table[place[row[0]], place[name]] for name in names]


def test_the_same_chance_gives_the_same_spread():
    first, second = (perturbed(VALUES, rng=np.random.default_rng(1), draws=50) for _ in range(2))
    assert (first.low == second.low).all() and (first.rank_high == second.rank_high).all()


def test_values_that_never_move_have_no_spread():
    found = perturbed(VALUES, rng=np.random.default_rng(0), draws=20, chance=0.0)
    assert found.low.tolist() == found.high.tolist() == found.relative.tolist() == [1.0, 0.4, 0.6]
    assert found.rank_low.tolist() == found.rank_high.tolist() == [1, 3, 2]


def test_who_is_no_member_stays_none_whatever_moves():
    found = perturbed(np.array([[1.0], [2.0], [0.0]]), rng=np.random.default_rng(0), draws=200, chance=1.0)
    assert found.high[2] == 0.0


def test_one_network_fixes_the_figures_in_advance():
    fixed = predetermination(np.array([[1.0, 0], [1, 0], [1, 0], [1, 0], [0, 1]]))
    assert fixed.is_predetermined and fixed.largest_network == 0 and fixed.largest_share == 1.0


def test_many_small_networks_of_unlike_pairs_do_not():
    # a ring: every network holds two neighbors, every city is in two; no network makes more than 1/12 of the links
    ring = np.eye(12) + np.roll(np.eye(12), 1, axis=0)
    ring[0, 5:8] = 1
    fixed = predetermination(ring)
    assert not fixed.is_predetermined and fixed.largest_share < 0.25


@pytest.mark.parametrize("values", [np.array([[1.0, -1.0]]), np.array([[np.inf]]), np.array([[np.nan]])])
def test_values_below_nothing_or_without_end_are_refused(values):
    with pytest.raises(MethodError, match="below 0 or not finite"):
        connectivity(values)


def test_a_table_without_members_connects_nothing():
    with pytest.raises(MethodError, match="nothing connects"):
        predetermination(np.zeros((3, 2)))
    with pytest.raises(MethodError, match="compared with the largest"):
        proportional(np.zeros((3, 2)))


@pytest.mark.parametrize("bad", [{"chance": 1.5}, {"draws": 0}])
def test_a_spread_that_cannot_be_drawn_is_refused(bad):
    with pytest.raises(MethodError):
        perturbed(VALUES, rng=np.random.default_rng(0), **bad)
