"""The interface keeps its own description, whatever is asked."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

schemathesis = pytest.importorskip("schemathesis")

REPORT = Path(__file__).parents[2] / "out" / "schemathesis"
PAPERS = "scientific_publications"
LEFT_OUT = {
    "positive_data_acceptance": "parameters name cities, rows and dimensions that may not exist, which is refused in words",
    "ignored_auth": "reading needs no account",
    "use_after_free": "nothing is deleted by the interface",
    "ensure_resource_availability": "nothing is made by the interface",
    "missing_required_header": "no header is required",
}
"""Checks that do not apply, and why; every other one is made."""


@pytest.fixture(scope="module")
def described(app):
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.fixture(scope="module")
def operations(described):
    return [each.ok() for each in described.get_all_operations()]


@pytest.fixture(scope="module")
def report():
    """What was asked and answered, kept for people to look at."""
    seen = {"answers": Counter(), "checks": [], "left_out": LEFT_OUT, "failures": []}
    yield seen
    REPORT.mkdir(parents=True, exist_ok=True)
    lines = {f"{path} {status}": n for (path, status), n in sorted(seen["answers"].items())}
    (REPORT / "report.json").write_text(json.dumps({**seen, "answers": lines}, indent=1), encoding="utf-8")


def checks():
    from schemathesis.checks import CHECKS, load_all_checks

    load_all_checks()
    return [check for check in CHECKS.get_all() if check.__name__ not in LEFT_OUT]


def test_every_operation_is_described_with_examples_and_problems(client):
    description = client.get("/api/v1/openapi.json").json()
    assert set(description["paths"]) == {
        "/api/v1/edition", "/api/v1/cities", "/api/v1/cities/{geonames_id}", "/api/v1/cities/{geonames_id}/cells/{indicator}",
        "/api/v1/index/bands", "/api/v1/evidence/{table}", "/api/v1/evidence/{table}/{fact_id}", "/api/v1/conflicts",
        "/api/v1/indicators",
    }  # fmt: skip
    for path, methods in description["paths"].items():
        assert set(methods) == {"get"}, path
        operation = methods["get"]
        assert operation["summary"] and operation["description"], path
        assert set(operation["responses"]) >= {"200", "304", "404", "422"}, path
        assert operation["responses"]["200"]["content"]["application/json"]["example"], path
        for status in ("404", "422"):
            (kind,) = operation["responses"][status]["content"]
            assert kind == "application/problem+json"
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (path, parameter["name"])


def test_the_checks_that_are_made_are_the_ones_meant():
    names = {check.__name__ for check in checks()}
    assert names >= {
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
        "response_schema_conformance", "negative_data_rejection", "unsupported_method",
    }  # fmt: skip


@settings(
    max_examples=120, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)  # fmt: skip
@given(data=st.data())
def test_no_question_breaks_what_is_promised(operations, report, data):
    operation = data.draw(st.sampled_from(operations))
    case = data.draw(operation.as_strategy())
    answer = case.call()
    report["answers"][operation.path, answer.status_code] += 1
    report["checks"] = sorted(check.__name__ for check in checks())
    try:
        case.validate_response(answer, checks=checks())
    except AssertionError as failure:
        report["failures"].append(str(failure))
        raise


@settings(
    max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)  # fmt: skip
@given(data=st.data())
def test_nonsense_is_refused_as_a_problem_in_words(operations, report, data):
    with_parameters = [each for each in operations if each.query or each.path_parameters]
    operation = data.draw(st.sampled_from(with_parameters))
    case = data.draw(operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
    answer = case.call()
    report["answers"][operation.path, answer.status_code] += 1
    case.validate_response(answer, checks=checks())
    if answer.status_code >= 400:
        assert answer.headers["content-type"][0] == "application/problem+json"
        assert re.search(r"\w", answer.json()["detail"])


def test_good_questions_are_answered_in_the_form_that_is_described(client, operations, report):
    fact = client.get("/api/v1/evidence/memberships", params={"limit": 1}).json()["rows"][0]["fact_id"]
    parts = {"table": "memberships", "fact_id": fact, "geonames_id": 112931, "indicator": PAPERS}
    for operation in operations:
        wanted = {name: value for name, value in parts.items() if f"{{{name}}}" in operation.path}
        for query in ({}, {"format": "json"}, {"format": "csv"}):
            if query and "format" not in {each.name for each in operation.query}:
                continue
            case = operation.Case(path_parameters=wanted, query=query)
            answer = case.call()
            report["answers"][operation.path, answer.status_code] += 1
            assert answer.status_code == 200, operation.path
            case.validate_response(answer, checks=checks())


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_interface_is_for_reading_and_says_so(client, method):
    answer = client.request(method, "/api/v1/edition")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.headers["content-type"] == "application/problem+json"
