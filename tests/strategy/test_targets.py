import pytest

from proxenia.errors import StudyError
from proxenia.strategy.aim import Target, default_target


@pytest.mark.parametrize(
    "text",
    ["rank:20", "score:60", "model:state_driven=0.5", "parity:index=Istanbul", "gaps:science_brand,talent_program"],
)
def test_a_target_is_written_as_it_is_read(text):
    assert str(Target.parse(text)) == text


def test_hyphens_of_a_model_are_read_as_its_code():
    assert Target.parse("model:university-centered").subject == "university_centered"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rank", "cannot be read"),
        ("rank:0", "outside 1 to inf"),
        ("rank:2.5", "whole number"),
        ("score:101", "outside 0 to 100"),
        ("score:high", "is no number"),
        ("parity:index", "names no city"),
        ("model:state_driven=2", "outside 0 to 1"),
        ("fame:1", "cannot be read"),
    ],
)
def test_a_target_that_cannot_be_read_is_refused_with_the_forms(text, told):
    with pytest.raises(StudyError, match=told):
        Target.parse(text)


@pytest.mark.parametrize(
    ("rank", "target"), [(12, "rank:8"), (41, "rank:32"), (9, "rank:8"), (8, "parity:index=Beijing")]
)
def test_the_default_target_is_the_next_fifth_or_the_best_benchmark(rank, target):
    # of 41 cities the fifths end at 8, 16, 24, 32 and 41
    assert str(default_target(rank, cities=41, benchmarks=("Beijing", "Boston"))) == target


def test_the_first_city_without_benchmarks_aims_at_the_first_place():
    assert str(default_target(1, cities=41, benchmarks=())) == "rank:1"
