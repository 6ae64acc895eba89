"""Calibration, fit and necessity, by hand and by published figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxenia.compare.qca import Cases, direct, find_thresholds, indirect, linear, necessity, superset_search
from proxenia.compare.qca.fit import necessity_fit, sufficiency_fit
from proxenia.errors import MethodError

FIGURES = np.array([0, 1.5, 2, 3, 4, 5, 6, 7.5, 9, 10])
R_DIRECT = [
    0.02458926, 0.07067385, 0.09900501, 0.18660549, 0.32385542, 0.5, 0.67614457, 0.86298115, 0.95, 0.97541073,
]  # fmt: skip
DEGREES = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(np.array)


def test_direct_calibration_gives_the_degrees_r_gives():
    assert direct(FIGURES, (1, 5, 9)) == pytest.approx(R_DIRECT, abs=1e-7)


def test_linear_calibration_gives_the_degrees_r_gives():
    assert linear(FIGURES, (1, 5, 9)).tolist() == [0, 0.0625, 0.125, 0.25, 0.375, 0.5, 0.625, 0.8125, 1, 1]


def test_falling_anchors_give_the_absence():
    assert direct(FIGURES, (9, 5, 1)) == pytest.approx(1 - direct(FIGURES, (1, 5, 9)))


def test_six_anchors_give_a_set_with_a_middle():
    assert linear(np.array([0.0, 2.0, 3.0, 4.0, 6.0]), (1, 2, 3, 3, 4, 5)).tolist() == [0, 0.5, 1, 0.5, 0]


@pytest.mark.parametrize("anchors", [(1, 1, 2), (1, 3, 2), (1, 2)])
def test_anchors_without_order_are_refused(anchors):
    with pytest.raises(MethodError, match="anchors"):
        direct(FIGURES, anchors)


def test_indirect_calibration_rises_and_keeps_near_its_groups():
    degrees = indirect(np.arange(1.0, 21.0), (5, 10, 15))
    assert (np.diff(degrees) > 0).all()
    assert degrees[[0, 19]] == pytest.approx([0, 1], abs=0.12)


def test_thresholds_lie_in_the_widest_gaps():
    assert find_thresholds(np.array([1, 2, 3, 10, 11, 30.0]), n=2) == (6.5, 20.5)


def test_pri_is_zero_for_a_set_as_much_in_the_outcome_as_in_its_absence():
    assert sufficiency_fit(np.array([0.4]), np.array([0.5])).pri == 0.0


@given(DEGREES, DEGREES)
def test_a_subset_is_sufficient_and_its_superset_necessary(x, y):
    small, large = np.minimum(x, y), np.maximum(x, y)
    if small.sum() > 1e-6:
        assert sufficiency_fit(small, large).incl_s == pytest.approx(1)
        assert necessity_fit(large, small).incl_n == pytest.approx(1)


def test_a_trivial_necessary_condition_has_no_relevance():
    assert necessity_fit(np.ones(4), np.array([1.0, 0, 0, 0])).ron == 0.0


def made(rows, outcome):
    return Cases(
        names=tuple(f"c{i}" for i in range(len(rows))), conditions=("A", "B"), levels=(2, 2),
        values=np.array(rows, float), outcome="Y", membership=np.array(outcome, float),
    )  # fmt: skip


def test_the_search_finds_a_disjunction_only_where_no_part_of_it_is_necessary():
    found = superset_search(made([(1, 0), (0, 1), (0, 0)], [1, 1, 0]), inclusion=1.0)
    assert [each.expression for each in found] == ["A + B", "~A + ~B"]
    assert [round(each.fit.cov_n, 4) for each in found] == [1.0, 0.6667]


def test_the_search_lists_a_conjunction_and_its_parts():
    found = superset_search(made([(1, 1), (1, 1), (0, 1)], [1, 1, 0]), inclusion=1.0)
    assert [each.expression for each in found] == ["A", "B", "A*B"]


def test_single_conditions_come_with_their_absences():
    found = necessity(made([(1, 0), (0, 1)], [1, 0]))
    assert [each.expression for each in found] == ["A", "B", "~A", "~B"]
    assert [each.fit.incl_n for each in found] == [1.0, 0.0, 0.0, 1.0]
