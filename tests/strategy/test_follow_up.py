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
def roadmap(desk):
    return roadmap_of(desk, desk.plan(QUESTION), QUESTION, starts_on=dt.date(2027, 3, 21))


def edited(desk, changes, *, weights=None):
    """The desk's panel with figures of cities replaced: {(city, indicator): (value, year)}."""
    panel = desk.panel
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
    index = build(observations.central(drawn), framework=tree, methodology=desk.methodology)
    return replace(panel, observations=observations, cells=drawn, dimensions=tree, index=index)


def run(desk, roadmap, changes, *, weights=None, phase="design"):
    method = desk.methodology
    return follow_up(
        roadmap,
        before=(desk.panel, method),
        between=(edited(desk, {}, weights=weights), method),
        after=(edited(desk, changes, weights=weights), method),
        focal=desk.focal.geonames_id,
        catalog=desk.catalog,
        phase=phase,
    )


def parts(made):
    return {part.cause: part.score for part in made.parts}


def test_an_edition_that_is_the_same_moves_nothing(desk, roadmap):
    made = run(desk, roadmap, {})
    assert made.moved == ()
    assert all(value == pytest.approx(0.0) for value in parts(made).values())


def test_a_newer_figure_is_the_city_s_own_doing(desk, roadmap):
    city = desk.focal.geonames_id
    made = run(desk, roadmap, {(city, "student_population"): (1_600_000.0, 2030)})
    assert [(m.indicator, m.cause) for m in made.moved] == [("student_population", "city")]
    assert parts(made)["city"] > 0
    assert parts(made)["data"] == pytest.approx(0.0)


def test_another_word_on_the_same_year_is_data(desk, roadmap):
    city = desk.focal.geonames_id
    year = desk.panel.observations.get(city, "student_population").year
    made = run(desk, roadmap, {(city, "student_population"): (600_000.0, year)})
    assert [m.cause for m in made.moved] == ["data"]
    assert parts(made)["data"] < 0
    assert parts(made)["city"] == pytest.approx(0.0)


def test_what_others_do_moves_the_place_and_not_the_score(desk, roadmap):
    cities = [city.geonames_id for city in desk.panel.cities if city != desk.focal]
    known = [c for c in cities if desk.panel.observations.get(c, "intl_org_membership") is not None]
    made = run(desk, roadmap, {(c, "intl_org_membership"): (20.0, 2030) for c in known})
    assert parts(made)["rivals"] == pytest.approx(0.0)
    assert {part.cause: part.places for part in made.parts}["rivals"] >= 0


def test_new_weights_are_the_method(desk, roadmap):
    made = run(desk, roadmap, {}, weights={"innovation_infrastructure": 3.0})
    assert parts(made)["method"] != 0.0
    assert parts(made)["city"] == parts(made)["data"] == pytest.approx(0.0)


def test_the_parts_add_up_to_the_whole(desk, roadmap):
    city = desk.focal.geonames_id
    changes = {(city, "student_population"): (1_600_000.0, 2030), (city, "science_parks"): (20.0, None)}
    made = run(desk, roadmap, changes, weights={"international_presence": 2.0})
    assert sum(part.score for part in made.parts) == pytest.approx(made.score_after - made.score_before)
    assert sum(part.places for part in made.parts) == made.rank_after - made.rank_before


def test_a_score_above_what_was_expected_is_told_so(desk, roadmap):
    city = desk.focal.geonames_id
    known = [i for i in desk.panel.observations.indicators if desk.panel.observations.get(city, i) is not None]
    best = {(city, i): (desk.catalog[i].goalposts[1], 2030) for i in known}
    assert run(desk, roadmap, best).verdict == "above"


def test_indicators_are_held_against_their_bands(desk, roadmap):
    made = run(desk, roadmap, {})
    assert len(made.indicators) == len(roadmap.phases[0].bands)
    assert {entry.verdict for entry in made.indicators} <= {"below", "within", "above", "not known"}


def test_an_unknown_phase_is_refused(desk, roadmap):
    with pytest.raises(StudyError, match="no phase 'fame'"):
        run(desk, roadmap, {}, phase="fame")


def test_missing_figures_stay_missing(desk, roadmap):
    made = run(desk, roadmap, {})
    unknown = [e for e in made.indicators if e.verdict == "not known"]
    assert all(e.seen is None for e in unknown)
    assert not any(np.isnan(part.score) for part in made.parts)
