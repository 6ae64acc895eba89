import tomllib

import numpy as np
import pytest

from proxenia.errors import DataError, StudyError
from proxenia.indicators import Catalog
from proxenia.strategy import Levers
from proxenia.strategy.levers import Program, draw_moves, measured_effect
from proxenia.strategy.levers.moves import triangle

BRAND = ("science_brand", "reach", (2, 2, 2))


def test_the_library_holds_about_thirty_levers_in_both_languages():
    program = Program.read()
    assert len(program.lever) >= 30
    bare = [
        lever.code
        for lever in program.lever
        if not (lever.title.fa and lever.description.fa and lever.owner.fa and lever.done_when.fa)
    ]
    assert bare == []


def test_every_lever_that_is_advised_has_a_cost_and_an_effect():
    assert {lever.code for lever in Levers.read().lever} <= set(Program.read().codes)


def test_every_effect_is_on_an_indicator_of_the_catalog():
    named = {effect.indicator for lever in Program.read().lever for effect in lever.effects}
    assert named <= set(Catalog.read().indicators)


def test_shipped_effects_are_marked_as_judgment_or_name_a_source():
    assert [lever.code for lever in Program.read().lever if lever.basis != "judgment" and not lever.source] == []


def test_a_lever_stands_after_those_it_requires():
    codes = Program.read().codes
    early = [
        lever.code for lever in Program.read().lever for r in lever.requires if codes.index(r) > codes.index(lever.code)
    ]
    assert early == []


def test_prerequisites_in_a_circle_are_refused_and_the_circle_named(small_program):
    with pytest.raises(DataError, match=r"circle: (a -> b -> a|b -> a -> b)"):
        small_program([{"code": "a", "requires": ["b"]}, {"code": "b", "requires": ["a"]}])


def test_every_fault_of_a_program_is_told_at_once(small_program):
    levers = [
        {"code": "a", "carried": 1.5, "months": [9, 3, 12]},
        {"code": "b", "requires": ["nobody"], "effects": [("fame", "add", (1, 1, 1))]},
    ]
    with pytest.raises(DataError) as caught:
        small_program(levers)
    told = str(caught.value)
    assert [word in told for word in ("carried 1.5", "must not fall", "'nobody'", "no indicator 'fame'")] == [True] * 4


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match="no program file"):
        Program.read(tmp_path / "none.toml")


def test_what_is_unknown_gains_nothing_by_adding(small_world, small_program):
    world = small_world([[np.nan, 1, 1, 1]], [[[1, 1, 1, 1]]])
    program = small_program([{"code": "a", "effects": [("science_brand", "add", (1, 1, 1))]}])
    moves = draw_moves(program, world, years=5, seed=1)
    assert np.isnan(moves.values(world, moves.chosen(["a"]))[0, 0])


def test_what_is_unknown_is_known_once_it_is_reached(small_world, small_program):
    world = small_world([[np.nan, 1, 1, 1]], [[[1, 1, 1, 1]]])
    program = small_program([{"code": "a", "effects": [BRAND]}])
    moves = draw_moves(program, world, years=5, seed=1)
    assert moves.values(world, moves.chosen(["a"]))[0, 0] == 2


def test_reaching_never_lowers_and_codes_end_at_three(small_world, small_program):
    world = small_world([[3, 2, 1, 1]], [[[1, 1, 1, 1]]])
    program = small_program(
        [{"code": "a", "effects": [BRAND]}, {"code": "b", "effects": [("talent_program", "add", (5, 5, 5))]}]
    )
    moves = draw_moves(program, world, years=5, seed=1)
    assert moves.values(world, moves.chosen(["a", "b"]))[0].tolist() == [3, 3, 1, 1]


def test_growth_comes_after_addition(small_world, small_program):
    world = small_world([[1, 1, 1, 1]], [[[1, 1, 1, 1]]])
    effects = [("science_brand", "grow", (0.5, 0.5, 0.5)), ("science_brand", "add", (1, 1, 1))]
    program = small_program([{"code": "a", "effects": effects}])
    moves = draw_moves(program, world, years=5, seed=1)
    assert moves.values(world, moves.chosen(["a"]))[0, 0] == 3  # (1 + 1) * 1.5


def test_a_lever_without_permission_never_works(small_world, small_program):
    world = small_world(np.ones((50, 4)), np.ones((50, 1, 4)))  # legal permission unknown: the mean of 0, 0, 1, 1
    program = small_program([{"code": "a", "effects": [BRAND], "permission": True}])
    assert 0.3 < draw_moves(program, world, years=5, seed=1).works.mean() < 0.7


def test_a_lever_that_comes_too_late_never_works(small_world, small_program):
    world = small_world(np.ones((5, 4)), np.ones((5, 1, 4)))
    program = small_program([{"code": "a", "effects": [BRAND], "months": [25, 25, 25]}])
    assert not draw_moves(program, world, years=2, seed=1).works.any()


def test_what_requires_a_failed_lever_fails_too(small_world, small_program):
    world = small_world(np.ones((200, 4)), np.ones((200, 1, 4)))
    program = small_program(
        [{"code": "a", "carried": 0.5, "effects": [BRAND]}, {"code": "b", "requires": ["a"], "effects": [BRAND]}]
    )
    works = draw_moves(program, world, years=5, seed=1).works
    assert (works[:, 1] <= works[:, 0]).all()


def test_a_lever_draws_alike_whatever_stands_beside_it(small_world, small_program):
    world = small_world(np.ones((50, 4)), np.ones((50, 1, 4)))
    one = {"code": "a", "carried": 0.5, "effects": [BRAND]}
    alone = draw_moves(small_program([one]), world, years=5, seed=1)
    beside = draw_moves(small_program([{"code": "0", "effects": [BRAND]}, one]), world, years=5, seed=1)
    assert (alone.works[:, 0] == beside.works[:, 1]).all()


def test_a_portfolio_without_a_prerequisite_is_refused(small_world, small_program):
    world = small_world(np.ones((2, 4)), np.ones((2, 1, 4)))
    program = small_program([{"code": "a"}, {"code": "b", "requires": ["a"]}, {"code": "c", "excludes": ["a"]}])
    moves = draw_moves(program, world, years=5, seed=1)
    with pytest.raises(StudyError, match="requires 'a'"):
        moves.chosen(["b"])
    with pytest.raises(StudyError, match="exclude each other"):
        moves.chosen(["a", "c"])


def test_whole_ends_draw_whole_numbers_between_them():
    drawn = triangle((0.0, 1.0, 3.0), 500, rng=np.random.default_rng(1), whole=True)
    assert set(drawn) == {0.0, 1.0, 2.0, 3.0}


def dated(cities, *, factor):
    return [
        {"geonames_id": city, "measure_id": "museums", "year": year, "value": value, "fact_id": f"{city}-{year}"}
        for city in range(cities)
        for year, value in ((2010, 50.0), (2020, 50.0 * factor))
    ]


def test_growth_is_measured_over_the_years_asked_for():
    # fourfold in ten years is twofold in five: growth of one
    found = measured_effect(dated(6, factor=4.0), indicator="museums", catalog=Catalog.read(), years=5)
    assert found.effect.size == pytest.approx((1.0, 1.0, 1.0))
    assert found.cities == 6
    assert len(found.observations) == 12


def test_a_measured_effect_can_be_pasted_into_a_file_of_levers():
    line = measured_effect(dated(6, factor=4.0), indicator="museums", catalog=Catalog.read(), years=5).toml()
    assert tomllib.loads(f"effects = [{line}]")["effects"][0]["size"] == [1.0, 1.0, 1.0]


def test_too_few_cities_measure_nothing():
    with pytest.raises(StudyError, match="dated twice in 4 cities"):
        measured_effect(dated(4, factor=2.0), indicator="museums", catalog=Catalog.read(), years=5)


def test_a_coded_item_has_no_growth():
    with pytest.raises(StudyError, match="counted or coded"):
        measured_effect((), indicator="science_brand", catalog=Catalog.read(), years=5)
