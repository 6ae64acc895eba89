from dataclasses import replace

import pytest

from proxenia.assessment.strategy import swot_of
from proxenia.locale import Text
from proxenia.strategy.plan import Question
from proxenia.strategy.portfolio import Limits
from proxenia.strategy.swot import Around, SwotEntry, outer, swot

QUICK = {"nodes": 5, "scenarios": 64, "seed": 7}


@pytest.fixture(scope="module")
def plan(planner):
    return planner.plan(Question(limits=Limits(budget=1_000_000), **QUICK))


@pytest.fixture(scope="module")
def made(planner, plan):
    return swot_of(planner, plan)


def test_all_four_kinds_are_found(made):
    assert {entry.kind for entry in made.entries} == {"strength", "weakness", "opportunity", "threat"}


def test_every_entry_but_the_unknown_cites_facts_of_the_store(made, planner):
    tables = ("observations", "coded_facts", "memberships", "agreements", "institutions", "networks")
    known = {row["fact_id"] for table in tables for row in planner.bench.store.rows(table)}
    assert [entry.code for entry in made.entries if not entry.observations and entry.basis != "unknown"] == []
    assert {fact for entry in made.entries for fact in entry.observations} <= known


def test_every_cell_of_the_matrix_cites_its_entries_facts_and_levers(made, planner):
    codes = {lever.code for lever in planner.program.lever}
    for cell in made.tows:
        below = {fact for code in cell.entries for fact in made.one(code).observations}
        assert set(cell.observations) == below
        assert cell.levers
        assert set(cell.levers) <= codes


def test_pairs_join_the_kinds_they_are_named_after(made):
    kinds = {"S": "strength", "W": "weakness", "O": "opportunity", "T": "threat"}
    assert [
        c for c in made.tows if tuple(made.one(e).kind for e in c.entries) != tuple(kinds[letter] for letter in c.pair)
    ] == []


def test_entries_are_in_both_languages(made):
    assert [entry.code for entry in made.entries if not (entry.text.en and entry.text.fa)] == []


def entry(kind, basis, *indicators):
    return SwotEntry(
        code="",
        kind=kind,
        basis=basis,
        text=Text(en="e", fa="ف"),
        probability=0.9,
        indicators=indicators,
        observations=("f1",),
    )


def test_what_contradicts_is_kept_and_named_on_both_sides(plan, planner):
    entries = [entry("strength", "panel", "science_brand"), entry("weakness", "benchmarks", "science_brand")]
    made = swot(plan, entries, framework=planner.bench.framework, catalog=planner.bench.catalog)
    assert [(e.code, e.contradicts) for e in made.entries] == [("S1", ("W1",)), ("W1", ("S1",))]


def test_two_rankings_that_move_apart_contradict_each_other(plan, planner):
    entries = [entry("opportunity", "ranking"), entry("threat", "ranking")]
    made = swot(plan, entries, framework=planner.bench.framework, catalog=planner.bench.catalog)
    assert [e.contradicts for e in made.entries] == [("T1",), ("O1",)]


def nothing_around(**more):
    base = {
        "networks": (), "bridges": (), "rankings": (), "measures": {}, "permission": (), "unknown": (), "unknown_share": 0.0, "counted": {},
    }  # fmt: skip
    return Around(**{**base, **more})


def test_a_fall_in_another_ranking_is_a_threat_and_a_rise_an_opportunity(plan):
    measures = {"m": {"name_en": "M", "name_fa": "م", "low_is_best": True}}
    rows = [
        {"measure_id": "m", "year": 2020, "value": 40.0, "fact_id": "a"},
        {"measure_id": "m", "year": 2024, "value": 60.0, "fact_id": "b"},
    ]
    quiet = replace(plan, holds=replace(plan.holds, rivals=()))
    down = outer(quiet, nothing_around(rankings=rows, measures=measures))
    up = outer(quiet, nothing_around(rankings=[{**rows[0], "value": 80.0}, rows[1]], measures=measures))
    assert [(e.kind, e.observations) for e in down] == [("threat", ("a", "b"))]
    assert [e.kind for e in up] == ["opportunity"]


def test_a_free_city_has_no_threat_from_permission(plan):
    free = [{"score": 3, "fact_id": "a"}]
    strict = [{"score": 1, "fact_id": "a"}]
    assert "permission" not in {e.basis for e in outer(plan, nothing_around(permission=free))}
    assert "permission" in {e.basis for e in outer(plan, nothing_around(permission=strict))}
