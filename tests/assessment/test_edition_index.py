"""The embedded evidence's index as a table like any other."""

import numpy as np
import pytest

from proxenia.assessment.edition_index import edition_index
from proxenia.index import construct
from proxenia.store import Store


@pytest.fixture(scope="module")
def edition():
    return edition_index(Store.open(), draws=64)


def test_its_ranks_are_those_of_the_assessment(assessment):
    edition = edition_index(Store.open(), draws=assessment.provenance.draws, seed=assessment.provenance.seed)
    built = construct(edition.table, edition.framework, edition.recipe)
    made = dict(zip(built.table.names, built.ranks[:, 0], strict=True))
    shown = {city.name.en: city.rank for city in assessment.panel if city.rank is not None}
    assert {name: int(made[name]) for name in shown} == shown


def test_its_draws_fit_its_table(edition):
    assert edition.cells.shape == (64, *edition.table.values.shape)
    known = ~np.isnan(edition.table.values)
    assert np.isfinite(edition.cells[:, known]).all()


def test_every_city_and_indicator_has_its_name(edition):
    assert all(edition.table.names)
    assert all(leaf.name and leaf.name_fa for leaf in edition.framework.leaves)
    assert all(node.name and node.name_fa for node in edition.framework.nodes)
