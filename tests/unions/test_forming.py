from dataclasses import replace

import numpy as np
import pytest

from proxenia.errors import DataError, StudyError
from proxenia.unions import which_to_form
from proxenia.unions.forming import listed, region
from proxenia.unions.forming.capacity import evidence_of, measure_capacity
from proxenia.unions.forming.chance import best_of_rewired, rewired
from proxenia.unions.forming.choose import Limits, best_quickly


@pytest.fixture(scope="module")
def gulf(bench):
    return which_to_form(region("persian-gulf"), (6, 8), bench=bench).proposal


@pytest.fixture(scope="module")
def baltic(bench):
    return which_to_form(region("baltic"), (6, 7), bench=bench).proposal


def test_a_proposal_keeps_its_limits(gulf):
    countries = [city.country_iso2 for city in gulf.union.cities]
    assert 6 <= len(gulf.union.cities) <= 8
    assert len(set(countries)) >= gulf.least_countries >= 5
    assert max(countries.count(country) for country in countries) <= gulf.most_of_one_country


def test_the_persian_gulf_proposal_reaches_both_shores(gulf):
    countries = set(gulf.union.countries)
    assert countries & {"IR", "IQ"}
    assert countries & {"AE", "QA", "SA", "BH", "KW"}


def test_a_proposal_cites_facts_of_the_evidence(gulf, store):
    facts = {row["fact_id"] for t in ("memberships", "agreements", "networks", "coded_facts") for row in store.rows(t)}
    assert gulf.observations
    assert set(gulf.observations) <= facts


def test_what_is_seen_lies_within_the_interval(gulf, baltic):
    for proposal in (gulf, baltic):
        low, high = proposal.capacity_interval
        assert low <= proposal.union.capacity <= high


def test_alternatives_differ_and_are_nearly_as_able(baltic, bench):
    chosen = {city.geonames_id for city in baltic.union.cities}
    assert baltic.alternatives
    for other in baltic.alternatives:
        assert {city.geonames_id for city in other.cities} != chosen
        assert -1e-6 <= other.lower_by <= bench.ground.settings.form.tolerance


def test_agreements_named_in_a_union_are_in_force(baltic, bench):
    assert baltic.union.ties
    numbers = {city.city: city.geonames_id for city in baltic.union.cities}
    assert all(numbers[b] in bench.ground.book.partners_of(numbers[a]) for a, b in baltic.union.ties)


def test_the_baltic_proposal_says_that_a_network_of_it_exists(baltic):
    assert baltic.nearest == "ubc"
    assert any("UBC" in reason.en for reason in baltic.because)


def test_a_wanted_city_is_in_the_union(bench):
    proposal = which_to_form(region("persian-gulf"), (6, 6), bench=bench, wanted=["Bushehr"]).proposal
    assert "Bushehr" in {city.city for city in proposal.union.cities}


def test_a_wanted_city_from_elsewhere_joins_the_region(bench):
    proposal = which_to_form(region("caspian"), (4, 4), bench=bench, wanted=["Tehran"]).proposal
    assert "Tehran" in {city.city for city in proposal.union.cities}


def test_more_wanted_cities_than_the_fewest_are_no_fault(bench):
    names = ["Baku", "Rasht", "Astrakhan", "Aktau", "Makhachkala"]
    proposal = which_to_form(region("caspian"), (4, 5), bench=bench, wanted=names).proposal
    assert {city.city for city in proposal.union.cities} == set(names)
    with pytest.raises(StudyError, match="5 cities must be in a union of at most 4"):
        which_to_form(region("caspian"), (4, 4), bench=bench, wanted=names)


def test_a_theme_counts_only_its_networks(bench):
    cities = [bench.places.one(name) for name in ("Doha", "Dubai", "Abu Dhabi", "Manama")]
    ground = bench.ground
    every = measure_capacity(evidence_of(cities, ground=ground), settings=ground.settings.form)
    peace = measure_capacity(
        evidence_of(cities, ground=ground, theme=ground.themes["peace"]), settings=ground.settings.form
    )
    assert (peace.shared <= every.shared).all()
    assert peace.shared.sum() < every.shared.sum()


def test_a_list_of_cities_is_a_region(bench):
    cities = [bench.places.one(name) for name in ("Tehran", "Istanbul", "Baku", "Tashkent", "Lahore")]
    proposal = which_to_form(listed(cities), (3, 4), bench=bench).proposal
    assert {city.city for city in proposal.union.cities} <= {city.name for city in cities}


def test_a_size_that_cannot_be_met_is_refused(bench):
    cities = [bench.places.one(name) for name in ("Tehran", "Baku")]
    with pytest.raises(StudyError, match="a union of 6 cities cannot be met: region 'list' has 2 candidates"):
        which_to_form(listed(cities), (6, 12), bench=bench)


def test_countries_asked_for_are_covered(bench):
    proposal = which_to_form(region("caspian"), (4, 6), bench=bench, least_countries=5).proposal
    assert len(proposal.union.countries) == 5


def test_more_countries_than_there_are_cannot_be_covered(bench):
    with pytest.raises(StudyError, match="9 countries cannot be covered by 12 cities of 5 countries"):
        which_to_form(region("caspian"), (6, 12), bench=bench, least_countries=9)


@pytest.mark.parametrize("sizes", [(1, 4), (8, 6)])
def test_sizes_that_are_none_are_refused(bench, sizes):
    with pytest.raises(StudyError, match="write fewest-most, as in 6-12"):
        which_to_form(region("caspian"), sizes, bench=bench)


def test_an_unknown_theme_is_refused(bench):
    with pytest.raises(DataError, match="no theme 'sports'; there are science, digital"):
        which_to_form(region("caspian"), (4, 5), bench=bench, theme="sports")


def test_the_same_seed_gives_the_same_proposal(bench, gulf):
    assert which_to_form(region("persian-gulf"), (6, 8), bench=bench).proposal == gulf


def test_rewired_worlds_keep_how_many_ties_each_city_has(bench):
    cities = region("baltic").candidates(places=bench.places, known=bench.ground.book.cities())[:30]
    evidence = evidence_of(cities, ground=bench.ground)
    for world in rewired(evidence, 3, rng=np.random.default_rng(0)):
        assert (world.tied.sum(axis=1) == evidence.tied.sum(axis=1)).all()
        assert (world.tied == world.tied.T).all()
        assert (world.member.sum(axis=1) == evidence.member.sum(axis=1)).all()
        assert (world.member.sum(axis=0) == evidence.member.sum(axis=0)).all()


def test_a_planted_union_stands_out_from_rewired_worlds(bench):
    cities = region("baltic").candidates(places=bench.places, known=bench.ground.book.cities())[:24]
    evidence = evidence_of(cities, ground=bench.ground)
    tied = np.zeros_like(evidence.tied)
    tied[:6, :6] = 1 - np.eye(6)
    for i in range(6, 23):
        tied[i, i + 1] = tied[i + 1, i] = 1
    planted = replace(evidence, tied=tied, member=np.zeros_like(evidence.member), built=np.zeros_like(evidence.built))
    settings = replace(bench.ground.settings.form, worlds=60)
    limits = Limits.of([str(i) for i in range(24)], 6, share=1.0, least_countries=1)
    capacity = measure_capacity(planted, settings=settings)
    chosen = best_quickly(capacity, 6, limits=limits)
    assert chosen is not None
    worlds = best_of_rewired(planted, 6, limits=limits, settings=settings, rng=np.random.default_rng(2))
    assert set(chosen) == set(range(6))
    assert (worlds < capacity.of(chosen)).all()


def test_a_city_without_evidence_complements_none_like_it(bench):
    cities = [city for city in bench.places.larger_than(300_000) if not bench.ground.book.degree(city.geonames_id)][:3]
    capacity = measure_capacity(evidence_of(cities, ground=bench.ground), settings=bench.ground.settings.form)
    assert capacity.complementarity.max() == pytest.approx(0, abs=1e-9)


def test_legal_permission_of_a_state_holds_for_its_cities(bench):
    evidence = evidence_of([bench.places.one("Shiraz"), bench.places.one("Doha")], ground=bench.ground)
    assert evidence.permission[0] == pytest.approx(1 / 3)  # Tehran's code is 1 of 3, and the law is the state's
    assert np.isnan(evidence.permission[1])
