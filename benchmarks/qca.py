"""Seconds of a parsimonious minimization by number of conditions, and against the way that lists every remainder.

The tables are random but repeatable: 40 cases and an outcome planted as C1*C2 + ~C3*C4 with two cases in which it is
turned round, so that many models compete. The baseline lists every configuration no case shows and gives it to the
recursion over the whole table; it is this package's own, in the same run. R's QCA 3.25.1 needed 0.34 s for 10 and
0.48 s for 12 conditions on a machine with two cores, figures measured elsewhere and given for comparison only.
"""

from __future__ import annotations

import time
from itertools import product

import numpy as np

from proxenia.compare.qca import Cases, minimize, truth_table
from proxenia.compare.qca.implicants import primes_against, primes_within

CASES, REPEATS = 40, 5


def planted(conditions: int, *, seed: int) -> Cases:
    rng = np.random.default_rng(seed)
    values = rng.integers(2, size=(CASES, conditions))
    outcome = (values[:, 0] & values[:, 1]) | (1 - values[:, 2]) & values[:, 3]
    outcome[:2] = 1 - outcome[:2]
    return Cases(
        names=tuple(f"case {i}" for i in range(CASES)),
        conditions=tuple(f"C{k + 1}" for k in range(conditions)),
        levels=(2,) * conditions,
        values=values.astype(float),
        outcome="Y",
        membership=outcome.astype(float),
    )


def seconds(conditions: int) -> tuple[float, float]:
    """Median and longest time of a truth table and its parsimonious models, over several tables."""
    took = []
    for seed in range(REPEATS):
        cases = planted(conditions, seed=seed)
        started = time.perf_counter()
        minimize(truth_table(cases), solution="parsimonious")
        took.append(time.perf_counter() - started)
    return float(np.median(took)), max(took)


def primes(conditions: int) -> tuple[float, float]:
    """Seconds to find the primes by listing every remainder, and without it."""
    table = truth_table(planted(conditions, seed=0))
    positive = [row.configuration for row in table.positive]
    negative = [row.configuration for row in table.negative]
    started = time.perf_counter()
    listed = set(product((0, 1), repeat=conditions)) - set(negative)
    primes_within(listed, levels=(2,) * conditions)
    baseline = time.perf_counter() - started
    started = time.perf_counter()
    primes_against(positive, negative)
    return baseline, time.perf_counter() - started


def measure() -> dict[str, float]:
    """Figures by number of conditions; the first call to the solver is made before the clock starts."""
    minimize(truth_table(planted(12, seed=99)), solution="parsimonious")
    found: dict[str, float] = {}
    for conditions in (8, 10, 12, 14):
        median, longest = seconds(conditions)
        found[f"median_s_of_{conditions}_conditions"] = round(median, 3)
        found[f"longest_s_of_{conditions}_conditions"] = round(longest, 3)
    for conditions in (10, 14):
        listed, ours = primes(conditions)
        found[f"primes_times_faster_than_by_listing_{conditions}"] = round(listed / ours, 1)
    return found


if __name__ == "__main__":
    for key, value in measure().items():
        print(f"{key:45} {value}")
