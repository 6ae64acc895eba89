# ruff: noqa: ANN001, ANN201, PLC0415  a process of its own imports what it measures, and nothing before
"""How long the null model, the links that stand against it and the guesses of missing members take, and in how much memory.

The table is made up, of 4,000 cities by 400 networks, so it can be made anywhere. The baseline of the links is the same
p-values worked out pair by pair, as one would write them down from the formula, on a part of the pairs and in the same
run; that of the solver is the fixed-point iteration over all cities and networks that papers print.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import numpy as np

CITIES, NETWORKS, MEMBERSHIPS = 4_000, 400, 24_000
PAIRS_ONE_BY_ONE, SWEEPS = 1_500, 60


def table():
    from proxenia.networks.bipartite import generate_memberships

    rng = np.random.default_rng(0)
    return generate_memberships(rng=rng, n_cities=CITIES, n_networks=NETWORKS, n_memberships=MEMBERSHIPS)


def fixed_point(rows: np.ndarray, columns: np.ndarray) -> tuple[float, float]:
    """Seconds of a number of sweeps over the whole table, and how far a degree is then missed."""
    x, y = rows / np.sqrt(rows.sum()), columns / np.sqrt(rows.sum())
    started = time.perf_counter()
    for _ in range(SWEEPS):
        x = rows / (y / (1 + np.outer(x, y))).sum(axis=1)
        y = columns / (x[:, None] / (1 + np.outer(x, y))).sum(axis=0)
    p = np.outer(x, y) / (1 + np.outer(x, y))
    return time.perf_counter() - started, float(np.abs(p.sum(axis=1) - rows).max())


def one_by_one(members, model, pairs: int) -> float:
    """CPU seconds a pair when each p-value is worked out alone."""
    from proxenia.networks.nulls import at_least

    matrix, chance = members.matrix.toarray(), model.dense()
    rng = np.random.default_rng(1)
    first, second = rng.integers(len(matrix), size=(2, pairs))
    started = time.process_time()
    for i, j in zip(first, second, strict=True):
        shared = int(matrix[i] @ matrix[j])
        at_least((chance[i] * chance[j])[None], most=max(shared, 1))
    return (time.process_time() - started) / pairs


def alone() -> None:
    """Validate the links in a process of its own and print its seconds and its largest memory in MB."""
    from proxenia.networks.nulls import validate

    members, _ = table()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, cpu = time.perf_counter(), time.process_time()
    found = validate(members)
    print(
        time.perf_counter() - started,
        time.process_time() - cpu,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        before / 1024,
        len(found),
    )


def measure() -> dict[str, float | str]:
    """Seconds and memory, and ratios to the baselines of the same run."""
    from proxenia.networks.nulls import solve_bicm
    from proxenia.networks.prediction import predict_missing

    done = subprocess.run([sys.executable, __file__, "alone"], capture_output=True, text=True, check=True)
    validating, cpu, peak, before, links = (float(each) for each in done.stdout.split())
    members, sites = table()
    started = time.perf_counter()
    model = solve_bicm(members.city_degree, members.network_size)
    solving = time.perf_counter() - started
    sweeping, missed = fixed_point(members.city_degree.astype(float), members.network_size.astype(float))
    each = one_by_one(members, model, PAIRS_ONE_BY_ONE)
    pairs = len(members.cities) * (len(members.cities) - 1) / 2
    started, predicting = time.perf_counter(), time.process_time()
    predict_missing(members, sites, rng=np.random.default_rng(0))
    return {
        "cities": CITIES,
        "networks": NETWORKS,
        "memberships": len(members),
        "solve_seconds": round(solving, 3),
        f"seconds_of_{SWEEPS}_fixed_point_sweeps": round(sweeping, 3),
        "degree_missed_after_the_sweeps": round(missed, 6),
        "links_found": links,
        "validate_seconds": round(validating, 2),
        "validate_cpu_seconds": round(cpu, 2),
        "validate_peak_mb": round(peak),
        "of_which_before_mb": round(before),
        "times_less_cpu_than_pair_by_pair": round(each * pairs / cpu),
        "predict_seconds": round(time.perf_counter() - started, 1),
        "predict_cpu_seconds": round(time.process_time() - predicting, 1),
    }


if __name__ == "__main__":
    if sys.argv[1:] == ["alone"]:
        alone()
    else:
        for key, value in measure().items():
            print(f"{key:40} {value}")
