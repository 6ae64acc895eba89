import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from proxenia.assessment.strategy import roadmap_of
from proxenia.errors import StudyError
from proxenia.index import build
from proxenia.strategy.follow_up import follow_up
from proxenia.strategy.plan import Question
from proxenia.strategy.portfolio import Limits

QUESTION = Question(limits=Limits(budget=1_000_000), nodes=5, scenarios=64, seed=7)


@pytest.fixture(scope="module")
def roadmap(planner):
    return roadmap_of(planner, planner.plan(QUESTION), QUESTION, starts_on=dt.date(2027, 3, 21))


def edited(planner, changes, *, weights=None):
    """The planner's panel with figures of cities replaced: {(city, indicator): (value, year)}."""
    panel = planner.panel
    cells, drawn = dict(panel.observations.cells), panel.cells.copy()
    for (city, indicator), (value, year) in changes.items():
        row, column = panel.observations.cities.index(city), panel.observations.indicators.index(indicator)
        old = cells[city, indicator]
        cells[city, indicator] = replace(old, value=value, year=year, spread=None)
        drawn[:, row, column] = value
    tree = panel.dimensions
    if weights:
        tree = type(tree)(tuple(replace(n, weight=weights.get(n.code, n.weight)) for n in tree.nodes), tree.leaves)
    observations = replace(panel.observations, cells=cells)
    index = build(observations.central(drawn), framework=tree, methodology=planner.bench.methodology)
    return replace(panel, observations=observations, cells=drawn, dimensions=tree, index=index)


def run(planner, roadmap, changes, *, weights=None, phase="design"):
    method = planner.bench.methodology
    return follow_up(
        roadmap,
        before=(planner.panel, method),
        between=(edited(planner, {}, weights=weights), method),
        after=(edited(planner, changes, weights=weights), method),
        focal=planner.focal.geonames_id,
        catalog=planner.bench.catalog,
        phase=phase,
    )


def parts(made):
    return {part.cause: part.score for part in made.parts}


def test_an_edition_that_is_the_same_moves_nothing(planner, roadmap):
    made = run(planner, roadmap, {})
    assert made.moved == ()
    assert all(value == pytest.approx(0.0) for value in parts(made).values())


def test_a_newer_figure_is_the_city_s_own_doing(planner, roadmap):
    city = planner.focal.geonames_id
    made = run(planner, roadmap, {(city, "student_population"): (1_600_000.0, 2030)})
    assert [(m.indicator, m.cause) for m in made.moved] == [("student_population", "city")]
    assert parts(made)["city"] > 0
    assert parts(made)["data"] == pytest.approx(0.0)


def test_another_word_on_the_same_year_is_data(planner, roadmap):
    city = planner.focal.geonames_id
    year = planner.panel.observations.get(city, "student_population").year
    made = run(planner, roadmap, {(city, "student_population"): (600_000.0, year)})
    assert [m.cause for m in made.moved] == ["data"]
    assert parts(made)["data"] < 0
    assert parts(made)["city"] == pytest.approx(0.0)


def test_what_others_do_moves_the_place_and_not_the_score(planner, roadmap):
    cities = [city.geonames_id for city in planner.panel.cities if city != planner.focal]
    known = [c for c in cities if planner.panel.observations.get(c, "intl_org_membership") is not None]
    made = run(planner, roadmap, {(c, "intl_org_membership"): (20.0, 2030) for c in known})
    assert parts(made)["rivals"] == pytest.approx(0.0)
    assert {part.cause: part.places for part in made.parts}["rivals"] >= 0


def test_new_weights_are_the_method(planner, roadmap):
    made = run(planner, roadmap, {}, weights={"innovation_infrastructure": 3.0})
    assert parts(made)["method"] != 0.0
    assert parts(made)["city"] == parts(made)["data"] == pytest.approx(0.0)


def test_the_parts_add_up_to_the_whole(planner, roadmap):
    city = planner.focal.geonames_id
    changes = {(city, "student_population"): (1_600_000.0, 2030), (city, "science_parks"): (20.0, None)}
    made = run(planner, roadmap, changes, weights={"international_presence": 2.0})
    assert sum(part.score for part in made.parts) == pytest.approx(made.score_after - made.score_before)
    assert sum(part.places for part in made.parts) == made.rank_after - made.rank_before


def test_a_score_above_what_was_expected_is_told_so(planner, roadmap):
    city = planner.focal.geonames_id
    known = [i for i in planner.panel.observations.indicators if planner.panel.observations.get(city, i) is not None]
    best = {(city, i): (planner.bench.catalog[i].goalposts[1], 2030) for i in known}
    assert run(planner, roadmap, best).verdict == "above"


def test_indicators_are_held_against_their_bands(planner, roadmap):
    made = run(planner, roadmap, {})
    assert len(made.indicators) == len(roadmap.phases[0].bands)
    assert {entry.verdict for entry in made.indicators} <= {"below", "within", "above", "not known"}


def test_an_unknown_phase_is_refused(planner, roadmap):
    with pytest.raises(StudyError, match="no phase 'fame'"):
        run(planner, roadmap, {}, phase="fame")


def test_missing_figures_stay_missing(planner, roadmap):
    made = run(planner, roadmap, {})
    unknown = [e for e in made.indicators if e.verdict == "not known"]
    assert all(e.seen is None for e in unknown)
    assert not any(np.isnan(part.score) for part in made.parts)
