"""What the tests of unions share: one bench on the edition, and a small world with a planted union."""

from __future__ import annotations

import pytest

from proxenia.places import City
from proxenia.unions import Bench
from proxenia.unions.ties import TieBook


@pytest.fixture(scope="session")
def bench(store):
    return Bench(store, draws=128, seed=7)


@pytest.fixture(scope="session")
def tehran(bench):
    return bench.places.one("Tehran")


def _city(number, country="AA", population=100_000):
    return City(
        geonames_id=number,
        name=f"City {number}",
        name_fa="",
        country_iso2=country,
        latitude=40 + number / 10,
        longitude=10.0,
        population=population,
        is_capital=False,
    )


@pytest.fixture(scope="session")
def small_world():
    """Ten cities; 1 to 4 have agreements with each other and share a network, 5 to 10 have nothing."""
    cities = [_city(i, country="AABBCCDDEE"[i - 1] * 2) for i in range(1, 11)]
    agreements = [
        {"geonames_id_a": a, "geonames_id_b": b, "status": "in_force", "fact_id": f"a{a}{b}"}
        for a in range(1, 5)
        for b in range(a + 1, 5)
    ]
    memberships = [{"network_id": "n", "geonames_id": i, "status": "current", "fact_id": f"m{i}"} for i in range(1, 5)]
    return cities, TieBook.of(memberships, agreements)
