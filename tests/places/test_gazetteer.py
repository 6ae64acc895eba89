import csv
from importlib.resources import files

import pytest

from proxenia.errors import AmbiguousCity, UnknownCity
from proxenia.places import fold


@pytest.mark.parametrize(
    ("name", "geonames_id"),
    [
        ("تهران", 112931),
        ("Teheran", 112931),
        ("طهران", 112931),
        ("تهران، ایران", 112931),
        ("Sankt-Peterburg", 498817),
        ("سن‌پترزبورگ", 498817),
        ("سن پترزبورگ", 498817),
        ("北京", 1816670),
        ("Стамбул", 745044),
        ("نیویورک", 5128581),
        ("León, MX", 3998655),
        ("Boston", 4930956),
        ("Barcelona", 3128760),
        ("Kirklees, GB", 2646458),
        ("Kashan", 128476),
        ("Maragheh", 124877),
    ],
)
def test_a_name_in_any_script_means_its_city(gazetteer, name, geonames_id):
    assert gazetteer.one(name).geonames_id == geonames_id


def test_leon_is_ambiguous_and_lists_spain_and_mexico(gazetteer):
    with pytest.raises(AmbiguousCity) as caught:
        gazetteer.one("León")
    assert {"León (ES)", "León de los Aldama (MX)"} <= set(caught.value.candidates)


def test_a_country_settles_an_ambiguous_name(gazetteer):
    assert gazetteer.one("León", country="Spain").country_iso2 == "ES"


def test_a_misspelt_name_is_unknown_and_suggests(gazetteer):
    with pytest.raises(UnknownCity, match="did you mean 'Tehran'"):
        gazetteer.one("Thran")


def test_every_capital_answers_to_its_primary_name(gazetteer):
    capitals = [city for city in gazetteer.larger_than(200_000) if city.is_capital]
    lost = [city.label for city in capitals if city not in [c.city for c in gazetteer.find(city.name, limit=50)]]
    assert lost == []


@pytest.mark.parametrize("name", ["", " ", "\0", "‮", "!!!", "،", "a" * 10_000, "0", "'; DROP TABLE city; --"])
def test_hostile_names_mean_no_city(gazetteer, name):
    assert gazetteer.resolve(name).city is None


def test_an_unknown_country_finds_nothing(gazetteer):
    assert gazetteer.find("Tehran", country="Atlantis") == ()


def test_persian_names_use_persian_letters():
    with files("proxenia").joinpath("data", "gazetteer", "names_fa.csv").open(encoding="utf-8") as file:
        names = [row["name_fa"] for row in csv.DictReader(file)]
    assert [name for name in names if set(name) & set("يكةى")] == []


def test_every_override_is_still_needed(gazetteer):
    with files("proxenia").joinpath("places", "overrides.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    needless = []
    for row in rows:
        query = "SELECT count(*) FROM name n JOIN city c USING (geonames_id) WHERE n.key = ? AND c.country_iso2 LIKE ?"
        found = gazetteer._connection.execute(query, (fold(row["toponym"]), row["country_iso2"] or "%")).fetchone()[0]
        if (row["expect"] == "no candidate" and found) or (row["expect"] == "ambiguous" and found < 2):
            needless.append(row["toponym"])
    assert needless == []


def test_an_override_says_its_own_reason(gazetteer):
    assert "Catalan" in gazetteer.resolve("Barcelona").reason


def test_a_town_below_the_gazetteer_is_found_where_its_country_is_named(gazetteer):
    town = gazetteer.one("Saint-Thibéry", country="FR")
    assert (town.geonames_id, town.label) == (2976777, "Saint-Thibéry (FR)")
    assert town.population < 15_000
    assert gazetteer.one("Saint-Thibery, France") == town
    assert gazetteer.city(2976777) == town


def test_a_town_is_never_meant_by_a_name_alone(gazetteer):
    with pytest.raises(UnknownCity):
        gazetteer.one("Saint-Thibéry")


def test_towns_that_share_a_name_in_a_country_are_listed_and_not_guessed(gazetteer):
    with pytest.raises(AmbiguousCity) as caught:
        gazetteer.one("San Miguel", country="ES")
    assert len(caught.value.candidates) > 1


def test_a_city_of_the_gazetteer_comes_before_a_town_of_its_name(gazetteer):
    assert gazetteer.one("Leon", country="ES").population > 100_000


def test_members_of_european_networks_are_placed_as_their_table_says(gazetteer, shared):
    path = shared / "data" / "networks" / "european_memberships.csv"
    if not path.is_file():
        pytest.skip("the table of European networks is not in the shared folder")
    with path.open(encoding="utf-8") as file:
        asked = {
            (r["city"], r["country_iso2"], int(r["geonames_id"])) for r in csv.DictReader(file) if r["geonames_id"]
        }
    found = [(gazetteer.resolve(name, country=country).city, number) for name, country, number in sorted(asked)]
    answered = [(city, number) for city, number in found if city is not None]
    assert len(answered) / len(asked) > 0.88
    assert sum(city.geonames_id == number for city, number in answered) / len(answered) > 0.99
