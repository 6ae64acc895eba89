import csv

import numpy as np
import pytest

from proxenia.errors import MethodError, StudyError
from proxenia.places import City
from proxenia.unions.checks import (
    after,
    area_under_roc,
    at_random,
    average_precision,
    compare,
    curves,
    find_agreements,
    find_members,
    rebuild,
)
from proxenia.unions.checks.rebuild import PROPOSED
from proxenia.unions.forming import region
from proxenia.unions.ties import TieBook


def test_a_perfect_order_has_full_area_and_precision():
    scores, hidden = np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, True, False, False])
    assert area_under_roc(scores, hidden) == 1
    assert average_precision(scores, hidden) == 1


def test_scores_that_are_all_alike_say_nothing():
    scores, hidden = np.zeros(10), np.arange(10) < 3
    assert area_under_roc(scores, hidden) == 0.5
    assert average_precision(scores, hidden) == pytest.approx(0.3)


def test_measures_are_refused_without_hidden_ties():
    with pytest.raises(MethodError, match="0 of 3 pairs are hidden ties"):
        area_under_roc(np.zeros(3), np.zeros(3, bool))


def test_curves_end_with_everything_found():
    false, recall, precision = curves(np.arange(50.0), np.arange(50) % 5 == 0)
    assert (false[-1], recall[-1], precision[-1]) == (1.0, 1.0, 0.2)


def test_a_method_that_does_not_beat_the_baseline_is_not_used():
    rng = np.random.default_rng(3)
    hidden = rng.random(2000) < 0.1
    good, noise = hidden + rng.normal(0, 0.7, 2000), rng.normal(size=2000)
    found = compare("x", {"model": noise, "degree": good}, hidden, baselines=("degree",), rng=rng)
    assert found.use == "degree"
    found = compare("x", {"model": good, "degree": noise}, hidden, baselines=("degree",), rng=rng)
    assert found.use == "model"
    assert found.roc["model"].advantage_interval[0] > 0


def test_a_baseline_has_no_advantage_over_itself():
    rng = np.random.default_rng(3)
    hidden = rng.random(500) < 0.2
    groups = np.arange(500) // 10
    found = compare("x", {"degree": rng.random(500)}, hidden, baselines=("degree",), groups=groups, rng=rng)
    assert found.precision["degree"].advantage_interval == (0.0, 0.0)


@pytest.fixture(scope="module")
def tables(store):
    return store.rows("agreements"), [row for row in store.rows("memberships") if row["status"] != "former"]


@pytest.mark.parametrize("hide", ["random", "years"])
def test_the_model_of_partners_finds_hidden_agreements_better_than_both_baselines(bench, tables, hide):
    agreements, memberships = tables
    rule = at_random(0.2, rng=np.random.default_rng(1)) if hide == "random" else after(2005)
    found = find_agreements(
        agreements,
        memberships,
        name=hide,
        hide=rule,
        places=bench.places,
        settings=bench.ground.settings.partners,
        rng=np.random.default_rng(2),
    )
    assert found.hidden > 100
    assert found.use == "model"
    assert found.roc["model"].value > 0.9


def test_the_model_of_likeness_finds_hidden_members_better_than_both_baselines(bench, tables):
    agreements, memberships = tables
    found = find_members(
        memberships,
        agreements,
        name="random",
        hide=at_random(0.2, rng=np.random.default_rng(1)),
        ground=bench.ground,
        rng=np.random.default_rng(2),
    )
    assert found.use == "likeness"
    assert found.roc["likeness"].advantage_interval[0] > 0


def test_who_joins_after_a_year_is_not_forecast_better_than_by_gravity(bench, tables):
    agreements, memberships = tables
    found = find_members(
        memberships, agreements, name="years", hide=after(2019), ground=bench.ground, rng=np.random.default_rng(2)
    )
    assert found.use in found.baselines  # the product makes no such forecast; the docs say why


def test_nothing_hidden_is_no_backtest(bench, tables):
    with pytest.raises(MethodError, match=r"0 of .* agreements are hidden"):
        find_agreements(
            tables[0],
            name="x",
            hide=after(2100),
            places=bench.places,
            settings=bench.ground.settings.partners,
            rng=np.random.default_rng(0),
        )


def test_a_share_that_hides_everything_is_refused():
    with pytest.raises(MethodError, match="is not between 0 and 1"):
        at_random(1.0, rng=np.random.default_rng(0))


def test_a_planted_union_comes_back_whole(small_world):
    cities, book = small_world
    found = rebuild("planted", {1, 2, 3, 4}, candidates=cities, book=book)
    returned = next(each for each in found.returns if each.method == PROPOSED)
    assert returned.hits == 4
    assert set(found.picked) == {1, 2, 3, 4}
    assert returned.chance == pytest.approx(1 / 210)  # one set of four in ten choose four
    assert found.by_chance == pytest.approx(1.6)


def test_a_union_is_not_rebuilt_from_its_own_memberships(small_world):
    cities, book = small_world
    with pytest.raises(StudyError, match="the ties hold memberships of 'n' itself"):
        rebuild("n", {1, 2}, candidates=cities, book=book)


@pytest.mark.parametrize(
    ("network", "name", "least", "times"), [("ubc", "baltic", 20, 2.5), ("medcities", "mediterranean", 4, 6)]
)
def test_known_unions_come_back_far_beyond_chance(bench, store, network, name, least, times):
    book = TieBook.read(store, keep_membership=lambda row: row["network_id"] != network)
    members = set(bench.ground.book.members[network])
    everywhere = region(name)
    every = bench.places.larger_than(15_000)
    candidates = [city for city, here in zip(every, everywhere.has(every), strict=True) if here]
    found = rebuild(network, members, candidates=candidates, book=book)
    returned = next(each for each in found.returns if each.method == PROPOSED)
    assert returned.hits >= least
    assert returned.hits >= times * found.by_chance
    assert returned.chance < 1e-3


@pytest.mark.parametrize(("network", "name", "least"), [("UBC", "baltic", 15), ("MedCities", "mediterranean", 4)])
def test_real_unions_come_back_from_the_real_table(bench, shared, network, name, least):
    file = shared / "data" / "networks" / "european_memberships.csv"
    if not file.is_file():
        pytest.skip(f"{file.name} is not in the shared folder")
    cities, rows, members = {}, [], set()
    with file.open(encoding="utf-8", newline="") as stream:
        for k, row in enumerate(csv.DictReader(stream)):
            number = int(row["geonames_id"])
            cities.setdefault(number, (row["city"], row["country_iso2"], row["latitude"], row["longitude"]))
            if row["network"] == network:
                members.add(number)
            else:
                rows.append(
                    {"network_id": row["network"], "geonames_id": number, "status": "current", "fact_id": f"m{k}"}
                )
    known = {city.geonames_id: city for city in bench.places.larger_than(15_000)}
    every = {**known, **{n: known.get(n) or _city(n, *facts) for n, facts in cities.items()}}
    area = region(name)
    candidates = [c for c, here in zip(every.values(), area.has(list(every.values())), strict=True) if here]
    found = rebuild(network, members, candidates=candidates, book=TieBook.of(rows, ()))
    returned = next(each for each in found.returns if each.method == PROPOSED)
    assert returned.hits >= least
    assert returned.chance < 1e-4


def _city(number, name, country, latitude, longitude):
    return City(
        geonames_id=number,
        name=name,
        name_fa="",
        country_iso2=country,
        latitude=float(latitude),
        longitude=float(longitude),
        population=0,
        is_capital=False,
    )
