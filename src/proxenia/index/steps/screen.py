"""Screen: leave out units with too little data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["screen"]


def screen(values: NDArray[np.float64], *, least: float) -> NDArray[np.bool_]:
    """Which units have at least this share (0-1) of indicators; shape (n_units,).

    Raises
    ------
    MethodError
        If `least` is no share, or no unit has enough.

    Examples
    --------
    >>> screen(np.array([[1.0, np.nan], [1.0, 2.0]]), least=0.9)
    array([False,  True])
    """
    if not 0 <= least <= 1:
        raise MethodError(f"screening at {least} is no share; write a number from 0 to 1")
    share = (~np.isnan(values)).mean(axis=1)
    kept = share >= least - 1e-12
    if not kept.any():
        raise MethodError(f"no unit has {least:.0%} of the indicators, the best has {share.max():.0%}; lower --screen")
    return kept
