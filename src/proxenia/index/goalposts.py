"""Goalposts that stay: fixed from one table, dated by a vintage, and watched for drift as tables change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.index.framework import Framework

if TYPE_CHECKING:
    from proxenia.index.table import Table

__all__ = ["Drift", "drift", "freeze_goalposts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far an indicator has left its goalposts: shares (0-1) of units beyond each, and the range now found."""

    indicator: str
    below: float
    beyond: float
    found: tuple[float, float]


def freeze_goalposts(table: Table, framework: Framework) -> Framework:
    """Fix goalposts at the least and greatest value of each indicator now, where it has none.

    Scores against them do not move when a unit or a year is added; keep the framework as this year's vintage.

    Raises
    ------
    MethodError
        If an indicator without goalposts has one value only, or none.
    """
    leaves = []
    for j, leaf in enumerate(framework.leaves):
        if leaf.goalposts is not None:
            leaves.append(leaf)
            continue
        known = table.values[~np.isnan(table.values[:, j]), j]
        if np.unique(known).size < 2:  # noqa: PLR2004  a range has two ends
            raise MethodError(f"indicator {leaf.code!r} has no range to take goalposts from; give them")
        leaves.append(replace(leaf, goalposts=(float(known.min()), float(known.max()))))
    return Framework(framework.nodes, tuple(leaves))


def drift(table: Table, framework: Framework) -> tuple[Drift, ...]:
    """List indicators with values outside their goalposts, in the order of the framework."""
    out = []
    for j, leaf in enumerate(framework.leaves):
        known = table.values[~np.isnan(table.values[:, j]), j]
        if leaf.goalposts is None or not known.size:
            continue
        low, high = leaf.goalposts
        below, beyond = float((known < low).mean()), float((known > high).mean())
        if below or beyond:
            found = (float(known.min()), float(known.max()))
            out.append(Drift(indicator=leaf.code, below=below, beyond=beyond, found=found))
    return tuple(out)
