"""Influence: importance, removals, strengths and versions, on cases worked by hand."""

import numpy as np
import pytest

from proxenia.errors import MethodError
from proxenia.index import Framework, Leaf, Node, Recipe, Table, construct
from proxenia.index.robustness import (
    Version,
    compare_versions,
    importance,
    remove_each,
    remove_each_unit,
    strengths_and_weaknesses,
)

TREE = Framework(
    (Node(code="I", parent=None), Node(code="P", parent="I"), Node(code="Q", parent="I")),
    (Leaf(code="a", parent="P"), Leaf(code="b", parent="P"), Leaf(code="c", parent="Q")),
)
PLAIN = Recipe(normalize="none")


def table(values, codes=("a", "b", "c"), units=None):
    values = np.array(values, dtype=float)
    units = units or tuple(f"u{i}" for i in range(len(values)))
    return Table(units=tuple(units), indicators=tuple(codes), values=values)


def test_a_component_equal_to_the_index_has_all_the_importance():
    values = [[1, 1, 5], [2, 2, 5], [3, 3, 5], [5, 5, 5]]
    p, q = importance(construct(table(values), TREE, PLAIN), codes=["P", "Q"])
    assert (p.share, p.weight, p.far) == (pytest.approx(1), pytest.approx(0.5), 0.0)
    assert np.isnan(q.correlation)


def test_a_curved_relation_has_a_correlation_ratio_above_its_squared_correlation():
    x = np.linspace(-1, 1, 41)
    values = np.column_stack([x, x, x**2])
    tree = Framework(TREE.nodes, (*TREE.leaves[:2], Leaf(code="c", parent="Q", weight=1)))
    built = construct(table(values), tree, PLAIN)
    a = importance(built, codes=["a", "c"])[0]
    assert a.ratio > 0.95
    assert a.ratio > a.correlation**2 + 0.05


def test_an_indicator_that_is_a_copy_can_go_without_a_move():
    values = np.random.default_rng(0).uniform(size=(9, 3))
    values[:, 1] = values[:, 0]
    removed = remove_each(table(values), TREE, PLAIN, codes=["a"])[0]
    assert (removed.mean_shift, removed.largest_shift, removed.moved_most) == (0.0, 0, "")


def test_removing_an_aggregate_takes_all_below_it():
    values = [[1, 1, 9], [2, 2, 5], [3, 3, 1]]
    removed = remove_each(table(values), TREE, PLAIN, codes=["Q"])[0]
    assert construct(table(values), TREE, PLAIN).ranks[:, 0].tolist() == [1, 2, 3]
    assert (removed.mean_shift, removed.largest_shift, removed.reversed_pairs) == (pytest.approx(4 / 3), 2, 3)


def test_the_last_indicator_of_an_aggregate_takes_the_aggregate_with_it():
    values = [[1, 1, 9], [2, 2, 5], [3, 3, 1]]
    assert remove_each(table(values), TREE, PLAIN, codes=["c"])[0].reversed_pairs == 3


@pytest.mark.parametrize("code", ["I", "nothing"])
def test_the_index_itself_and_the_unknown_cannot_be_removed(code):
    with pytest.raises(MethodError, match="no indicator or aggregate below the index"):
        remove_each(table([[1, 1, 1], [2, 2, 2]]), TREE, PLAIN, codes=[code])


def test_against_fixed_goalposts_no_unit_decides_about_others():
    leaves = tuple(Leaf(code=leaf.code, parent=leaf.parent, goalposts=(0, 10)) for leaf in TREE.leaves)
    values = np.random.default_rng(1).uniform(0, 10, size=(8, 3))
    gone = remove_each_unit(table(values), Framework(TREE.nodes, leaves), Recipe(normalize="goalposts"))
    assert [each.largest_shift for each in gone] == [0] * 8


def test_under_min_max_one_unit_can_decide_about_others():
    values = [[0, 0, 50], [10, 10, 40], [4, 4, 45], [0, 0, 1000]]
    gone = {each.removed: each for each in remove_each_unit(table(values), TREE, Recipe())}
    assert gone["u3"].reversed_pairs > 0
    assert gone["u2"].reversed_pairs == 0


def test_a_unit_alone_in_last_place_has_its_weakness_there():
    built = construct(table([[1, 5, 5], [2, 4, 5], [3, 3, 5]]), TREE, PLAIN)
    found = strengths_and_weaknesses(built, unit="u0")
    assert [(each.kind, each.indicator, each.place, each.n) for each in found] == [
        ("strength", "b", 1, 3),
        ("weakness", "a", 3, 3),
    ]


def test_an_indicator_on_which_all_are_alike_is_neither():
    built = construct(table([[1, 5, 5], [2, 4, 5], [3, 3, 5]]), TREE, PLAIN)
    assert "c" not in {each.indicator for each in strengths_and_weaknesses(built, unit="u0")}


def test_an_unknown_unit_has_no_strengths():
    with pytest.raises(MethodError, match="'nobody'"):
        strengths_and_weaknesses(construct(table([[1, 5, 5], [2, 4, 5]]), TREE, PLAIN), unit="nobody")


def version(values, recipe=PLAIN, tree=TREE, **more):
    return Version(table=table(values, **more), framework=tree, recipe=recipe)


def test_parts_of_a_move_sum_to_the_move():
    rng = np.random.default_rng(2)
    old = version(rng.uniform(1, 9, size=(9, 3)))
    new = version(
        rng.uniform(1, 9, size=(9, 3)), recipe=Recipe(normalize="minmax:1,100", aggregate=("geometric", "arithmetic"))
    )
    change = compare_versions(old, new)
    assert set(change.steps) == {"values", "normalize", "aggregate"}
    assert change.parts.sum(axis=0) == pytest.approx(change.new - change.old)


def test_steps_that_do_not_work_by_halves_are_one():
    old = version([[1, 5, 9], [2, 2, 5], [3, 9, 1]], recipe=Recipe())
    new = version([[1, 5, 9], [2, 2, 5], [3, 9, 1]], recipe=Recipe(normalize="minmax:1,100", aggregate=("harmonic",)))
    change = compare_versions(old, new)
    assert change.steps == ("methodology",)
    assert (change.parts[0] == change.new - change.old).all()


def test_a_single_changed_cell_is_the_whole_cause():
    old = version([[1, 1, 9], [2, 2, 5], [3, 3, 1]])
    new = version([[1, 1, 0], [2, 2, 5], [3, 3, 1]])
    change = compare_versions(old, new)
    assert change.steps == ("values",)
    assert change.parts[0].tolist() == [2, -1, -1]


def test_units_that_come_and_go_are_named_and_ranks_counted_among_the_rest():
    old = version([[3, 3, 3], [2, 2, 2], [1, 1, 1]], units=("A", "B", "C"))
    new = version([[9, 9, 9], [2, 2, 2], [1, 1, 1]], units=("D", "B", "C"))
    change = compare_versions(old, new)
    assert (change.units, change.came, change.went) == (("B", "C"), ("D",), ("A",))
    assert change.old.tolist() == change.new.tolist() == [1, 2]


def test_a_new_weight_is_put_to_the_tree():
    old = version([[9, 9, 0], [0, 0, 8]])
    nodes = (TREE.nodes[0], TREE.nodes[1], Node(code="Q", parent="I", weight=5))
    change = compare_versions(old, version([[9, 9, 0], [0, 0, 8]], tree=Framework(nodes, TREE.leaves)))
    assert change.steps == ("indicators and weights",)
    assert change.parts.tolist() == [[1, -1]]


def test_a_version_is_no_change_from_itself():
    same = version([[1, 2, 3], [3, 2, 1]])
    change = compare_versions(same, same)
    assert change.steps == ()
    assert (change.old == change.new).all()


def test_versions_without_a_common_unit_are_refused():
    with pytest.raises(MethodError, match="share no unit"):
        compare_versions(version([[1, 2, 3]], units=("A",)), version([[1, 2, 3]], units=("B",)))
