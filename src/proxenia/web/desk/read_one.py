"""The process that reads one uploaded file: bounded in memory, time and files, and ended by its parent when it lingers.

Run as `python -m proxenia.web.desk.read_one FILE`; prints a desk as JSON, or the reason why there is none.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

__all__ = ["main"]

MEMORY = 3 * 2**29
SECONDS = 30
UNPACKED = 100_000_000
"""Size of everything a packed file (DOCX) may unpack to, in bytes; what it says of itself is all that is unpacked."""
REFUSED = 3


def main(path: str) -> int:
    """Read a file, cut it into passages, code them by rule; 0 done, 3 refused with the reason on standard output."""
    from proxenia.errors import ProxeniaError  # noqa: PLC0415  after the bounds are set
    from proxenia.web.desk.carry import carried  # noqa: PLC0415  the same
    from proxenia.web.desk.decide import Desk  # noqa: PLC0415  the same

    try:
        _refuse_bomb(Path(path))
        desk = Desk.of_file(Path(path))
    except ProxeniaError as error:
        sys.stdout.buffer.write(msgspec.json.encode(carried(error.reason)))
        return REFUSED
    sys.stdout.buffer.write(msgspec.json.encode(desk))
    return 0


def _refuse_bomb(path: Path) -> None:
    """Refuse a packed file that unpacks to more than a document holds."""
    import zipfile  # noqa: PLC0415  after the bounds are set

    from proxenia.errors import EvidenceError  # noqa: PLC0415  the same

    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return
    if size > UNPACKED:
        raise EvidenceError(
            "{name} unpacks to {size} MB; {most} MB at most are read",
            name=path.name,
            size=size // 10**6,
            most=UNPACKED // 10**6,
        )


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
