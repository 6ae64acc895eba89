import numpy as np
import pytest

from proxenia.unions.likeness import FEATURES, Likeness, MemberFeatures, sample_of_cities
from proxenia.unions.ties import TieBook


@pytest.fixture(scope="module")
def fitted(bench):
    settings = bench.ground.settings.likeness
    cities, weights = sample_of_cities(bench.ground.book, places=bench.places, settings=settings)
    features = MemberFeatures(cities, tuple(bench.ground.networks), bench.ground.book, places=bench.places)
    model = Likeness.fit(features, weights=weights, reader=bench.ground.reader, settings=settings, prior_cap=0.5)
    return features, weights, model


def test_the_sample_stands_for_every_city_of_the_size(bench, fitted):
    settings = bench.ground.settings.likeness
    _, weights, _ = fitted
    every = len(bench.places.larger_than(settings.least_population))
    assert weights.sum() == pytest.approx(every, abs=settings.every)


def test_chances_of_a_complete_list_have_no_ends_and_no_unseen_members(fitted):
    features, _, model = fitted
    low, middle, high, unseen = model.chances(features, "c40")
    assert (low == middle).all()
    assert (middle == high).all()
    assert not unseen.any()


def test_middle_chances_lie_between_their_ends(fitted):
    features, _, model = fitted
    low, middle, high, _ = model.chances(features, "iclei")
    assert ((low <= middle) & (middle <= high)).all()


def test_chances_are_as_often_true_as_they_say(bench, fitted):
    features, weights, model = fitted
    said, came, count = [], [], []
    for j, network in enumerate(features.networks):
        may = np.array([bench.ground.reader.is_eligible(city, network) for city in features.cities])
        chances = 1 / (1 + np.exp(-model.logits(features, network)))
        said.append(chances[may])
        came.append(features.member[may, j])
        count.append(weights[may])
    said, came, count = (np.concatenate(each) for each in (said, came, count))
    high = (said > 0.3) & (said <= 0.6)
    assert np.average(came[high], weights=count[high]) == pytest.approx(
        np.average(said[high], weights=count[high]), abs=0.08
    )


def test_a_membership_is_not_among_the_features_of_its_own_pair(bench):
    city = bench.places.one("Baku")
    other = bench.places.one("Tbilisi")

    def features(*members):
        rows = [
            {"network_id": "c40", "geonames_id": number, "status": "current", "fact_id": f"m{number}"}
            for number in members
        ]
        book = TieBook.of(rows, ())
        return MemberFeatures([city], ("c40",), book, places=bench.places).table("c40")

    with_it, without = features(city.geonames_id, other.geonames_id), features(other.geonames_id)
    assert with_it == pytest.approx(without)


def test_features_have_names(fitted):
    features, _, _ = fitted
    assert features.table("ubc").shape == (len(features.cities), len(FEATURES))
