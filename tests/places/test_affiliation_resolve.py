import pytest

from proxenia.places.affiliations import resolve_affiliations


def places(resolver, text):
    return [place.geonames_id for place in resolver.resolve(text).places]


@pytest.mark.parametrize(
    ("text", "geonames_id"),
    [
        ("Department of Physics, University of Bern, Bern, Switzerland", 2661552),
        ("گروه حقوق، دانشگاه تهران، تهران، ایران", 112931),
        ("گروه حقوق، دانشگاه تهران، طهران، ايران", 112931),
        ("كلية العلوم، جامعة بغداد، بغداد، العراق", 98182),
        ("Dept. of Chemistry, University of Esfahan, Esfahan, I.R. Iran", 418863),
        ("Department of Physics, Razi University, Kirmanshah, Iran", 128226),
        ("Казанский федеральный университет, Казань, Россия", 551487),
        ("Zаvоisky Physical-Technical Institute, Kazаn, Russiа", 551487),
        ("北京大学物理学院，北京 100871，中国", 1816670),
        ("서울대학교, 서울, 대한민국", 1835848),
        ("Institute of Oriental Studies, Leningrad, USSR", 498817),
        ("Tata Institute of Fundamental Research, Bombay, India", 1275339),
        ("Shahid Beheshti University, Evin, Tehran, Iran", 112931),
        ("University of Georgia, Athens, GA 30602, USA", 4180386),
        ("National Technical University, Athens, Greece", 264371),
        ("Tbilisi State University, Tbilisi, Georgia", 611717),
        ("SUNY, Stony Brook, New York 11794, USA", 5139865),
        ("Institute of Astronomy, Madingley Road, Cambridge CB3 0HA", 2653941),
        ("LSE, London", 2643743),
        ("University of Western Ontario, London, Ontario, Canada", 6058560),
        ("Joint Institute for Nuclear Research Dubna, Russia", 564719),
        ("P.O. Box 14155-6455, Tehran, Iran", 112931),
        ("National University of Singapore, Singapore 117543", 1880252),
    ],
)
def test_a_string_of_any_script_gives_its_city(resolver, text, geonames_id):
    assert places(resolver, text) == [geonames_id]


@pytest.mark.parametrize(
    "text", ["Of and was the", "Department of Medicine", "پژوهشگر مستقل", "a", "", "...", "🙂", "12345", "گروه عمران"]
)
def test_words_that_only_look_like_places_are_not_answered(resolver, text):
    [place] = resolver.resolve(text).places
    assert place.geonames_id is None
    assert place.reason


def test_a_country_without_a_city_is_not_answered_and_says_the_country(resolver):
    [place] = resolver.resolve("Faculty of Engineering, Iran").places
    assert (place.geonames_id, place.country_iso2, place.reason) == (
        None,
        "IR",
        "names the country IR but no place in it",
    )


def test_a_name_of_several_places_without_a_country_is_not_guessed(resolver):
    [place] = resolver.resolve("Trinity College, Cambridge").places
    assert place.geonames_id is None
    assert "nothing says which" in place.reason


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Univ. of Regina, Regina, SK, Canada and Univ. of Bern, Bern, Switzerland", [6119109, 2661552]),
        ("دانشگاه تهران، تهران، ایران؛ پوهنتون کابل، کابل، افغانستان", [112931, 1138958]),
        ("(1) MIT, Cambridge, MA, USA (2) CERN, Geneva, Switzerland", [4931972, 2660646]),
        ("IPM, Tehran, Iran; CERN, Geneva, Switzerland", [112931, 2660646]),
        ("University of Tehran; Tehran, Iran; e-mail: a@b.ir", [112931]),
        ("Faculty of Law; University of Bern; Bern; Switzerland", [2661552]),
    ],
)
def test_a_string_of_several_affiliations_gives_each_place_once(resolver, text, ids):
    assert places(resolver, text) == ids


def test_the_city_named_wins_over_the_seat_and_is_a_campus(with_registry):
    [place] = with_registry.resolve("Dental School, University of Campinas, Piracicaba, Brazil").places
    assert (place.city, place.method, place.ror_ids) == ("Piracicaba", "campus", ("https://ror.org/0made0006",))


def test_an_institution_without_a_city_inherits_its_seat(with_registry):
    [place] = with_registry.resolve("Harvard University").places
    assert (place.geonames_id, place.method, place.ror_ids) == (4931972, "inherited", ("https://ror.org/0made0005",))


def test_an_institution_settles_which_of_two_namesakes_is_meant(with_registry):
    assert places(with_registry, "Faculty of Music, University of Cambridge, Cambridge") == [2653941]


def test_an_institution_named_after_three_places_lies_in_the_one_of_its_seat(with_registry):
    [place] = with_registry.resolve("Indiana University of Pennsylvania").places
    assert (place.city, place.country_iso2) == ("Indiana", "US")
    assert place.ror_ids == ("https://ror.org/0made0014",)


def test_an_institution_of_many_places_gives_no_seat(with_registry):
    [place] = with_registry.resolve("دانشگاه آزاد اسلامی").places
    assert place.geonames_id is None
    assert "many places" in place.reason


def test_common_words_alone_name_no_institution_of_the_world(with_registry):
    assert with_registry.resolve("Ministry of Health").ror_ids == ()


def test_an_institution_of_another_country_is_never_named(with_registry):
    assert with_registry.resolve("Institute of Physics, University of Freiburg, Freiburg, Germany").ror_ids == ()


@pytest.mark.parametrize(
    "text",
    ["Univ. Bern, Bern, Switzerland", "Bern University, Bern, Switzerland", "Universität Bern, Bern, Schweiz"],
)
def test_abbreviations_orders_and_languages_name_one_institution(with_registry, text):
    assert with_registry.resolve(text).ror_ids == ("https://ror.org/0made0003",)


def test_a_persian_name_names_the_institution_of_the_registry(with_registry):
    assert with_registry.resolve("پوهنحی اقتصاد، پوهنتون کابل، کابل، افغانستان").ror_ids == (
        "https://ror.org/0made0013",
    )


def test_a_name_in_chinese_is_found_without_spaces(with_registry):
    assert with_registry.resolve("中国科学院物理研究所").ror_ids == ("https://ror.org/0made0011",)


def test_a_withdrawn_record_is_no_institution(with_registry):
    assert "https://ror.org/0made0010" not in with_registry.institutions.number


def test_each_string_has_a_resolution_in_its_order(resolver):
    strings = ["Bern, Switzerland", "nothing", "Bern, Switzerland"]
    found = resolve_affiliations(strings, resolver=resolver)
    assert [one.affiliation for one in found] == strings
    assert found[0] == found[2]


def test_a_very_long_string_is_declined_with_a_reason(resolver):
    [place] = resolver.resolve("Tehran, Iran " * 1000).places
    assert place.geonames_id is None
    assert "4,000 characters" in place.reason


def test_direction_marks_and_zero_width_letters_change_nothing(resolver):
    plain = resolver.resolve("دانشگاه تهران، تهران، ایران").places
    marked = resolver.resolve("\u202bدانشگاه\u200f تهران\u202c، ته\u200bران، ای\u2060ران").places
    assert marked == plain


def test_confidence_lies_between_none_and_certain(resolver):
    place = resolver.resolve("Bern, Switzerland").places[0]
    assert 0.5 < place.confidence < 1
    assert place.evidence.startswith("segment in country")
