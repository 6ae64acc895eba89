import csv

import numpy as np
import pytest

from proxenia.errors import MethodError, OutputError
from proxenia.networks.bipartite import Sites, from_pairs
from proxenia.networks.prediction import (
    Backtest,
    Trial,
    backtest,
    hide_at_random,
    hide_since,
    membership_chances,
    predict_missing,
    write_guesses,
)
from proxenia.networks.prediction.features import FEATURES, features_of, survey


@pytest.fixture(scope="module")
def guesses(made_up):
    return predict_missing(*made_up, rng=np.random.default_rng(0), best=10)


@pytest.fixture(scope="module")
def tested(made_up):
    return backtest(*made_up, seed=1, rounds=2)


def at(found, name):
    return found[:, FEATURES.index(name)]


def trial(method, network, hits, *, hidden=4, precision=0.5):
    return Trial(
        method=method, round=0, network=network, hidden=hidden, hits=hits, best=20, average_precision=precision, roc=0.7
    )


def test_there_is_one_column_for_each_feature(made_up):
    table, sites = made_up
    found = features_of(table, survey(sites)).at(np.array([0, 1]), np.array([0, 3]))
    assert found.shape == (2, len(FEATURES)) and np.isfinite(found).all()


def test_features_of_a_small_table_are_those_by_hand(small, small_sites):
    # city 4 (in network a only) and network c (cities 2 and 3)
    found = features_of(small, survey(small_sites)).at(np.array([3]), np.array([2]))
    assert at(found, "networks of the city") == np.log1p(1) and at(found, "members of the network") == np.log1p(2)
    # a and c share cities 2 and 3: cosine 2 / sqrt(4 * 2)
    assert at(found, "likeness")[0] == pytest.approx(2 / np.sqrt(8))
    # half of the members of c are in Turkey
    assert at(found, "country in network")[0] == pytest.approx(0.5)
    assert at(found, "population")[0] == pytest.approx(np.log(5e6)) and at(found, "capital") == 1


def test_the_nearest_member_is_the_nearest(small, small_sites):
    found = features_of(small, survey(small_sites)).at(np.array([0, 4]), np.array([2, 2]))
    # Isfahan, 334 km from Tehran as the crow flies, is in c; the last city has no place
    assert np.expm1(at(found, "nearest member")[0]) == pytest.approx(334, abs=3)
    assert np.isnan(at(found, "nearest member")[1])


def test_neighbors_are_weighed_by_distance():
    sites = Sites(
        country=("X",) * 3,
        latitude=np.array([0.0, 0.0, 0.0]),
        longitude=np.array([0.0, 50 / 111.195, 5.0]),
        population=np.full(3, 1e5),
        is_capital=np.zeros(3),
    )
    nearby = survey(sites).nearby.toarray()
    assert nearby[0, 1] == pytest.approx(np.exp(-1), abs=1e-3) and nearby[0, 2] == 0 and nearby[0, 0] == 0


def test_no_pair_of_the_table_is_guessed_and_every_network_has_its_best(made_up, guesses):
    table, _ = made_up
    known = {(table.networks[n], table.cities[c]) for c, n in zip(table.city_at, table.network_at, strict=True)}
    assert not known & {(g.network_id, g.geonames_id) for g in guesses}
    assert {network: sum(g.network_id == network for g in guesses) for network in table.networks} == dict.fromkeys(
        table.networks, 10
    )


def test_guesses_stand_in_order_and_are_chances(guesses):
    for network in {g.network_id for g in guesses}:
        scores = [g.score for g in guesses if g.network_id == network]
        assert scores == sorted(scores, reverse=True) and 0 <= scores[-1] <= scores[0] <= 1


def test_the_same_chance_gives_the_same_guesses(made_up, guesses):
    assert predict_missing(*made_up, rng=np.random.default_rng(0), best=10) == guesses


def test_chances_are_of_the_right_size(made_up):
    # the mean chance of pairs that are no members is about the share of pairs that are
    table, sites = made_up
    chances = membership_chances(table, sites, rng=np.random.default_rng(0))
    assert np.isnan(chances[table.city_at, table.network_at]).all()
    several = table.city_degree > 1
    density = table.city_degree[several].mean() / len(table.networks)
    assert 0.1 * density < np.nanmean(chances[several]) < 1.5 * density


def test_hidden_members_are_found_better_than_by_the_baselines(tested):
    for baseline in ("degree", "gravity"):
        assert tested.advantage("learned", baseline, "average precision")[1] > 0
    assert tested.chosen() == "learned"


def test_every_method_looks_for_the_same_hidden_members(tested):
    assert len({tested.hits(method)[1] for method in tested.methods}) == 1


def test_an_interval_holds_its_mean(tested):
    mean, low, high = tested.measure("degree", "recall")
    assert low <= mean <= high


def test_the_baseline_is_used_where_nothing_beats_it_for_sure():
    even = [trial("learned", f"n{i}", 1, precision=0.5 + 0.1 * (-1) ** i) for i in range(10)]
    even += [trial("degree", f"n{i}", 1, precision=0.49) for i in range(10)]
    assert Backtest(trials=tuple(even), seed=0).chosen() == "degree"


def test_recall_is_of_what_fits_in_the_list():
    found = Backtest(trials=(trial("degree", "a", 10, hidden=40), trial("degree", "b", 2, hidden=4)), seed=0)
    # 10 of 20 places and 2 of 4 members
    assert found.measure("degree", "recall")[0] == 0.5 and found.measure("degree", "precision")[0] == pytest.approx(0.3)


def test_an_unknown_measure_is_refused(tested):
    with pytest.raises(MethodError, match="no measure 'luck'"):
        tested.measure("degree", "luck")


def test_the_future_is_hidden_from_the_past(made_up):
    table, sites = made_up
    hidden = hide_since(table, year=2015)
    assert (table.since[hidden] >= 2015).all() and (table.since[~hidden] < 2015).all()
    assert backtest(table, sites, seed=0, year=2015, methods=("degree",)).hits("degree")[1] > 0


def test_a_year_that_hides_nothing_is_refused_with_the_years_there_are(made_up):
    with pytest.raises(MethodError, match="years of joining are 1985-2024"):
        hide_since(made_up[0], year=2300)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.2])
def test_a_share_to_hide_outside_0_and_1_is_refused(made_up, share):
    with pytest.raises(MethodError, match="not between 0 and 1"):
        hide_at_random(made_up[0], share=share, rng=np.random.default_rng(0))


def test_a_small_table_is_scored_by_degree_and_not_learned(small, small_sites):
    guesses = predict_missing(small, small_sites, rng=np.random.default_rng(0), best=2)
    # c holds cities 2 and 3; city 1 has two networks, cities 4 and 5 one
    assert [g.geonames_id for g in guesses if g.network_id == "c"] == [1, 4]
    with pytest.raises(MethodError, match="too few to learn from"):
        predict_missing(small, small_sites, rng=np.random.default_rng(0), method="learned")


def test_a_small_table_is_tested_with_the_methods_that_learn_nothing(made_up):
    table, sites = made_up
    few = np.arange(len(table.cities)) < 120
    assert backtest(table.of_cities(few), sites.of(few), seed=0, rounds=1).methods == ("likeness", "degree")


def test_nothing_can_be_found_where_every_city_is_in_one_network():
    table = from_pairs([(i, f"n{i % 2}") for i in range(20)])
    nowhere = np.full(20, np.nan)
    sites = Sites(country=("",) * 20, latitude=nowhere, longitude=nowhere, population=nowhere, is_capital=nowhere)
    with pytest.raises(MethodError, match="no hidden member can be found"):
        backtest(table, sites, seed=0, rounds=1, share=0.2, methods=("degree",))


@pytest.mark.parametrize("bad", [{"best": 0}, {"method": "magic"}])
def test_a_guess_that_cannot_be_made_is_refused(made_up, bad):
    with pytest.raises(MethodError):
        predict_missing(*made_up, rng=np.random.default_rng(0), **bad)


def test_a_table_without_places_is_guessed_all_the_same(made_up):
    table, _ = made_up
    nowhere = np.full(len(table.cities), np.nan)
    sites = Sites(
        country=("",) * len(nowhere), latitude=nowhere, longitude=nowhere, population=nowhere, is_capital=nowhere
    )
    assert len(predict_missing(table, sites, rng=np.random.default_rng(0), best=2)) == 2 * len(table.networks)


def test_guesses_are_written_whole_or_not_at_all(tmp_path, small, small_sites):
    guesses = predict_missing(small, small_sites, rng=np.random.default_rng(0), best=1)
    write_guesses(tmp_path / "out.csv", guesses)
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["network_id", "geonames_id", "score"] and len(rows) == 1 + len(guesses)
    with pytest.raises(OutputError, match="cannot be written"):
        write_guesses(tmp_path / "out.csv" / "out.csv", guesses)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv"]


def test_hidden_members_of_the_european_table_are_found_better_than_by_the_baselines(european):
    tested = backtest(*european, seed=1, rounds=1, methods=("learned", "gravity", "degree"))
    for baseline in ("degree", "gravity"):
        assert tested.advantage("learned", baseline, "average precision")[1] > 0.03
    assert tested.measure("learned", "recall")[0] > 1.5 * tested.measure("degree", "recall")[0]
