"""Versions: two indices of overlapping units held against each other, each rank's move split by the step that caused it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from proxenia.errors import MethodError
from proxenia.index.construct import construct, rank_within
from proxenia.index.framework import Framework
from proxenia.index.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from proxenia.index.recipe import Recipe

METHODOLOGY = "methodology"

__all__ = ["Change", "Version", "compare_versions", "shapley_parts"]


@dataclass(frozen=True, kw_only=True)
class Version:
    """An index as it can be made again: table, tree and recipe."""

    table: Table
    framework: Framework
    recipe: Recipe


@dataclass(frozen=True, kw_only=True)
class Change:
    """How ranks moved between two versions, and because of which step.

    `old` and `new` ranks are among the units that both versions rank, shape (n_units,). `parts` has shape
    (n_steps, n_units), in places, and sums to `new - old`: the Shapley value of each step, its mean effect over all
    orders in which the steps could have been changed. `came` and `went` are units in one version only.
    """

    units: tuple[str, ...]
    old: NDArray[np.float64]
    new: NDArray[np.float64]
    steps: tuple[str, ...]
    parts: NDArray[np.float64]
    came: tuple[str, ...]
    went: tuple[str, ...]

    @property
    def moved(self) -> int:
        """How many units changed their place."""
        return int((self.old != self.new).sum())


def compare_versions(old: Version, new: Version) -> Change:
    """Split the move of every rank from one version to another by step.

    Steps are: `values` (cells of indicators both have), `units` (units that came or went), `indicators and weights` (the
    tree), and each step of the recipe that differs, or `methodology` for all of them where they do not work by halves. Units that either version leaves without an index are not compared.

    Raises
    ------
    MethodError
        If the versions share no unit, are panels, or a mixture of them cannot be built.
    """
    if old.table.is_panel or new.table.is_panel:
        raise MethodError("versions are compared for one time; keep one Time of each panel")
    shared = [unit for unit in old.table.units if unit in set(new.table.units)]
    if not shared:
        raise MethodError("the versions share no unit; nothing can be compared")
    steps = _steps(old, new)

    @cache
    def ranks(changed: frozenset[str]) -> tuple[float, ...]:
        return tuple(_ranks(_mixture(old, new, changed), shared))

    first, last = np.array(ranks(frozenset())), np.array(ranks(frozenset(steps)))
    kept = ~np.isnan(first) & ~np.isnan(last)
    parts = shapley_parts(steps, lambda changed: _among(np.array(ranks(changed)), kept))
    return Change(
        units=tuple(unit for unit, keep in zip(shared, kept, strict=True) if keep),
        old=_among(first, kept),
        new=_among(last, kept),
        steps=steps,
        parts=parts,
        came=tuple(unit for unit in new.table.units if unit not in set(old.table.units)),
        went=tuple(unit for unit in old.table.units if unit not in set(new.table.units)),
    )


def _steps(old: Version, new: Version) -> tuple[str, ...]:
    """What differs; steps of the recipe that do not work by halves, such as a mean and its scale, are one: `methodology`."""
    steps = _differing(old, new)
    fields = [step for step in steps if hasattr(new.recipe, step)]
    data = [step for step in steps if step not in fields]
    try:
        for some in (frozenset(each) for size in range(len(fields) + 1) for each in combinations(fields, size)):
            construct(*_parts(_mixture(old, new, some)))
    except MethodError:
        return (*data, METHODOLOGY)
    return steps


def _parts(version: Version) -> tuple[Table, Framework, Recipe]:
    return version.table, version.framework, version.recipe


def _differing(old: Version, new: Version) -> tuple[str, ...]:
    out = []
    shared_units = [u for u in old.table.units if u in set(new.table.units)]
    shared_codes = [c for c in old.table.indicators if c in set(new.table.indicators)]
    a, b = (_cells(each.table, shared_units, shared_codes) for each in (old, new))
    if not np.array_equal(a, b, equal_nan=True):
        out.append("values")
    if set(old.table.units) != set(new.table.units):
        out.append("units")
    if old.framework != new.framework:
        out.append("indicators and weights")
    before, after = msgspec.to_builtins(old.recipe), msgspec.to_builtins(new.recipe)
    fields = [name for name in before if name not in {"name", "vary"}]
    return (*out, *(name for name in fields if before[name] != after[name]))


def _mixture(old: Version, new: Version, changed: frozenset[str]) -> Version:
    """The old version with some steps taken from the new one."""
    framework = (new if "indicators and weights" in changed else old).framework
    population = (new if "units" in changed else old).table
    codes = [leaf.code for leaf in framework.leaves]
    order = (new, old) if "values" in changed else (old, new)
    values = np.full((len(population.units), len(codes)), np.nan)
    for version in reversed(order):
        _lay(values, version.table, population.units, codes)
    fields = _differing(old, new) if METHODOLOGY in changed else changed
    from_new = {name: getattr(new.recipe, name) for name in fields if hasattr(new.recipe, name)}
    recipe = msgspec.structs.replace(old.recipe, **from_new)
    own = {code: choice for code, choice in recipe.indicator.items() if code in set(codes)}
    table = Table(
        units=population.units,
        indicators=tuple(codes),
        values=values,
        groups=population.groups,
        denominators=population.denominators,
    )
    return Version(table=table, framework=framework, recipe=msgspec.structs.replace(recipe, indicator=own))


def _lay(values: NDArray[np.float64], table: Table, units: tuple[str, ...], codes: list[str]) -> None:
    """Write the cells a table has, its gaps included, over what stands there."""
    rows = [i for i, unit in enumerate(units) if unit in set(table.units)]
    columns = [j for j, code in enumerate(codes) if code in set(table.indicators)]
    if rows and columns:
        values[np.ix_(rows, columns)] = _cells(table, [units[i] for i in rows], [codes[j] for j in columns])


def _cells(table: Table, units: list[str], codes: list[str]) -> NDArray[np.float64]:
    at, column = {u: i for i, u in enumerate(table.units)}, {c: j for j, c in enumerate(table.indicators)}
    return table.values[np.ix_([at[u] for u in units], [column[c] for c in codes])]


def _ranks(version: Version, shared: list[str]) -> NDArray[np.float64]:
    built = construct(version.table, version.framework, version.recipe)
    scores = dict(zip(built.table.units, built.scores[:, 0], strict=True))
    return rank_within(np.array([[scores.get(unit, np.nan)] for unit in shared]), ())[:, 0]


def _among(ranks: NDArray[np.float64], kept: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Ranks counted among the kept units only; a unit without one stands last."""
    mine = np.where(np.isnan(ranks[kept]), np.inf, ranks[kept])
    return 1.0 + (mine[None, :] < mine[:, None]).sum(axis=1)


def shapley_parts(
    steps: tuple[str, ...], ranks: Callable[[frozenset[str]], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Split what changes between two states among the steps that lead from one to the other.

    Parameters
    ----------
    steps
        Names of the steps.
    ranks
        What is split, shape (n_units,), once some of the steps are taken. It is asked for every subset of the steps.

    Returns
    -------
    parts
        Shape (n_steps, n_units): the Shapley value of each step (Shapley 1953), its mean effect over all orders of the
        steps. Over the steps they sum to `ranks(all) - ranks(none)`.

    Examples
    --------
    >>> together = lambda taken: np.array([4.0 if len(taken) == 2 else 0.0])
    >>> shapley_parts(("facts", "method"), together).ravel().tolist()
    [2.0, 2.0]
    """
    n = len(steps)
    out = np.zeros((n, ranks(frozenset()).size))
    for i, step in enumerate(steps):
        others = [each for each in steps if each != step]
        for size in range(n):
            share = factorial(size) * factorial(n - size - 1) / factorial(n)
            for some in combinations(others, size):
                before = frozenset(some)
                out[i] += share * (ranks(before | {step}) - ranks(before))
    return out
