import numpy as np
import pytest

from proxenia.assessment.strategy import what_if_of
from proxenia.errors import DataError, StudyError
from proxenia.strategy.plan.told import as_json
from proxenia.strategy.what_if import Change, Scenario, compare

CHANGES = (
    Change.parse("observation", "science_brand=3"),
    Change.parse("weight", "international_presence=2"),
    Change.parse("membership", "c40"),
    Change.parse("lever", "strategy_document"),
    Change.parse("pace", "Istanbul=3"),
)


def scenario(*changes, **more):
    return Scenario(name="s", city="Tehran", change=changes, **more)


@pytest.fixture(scope="module")
def run(planner):
    return what_if_of(planner, scenario(*CHANGES))


def test_nothing_changed_changes_nothing(planner):
    run = what_if_of(planner, scenario())
    assert run.steps == ()
    assert as_json(run.base) == as_json(run.final)


def test_the_base_is_the_published_index(run, planner):
    row = planner.world.row
    assert run.base.published_score == pytest.approx(planner.panel.index.scores[row, 0])
    assert run.base.published_rank == planner.panel.index.ranks[row, 0]


def test_each_step_stands_on_the_one_before(run):
    gained = run.base.outlook.probability + sum(step.probability for step in run.steps)
    assert gained == pytest.approx(run.final.outlook.probability)


def test_a_better_figure_raises_the_score_and_its_model(run):
    brand = run.steps[0]
    assert brand.score > 0
    degree = {model.model: model.degree for model in brand.standing.models}
    before = {model.model: model.degree for model in run.base.models}
    assert degree["creative_ecosystem"] > before["creative_ecosystem"]


def test_a_membership_adds_to_every_draw(run):
    assert run.steps[2].score > 0
    assert run.steps[2].score_interval[0] > 0


def test_a_rival_that_speeds_up_moves_no_score_but_the_place(run):
    assert run.steps[4].score == 0.0
    assert run.steps[4].rank >= 0.0


def test_leaving_undoes_joining(planner):
    joined = what_if_of(planner, scenario(CHANGES[2], Change.parse("membership", "c40", value=0.0)))
    assert joined.final.published_score == pytest.approx(joined.base.published_score)


def test_steps_are_explained_in_both_languages(run):
    assert all(step.words.en and step.words.fa for step in run.steps)


def test_a_scenario_is_read_as_it_was_written(tmp_path):
    file = tmp_path / "s.toml"
    file.write_text(scenario(*CHANGES, target="rank:8").toml(), encoding="utf-8")
    assert Scenario.read(file) == scenario(*CHANGES, target="rank:8")


def test_scenarios_are_laid_side_by_side(planner, run):
    rows = compare([run, what_if_of(planner, scenario(CHANGES[0]))])
    assert [row["scenario"] for row in rows] == ["nothing changes", "s", "s"]
    assert rows[0]["score"] < rows[2]["score"] < rows[1]["score"]


def test_a_rival_s_figure_can_be_changed(planner):
    run = what_if_of(planner, scenario(Change.parse("observation", "Istanbul:science_brand=0")))
    assert run.steps[0].rank <= 0.0


@pytest.mark.parametrize(
    ("kind", "text"), [("observation", "science_brand"), ("observation", "=3"), ("lever", "x=1"), ("weight", "a=b")]
)
def test_a_change_that_cannot_be_read_is_refused(kind, text):
    with pytest.raises(StudyError, match=r"write "):
        Change.parse(kind, text)


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        (Change(kind="observation", subject="science_brand", value=7), StudyError, "coded from 0 to 3"),
        (Change(kind="observation", subject="museums", value=-1), StudyError, "cannot be -1"),
        (Change(kind="observation", subject="fame", value=1), DataError, "no indicator 'fame'"),
        (Change(kind="weight", subject="fame", value=1), StudyError, "no dimension or indicator 'fame'"),
        (Change(kind="weight", subject="science_brand", value=-1), StudyError, "below zero"),
        (Change(kind="membership", subject="fame"), StudyError, "counts in no indicator"),
        (Change(kind="lever", subject="fame"), DataError, "no lever 'fame'"),
    ],
)
def test_a_change_of_something_that_is_not_there_is_refused(planner, change, error, told):
    with pytest.raises(error, match=told):
        what_if_of(planner, scenario(change))


def test_a_file_of_another_form_is_refused(tmp_path):
    file = tmp_path / "s.toml"
    file.write_text("name = 3", encoding="utf-8")
    with pytest.raises(StudyError, match=r"s\.toml"):
        Scenario.read(file)


def test_an_assumed_value_is_marked_and_not_taken_for_evidence(planner):
    changed = planner.changed(scenario(CHANGES[0]))
    cell = changed.panel.observations.get(planner.focal.geonames_id, "science_brand")
    assert cell.facts == ("what-if",)
    assert planner.panel.observations.get(planner.focal.geonames_id, "science_brand").facts != ("what-if",)


def test_the_planner_with_changes_shares_every_other_draw(planner):
    changed = planner.changed(scenario(CHANGES[0]))
    others = np.delete(np.arange(len(planner.world.names)), planner.world.row)
    column = planner.panel.observations.indicators.index("science_brand")
    same = np.delete(planner.panel.cells, column, axis=2)[:, others]
    np.testing.assert_array_equal(same, np.delete(changed.panel.cells, column, axis=2)[:, others])
