"""One writer at a time: marks and locks that keep processes from writing the same store at once."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from proxenia.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

__all__ = ["alone", "still"]

PATIENCE = 10.0
"""Seconds to wait for another process that writes the same store."""
BUSY = "another process is writing {path}; nothing was stored, try again"


@contextmanager
def alone(path: Path) -> Generator[None]:
    """Keep other processes from writing the same store, and wait for one that does.

    The mark beside the store is gone afterwards. One that a crash left behind is taken over; where the system has no
    locks on files it has to be deleted by hand, and the reason says so.

    Raises
    ------
    OutputError
        If another process still writes after `PATIENCE` seconds, or the folder cannot be written.
    """
    mark, until = path.with_name(f".{path.name}.lock"), time.monotonic() + PATIENCE
    while True:
        try:
            held = os.open(mark, os.O_RDWR | os.O_CREAT | (0 if fcntl else os.O_EXCL), 0o600)
        except FileExistsError:
            held = -1
        except OSError as error:
            raise OutputError(
                "{path} cannot be written: {reason}; nothing was stored", path=path, reason=error.strerror
            ) from error
        if held >= 0 and _is_held(held, mark):
            break
        if time.monotonic() > until:
            if fcntl:
                raise OutputError(BUSY, path=path)
            raise OutputError(f"{BUSY}; where none is, delete {{mark}}", path=path, mark=mark)
        time.sleep(0.02)
    try:
        yield
    finally:
        if fcntl:
            mark.unlink(missing_ok=True)
        os.close(held)
        if not fcntl:
            mark.unlink(missing_ok=True)


def _is_held(held: int, mark: Path) -> bool:
    """Take the lock of an open mark, if the mark is still the one beside the store; close it otherwise."""
    if not fcntl:
        return True
    with suppress(OSError):
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if mark.stat().st_ino == os.fstat(held).st_ino:
            return True
    os.close(held)
    return False


@contextmanager
def still(path: Path) -> Generator[BinaryIO | None]:
    """Open a store for copying, and keep whoever writes works into it in place from doing so meanwhile.

    Raises
    ------
    OutputError
        If another process writes works into the store.
    """
    if not path.exists():
        yield None
        return
    with path.open("rb") as source:
        if fcntl:
            try:
                fcntl.lockf(source, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError as error:
                raise OutputError(BUSY, path=path) from error
        yield source
