"""Tables of robustness as CSV, figures unrounded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from proxenia.output import csv_text
from proxenia.provenance import code_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.index.framework import Framework
    from proxenia.index.robustness.acceptability import Acceptability
    from proxenia.index.robustness.attainable import AttainableRanks
    from proxenia.index.robustness.influence import Importance, Removal
    from proxenia.index.robustness.sensitivity import Sensitivity, SobolIndices
    from proxenia.index.robustness.versions import Change

__all__ = [
    "acceptability_files",
    "attainable_csv",
    "change_csv",
    "change_files",
    "importance_csv",
    "removals_csv",
    "sensitivity_csv",
    "weights_csv",
]


def sensitivity_csv(found: Sensitivity) -> str:
    """Sobol indices of every unit's rank, of every decision, and of the mean move of all ranks."""
    pairs = tuple(f"{first} above {second}" for first, second in found.compared)
    parts: list[tuple[str, Sequence[str], SobolIndices | None]] = [
        ("rank", found.units, found.ranks),
        (f"top {found.k}", found.units, found.top),
        ("pair", pairs, found.pairs),
        ("all ranks", ("",), found.shift),
    ]
    rows = (
        (
            of, unit, factor, float(each.first[i, j]), *each.first_band[:, i, j].tolist(), float(each.total[i, j]),
            *each.total_band[:, i, j].tolist(), float(each.variance[j]),
        )
        for of, units, each in parts
        if each is not None
        for j, unit in enumerate(units)
        for i, factor in enumerate(each.factors)
    )  # fmt: skip
    head = [
        "of",
        "uCode",
        "assumption",
        "first",
        "first_low",
        "first_high",
        "total",
        "total_low",
        "total_high",
        "variance",
    ]
    return csv_text(head, rows)


def attainable_csv(found: AttainableRanks) -> str:
    """Nominal, best and worst place of every unit, and the range of its score."""
    rows = (
        (
            unit,
            _whole(found.nominal[i]),
            int(found.best[i]),
            int(found.worst[i]),
            *found.scores[:, i].tolist(),
            _yes(found.proven[i]),
        )
        for i, unit in enumerate(found.units)
    )
    return csv_text(["uCode", "rank", "best", "worst", "least_score", "greatest_score", "proven"], rows)


def weights_csv(found: AttainableRanks, framework: Framework) -> str:
    """Effective weights by which each unit reaches its best and its worst place."""
    rows = (
        (unit, place, *weights[i].tolist())
        for i, unit in enumerate(found.units)
        for place, weights in (("best", found.best_weights), ("worst", found.worst_weights))
    )
    return csv_text(["uCode", "place", *(leaf.code for leaf in framework.leaves)], rows)


def acceptability_files(found: Acceptability, framework: Framework) -> dict[str, str]:
    """Share of admitted weights by place, and central weights."""
    places = [str(place) for place in range(1, len(found.units) + 1)]
    return {
        "acceptability.csv": csv_text(
            ["uCode", *places], ((unit, *found.ranks[i].tolist()) for i, unit in enumerate(found.units))
        ),
        "central_weights.csv": csv_text(
            ["uCode", "first", "standard_error", "confidence", *(leaf.code for leaf in framework.leaves)],
            (
                (
                    unit, float(found.first[i]), float(found.standard_error[i]), float(found.confidence[i]),
                    *found.central[i].tolist(),
                )
                for i, unit in enumerate(found.units)
            ),
        ),
    }  # fmt: skip


def importance_csv(found: Sequence[Importance]) -> str:
    """Weight, importance and added value of every component."""
    rows = (
        (each.code, each.weight, each.correlation, each.share, each.ratio, each.rank_correlation, each.far)
        for each in found
    )
    head = ["code", "weight", "correlation", "share", "correlation_ratio", "rank_correlation", "ten_places_apart"]
    return csv_text(head, rows)


def removals_csv(indicators: Sequence[Removal], units: Sequence[Removal]) -> str:
    """What each removed indicator or aggregate, and each removed unit, does to the ranks."""
    rows = (
        (kind, each.removed, each.mean_shift, each.largest_shift, each.moved_most, each.reversed_pairs)
        for kind, some in (("indicator", indicators), ("unit", units))
        for each in some
    )
    return csv_text(["kind", "removed", "mean_shift", "largest_shift", "moved_most", "reversed_pairs"], rows)


def change_csv(change: Change) -> str:
    """Old and new place of every unit, and the part of each step in its move."""
    rows = (
        (
            unit,
            _whole(change.old[i]),
            _whole(change.new[i]),
            _whole(change.new[i] - change.old[i]),
            *change.parts[:, i].tolist(),
        )
        for i, unit in enumerate(change.units)
    )
    return csv_text(["uCode", "old", "new", "move", *change.steps], rows)


def change_files(change: Change, *, made_by: str) -> dict[str, str]:
    """Moves of all ranks, units that came and went, and what the folder is."""
    gone = [*(("came", unit) for unit in change.came), *(("went", unit) for unit in change.went)]
    facts = {"made_by": made_by, "command": "diff", "code_version": code_version(), "steps": list(change.steps)}
    return {
        "moves.csv": change_csv(change),
        "units.csv": csv_text(["what", "uCode"], gone),
        "index.json": json.dumps(facts, indent=2) + "\n",
    }


def _whole(value: float) -> float | int:
    return int(value) if np.isfinite(value) and float(value).is_integer() else float(value)


def _yes(value: bool) -> str:  # noqa: FBT001  a cell of a column of such
    return "yes" if value else "no"
