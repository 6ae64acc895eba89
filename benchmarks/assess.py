"""Seconds of the main job as a whole process, warm, and of its parts."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5


def measure() -> dict[str, float]:
    """Time the main job, a verification and the version as whole processes; medians of five after one warm-up."""
    proxenia = [sys.executable, "-c", "from proxenia.cli import main; main()"]
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "tehran")
        job = [*proxenia, "assess", "Tehran", "--against", "Barcelona", "Boston", "Beijing", "Istanbul"]
        return {
            "assess_s": _median([*job, "--out", out, "--overwrite"]),
            "verify_s": _median([*proxenia, "verify", out]),
            "version_s": _median([*proxenia, "--version"]),
        }


def _median(command: list[str]) -> float:
    seconds = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
    return round(statistics.median(seconds[1:]), 2)
