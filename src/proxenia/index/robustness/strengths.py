"""Strengths and weaknesses: where a unit stands high or low among the units, last places included, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.robustness.influence import effective_weights

if TYPE_CHECKING:
    from proxenia.index.construct import Construction

__all__ = ["Strength", "strengths_and_weaknesses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """An indicator on which a unit stands high or low.

    `place` is its rank among `n` units with a value, ties at the best; `tied` is how many units share it; `weight` is the indicator's effective weight in the index.
    """

    kind: Literal["strength", "weakness"]
    indicator: str
    value: float
    place: int
    tied: int
    n: int
    weight: float


def strengths_and_weaknesses(built: Construction, *, unit: str, most: int = 5) -> tuple[Strength, ...]:
    """List the indicators on which a unit is in its best and its worst places.

    A strength is in the upper half, a weakness in the lower, ties counted at their middle; a unit that is last, alone
    or not, has its weakness there. Indicators on which all units are alike are neither.

    Parameters
    ----------
    most
        How many of each, the strongest first; equals are ordered by weight, then by the framework's order.

    Raises
    ------
    MethodError
        If the unit is not in the index, or stands in it for several times.
    """
    if unit not in built.table.units:
        raise MethodError(f"no unit {unit!r} in the index")
    if built.table.is_panel:
        raise MethodError("strengths are found for one time; keep one Time of the panel")
    row = built.table.units.index(unit)
    weights = effective_weights(built.framework)
    found: list[tuple[float, Strength]] = []
    for j, leaf in enumerate(built.framework.leaves):
        column = built.points[:, j]
        known = column[~np.isnan(column)]
        if np.isnan(column[row]) or known.size < 2 or np.ptp(known) == 0:  # noqa: PLR2004  alone, nobody is high or low
            continue
        place, tied = int(1 + (known > column[row]).sum()), int((known == column[row]).sum())
        share = (place - 1 + (tied - 1) / 2) / (known.size - 1)
        if share == 0.5:  # noqa: PLR2004  the middle is neither
            continue
        item = Strength(
            kind="strength" if share < 0.5 else "weakness",  # noqa: PLR2004  the middle
            indicator=leaf.code,
            value=float(built.table.values[row, j]),
            place=place,
            tied=tied,
            n=int(known.size),
            weight=weights[leaf.code],
        )
        found.append((share, item))
    out: list[Strength] = []
    for kind, sign in (("strength", 1), ("weakness", -1)):
        mine = [(sign * share, -item.weight, item) for share, item in found if item.kind == kind]
        out += [item for *_, item in sorted(mine, key=lambda each: each[:2])[:most]]
    return tuple(out)
