from itertools import combinations

import numpy as np
import pytest

from proxenia.errors import StudyError
from proxenia.unions.forming.capacity import Capacity
from proxenia.unions.forming.choose import Limits, best_exactly, best_quickly

WEIGHTS = {"ties": 1.0, "shared": 1.0, "complementarity": 1.0, "host": 1.0, "permission": 1.0}


def random_capacity(n, seed):
    rng = np.random.default_rng(seed)

    def pairs():
        upper = np.triu(rng.random((n, n)), 1)
        return upper + upper.T

    return Capacity(
        ties=(pairs() > 0.7).astype(float),
        shared=pairs(),
        complementarity=pairs(),
        host=rng.random(n),
        permission=rng.random(n),
        standing=np.zeros(n),
        weights=WEIGHTS,
    )


def exactly(capacity, size, **more):
    found = best_exactly(capacity, size, **more)
    assert found is not None
    return found


def quickly(capacity, size, **more):
    found = best_quickly(capacity, size, **more)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [3, 5])
def test_the_exact_choice_is_the_best_of_all_sets(seed, size):
    capacity = random_capacity(9, seed)
    limits = Limits.of(list("AABBCCDDE"), size, share=0.4, least_countries=3)
    best = max((c for c in combinations(range(9), size) if limits.allow(c)), key=capacity.of)
    chosen, gap = exactly(capacity, size, limits=limits)
    assert capacity.of(chosen) == pytest.approx(capacity.of(best), abs=1e-9)
    assert gap < 1e-4


@pytest.mark.parametrize("seed", range(6))
def test_the_quick_choice_keeps_the_limits_and_is_never_better(seed):
    capacity = random_capacity(14, seed)
    limits = Limits.of(list("AAAAABBBBCCCDD"), 6, share=0.34, least_countries=3, wanted=[0])
    quick, (exact, _) = quickly(capacity, 6, limits=limits), exactly(capacity, 6, limits=limits)
    assert limits.allow(quick)
    assert limits.allow(exact)
    assert capacity.of(quick) <= capacity.of(exact) + 1e-9


def test_an_excluded_set_does_not_come_again():
    capacity = random_capacity(8, 3)
    limits = Limits.of(list("ABCDEFGH"), 4, share=1.0, least_countries=1)
    first, _ = exactly(capacity, 4, limits=limits)
    second, _ = exactly(capacity, 4, limits=limits, without=[first])
    third, _ = exactly(capacity, 4, limits=limits, without=[first], apart=2)
    assert set(first) != set(second)
    assert len(set(first) - set(third)) >= 2
    assert capacity.of(third) <= capacity.of(second) <= capacity.of(first)


def test_a_union_of_more_cities_than_there_are_cannot_be_met():
    with pytest.raises(StudyError, match="a union of 5 cities cannot be met: the region has 3 candidates"):
        Limits.of(["A", "B", "C"], 5, share=0.5, least_countries=1)


def test_more_wanted_cities_than_the_size_cannot_be_met():
    with pytest.raises(StudyError, match="3 cities must be in a union of 2"):
        Limits.of(["A", "B", "C"], 2, share=0.5, least_countries=1, wanted=[0, 1, 2])


def test_limits_give_way_where_the_countries_do_not_allow_them():
    limits = Limits.of(["A"] * 5, 4, share=0.34, least_countries=3)
    assert limits.most_of_one == 4
    assert limits.least_countries == 1


def test_capacity_of_a_set_is_the_weighted_mean_of_its_parts():
    off = 1 - np.eye(3)
    capacity = Capacity(
        ties=np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0.0]]),
        shared=0.5 * off,
        complementarity=0.2 * off,
        host=np.array([0.0, 0.75, 0.5]),
        permission=np.array([1.0, 0.5, 0.0]),
        standing=np.zeros(3),
        weights=WEIGHTS,
    )
    # one of three pairs is tied; a fifth of (1/3 + 0.5 + 0.2 + 0.75 + 0.5)
    assert capacity.of([0, 1, 2]) == pytest.approx((1 / 3 + 0.5 + 0.2 + 0.75 + 0.5) / 5)


def test_of_cities_alike_in_evidence_the_larger_is_chosen():
    n = 4
    capacity = Capacity(
        ties=np.zeros((n, n)),
        shared=np.zeros((n, n)),
        complementarity=np.zeros((n, n)),
        host=np.zeros(n),
        permission=np.full(n, 0.5),
        standing=np.array([0.5, 0.9, 0.7, 0.6]),
        weights=WEIGHTS,
    )
    chosen, _ = exactly(capacity, 2, limits=Limits.of(list("ABCD"), 2, share=1.0, least_countries=1))
    assert chosen == (1, 2)
