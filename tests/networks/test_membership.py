import pytest

from proxenia.errors import DataError
from proxenia.indicators import Reading
from proxenia.networks import Eligibility, MembershipReader

TEHRAN, BARCELONA = 112931, 3128760


@pytest.fixture(scope="module")
def reader(store, gazetteer):
    return MembershipReader(store, gazetteer=gazetteer, prior=Reading.read().membership)


def test_a_seen_membership_is_certain(reader, gazetteer):
    seats = {seat.network_id: seat.probability for seat in reader.seats(gazetteer.city(TEHRAN))}
    assert seats["amf"] == 1.0


def test_a_complete_roster_proves_that_tehran_is_not_in_c40(reader, gazetteer):
    assert "c40" not in {seat.network_id for seat in reader.seats(gazetteer.city(TEHRAN))}


def test_a_partial_roster_leaves_an_unseen_membership_open(reader, gazetteer):
    seats = {seat.network_id: seat.probability for seat in reader.seats(gazetteer.city(TEHRAN))}
    assert 0 < seats["citynet"] < 1


def test_a_city_outside_its_region_cannot_be_a_member(reader, gazetteer):
    assert "eurocities" not in {seat.network_id for seat in reader.seats(gazetteer.city(TEHRAN))}


def test_the_chance_is_the_unseen_share_of_the_eligible(reader):
    # amf: 71 claimed; the rows seen and the cities of Asia above 100,000 are counted by hand from the tables
    seen = len(reader._seen["amf"])
    eligible = sum(reader.is_eligible(city, "amf") for city in reader._pool)
    assert reader.chance("amf") == pytest.approx((71 - seen) / (eligible - seen))


def test_no_chance_is_above_the_cap(reader):
    assert max(reader.chance(network) for network in reader.networks) <= Reading.read().membership.prior_cap


@pytest.mark.parametrize(
    ("rule", "country", "continent", "population", "admitted"),
    [
        ("world", "IR", "AS", 1, True),
        ("continent:EU", "IR", "AS", 9_000_000, False),
        ("continent:AS;EU min_population:1000000", "IR", "AS", 9_000_000, True),
        ("continent:AS;EU min_population:1000000", "IR", "AS", 900_000, False),
        ("countries:TR;IR", "IR", "AS", 1, True),
        ("countries:TR;IQ", "IR", "AS", 1, False),
    ],
)
def test_a_rule_admits_whom_it_says(rule, country, continent, population, admitted):
    assert Eligibility.parse(rule).admits(country, continent=continent, population=population) is admitted


def test_an_unknown_part_of_a_rule_is_refused():
    with pytest.raises(DataError, match="'planet:mars' is unknown"):
        Eligibility.parse("planet:mars")
