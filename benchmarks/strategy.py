"""Processor seconds of choosing a portfolio of 30 levers over 100 scenarios, and how near search and solver come to trying all."""

from __future__ import annotations

import time

import numpy as np

from proxenia.strategy.portfolio import Limits, Rules, Surrogate, Wish, choose, enumerate_all, search

LEVERS, SCENARIOS, FIGURES = 30, 100, 25
FEW = 14


def measure() -> dict[str, float]:
    """Time solver with search, and search alone, on the same planted case; compare both with trying all of fewer levers."""
    picture, rules = _case(LEVERS, seed=1)
    start = time.process_time()
    solved = choose(picture, rules, wish=Wish())
    both = time.process_time() - start
    start = time.process_time()
    found = search(picture, rules, wish=Wish(), start=np.zeros(LEVERS, bool))
    alone = time.process_time() - start
    few, few_rules = _case(FEW, seed=2)
    best = enumerate_all(few, few_rules, wish=Wish()).probability
    return {
        "solver_and_search_cpu_s": round(both, 2),
        "search_alone_cpu_s": round(alone, 2),
        "solver_and_search_probability": round(solved.probability, 3),
        "search_alone_probability": round(found.probability, 3),
        "bound": round(solved.bound or float("nan"), 3),
        "few_levers_share_of_best": round(choose(few, few_rules, wish=Wish()).probability / best, 3),
    }


def _case(levers: int, *, seed: int) -> tuple[Surrogate, Rules]:
    """Each lever moves two figures, works in most scenarios and costs one to nine; a third of the money is there."""
    rng = np.random.default_rng(seed)
    share = np.zeros((levers, SCENARIOS, FIGURES))
    for lever in range(levers):
        works = rng.random(SCENARIOS) < rng.uniform(0.4, 0.95)
        for figure in rng.choice(FIGURES, 2, replace=False):
            share[lever, :, figure] = works * rng.uniform(0.3, 1.0, SCENARIOS)
    gain = rng.uniform(0.5, 3.0, (1, SCENARIOS, FIGURES))
    picture = Surrogate(base=rng.normal(-14.0, 4.0, (1, SCENARIOS)), gain=gain, share=share)
    cost = rng.integers(1, 10, levers).astype(float)
    rules = Rules(
        cost=cost,
        staff=np.ones(levers),
        requires=tuple((k, k - 1) for k in range(5, levers, 6)),
        excludes=tuple((k, k - 2) for k in range(7, levers, 9)),
        limits=Limits(budget=float(cost.sum() / 3)),
    )
    return picture, rules
