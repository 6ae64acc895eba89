"""A small registry of research organizations written for these tests, and resolvers with and without it."""

import json
from pathlib import Path

import pytest

from proxenia.places.affiliations import Resolver

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def small_registry():
    return DATA / "small_ror.json"


@pytest.fixture(scope="session")
def records(small_registry):
    return json.loads(small_registry.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def resolver():
    return Resolver()


@pytest.fixture(scope="session")
def with_registry(small_registry):
    return Resolver(registry=small_registry, keep_index=False)


@pytest.fixture(scope="session")
def large_registry(shared):
    path = shared / "data" / "ror" / "ror_v2_partial.json.gz"
    if not path.is_file():
        pytest.skip("no partial dump of ROR in the shared folder")
    return path


@pytest.fixture(scope="session")
def with_large_registry(large_registry):
    return Resolver(registry=large_registry, keep_index=False)
