"""Reading an uploaded file in a process of its own, so that a bad file can harm nothing but its own reading."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import msgspec

from proxenia.errors import EvidenceError
from proxenia.web.desk.carry import brought
from proxenia.web.desk.decide import Desk

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MOST_BYTES", "parse"]

MOST_BYTES = 12 * 2**20
"""Size of an upload; larger documents are for the command line."""
SECONDS = 60.0
REFUSED = 3
AT_ONCE = threading.BoundedSemaphore(2)


def parse(path: Path, *, seconds: float = SECONDS) -> Desk:
    """Read a file into a desk.

    Parameters
    ----------
    path
        The file; its suffix says its format, and its name stands in reasons.
    seconds
        Time after which the reading is ended.

    Raises
    ------
    EvidenceError
        If the file is of no known format, broken, empty, too long, or takes more time or memory than it may.
    """
    command = [sys.executable, "-m", "proxenia.web.desk.read_one", str(path)]
    bounded = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with AT_ONCE:
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False, env=bounded)  # noqa: S603  a command of our own
        except subprocess.TimeoutExpired as error:
            raise EvidenceError(
                "{file} takes more than {seconds:.0f} seconds to read; use the command line: proxenia coding code",
                file=path.name,
                seconds=seconds,
            ) from error
    if done.returncode == REFUSED:
        raise EvidenceError(brought(_json(done.stdout), renamed=(str(path), path.name)))
    if done.returncode != 0:
        raise EvidenceError("{file} cannot be read within the memory and time an upload may take", file=path.name)
    try:
        return msgspec.json.decode(done.stdout, type=Desk)
    except msgspec.MsgspecError as error:
        raise EvidenceError("{file} was read into something that is no document", file=path.name) from error


def _json(content: bytes) -> object:
    try:
        return msgspec.json.decode(content)
    except msgspec.MsgspecError:
        return None
