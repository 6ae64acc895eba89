"""Attainable places: cases that can be seen, laws, and weights that anyone can check."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.errors import MethodError
from proxenia.index import Framework, Leaf, Node, Recipe, Table
from proxenia.index.robustness import WeightLimits, attain

PLAIN = Recipe(normalize="none")
ANY = WeightLimits(kind="any")


def flat(n, weights=None):
    weights = weights or [1.0] * n
    return Framework(
        (Node(code="I", parent=None),), tuple(Leaf(code=f"x{j}", parent="I", weight=w) for j, w in enumerate(weights))
    )


def table(values):
    values = np.array(values, dtype=float)
    return Table(
        units=tuple(f"u{i}" for i in range(values.shape[0])),
        indicators=tuple(f"x{j}" for j in range(values.shape[1])),
        values=values,
    )


def brute(values, weights):
    """Best and worst places over a fine grid of weights."""
    scores = values @ weights.T
    above = (scores[None] > scores[:, None] + 1e-9).sum(axis=1)
    return 1 + above.min(axis=1), 1 + above.max(axis=1)


def test_opposite_units_can_both_be_first_and_the_one_between_never():
    found = attain(table([[1, 0], [0, 1], [0.4, 0.4]]), flat(2), PLAIN, limits=ANY)
    assert found.best.tolist() == [1, 1, 2]
    assert found.worst.tolist() == [3, 3, 3]


def test_a_unit_above_another_everywhere_stays_above_it():
    found = attain(table([[2, 2], [1, 1]]), flat(2), PLAIN, limits=ANY)
    assert found.best.tolist() == [1, 2]
    assert found.worst.tolist() == [1, 2]


def test_without_room_for_weights_the_nominal_place_is_the_only_one():
    found = attain(table([[3, 0], [0, 2], [1, 1]]), flat(2), PLAIN, limits=WeightLimits(kind="change", change=0.0))
    assert found.best.tolist() == found.worst.tolist() == found.nominal.astype(int).tolist()


@pytest.mark.parametrize("kind", ["any", "change", "between", "order"])
def test_places_are_those_of_a_fine_grid_of_weights(kind):
    values = np.random.default_rng(4).uniform(size=(9, 3))
    limits = WeightLimits(kind=kind, change=0.4, least=0.2, most=0.6)
    given_weights = [3.0, 2.0, 1.0]
    share = np.array(given_weights) / 6
    steps = np.linspace(0, 1, 201)
    grid = np.array([[a, b, 1 - a - b] for a in steps for b in steps if a + b <= 1 + 1e-12])
    inside = {
        "any": np.ones(len(grid), bool),
        "change": (np.abs(grid - share) <= 0.4 * share + 1e-9).all(axis=1),
        "between": ((grid >= 0.2 - 1e-9) & (grid <= 0.6 + 1e-9)).all(axis=1),
        "order": (grid[:, 0] >= grid[:, 1] - 1e-9) & (grid[:, 1] >= grid[:, 2] - 1e-9),
    }[kind]
    found = attain(table(values), flat(3, given_weights), PLAIN, limits=limits)
    best, worst = brute(values, grid[inside])
    assert (found.best <= best).all()
    assert (found.worst >= worst).all()
    assert (found.best == best).mean() >= 0.8
    assert (found.worst == worst).mean() >= 0.8


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_weights_given_reach_the_places_named(seed):
    values = np.random.default_rng(seed).integers(0, 8, size=(6, 4)).astype(float)
    if np.ptp(values) == 0:
        return
    found = attain(table(values), flat(4), PLAIN, limits=WeightLimits(kind="between", least=0.1, most=0.5))
    for u in range(6):
        for weights, place in ((found.best_weights[u], found.best[u]), (found.worst_weights[u], found.worst[u])):
            scores = np.round(values @ weights, 9)
            assert 1 + (scores > scores[u]).sum() == place
            assert weights.sum() == pytest.approx(1)
            assert weights.min() >= 0.1 - 1e-6
            assert weights.max() <= 0.5 + 1e-6


def test_wider_limits_never_narrow_the_places():
    values = np.random.default_rng(8).uniform(size=(8, 4))
    narrow = attain(table(values), flat(4), PLAIN, limits=WeightLimits(kind="change", change=0.1))
    wide = attain(table(values), flat(4), PLAIN, limits=WeightLimits(kind="change", change=0.5))
    assert (wide.best <= narrow.best).all()
    assert (wide.worst >= narrow.worst).all()
    assert (narrow.best <= narrow.nominal).all()
    assert (narrow.worst >= narrow.nominal).all()


def test_levels_that_are_not_free_keep_their_shares():
    tree = Framework(
        (Node(code="I", parent=None), Node(code="P", parent="I", weight=3), Node(code="Q", parent="I", weight=1)),
        (Leaf(code="x0", parent="P"), Leaf(code="x1", parent="P"), Leaf(code="x2", parent="Q")),
    )
    found = attain(table([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), tree, PLAIN, limits=WeightLimits(kind="any", levels=(1,)))
    assert found.best_weights.sum(axis=1) == pytest.approx(np.ones(3))
    assert found.best_weights[:, 2] == pytest.approx(np.full(3, 0.25))
    assert found.best.tolist() == [1, 1, 2]


def test_geometric_means_are_searched_in_logarithms():
    found = attain(
        table([[10, 1], [1, 10], [3, 3]]), flat(2), Recipe(normalize="none", aggregate=("geometric",)), limits=ANY
    )
    assert found.best.tolist() == [1, 1, 2]
    assert found.scores[:, 0] == pytest.approx([1, 10])


@pytest.mark.parametrize(
    ("recipe", "values", "words"),
    [
        (Recipe(normalize="none", aggregate=("harmonic",)), [[1, 2], [2, 1]], "one mean at every level"),
        (PLAIN, [[1, np.nan], [2, 1]], "impute first"),
    ],
)
def test_what_is_not_linear_is_refused_with_the_way_out(recipe, values, words):
    with pytest.raises(MethodError, match=words):
        attain(table(values), flat(2), recipe, limits=ANY)


def test_limits_that_no_weights_fit_are_refused():
    with pytest.raises(MethodError, match="widen the limits"):
        attain(table([[1, 2], [2, 1]]), flat(2), PLAIN, limits=WeightLimits(kind="between", least=0.6, most=0.9))


@pytest.mark.parametrize("text", ["some", "change:x", "change", "between:0.5", "any:1"])
def test_limits_that_cannot_be_read_are_refused(text):
    with pytest.raises(MethodError, match="write any, order"):
        WeightLimits.parse(text)


def test_the_solver_leaves_standard_output_alone(capfd):
    values = np.random.default_rng(0).uniform(size=(30, 8))
    attain(table(values), flat(8), PLAIN, limits=ANY)
    assert capfd.readouterr().out == ""
