"""Sobol indices: closed forms, planted cases and laws."""

import numpy as np
import pytest

from proxenia.errors import MethodError
from proxenia.index import Assumptions, Framework, Leaf, Node, Recipe, Table
from proxenia.index.robustness import sensitivity, sobol_indices

TREE = Framework(
    (Node(code="I", parent=None), Node(code="P", parent="I"), Node(code="Q", parent="I")),
    (Leaf(code="a", parent="P"), Leaf(code="b", parent="P"), Leaf(code="c", parent="Q")),
)
CHOICES = Assumptions(aggregate=("arithmetic", "geometric"), weights="change", weight_change=0.5, weight_levels=(1, 2))


def table(n=12, seed=3):
    values = np.random.default_rng(seed).lognormal(size=(n, 3))
    return Table(units=tuple(f"u{i}" for i in range(n)), indicators=("a", "b", "c"), values=values)


def ishigami(u, _):
    x = np.pi * (2 * u - 1)
    return (np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))[:, None]


def sobol_g(u, _):
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    return np.prod((np.abs(4 * u - 2) + a) / (1 + a), axis=1)[:, None]


def by_column(n):
    return {f"x{i}": [i] for i in range(n)}


def test_ishigami_has_its_closed_form():
    found = sobol_indices(ishigami, groups=by_column(3), draws=16_384, rng=np.random.default_rng(0))
    assert found.first[:, 0] == pytest.approx([0.31390519, 0.44241114, 0.0], abs=0.01)
    assert found.total[:, 0] == pytest.approx([0.55758886, 0.44241114, 0.24368366], abs=0.01)
    assert found.variance[0] == pytest.approx(13.8445879, rel=0.01)


def test_grouped_columns_of_ishigami_are_one_factor():
    groups = {"x1 and x3": [0, 2], "x2": [1]}
    found = sobol_indices(ishigami, groups=groups, draws=16_384, rng=np.random.default_rng(0))
    assert found.first[:, 0] == pytest.approx([0.5576, 0.4424], abs=0.01)
    assert found.total[:, 0] == pytest.approx([0.5576, 0.4424], abs=0.01)


def test_sobol_g_has_its_closed_form():
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    alone = 1 / (3 * (1 + a) ** 2)
    variance = np.prod(1 + alone) - 1
    total = alone * (1 + variance) / (1 + alone) / variance
    found = sobol_indices(sobol_g, groups=by_column(8), draws=16_384, rng=np.random.default_rng(1))
    assert found.first[:, 0] == pytest.approx(alone / variance, abs=0.01)
    assert found.total[:, 0] == pytest.approx(total, abs=0.01)


def test_bands_hold_the_closed_form_in_most_of_many_runs():
    inside = []
    for seed in range(40):
        found = sobol_indices(ishigami, groups=by_column(3), draws=512, rng=np.random.default_rng(seed))
        low, high = found.total_band[:, :, 0]
        inside.append((low <= [0.5576, 0.4424, 0.2437]) & (high >= [0.5576, 0.4424, 0.2437]))
    assert np.mean(inside) >= 0.8


def test_a_negative_estimate_is_shown_as_it_is():
    found = [
        sobol_indices(ishigami, groups=by_column(3), draws=64, rng=np.random.default_rng(s)).first for s in range(20)
    ]
    assert np.min(found) < 0


def test_an_output_that_never_varies_has_no_indices():
    def constant(u, _):
        return np.column_stack([np.ones(len(u)), u[:, 0]])

    found = sobol_indices(constant, groups=by_column(2), draws=64, rng=np.random.default_rng(0))
    assert np.isnan(found.first[:, 0]).all()
    assert np.isnan(found.total_band[:, :, 0]).all()
    assert found.total[:, 1] == pytest.approx([1, 0], abs=0.05)


def test_every_unit_and_every_decision_has_its_indices():
    found = sensitivity(
        table(), TREE, Recipe(normalize="minmax:1,100"), assumptions=CHOICES, draws=256, k=3,
        compared=[("u0", "u1")], rng=np.random.default_rng(0),
    )  # fmt: skip
    assert found.ranks.factors == ("aggregate", "weights")
    assert found.ranks.total.shape == (2, 12)
    assert found.top.total.shape == (2, 12)
    assert found.pairs.total.shape == (2, 1)
    assert found.shift.total.shape == (2, 1)


def test_the_only_assumption_explains_everything():
    only = Assumptions(normalize=("minmax:1,100", "percentile-rank"))
    found = sensitivity(table(), TREE, Recipe(), assumptions=only, draws=256, rng=np.random.default_rng(0))
    moving = found.ranks.variance > 0
    assert moving.any()
    assert found.ranks.first[0, moving] == pytest.approx(1, abs=0.15)
    assert found.ranks.total[0, moving] == pytest.approx(1, abs=0.15)


def test_values_are_an_assumption_when_their_draws_are_given():
    rng = np.random.default_rng(5)
    base = table()
    cells = tuple(base.values * rng.lognormal(sigma=0.5, size=(256, 12, 3)) for _ in range(2))
    nearly_fixed = Assumptions(weights="change", weight_change=0.01, weight_levels=(1,))
    found = sensitivity(base, TREE, Recipe(), assumptions=nearly_fixed, cells=cells, draws=256, rng=rng)
    values, weights = found.shift.factors.index("values"), found.shift.factors.index("weights")
    assert found.shift.total[values, 0] > 0.9
    assert found.shift.total[weights, 0] < 0.1


def test_chance_within_a_draw_is_refused_with_the_way_out():
    with pytest.raises(MethodError, match="give draws of the values instead"):
        sensitivity(
            table(), TREE, Recipe(), assumptions=Assumptions(impute=("hot-deck",)), rng=np.random.default_rng(0)
        )


def test_nothing_to_vary_is_refused():
    with pytest.raises(MethodError, match="nothing varies"):
        sensitivity(table(), TREE, Recipe(), assumptions=Assumptions(), rng=np.random.default_rng(0))


def test_an_unknown_unit_to_compare_is_named():
    with pytest.raises(MethodError, match="'nobody'"):
        sensitivity(
            table(), TREE, Recipe(), assumptions=CHOICES, compared=[("u0", "nobody")], rng=np.random.default_rng(0)
        )


def test_the_same_seed_gives_the_same_indices():
    runs = [
        sensitivity(
            table(), TREE, Recipe(normalize="minmax:1,100"), assumptions=CHOICES, draws=64,
            rng=np.random.default_rng(9),
        )
        for _ in range(2)
    ]  # fmt: skip
    assert np.array_equal(runs[0].ranks.total, runs[1].ranks.total, equal_nan=True)
    assert np.array_equal(runs[0].shift.first_band, runs[1].shift.first_band)
