"""Cells: what each value may be, given how uncertain it is said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.steps.choice import Choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.index.framework import Framework
    from proxenia.index.table import Table

__all__ = ["UNCERTAINTIES", "draw_cells", "is_uncertain"]

UNCERTAINTIES: dict[str, tuple[float | str, ...]] = {"sd": (0.0,), "relative": (0.1,), "count": ()}


def is_uncertain(table: Table, framework: Framework) -> bool:
    """Whether any value is said to be uncertain."""
    stated = table.errors is not None and bool(np.nan_to_num(table.errors).any())
    return stated or any(leaf.uncertainty for leaf in framework.leaves)


def draw_cells(table: Table, framework: Framework, *, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw values of every cell, shape (n, n_units, n_indicators); NaN stays NaN.

    A stated standard error makes a cell normal; else its indicator's `uncertainty` does: `sd:NUMBER` normal,
    `relative:SHARE` log-normal around the value, which keeps its sign, and `count` Poisson. A cell without either is fixed.

    Raises
    ------
    MethodError
        If a count is below zero.
    """
    out = np.repeat(table.values[None], n, axis=0)
    for j, leaf in enumerate(framework.leaves):
        column = table.values[:, j]
        stated = np.full(column.size, np.nan) if table.errors is None else table.errors[:, j]
        if not leaf.uncertainty and np.isnan(stated).all():
            continue
        drawn = _by_kind(column, leaf.uncertainty, n=n, rng=rng, code=leaf.code)
        normal = column + np.nan_to_num(stated) * rng.standard_normal((n, column.size))
        out[:, :, j] = np.where(np.isnan(stated), drawn, normal)
    return out


def _by_kind(
    column: NDArray[np.float64], kind: str, *, n: int, rng: np.random.Generator, code: str
) -> NDArray[np.float64]:
    if not kind:
        return np.repeat(column[None], n, axis=0)
    chosen = Choice.parse(kind, step="uncertainty", known=UNCERTAINTIES)
    if chosen.name == "count":
        if (column < 0).any():
            raise MethodError(
                f"indicator {code!r} is a count with a value below zero; state its uncertainty as sd or relative"
            )
        return np.where(np.isnan(column), np.nan, rng.poisson(np.nan_to_num(column), size=(n, column.size)))
    size = chosen.numbers[0]
    noise = rng.standard_normal((n, column.size))
    if chosen.name == "sd":
        return column + size * noise
    spread = np.sqrt(np.log1p(size**2))
    return column * np.exp(spread * noise - spread**2 / 2)
