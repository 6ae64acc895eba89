"""Seconds of the questions on unions, and what reusing draws saves against gathering the panel for every network."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from proxenia.store import Store
from proxenia.unions import Bench, which_to_form, which_to_join, with_whom
from proxenia.unions.forming import region

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 3


def measure() -> dict[str, float]:
    """Time the three questions in one process, joining as a whole process, and effects against gathering anew."""
    command = [sys.executable, "-c", "from proxenia.cli import main; main()", "unions", "join", "Tehran", "--json"]
    bench = Bench(Store.open())
    city = bench.places.one("Tehran")
    panel = bench.panel(city)
    if panel is None:
        return {}
    effects = _median(lambda: bench.effects(city, panel))
    gather = _median(lambda: bench.panel(city))
    networks = len(bench.ground.networks)
    return {
        "join_process_s": _median(lambda: subprocess.run(command, check=True, capture_output=True)),
        "join_s": _median(lambda: which_to_join("Tehran", bench=bench)),
        "form_persian_gulf_s": _median(lambda: which_to_form(region("persian-gulf"), (6, 12), bench=bench)),
        "form_mediterranean_s": _median(lambda: which_to_form(region("mediterranean"), (6, 12), bench=bench)),
        "partners_s": _median(lambda: with_whom("Tehran", bench=bench)),
        "all_effects_s": effects,
        "times_faster_than_gathering_for_each_network": round(networks * gather / effects, 1),
    }


def _median(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return round(statistics.median(seconds), 2)


if __name__ == "__main__":
    for name, figure in measure().items():
        print(f"unions.{name}: {figure}")
