"""Pictures of networks: a city among its networks and their other members, and who bridges continents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.locale import number
from proxenia.networks.bipartite import from_store
from proxenia.networks.reports import bridge_report, fellows, twinning_of
from proxenia.output import write_whole
from proxenia.report.draw import draw_specs
from proxenia.report.figures import Brush, base_spec
from proxenia.report.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from proxenia.locale import Language
    from proxenia.places import City, Gazetteer
    from proxenia.store import Store

__all__ = ["bridges_figure", "draw_bridges", "draw_members", "members_figure"]

Spec = dict[str, Any]
CONTINENTS = {
    "EU": ("Europe", "#2f6690"),
    "AS": ("Asia", "#b3402b"),
    "NA": ("North America", "#d08c3a"),
    "AF": ("Africa", "#4f7a4a"),
    "SA": ("South America", "#7b5a8c"),
    "OC": ("Oceania", "#3f8f8a"),
    "AN": ("Antarctica", "#97a3ae"),
}
"""Continents by the gazetteer's code: the message that names each, and its color."""
MOST_CITIES = 18


def members_figure(
    networks: Sequence[tuple[str, str]], cities: Sequence[tuple[str, Sequence[str]]], brush: Brush
) -> Spec:
    """Draw the networks of a city on one side, the cities that share most of them on the other, and who is in which.

    Parameters
    ----------
    networks
        Id and name of each network.
    cities
        Name of each city, with the ids of the networks it shares.
    brush
        Language and width; in Persian the sides change places.
    """
    height = 26 * max(len(networks), len(cities))
    at = {key: (i + 0.5) / len(networks) for i, (key, _) in enumerate(networks)}
    lines = [
        {"from": at[key], "to": (i + 0.5) / len(cities), "line": f"{i}-{key}", "many": len(shared)}
        for i, (_, shared) in enumerate(cities)
        for key in shared
    ]
    left, right = (1, 0) if brush.mirrored else (0, 1)
    ends = [
        {"line": each["line"], "x": x, "y": each[end], "many": each["many"]}
        for each in lines
        for x, end in ((left, "from"), (right, "to"))
    ]
    nodes = [{"x": left, "y": at[key], "name": brush.name(name), "side": "network"} for key, name in networks]
    nodes += [
        {"x": right, "y": (i + 0.5) / len(cities), "name": brush.name(name), "side": "city"}
        for i, (name, _) in enumerate(cities)
    ]
    place = {
        "x": {"field": "x", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": None},
        "y": {"field": "y", "type": "quantitative", "scale": {"domain": [1, 0]}, "axis": None},
    }
    shade = {"field": "many", "type": "quantitative", "scale": {"range": [0.18, 0.75]}, "legend": None}
    line = {"type": "line", "color": PALETTE["blue"], "strokeWidth": 1.2}
    width = 76 if brush.narrow else 340
    return {
        **base_spec(),
        "width": width,
        "height": height,
        "layer": [
            {"data": {"values": ends}, "mark": line, "encoding": {**place, "detail": {"field": "line"}, "opacity": shade}},
            {"data": {"values": nodes}, "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1}, "encoding": {**place, "color": _sides()}},
            *(_names(nodes, place, side, brush) for side in ("network", "city")),
            *_titles(brush, width, left, right),
        ],
    }  # fmt: skip


def bridges_figure(report: Mapping[str, Any], names: Mapping[int, str], brush: Brush) -> Spec:
    """Draw the cities that hold most ties across continents, with the continents these reach, over the table of all.

    Parameters
    ----------
    report
        As `proxenia.networks.reports.bridge_report` gives it, grouped by continent.
    names
        Name of each city by its GeoNames number, in the brush's language.
    brush
        Language and width.
    """
    seen = [key for key in CONTINENTS if key in report["groups"]]
    label = {key: brush.say(CONTINENTS[key][0]) for key in seen}
    rows = [
        {"city": brush.name(names[found["name"]]), "to": label[key], "ties": ties, "order": seen.index(key)}
        for found in report["bridges"][:MOST_CITIES]
        for key, ties in found["to"].items()
    ]
    cities = list(dict.fromkeys(row["city"] for row in rows))
    domain, colors = list(label.values()), [CONTINENTS[key][1] for key in seen]
    legend = {"title": None, "orient": "bottom", "direction": "horizontal", "columns": 2 if brush.narrow else 6}
    most = max(found["across"] for found in report["bridges"])
    bars = {
        "data": {"values": rows},
        "width": brush.width,
        "height": {"step": 19},
        "mark": {"type": "bar", "stroke": PALETTE["paper"], "strokeWidth": 0.6},
        "encoding": {
            "y": {"field": "city", "type": "nominal", "sort": cities, "axis": brush.names_axis()},
            "x": {"field": "ties", "type": "quantitative", "stack": True, "scale": brush.scale(0, most), "axis": brush.numbers_axis("ties to other continents")},
            "color": {"field": "to", "type": "nominal", "scale": {"domain": domain, "range": colors}, "legend": legend},
            "order": {"field": "order", "type": "ordinal"},
        },
    }  # fmt: skip
    return {**base_spec(), "vconcat": [bars, _between(report, seen, label, brush)], "spacing": 26}


def draw_members(
    path: Path, store: Store, city: City, *, gazetteer: Gazetteer, language: Language, narrow: bool = False
) -> None:
    """Draw a city among its networks and write it as SVG, whole or not at all.

    Raises
    ------
    EvidenceError
        If the evidence shows the city in no network.
    OutputError
        If the file cannot be written.
    """
    table = from_store(store)
    named = {row["network_id"]: _network_name(row, language) for row in store.rows("networks")}
    own, others = fellows(table, city.geonames_id, most=10 if narrow else MOST_CITIES)
    networks = [(key, named[key]) for key in own]
    cities = [(gazetteer.city(other).text.into(language), shared) for other, shared in others]
    _draw(path, members_figure(networks, cities, Brush(language=language, narrow=narrow)))


def draw_bridges(path: Path, store: Store, *, gazetteer: Gazetteer, language: Language, narrow: bool = False) -> None:
    """Draw who bridges continents by twin cities and partners, and write it as SVG, whole or not at all."""
    twins = twinning_of(store, gazetteer=gazetteer)
    report = bridge_report(twins.graph, twins.continents)
    names = {row["name"]: gazetteer.city(row["name"]).text.into(language) for row in report["bridges"]}
    _draw(path, bridges_figure(report, names, Brush(language=language, narrow=narrow)))


def _between(report: Mapping[str, Any], seen: Sequence[str], label: Mapping[str, str], brush: Brush) -> Spec:
    """Ties between every two continents, shaded by their number."""
    at = {key: i for i, key in enumerate(report["groups"])}
    order = list(label.values())
    cells = [
        {
            "a": label[a],
            "b": label[b],
            "ties": report["ties"][at[a]][at[b]],
            "shown": number(report["ties"][at[a]][at[b]], brush.language),
        }
        for a in seen
        for b in seen
    ]
    x_axis = {"orient": "top", "title": None, "labelAngle": -60 if brush.narrow else 0, "domain": False, "ticks": False}
    place = {
        "x": {"field": "a", "type": "nominal", "sort": order[::-1] if brush.mirrored else order, "axis": x_axis},
        "y": {"field": "b", "type": "nominal", "sort": order, "axis": brush.names_axis()},
    }
    shade = {"field": "ties", "type": "quantitative", "scale": {"type": "sqrt", "interpolate": "rgb", "range": [PALETTE["paper"], PALETTE["blue"]]}, "legend": None}  # fmt: skip
    most = max(max(row) for row in report["ties"])
    ink = {
        "condition": {"test": f"datum.ties > {0.45 * most}", "value": PALETTE["paper"]},
        "value": PALETTE["ink"],
    }
    return {
        "data": {"values": cells},
        "width": brush.width,
        "height": {"step": 26},
        "title": {"text": brush.say("ties between continents"), "fontSize": 12, "color": PALETTE["muted"], "anchor": "middle", "fontWeight": "normal"},
        "layer": [
            {"mark": {"type": "rect", "stroke": PALETTE["paper"], "strokeWidth": 2}, "encoding": {**place, "color": shade}},
            {"mark": {"type": "text", "fontSize": 11}, "encoding": {**place, "text": {"field": "shown"}, "color": ink}},
        ],
    }  # fmt: skip


def _sides() -> Spec:
    return {
        "field": "side",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["network", "city"], "range": [PALETTE["accent"], PALETTE["blue"]]},
    }


def _names(nodes: Sequence[Spec], place: Spec, side: str, brush: Brush) -> Spec:
    outward = (side == "network") != brush.mirrored
    mark = {
        "type": "text",
        "align": "right" if outward else "left",
        "dx": -9 if outward else 9,
        "fontSize": 11 if brush.narrow else 12,
        "color": PALETTE["ink"],
        "limit": 128 if brush.narrow else 340,
    }
    rows = [node for node in nodes if node["side"] == side]
    return {"data": {"values": rows}, "mark": mark, "encoding": {**place, "text": {"field": "name"}}}


def _titles(brush: Brush, width: int, left: int, right: int) -> list[Spec]:
    layers = []
    for side, message in ((left, "networks"), (right, "cities that share most of them")):
        mark = {
            "type": "text",
            "y": -16,
            "align": "left" if side else "right",
            "fontSize": 11,
            "color": PALETTE["muted"],
            "text": brush.say(message),
            "limit": 190 if brush.narrow else 300,
        }
        layers.append({"data": {"values": [{}]}, "mark": {**mark, "x": width if side else 0}})
    return layers


def _network_name(row: Mapping[str, Any], language: Language) -> str:
    """Short name of a network: its acronym, or its Persian name without what stands in brackets."""
    if language == "en":
        return row["acronym"] or row["name"]
    return row["name_fa"].partition("(")[0].strip()


def _draw(path: Path, spec: Spec) -> None:
    write_whole(path, draw_specs([{**spec, "background": PALETTE["paper"]}])[0])
