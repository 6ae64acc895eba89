import pytest

from proxenia.errors import DataError
from proxenia.networks.collaboration import Plan, collaborate
from proxenia.networks.collaboration.units import country_code, country_number, make_units
from proxenia.networks.collaboration.units.compare import compare_units


@pytest.fixture(scope="module")
def named(gazetteer):
    return lambda name, country: gazetteer.one(name, country=country).geonames_id


def test_every_code_of_a_country_comes_back_from_its_number(gazetteer):
    assert all(country_code(country_number(code)) == code for code in gazetteer.countries)


def test_places_are_units_of_their_own(named):
    tehran, karaj = named("Tehran", "IR"), named("Karaj", "IR")
    assert make_units([tehran, karaj]).unit_of == {tehran: tehran, karaj: karaj}


def test_a_suburb_joins_the_area_of_its_center(named):
    tehran, karaj, cambridge, boston = (
        named(*place) for place in (("Tehran", "IR"), ("Karaj", "IR"), ("Cambridge", "US"), ("Boston", "US"))
    )
    unit_of = make_units([karaj, cambridge], kind="area").unit_of
    assert unit_of == {karaj: tehran, cambridge: boston}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Rotterdam", "NL"), ("The Hague", "NL")),
        (("Osaka", "JP"), ("Kyoto", "JP")),
        (("Tehran", "IR"), ("Qom", "IR")),
        (("Basel", "CH"), ("Mulhouse", "FR")),
    ],
)
def test_cities_of_like_size_far_apart_or_abroad_stay_apart(named, one, other):
    unit_of = make_units([named(*one), named(*other)], kind="area").unit_of
    assert len(set(unit_of.values())) == 2


def test_the_area_of_a_place_does_not_depend_on_the_other_places_asked_about(named):
    karaj = named("Karaj", "IR")
    alone = make_units([karaj], kind="area").unit_of[karaj]
    assert make_units([karaj, named("Tehran", "IR"), named("Qom", "IR")], kind="area").unit_of[karaj] == alone


def test_near_places_with_many_works_are_a_cluster_and_a_lone_one_is_not(named):
    rotterdam, hague, boston = named("Rotterdam", "NL"), named("Delft", "NL"), named("Boston", "US")
    works = {rotterdam: 80.0, hague: 60.0, boston: 500.0}
    unit_of = make_units(works, kind="cluster", works=works).unit_of
    assert unit_of == {rotterdam: rotterdam, hague: rotterdam, boston: boston}


def test_a_table_of_ones_own_names_its_units(named, tmp_path):
    tehran, karaj, qom = named("Tehran", "IR"), named("Karaj", "IR"), named("Qom", "IR")
    table = tmp_path / "mine.csv"
    table.write_text(
        f"geonames_id,unit_id,unit\n{tehran},a,Greater Tehran\n{karaj},a,Greater Tehran\n", encoding="utf-8"
    )
    units = make_units([tehran, karaj, qom], kind=table)
    assert units.unit_of == {tehran: tehran, karaj: tehran, qom: qom}
    assert units.units[tehran].name == "Greater Tehran"


def test_a_country_is_a_unit_with_its_places(named):
    units = make_units([named("Tehran", "IR"), named("Karaj", "IR")], kind="country")
    (iran,) = units.units.values()
    assert (iran.name, iran.country_iso2, len(iran.places)) == ("Iran", "IR", 2)


@pytest.mark.parametrize("content", ["geonames_id,unit\n1,2\n", "geonames_id,unit_id\nTehran,2\n"])
def test_a_table_that_breaks_its_form_is_refused(tmp_path, content):
    table = tmp_path / "mine.csv"
    table.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.csv"):
        make_units([112931], kind=table)


def test_an_unknown_unit_is_refused():
    with pytest.raises(DataError, match="no urban unit 'province'"):
        make_units([112931], kind="province")


def test_merging_places_turns_their_ties_into_what_stays_within(open_made, named):
    tehran, karaj = named("Tehran", "IR"), named("Karaj", "IR")
    works = {"w": (2020, [["Tehran"], ["Karaj"]])}
    corpus = open_made(works, {"Tehran": tehran, "Karaj": karaj})
    assert [tie["weight"] for tie in collaborate(corpus).ties()] == [pytest.approx(1 / 2)]
    area = collaborate(corpus, plan=Plan(unit="area"))
    assert area.ties() == [] and area.output("full") == {tehran: 1}


def test_units_that_agree_move_no_rank_and_units_that_merge_do(open_made, named):
    tehran, karaj, qom = named("Tehran", "IR"), named("Karaj", "IR"), named("Qom", "IR")
    works = {f"t{k}": (2020, [["Tehran"]]) for k in range(2)}
    works |= {f"k{k}": (2020, [["Karaj"]]) for k in range(3)} | {f"q{k}": (2020, [["Qom"]]) for k in range(4)}
    corpus = open_made(works, {"Tehran": tehran, "Karaj": karaj, "Qom": qom})
    found = compare_units(corpus, kinds=("place", "area"))
    ranks = {row["geonames_id"]: (row["place"]["rank"], row["area"]["rank"]) for row in found.cities}
    assert ranks == {qom: (1, 2), karaj: (2, 1), tehran: (3, 1)}
    assert found.pairs[0]["largest_move"] == 2 and found.pairs[0]["moves_most"] == "Tehran (IR)"
    same = compare_units(corpus, kinds=("place", "cluster"))
    assert same.pairs[0]["largest_move"] == 0
