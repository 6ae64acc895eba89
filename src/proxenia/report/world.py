"""The world map of the panel: every city by its score, the ties of its cities beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.report.figures import base_spec
from proxenia.report.figures import world_map as countries
from proxenia.report.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.report.figures import Brush

__all__ = ["panel_map"]

Spec = dict[str, Any]
MARKED = 12
"""How many cities carry their names on a wide map."""
APART = (26.0, 7.0)
"""Degrees of longitude or latitude that names keep from each other."""


PLACE = {"longitude": {"field": "longitude"}, "latitude": {"field": "latitude"}}


def panel_map(cities: Sequence[dict[str, Any]], ties: Sequence[dict[str, Any]], *, brush: Brush) -> Spec:
    """Draw cities and the agreements between them.

    Parameters
    ----------
    cities
        Best first, each with `name`, `latitude`, `longitude`, `score` and `href`, the address of its page.
    ties
        Each with the ends' coordinates: `from_longitude`, `from_latitude`, `to_longitude`, `to_latitude`.
    """
    shown: list[Spec] = [{**city, "name": brush.name(city["name"])} for city in cities]
    layers = [_land(), _lines(ties), _dots(shown)]
    if not brush.narrow:
        layers.append(_names(_apart(shown)))
    width = 300 if brush.narrow else 960
    return {
        **base_spec(),
        "width": width,
        "height": width // 2,
        "projection": {"type": "equalEarth"},
        "layer": layers,
    }


def _land() -> Spec:
    return {
        "data": {"values": countries(), "format": {"type": "topojson", "feature": "countries"}},
        "mark": {"type": "geoshape", "fill": PALETTE["land"], "stroke": PALETTE["paper"], "strokeWidth": 0.5},
    }


def _lines(ties: Sequence[dict[str, Any]]) -> Spec:
    features = {"type": "FeatureCollection", "features": [_line(tie) for tie in ties]}
    stroke = {"stroke": PALETTE["blue"], "opacity": 0.22, "strokeWidth": 0.8}
    return {
        "data": {"values": features, "format": {"property": "features"}},
        "mark": {"type": "geoshape", "filled": False, **stroke},
    }


def _dots(cities: list[Spec]) -> Spec:
    scale = {"domain": [20, 80], "range": [20, 190]}
    return {
        "data": {"values": cities},
        "mark": {"type": "circle", "color": PALETTE["accent"], "opacity": 0.85, "cursor": "pointer"},
        "encoding": {
            **PLACE,
            "size": {"field": "score", "type": "quantitative", "scale": scale, "legend": None},
            "href": {"field": "href"},
            "tooltip": {"field": "name"},
        },
    }


def _names(cities: list[Spec]) -> Spec:
    return {
        "data": {"values": cities},
        "mark": {"type": "text", "dy": -12, "fontSize": 12, "color": PALETTE["ink"]},
        "encoding": {**PLACE, "text": {"field": "name"}},
    }


def _apart(cities: Sequence[Spec]) -> list[Spec]:
    """First cities whose names do not lie over that of a better one."""
    chosen: list[Spec] = []
    for city in cities:
        near = [
            other
            for other in chosen
            if abs(other["longitude"] - city["longitude"]) < APART[0]
            and abs(other["latitude"] - city["latitude"]) < APART[1]
        ]
        if not near and len(chosen) < MARKED:
            chosen.append(city)
    return chosen


def _line(tie: dict[str, Any]) -> Spec:
    ends = [[tie["from_longitude"], tie["from_latitude"]], [tie["to_longitude"], tie["to_latitude"]]]
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": ends}, "properties": {}}
