"""Figures of a strategy: the roadmap in time, what money buys, and the place to expect at each review."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from typing import TYPE_CHECKING, Any

from proxenia.locale import date, percent
from proxenia.report.figures import base_spec
from proxenia.report.palette import PALETTE
from proxenia.strategy.roadmap.schedule import add_months

if TYPE_CHECKING:
    from proxenia.report.figures import Brush
    from proxenia.strategy.plan import Plan
    from proxenia.strategy.roadmap import Roadmap

__all__ = ["frontier", "gantt", "places"]

Spec = dict[str, Any]
STAGES = {
    "design": ("Design", "#97a3ae"),
    "embed": ("Embed", "#b3402b"),
    "routinize": ("Routinize", "#2f6690"),
    "scale": ("Scale", "#7fa8c9"),
}
MONTH_DAYS = 30.4375
LINE = 44
GANTT_WIDTH = 470


def gantt(roadmap: Roadmap, brush: Brush) -> Spec:
    """The levers in time: a bar for each stage, a diamond where it should stand, a dashed line at every review."""
    rows, diamonds = _bars(roadmap, brush)
    names = list(dict.fromkeys(row["lever"] for row in rows))
    reviews = [{"month": _months(roadmap, phase.review_on)} for phase in roadmap.phases]
    last = max(review["month"] for review in reviews)
    axis = brush.names_axis(labelExpr="split(datum.label, '\\n')", labelLimit=360)
    y = {"field": "lever", "type": "nominal", "sort": names, "axis": axis}
    x = {"type": "quantitative", "scale": brush.scale(0, last), "axis": _time_axis(roadmap, brush, last)}
    stages = [brush.say(name) for name, _ in STAGES.values()]
    shades = {"domain": stages, "range": [color for _, color in STAGES.values()]}
    legend = {"title": None, "orient": "bottom", "direction": "horizontal", "symbolType": "square", "columns": 4}
    color = {"field": "stage", "type": "nominal", "scale": shades, "legend": legend}
    bars = {
        "mark": {"type": "bar", "height": 12, "cornerRadius": 2},
        "encoding": {"x": {"field": "begins", **x}, "x2": {"field": "ends"}, "y": y, "color": color},
    }
    diamond = {"type": "point", "shape": "diamond", "filled": True, "size": 85, "color": PALETTE["ink"], "opacity": 1}
    marks = {
        "data": {"values": diamonds},
        "mark": diamond,
        "encoding": {"x": {"field": "month", **x}, "y": y},
    }
    lines = {
        "data": {"values": reviews},
        "mark": {"type": "rule", "strokeDash": [3, 3], "color": PALETTE["muted"]},
        "encoding": {"x": {"field": "month", **x}},
    }
    width = min(brush.width, GANTT_WIDTH)
    layers = [lines, bars, marks]
    return {**base_spec(), "data": {"values": rows}, "width": width, "height": {"step": 32}, "layer": layers}


def _bars(roadmap: Roadmap, brush: Brush) -> tuple[list[Spec], list[Spec]]:
    """Rows of the bars, and of the diamonds."""
    rows, diamonds = [], []
    for item in roadmap.items:
        name = _wrapped(item.title.into(brush.language), brush)
        for stage in item.stages:
            begins, ends = _months(roadmap, stage.begins_on), _months(roadmap, stage.ends_on)
            rows.append({"lever": name, "stage": brush.say(STAGES[stage.code][0]), "begins": begins, "ends": ends})
        diamonds.append({"lever": name, "month": _months(roadmap, item.stands_on)})
    return rows, diamonds


def frontier(plan: Plan, brush: Brush) -> Spec:
    """Probability of the target by money a year; the dot is the portfolio of the plan."""
    rows = [{"money": money / 1e6, "probability": chance} for money, chance in plan.frontier]
    label = brush.name(percent(plan.probability, brush.language))
    dot = {"money": plan.portfolio.cost[1] / 1e6, "probability": plan.probability, "label": label}
    most = max(*(row["money"] for row in rows), dot["money"], 0.1) * 1.05
    money = brush.numbers_axis("million euros a year")
    x = {"field": "money", "type": "quantitative", "scale": brush.scale(0, most), "axis": money}
    side = {**brush.numbers_axis("probability of the target"), "orient": "right" if brush.mirrored else "left"}
    y = {"field": "probability", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": side}
    text = {
        "type": "text",
        "dx": -12 if brush.mirrored else 12,
        "dy": 16,
        "align": "right" if brush.mirrored else "left",
        "fontWeight": "bold",
        "color": PALETTE["accent"],
    }
    point = {"type": "point", "filled": True, "size": 120, "color": PALETTE["accent"], "opacity": 1}
    line = {"type": "line", "interpolate": "monotone", "color": PALETTE["blue"], "point": True}
    at = {"x": x, "y": y}
    layers = [
        {"data": {"values": rows}, "mark": line, "encoding": at},
        {"data": {"values": [dot]}, "mark": point, "encoding": at},
        {"data": {"values": [dot]}, "mark": text, "encoding": {**at, "text": {"field": "label"}}},
    ]
    return {**base_spec(), "width": brush.width, "height": 190, "layer": layers}


def places(roadmap: Roadmap, brush: Brush) -> Spec:
    """Place to expect now, at every review, and at the end if the city stands still; medians with 90 % intervals."""
    plan = roadmap.plan
    told = [("now", plan.now, "quiet")]
    rows = [_place(brush.say(name), outlook, role) for name, outlook, role in told]
    rows += [_place(brush.of(phase.name), phase.outlook, "blue") for phase in roadmap.phases]
    rows.append(_place(brush.say("standing still"), plan.still, "accent"))
    order = [row["row"] for row in rows]
    y = {"field": "row", "type": "nominal", "sort": order, "axis": brush.names_axis()}
    x = {
        "type": "quantitative",
        "scale": {"domain": [1, max(row["high"] for row in rows) + 1], "reverse": not brush.mirrored, "nice": False},
        "axis": brush.numbers_axis("place, with 90 % interval"),
    }
    roles = ["quiet", "blue", "accent"]
    color = {
        "field": "role",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": roles, "range": [PALETTE[role] for role in roles]},
    }
    return {
        **base_spec(),
        "data": {"values": rows},
        "width": brush.width,
        "height": {"step": 26},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.3, "strokeCap": "round"},
                "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y, "color": color},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                "encoding": {"x": {"field": "place", **x}, "y": y, "color": color},
            },
        ],
    }


def _place(name: str, outlook: Any, role: str) -> Spec:
    low, high = outlook.rank_interval
    return {"row": name, "place": outlook.rank, "low": low, "high": high, "role": role}


def _months(roadmap: Roadmap, day: dt.date) -> float:
    return round((day - roadmap.starts_on).days / MONTH_DAYS, 2)


def _time_axis(roadmap: Roadmap, brush: Brush, last: float) -> Spec:
    """Axis with a label every year, in the calendar of the language."""
    every = 12 if last > 18 else 3  # noqa: PLR2004  long plans by years, short ones by quarters
    values = list(range(0, int(last) + 1, every))
    labels = {value: _short_date(add_months(roadmap.starts_on, value), brush) for value in values}
    return {
        "title": None,
        "values": values,
        "domain": False,
        "ticks": False,
        "gridDash": [1, 3],
        "orient": "top",
        "labelExpr": f"({json.dumps(labels, ensure_ascii=False)})[datum.value]",
    }


def _short_date(day: dt.date, brush: Brush) -> str:
    _, month, year = date(day.isoformat(), brush.language).split(" ", 2)
    return brush.name(f"{month[:3] if brush.language == 'en' else month} {year}")


def _wrapped(text: str, brush: Brush) -> str:
    """Break a long name into lines; lines of Persian would be drawn over each other, so it keeps one."""
    if brush.mirrored:
        return brush.name(text)
    return "\n".join(textwrap.wrap(text, LINE))
