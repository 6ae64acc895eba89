import csv
import warnings
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.errors import EvidenceError, MethodError
from proxenia.networks.bipartite import from_pairs, generate_memberships
from proxenia.networks.nulls import at_least, refined_normal, shuffle, shuffles, solve_bicm, validate
from proxenia.networks.nulls.validate import threshold_of

BACKBONE = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 1]])
"""The table of the tests of the R package backbone."""
BACKBONE_SDSM = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])


def table_of(matrix):
    return from_pairs([(int(i) + 1, f"n{j:03d}") for i, j in zip(*np.nonzero(matrix), strict=True)])


def test_chances_are_those_printed_for_backbone():
    found = solve_bicm(BACKBONE.sum(1), BACKBONE.sum(0)).dense().round(3)
    assert found.tolist() == [[0.216, 0.216, 0.568], [0.216, 0.216, 0.568], [0.568, 0.568, 0.863]]


def test_chances_of_the_southern_women_are_the_published_ones(shared):
    with (shared / "golden" / "other" / "davis_bicm_probabilities.csv").open(encoding="utf-8") as file:
        published = np.array([[float(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:]])
    degrees = (published.sum(axis=axis).round().astype(int) for axis in (1, 0))
    assert np.abs(solve_bicm(*degrees, tolerance=1e-11).dense() - published).max() < 1e-9


def test_chances_are_those_of_the_package_bicm():
    bicm = pytest.importorskip("bicm")
    matrix = np.random.default_rng(1).random((40, 12)) < 0.3
    matrix[:, 0] |= ~matrix.any(axis=1)
    graph = bicm.BipartiteGraph()
    graph.set_biadjacency_matrix(matrix.astype(int))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its compiler calls its own functions experimental
        graph.solve_tool(verbose=False, print_error=False)
    ours = solve_bicm(matrix.sum(1), matrix.sum(0)).dense()
    assert np.abs(ours - graph.get_bicm_matrix()).max() < 1e-6


@given(st.integers(0, 2**31), st.integers(2, 25), st.integers(2, 12), st.floats(0.05, 0.95))
@settings(max_examples=60, deadline=None)
def test_expected_degrees_are_the_degrees(seed, rows, columns, density):
    matrix = np.random.default_rng(seed).random((rows, columns)) < density
    found = solve_bicm(matrix.sum(1), matrix.sum(0)).dense()
    assert np.abs(found.sum(1) - matrix.sum(1)).max() < 1e-6 and np.abs(found.sum(0) - matrix.sum(0)).max() < 1e-6


def test_degrees_that_leave_no_freedom_give_certain_blocks():
    # the two cities of degree 3 must be in both networks of size 3: six memberships in 2 + 2 + 1 + 1 places
    found = solve_bicm(np.array([3, 3, 1, 1]), np.array([3, 3, 1, 1])).dense()
    assert found == pytest.approx(np.array([[1, 1, 0.5, 0.5]] * 2 + [[0.5, 0.5, 0, 0]] * 2), abs=1e-6)


def test_full_and_empty_rows_are_certain():
    found = solve_bicm(np.array([3, 1, 1, 0]), np.array([1, 2, 2])).dense()
    assert found[0].tolist() == [1, 1, 1] and found[3].tolist() == [0, 0, 0]
    assert found[1:3].sum(axis=0) == pytest.approx([0, 1, 1])


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        ([1, 1], [1], "both must be the same"),
        ([3], [1, 1, 1, 0][:2], "both must be the same"),
        ([2, 0], [2], "larger than the table"),
        ([-1, 2], [1], "below 0"),
        ([], [], "without rows"),
    ],
)
def test_degrees_that_fit_no_table_are_refused(rows, columns, said):
    with pytest.raises(MethodError, match=said):
        solve_bicm(np.array(rows, dtype=int), np.array(columns, dtype=int))


def test_tails_are_those_of_all_outcomes():
    p = [0.1, 0.35, 0.8, 0.6]
    chance = np.zeros(5)
    for outcome in product([0, 1], repeat=4):
        chance[sum(outcome)] += np.prod([q if heads else 1 - q for q, heads in zip(p, outcome, strict=True)])
    assert at_least(np.array([p]), most=4)[0] == pytest.approx([chance[t:].sum() for t in range(5)])


def test_the_last_place_collects_all_that_is_more():
    whole = at_least(np.full((1, 9), 0.4), most=9)
    assert at_least(np.full((1, 9), 0.4), most=3)[0] == pytest.approx(whole[0, :4])


def test_a_tiny_tail_keeps_its_digits():
    # 30 coins of 1/1000 that all fall on heads: (1/1000)**30
    assert at_least(np.full((1, 30), 0.001), most=30)[0, 30] == pytest.approx(1e-90, rel=1e-9)


def test_the_refined_normal_gives_the_figures_printed_for_backbone():
    p = np.array([[0.123, 0.234, 0.345, 0.456, 0.567, 0.678, 0.789, 0.801, 0.911]])
    tails = refined_normal(p, most=9)[0]
    assert tails[5] == pytest.approx(0.6268476, abs=5e-8) and 1 - tails[6] == pytest.approx(0.6773302, abs=5e-8)


def test_the_refined_normal_gives_the_p_values_printed_for_backbone():
    # printed with row sums on the diagonal; a pair that shares nothing has p = 1 here, .977 and .972 there
    model = solve_bicm(BACKBONE_SDSM.sum(1), BACKBONE_SDSM.sum(0)).dense()
    shared = BACKBONE_SDSM @ BACKBONE_SDSM.T
    found = [
        round(float(refined_normal((model[i] * model[j])[None], most=4)[0, shared[i, j]]), 3)
        for i, j in ((0, 0), (0, 2), (1, 1), (2, 2))
    ]
    assert found == [0.432, 0.549, 0.304, 0.329]


def test_coins_that_stand_many_times_may_be_counted():
    once = refined_normal(np.repeat([[0.2, 0.7]], [30, 50], axis=1), most=60)
    assert refined_normal(np.array([[0.2, 0.7]]), most=60, count=np.array([30, 50])) == pytest.approx(once)


def test_refined_and_exact_tails_are_near_for_large_sums():
    p = np.random.default_rng(0).random((3, 400)) * 0.3
    assert np.abs(refined_normal(p, most=120) - at_least(p, most=120)).max() < 1e-3


def test_shuffling_keeps_every_degree_and_no_pair_twice(made_up):
    table, _ = made_up
    drawn = shuffle(table, rng=np.random.default_rng(0))
    assert (drawn.city_degree == table.city_degree).all() and (drawn.network_size == table.network_size).all()
    assert drawn.matrix.max() == 1 and (drawn.matrix != table.matrix).nnz > 0


def test_shuffles_reach_every_table_equally_often():
    # degrees 1, 1, 1 by 1, 2: the city alone in the first network is one of three, each as likely
    table = from_pairs([(1, "a"), (2, "b"), (3, "b")])
    alone = [drawn.city_at[drawn.network_at == 0][0] for drawn in shuffles(table, 3000, rng=np.random.default_rng(4))]
    assert np.bincount(alone) / 3000 == pytest.approx([1 / 3] * 3, abs=0.035)


def test_bicm_and_shuffles_agree_on_what_pairs_share(made_up):
    table, _ = made_up
    some = table.of_cities(np.arange(500) < 150)
    model = solve_bicm(some.city_degree, some.network_size).dense()
    total = sum(
        (drawn.matrix @ drawn.matrix.T).toarray() for drawn in shuffles(some, 300, rng=np.random.default_rng(2))
    )
    expected, counted = model @ model.T, total / 300
    busy = np.triu(expected > 0.5, 1)
    assert np.corrcoef(expected[busy], counted[busy])[0, 1] > 0.98


def planted():
    """Two hundred cities in twelve of 240 networks each: ten of them all in the same twelve, the others at random."""
    rng = np.random.default_rng(5)
    matrix = np.zeros((200, 240), dtype=bool)
    matrix[:10, :12] = True
    for i in range(10, 200):
        matrix[i, 12 + rng.choice(228, 12, replace=False)] = True
    return table_of(matrix)


def test_links_that_were_planted_are_found_and_few_others():
    found = validate(planted(), alpha=0.05)
    planted_pairs = {(i, j) for i in range(1, 11) for j in range(i + 1, 11)}
    pairs = {(link.first, link.second) for link in found.links()}
    assert pairs >= planted_pairs and len(pairs - planted_pairs) <= 0.15 * len(pairs)
    assert found.tails == "exact"


def test_members_at_random_have_hardly_any_link():
    assert len(validate(table_of(np.random.default_rng(1).random((300, 40)) < 0.1), alpha=0.05)) <= 2


def test_p_values_of_links_are_those_of_the_pair_alone():
    table = planted()
    link = next(validate(table).links())
    model = solve_bicm(table.city_degree, table.network_size).dense()
    p = model[table.row(link.first)] * model[table.row(link.second)]
    assert at_least(p[None], most=link.shared)[0, link.shared] == pytest.approx(link.p)
    assert p.sum() == pytest.approx(link.expected)


def test_one_city_alone_is_judged_by_fewer_tests():
    table = planted()
    found = validate(table, focal=1)
    assert found.tests == len(table.cities) - 1
    assert all(1 in (link.first, link.second) for link in found.links()) and len(found) == 9


def test_links_between_networks_are_found_on_the_other_side():
    ends = {end for link in validate(planted(), side="networks").links() for end in (link.first, link.second)}
    assert ends >= {f"n{j:03d}" for j in range(12)}


def test_links_by_fixed_degrees_find_the_planted_too():
    table = planted().of_cities(np.arange(200) < 40)
    found = validate(table, null="fixed-degrees", draws=1500, alpha=0.1, rng=np.random.default_rng(0))
    pairs = [(int(link.first), int(link.second)) for link in found.links()]
    assert sum(max(pair) <= 10 for pair in pairs) == 45 and len(pairs) <= 55


def test_the_step_up_rule_counts_ties_together():
    # four tests at 0.05: two of p = 0.02 pass, since 0.02 <= 0.05 * 2 / 4; one of it alone would not
    p = np.array([0.02, 0.9])
    assert threshold_of(p, np.array([2, 2]), tests=4, alpha=0.05) == 0.02
    assert threshold_of(p, np.array([1, 3]), tests=4, alpha=0.05) == 0.0


@pytest.mark.parametrize("alpha", [0.0, 1.0, -1.0, 2.0])
def test_a_share_of_false_links_outside_0_and_1_is_refused(small, alpha):
    with pytest.raises(MethodError, match="not between 0 and 1"):
        validate(small, alpha=alpha)


def test_drawn_tables_need_a_source_of_chance(small):
    with pytest.raises(MethodError, match="give rng"):
        validate(small, null="fixed-degrees")


def test_an_unknown_focal_city_is_refused(small):
    with pytest.raises(EvidenceError, match="in none"):
        validate(small, focal=77)


def test_a_table_of_four_thousand_cities_never_makes_a_dense_square():
    import tracemalloc

    table, _ = generate_memberships(rng=np.random.default_rng(0), n_cities=4000, n_networks=120, n_memberships=9000)
    tracemalloc.start()
    validate(table)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500e6


def test_the_european_table_has_links_between_networks_but_none_between_cities(european):
    table, _ = european
    assert len(validate(table, side="networks")) > 100
    assert len(validate(table, least_degree=2)) == 0
