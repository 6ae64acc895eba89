"""GraphML for Gephi, Cytoscape and igraph: typed attributes; the slices of a pair are parallel edges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from proxenia.networks.export.graph import Graph, Kind, Row, kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["render", "text", "words"]

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
TYPES: dict[Kind, str] = {bool: "boolean", int: "long", float: "double", str: "string"}
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(graph: Graph) -> bytes:
    """Write a graph as GraphML 1.0 bytes."""
    root = ET.Element("graphml", xmlns=NAMESPACE)
    parts = {
        "graph": kinds([graph.about]),
        "node": kinds(graph.nodes, leave_out=["id"]),
        "edge": {**kinds(graph.edges, leave_out=["source", "target"]), "weight": float},
    }
    for part, columns in parts.items():
        for name, kind in columns.items():
            ET.SubElement(
                root,
                "key",
                {"id": f"{part}-{words(name)}", "for": part, "attr.name": words(name), "attr.type": TYPES[kind]},
            )
    body = ET.SubElement(root, "graph", id="G", edgedefault="directed" if graph.is_directed else "undirected")
    _data(body, "graph", graph.about, parts["graph"])
    for row in graph.nodes:
        _data(ET.SubElement(body, "node", id=text(row["id"], str)), "node", row, parts["node"])
    for number, row in enumerate(graph.edges):
        ends = {"source": text(row["source"], str), "target": text(row["target"], str)}
        _data(ET.SubElement(body, "edge", {"id": f"e{number}", **ends}), "edge", {"weight": 1.0, **row}, parts["edge"])
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def words(value: str) -> str:
    """Replace characters that XML 1.0 does not admit by the replacement character, and end lines as XML reads them."""
    return FORBIDDEN.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))


def text(value: Any, kind: Kind) -> str:
    """Write a value of a column as XML text."""
    if kind is bool:
        return "true" if value else "false"
    return repr(float(value)) if kind is float else words(str(value))


def _data(element: ET.Element, part: str, row: Mapping[str, Any] | Row, columns: Mapping[str, Kind]) -> None:
    for name, kind in columns.items():
        if name in row:
            ET.SubElement(element, "data", key=f"{part}-{words(name)}").text = text(row[name], kind)
