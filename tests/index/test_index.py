import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from proxenia.errors import MethodError
from proxenia.index import Framework, Leaf, Methodology, Node, build, propagate
from proxenia.index.scoring import order_preserving_weights, percentile_points, rank

POSTS = (0.0, 10.0)
TREE = Framework(
    (Node(code="index", parent=None), Node(code="x", parent="index"), Node(code="y", parent="index")),
    (
        Leaf(code="a", parent="x", goalposts=POSTS),
        Leaf(code="b", parent="x", goalposts=POSTS),
        Leaf(code="c", parent="y", goalposts=POSTS),
    ),
)
BASE = Methodology.read("baseline-1")
METHOD = Methodology(
    name="test",
    normalization="goalposts",
    aggregation="arithmetic",
    missing="rescale",
    geometric_floor=1.0,
    node_floor=0.5,
    index_floor=0.5,
    least_dimensions=1,
    vary=BASE.vary,
)
values = arrays(float, (4, 3), elements=st.floats(0, 10))


def score(x, method=METHOD):
    return build(np.array(x, float), framework=TREE, methodology=method).scores[:, 0]


def test_a_score_worked_by_hand():
    # x: (20 + 60) / 2 = 40; y: 80; index: (40 + 80) / 2
    assert score([[2.0, 6.0, 8.0]]) == pytest.approx([60.0])


def test_the_weight_of_a_missing_indicator_goes_to_its_siblings():
    assert score([[2.0, np.nan, 8.0]]) == pytest.approx([50.0])


def test_below_the_floor_there_is_no_score():
    assert np.isnan(score([[2.0, np.nan, np.nan]])).all()


def test_an_infinite_value_is_refused():
    with pytest.raises(MethodError, match="infinite"):
        score([[np.inf, 1.0, 1.0]])


@given(values)
def test_more_of_an_indicator_never_lowers_the_score(x):
    more = x.copy()
    more[0, 0] = min(10.0, more[0, 0] + 1)
    assert score(more)[0] >= score(x)[0] - 1e-9


@given(values, st.permutations(range(4)))
def test_the_order_of_the_cities_does_not_matter(x, order):
    assert np.allclose(score(x)[list(order)], score(x[list(order)]))


@given(values)
def test_frozen_goalposts_keep_a_score_when_a_city_joins(x):
    assert score(x[:3]) == pytest.approx(score(x)[:3])


@given(arrays(float, 6, elements=st.integers(0, 5).map(float)))
def test_ranks_start_at_one_and_ties_share_the_best(scores):
    expected = [1 + sum(other > mine for other in scores) for mine in scores]
    assert rank(scores).tolist() == expected


def test_percentiles_of_a_constant_column_are_the_middle():
    assert percentile_points(np.full((3, 1), 7.0)).ravel().tolist() == [50.0, 50.0, 50.0]


def test_order_preserving_weights_keep_the_order():
    tree = Framework(
        TREE.nodes,
        tuple(Leaf(code=c, parent="x" if c < "c" else "y", tier=t) for c, t in zip("abc", (1, 2, 3), strict=True)),
    )
    weights = order_preserving_weights(tree, 500, rng=np.random.default_rng(1))
    assert (weights[:, 0] >= weights[:, 1]).all() and (weights[:, 1] >= weights[:, 2]).all()


def test_order_preserving_weights_have_the_mean_of_the_uniform_law():
    # three weights in order: the means are the rank-order centroid 11/18, 5/18, 2/18 (Barron and Barrett 1996)
    tree = Framework(
        TREE.nodes,
        tuple(Leaf(code=c, parent="x" if c < "c" else "y", tier=t) for c, t in zip("abc", (1, 2, 3), strict=True)),
    )
    weights = order_preserving_weights(tree, 40_000, rng=np.random.default_rng(1))
    assert weights.mean(axis=0) == pytest.approx([11 / 18, 5 / 18, 2 / 18], abs=0.005)


def test_a_city_better_in_everything_is_above_for_sure():
    cells = np.tile([[9.0, 9.0, 9.0], [1.0, 1.0, 1.0]], (256, 1, 1))
    made = propagate(cells, framework=TREE, methodology=METHOD, rng=np.random.default_rng(1))
    assert made.above[0, 0, 1] == 1.0


def test_the_probabilities_of_above_and_below_sum_to_one():
    cells = np.random.default_rng(2).uniform(0, 10, (256, 3, 3))
    above = propagate(cells, framework=TREE, methodology=METHOD, rng=np.random.default_rng(1)).above[0]
    assert above + above.T == pytest.approx(np.ones((3, 3)))


def test_the_same_seed_gives_the_same_intervals():
    cells = np.random.default_rng(2).uniform(0, 10, (128, 3, 3))
    first, second = (
        propagate(cells, framework=TREE, methodology=METHOD, rng=np.random.default_rng(5)) for _ in range(2)
    )
    assert (first.score_quantiles == second.score_quantiles).all()


def test_a_methodology_changes_its_hash_with_any_choice():
    assert METHOD.hash != BASE.hash


@pytest.mark.parametrize("low_high", [(5.0, 5.0), (6.0, 5.0)])
def test_a_tree_refuses_what_is_no_tree(low_high):
    with pytest.raises(MethodError, match="unknown aggregate"):
        Framework((Node(code="index", parent=None),), (Leaf(code="a", parent="nowhere", goalposts=low_high),))
