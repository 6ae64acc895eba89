"""What the tests of networks share: a table small enough to check by hand, a made-up one to learn from, real ones."""

import numpy as np
import pytest

from proxenia.networks.bipartite import Sites, from_pairs, generate_memberships, read_memberships, sites_of


@pytest.fixture
def small():
    """Five cities and four networks: a holds 1-4, b holds 1-2, c holds 2-3, d holds 5."""
    pairs = [(1, "a"), (2, "a"), (3, "a"), (4, "a"), (1, "b"), (2, "b"), (2, "c"), (3, "c"), (5, "d")]
    return from_pairs(pairs, grade={(1, "b"): 3.0}, since={(1, "a"): 1990.0, (2, "c"): 2010.0})


@pytest.fixture
def small_sites():
    return Sites(
        country=("IR", "IR", "TR", "TR", ""),
        latitude=np.array([35.7, 32.7, 41.0, 39.9, np.nan]),
        longitude=np.array([51.4, 51.7, 29.0, 32.9, np.nan]),
        population=np.array([9e6, 2e6, 1.5e7, 5e6, np.nan]),
        is_capital=np.array([1.0, 0.0, 0.0, 1.0, np.nan]),
    )


@pytest.fixture(scope="session")
def made_up():
    return generate_memberships(rng=np.random.default_rng(7), n_cities=500, n_networks=14, n_memberships=1300)


@pytest.fixture(scope="session")
def network_data(shared):
    folder = shared / "data" / "networks"
    if not folder.is_dir():
        pytest.skip("the tables of networks are not in the shared folder")
    return folder


@pytest.fixture(scope="session")
def european(network_data, gazetteer):
    read = read_memberships(network_data / "european_memberships.csv")
    return read.table, sites_of(read.table.cities, gazetteer=gazetteer, given=read.given)
