"""Answers of other stages are tables too."""

import pytest

import proxenia as px


@pytest.fixture(scope="module")
def bench():
    return px.Bench(px.Store.open(), draws=100)


def test_networks_to_join_become_rows(bench):
    answer = px.which_to_join("Tehran", bench=bench)
    assert len(px.rows(answer, "networks")) == len(answer.networks) > 0


def test_partners_become_rows(bench):
    answer = px.with_whom("Tehran", bench=bench, limit=3)
    assert len(px.rows(answer, "partners")) == len(answer.partners) == 3
