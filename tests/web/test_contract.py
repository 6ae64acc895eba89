"""The interface keeps its own description, whatever is asked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

schemathesis = pytest.importorskip("schemathesis")


@pytest.fixture(scope="module")
def operations(app):
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    return [each.ok() for each in described.get_all_operations()]


def test_every_operation_is_described(operations):
    assert {operation.path for operation in operations} >= {"/api/v1/edition", "/api/v1/cities", "/api/v1/index/bands"}


@settings(
    max_examples=80, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)  # fmt: skip
@given(data=st.data())
def test_no_question_is_answered_with_a_failure(operations, data):
    operation = data.draw(st.sampled_from(operations))
    case = data.draw(operation.as_strategy())
    answer = case.call()
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.headers["content-type"][0] == "application/problem+json"
