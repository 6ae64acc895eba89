"""Acceptability: shares of the weights that have a closed form."""

import numpy as np
import pytest

from proxenia.errors import MethodError
from proxenia.index import Framework, Leaf, Node, Recipe, Table
from proxenia.index.robustness import accept

FLAT = Framework((Node(code="I", parent=None),), (Leaf(code="x", parent="I"), Leaf(code="y", parent="I")))
THREE = Table(units=("A", "B", "C"), indicators=("x", "y"), values=np.array([[1.0, 0], [0, 1], [0.6, 0.6]]))
PLAIN = Recipe(normalize="none")


def test_shares_of_first_places_have_their_closed_form():
    found = accept(THREE, FLAT, PLAIN, rng=np.random.default_rng(0))
    assert found.first == pytest.approx([0.4, 0.4, 0.2], abs=0.005)


def test_places_of_a_unit_and_units_of_a_place_sum_to_one():
    found = accept(THREE, FLAT, PLAIN, rng=np.random.default_rng(0))
    assert found.ranks.sum(axis=1) == pytest.approx(np.ones(3))
    assert found.ranks.sum(axis=0) == pytest.approx(np.ones(3), abs=0.01)


def test_central_weights_are_the_middle_of_those_that_put_a_unit_first():
    found = accept(THREE, FLAT, PLAIN, rng=np.random.default_rng(0))
    assert found.central[:, 0] == pytest.approx([0.8, 0.2, 0.5], abs=0.01)
    assert found.confidence.tolist() == [1.0, 1.0, 1.0]


def test_a_unit_that_is_never_first_has_no_central_weights():
    values = Table(units=("A", "B"), indicators=("x", "y"), values=np.array([[1.0, 1], [0, 0]]))
    found = accept(values, FLAT, PLAIN, rng=np.random.default_rng(0))
    assert np.isnan(found.central[1]).all()
    assert np.isnan(found.confidence[1])


def test_an_order_of_importance_takes_half_of_two_weights():
    tree = Framework(
        (Node(code="I", parent=None),), (Leaf(code="x", parent="I", weight=2), Leaf(code="y", parent="I", weight=1))
    )
    found = accept(THREE, tree, PLAIN, weights="order", rng=np.random.default_rng(0))
    assert found.first == pytest.approx([0.8, 0.0, 0.2], abs=0.005)


def test_a_level_that_is_not_free_keeps_its_weights():
    tree = Framework(
        (Node(code="I", parent=None), Node(code="P", parent="I", weight=1), Node(code="Q", parent="I", weight=3)),
        (Leaf(code="x", parent="P"), Leaf(code="y", parent="Q")),
    )
    found = accept(THREE, tree, PLAIN, levels=(1,), rng=np.random.default_rng(0))
    assert found.first.tolist() == [0.0, 1.0, 0.0]
    assert found.central[1] == pytest.approx([0.25, 0.75])


def test_uncertain_values_lower_the_confidence():
    def noisy(rng, n):
        return THREE.values + rng.normal(scale=0.3, size=(n, 3, 2))

    found = accept(THREE, FLAT, PLAIN, cells=noisy, draws=4096, rng=np.random.default_rng(1))
    assert 0.4 < found.confidence[0] < 0.95


def test_other_kinds_of_weights_are_refused():
    with pytest.raises(MethodError, match="neither any nor order"):
        accept(THREE, FLAT, PLAIN, weights="some", rng=np.random.default_rng(0))
