"""VOSviewer's JSON: items where a map would have them, so that VOSviewer Online shows cities in their places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from proxenia.networks.export.graph import Graph, Row
from proxenia.networks.export.sphere import equal_earth

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["render"]

PLACED = frozenset({"id", "label", "latitude", "longitude", "cluster", "url", "description"})


def render(graph: Graph) -> bytes:
    """Write a graph as VOSviewer JSON bytes.

    Figures of a node that are nowhere negative become weights, others scores. `cluster` must be a whole number from 1
    where it stands. Ids that are no positive whole numbers are numbered in order, since VOSviewer wants numbers. Where
    no node has a position, VOSviewer lays the items out itself.
    """
    numbers = _numbers(graph.nodes)
    figures = [
        name
        for name in dict.fromkeys(name for row in graph.nodes for name in row)
        if name not in PLACED and all(_is_figure(row[name]) for row in graph.nodes if name in row)
    ]
    weights = [name for name in figures if all(row.get(name, 0) >= 0 for row in graph.nodes)]
    network = {
        "items": [_item(row, numbers, weights=weights, figures=figures) for row in graph.nodes],
        "links": [
            {"source_id": numbers[tie.source], "target_id": numbers[tie.target], "strength": tie.weight}
            for tie in graph.collapsed()
            if tie.source != tie.target
        ],
    }
    return (json.dumps({"network": network, "info": graph.about}, ensure_ascii=False, indent=1) + "\n").encode()


def _item(row: Row, numbers: Mapping[str, int], *, weights: list[str], figures: list[str]) -> dict[str, Any]:
    item: dict[str, Any] = {"id": numbers[str(row["id"])], "label": str(row.get("label", row["id"]))}
    if "latitude" in row and "longitude" in row:
        item["x"], item["y"] = (round(part, 6) for part in equal_earth(row["longitude"], row["latitude"]))
    item |= {name: row[name] for name in ("cluster", "url", "description") if name in row}
    item["weights"] = {name: row[name] for name in weights if name in row}
    item["scores"] = {name: row[name] for name in figures if name not in weights and name in row}
    return item


def _numbers(nodes: tuple[Row, ...]) -> dict[str, int]:
    if all(isinstance(row["id"], int) and not isinstance(row["id"], bool) and row["id"] > 0 for row in nodes):
        return {str(row["id"]): row["id"] for row in nodes}
    return {str(row["id"]): number for number, row in enumerate(nodes, start=1)}


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
