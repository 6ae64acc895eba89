"""Maps of ties: great circles, places and names, on the world or on a region of it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from proxenia.report.figures import RIGHT_TO_LEFT_MARK, world_map
from proxenia.report.frames import framed, frames_of
from proxenia.report.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proxenia.report.figures import Brush
    from proxenia.report.frames import Frame

__all__ = [
    "NARROW",
    "WIDE",
    "arcs",
    "dotted",
    "land",
    "lines_of",
    "names_of",
    "points_of",
    "title_lines",
    "title_of",
    "world_of_ties",
]

Spec = dict[str, Any]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
WIDE, NARROW = 800, 340
"""Width of a map in pixels, on a wide page and on a narrow one."""
LETTERS = 42
"""Letters to a line of a narrow map's title."""

TURNS = ((0, -11, "center"), (8, 0, "left"), (0, 13, "center"), (-8, 0, "right"))
"""Where names may stand beside their points, in pixels: above, right, below, left."""

LETTER = 0.58
"""Width of a letter on average, in sizes of the type."""


def world_of_ties(lines: list[Spec], names: list[tuple[Point, str]], *, title: str, brush: Brush) -> Spec:
    """Map of the great circles of some ties, as far as they reach; the first name is the home of all of them."""
    points: list[Spec] = [
        {"longitude": x, "latitude": y, "kind": line["properties"]["kind"]}
        for line in lines
        for x, y in line["geometry"]["coordinates"][1:]
    ]
    points.append({"longitude": names[0][0][0], "latitude": names[0][0][1], "kind": "home"})
    width = NARROW if brush.narrow else WIDE
    places = [(point["longitude"], point["latitude"]) for point in points]

    def layers(frame: Frame) -> list[Spec]:
        held = [point for point in points if frame.holds((point["longitude"], point["latitude"]))]
        named = [each for each in names if frame.holds(each[0])]
        return [land(), *arcs(lines), points_of(held), *names_of(named, brush, pixels=frame.pixels)]

    heading = title_of(title, brush, key="blue: agreements, gray: shared networks, red: new")
    return {"title": heading, **framed(frames_of(places, width=width, narrow=brush.narrow), layers)}


def title_of(words: str, brush: Brush, *, key: str) -> Spec:
    """Title of a map, with the key to its colors below; broken into lines where the map is narrow."""
    return {
        "text": title_lines(words, brush, letters=LETTERS),
        "subtitle": title_lines(brush.say(key), brush, letters=round(LETTERS * 1.2)),
        "subtitleFont": "Vazirmatn",
        "subtitleColor": PALETTE["muted"],
        "anchor": "end" if brush.mirrored else "start",
        "fontSize": 13 if brush.narrow else 14,
        "subtitleFontSize": 11,
        "color": PALETTE["ink"],
        "font": "Vazirmatn",
    }


def title_lines(words: str, brush: Brush, *, letters: int) -> str | list[str]:
    """Words of a title as they are, or in lines of so many letters where the map is narrow."""
    if not brush.narrow:
        return words
    return [brush.name(line) for line in textwrap.wrap(words.strip(RIGHT_TO_LEFT_MARK), letters)]


def land() -> Spec:
    """Layer of the land."""
    world = {"values": world_map(), "format": {"type": "topojson", "feature": "countries"}}
    shape = {"type": "geoshape", "fill": PALETTE["land"], "stroke": PALETTE["paper"], "strokeWidth": 0.5, "clip": True}
    return {"data": world, "mark": shape}


def dotted(outlines: list[Spec]) -> Spec:
    """Layer of dotted outlines or courses, each a GeoJSON feature."""
    mark = {"type": "geoshape", "filled": False, "stroke": PALETTE["quiet"], "strokeDash": [2, 3], "clip": True}
    return {"data": {"values": outlines}, "mark": mark}


def arcs(lines: list[Spec]) -> list[Spec]:
    """Great circles by kind, the faint ones below."""
    styles = {
        "network": {"stroke": PALETTE["quiet"], "opacity": 0.25, "strokeWidth": 0.7},
        "new": {"stroke": PALETTE["accent"], "opacity": 0.4, "strokeWidth": 0.9},
        "agreement": {"stroke": PALETTE["blue"], "opacity": 0.9, "strokeWidth": 1.4},
    }
    layers = []
    for kind, style in styles.items():
        of_kind = [line for line in lines if line["properties"]["kind"] == kind]
        if of_kind:
            mark = {"type": "geoshape", "filled": False, "clip": True, **style}
            layers.append({"data": {"values": of_kind}, "mark": mark})
    return layers


def points_of(points: list[Spec]) -> Spec:
    """Layer of points by kind, in the colors of the lines."""
    shades = {
        "domain": ["network", "new", "agreement", "home"],
        "range": [PALETTE["quiet"], PALETTE["accent"], PALETTE["blue"], PALETTE["ink"]],
    }
    place = {key: {"field": key, "type": "quantitative"} for key in ("longitude", "latitude")}
    color = {"field": "kind", "type": "nominal", "legend": None, "scale": shades}
    mark = {"type": "circle", "size": 22, "opacity": 0.9, "clip": True}
    return {"data": {"values": points}, "mark": mark, "encoding": {**place, "color": color}}


def names_of(names: list[tuple[Point, str]], brush: Brush, *, pixels: float) -> list[Spec]:
    """Names of places, each on the side of its point where it covers least; `pixels` are those of a degree."""
    place = {key: {"field": key, "type": "quantitative"} for key in ("longitude", "latitude")}
    size = 11 if brush.narrow else 12
    sides: dict[int, list[Spec]] = {}
    taken = [_box(point, "", 0, pixels=pixels, size=size) for point, _ in names]
    for (x, y), name in sorted(names, key=lambda each: each[0]):
        boxes = [_box((x, y), name, turn, pixels=pixels, size=size) for turn in range(len(TURNS))]
        best = min(range(len(TURNS)), key=lambda turn: sum(_covers(boxes[turn], other) for other in taken))
        taken.append(boxes[best])
        sides.setdefault(best, []).append({"name": name, "longitude": x, "latitude": y})
    layers = []
    for turn, rows in sides.items():
        dx, dy, align = TURNS[turn]
        text = {
            "type": "text",
            "dx": dx,
            "dy": dy,
            "align": align,
            "fontSize": size,
            "fontWeight": "bold",
            "clip": True,
        }
        halo = {"stroke": PALETTE["paper"], "strokeWidth": 3, "strokeJoin": "round"}
        encoding = {**place, "text": {"field": "name"}}
        layers += [
            {"data": {"values": rows}, "mark": {**text, **more}, "encoding": encoding}
            for more in (halo, {"color": PALETTE["ink"]})
        ]
    return layers


def _box(point: Point, name: str, turn: int, *, pixels: float, size: int) -> Box:
    """Give left, top, right and bottom of a name beside its point in pixels, or of the point where the name is empty."""
    x, y = point[0] * pixels, -point[1] * pixels
    if not name:
        return x - 4, y - 4, x + 4, y + 4
    dx, dy, align = TURNS[turn]
    wide = LETTER * size * len(name.strip("\u200f"))
    left = x + dx - {"left": 0.0, "center": wide / 2, "right": wide}[align]
    return left, y + dy - size / 2, left + wide, y + dy + size / 2


def _covers(one: Box, other: Box) -> float:
    """Area that two boxes share, in square pixels."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0.0) * max(along, 0.0)


def lines_of(home: Point, ends: Iterable[Point], kind: str) -> list[Spec]:
    """Lines of one kind from a home to each end, as GeoJSON features."""
    return [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [list(home), list(end)]},
            "properties": {"kind": kind},
        }
        for end in ends
    ]
