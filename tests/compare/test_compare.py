import numpy as np
import pytest

from proxenia.compare import ExternalCheck, features, mode_shares
from proxenia.compare.external import spearman
from proxenia.compare.models import join
from proxenia.compare.modes import spread_over
from proxenia.locale import Text

NAME = Text("x", "x")


@pytest.mark.parametrize(
    ("city", "model"),
    [
        ("Barcelona", "creative_ecosystem"),
        ("Boston", "university_centered"),
        ("Beijing", "state_driven"),
        ("Istanbul", "culture_science_hybrid"),
    ],
)
def test_each_exemplar_stands_highest_in_its_own_model(assessment, city, model):
    degrees = {c.city: c.models[model].degree or 0.0 for c in assessment.cities}
    assert max(degrees, key=degrees.get) == city


def test_no_degree_where_too_few_conditions_are_known(assessment):
    thin = [
        m for c in assessment.cities for m in c.models.values()
        if sum(k.degree is not None for k in m.conditions) < 0.6 * len(m.conditions)
    ]  # fmt: skip
    assert thin and all(m.degree is None and m.interval is None for m in thin)


def test_a_degree_lies_in_its_interval(assessment):
    models = [m for c in assessment.cities for m in c.models.values() if m.degree is not None]
    assert all(m.interval[0] - 1e-9 <= m.degree <= m.interval[1] + 1e-9 for m in models)


def test_joining_lies_between_the_weakest_and_the_mean():
    degrees = np.array([0.2, 0.8, 0.8])
    assert join(degrees, strictness=1.0) == 0.2
    assert join(degrees, strictness=0.0) == pytest.approx(0.6)


def test_rank_correlation_of_a_reversed_order_is_minus_one():
    assert spearman(np.arange(9.0), -np.arange(9.0)) == -1.0


def test_agreement_with_a_ranking_is_positive_whichever_way_it_counts():
    ours = {i: float(i) for i in range(10)}
    theirs = {i: float(10 - i) for i in range(10)}
    check = ExternalCheck.of("r", ours, theirs, name=NAME, low_is_best=True)
    assert check.spearman == 1.0


def test_seven_shared_cities_are_too_few_for_a_correlation():
    ours = {i: float(i) for i in range(7)}
    assert ExternalCheck.of("r", ours, ours, name=NAME, low_is_best=False) is None


def test_an_institution_with_two_modes_counts_in_both():
    rows = [{"fact_id": "a", "mode": "science_in_diplomacy;science_for_diplomacy"}, {"fact_id": "b", "mode": ""}]
    shares = mode_shares(rows)
    assert [shares[m].count for m in shares] == [1, 0, 1]


def test_partners_on_one_continent_have_no_diversity():
    assert spread_over(["AS", "AS", "AS"], kinds=6) == 0.0


def test_nothing_known_gives_no_feature():
    assert {f.value for f in features(partners=[], memberships=[], coded=[]).values()} == {None}


def test_multilateralism_is_the_share_of_memberships_among_ties():
    found = features(partners=[("AS", "a"), ("EU", "b"), ("EU", "c")], memberships=["m"], coded=[])
    assert found["multilateralism"].value == 0.25
