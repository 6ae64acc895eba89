"""Figures of an audit as Vega-Lite specifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.report.figures import RIGHT_TO_LEFT_MARK, base_spec, own_digits
from proxenia.report.palette import PALETTE, STATUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from proxenia.index.audit import Audit
    from proxenia.report.audit.names import Names
    from proxenia.report.figures import Brush

__all__ = ["audit_figures"]

Spec = dict[str, Any]
MARK_COLORS = {
    "pass": PALETTE["blue"],
    "attention": STATUS["conflicting"],
    "fail": PALETTE["accent"],
    "not applicable": PALETTE["grid"],
}
MOST_ROWS = 60


def audit_figures(audit: Audit, names: Names) -> dict[str, Callable[[Brush], Spec]]:
    """Figures of an audit by name, each drawn for a brush."""
    out: dict[str, Callable[[Brush], Spec]] = {
        "marks": lambda brush: _marks(audit, brush),
        "weights": lambda brush: _weights(audit, names, brush),
        "intervals": lambda brush: _intervals(audit, names, brush),
    }
    if audit.sensitivity:
        out["sensitivity"] = lambda brush: _sensitivity(audit, brush)
    return out


def _marks(audit: Audit, brush: Brush) -> Spec:
    """Share of each check's figures by mark."""
    rows: list[Spec] = [
        {"check": brush.of(check.title), "mark": mark, "count": count, "order": list(MARK_COLORS).index(mark)}
        for check in audit.checks.check
        for mark, count in audit.counts(check.code).items()
        if count
    ]
    order = list(dict.fromkeys(row["check"] for row in rows))
    label = {mark: brush.say(mark) for mark in MARK_COLORS}
    color = {
        "field": "mark",
        "type": "nominal",
        "scale": {"domain": list(label.values()), "range": list(MARK_COLORS.values())},
        "legend": {"orient": "bottom", "title": None, "columns": 2 if brush.narrow else 4},
    }
    for row in rows:
        row["mark"] = label[row["mark"]]
    bar = {
        "mark": {"type": "bar", "height": 12},
        "encoding": {
            "x": {
                "field": "count", "type": "quantitative", "stack": "normalize",
                "scale": {"reverse": brush.mirrored}, "axis": None,
            },
            "y": {"field": "check", "type": "nominal", "sort": order, "axis": brush.names_axis()},
            "color": color,
            "order": {"field": "order"},
        },
    }  # fmt: skip
    return {**base_spec(), "data": {"values": rows}, "width": brush.width, "height": {"step": 20}, **bar}


def _weights(audit: Audit, names: Names, brush: Brush) -> Spec:
    """Nominal weight (tick) and importance (dot) of every pillar."""
    rows: list[Spec] = [
        {"pillar": brush.name(names.of(each.code, brush.language)), "weight": each.weight, "share": each.share}
        for each in audit.importance
    ]
    top = max([row["weight"] for row in rows] + [row["share"] for row in rows if row["share"] == row["share"]])
    y = {"field": "pillar", "type": "nominal", "sort": [row["pillar"] for row in rows], "axis": brush.names_axis()}
    axis = _percent_axis(brush, "share of the index: weight (tick) and importance (dot)")
    x = {"type": "quantitative", "scale": brush.scale(0, top * 1.08), "axis": axis}
    layers = [
        {
            "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.5, "color": PALETTE["quiet"]},
            "encoding": {"x": {"field": "weight", **x}, "x2": {"field": "share"}, "y": y},
        },
        {
            "mark": {"type": "tick", "thickness": 2.5, "size": 14, "color": PALETTE["ink"]},
            "encoding": {"x": {"field": "weight", **x}, "y": y},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "color": PALETTE["accent"]},
            "encoding": {"x": {"field": "share", **x}, "y": y},
        },
    ]
    return {**base_spec(), "data": {"values": rows}, "width": brush.width, "height": {"step": 26}, "layer": layers}


def _intervals(audit: Audit, names: Names, brush: Brush) -> Spec:
    """Rank of every unit with its 90 % interval, the first ones where there are many."""
    low, median, high = audit.bands.rank_quantiles[:, :, 0]
    ranks = audit.built.ranks[:, 0]
    rows: list[Spec] = [
        {
            "unit": brush.name(names.of(unit, brush.language)),
            "rank": float(ranks[i]), "low": float(low[i]), "median": float(median[i]), "high": float(high[i]),
        }
        for i, unit in enumerate(audit.bands.units)
        if ranks[i] == ranks[i]
    ]  # fmt: skip
    rows = sorted(rows, key=lambda row: row["rank"])[:MOST_ROWS]
    y = {"field": "unit", "type": "nominal", "sort": [row["unit"] for row in rows], "axis": brush.names_axis()}
    scale = brush.scale(1, max(row["high"] for row in rows))
    x = {"type": "quantitative", "scale": scale, "axis": brush.numbers_axis("place, with 90 % interval")}
    layers = [
        {
            "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.35, "strokeCap": "round", "color": PALETTE["blue"]},
            "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 46, "opacity": 1, "color": PALETTE["ink"]},
            "encoding": {"x": {"field": "rank", **x}, "y": y},
        },
    ]
    return {**base_spec(), "data": {"values": rows}, "width": brush.width, "height": {"step": 15}, "layer": layers}


def _sensitivity(audit: Audit, brush: Brush) -> Spec:
    """First-order (tick) and total (dot) share of each assumption, with the band of the total."""
    found = audit.sensitivity.shift if audit.sensitivity else None
    rows: list[dict[str, Any]] = (
        [
            {
                "assumption": brush.say(factor), "first": float(found.first[i, 0]), "total": float(found.total[i, 0]),
                "low": float(found.total_band[0, i, 0]), "high": float(found.total_band[1, i, 0]),
            }
            for i, factor in enumerate(found.factors)
        ]
        if found
        else []
    )  # fmt: skip
    y = {"field": "assumption", "type": "nominal", "sort": "-x", "axis": brush.names_axis()}
    least = min([0.0, *(row["first"] for row in rows if row["first"] == row["first"])])
    most = max([1.0, *(row["high"] for row in rows if row["high"] == row["high"])])
    axis = _percent_axis(brush, "share of variance: alone (tick), with others (dot, 90 % band)")
    x = {"type": "quantitative", "scale": brush.scale(least, most), "axis": axis}
    layers = [
        {
            "mark": {
                "type": "rule",
                "strokeWidth": 4,
                "opacity": 0.3,
                "strokeCap": "round",
                "color": PALETTE["accent"],
            },
            "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y},
        },
        {
            "mark": {"type": "tick", "thickness": 2.5, "size": 14, "color": PALETTE["ink"]},
            "encoding": {"x": {"field": "first", **x}, "y": y},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "color": PALETTE["accent"]},
            "encoding": {"x": {"field": "total", **x}, "y": y},
        },
    ]
    return {**base_spec(), "data": {"values": rows}, "width": brush.width, "height": {"step": 30}, "layer": layers}


def _percent_axis(brush: Brush, title: str) -> Spec:
    shown = "format(datum.value, '.0%')"
    if brush.language == "fa":
        shown = f"replace({own_digits(shown, brush.language)}, '%', '٪') + '{RIGHT_TO_LEFT_MARK}'"
    return brush.numbers_axis(title, labelExpr=shown)
