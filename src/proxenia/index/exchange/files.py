"""Files of a finished index: tables as CSV, the recipe as TOML, and what they were made of; all or none."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from proxenia.errors import DataError, OutputError
from proxenia.output import csv_text
from proxenia.provenance import code_version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from proxenia.index.construct import Construction
    from proxenia.index.uncertainty import RankBands

__all__ = [
    "MADE_BY",
    "bands_files",
    "construction_files",
    "differences",
    "provenance_text",
    "read_facts",
    "write_files",
]

MADE_BY = "proxenia index"
TOPS = (1, 3, 5, 10, 20)


def construction_files(result: Construction) -> dict[str, str]:
    """Text of each file of an index, by name: scores, ranks, coverage, indicators, treatments, recipe, provenance.

    `scores.csv` holds `uCode` (and `Time` in a panel), the normalized indicators and the aggregates, unrounded.
    """
    table, framework = result.table, result.framework
    nodes = [node.code for node in framework.nodes]
    units = _units(result)
    touched = [(each.indicator, each.how, unit) for each in result.treatments for unit in each.units]
    every = range(len(table.units))
    heads = [[column[i] for column in units.values()] for i in every]
    scores = ([*heads[i], *result.points[i], *result.scores[i]] for i in every)
    ranks = ([*heads[i], _place(result.ranks[i, 0]), *map(_place, result.ranks[i])] for i in every)
    coverage = ([*heads[i], *result.coverage[i]] for i in every)
    return {
        "scores.csv": csv_text([*units, *table.indicators, *nodes], scores),
        "ranks.csv": csv_text([*units, "rank", *nodes], ranks),
        "coverage.csv": csv_text([*units, *nodes], coverage),
        "indicators.csv": _indicators(result),
        "treatments.csv": csv_text(["iCode", "treated", "uCode"], touched),
        "methodology.toml": result.recipe.toml(),
        "index.json": provenance_text(result, command="build"),
    }


def _indicators(result: Construction) -> str:
    treatments = {each.indicator: each for each in result.treatments}
    effective = result.framework.leaf_weights()
    header = ["iCode", "Parent", "Direction", "reads", "Weight", "effective_weight", "treated", "points", "passes"]
    rows = [
        (
            leaf.code,
            leaf.parent,
            leaf.direction,
            "more is better" if leaf.direction > 0 else "less is better",
            leaf.weight,
            float(effective[j]),
            treatments[leaf.code].how,
            len(treatments[leaf.code].units),
            "yes" if treatments[leaf.code].passes else "no",
        )
        for j, leaf in enumerate(result.framework.leaves)
    ]
    return csv_text(header, rows)


def bands_files(result: Construction, bands: RankBands, *, seed: int) -> dict[str, str]:
    """Text of each file of an uncertainty analysis, by name; quantiles are at 5, 50 and 95 %."""
    units = _units(result)
    low, median, high = bands.rank_quantiles[:, :, 0]
    rows = range(len(bands.units))
    head = [[column[i] for column in units.values()] for i in rows]
    labels = list(bands.units)
    if result.table.is_panel:
        labels = [f"{unit}@{time}" for unit, time in zip(bands.units, units["Time"], strict=True)]
    tops = [k for k in TOPS if k <= len(bands.units)]
    files = {
        "ranks.csv": csv_text(
            [*units, "rank", "rank_low", "rank_median", "rank_high"],
            ([*head[i], _place(result.ranks[i, 0]), *map(_place, (low[i], median[i], high[i]))] for i in rows),
        ),
        "scores.csv": csv_text(
            [*units, "iCode", "score_low", "score_median", "score_high", "rank_low", "rank_median", "rank_high"],
            (
                [*head[i], node.code, *bands.score_quantiles[:, i, k], *map(_place, bands.rank_quantiles[:, i, k])]
                for i in rows
                for k, node in enumerate(result.framework.nodes)
            ),
        ),
        "top.csv": csv_text(
            [*units, *(f"top_{k}" for k in tops)],
            ([*head[i], *(float(bands.top(k)[i]) for k in tops)] for i in rows),
        ),
        "methodology.toml": result.recipe.toml(),
        "index.json": provenance_text(
            result, command="uncertainty", seed=seed, draws=bands.draws, convergence_places=bands.convergence
        ),
    }
    if bands.above.size:
        files["pairwise.csv"] = csv_text(["uCode", *labels], ([labels[i], *bands.above[i]] for i in rows))
    return files


def write_files(files: Mapping[str, str | bytes], *, folder: Path, overwrite: bool = False) -> None:
    """Write all files into a folder, or none.

    An index that this package wrote there before is replaced; files of the same name that it did not write are kept,
    unless `overwrite`.

    Raises
    ------
    OutputError
        If the folder cannot be written, or holds files that are not ours.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file; name a folder")
    present = [name for name in files if (folder / name).exists()]
    if present and not overwrite and not _is_ours(folder):
        raise OutputError(f"{folder} holds {', '.join(sorted(present))} already; name another folder, or --overwrite")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".proxenia-", dir=folder if folder.exists() else folder.parent))
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror}") from error
    try:
        for name, text in files.items():
            (stage / name).write_bytes(text.encode() if isinstance(text, str) else text)
        folder.mkdir(exist_ok=True)
        for name in files:
            os.replace(stage / name, folder / name)  # noqa: PTH105  the same file system, at once
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def read_facts(folder: Path) -> dict[str, Any]:
    """What an index in a folder was made of: its `index.json`.

    Raises
    ------
    DataError
        If the folder holds no index of ours.
    """
    if not _is_ours(folder):
        raise DataError(f"{folder} holds no index of this package; name a folder that proxenia index wrote")
    return json.loads((folder / "index.json").read_text(encoding="utf-8"))


def differences(files: Mapping[str, str], *, folder: Path) -> tuple[int, list[str]]:
    """Number of lines compared, and each place where the folder holds something else than these files."""
    compared, found = 0, []
    for name, text in files.items():
        path = folder / name
        written = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        made = text.splitlines()
        compared += max(len(made), len(written))
        pairs = zip_longest(written, made, fillvalue="")
        found += [f"{name}:{i}: written {a!r}, made now {b!r}" for i, (a, b) in enumerate(pairs, start=1) if a != b]
    return compared, found


def _units(result: Construction) -> dict[str, Sequence[object]]:
    units: dict[str, Sequence[object]] = {"uCode": result.table.units}
    if result.table.is_panel:
        units["Time"] = [_place(time) for time in result.table.times]
    return units


def provenance_text(result: Construction, *, command: str, **more: object) -> str:
    """What the files of a folder were made of, as JSON, so that they can be made again."""
    facts = {
        "made_by": MADE_BY,
        "command": command,
        "code_version": code_version(),
        "methodology": result.recipe.name,
        "methodology_hash": result.recipe.hash,
        "data_hash": result.table.data_hash,
        "units": len(result.table.units),
        "indicators": len(result.table.indicators),
        "aggregation_by_level": list(result.recipe.aggregate),
        **dict(sorted(more.items())),
    }
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


def _is_ours(folder: Path) -> bool:
    try:
        return json.loads((folder / "index.json").read_text(encoding="utf-8")).get("made_by") == MADE_BY
    except (OSError, ValueError, AttributeError):
        return False


def _place(value: float) -> float | int:
    return int(value) if np.isfinite(value) and float(value).is_integer() else float(value)
