"""Linear and mixed-integer programs, solved by HiGHS through SciPy without a word on the terminal."""

from __future__ import annotations

import ctypes
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["milp"]

_LOCK = threading.Lock()


def milp(*arguments: Any, **choices: Any) -> Any:
    """Solve a program as `scipy.optimize.milp` does, and keep what the solver prints off standard output.

    HiGHS writes stray lines from C where a heuristic runs a smaller program; in a pipe they would stand in the middle
    of a result.

    Examples
    --------
    >>> milp([1.0, 2.0], bounds=(1, 3)).fun
    3.0
    """
    from scipy import optimize  # noqa: PLC0415  slow to import

    with _LOCK, _silent():
        return optimize.milp(*arguments, **choices)


@contextmanager
def _silent() -> Generator[None]:
    flush = getattr(ctypes.CDLL(None), "fflush", None) if os.name == "posix" else None
    try:
        kept = os.dup(1)
    except OSError:  # a process without standard output has nothing to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        if flush:
            flush(None)
        os.dup2(nowhere, 1)
        yield
    finally:
        if flush:
            flush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
