"""Where a city stands among two small models worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from proxenia.compare.models import ConditionRule, IdealType, IdealTypes, degree_draws, model_degrees
from proxenia.compare.standing import standing
from proxenia.errors import DataError
from proxenia.locale import Text


def rule(code, indicator, anchors=(0.0, 100.0)):
    return ConditionRule(code=code, indicator=indicator, name=Text(code, code), anchors=anchors)


def types(*, spread=0.0, least=0.5):
    models = (
        IdealType(
            code="open", name=Text("Open", "باز"), exemplar="x",
            conditions=(rule("a", "universities"), rule("b", "museums")),
        ),
        IdealType(
            code="closed", name=Text("Closed", "بسته"), exemplar="y",
            conditions=(rule("c", "intl_visitors"), rule("d", "museums", (100.0, 0.0))),
        ),
    )  # fmt: skip
    return IdealTypes(name="two", version=1, minimum_known=least, model=models, anchor_spread=spread)


def rng():
    return np.random.default_rng(3)


def test_a_degree_is_half_the_weakest_and_half_the_mean(make_profile):
    profile = make_profile({"universities": [80], "museums": [40], "intl_visitors": [50]})
    degrees = model_degrees(profile, 0, types=types(), rng=rng())
    # open: .5 * .4 + .5 * .6; closed: museums turned round give .6, so .5 * .5 + .5 * .55
    assert degrees["open"].degree == pytest.approx(0.5)
    assert degrees["closed"].degree == pytest.approx(0.525)


def test_anchors_that_may_move_widen_an_interval_and_leave_the_degree(make_profile):
    profile = make_profile({"universities": [50], "museums": [50], "intl_visitors": [50]}, draws=4000)
    fixed = model_degrees(profile, 0, types=types(), rng=rng())["open"]
    moving = model_degrees(profile, 0, types=types(spread=0.2), rng=rng())["open"]
    assert moving.degree == fixed.degree == pytest.approx(0.5)
    assert fixed.interval == pytest.approx((0.5, 0.5))
    assert moving.interval is not None and moving.interval[0] < 0.45 and moving.interval[1] > 0.55


def test_shifted_anchors_move_a_degree_as_the_line_between_them_does():
    # Anchors 0 and 100 moved up by a tenth of their distance are 10 and 110: a reading of 60 is half way.
    moved = rule("a", "museums").degree(np.array([60.0]), shift=np.array([[0.1], [0.1]]))
    assert moved == pytest.approx([0.5])


def test_anchors_that_could_change_places_are_refused():
    with pytest.raises(DataError, match="anchor_spread"):
        types(spread=0.5)


def test_draws_of_a_model_with_nothing_known_are_no_degrees(make_profile):
    profile = make_profile({"universities": [np.nan], "museums": [np.nan], "intl_visitors": [50]})
    assert np.isnan(degree_draws(profile, 0, types().model[0], types=types(), rng=rng())).all()


def test_the_nearest_model_comes_with_the_share_of_draws_that_say_so(make_profile):
    profile = make_profile({"universities": [90], "museums": [90], "intl_visitors": [10]}, spread=3.0)
    found = standing(profile, 0, types=types(), rng=rng())
    assert (found.nearest, found.chances["open"], found.is_sure) == ("open", 1.0, True)


def test_a_hybrid_joins_the_conditions_of_both_and_needs_more_in_than_out(make_profile):
    profile = make_profile({"universities": [90], "museums": [50], "intl_visitors": [90]})
    found = standing(profile, 0, types=types(), rng=rng())
    # All four conditions: .9, .5, .9, .5 -> .5 * .5 + .5 * .7
    assert found.hybrid is not None and found.hybrid.models == ("open", "closed")
    assert found.hybrid.degree == pytest.approx(0.6)
    assert found.is_hybrid


def test_what_changes_a_model_is_followed_through_the_indicator_both_share(make_profile):
    profile = make_profile({"universities": [40], "museums": [30], "intl_visitors": [60]})
    found = standing(profile, 0, types=types(), rng=rng())
    (move,) = found.moves
    # Closed .65 is nearest. Museums to 100 lift open to (.4 + .7) / 2 and sink closed to .5 * 0 + .5 * .3.
    assert (found.nearest, move.model) == ("closed", "open")
    assert [change.condition for change in move.changes] == ["b"]
    assert (move.degree, move.ahead) == (pytest.approx(0.55), pytest.approx(0.55 - 0.15))


def test_a_change_may_be_evidence_that_lacks(make_profile):
    profile = make_profile({"universities": [95], "museums": [np.nan], "intl_visitors": [99]})
    found = standing(profile, 0, types=types(), rng=rng())
    (move,) = found.moves
    assert {change.reading for change in move.changes} <= {None, 95.0}


def test_no_standing_where_nothing_is_known(make_profile):
    profile = make_profile({"universities": [np.nan], "museums": [np.nan], "intl_visitors": [np.nan]})
    found = standing(profile, 0, types=types(), rng=rng())
    assert (found.nearest, found.chances, found.hybrid, found.is_sure) == (None, {}, None, False)
