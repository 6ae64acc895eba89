"""Remaking: the files of an index folder made again from its own facts, to be compared line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.errors import DataError
from proxenia.index.audit import audit, audit_files
from proxenia.index.construct import construct
from proxenia.index.exchange.cells import draw_cells, is_uncertain
from proxenia.index.exchange.files import bands_files, construction_files, provenance_text
from proxenia.index.robustness import (
    WeightLimits,
    accept,
    attain,
    importance,
    remove_each,
    remove_each_unit,
    sensitivity,
)
from proxenia.index.robustness.files import (
    acceptability_files,
    attainable_csv,
    importance_csv,
    removals_csv,
    sensitivity_csv,
    weights_csv,
)
from proxenia.index.uncertainty import carry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from proxenia.index.framework import Framework
    from proxenia.index.recipe import Recipe
    from proxenia.index.table import Table

__all__ = ["make_files", "uncertain_cells"]

Facts = dict[str, Any]


def make_files(
    command: str,
    table: Table,
    framework: Framework,
    recipe: Recipe,
    /,
    *,
    cells: NDArray[np.float64] | None = None,
    **facts: Any,
) -> dict[str, str]:
    """Make the tables that a command of `proxenia index` writes, by file name.

    Parameters
    ----------
    command
        `build`, `uncertainty`, `sensitivity`, `attainable`, `acceptability`, `influence` or `audit`.
    cells
        Draws of the values where the table does not itself say how uncertain they are.
    facts
        What the command was told, such as `draws` and `seed`; they are written to `index.json`, from where they come
        when a folder is verified.

    Raises
    ------
    DataError
        If the command is none of these.
    """
    makers: Mapping[str, Callable[..., dict[str, str]]] = {
        "build": _build,
        "uncertainty": _uncertainty,
        "sensitivity": _sensitivity,
        "attainable": _attainable,
        "acceptability": _acceptability,
        "influence": _influence,
        "audit": _audit,
    }
    if command not in makers:
        raise DataError(f"no command {command!r} makes an index again; there are {', '.join(makers)}")
    return makers[command](table, framework, recipe, cells, facts)


def uncertain_cells(table: Table, framework: Framework, *, draws: int, seed: int) -> NDArray[np.float64] | None:
    """Draws of the values by what the table says of their uncertainty, or None where it says nothing."""
    if not is_uncertain(table, framework):
        return None
    return draw_cells(table, framework, n=draws, rng=np.random.default_rng([seed, 1]))


def _build(
    table: Table, framework: Framework, recipe: Recipe, cells: NDArray[np.float64] | None, facts: Facts
) -> dict[str, str]:
    del cells, facts
    return construction_files(construct(table, framework, recipe))


def _uncertainty(
    table: Table, framework: Framework, recipe: Recipe, cells: NDArray[np.float64] | None, facts: Facts
) -> dict[str, str]:
    draws, seed = facts["draws"], facts["seed"]
    values = cells if cells is not None else uncertain_cells(table, framework, draws=draws, seed=seed)
    bands = carry(table, framework, recipe, cells=values, draws=draws, rng=np.random.default_rng(seed))
    return bands_files(construct(table, framework, recipe), bands, seed=seed)


def _sensitivity(
    table: Table, framework: Framework, recipe: Recipe, cells: NDArray[np.float64] | None, facts: Facts
) -> dict[str, str]:
    draws, seed = facts["draws"], facts["seed"]
    values = cells if cells is not None else uncertain_cells(table, framework, draws=2 * draws, seed=seed)
    found = sensitivity(
        table,
        framework,
        recipe,
        cells=None if values is None else (values[:draws], values[draws : 2 * draws]),
        draws=draws,
        k=facts["k"],
        compared=[tuple(pair) for pair in facts["pairs"]],
        rng=np.random.default_rng(seed),
    )
    return _folder(table, framework, recipe, "sensitivity", {"sensitivity.csv": sensitivity_csv(found)}, facts)


def _attainable(
    table: Table, framework: Framework, recipe: Recipe, cells: NDArray[np.float64] | None, facts: Facts
) -> dict[str, str]:
    del cells
    found = attain(table, framework, recipe, limits=WeightLimits.parse(facts["weights"]))
    files = {"attainable.csv": attainable_csv(found), "weights.csv": weights_csv(found, framework)}
    return _folder(table, framework, recipe, "attainable", files, facts)


def _acceptability(
    table: Table, framework: Framework, recipe: Recipe, cells: NDArray[np.float64] | None, facts: Facts
) -> dict[str, str]:
    draws, seed = facts["draws"], facts["seed"]
    values = cells if cells is not None else uncertain_cells(table, framework, draws=draws, seed=seed)
    rng = np.random.default_rng(seed)
    found = accept(table, framework, recipe, weights=facts["weights"], cells=values, draws=draws, rng=rng)
    return _folder(table, framework, recipe, "acceptability", acceptability_files(found, framework), facts)


def _influence(
    table: Table, framework: Framework, recipe: Recipe, cells: NDArray[np.float64] | None, facts: Facts
) -> dict[str, str]:
    del cells
    built = construct(table, framework, recipe)
    nodes = [node.code for node in framework.nodes[1:]]
    codes = [leaf.code for leaf in framework.leaves]
    parts = remove_each(table, framework, recipe, codes=[*nodes, *codes] if len(codes) > 1 else [])
    files = {
        "importance.csv": importance_csv(importance(built, codes=[*nodes, *codes])),
        "removals.csv": removals_csv(parts, remove_each_unit(table, framework, recipe)),
    }
    return _folder(table, framework, recipe, "influence", files, facts)


def _audit(
    table: Table, framework: Framework, recipe: Recipe, cells: NDArray[np.float64] | None, facts: Facts
) -> dict[str, str]:
    draws, seed = facts["draws"], facts["seed"]
    values = cells if cells is not None else uncertain_cells(table, framework, draws=draws, seed=seed)
    checks = facts.get("checks")
    more = {key: value for key, value in facts.items() if key not in {"draws", "seed", "checks"}}
    return audit_files(audit(table, framework, recipe, checks=checks, cells=values, draws=draws, seed=seed), **more)


def _folder(
    table: Table, framework: Framework, recipe: Recipe, command: str, files: dict[str, str], facts: Facts
) -> dict[str, str]:
    built = construct(table, framework, recipe)
    return {
        **files,
        "methodology.toml": recipe.toml(),
        "index.json": provenance_text(built, command=command, **facts),
    }
