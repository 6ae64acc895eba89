"""Collaboration shown: the ledger in words, the network for other tools, and the map of the heaviest ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.locale import number, percent_up, translate
from proxenia.networks.export import equal_earth, write_graph
from proxenia.output import write_whole
from proxenia.report.draw import draw_specs
from proxenia.report.figures import Brush, base_spec, world_map
from proxenia.report.frames import framed, frames_of
from proxenia.report.palette import PALETTE
from proxenia.report.union_maps import title_lines

if TYPE_CHECKING:
    from pathlib import Path

    from proxenia.locale import Language
    from proxenia.networks.collaboration import Collaboration, Counting
    from proxenia.networks.collaboration.units import Unit
    from proxenia.report.frames import Frame

__all__ = ["collaboration_map", "summary", "write_network"]

Spec = dict[str, Any]
MOST_TIES, MOST_NAMES = 150, 14
WIDTH = {False: 820, True: 340}
PLACE = {name: {"field": name, "type": "quantitative"} for name in ("longitude", "latitude")}
LETTER, LINE = 8.0, 15.0
"""Pixels to a letter of a name, and between two lines of names."""
CREDIT = "Places after GeoNames (CC BY 4.0); outlines after Natural Earth."
"""What a map says of its sources where no page stands around it."""


def summary(found: Collaboration, *, counting: Counting, language: Language) -> list[str]:
    """Say in words what was counted and what was not, a line each."""
    ties = found.ties(counting)
    hyper = sum(year.hyper for year in found.ledger)
    certain = sum(tie["confidence"] * tie["weight"] for tie in ties) / (sum(tie["weight"] for tie in ties) or 1.0)
    figures: list[tuple[str, str]] = [
        ("works", number(found.works, language)),
        ("works located, by their authors' shares", number(found.located, language, decimals=1)),
        ("unlocated share", percent_up(found.unlocated_share, language)),
        ("cities", number(len(found.output("full")), language)),
        ("ties", number(len(ties), language)),
        ("works of several cities left without ties for too many authors", number(hyper, language)),
        ("mean confidence in the places of a tie", percent_up(certain, language)),
    ]
    if found.units.unknown:
        figures.append(("places the gazetteer does not know", number(len(found.units.unknown), language)))
    return [f"{translate(message, language)}: {figure}" for message, figure in figures]


def write_network(
    path: Path,
    found: Collaboration,
    *,
    counting: Counting,
    by_year: bool = False,
    at_least: float = 0.0,
    language: Language = "en",
) -> tuple[Path, ...]:
    """Write the network in the format of the file's name; `.svg` is a map of the heaviest ties.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    if path.suffix.lower() != ".svg":
        nodes, edges, about = found.graph(counting, by_year=by_year, at_least=at_least)
        return write_graph(path, nodes, edges, about=about)
    spec = collaboration_map(found, counting=counting, language=language, at_least=at_least)
    spec["title"]["subtitle"] = [*spec["title"]["subtitle"], translate(CREDIT, language)]
    write_whole(path, draw_specs([spec])[0])
    return (path,)


def collaboration_map(
    found: Collaboration,
    *,
    counting: Counting = "fractional",
    language: Language = "en",
    at_least: float = 0.0,
    narrow: bool = False,
) -> Spec:
    """Draw the heaviest ties on a map along great circles; ties across a border are in the accent color.

    Lines are as thick as the square root of their weight; circles have the area of the city's output.
    """
    brush = Brush(language=language, narrow=narrow)
    units, output = found.units.units, found.output(counting)
    ties = found.ties(counting, at_least=at_least)
    shown = ties[: MOST_TIES // 2 if narrow else MOST_TIES]
    taken = sorted({n for tie in shown for n in (tie["unit_a"], tie["unit_b"])}, key=lambda n: (-output[n], n))
    dots = [_dot(units[n], output[n], brush) for n in taken]
    spec = base_spec()

    def layers(frame: Frame) -> list[Spec]:
        held = [dot for dot in dots if frame.holds((dot["longitude"], dot["latitude"]))]
        named = _apart(held, frame, MOST_NAMES // 2 if narrow else MOST_NAMES)
        return [_land(), _arcs(shown, units), _circles(held), *_names(named)]

    places = [(dot["longitude"], dot["latitude"]) for dot in dots]
    frames = frames_of(places or [(-170.0, -50.0), (175.0, 75.0)], width=WIDTH[narrow], narrow=narrow)
    return {
        **spec,
        "config": {**spec["config"], "font": "Vazirmatn, Noto Sans, Tahoma, sans-serif"},
        "title": _title(brush, found, shown=len(shown), ties=len(ties)),
        **framed(frames, layers),
        "background": PALETTE["paper"],
    }


def _land() -> Spec:
    world = {"values": world_map(), "format": {"type": "topojson", "feature": "countries"}}
    mark = {"type": "geoshape", "fill": PALETTE["land"], "stroke": PALETTE["paper"], "strokeWidth": 0.5}
    return {"data": world, "mark": mark}


def _arcs(ties: list[Spec], units: dict[int, Unit]) -> Spec:
    heaviest = max((tie["weight"] for tie in ties), default=1.0)
    color = {"condition": {"test": "datum.properties.abroad", "value": PALETTE["accent"]}, "value": PALETTE["blue"]}
    scale = {"type": "sqrt", "domain": [0, heaviest], "range": [0.4, 6.0]}
    width = {"field": "properties.weight", "type": "quantitative", "legend": None, "scale": scale}
    return {
        "data": {"values": [_arc(tie, units) for tie in reversed(ties)]},
        "mark": {"type": "geoshape", "filled": False, "opacity": 0.55, "clip": True, "strokeCap": "round"},
        "encoding": {"color": color, "strokeWidth": width},
    }


def _circles(dots: list[Spec]) -> Spec:
    largest = max((dot["output"] for dot in dots), default=1.0)
    scale = {"type": "linear", "domain": [0, largest], "range": [12, 320]}
    return {
        "data": {"values": dots},
        "mark": {"type": "circle", "fill": PALETTE["ink"], "opacity": 0.85, "stroke": PALETTE["paper"]},
        "encoding": {**PLACE, "size": {"field": "output", "type": "quantitative", "legend": None, "scale": scale}},
    }


def _title(brush: Brush, found: Collaboration, *, shown: int, ties: int) -> Spec:
    language = brush.language
    line = brush.say(
        "{n} heaviest of {m} ties; across a border in red, within a country in blue; {u} of works unlocated"
    )
    line = (
        line.replace("{n}", number(shown, language))
        .replace("{m}", number(ties, language))
        .replace("{u}", percent_up(found.unlocated_share, language))
    )
    return {
        "text": brush.say("Whom cities publish with"),
        "subtitle": title_lines(line, brush, letters=52),
        "anchor": "end" if brush.mirrored else "start",
        "color": PALETTE["ink"],
        "subtitleColor": PALETTE["muted"],
        "fontSize": 15,
        "subtitleFontSize": 12,
        "offset": 6,
    }


def _dot(unit: Unit, output: float, brush: Brush) -> Spec:
    name = unit.name_fa if brush.language == "fa" and unit.name_fa else unit.name
    return {
        "name": brush.name(name), "longitude": unit.longitude, "latitude": unit.latitude, "output": output,
    }  # fmt: skip


def _apart(dots: list[Spec], frame: Frame, most: int) -> list[Spec]:
    """Dots that have room for a name: from the largest, those whose name covers none before it."""
    named: list[tuple[Spec, float, float]] = []
    for dot in dots:
        x, y = (frame.scale * part for part in equal_earth(dot["longitude"], dot["latitude"]))
        if all(
            abs(y - other_y) > LINE or abs(x - other_x) > (len(dot["name"]) + len(other["name"])) * LETTER / 2
            for other, other_x, other_y in named
        ):
            named.append((dot, x, y))
    return [dot for dot, _, _ in named[:most]]


def _names(dots: list[Spec]) -> list[Spec]:
    text = {"type": "text", "dy": -11, "fontSize": 11, "fontWeight": "bold"}
    halo = {**text, "stroke": PALETTE["paper"], "strokeWidth": 3, "color": PALETTE["paper"]}
    return [
        {
            "data": {"values": dots},
            "mark": mark,
            "encoding": {**PLACE, "text": {"field": "name"}},
        }
        for mark in (halo, {**text, "color": PALETTE["ink"]})
    ]


def _arc(tie: Spec, units: dict[int, Unit]) -> Spec:
    a, b = units[tie["unit_a"]], units[tie["unit_b"]]
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[a.longitude, a.latitude], [b.longitude, b.latitude]]},
        "properties": {"weight": tie["weight"], "abroad": a.country_iso2 != b.country_iso2},
    }
