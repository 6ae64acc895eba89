"""Run every benchmark and print its figures with the machine's size: python benchmarks/run.py [NAME...]."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> None:
    """Print one line for each figure of each benchmark."""
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}")
    for path in sorted(FOLDER.glob("*.py")):
        if path.name == "run.py" or (sys.argv[1:] and path.stem not in sys.argv[1:]):
            continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, figure in module.measure().items():
            print(f"{path.stem}.{name}: {figure}")


if __name__ == "__main__":
    main()
