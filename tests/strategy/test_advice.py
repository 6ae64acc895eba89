import pytest

from proxenia.assessment import assess
from proxenia.strategy import Levers
from proxenia.study import Study

NAMED_IN_THE_TEXT = {
    "science_diplomacy_office",
    "university_partnerships",
    "science_heritage_brand",
    "stakeholder_council",
}


@pytest.fixture(scope="module")
def barcelona(store):
    study = Study(focal="Barcelona", benchmarks=("Tehran", "Boston", "Beijing", "Istanbul"), draws=256)
    return assess(study, store=store, created_at="2026-11-21T10:00:00Z")


def test_the_practical_steps_of_the_text_come_out_for_tehran(assessment):
    assert {action.action for action in assessment.actions} >= NAMED_IN_THE_TEXT


def test_the_same_steps_do_not_come_out_for_barcelona(barcelona):
    assert {action.action for action in barcelona.actions} & NAMED_IN_THE_TEXT == set()


def test_an_office_that_stands_is_not_advised_again(barcelona):
    reasons = {action.action: action.constraint.en for action in barcelona.withheld}
    assert reasons["science_diplomacy_office"] == "What it would build already stands."


def test_every_action_names_a_gap_a_city_and_facts(assessment):
    bare = [
        a.action
        for a in assessment.actions
        if not (a.because and a.exemplar and a.observations and a.exemplar_observations)
    ]
    assert bare == []


def test_every_gap_of_an_action_is_a_gap_of_the_city(assessment):
    gaps = {gap.indicator for gap in assessment.gaps}
    assert {i for action in assessment.actions for i in action.because} <= gaps


def test_every_lever_is_advised_or_withheld_with_a_reason(assessment):
    told = {a.action for a in assessment.actions} | {a.action for a in assessment.withheld if a.constraint}
    assert told == {lever.code for lever in Levers.read().lever}


def test_agreements_abroad_mind_the_permission_of_the_state(assessment):
    action = next(a for a in assessment.actions if a.action == "university_partnerships")
    assert "permission" in action.constraint.en
