"""Peers and kinds of cities: distances by hand, and groups that were planted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.compare.alike import kind_name, peers, typology
from proxenia.compare.alike.clusters import medoids, silhouette
from proxenia.compare.alike.peers import distances
from proxenia.errors import MethodError
from proxenia.networks.structure import adjusted_rand

SIX = ("universities", "museums", "intl_visitors", "science_parks", "world_heritage_sites", "knowledge_firms")


def readings(rows):
    return {name: [row[k] for row in rows] for k, name in enumerate(SIX)}


def test_a_distance_is_the_root_mean_square_over_what_both_know():
    rows = np.array([[0.0, 10, 20], [3, 14, np.nan]])
    assert distances(rows, least=2)[0, 1] == pytest.approx(np.sqrt((9 + 16) / 2))
    assert np.isnan(distances(rows, least=3)[0, 1])


@given(st.lists(st.lists(st.floats(0, 100), min_size=4, max_size=4), min_size=2, max_size=6))
def test_distances_are_symmetric_and_zero_from_a_city_to_itself(rows):
    found = distances(np.array(rows), least=1)
    assert found == pytest.approx(found.T) and (np.diag(found) == 0).all() and (found >= 0).all()


def test_the_nearest_city_comes_first_with_what_both_differ_in_from_the_panel(make_profile):
    rows = [[90, 10, 50, 50, 50, 50], [85, 15, 50, 50, 50, 50], [20, 80, 50, 50, 50, 50], [30, 70, 50, 50, 50, 50],
            [25, 75, 50, 50, 50, 50]]  # fmt: skip
    found = peers(make_profile(readings(rows)), 0, count=2)
    assert found[0].city == "city 2"
    assert {reason.indicator for reason in found[0].alike} == {"universities", "museums"}
    assert found[0].apart == () and found[0].chance == 1.0
    assert found[0].alike[0].observations == ("f00", "f10")


def test_what_sets_a_peer_apart_is_told_largest_first(make_profile):
    rows = [[90, 10, 50, 50, 50, 50], [40, 40, 50, 50, 50, 50], [0, 100, 0, 0, 0, 0]]
    found = peers(make_profile(readings(rows)), 0, count=1)
    assert [reason.indicator for reason in found[0].apart] == ["universities", "museums"]


def test_a_city_that_shares_too_little_is_no_peer(make_profile):
    rows = [[90, 10, 50, 50, 50, 50], [90, 10, 50, 50, np.nan, np.nan]]
    with pytest.raises(MethodError, match="shares 5 known indicators"):
        peers(make_profile(readings(rows)), 0)


def test_uncertain_values_widen_the_interval_of_a_distance(make_profile):
    rows = [[90, 10, 50, 50, 50, 50], [60, 40, 50, 50, 50, 50], [0, 99, 0, 0, 0, 0]]
    narrow = peers(make_profile(readings(rows), spread=1.0, draws=400), 0, count=1)[0].interval
    wide = peers(make_profile(readings(rows), spread=15.0, draws=400), 0, count=1)[0].interval
    assert np.ptp(wide) > 3 * np.ptp(narrow)


def test_medoids_are_the_best_choice_of_all_on_a_small_line():
    x = np.array([0.0, 1, 2, 50, 51, 52, 90, 91])
    centers, labels = medoids(abs(x[:, None] - x), k=3)
    assert {x[c] for c in centers[:2]} == {1.0, 51.0}
    assert labels.tolist() == [0, 0, 0, 1, 1, 1, 2, 2]


@given(st.lists(st.integers(0, 3), min_size=4, max_size=12), st.permutations(range(4)))
def test_renaming_groups_leaves_their_agreement_at_one(labels, names):
    first = np.array(labels)
    assert adjusted_rand(first, np.array(names)[first]) == pytest.approx(1.0)


def test_the_silhouette_of_groups_far_apart_is_near_one():
    x = np.array([0.0, 1, 100, 101])
    # City 0: 1 to its own, 100.5 to the other: 1 - 1 / 100.5
    widths = silhouette(abs(x[:, None] - x), np.array([0, 0, 1, 1]))
    assert widths[0] == pytest.approx(1 - 1 / 100.5)


def planted(make_profile, *, spread):
    rng = np.random.default_rng(4)
    centers = np.array([[80, 20, 80, 20, 80, 20], [20, 80, 20, 80, 20, 80], [80, 80, 80, 80, 80, 80]])
    rows = np.repeat(centers, 8, axis=0) + rng.normal(0, 6, size=(24, 6))
    return make_profile(readings(rows), spread=spread)


def test_planted_kinds_are_found_and_named_by_what_sets_them_apart(make_profile, catalog):
    found = typology(planted(make_profile, spread=3.0), resamples=30, shuffles=19, rng=np.random.default_rng(1))
    assert found.is_real and len(found.kinds) == 3
    assert sorted(len(kind.cities) for kind in found.kinds) == [8, 8, 8]
    assert all(kind.is_stable and kind.stability > 0.95 for kind in found.kinds)
    first = next(kind for kind in found.kinds if "city 1" in kind.cities)
    assert {feature.indicator for feature in first.features} == {SIX[1], SIX[3], SIX[5]}
    assert kind_name(first, catalog, "en").startswith("less: ")
    assert kind_name(first, catalog, "fa").startswith("کمتر: ")


def test_evidence_without_kinds_gives_no_typology(make_profile):
    rows = np.random.default_rng(8).uniform(0, 100, size=(24, 6))
    found = typology(make_profile(readings(rows), spread=10.0), resamples=20, shuffles=20, rng=np.random.default_rng(2))
    assert not found.is_real


def test_the_same_seed_gives_the_same_typology(make_profile):
    profile = planted(make_profile, spread=8.0)
    runs = [typology(profile, resamples=10, shuffles=3, rng=np.random.default_rng(6)) for _ in range(2)]
    assert runs[0] == runs[1]


def test_too_few_cities_allow_no_groups(make_profile):
    with pytest.raises(MethodError, match="too few to group"):
        typology(make_profile(readings(np.eye(6)[:3] * 90)), rng=np.random.default_rng(0))


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 5), st.integers(0, 1000))
def test_every_city_is_with_its_nearest_center(k, seed):
    x = np.random.default_rng(seed).uniform(0, 1, size=(12, 2))
    between = np.linalg.norm(x[:, None] - x, axis=2)
    centers, labels = medoids(between, k=k)
    assert (between[np.arange(12), np.array(centers)[labels]] == between[:, list(centers)].min(axis=1)).all()
