"""Denominate: divide what grows with size by a measure of size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["denominate"]


def denominate(
    values: NDArray[np.float64],
    *,
    by: Sequence[str],
    denominators: Mapping[str, NDArray[np.float64]],
    units: Sequence[str] = (),
) -> NDArray[np.float64]:
    """Divide indicators by their denominators.

    Parameters
    ----------
    values
        Shape (..., n_units, n_indicators).
    by
        Name of each indicator's denominator, empty where it has none.
    denominators
        Values of each denominator, shape (n_units,). A missing one makes the quotient missing.

    Raises
    ------
    MethodError
        If a denominator is unknown, or is zero for a unit.

    Examples
    --------
    >>> denominate(np.array([[6.0, 6.0]]), by=["people", ""], denominators={"people": np.array([3.0])})
    array([[2., 6.]])
    """
    out = np.array(values, dtype=float)
    for j, name in enumerate(by):
        if not name:
            continue
        if name not in denominators:
            raise MethodError(f"no denominator {name!r}; the table has {', '.join(denominators) or 'none'}")
        size = denominators[name]
        if (size == 0).any():
            row = int(np.argmax(size == 0))
            unit = units[row] if units else f"in row {row}"
            raise MethodError(f"denominator {name!r} of unit {unit} is zero; correct it or leave it empty")
        out[..., j] = out[..., j] / size
    return out
