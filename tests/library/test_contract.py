"""What programs may rely on: result.json and study.toml have the form that their schemas say."""

import json
import tomllib

import jsonschema
import pytest

import proxenia as px
from proxenia.assessment.verify import plain
from proxenia.errors import DataError
from proxenia.library.contract import NAMES, read_schema, schema_from_types


@pytest.fixture(scope="module")
def study():
    return px.Study(focal="Tehran", benchmarks=("Boston",), draws=100)


@pytest.fixture(scope="module")
def result(study):
    return json.loads(json.dumps(plain(px.assess(study))))


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_that_ships_is_the_one_the_types_make(name):
    assert read_schema(name) == schema_from_types(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_is_one(name):
    jsonschema.Draft202012Validator.check_schema(read_schema(name))


def test_a_real_result_has_the_form_of_its_schema(result):
    jsonschema.validate(result, read_schema("result"))


def test_a_real_study_has_the_form_of_its_schema(study):
    jsonschema.validate(tomllib.loads(study.toml()), read_schema("study"))


def test_a_result_names_the_version_of_its_form(result):
    assert result["provenance"]["result_version"] == read_schema("result")["version"]


@pytest.mark.parametrize(
    "broken",
    [
        lambda r: r.pop("cities"),
        lambda r: r["cities"][0].update(score="high"),
        lambda r: r["provenance"].update(draws=1.5),
        lambda r: r["cities"][0].update(role="rival"),
    ],
)
def test_a_result_of_another_form_is_refused(result, broken):
    copy = json.loads(json.dumps(result))
    broken(copy)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(copy, read_schema("result"))


def test_a_study_without_benchmarks_is_refused():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"focal": "Tehran"}, read_schema("study"))


def test_a_schema_that_is_not_there_is_refused():
    with pytest.raises(DataError, match="there are result, study"):
        read_schema("plan")
