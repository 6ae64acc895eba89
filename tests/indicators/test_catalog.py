import pytest

from proxenia.errors import DataError
from proxenia.indicators import Catalog, CityFramework


def test_the_general_model_has_32_indicators_in_eight_dimensions_of_four():
    framework = CityFramework.read("city-diplomacy")
    assert [len(dimension.indicators) for dimension in framework.dimension] == [4] * 8


def test_three_indicators_are_named_in_the_source_text():
    named = {i.id for i in Catalog.read() if i.status == "named"}
    assert named == {"intl_org_membership", "sustainable_development_mou", "knowledge_services_exchange"}


def test_tiers_keep_the_order_of_the_source_text():
    tiers = {entry.id: entry.tier for entry in CityFramework.read("city-diplomacy").entries}
    assert (tiers["intl_org_membership"], tiers["sustainable_development_mou"], tiers["sister_city_agreements"]) == (
        1,
        2,
        3,
    )


def test_the_science_framework_has_the_four_dimensions_of_its_source():
    codes = [dimension.code for dimension in CityFramework.read("science-diplomacy").dimension]
    assert codes == [
        "innovation_infrastructure",
        "stakeholder_coordination",
        "international_presence",
        "cultural_knowledge_positioning",
    ]


def test_rankings_by_others_are_no_ingredients(store):
    rankings = {row["measure_id"] for row in store.rows("measures", role="ranking")}
    used = {measure for indicator in Catalog.read() for measure in (indicator.id, *indicator.measures)}
    assert used & rankings == set()


def test_every_measure_of_the_catalog_is_one_a_user_can_add(store):
    known = {row["measure_id"] for row in store.rows("measures")}
    asked = {m for i in Catalog.read() if i.kind != "coded" for m in (i.id, *i.measures)}
    assert asked - known == set()


def test_every_source_key_is_listed():
    import csv
    from importlib.resources import files

    with files("proxenia").joinpath("data", "indicators", "sources.csv").open(encoding="utf-8") as file:
        listed = {row["source"] for row in csv.DictReader(file)}
    assert {key for indicator in Catalog.read() for key in indicator.sources} - listed == set()


def test_a_catalog_that_breaks_its_form_is_refused_with_the_place(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('edition = "x"\n[fill]\n[[indicator]]\nid = 3\n')
    with pytest.raises(DataError, match=r"mine\.toml:4:1  expected `str`, got `int`"):
        Catalog.read(path)


def test_an_unknown_framework_lists_those_there_are():
    with pytest.raises(DataError, match="city-diplomacy, science-diplomacy"):
        CityFramework.read("nothing")


def test_a_framework_with_an_unknown_indicator_is_refused(tmp_path):
    path = tmp_path / "f.toml"
    path.write_text(
        'name="f"\nversion=1\ntitle={en="a",fa="b"}\nsource=""\n[[theme]]\ncode="t"\nname={en="a",fa="b"}\n'
        '[[dimension]]\ncode="d"\nname={en="a",fa="b"}\nindicators=[{id="nope",theme="t"}]\n'
    )
    with pytest.raises(DataError, match="no indicator 'nope'"):
        CityFramework.read(str(path))
