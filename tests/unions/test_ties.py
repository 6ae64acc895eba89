import numpy as np
import pytest

from proxenia.places.sphere import city_vectors, distances_km, paired_km
from proxenia.unions.ties import TieBook


def membership(network, city, status="current"):
    return {"network_id": network, "geonames_id": city, "status": status, "fact_id": f"m-{network}-{city}-{status}"}


def agreement(one, other, status="in_force"):
    return {"geonames_id_a": one, "geonames_id_b": other, "status": status, "fact_id": f"a-{one}-{other}"}


def test_former_members_and_ended_agreements_are_no_ties():
    book = TieBook.of([membership("n", 1, "former"), membership("n", 2)], [agreement(1, 2, "ended"), agreement(2, 3)])
    assert book.networks(1) == {}
    assert book.partners_of(1) == {}
    assert book.cities() == {2, 3}


def test_a_city_that_shares_a_network_or_an_agreement_is_tied():
    book = TieBook.of([membership("n", 1), membership("n", 2), membership("o", 4)], [agreement(1, 3)])
    assert book.tied(1) == {2, 3}
    assert book.degree(1) == 2


def test_two_roles_of_one_membership_are_one_tie_with_two_facts():
    rows = [{**membership("n", 1), "fact_id": "m1"}, {**membership("n", 1), "fact_id": "m2"}]
    assert TieBook.of(rows, ()).networks(1) == {"n": ("m1", "m2")}


def test_shared_networks_name_the_facts_of_both():
    book = TieBook.of([membership("n", 1), membership("n", 2)], ())
    assert book.shared(1, 2) == {"n": ("m-n-1-current", "m-n-2-current")}


def test_tehran_to_istanbul_is_about_two_thousand_kilometers(gazetteer):
    points = city_vectors([gazetteer.one("Tehran"), gazetteer.one("Istanbul")])
    assert distances_km(points[:1], points[1:])[0, 0] == pytest.approx(2043, abs=15)  # great-circle tables give 2,043
    assert paired_km(points[:1], points[1:])[0] == pytest.approx(distances_km(points[:1], points[1:])[0, 0])


def test_a_place_is_at_no_distance_from_itself():
    point = np.array([[0.6, 0.8, 0.0]])
    assert distances_km(point, point)[0, 0] == 0
