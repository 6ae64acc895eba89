"""Steps of an index on vectors small enough to check by hand, or printed by COINr and its kin."""

from __future__ import annotations

import numpy as np
import pytest

from proxenia.errors import MethodError
from proxenia.index import Leaf
from proxenia.index.steps.aggregate import combine
from proxenia.index.steps.impute import hot_deck, impute, impute_by_regression, impute_multiple
from proxenia.index.steps.normalize import normalize
from proxenia.index.steps.screen import screen
from proxenia.index.steps.treat import box_cox, log_shifted, treat
from proxenia.index.steps.weight import benefit_of_doubt, critic_weights, entropy_weights, weigh

Y = np.array([[3.0], [1], [2], [2], [5], [np.nan]])
MORE, LESS = Leaf(code="a", parent="I"), Leaf(code="a", parent="I", direction=-1)
OUTLIER = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 100])
MCDM = np.array([[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]])

COINR = {
    "percentile-rank": [0.75, 0, 0.25, 0.25, 1],
    "borda": [3, 0, 1, 1, 4],
    "rank": [4, 1, 2, 2, 5],
    "zscore:0,1": [0.263752189358, -1.05500875743, -0.395628284037, -0.395628284037, 1.58251313615],
    "distance-to-reference:A": [1, 0, 0.5, 0.5, 2],
    "distance-to-max": [0.5, 0, 0.25, 0.25, 1],
}


@pytest.mark.parametrize("choice", COINR)
def test_normalization_is_the_one_coinr_printed(choice):
    points = normalize(Y, leaves=[MORE], choice=choice, units=tuple("ABCDEF")).ravel()
    assert points[:5] == pytest.approx(COINR[choice])
    assert np.isnan(points[5])


def test_goalposts_cut_at_their_ends():
    leaf = Leaf(code="a", parent="I", goalposts=(0, 10))
    points = normalize(np.array([[-1.0], [0], [5], [10], [12]]), leaves=[leaf], choice="goalposts:0,100")
    assert points.ravel().tolist() == [0, 0, 50, 100, 100]


def test_goalposts_turn_where_less_is_better():
    leaf = Leaf(code="a", parent="I", goalposts=(0, 10), direction=-1)
    assert normalize(np.array([[1.0]]), leaves=[leaf], choice="goalposts:0,1")[0, 0] == pytest.approx(0.9)


@pytest.mark.parametrize(("choice", "beyond"), [("distance-to-target", 1.5), ("distance-to-target-capped", 1)])
def test_distance_to_target_is_one_at_the_target(choice, beyond):
    leaf = Leaf(code="a", parent="I", target=3.0)
    points = normalize(np.array([[1.0], [2], [3], [4]]), leaves=[leaf], choice=choice)
    assert points.ravel().tolist() == [0, 0.5, 1, beyond]


@pytest.mark.parametrize("choice", ["minmax:0,100", "percentile-rank", "zscore:50,10"])
def test_a_constant_column_lands_in_the_middle(choice):
    middle = 0.5 if choice == "percentile-rank" else 50
    points = normalize(np.array([[7.0], [7.0]]), leaves=[MORE], choice=choice)
    assert points[0, 0] == points[1, 0]
    assert points[0, 0] == (0 if choice == "percentile-rank" else middle)


def test_winsorizing_moves_the_outlier_to_its_neighbor():
    treated = treat(OUTLIER, choice="winsorize:5")
    assert treated.points == (9,)
    assert treated.values.max() == 9


def test_what_winsorizing_cannot_mend_is_put_on_a_log_scale_from_the_start():
    column = np.concatenate([np.linspace(1, 2, 60), np.linspace(100, 900, 8)])
    treated = treat(column, choice="winsorize:5")
    assert treated.how == "log"
    np.testing.assert_allclose(treated.values, log_shifted(column))


def test_shifted_log_is_the_one_coinr_printed():
    expected = [-0.0100503358535, 0.688134638736, 1.0952733874]
    assert log_shifted(OUTLIER)[:3] == pytest.approx(expected, abs=1e-10)
    assert log_shifted(OUTLIER)[9] == pytest.approx(4.60507018099)


def test_box_cox_is_the_one_coinr_printed():
    assert box_cox(OUTLIER, power=0.5)[[0, 1, 9]] == pytest.approx([0, 0.828427124746, 18])


def test_box_cox_of_zero_is_refused():
    with pytest.raises(MethodError, match="above zero"):
        box_cox(np.array([0.0, 1.0]), power=0.5)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("arithmetic", 4),
        ("geometric", 3.20538128839),
        ("harmonic", 2.47539783179),
        ("generalized:2", 4.69041575982),
    ],
)
def test_weighted_means_are_the_ones_coinr_printed(choice, expected):
    one_to_ten, weights = np.arange(1.0, 11)[None, None], np.arange(10.0, 0, -1)[None]
    assert combine(one_to_ten, weights, choice=choice)[0, 0] == pytest.approx(expected)


def test_the_weight_of_a_gap_goes_to_the_others():
    # half of one and three
    assert combine(np.array([[[1, np.nan, 3.0]]]), np.ones((1, 3)), choice="arithmetic")[0, 0] == 2


def test_nothing_known_gives_nothing():
    assert np.isnan(combine(np.full((1, 1, 2), np.nan), np.ones((1, 2)), choice="arithmetic")[0, 0])


def test_entropy_weights_are_the_ones_pymcdm_printed():
    assert entropy_weights(MCDM) == pytest.approx([0.17795405, 0.45214939, 0.36989655], abs=1e-8)


def test_critic_weights_are_the_ones_pymcdm_printed():
    assert critic_weights(MCDM) == pytest.approx([0.24760183, 0.47755553, 0.27484264], abs=1e-8)


def test_share_limits_keep_the_benefit_of_the_doubt_from_one_column():
    points = np.array([[1.0, 0.1], [0.1, 1.0], [0.5, 0.5]])
    free, _ = benefit_of_doubt(points)
    held, weights = benefit_of_doubt(points, least_share=0.3, most_share=0.7)
    shares = weights * points / held[:, None]
    assert free[0] == pytest.approx(1)
    assert shares.min() >= 0.3 - 1e-9
    assert (held <= free + 1e-9).all()


def test_group_means_fill_within_groups():
    filled = impute(np.array([[1.0], [3], [np.nan], [9]]), choice="group-mean:g", groups={"g": ("x", "x", "x", "y")})
    assert filled[2, 0] == 2


def test_a_group_without_a_value_stays_missing():
    filled = impute(np.array([[1.0], [np.nan]]), choice="group-mean:g", groups={"g": ("x", "y")})
    assert np.isnan(filled[1, 0])


def test_medians_fill_with_the_middle():
    assert impute(np.array([[1.0], [2], [9], [np.nan]]), choice="median")[3, 0] == 2


def test_an_unknown_group_column_is_refused_with_those_that_exist():
    with pytest.raises(MethodError, match="no group column 'z'; the table has g"):
        impute(np.array([[np.nan]]), choice="group-mean:z", groups={"g": ("x",)})


@pytest.mark.parametrize(("choice", "expected"), [("panel:latest", [np.nan, 4, 4, 8]), ("panel:linear", [4, 4, 6, 8])])
def test_panels_fill_from_a_units_own_years(choice, expected):
    values = np.array([[np.nan], [4], [np.nan], [8]])
    filled = impute(values, choice=choice, units=("A",) * 4, times=(1, 2, 3, 4))
    np.testing.assert_array_equal(filled.ravel(), expected)


def test_regression_finds_a_straight_line():
    x = np.linspace(0, 1, 40)
    values = np.column_stack([x, 2 * x + 1])
    values[20, 1] = np.nan
    # the ridge draws the slope to the mean, by less than a tenth
    assert impute_by_regression(values)[20, 1] == pytest.approx(2 * x[20] + 1, abs=0.1)


def test_multiple_imputation_keeps_what_was_observed_and_varies_the_rest():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(30, 3))
    values[4, 1] = np.nan
    filled = impute_multiple(values, n=8, rng=rng)
    assert np.unique(filled[:, 4, 1]).size > 1
    assert (filled[:, ~np.isnan(values)] == values[~np.isnan(values)]).all()


def test_a_hot_deck_draws_observed_values_of_the_same_indicator():
    points = np.array([[1.0, 10.0], [2.0, np.nan], [np.nan, 30.0]])
    filled = hot_deck(points, n=50, rng=np.random.default_rng(0))
    assert set(filled[:, 1, 1]) == {10.0, 30.0}
    assert set(filled[:, 2, 0]) == {1.0, 2.0}


def test_screening_out_everybody_is_refused():
    with pytest.raises(MethodError, match="lower --screen"):
        screen(np.array([[1.0, np.nan]]), least=0.9)


def test_importance_weights_keep_their_bounds():
    rng = np.random.default_rng(3)
    points = rng.normal(size=(40, 3))
    points[:, 1] = points[:, 0] + 0.1 * points[:, 1]
    weights = weigh(points, np.ones(3), choice="importance:0.2,0.45")
    assert weights.sum() == pytest.approx(1)
    assert weights.min() >= 0.2 - 1e-9
    assert weights.max() <= 0.45 + 1e-9


def test_importance_bounds_that_no_weights_fit_are_refused():
    with pytest.raises(MethodError, match="widen the bounds"):
        weigh(np.random.default_rng(3).normal(size=(9, 3)), np.ones(3), choice="importance:0.5,0.9")
