"""Figures as Vega-Lite specifications: drawn once, shown in pages, papers and files alike.

Each function takes an assessment, a language and a width and gives a specification that any Vega-Lite reader takes.
In Persian the axes are mirrored: names stand on the right, scales run leftward, digits are Persian.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from proxenia.locale import direction, percent, translate, writing
from proxenia.report.frames import framed, frames_of
from proxenia.report.palette import PALETTE, STATUS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from proxenia.assessment.result import Assessment, CityResult
    from proxenia.locale import Language, Text
    from proxenia.report.frames import Frame

__all__ = ["FIGURES", "RIGHT_TO_LEFT_MARK", "Brush", "base_spec", "own_digits", "world_map"]

Spec = dict[str, Any]
RIGHT_TO_LEFT_MARK = "\u200f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brush:
    """The language and width a figure is drawn for."""

    language: Language
    narrow: bool = False

    @property
    def width(self) -> int:
        """Width of the plotting area in pixels."""
        return 190 if self.narrow else 620

    @property
    def mirrored(self) -> bool:
        """Whether the figure runs from right to left."""
        return direction(self.language) == "rtl"

    def say(self, message: str) -> str:
        """A message in the figure's language."""
        return self.name(translate(message, self.language))

    def name(self, text: str) -> str:
        """A name, marked so that it is laid out in the figure's direction."""
        return f"{RIGHT_TO_LEFT_MARK}{text}{RIGHT_TO_LEFT_MARK}" if self.mirrored else text

    def of(self, text: Text) -> str:
        """A text in the figure's language."""
        return self.name(text.into(self.language))

    def names_axis(self, **more: object) -> Spec:
        """Axis that names rows."""
        limit = 190 if self.narrow else 340
        return {
            "orient": "right" if self.mirrored else "left",
            "title": None,
            "labelLimit": limit,
            "domain": False,
            "ticks": False,
            "labelPadding": 8,
            **more,
        }

    def numbers_axis(self, title: str, **more: object) -> Spec:
        """Axis that counts."""
        axis = {
            "title": self.say(title),
            "tickCount": 4 if self.narrow else 5,
            "domain": False,
            "ticks": False,
            "gridDash": [1, 3],
        }
        if self.language != "en":
            axis["labelExpr"] = own_digits("datum.label", self.language)
        return {**axis, **more}

    def scale(self, low: float, high: float) -> Spec:
        """Scale of a counting axis."""
        return {"domain": [low, high], "reverse": self.mirrored, "nice": False}


def ranking(assessment: Assessment, brush: Brush) -> Spec:
    """Score of every city of the panel with its 90 % interval; the compared cities stand out."""
    rows = [
        {
            "city": brush.of(city.name),
            "score": city.score,
            "low": city.score_interval[0] if city.score_interval else None,
            "high": city.score_interval[1] if city.score_interval else None,
            "role": city.role,
        }
        for city in assessment.panel
    ]
    y = {"field": "city", "type": "nominal", "sort": [row["city"] for row in rows], "axis": brush.names_axis()}
    return _framed(
        brush, rows, _dots_and_bars(brush, y, "score", (0, 100), "score, 0-100, with 90 % interval"), step=17
    )


def profile(assessment: Assessment, brush: Brush) -> Spec:
    """Score of each compared city in each dimension, with its 90 % interval."""
    rows = []
    for dimension in assessment.dimensions:
        for city in assessment.cities:
            node = city.dimensions[dimension.code]
            low, high = node.score_interval or (None, None)
            rows.append(
                {
                    "group": brush.of(dimension.name),
                    "city": brush.of(city.name),
                    "score": node.score,
                    "low": low,
                    "high": high,
                    "role": city.role,
                }
            )
    return _grouped(assessment, brush, rows, (0, 100), "score, 0-100, with 90 % interval")


def models(assessment: Assessment, brush: Brush) -> Spec:
    """Degree of each compared city in each model, with its 90 % interval; unknown degrees are left out."""
    rows = []
    for city in assessment.cities:
        for model in city.models.values():
            low, high = model.interval or (None, None)
            rows.append(
                {
                    "group": brush.of(model.name),
                    "city": brush.of(city.name),
                    "score": model.degree,
                    "low": low,
                    "high": high,
                    "role": city.role,
                }
            )
    return _grouped(assessment, brush, rows, (0, 1), "degree of membership, 0-1, with 90 % interval")


def gaps(assessment: Assessment, brush: Brush) -> Spec:
    """Gaps and strengths of the focal city: its points beside the median of the benchmark cities."""
    names = {entry.indicator: entry.label for entry in assessment.indicators}
    found = [*assessment.gaps, *assessment.strengths]
    rows = [
        {
            "indicator": brush.of(names[f.indicator]),
            "points": f.points,
            "benchmark": f.benchmark_points,
            "kind": f.kind,
            "sure": brush.name(percent(f.probability, brush.language)),
        }
        for f in found
    ]
    layers = _dumbbells(brush, [str(row["indicator"]) for row in rows])
    return _framed(brush, rows, layers, step=26)


def coverage(assessment: Assessment, brush: Brush) -> Spec:
    """What is known of each compared city: one tile for each indicator, by the status of its value."""
    names = {entry.indicator: entry.label for entry in assessment.indicators}
    cities = {city.city: brush.of(city.name) for city in assessment.cities}
    rows = [
        {
            "indicator": brush.of(names[v.indicator]),
            "city": cities[v.city],
            "status": v.status,
            "label": brush.say(v.status),
        }
        for v in assessment.values
    ]
    order = [brush.of(entry.label) for entry in assessment.indicators]
    x_sort = list(cities.values())
    x = {
        "field": "city", "type": "nominal", "sort": x_sort[::-1] if brush.mirrored else x_sort,
        "axis": {"orient": "top", "title": None, "labelAngle": -90 if brush.narrow else 0, "domain": False, "ticks": False, "labelPadding": 8},
    }  # fmt: skip
    labels = [brush.say(status) for status in STATUS]
    color = {
        "field": "label", "type": "nominal", "scale": {"domain": labels, "range": list(STATUS.values())},
        "legend": {"title": None, "orient": "bottom", "direction": "horizontal", "columns": 2 if brush.narrow else 4, "symbolType": "square"},
    }  # fmt: skip
    y = {"field": "indicator", "type": "nominal", "sort": order, "axis": brush.names_axis()}
    tile = {
        "mark": {"type": "rect", "stroke": PALETTE["paper"], "strokeWidth": 2, "cornerRadius": 3},
        "encoding": {"x": x, "y": y, "color": color},
    }
    return _framed(brush, rows, [tile], step=19)


def ties(assessment: Assessment, brush: Brush) -> Spec:
    """Bilateral ties of the compared cities on the map, along great circles; the focal city's in the accent color."""
    lines = [_line(tie, assessment.focal) for tie in assessment.ties]
    seats = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [c.longitude, c.latitude]}, "role": c.role}
        for c in assessment.cities
    ]
    focal = {"field": "properties.focal", "type": "nominal", "legend": None}
    stroke = {**focal, "scale": {"domain": [False, True], "range": [PALETTE["blue"], PALETTE["accent"]]}}
    world = {"values": world_map(), "format": {"type": "topojson", "feature": "countries"}}
    land = {"type": "geoshape", "fill": PALETTE["land"], "stroke": PALETTE["paper"], "strokeWidth": 0.5}
    arc = {"type": "geoshape", "filled": False, "strokeWidth": 1.1, "opacity": 0.7, "clip": True}

    def layers(frame: Frame) -> list[Spec]:
        return [
            {"data": world, "mark": {**land, "clip": True}},
            {"data": {"values": lines}, "mark": arc, "encoding": {"stroke": stroke}},
            {"data": {"values": seats}, "mark": {"type": "geoshape", "fill": PALETTE["ink"], "clip": True}},
            *_labels([city for city in assessment.cities if frame.holds((city.longitude, city.latitude))], brush),
        ]

    ends = [
        *((city.longitude, city.latitude) for city in assessment.cities),
        *((tie.partner_longitude, tie.partner_latitude) for tie in assessment.ties),
    ]
    frames = frames_of(ends, width=345 if brush.narrow else 800, narrow=brush.narrow)
    return {**base_spec(), **framed(frames, layers)}


def _labels(cities: Sequence[CityResult], brush: Brush) -> list[Spec]:
    """Names of the compared cities, above and below their points by turns from west to east so that they stay apart."""
    size = 11 if brush.narrow else 13
    place = {key: {"field": key, "type": "quantitative"} for key in ("longitude", "latitude")}
    west_to_east = sorted(cities, key=lambda city: city.longitude)
    layers = []
    for start, shift in ((0, -11), (1, 15)):
        rows = [
            {"name": brush.of(c.name), "longitude": c.longitude, "latitude": c.latitude} for c in west_to_east[start::2]
        ]
        text = {"type": "text", "dy": shift, "fontSize": size, "fontWeight": "bold"}
        halo = {"stroke": PALETTE["paper"], "strokeWidth": 3, "strokeJoin": "round"}
        encoding = {**place, "text": {"field": "name"}}
        layers += [
            {"data": {"values": rows}, "mark": {**text, **more}, "encoding": encoding}
            for more in (halo, {"color": PALETTE["ink"]})
        ]
    return layers


FIGURES: dict[str, Callable[[Assessment, Brush], Spec]] = {
    "ranking": ranking,
    "profile": profile,
    "models": models,
    "ties": ties,
    "gaps": gaps,
    "coverage": coverage,
}


def _dots_and_bars(brush: Brush, y: Spec, field: str, domain: tuple[float, float], title: str) -> list[Spec]:
    x = {"type": "quantitative", "scale": brush.scale(*domain), "axis": brush.numbers_axis(title)}
    color = {
        "field": "role", "type": "nominal", "legend": None,
        "scale": {"domain": ["focal", "benchmark", "panel"], "range": [PALETTE["accent"], PALETTE["blue"], PALETTE["quiet"]]},
    }  # fmt: skip
    return [
        {
            "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.3, "strokeCap": "round"},
            "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y, "color": color},
        },
        {
            "transform": [{"filter": f"isValid(datum.{field})"}],
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"x": {"field": field, **x}, "y": y, "color": color},
        },
    ]


def _dumbbells(brush: Brush, order: list[str]) -> list[Spec]:
    """Layers of a dot, a tick and the line between them, with how sure each is at the far edge of a wide figure."""
    y = {"field": "indicator", "type": "nominal", "sort": order, "axis": brush.names_axis()}
    x = {"type": "quantitative", "scale": brush.scale(0, 100), "axis": brush.numbers_axis("points, 0-100")}
    shades = {"domain": ["gap", "strength"], "range": [PALETTE["accent"], PALETTE["blue"]]}
    color = {"field": "kind", "type": "nominal", "scale": shades, "legend": None}
    points, benchmark = {"field": "points", **x}, {"field": "benchmark", **x}
    rule = {"type": "rule", "strokeWidth": 2, "opacity": 0.55}
    tick = {"type": "tick", "thickness": 2.5, "size": 13, "color": PALETTE["ink"]}
    dot = {"type": "point", "filled": True, "size": 90, "opacity": 1}
    layers = [
        {"mark": rule, "encoding": {"x": points, "x2": {"field": "benchmark"}, "y": y, "color": color}},
        {"mark": tick, "encoding": {"x": benchmark, "y": y}},
        {"mark": dot, "encoding": {"x": points, "y": y, "color": color}},
    ]
    if brush.narrow:
        return layers
    align, shift = ("right", -10) if brush.mirrored else ("left", 10)
    text = {"type": "text", "align": align, "dx": shift, "fontSize": 11, "color": PALETTE["muted"]}
    edge = {"value": 0 if brush.mirrored else "width"}
    return [*layers, {"mark": text, "encoding": {"x": edge, "y": y, "text": {"field": "sure"}}}]


def _grouped(assessment: Assessment, brush: Brush, rows: list[Spec], domain: tuple[float, float], title: str) -> Spec:
    cities = [brush.of(city.name) for city in assessment.cities]
    groups = list(dict.fromkeys(row["group"] for row in rows))
    y = {"field": "city", "type": "nominal", "sort": cities, "axis": brush.names_axis()}
    anchor = "end" if brush.mirrored else "start"
    header = {
        "title": None,
        "labelAnchor": anchor,
        "labelOrient": "top",
        "labelFontWeight": "bold",
        "labelFontSize": 13,
        "labelPadding": 4,
    }
    inner = {"width": brush.width, "height": {"step": 18}, "layer": _dots_and_bars(brush, y, "score", domain, title)}
    facet = {"row": {"field": "group", "type": "nominal", "sort": groups, "header": header}}
    return {
        **base_spec(),
        "data": {"values": rows},
        "facet": facet,
        "spec": inner,
        "spacing": 10,
        "resolve": {"axis": {"x": "shared"}},
    }


def _framed(brush: Brush, rows: list[Spec], layers: list[Spec], *, step: int) -> Spec:
    return {**base_spec(), "data": {"values": rows}, "width": brush.width, "height": {"step": step}, "layer": layers}


def base_spec() -> Spec:
    """What every figure has in common: fonts, colors, no frame."""
    text = {
        "labelColor": PALETTE["ink"],
        "titleColor": PALETTE["muted"],
        "labelFontSize": 12,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "transparent",
        "padding": 4,
        "config": {
            "font": "Vazirmatn",
            "view": {"stroke": None},
            "axis": {**text, "gridColor": PALETTE["grid"], "titlePadding": 8},
            "legend": {"labelColor": PALETTE["ink"], "labelFontSize": 12, "labelLimit": 300},
            "header": {"labelColor": PALETTE["ink"]},
        },
    }


def _line(tie: Any, focal: str) -> Spec:
    ends = [[tie.longitude, tie.latitude], [tie.partner_longitude, tie.partner_latitude]]
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": ends},
        "properties": {"focal": tie.city == focal},
    }


def own_digits(expression: str, language: Language) -> str:
    """Expression that writes the number of another with the digits and separators of a language."""
    how = writing(language)
    marks = {",": "\ue000", ".": how.decimal, "\ue000": how.group}
    marks |= {str(i): digit for i, digit in enumerate(how.digits)}
    for mark, own in marks.items():
        if mark != own:
            expression = f"replace({expression}, /{'[.]' if mark == '.' else mark}/g, '{own}')"
    return expression


@lru_cache(maxsize=1)
def world_map() -> Spec:
    """Give the outlines of the world's countries as TopoJSON."""
    return json.loads(files("proxenia").joinpath("data", "map", "countries-110m.json").read_text(encoding="utf-8"))
