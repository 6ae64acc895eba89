"""GEXF 1.3 for Gephi: places at their position, and ties with the years they lasted and their weight in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from proxenia.networks.export.graph import Edge, Graph, Kind, kinds
from proxenia.networks.export.graphml import text, words
from proxenia.networks.export.sphere import equal_earth

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["render"]

NAMESPACE, VIZ = "http://gexf.net/1.3", "http://gexf.net/1.3/viz"
TYPES: dict[Kind, str] = {bool: "boolean", int: "long", float: "double", str: "string"}
SCALE = 1000.0
"""Units of Gephi's canvas to one of the projection."""


def render(graph: Graph) -> bytes:
    """Write a graph as GEXF 1.3 bytes; `weight` runs over time where edges have years."""
    ties = graph.collapsed()
    is_timed = any(tie.spells for tie in ties)
    root = ET.Element("gexf", {"xmlns": NAMESPACE, "xmlns:viz": VIZ, "version": "1.3"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "Proxenia"
    ET.SubElement(meta, "description").text = words("; ".join(f"{key}: {value}" for key, value in graph.about.items()))
    settings = {"defaultedgetype": "directed" if graph.is_directed else "undirected"}
    settings |= {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"} if is_timed else {}
    body = ET.SubElement(root, "graph", settings)
    of_nodes = kinds(graph.nodes, leave_out=["id", "label"])
    of_ties = kinds([tie.attributes for tie in ties], leave_out=["label"])
    _declare(body, "node", of_nodes, timed=False)
    _declare(body, "edge", of_ties, timed=is_timed)
    nodes = ET.SubElement(body, "nodes")
    for row in graph.nodes:
        node = ET.SubElement(nodes, "node", id=words(str(row["id"])), label=words(str(row.get("label", row["id"]))))
        _values(node, "node", row, of_nodes)
        if "latitude" in row and "longitude" in row:
            x, y = equal_earth(row["longitude"], row["latitude"])
            ET.SubElement(node, "viz:position", x=repr(SCALE * x), y=repr(SCALE * y), z="0.0")
    edges = ET.SubElement(body, "edges")
    for number, tie in enumerate(ties):
        _tie(edges, number, tie, of_ties)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _declare(body: ET.Element, part: str, columns: Mapping[str, Kind], *, timed: bool) -> None:
    static = ET.SubElement(body, "attributes", {"class": part, "mode": "static"})
    for name, kind in columns.items():
        ET.SubElement(static, "attribute", id=f"{part}-{words(name)}", title=words(name), type=TYPES[kind])
    if timed:
        dynamic = ET.SubElement(body, "attributes", {"class": part, "mode": "dynamic"})
        ET.SubElement(dynamic, "attribute", id="weight", title="Weight", type="double")


def _values(element: ET.Element, part: str, row: Mapping[str, Any], columns: Mapping[str, Kind]) -> ET.Element:
    values = ET.SubElement(element, "attvalues")
    for name, kind in columns.items():
        if name in row:
            ET.SubElement(values, "attvalue", {"for": f"{part}-{words(name)}", "value": text(row[name], kind)})
    return values


def _tie(edges: ET.Element, number: int, tie: Edge, columns: Mapping[str, Kind]) -> None:
    ends = {"id": str(number), "source": words(tie.source), "target": words(tie.target), "weight": repr(tie.weight)}
    element = ET.SubElement(edges, "edge", ends)
    values = _values(element, "edge", tie.attributes, columns)
    for (first, last), weight in tie.spells:
        span = {"start": f"{first:04d}-01-01", "end": f"{last:04d}-12-31"}
        ET.SubElement(values, "attvalue", {"for": "weight", "value": repr(float(weight)), **span})
    if tie.spells:
        spells = ET.SubElement(element, "spells")
        for (first, last), _ in tie.spells:
            ET.SubElement(spells, "spell", start=f"{first:04d}-01-01", end=f"{last:04d}-12-31")
