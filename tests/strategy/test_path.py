from pathlib import Path

import numpy as np
import pytest

from proxenia.errors import MethodError, StudyError
from proxenia.index import Framework, Leaf, Node, Recipe, Table, construct, read_table
from proxenia.strategy.aim import path_to_rank, smallest_change

ASEM = Path(__file__).resolve().parents[3] / "shared" / "golden" / "coinr_asem"
RECIPE = Recipe(denominate=True, impute="group-mean:EurAsia_group", screen=0.9, treat="winsorize:5")


@pytest.fixture(scope="module")
def asem():
    if not ASEM.is_dir():
        pytest.skip(f"no COINr example in {ASEM}: the path of Portugal is not compared")
    return construct(*read_table(ASEM / "coinr_ASEM_iData.csv", ASEM / "coinr_ASEM_iMeta.csv"), RECIPE)


def test_portugal_needs_sixty_points_from_27th_to_20th(asem):
    assert path_to_rank(asem, "PRT", rank=20).total == pytest.approx(60.384025, abs=1e-6)


def test_with_ten_points_an_indicator_six_move_whole_and_one_a_little(asem):
    change = path_to_rank(asem, "PRT", rank=20, most=10).change
    moved = np.sort(change[change > 0])
    assert moved == pytest.approx([0.384025, *[10] * 6], abs=1e-6)


def test_the_path_takes_portugal_to_the_place(asem):
    row = asem.table.units.index("PRT")
    points = asem.points[row] + path_to_rank(asem, "PRT", rank=20).change
    score = points @ asem.framework.leaf_weights()
    assert (asem.scores[:, 0] > score + 1e-9).sum() - (asem.scores[row, 0] > score) == 19


def small(**recipe):
    tree = Framework((Node(code="I", parent=None),), (Leaf(code="a", parent="I", weight=3), Leaf(code="b", parent="I")))
    table = Table(units=("X", "Y", "Z"), indicators=("a", "b"), values=np.array([[0.0, 0.0], [5.0, 5.0], [10.0, 10.0]]))
    return construct(table, tree, Recipe(**recipe))


def test_the_heavier_indicator_moves_first():
    # X scores 0 and Y 50: the indicator that weighs 3/4 has to rise by 50 / 0.75
    found = path_to_rank(small(), "X", rank=2)
    assert found.total == pytest.approx(50 / 0.75)
    assert found.change.tolist() == pytest.approx([50 / 0.75, 0.0])


def test_a_place_that_is_held_needs_nothing():
    assert path_to_rank(small(), "Z", rank=1).total == 0.0


def test_a_place_beyond_what_may_move_is_not_reached_and_what_lacks_is_told():
    found = path_to_rank(small(), "X", rank=1, movable=["b"])
    assert found.change is None
    assert found.lacking == pytest.approx(75.0)  # b alone brings a quarter of 100 points


def test_points_under_a_geometric_mean_are_refused():
    with pytest.raises(MethodError, match="arithmetic means only"):
        path_to_rank(small(normalize="minmax:1,100", aggregate=("geometric",)), "X", rank=1)


@pytest.mark.parametrize(("unit", "rank", "told"), [("Q", 1, "no unit"), ("X", 9, "no place 9")])
def test_an_unknown_unit_or_place_is_refused(unit, rank, told):
    with pytest.raises(StudyError, match=told):
        path_to_rank(small(), unit, rank=rank)


def test_whole_steps_overshoot_rather_than_fall_short():
    found = smallest_change(np.array([[1.0]]), np.array([25.0]), most=np.array([100.0]), step=np.array([100 / 3]))
    assert found.total == pytest.approx(100 / 3)


def test_what_has_to_move_before_it_counts_is_paid_for():
    found = smallest_change(np.array([[1.0]]), np.array([5.0]), most=np.array([50.0]), before=np.array([20.0]))
    assert found.total == pytest.approx(25.0)


def test_every_row_has_to_be_met():
    gains, needed = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([3.0, 4.0])
    assert smallest_change(gains, needed, most=np.array([9.0, 9.0])).change.tolist() == pytest.approx([3.0, 4.0])
