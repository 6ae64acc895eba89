import numpy as np
import pytest

from proxenia.errors import MethodError
from proxenia.unions.logit import Logit


def planted(n=20_000):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(n, 2)) * [1.0, 3.0] + [0.0, 2.0]
    chance = 1 / (1 + np.exp(-(-2 + 1.0 * x[:, 0] + 0.5 * (x[:, 1] - 2))))
    return x, rng.random(n) < chance


def test_planted_coefficients_come_back():
    x, y = planted()
    model = Logit.fit(x, y, names=("a", "b"), ridge=1e-6)
    assert model.coefficients / model.scales == pytest.approx([1.0, 0.5], abs=0.06)


def test_chances_add_up_to_what_happened():
    x, y = planted()
    assert Logit.fit(x, y, names=("a", "b"), ridge=1.0).chances(x).sum() == pytest.approx(y.sum(), rel=1e-6)


def test_a_case_that_stands_for_three_counts_as_three():
    x, y = planted(400)
    thrice = np.where(y, 1.0, 3.0)
    copied = np.repeat(np.arange(len(y)), thrice.astype(int))
    one = Logit.fit(x, y, names=("a", "b"), ridge=1.0, weights=thrice)
    other = Logit.fit(x[copied], y[copied], names=("a", "b"), ridge=1.0)
    assert one.chances(x) == pytest.approx(other.chances(x), abs=1e-8)


def test_features_that_part_the_cases_wholly_still_have_finite_coefficients():
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    model = Logit.fit(x, np.array([False, False, True, True]), names=("a",), ridge=1.0)
    assert np.isfinite(model.coefficients).all()


def test_nothing_is_learned_where_nothing_happened():
    with pytest.raises(MethodError, match="needs some ties"):
        Logit.fit(np.ones((3, 1)), np.zeros(3, bool), names=("a",), ridge=1.0)
