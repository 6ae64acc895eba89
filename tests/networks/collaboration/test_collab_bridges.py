import numpy as np
import pytest

from proxenia.errors import DataError, EvidenceError
from proxenia.networks.collaboration import collaborate
from proxenia.networks.collaboration.bridges import Blocs, Politics, find_bridges
from proxenia.networks.collaboration.bridges.expectation import expected_by_year, expected_works
from proxenia.networks.collaboration.observations import cross_bloc, is_centered, science_observations
from proxenia.provenance import Origin

PLACES = {"US": 4930956, "CN": 1816670, "RU": 524901, "DE": 2950159, "IR": 112931, "FR": 2988507, "TR": 745044}
ORIGIN = Origin(source_url="https://example.org/records", as_of="2024", grade="B")


def works_of(counts, year=2019):
    """Works of pairs of countries, as many as stated, each with one author in each."""
    return {f"{year}-{a}-{b}-{k}": (year, [[a], [b]]) for (a, b), count in counts.items() for k in range(count)}


@pytest.fixture(scope="module")
def blocs():
    return Blocs.read()


@pytest.mark.parametrize(
    ("a", "b", "year", "are_rivals"),
    [
        ("US", "RU", 1980, True),
        ("US", "RU", 2000, False),
        ("US", "RU", 2015, True),
        ("PL", "US", 1985, True),
        ("PL", "RU", 1985, False),
        ("PL", "RU", 2015, True),
        ("FI", "RU", 2022, False),
        ("FI", "RU", 2023, True),
        ("US", "CN", 2017, False),
        ("CN", "US", 2018, True),
        ("IR", "SA", 2020, True),
        ("IR", "SA", 2024, False),
        ("DE", "FR", 2020, False),
    ],
)
def test_rivalry_follows_the_years(blocs, a, b, year, are_rivals):
    assert (blocs.rivalry(a, b, year) is not None) == are_rivals
    assert (blocs.rivalry(b, a, year) is not None) == are_rivals


def test_every_row_of_blocs_and_rivalries_has_a_source(blocs):
    assert all("://" in each.source_url for each in (*blocs.memberships, *blocs.rivalries))


def test_countries_of_blocs_are_countries(blocs, gazetteer):
    assert {each.country_iso2 for each in blocs.memberships} <= gazetteer.countries.keys()


def test_nato_has_the_members_of_each_enlargement(blocs):
    members = {
        year: sum("nato" in blocs.of(c, year) for c in {m.country_iso2 for m in blocs.memberships})
        for year in (1949, 1952, 1955, 1982, 1999, 2004, 2009, 2017, 2020, 2023, 2024)
    }
    assert list(members.values()) == [12, 14, 15, 16, 19, 26, 28, 29, 30, 31, 32]


def test_a_rivalry_of_an_unknown_party_is_refused(tmp_path):
    table = tmp_path / "rivalries.csv"
    table.write_text(
        "party_a,party_b,from_year,until_year,why,source_url\nnato,axis,1940,,x,https://x.org\n", encoding="utf-8"
    )
    with pytest.raises(DataError, match="'axis' is no bloc"):
        Blocs.read(rivalries=table)


def test_a_row_without_a_source_is_refused(tmp_path):
    table = tmp_path / "blocs.csv"
    table.write_text("bloc,country_iso2,from_year,until_year,source_url\nmine,IR,2000,,\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"blocs\.csv:2:source_url  no source, no row"):
        Blocs.read(blocs=table)


def test_expected_works_keep_every_countrys_ties():
    rng = np.random.default_rng(2)
    names = "ABCDEFG"
    ties = {(a, b): float(rng.integers(1, 40)) for i, a in enumerate(names) for b in names[i + 1 :]}
    expected = expected_works(ties)
    for name in names:
        seen = sum(works for pair, works in ties.items() if name in pair)
        assert sum(works for pair, works in expected.items() if name in pair) == pytest.approx(seen)


def test_ties_that_are_a_product_are_expected_as_they_are():
    sizes = {"A": 1.0, "B": 2.0, "C": 3.0, "D": 5.0}
    ties = {(a, b): sizes[a] * sizes[b] for a in sizes for b in sizes if a < b}
    assert expected_works(ties) == pytest.approx(ties)


def test_a_star_has_no_expectation():
    assert expected_works({("A", "B"): 5.0, ("A", "C"): 5.0, ("A", "D"): 5.0}) is None


def test_years_without_a_solution_are_put_together():
    star, rest = {("A", "B"): 30.0, ("A", "C"): 30.0}, {("B", "C"): 60.0}
    expected, left_out = expected_by_year({2000: star, 2001: rest})
    assert left_out == ()
    assert expected[2000] == pytest.approx({("A", "B"): 15.0, ("A", "C"): 15.0, ("B", "C"): 30.0})


BALANCED = {
    ("US", "DE"): 40, ("US", "FR"): 40, ("DE", "FR"): 40, ("CN", "DE"): 40, ("CN", "FR"): 40, ("CN", "US"): 40,
}  # fmt: skip


def test_a_rival_pair_that_publishes_like_all_others_is_neutral(open_made, blocs):
    found = find_bridges(open_made(works_of(BALANCED), PLACES), blocs=blocs, rng=np.random.default_rng(0))
    (bridge,) = found.bridges
    assert (bridge.country_a, bridge.country_b, bridge.works) == ("CN", "US", 40)
    assert bridge.ratio == pytest.approx(1.0)
    assert bridge.low < 1 < bridge.high
    assert found.rival_ratio[0] == pytest.approx(1.0) and found.other_ratio[0] == pytest.approx(1.0)


def test_a_planted_bridge_is_seen_with_its_cities(open_made, blocs):
    works = works_of({**BALANCED, ("CN", "US"): 160}) | works_of({("Shanghai", "US"): 40}, year=2020)
    works |= works_of({pair: 40 for pair in BALANCED if "CN" not in pair}, year=2020)
    found = find_bridges(open_made(works, {**PLACES, "Shanghai": 1796236}), blocs=blocs, rng=np.random.default_rng(0))
    (bridge,) = found.bridges
    assert bridge.low > 1
    assert [(tie["city_a"], tie["works"]) for tie in bridge.cities] == [("Beijing (CN)", 160), ("Shanghai (CN)", 40)]
    assert [tie["share"] for tie in bridge.cities] == pytest.approx([0.8, 0.2])


def test_the_same_pair_in_a_year_without_rivalry_is_no_bridge(open_made, blocs):
    found = find_bridges(open_made(works_of(BALANCED, year=2010), PLACES), blocs=blocs, rng=np.random.default_rng(0))
    assert found.bridges == () and found.rival_ratio is None and found.p_value is None


def test_planted_avoidance_of_rivals_stands_against_chance(open_made, blocs):
    names = ["US", "DE", "FR", "TR", "CN", "IR", "RU", "JP", "KR", "BR"]
    places = {**PLACES, "JP": 1850147, "KR": 1835848, "BR": 3448439}
    counts = {(a, b): 4 if blocs.rivalry(a, b, 2019) else 30 for i, a in enumerate(names) for b in names[i + 1 :]}
    found = find_bridges(open_made(works_of(counts), places), blocs=blocs, rng=np.random.default_rng(0))
    assert found.rival_ratio[2] < 0.4
    assert found.p_value < 0.02


def test_a_corpus_of_one_country_says_why_it_expects_nothing(open_made, blocs):
    found = find_bridges(
        open_made(works_of({("IR", "US"): 30, ("IR", "DE"): 30}), PLACES), blocs=blocs, rng=np.random.default_rng(0)
    )
    assert found.bridges == () and found.years_left_out == (2019,)


def test_political_distance_is_the_mean_over_the_years_shared(tmp_path):
    table = tmp_path / "votes.csv"
    table.write_text(
        "country_a_iso2,country_b_iso2,year_from,year_to,agreement\nUS,IR,2000,2009,0.4\nIR,US,2010,2019,0.2\n",
        encoding="utf-8",
    )
    politics = Politics.read(table)
    assert politics.distance("IR", "US", (2005, 2014)) == pytest.approx((0.6 + 0.8) / 2)
    assert politics.distance("US", "IR", (2000, 2002)) == pytest.approx(0.6)
    assert politics.distance("US", "IR", (1990, 1999)) is None


def test_the_votes_of_the_united_nations_are_read_whole(shared):
    politics = Politics.read(shared / "data" / "politics" / "un_voting_agreement.csv")
    assert politics.distance("AD", "AE", (1990, 1999)) == pytest.approx(1 - 0.7356)


@pytest.mark.parametrize(
    "content", ["country_a_iso2,distance\nUS,1\n", "country_a_iso2,country_b_iso2,distance\nUS,IR,far\n"]
)
def test_a_table_of_politics_that_breaks_its_form_is_refused(tmp_path, content):
    table = tmp_path / "votes.csv"
    table.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"votes\.csv"):
        Politics.read(table)


def test_cross_bloc_weight_over_expected_is_that_worked_by_hand(open_made, blocs):
    found = collaborate(open_made(works_of(BALANCED), PLACES))
    tie = cross_bloc(found, blocs=blocs)[PLACES["CN"]]
    assert tie.seen == pytest.approx(20.0)
    assert tie.expected == pytest.approx(60.0 / 3)
    assert PLACES["DE"] not in cross_bloc(found, blocs=blocs)


def test_the_international_share_is_that_worked_by_hand(open_made, blocs):
    works = works_of(BALANCED) | {f"alone{k}": (2019, [["CN"]]) for k in range(80)}
    rows = science_observations(collaborate(open_made(works, PLACES)), blocs=blocs, origin=ORIGIN)
    share = {row["city"]: row["value"] for row in rows if row["measure_id"] == "intl_copublication_share"}
    assert share["Beijing"] == pytest.approx(120 / 200)
    assert share["Berlin"] == 1.0


def test_a_city_with_few_works_stays_missing(open_made, blocs):
    found = collaborate(open_made(works_of({("US", "DE"): 5}), PLACES))
    assert science_observations(found, blocs=blocs, origin=ORIGIN) == []


def test_a_corpus_of_one_city_says_nothing_across_blocs(open_made, blocs):
    found = collaborate(open_made(works_of({("IR", "US"): 40, ("IR", "DE"): 40}), PLACES))
    assert is_centered(found)
    rows = science_observations(found, blocs=blocs, origin=ORIGIN)
    assert {row["measure_id"] for row in rows} == {"intl_copublication_share"}


def test_indicators_of_countries_are_refused(open_made, blocs):
    from proxenia.networks.collaboration import Plan

    found = collaborate(open_made(works_of(BALANCED), PLACES), plan=Plan(unit="country"))
    with pytest.raises(EvidenceError, match="indicators are about cities"):
        science_observations(found, blocs=blocs, origin=ORIGIN)
