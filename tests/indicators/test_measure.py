import numpy as np
import pytest

from proxenia.indicators import Catalog, Measurer, ObsStatus, Reading
from proxenia.indicators.observation import Count, Observation, Rivals, Scale

TEHRAN, BEIJING = 112931, 1816670


@pytest.fixture(scope="module")
def measurer(store, gazetteer):
    return Measurer(store, catalog=Catalog.read(), gazetteer=gazetteer, reading=Reading.read())


@pytest.fixture(scope="module")
def tehran(measurer):
    return measurer.measure([TEHRAN], indicators=tuple(Catalog.read().indicators))


def test_a_five_year_count_becomes_a_yearly_one(tehran):
    assert tehran.get(TEHRAN, "scientific_publications").value == pytest.approx(63113 / 5)


def test_conflicting_codes_are_conflicting(tehran):
    assert tehran.get(TEHRAN, "stakeholder_coordination_mechanism").status is ObsStatus.CONFLICTING


def test_memberships_over_partial_rosters_are_a_lower_bound(tehran):
    assert tehran.get(TEHRAN, "intl_org_membership").status is ObsStatus.LOWER_BOUND


def test_what_has_no_row_is_missing_and_never_zero(tehran):
    assert tehran.get(TEHRAN, "sustainable_development_mou") is None


def test_a_zero_is_proven_by_complete_rosters(tehran, store):
    cell = tehran.get(TEHRAN, "climate_network_commitments")
    proof = {row["fact_id"] for row in store.rows("networks", roster="complete")}
    assert cell.value == 0 and set(cell.facts) <= proof and cell.facts


def test_an_undated_code_gives_way_to_a_dated_one_of_the_same_grade():
    from proxenia.indicators.measure import _newest_first

    rows = [("A", ""), ("A", "2019"), ("A", "2023-05"), ("B", "2026")]
    assert min(rows, key=lambda row: (row[0], not row[1], _newest_first(row[1]))) == ("A", "2023-05")


def test_every_observation_stands_on_facts(measurer, store):
    ids = tuple(Catalog.read().indicators)
    cities = sorted({row["geonames_id"] for row in store.rows("memberships")})[:200]
    assert [c for c in measurer.measure(cities, indicators=ids).cells.values() if not c.facts] == []


def test_a_count_is_never_drawn_below_what_was_seen():
    draws = Count(seen=3, odds=(0.2, 0.5), unseen=1.0, completeness=(0.5, 1.0)).draw(2000, rng=np.random.default_rng(1))
    assert draws.min() >= 3


def test_a_scale_is_never_drawn_outside_zero_to_three():
    draws = Scale(scores=(0, 3), weights=(1, 1), slips=(1.0, 1.0)).draw(2000, rng=np.random.default_rng(1))
    assert (draws.min(), draws.max()) == (0, 3)


def test_rivals_are_drawn_by_weight():
    draws = Rivals(values=(1.0, 100.0), weights=(3.0, 1.0), sds=(0.0, 0.0)).draw(20_000, rng=np.random.default_rng(1))
    assert np.mean(draws == 1.0) == pytest.approx(0.75, abs=0.01)


def test_draws_of_a_cell_do_not_depend_on_the_other_cities(measurer):
    alone = measurer.measure([TEHRAN], indicators=["intl_org_membership"])
    both = measurer.measure([BEIJING, TEHRAN], indicators=["intl_org_membership"])
    one = alone.draws(50, rng=np.random.default_rng(7))[:, 0, 0]
    other = both.draws(50, rng=np.random.default_rng(7))[:, 1, 0]
    assert (one == other).all()


def test_a_value_without_a_fact_is_refused():
    with pytest.raises(ValueError, match="without a fact"):
        Observation(indicator_id="x", geonames_id=1, unit="u", value=1.0, status=ObsStatus.OBSERVED)
