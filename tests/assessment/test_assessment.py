import json

import pytest

from proxenia.assessment import assess, verify
from proxenia.assessment.verify import plain
from proxenia.errors import StudyError, ThinEvidence, UnknownCity
from proxenia.report.publish import publish
from proxenia.study import Study

AT = "2026-11-21T10:00:00Z"


def test_every_observation_below_a_figure_is_in_the_ledger(assessment):
    ledger = {fact.id for fact in assessment.observations}
    cited = {i for value in assessment.values for i in value.observations}
    cited |= {i for finding in (*assessment.gaps, *assessment.strengths) for i in finding.observations}
    cited |= {i for action in assessment.actions for i in (*action.observations, *action.exemplar_observations)}
    assert cited <= ledger


def test_every_fact_has_a_source(assessment):
    assert [fact.id for fact in assessment.observations if "://" not in fact.source_url] == []


def test_no_rank_stands_without_its_interval(assessment):
    assert [c.city for c in assessment.panel if c.rank is not None and c.rank_interval is None] == []


def test_a_score_lies_in_its_interval_for_the_compared_cities(assessment):
    assert all(c.score_interval[0] <= c.score <= c.score_interval[1] for c in assessment.cities)


def test_the_panel_holds_dozens_of_cities(assessment):
    assert len(assessment.panel) >= 24


def test_each_study_city_has_five_observed_indicators_in_most_dimensions(assessment):
    rich = [
        (city.city, code) for city in assessment.cities for code, node in city.dimensions.items() if node.observed >= 5
    ]
    assert len(rich) >= 16


def test_missing_indicators_are_listed_as_holes_with_a_way_to_fill(assessment):
    missing = {(v.city, v.indicator) for v in assessment.values if v.status == "missing"}
    assert {(h.city, h.indicator) for h in assessment.holes if h.how_to_fill.en and h.how_to_fill.fa} == missing


def test_all_four_dimensions_and_themes_are_scored_or_say_why_not(assessment):
    assert {len(c.dimensions) for c in assessment.cities} == {4} and {len(c.themes) for c in assessment.cities} == {4}


def test_the_general_model_can_be_asked_for(store):
    study = Study(focal="Tehran", benchmarks=("Barcelona", "Istanbul"), framework="city-diplomacy", draws=128)
    made = assess(study, store=store, created_at=AT)
    assert (len(made.indicators), made.cities[0].rank_interval is not None) == (32, True)


def test_the_same_study_gives_the_same_result(study, store, assessment):
    assert plain(assess(study, store=store, created_at=AT)) == plain(assessment)


def test_another_seed_moves_intervals_by_little(study, store, assessment):
    other = assess(study.with_choices(seed=1), store=store, created_at=AT)
    moved = [
        abs(a.score_interval[k] - b.score_interval[k])
        for a, b in zip(assessment.cities, other.cities, strict=True)
        for k in (0, 1)
    ]
    assert max(moved) < 5


def test_a_city_with_too_little_evidence_says_what_is_missing(store):
    with pytest.raises(ThinEvidence, match="proxenia evidence add"):
        assess(Study(focal="Herat", benchmarks=("Barcelona",), draws=128), store=store, created_at=AT)


@pytest.mark.parametrize(
    ("focal", "benchmarks", "said"),
    [
        ("Tehran", ("Boston", "تهران"), "cannot be its own benchmark"),
        ("Tehran", ("Boston", "بوستون"), "named twice"),
        ("Tehran", (), "at least one city to compare with"),
    ],
)
def test_a_study_that_cannot_be_is_refused(store, focal, benchmarks, said):
    with pytest.raises(StudyError, match=said):
        assess(Study(focal=focal, benchmarks=benchmarks, draws=128), store=store, created_at=AT)


def test_an_unknown_city_is_suggested(store):
    with pytest.raises(UnknownCity, match="did you mean"):
        assess(Study(focal="Thran", benchmarks=("Boston",), draws=128), store=store, created_at=AT)


def test_a_study_goes_to_toml_and_back(tmp_path, study):
    path = tmp_path / "study.toml"
    path.write_text(study.toml(), encoding="utf-8")
    assert Study.read(path) == study


def test_a_study_with_an_unknown_key_type_says_where(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text('focal = 3\nbenchmarks = ["Boston"]\n')
    with pytest.raises(StudyError, match=r"study\.toml.*focal"):
        Study.read(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, assessment, study):
    out = tmp_path_factory.mktemp("verify") / "tehran"
    publish(assessment, study=study, folder=out)
    return out


def test_verify_finds_every_value_the_same(folder, store):
    compared, differences = verify(folder, store=store)
    assert (compared > 5000, differences) == (True, ())


def test_verify_finds_a_figure_that_was_changed(folder, store, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    written = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    written["cities"][0]["score"] += 0.1
    (copy / "result.json").write_text(json.dumps(written), encoding="utf-8")
    (copy / "study.toml").write_text((folder / "study.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert [d.where for d in verify(copy, store=store)[1]] == ["cities[0].score"]


def test_verify_says_when_a_folder_holds_no_assessment(tmp_path, store):
    with pytest.raises(StudyError, match=r"result\.json is missing"):
        verify(tmp_path, store=store)


def test_every_interval_holds_the_figure_it_stands_beside(assessment):
    nodes = [node for city in assessment.cities for node in (*city.dimensions.values(), *city.themes.values())]
    for node in [*assessment.panel, *nodes]:
        if node.score is not None:
            assert node.score_interval[0] <= node.score <= node.score_interval[1]
            assert node.rank_interval[0] <= node.rank <= node.rank_interval[1]
