"""Laws that hold for any table, and edges that must not break."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from proxenia.errors import DataError, MethodError
from proxenia.index import Assumptions, Framework, Leaf, Node, Recipe, Table, carry, construct
from proxenia.index.construct import weights_of
from proxenia.index.goalposts import drift, freeze_goalposts
from proxenia.index.steps.weight import WEIGHTINGS

TREE = Framework(
    (Node(code="I", parent=None), Node(code="P", parent="I", weight=2), Node(code="Q", parent="I")),
    (Leaf(code="a", parent="P", weight=3), Leaf(code="b", parent="P", direction=-1), Leaf(code="c", parent="Q")),
)
tables = arrays(float, (6, 3), elements=st.integers(0, 1000).map(float))
METHODS = [
    Recipe(),
    Recipe(normalize="minmax:1,100", aggregate=("geometric",)),
    Recipe(normalize="minmax:1,100", aggregate=("arithmetic", "harmonic")),
    Recipe(normalize="percentile-rank"),
    Recipe(aggregate=("copeland",)),
]
everywhere = pytest.mark.parametrize("recipe", METHODS, ids=lambda recipe: f"{recipe.normalize} {recipe.aggregate}")


def table(values):
    return Table(
        units=tuple(f"u{i}" for i in range(len(values))), indicators=("a", "b", "c"), values=np.array(values, float)
    )


def index(values, recipe=None):
    return construct(table(values), TREE, recipe or Recipe())


@everywhere
@given(values=tables)
def test_the_order_of_units_does_not_matter(recipe, values):
    np.testing.assert_allclose(index(values[::-1], recipe).scores[::-1], index(values, recipe).scores, atol=1e-9)


@given(values=tables, factor=st.sampled_from([0.001, 0.5, 3.0, 1e6]), shift=st.integers(-50, 50))
def test_units_of_measurement_do_not_matter_under_min_max(values, factor, shift):
    np.testing.assert_allclose(index(values * factor + shift).scores, index(values).scores, atol=1e-6)


@everywhere
@given(values=tables, better=st.integers(1, 500))
def test_a_better_figure_never_lowers_the_rank(recipe, values, better):
    before = index(values, recipe).ranks[0, 0]
    values[0, 0] = min(values[0, 0] + better, max(values[:, 0].max(), values[0, 0]))
    assert index(values, recipe).ranks[0, 0] <= before


@given(values=tables, more=st.floats(0, 100))
def test_a_greater_figure_scores_no_less_between_fixed_goalposts(values, more):
    tree = freeze_goalposts(table([[0, 0, 0], [1000, 1000, 1000]]), TREE)
    recipe = Recipe(normalize="goalposts:0,100")
    greater = values.copy()
    greater[0, 0] += more
    assert construct(table(greater), tree, recipe).scores[0, 0] >= construct(table(values), tree, recipe).scores[0, 0]


def test_a_new_unit_does_not_move_the_others_between_fixed_goalposts():
    first = [[1, 5, 3], [4, 2, 9], [2, 8, 5]]
    tree = freeze_goalposts(table(first), TREE)
    recipe = Recipe(normalize="goalposts:0,100")
    before = construct(table(first), tree, recipe).scores
    after = construct(table([*first, [99, 1, 50]]), tree, recipe).scores
    np.testing.assert_array_equal(after[:3], before)


def test_drift_names_the_indicators_that_left_their_goalposts():
    tree = freeze_goalposts(table([[0, 0, 0], [10, 10, 10]]), TREE)
    found = drift(table([[5, 5, 20], [5, 5, 5]]), tree)
    assert [(each.indicator, each.below, each.beyond) for each in found] == [("c", 0, 0.5)]


def test_one_unit_lands_in_the_middle_and_is_first():
    result = index([[1.0, 2, 3]])
    assert result.scores[0] == pytest.approx([50, 50, 50])
    assert (result.ranks == 1).all()


def test_a_unit_with_nothing_has_no_score_and_no_rank():
    result = index([[np.nan] * 3, [1, 2, 3], [2, 3, 4]])
    assert np.isnan(result.scores[0]).all()
    assert np.isnan(result.ranks[0]).all()
    assert result.coverage[0].tolist() == [0, 0, 0]


def test_an_indicator_nobody_has_changes_nothing():
    result = index([[1, 2, np.nan], [3, 1, np.nan]])
    assert result.scores[:, 0].tolist() == [0, 100]


def test_coverage_is_the_share_of_weight_observed():
    # a has 3 of 4 in P, and P 2 of 3 in the index: 2/3 * 3/4 = 1/2
    assert index([[1, np.nan, np.nan], [2, 3, 4]]).coverage[0] == pytest.approx([0.5, 0.75, 0])


def test_below_the_coverage_floor_there_is_no_rank():
    result = index([[1, np.nan, np.nan], [2, 3, 4], [3, 3, 3]], Recipe(coverage_floor=0.6))
    assert np.isnan(result.ranks[0, 0])
    assert not np.isnan(result.scores[0, 1])
    assert sorted(result.ranks[1:, 0]) == [1, 2]


def test_ties_share_the_better_rank():
    assert index([[1, 1, 1], [2, 0, 2], [2, 0, 2]]).ranks[:, 0].tolist() == [3, 1, 1]


def test_sums_of_the_same_terms_tie_whatever_their_order():
    tree = Framework((Node(code="I", parent=None),), tuple(Leaf(code=c, parent="I") for c in "abc"))
    values = np.array([[0.1, 0.2, 0.7], [0.7, 0.1, 0.2], [0.2, 0.7, 0.1]])
    assert construct(table(values), tree, Recipe(normalize="none")).ranks[:, 0].tolist() == [1, 1, 1]


def test_a_panel_is_normalized_on_one_scale_and_ranked_within_its_years():
    panel = Table(
        units=("A", "B", "A", "B"),
        times=(1, 1, 2, 2),
        indicators=("a", "b", "c"),
        values=np.array([[0, 4, 0], [1, 3, 1], [2, 2, 2], [4, 0, 4.0]]),
    )
    result = construct(panel, TREE, Recipe())
    assert result.scores[:, 0] == pytest.approx([0, 25, 50, 100])
    assert result.ranks[:, 0].tolist() == [2, 1, 2, 1]


def test_ten_thousand_units_by_two_hundred_indicators_can_be_built():
    leaves = tuple(Leaf(code=f"i{k}", parent="I") for k in range(200))
    values = np.random.default_rng(0).normal(size=(10_000, 200))
    big = Table(units=tuple(map(str, range(10_000))), indicators=tuple(leaf.code for leaf in leaves), values=values)
    result = construct(big, Framework((Node(code="I", parent=None),), leaves), Recipe(treat="winsorize:5"))
    assert np.sort(result.ranks[:, 0]).tolist() == list(range(1, 10_001))


def test_every_weighting_sums_to_what_was_given():
    values = np.random.default_rng(2).uniform(1, 9, size=(20, 3))
    for choice in WEIGHTINGS:
        weights = weights_of(index(values).points + 1, TREE, Recipe(weights=choice))[1]
        assert weights.sum() == pytest.approx(4)
        assert (weights >= 0).all()


def test_the_benefit_of_the_doubt_scores_the_best_unit_one():
    tree = Framework((Node(code="I", parent=None),), tuple(Leaf(code=c, parent="I") for c in "abc"))
    result = construct(table([[9, 1, 5], [1, 9, 5], [2, 2, 1]]), tree, Recipe(aggregate=("benefit-of-doubt:0,1",)))
    assert result.scores[:2, 0] == pytest.approx([1, 1])
    assert result.scores[2, 0] < 1


def test_a_changed_choice_changes_the_hash():
    assert Recipe(treat="winsorize:5").hash != Recipe(treat="winsorize:4").hash


def test_an_unknown_choice_is_refused_with_those_that_exist():
    with pytest.raises(MethodError, match="no choice 'minmx'; write one of minmax"):
        Recipe(normalize="minmx")


def test_an_unknown_key_of_a_methodology_file_is_refused():
    with pytest.raises(DataError, match="normalise"):
        Recipe.parse('normalise = "minmax:0,100"')


def bands(vary, values=((1, 2, 3), (4, 1, 2), (9, 9, np.nan), (2, 2, 2)), seed=0, **more):
    return carry(table(values), TREE, Recipe(vary=vary), draws=256, rng=np.random.default_rng(seed), **more)


def test_without_anything_to_vary_every_band_is_a_point():
    found = bands(Assumptions())
    np.testing.assert_array_equal(found.rank_quantiles[0], found.rank_quantiles[2])
    assert found.convergence == 0


def test_the_same_seed_gives_the_same_draws():
    vary = Assumptions(weights="change", weight_change=0.25, weight_levels=(1, 2), impute=("none", "hot-deck"))
    np.testing.assert_array_equal(bands(vary).ranks, bands(vary).ranks)


def test_vectorized_draws_are_what_the_whole_pipeline_gives_one_by_one():
    vary = Assumptions(
        treat=("none", "winsorize:5"), normalize=("minmax:1,100", "zscore:10,2"), aggregate=("arithmetic", "geometric")
    )
    values = np.random.default_rng(4).lognormal(sigma=0.2, size=(12, 3))
    found = bands(vary, values)
    for draw in range(32):
        recipe = Recipe(
            treat=vary.treat[found.choices["treat"][draw]],
            normalize=vary.normalize[found.choices["normalize"][draw]],
            aggregate=(vary.aggregate[found.choices["aggregate"][draw]],),
        )
        assert index(values, recipe).ranks[:, 0].tolist() == found.ranks[draw].tolist()


def test_pairs_add_up_to_one():
    vary = Assumptions(weights="any", normalize=("minmax:1,100", "zscore:10,2"))
    above = bands(vary).above
    np.testing.assert_allclose(above + above.T, 1)


def test_rank_shares_of_a_unit_add_up_to_one():
    found = bands(Assumptions(weights="any"))
    assert found.rank_shares.sum(axis=1) == pytest.approx(np.ones(4))
    assert found.top(4) == pytest.approx(np.ones(4))


def test_uniform_weights_give_the_acceptability_worked_out_on_paper():
    # A (1, 0), B (0, 1), C (.6, .6): first with w > .6, w < .4, and between
    tree = Framework(
        (Node(code="I", parent=None),),
        (Leaf(code="a", parent="I", goalposts=(0, 1)), Leaf(code="b", parent="I", goalposts=(0, 1))),
    )
    three = Table(units=tuple("ABC"), indicators=("a", "b"), values=np.array([[1, 0], [0, 1], [0.6, 0.6]]))
    recipe = Recipe(normalize="goalposts:0,1", vary=Assumptions(weights="any"))
    found = carry(three, tree, recipe, draws=20_000, rng=np.random.default_rng(0))
    assert found.top(1) == pytest.approx([0.4, 0.4, 0.2], abs=0.02)


def test_weights_that_keep_an_order_never_put_the_lighter_indicator_first():
    tree = Framework(
        (Node(code="I", parent=None),), (Leaf(code="a", parent="I", weight=2), Leaf(code="b", parent="I", weight=1))
    )
    two = Table(units=("A", "B"), indicators=("a", "b"), values=np.array([[1, 0], [0, 1.0]]))
    found = carry(two, tree, Recipe(vary=Assumptions(weights="order")), draws=500, rng=np.random.default_rng(0))
    assert found.above[0, 1] >= 0.99


def test_uncertain_cells_reach_the_ranks():
    values = np.array([[1.0, 2, 3], [1.1, 2, 3], [0.5, 3, 2]])

    def noisy(rng, n):
        return values + rng.normal(scale=[0.3, 0, 0], size=(n, 3, 3))

    found = bands(Assumptions(), values, cells=noisy)
    assert 0.2 < found.above[1, 0] < 0.95


@pytest.mark.parametrize("normalize", ["minmax:0,100", "zscore:10,2", "percentile-rank", "borda"])
def test_draws_of_cells_are_what_the_whole_pipeline_gives_one_by_one(normalize):
    cells = np.random.default_rng(6).normal(size=(256, 5, 3))
    cells[:, 2, 1] = np.nan
    recipe = Recipe(impute="median", normalize=normalize, vary=Assumptions())
    found = carry(table(cells[0]), TREE, recipe, cells=cells, draws=256, rng=np.random.default_rng(0))
    for draw in range(0, 256, 16):
        assert index(cells[draw], recipe).ranks[:, 0].tolist() == found.ranks[draw].tolist()


def test_cells_of_another_number_of_draws_are_refused():
    with pytest.raises(MethodError, match="cells hold 3 draws"):
        bands(Assumptions(), cells=np.zeros((3, 4, 3)))


def test_draws_beyond_memory_are_refused_with_what_would_fit():
    with pytest.raises(MethodError, match="at most"):
        carry(table(np.eye(3)), TREE, Recipe(), draws=10**9, rng=np.random.default_rng(0))
