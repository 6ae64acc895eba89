"""The process that reads one uploaded file: bounded in memory, time and files, and ended by its parent when it lingers.

Run as `python -m proxenia.web.desk.read_one FILE`; prints a desk as JSON, or the reason why there is none.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

__all__ = ["main"]

MEMORY = 3 * 2**30
SECONDS = 45
REFUSED = 3


def main(path: str) -> int:
    """Read a file, cut it into passages, code them by rule; 0 done, 3 refused with the reason on standard output."""
    from proxenia.errors import ProxeniaError  # noqa: PLC0415  after the bounds are set
    from proxenia.web.desk.decide import Desk  # noqa: PLC0415  the same

    try:
        desk = Desk.of_file(Path(path))
    except ProxeniaError as error:
        sys.stdout.buffer.write(str(error).encode("utf-8", "replace"))
        return REFUSED
    sys.stdout.buffer.write(msgspec.json.encode(desk))
    return 0


def _bound() -> None:
    try:
        import resource  # noqa: PLC0415  Windows has none; the parent's time limit holds there
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _bound()
    sys.exit(main(sys.argv[1]))
