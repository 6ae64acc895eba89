import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from proxenia.unions.weigh import weigh

WEIGHTS = {"a": 1.0, "b": 3.0}


def of(parts, **more):
    return weigh(np.array(parts, float), weights=WEIGHTS, rng=np.random.default_rng(1), **more)


def test_a_figure_is_the_weighted_mean_of_its_parts():
    assert of([[1.0, 0.0], [0.0, 1.0]]).figures.tolist() == [25.0, 75.0]


def test_an_unknown_part_is_left_out_of_the_figure_and_widens_its_interval():
    weighed = of([[0.5, np.nan], [0.5, 0.5]])
    assert weighed.figures.tolist() == [50.0, 50.0]
    assert np.ptp(weighed.intervals[:, 0]) > 20
    assert np.ptp(weighed.intervals[:, 1]) == pytest.approx(0, abs=1e-9)


def test_draws_of_a_part_take_its_place():
    weighed = of([[0.0, 0.0]], part_draws={0: np.ones((10, 1)), 1: np.ones((10, 1))})
    assert weighed.intervals[:, 0] == pytest.approx([100, 100])


@given(arrays.arrays(float, (4, 2), elements=st.floats(0, 1)))
def test_one_that_is_better_in_every_part_is_never_ranked_behind(parts):
    parts[0] = parts.max(axis=0)
    weighed = weigh(parts, weights=WEIGHTS, draws=50, rng=np.random.default_rng(0))
    assert weighed.ranks[0] == 1
    assert weighed.rank_intervals[:, 0].tolist() == [1, 1]
