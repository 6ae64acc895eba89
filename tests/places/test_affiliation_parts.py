from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.places import fold
from proxenia.places.affiliations.geography.atlas import Atlas
from proxenia.places.affiliations.geography.near import near_place
from proxenia.places.affiliations.measured.reliability import reliability, reliability_svg
from proxenia.places.affiliations.organizations.institutions import Institutions
from proxenia.places.affiliations.organizations.model import Model
from proxenia.places.affiliations.organizations.naming import canonical_name, skeleton
from proxenia.places.affiliations.organizations.registry import stream_registry
from proxenia.places.affiliations.organizations.seats import known_organizations, with_known_names
from proxenia.places.affiliations.resolve import Resolver
from proxenia.places.affiliations.text import clean, key, script
from proxenia.places.distance import distance_km


@settings(deadline=None)
@given(st.text(max_size=200))
def test_cleaning_twice_gives_the_same_words(text):
    assert key(clean(text)) == key(text)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_string_breaks_resolution_and_each_answer_or_reason_is_given(text):
    for place in _resolver().resolve(text).places:
        assert (place.geonames_id is None) == bool(place.reason)
        assert 0 <= place.confidence <= 1


@cache
def _resolver():
    return Resolver()


@pytest.mark.parametrize(
    "name", ["Malmö", "Łódź", "São Paulo", "تهران", "كرمانشاه", "Санкт-Петербург", "北京", "İzmir"]
)
def test_the_fast_fold_is_that_of_names_save_hyphens(name):
    assert key(name).replace("st ", "") == fold(name).replace("st ", "").replace("санкт ", "санкт ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Esfahan", "Isfahan"),
        ("Meshed", "Mashhad"),
        ("Ghazvin", "Qazvin"),
        ("Kirmanshah", "Kermanshah"),
        ("Tebriz", "Tabriz"),
    ],
)
def test_spellings_of_one_persian_name_share_their_consonants(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("Kashan", "Kerman"), ("Sari", "Zarand"), ("Bam", "Qom")])
def test_different_persian_names_differ_in_their_consonants(one, other):
    assert skeleton(one) != skeleton(other)


def test_a_near_name_is_taken_in_its_country_only():
    atlas = Atlas.embedded()
    assert near_place("sanandadj", "IR", atlas=atlas) == atlas.number(117574)
    assert near_place("sanandadj", "FR", atlas=atlas) is None


def test_a_far_name_is_not_taken():
    assert near_place("atlantis", "IR", atlas=Atlas.embedded()) is None


def test_the_distance_of_a_quarter_of_the_equator():
    assert distance_km(0, 0, 0, 90) == pytest.approx(6371.0088 * 3.14159265 / 2, rel=1e-6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Universität Bern", "University of Bern"),
        ("Inst. of Comput. Technol.", "Institute of Computing Technology"),
        ("Children's Hospital", "Childrens Hospital"),
        ("Univ. Politécnica de Valencia", "University Politecnica Valencia"),
    ],
)
def test_ways_to_write_one_institution_have_one_canonical_name(one, other):
    assert canonical_name(one) == canonical_name(other)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Tehran", "latin"), ("تهران Tehr", "arabic"), ("Москва", "cyrillic"), ("東京大学", "cjk"), ("Ελλάδα", "other")],
)
def test_the_script_is_that_of_most_letters(text, name):
    assert script(text) == name


def test_a_near_name_of_an_institution_is_found_by_its_rare_words(small_registry):
    institutions = Institutions(stream_registry(small_registry))
    words = frozenset({"university", "campinas", "state"})
    [(packed, likeness)] = institutions.near(words, ("BR",), floor=0.4)
    assert institutions.organizations[packed >> 2].ror_id.endswith("0006")
    assert 0.4 <= likeness < 1


def test_a_shared_name_lists_every_institution_that_has_it(small_registry):
    institutions = Institutions(stream_registry(small_registry))
    assert len(institutions.by_words["university bern"]) == 1
    assert institutions.weight("bern") > institutions.weight("university")


def test_known_institutions_add_their_persian_names_to_those_of_the_registry(small_registry):
    organizations = list(stream_registry(small_registry))
    merged = with_known_names(organizations, known_organizations(Atlas.embedded()))
    harvard = next(one for one in merged if one.ror_id.endswith("0005"))
    assert ("دانشگاه هاروارد", "label") in harvard.names
    assert sum(any(name == "Harvard University" for name, _ in one.names) for one in merged) == 1


def test_a_model_walks_left_up_to_the_threshold_and_right_above():
    model = Model(
        features=("a", "b"),
        start=0.0,
        trees=(((1, 2.0, 1, 2), (-2.0,), (0, 0.5, 3, 4), (0.0,), (2.0,)),),
        curve=((0.0, 0.0), (1.0, 1.0)),
        sure=0.9,
    )
    assert model.probability([0, 2.0]) == pytest.approx(0.1192, abs=1e-4)  # 1 / (1 + e^2)
    assert model.probability([0, 2.1]) == pytest.approx(0.5)
    assert model.probability([1, 2.1]) == pytest.approx(0.8808, abs=1e-4)


def test_the_curve_of_a_model_runs_straight_between_its_points():
    model = Model(features=(), start=0.0, trees=(), curve=((0.0, 0.0), (0.5, 0.2), (1.0, 1.0)), sure=1)
    assert model.probability([]) == pytest.approx(0.2)


def test_reliability_counts_right_answers_by_confidence():
    bins = reliability([(0.99, True)] * 3 + [(0.99, False)] + [(0.55, False)] * 2)
    assert [(one.n, one.share) for one in bins] == [(2, 0.0), (4, 0.75)]
    assert all(one.low <= one.share <= one.high for one in bins)


def test_the_figure_of_reliability_shows_a_point_for_each_bin():
    told = [(0.99, True)] * 5 + [(0.55, False)] * 6 + [(0.7, True)] * 4
    assert reliability_svg(told, title="x").count("<circle") == 2  # a group of four is too small
