"""The world map of the panel: every city by its score, the ties of its cities beneath."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from proxenia.report.figures import base_spec
from proxenia.report.figures import world_map as countries
from proxenia.report.frames import framed, frames_of
from proxenia.report.palette import PALETTE
from proxenia.report.union_maps import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from proxenia.report.figures import Brush
    from proxenia.report.frames import Frame

__all__ = ["land_path", "line_path", "panel_map"]

Spec = dict[str, Any]
MARKED = {False: 14, True: 7}
"""How many cities carry their names on a map, wide or narrow."""
APART = (74.0, 20.0)
"""Pixels across and along that names keep from each other."""
WIDTH = {False: 960, True: 350}
AREAS = {False: (24, 200), True: (26, 150)}
"""Area of the circle of a low and of a high score, in square pixels."""
PLACE = {"longitude": {"field": "longitude"}, "latitude": {"field": "latitude"}}


def panel_map(cities: Sequence[dict[str, Any]], ties: Sequence[dict[str, Any]], *, brush: Brush) -> Spec:
    """Draw cities and the agreements between them; on a narrow page the Americas stand below the rest.

    Parameters
    ----------
    cities
        Best first, each with `name`, `latitude`, `longitude`, `score` and `href`, the address of its page.
    ties
        Each with the ends' coordinates: `from_longitude`, `from_latitude`, `to_longitude`, `to_latitude`.
    """
    shown: list[Spec] = [{**city, "name": brush.name(city["name"])} for city in cities]
    places = [_place(city) for city in shown]

    def layers(frame: Frame) -> list[Spec]:
        held = [city for city in shown if frame.holds(_place(city))]
        named = [(_place(city), city["name"]) for city in _apart(held, frame, MARKED[brush.narrow])]
        names = names_of(named, brush, pixels=frame.pixels)
        return [_land(), _lines(ties), _dots(held, AREAS[brush.narrow]), *names]

    frames = frames_of(places, width=WIDTH[brush.narrow], narrow=brush.narrow)
    return {**base_spec(), **framed(frames, layers)}


@lru_cache(maxsize=1)
def land_path() -> str:
    """Outlines of the land as the data of an SVG path, x the longitude and y the latitude turned down, in tenths of a degree."""
    world = countries()
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        steps = itertools.accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]])
        arcs.append([(round(10 * (x * sx + tx)), round(-10 * (y * sy + ty))) for x, y in steps])
    rings = []
    for shape in world["objects"]["countries"]["geometries"]:
        parts = shape.get("arcs", [])
        for polygon in {"Polygon": [parts], "MultiPolygon": parts}.get(shape.get("type"), []):
            rings += [_ring(ring, arcs) for ring in polygon]
    return "".join(_drawn(ring) for ring in rings if _is_whole(ring))


def line_path(lines: Iterable[Sequence[tuple[float, float]]], *, is_closed: bool) -> str:
    """Lines or outlines, longitude before latitude in degrees, as the data of an SVG path on that map."""
    end = "Z" if is_closed else ""
    return "".join(f"M{'L'.join(f'{10 * x:.0f} {-10 * y:.0f}' for x, y in line)}{end}" for line in lines)


def _ring(numbers: list[int], arcs: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Join arcs to a ring; one numbered below zero runs backwards. Points that rounding made one stand once."""
    points = [point for n in numbers for point in (arcs[n] if n >= 0 else arcs[~n][::-1])]
    return [point for k, point in enumerate(points) if k == 0 or point != points[k - 1]]


def _is_whole(ring: list[tuple[int, int]]) -> bool:
    """Say whether a ring has an area and does not jump over the edge of the map."""
    return len(ring) > 2 and all(abs(x - w) < 1800 for (w, _), (x, _) in itertools.pairwise(ring))  # noqa: PLR2004  half the world


def _drawn(ring: list[tuple[int, int]]) -> str:
    steps = [f"{x - w} {y - v}" for (w, v), (x, y) in itertools.pairwise(ring)]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps).replace(' -', '-')}z"


def _place(city: Spec) -> tuple[float, float]:
    return city["longitude"], city["latitude"]


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


def _dots(cities: list[Spec], areas: tuple[int, int]) -> Spec:
    scale = {"domain": [20, 80], "range": list(areas)}
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


def _apart(cities: Sequence[Spec], frame: Frame, most: int) -> list[Spec]:
    """First cities whose names do not lie over that of a better one."""
    across, along = (pixels / frame.pixels for pixels in APART)
    chosen: list[Spec] = []
    for city in cities:
        near = [
            other
            for other in chosen
            if abs(other["longitude"] - city["longitude"]) < across
            and abs(other["latitude"] - city["latitude"]) < along
        ]
        if not near and len(chosen) < most:
            chosen.append(city)
    return chosen


def _line(tie: dict[str, Any]) -> Spec:
    ends = [[tie["from_longitude"], tie["from_latitude"]], [tie["to_longitude"], tie["to_latitude"]]]
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": ends}, "properties": {}}
