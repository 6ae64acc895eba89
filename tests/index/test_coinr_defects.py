"""What COINr 1.1.14 and Compind 3.4 get wrong, each as something that must not happen here."""

from __future__ import annotations

import numpy as np
import pytest

from proxenia.errors import MethodError, RefusedFile
from proxenia.index import (
    Assumptions,
    Framework,
    IndicatorChoices,
    Leaf,
    Node,
    Recipe,
    Table,
    carry,
    construct,
    read_table,
)
from proxenia.index.steps.aggregate import combine, copeland
from proxenia.index.steps.normalize import normalize
from proxenia.index.steps.treat import treat
from proxenia.index.steps.weight import any_weights, importance_weights, ordered_weights

META = "Level,iCode,Direction,Weight,Parent,Type\n1,a,1,1,I,Indicator\n1,b,-1,1,I,Indicator\n2,I,{},1,,Aggregate\n"
LESS = Leaf(code="a", parent="I", direction=-1)


def tree(*leaves):
    return Framework((Node(code="I", parent=None),), leaves)


def test_a_forced_logarithm_changes_the_figures():
    assert not np.allclose(treat(np.array([1.0, 10.0, 100.0]), choice="log-forced").values, [1, 10, 100])


def test_fraction_of_max_ranks_the_worst_unit_worst_where_less_is_better():
    points = normalize(np.array([[3.7], [140.0], [10.0]]), leaves=[LESS], choice="fraction-of-max")
    assert points.ravel().argmin() == 1
    assert points.ravel().argmax() == 0


def test_no_weight_matched_to_importance_is_negative():
    rng = np.random.default_rng(3)
    common = rng.normal(size=(40, 1))
    points = np.hstack([common + 0.1 * rng.normal(size=(40, 3)), rng.normal(size=(40, 1))])
    weights, importance = importance_weights(points, np.array([1.0, 0.0, 0.0, 0.0]))
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1)
    assert importance.sum() == pytest.approx(1)


def test_matched_importance_stays_within_its_bounds():
    points = np.random.default_rng(3).normal(size=(40, 4))
    weights, _ = importance_weights(points, np.array([5.0, 1.0, 1.0, 1.0]), lower=0.2, upper=0.4)
    assert weights.min() >= 0.2 - 1e-9


def test_equal_importance_of_unrelated_columns_is_reached():
    points = np.random.default_rng(5).normal(size=(60, 3))
    _, importance = importance_weights(points, np.ones(3))
    assert importance == pytest.approx([1 / 3] * 3, abs=1e-4)


def test_a_generalized_mean_skips_a_gap_as_all_means_do():
    # the root of half of one and nine
    assert combine(np.array([[[1, np.nan, 3.0]]]), np.ones((1, 3)), choice="generalized:2")[0, 0] == pytest.approx(
        5**0.5
    )


def test_a_missing_comparison_counts_for_neither_unit():
    assert copeland(np.array([[1.0], [np.nan], [1.0]]), np.ones(1))[[0, 2]].tolist() == [0, 0]


def test_net_wins_do_not_hang_on_the_order_of_units():
    values = np.array([[1.0, np.nan], [np.nan, 2.0], [2.0, 1.0]])
    assert copeland(values[::-1], np.ones(2))[::-1].tolist() == copeland(values, np.ones(2)).tolist()


def test_the_sign_of_the_mazziotta_pareto_penalty_makes_a_difference():
    # mean 100, variance 100: 100 -+ 1
    values, weights = np.array([[[90.0, 110.0]]]), np.ones((1, 2))
    assert combine(values, weights, choice="mazziotta-pareto:-1")[0, 0] == pytest.approx(99)
    assert combine(values, weights, choice="mazziotta-pareto:1")[0, 0] == pytest.approx(101)


def test_ampi_is_not_rounded_to_three_decimals():
    # Compind prints 152.151 for its first row
    found = combine(np.array([[[149.553571428571, 154.841160220994]]]), np.ones((1, 2)), choice="mazziotta-pareto:-1")[
        0, 0
    ]
    assert round(found, 3) == 152.151
    assert found != round(found, 3)


def test_drawn_weights_sum_to_one_in_every_draw():
    rng = np.random.default_rng(1)
    assert any_weights(5, n=100, rng=rng).sum(axis=1) == pytest.approx(np.ones(100))
    assert ordered_weights(np.array([3.0, 2.0, 1.0]), n=100, rng=rng).sum(axis=1) == pytest.approx(np.ones(100))


def test_own_treatment_of_an_indicator_is_heeded():
    table = Table(units=tuple("ABCD"), indicators=("a", "b"), values=np.array([[1, 1], [2, 2], [3, 3], [1000, 1000.0]]))
    framework = tree(Leaf(code="a", parent="I"), Leaf(code="b", parent="I"))
    recipe = Recipe(treat="none", indicator={"b": IndicatorChoices(treat="log1p")})
    assert [each.how for each in construct(table, framework, recipe).treatments] == ["none", "log1p"]


def test_own_normalization_of_an_indicator_keeps_its_direction():
    table = Table(units=("A", "B"), indicators=("a",), values=np.array([[1.0], [2.0]]))
    recipe = Recipe(indicator={"a": IndicatorChoices(normalize="minmax:0,1")})
    assert construct(table, tree(LESS), recipe).points.ravel().tolist() == [1, 0]


def test_a_direction_of_an_aggregate_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "d.csv").write_text("uCode,a,b\nX,1,2\n")
    (tmp_path / "m.csv").write_text(META.format(-1))
    with pytest.raises(RefusedFile, match=r"m\.csv:4:Direction .*turn its indicators to -1"):
        read_table(tmp_path / "d.csv", tmp_path / "m.csv")


def test_zeros_under_a_geometric_mean_are_refused_with_the_way_out():
    table = Table(units=("A", "B"), indicators=("a",), values=np.array([[1.0], [2.0]]))
    with pytest.raises(MethodError, match="minmax:1,100"):
        construct(table, tree(Leaf(code="a", parent="I")), Recipe(aggregate=("geometric",)))


def test_panels_can_be_varied_too():
    table = Table(
        units=("A", "B", "A", "B"),
        times=(2020, 2020, 2021, 2021),
        indicators=("a",),
        values=np.array([[1.0], [2], [3], [4]]),
    )
    recipe = Recipe(vary=Assumptions(normalize=("minmax:1,100", "zscore:10,2")))
    bands = carry(table, tree(Leaf(code="a", parent="I")), recipe, draws=16, rng=np.random.default_rng(0))
    assert bands.rank_quantiles[1, :, 0].tolist() == [2, 1, 2, 1]


def test_a_varied_step_that_the_recipe_skips_is_still_varied():
    table = Table(units=tuple("ABCDEF"), indicators=("a",), values=np.array([[1.0], [2], [3], [4], [5], [900]]))
    recipe = Recipe(treat="none", vary=Assumptions(treat=("none", "winsorize:5")))
    bands = carry(table, tree(Leaf(code="a", parent="I")), recipe, draws=64, rng=np.random.default_rng(0))
    assert set(bands.choices["treat"]) == {0, 1}
    assert bands.score_quantiles[0, 4, 0] < bands.score_quantiles[2, 4, 0]
