"""Pajek's .net: vertices numbered from 1 with quoted labels, in UTF-8 with the mark that tells Pajek so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.networks.export.sphere import equal_earth

if TYPE_CHECKING:
    from proxenia.networks.export.graph import Graph

__all__ = ["render"]

WIDTH, HEIGHT = 5.413, 2.635
"""Extent of the projection, to which Pajek's unit square is stretched."""


def render(graph: Graph) -> bytes:
    """Write a graph as Pajek network bytes; slices of a pair are added up.

    Pajek has no escape for a double quote in a label, so it becomes a single one; line ends become spaces.
    """
    numbers = {str(row["id"]): number for number, row in enumerate(graph.nodes, start=1)}
    lines = [f"% {_flat(key)}: {_flat(value)}" for key, value in graph.about.items()]
    lines.append(f"*Vertices {len(numbers)}")
    for number, row in enumerate(graph.nodes, start=1):
        spot = ""
        if "latitude" in row and "longitude" in row:
            x, y = equal_earth(row["longitude"], row["latitude"])
            spot = f" {x / WIDTH + 0.5:.6f} {0.5 - y / HEIGHT:.6f} 0.5"
        lines.append(f'{number} "{_flat(str(row.get("label", row["id"])))}"{spot}')
    lines.append("*Arcs" if graph.is_directed else "*Edges")
    lines += [f"{numbers[tie.source]} {numbers[tie.target]} {tie.weight!r}" for tie in graph.collapsed()]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def _flat(label: str) -> str:
    return " ".join(label.replace('"', "'").split())
