"""GeoJSON (RFC 7946) for web maps and QGIS: cities as points, ties along great circles cut at the antimeridian."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from proxenia.networks.export.sphere import distance_km, great_circle

if TYPE_CHECKING:
    from proxenia.networks.export.graph import Edge, Graph, Row

__all__ = ["line", "render"]

DECIMALS = 5
"""Decimals of a degree: about a meter."""


def render(graph: Graph) -> bytes:
    """Write a graph as GeoJSON bytes; a node without a place, and its ties, are features without geometry."""
    places = {
        str(row["id"]): (float(row["longitude"]), float(row["latitude"]))
        for row in graph.nodes
        if "latitude" in row and "longitude" in row
    }
    features = [_point(row, places.get(str(row["id"]))) for row in graph.nodes]
    features += [_tie(tie, places) for tie in graph.collapsed()]
    content = {"type": "FeatureCollection", "features": features, "about": graph.about}
    return (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def line(start: tuple[float, float], end: tuple[float, float]) -> dict[str, Any] | None:
    """Geometry of the great circle between two places (longitude, latitude); None where they are one."""
    parts = [[[round(x, DECIMALS), round(y, DECIMALS)] for x, y in part] for part in great_circle(start, end)]
    if not parts:
        return None
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _point(row: Row, place: tuple[float, float] | None) -> dict[str, Any]:
    geometry = None if place is None else {"type": "Point", "coordinates": [round(part, DECIMALS) for part in place]}
    properties = {name: value for name, value in row.items() if name not in {"id", "latitude", "longitude"}}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": {"kind": "node", **properties}}


def _tie(tie: Edge, places: dict[str, tuple[float, float]]) -> dict[str, Any]:
    properties: dict[str, Any] = {"kind": "tie", "source": tie.source, "target": tie.target, "weight": tie.weight}
    if tie.spells:
        properties["first_year"] = min(first for (first, _), _ in tie.spells)
        properties["last_year"] = max(last for (_, last), _ in tie.spells)
    geometry = None
    if tie.source in places and tie.target in places:
        start, end = places[tie.source], places[tie.target]
        geometry = line(start, end)
        properties["distance_km"] = round(distance_km(start[1], start[0], end[1], end[0]), 1)
    return {"type": "Feature", "geometry": geometry, "properties": {**properties, **tie.attributes}}
