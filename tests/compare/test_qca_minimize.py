"""Models of small tables worked by hand, and laws that hold for all of them."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.compare.qca import (
    Cases,
    Cuts,
    against_chance,
    minimize,
    read_cases,
    read_expectations,
    robustness,
    truth_table,
)
from proxenia.compare.qca.implicants import FREE, covers, primes_against, primes_within
from proxenia.errors import DataError, MethodError, RefusedFile

DATA = Path(__file__).parent / "data"


def cases_of(rows, outcomes, *, levels=None, names=None):
    width = len(rows[0])
    return Cases(
        names=tuple(names or (f"c{i}" for i in range(len(rows)))),
        conditions=tuple("ABCDEFGH"[:width]),
        levels=tuple(levels or (2,) * width),
        values=np.array(rows, float),
        outcome="Y",
        membership=np.array(outcomes, float),
    )


def words(solution):
    return [list(solution.words(model)) for model in solution.models]


def holds(term, row):
    return all(value in {FREE, other} for value, other in zip(term, row, strict=True))


def inside(term, rows, levels):
    return all(row in rows for row in product(*map(range, levels)) if holds(term, row))


def shorter(term):
    return [tuple(FREE if j == k else v for j, v in enumerate(term)) for k in range(len(term)) if term[k] != FREE]


LEVELS = st.lists(st.integers(2, 3), min_size=2, max_size=4)


@st.composite
def tables(draw):
    levels = tuple(draw(LEVELS))
    every = list(product(*map(range, levels)))
    split = draw(st.lists(st.sampled_from("10?"), min_size=len(every), max_size=len(every)))
    return (
        levels,
        [row for row, mark in zip(every, split, strict=True) if mark == "1"],
        [row for row, mark in zip(every, split, strict=True) if mark == "0"],
    )


@given(tables())
@settings(max_examples=150, deadline=None)
def test_primes_within_a_set_are_its_terms_that_cannot_be_shortened(table):
    levels, rows, _ = table
    terms = product(*((FREE, *range(size)) for size in levels))
    expected = {t for t in terms if inside(t, rows, levels) and not any(inside(s, rows, levels) for s in shorter(t))}
    assert primes_within(rows, levels=levels) == expected


@given(tables())
@settings(max_examples=150, deadline=None)
def test_primes_against_the_negative_rows_are_the_shortest_terms_that_avoid_them(table):
    levels, positive, negative = table
    terms = list(product(*((FREE, *range(size)) for size in levels)))
    avoiding = {t for t in terms if not any(holds(t, row) for row in negative)}
    useful = {t for t in avoiding if any(holds(t, row) for row in positive)}
    assert primes_against(positive, negative) == {t for t in useful if not any(s in avoiding for s in shorter(t))}


@given(st.lists(st.integers(1, 63), min_size=1, max_size=9), st.booleans())
@settings(max_examples=200, deadline=None)
def test_covers_are_those_that_trying_all_choices_finds(columns, every):
    rows = max(columns).bit_length()
    goal = (1 << rows) - 1

    def covering(choice):
        held = 0
        for k in choice:
            held |= columns[k]
        return held & goal == goal

    choices = [c for size in range(len(columns) + 1) for c in combinations(range(len(columns)), size) if covering(c)]
    if not choices:
        with pytest.raises(MethodError, match="no column"):
            covers(columns, rows=rows, every=every)
        return
    least = [c for c in choices if len(c) == len(choices[0])]
    needed = [c for c in choices if not any(covering(c[:k] + c[k + 1 :]) for k in range(len(c)))]
    assert set(covers(columns, rows=rows, every=every).choices) == set(needed if every else least)


def test_one_term_is_left_when_nothing_else_divides_the_cases():
    table = truth_table(cases_of([(1, 0), (1, 1), (0, 1), (0, 0)], [1, 1, 0, 0]))
    assert words(minimize(table)) == [["A"]]


def test_remainders_are_used_by_the_parsimonious_solution_only():
    table = truth_table(cases_of([(1, 1), (0, 0)], [1, 0]))
    assert words(minimize(table)) == [["A*B"]]
    assert words(minimize(table, solution="parsimonious")) == [["A"], ["B"]]


def test_an_expected_direction_decides_between_complex_and_parsimonious():
    cases = cases_of([(1, 1), (0, 0)], [1, 0])
    table = truth_table(cases)

    def under(text):
        return words(minimize(table, solution="intermediate", expectations=read_expectations(text, cases)))

    assert under("A,B") == [["A*B"]]
    assert under("A,~B") == [["A"], ["A*B"]]


def test_an_intermediate_model_keeps_a_literal_of_the_parsimonious_one_against_expectation():
    cases = cases_of([(1, 1, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)], [1, 0, 0, 0])
    solution = minimize(truth_table(cases), solution="intermediate", expectations=read_expectations("0,0,1", cases))
    assert words(solution) == [["A*B*~C"]]


def test_six_conditions_give_the_planted_expression():
    table = truth_table(read_cases(DATA / "qca_crisp_6cond.csv", outcome="Y", conditions=list("ABCDEF")))
    assert words(minimize(table, solution="parsimonious")) == [["C*~D", "A*B"]]


def test_ten_conditions_give_both_models_that_r_reports():
    table = truth_table(read_cases(DATA / "qca_crisp_10cond.csv", outcome="Y", conditions=list("ABCDEFGHIJ")))
    assert words(minimize(table, solution="parsimonious")) == [["C*~D", "A*B"], ["C*~D", "B*D*~J"]]


def test_a_list_cut_short_says_so():
    table = truth_table(read_cases(DATA / "qca_crisp_10cond.csv", outcome="Y", conditions=list("ABCDEFGHIJ")))
    found = minimize(table, solution="parsimonious", most=1)
    assert (len(found.models), found.is_complete) == (1, False)


@given(st.integers(0, 10_000), st.sampled_from(["conservative", "parsimonious"]))
@settings(max_examples=40, deadline=None)
def test_a_model_of_crisp_cases_without_contradiction_covers_all_and_nothing_else(seed, kind):
    rng = np.random.default_rng(seed)
    rows = rng.integers(2, size=(14, 4))
    outcome = (rows[:, 0] & rows[:, 1]) | (rows[:, 2] & ~rows[:, 3] & 1)
    if len(set(outcome.tolist())) < 2:
        return
    found = minimize(truth_table(cases_of(rows.tolist(), outcome.tolist())), solution=kind)
    assert {(m.fit.incl_s, m.fit.cov_s, m.fit.pri) for m in found.models} == {(1.0, 1.0, 1.0)}


def cells(models):
    """Configurations of three binary conditions at which some term of a model holds."""
    return [{row for row in product((0, 1), repeat=3) if any(holds(t, row) for t in m.terms)} for m in models]


@given(st.lists(st.sampled_from("10?"), min_size=8, max_size=8), st.sampled_from(["A,B,C", "~A,B", "1,0,-"]))
@settings(max_examples=120, deadline=None)
def test_an_intermediate_solution_lies_between_the_conservative_and_the_parsimonious(marks, expected):
    seen = [(row, mark) for row, mark in zip(product((0, 1), repeat=3), marks, strict=True) if mark != "?"]
    if {mark for _, mark in seen} != {"0", "1"}:
        return
    cases = cases_of([row for row, _ in seen], [int(mark) for _, mark in seen])
    table = truth_table(cases)
    inner, outer = (cells(minimize(table, solution=kind).models) for kind in ("conservative", "parsimonious"))
    found = minimize(table, solution="intermediate", expectations=read_expectations(expected, cases))
    for between in cells(found.models):
        assert any(low <= between for low in inner) and any(between <= high for high in outer)


def test_a_row_below_the_frequency_cut_is_a_remainder():
    table = truth_table(cases_of([(1,), (1,), (0,)], [1, 1, 0]), cuts=Cuts(frequency=2))
    assert {row.configuration: row.output for row in table.rows} == {(1,): "1", (0,): "?"}


def test_between_the_two_cuts_a_row_is_a_contradiction_and_counts_as_negative():
    table = truth_table(cases_of([(1,), (1,), (0,), (0,)], [1, 1, 1, 0]), cuts=Cuts(inclusion=1.0, exclusion=0.4))
    assert {row.configuration: row.output for row in table.rows} == {(1,): "1", (0,): "C"}
    assert words(minimize(table, solution="parsimonious")) == [["A"]]


def test_a_row_can_fail_by_pri_alone():
    # Both rows hold 0.6 of their cases' degrees in Y and 0.4 in its absence: inclusion 1, PRI (0.6-0.4)/(0.6-0.4)=1 for
    # A; for ~A inclusion 0.4/0.6 and PRI 0.
    table = truth_table(cases_of([(0.6,), (0.4,)], [0.6, 0.4]), cuts=Cuts(inclusion=0.6, pri=0.9))
    assert {row.configuration: row.output for row in table.rows} == {(1,): "1", (0,): "0"}


def test_a_case_at_the_crossover_is_refused():
    with pytest.raises(MethodError, match="neither in nor out"):
        cases_of([(0.5,)], [1])


def test_no_positive_row_is_said_with_the_best_there_is():
    with pytest.raises(MethodError, match=r"best inclusion is 0\.500"):
        minimize(truth_table(cases_of([(1,), (1,)], [1, 0])))


def test_a_model_of_several_levels_names_the_level():
    table = truth_table(cases_of([(2,), (1,), (0,)], [1, 1, 0], levels=(3,)))
    assert words(minimize(table)) == [["A[1]", "A[2]"]] or words(minimize(table)) == [["A[2]", "A[1]"]]


def test_the_inclusion_range_ends_at_the_figures_of_the_rows_it_passes():
    # A holds with inclusion 1, B-only with 0.5 (one of two cases): any cut above 0.5 up to 1 gives the same model.
    cases = cases_of([(1, 0), (0, 1), (0, 1), (0, 0)], [1, 1, 0, 0])
    found = robustness(minimize(truth_table(cases)))
    assert found.inclusion == (0.5, 1.0)


def test_the_only_case_of_a_path_is_fragile_and_one_of_two_is_not():
    cases = cases_of([(1, 0), (1, 0), (0, 1), (0, 0)], [1, 1, 1, 0], names="pqrs")
    found = robustness(minimize(truth_table(cases)))
    assert set(found.fragile_cases or ()) == {"r"}


def test_a_planted_cause_is_beyond_chance_and_a_coin_is_not():
    rng = np.random.default_rng(5)
    rows = rng.integers(2, size=(24, 3))
    planted = minimize(truth_table(cases_of(rows.tolist(), rows[:, 0].tolist())))
    assert against_chance(planted, draws=100, rng=rng) == pytest.approx(1 / 101)
    coin = cases_of(np.eye(4).tolist(), [1, 0, 1, 0])
    assert against_chance(minimize(truth_table(coin)), draws=50, rng=rng) == 1.0


def test_a_file_is_refused_with_every_fault(tmp_path):
    file = tmp_path / "f.csv"
    file.write_text("case,A,Y\np,1,1\nq,,0\nr,x,1\n", encoding="utf-8")
    with pytest.raises(RefusedFile, match=r"f.csv:3:A.*\n.*f.csv:4:A") as refusal:
        read_cases(file, outcome="Y", conditions=["A"])
    assert len(refusal.value.faults) == 2


@pytest.mark.parametrize(("column", "reason"), [("B", "no column 'B'"), ("R", "calibrate it first")])
def test_a_column_that_is_missing_or_raw_is_refused(tmp_path, column, reason):
    file = tmp_path / "f.csv"
    file.write_text("case,A,R,Y\np,1,3.5,1\nq,0,2.5,0\n", encoding="utf-8")
    with pytest.raises(DataError, match=reason):
        read_cases(file, outcome="Y", conditions=[column])
