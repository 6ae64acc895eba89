"""How long the command takes to say its version, and the library to be imported, beside Python doing nothing in the same run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from importlib.metadata import distribution, requires
from pathlib import Path

from packaging.requirements import Requirement

RUNS = 15
COMMAND = Path(sys.executable).with_name("proxenia")


def seconds(*command: str) -> float:
    """Median over the runs, after one that warms the disk."""
    taken = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken[1:])


def core() -> set[str]:
    """Packages that the core needs here, and all that these need."""
    found: set[str] = set()
    waiting = ["proxenia"]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        needs = map(Requirement, requires(name) or ())
        waiting += [need.name.lower() for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    return found


def megabytes(name: str) -> float:
    """Size of the files of a package as installed, without what Python compiles of them."""
    paths = [Path(file.locate()) for file in distribution(name).files or () if file.suffix != ".pyc"]
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def measure() -> dict[str, object]:
    nothing = seconds(sys.executable, "-c", "")
    version = seconds(str(COMMAND), "--version")
    imported = seconds(sys.executable, "-c", "import proxenia")
    package = Path(__file__).parents[1] / "src" / "proxenia"
    own = sum(path.stat().st_size for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc") / 1e6
    return {
        "python_alone_s": round(nothing, 3),
        "version_s": round(version, 3),
        "version_times_python_alone": round(version / nothing, 2),
        "import_s": round(imported, 3),
        "core_packages": len(core()) - 1,
        "core_installed_mb": round(own + sum(megabytes(name) for name in core() - {"proxenia"})),
        "of_which_proxenia_mb": round(own),
    }
