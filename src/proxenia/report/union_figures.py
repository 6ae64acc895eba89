"""Figures of unions: maps of ties along great circles, before and after a joining, and what gains and scores may be."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.errors import OutputError
from proxenia.locale import LANGUAGES
from proxenia.report.draw import draw_specs
from proxenia.report.figures import Brush, base_spec
from proxenia.report.frames import framed, frames_of
from proxenia.report.palette import PALETTE
from proxenia.report.union_maps import (
    NARROW,
    WIDE,
    arcs,
    dotted,
    land,
    lines_of,
    names_of,
    points_of,
    title_of,
    world_of_ties,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from proxenia.locale import Language
    from proxenia.report.frames import Frame
    from proxenia.unions.advice import JoinAnswer, PartnerAnswer
    from proxenia.unions.checks import Found
    from proxenia.unions.forming import Proposal, Region
    from proxenia.unions.ground import Ground
    from proxenia.unions.joining.join import Joining
    from proxenia.unions.partnering.partners import Partner

__all__ = ["backtest_figures", "form_figures", "join_figures", "partner_figures", "write_figures"]

METHODS = {
    "model": "model of ties",
    "likeness": "model of likeness",
    "degree": "number of ties",
    "gravity": "size and distance",
}
"""Methods of the backtests in words; the others are called as they are."""

Spec = dict[str, Any]
Drawn = dict[tuple[str, "Language"], Spec]
Point = tuple[float, float]


def join_figures(answer: JoinAnswer, *, ground: Ground, narrow: bool = False) -> Drawn:
    """Gains of all networks, effects on the index, and the map before and after joining the first one.

    A narrow map shows the ties after joining alone: the new ones are red, so the others are those before.
    """
    return _in_both(
        {
            "gain": lambda brush: _gains(answer, brush),
            "effect": lambda brush: _effects(answer, brush),
            "before-after": lambda brush: _before_after(answer, brush, ground),
        }
        if answer.networks
        else {},
        narrow=narrow,
    )


def form_figures(proposal: Proposal, *, region: Region, narrow: bool = False) -> Drawn:
    """Map of a proposed union with its ties, and the capacity of the best union of each size."""
    return _in_both(
        {
            "union": lambda brush: _union_map(proposal, region, brush),
            "sizes": lambda brush: _sizes(proposal, brush),
        },
        narrow=narrow,
    )


def partner_figures(answer: PartnerAnswer, *, ground: Ground) -> Drawn:
    """Scores of the proposed partners, and the map of present and proposed ties."""
    return _in_both(
        {
            "partners": lambda brush: _scores(answer, brush),
            "partner-map": lambda brush: _partner_map(answer, brush, ground),
        }
        if answer.partners
        else {}
    )


def backtest_figures(found: Sequence[Found]) -> Drawn:
    """Average precision of every method in every backtest, with 90 % intervals; the baselines are gray."""
    return _in_both({"backtest": lambda brush: _backtests(found, brush)})


def write_figures(figures: Drawn, *, folder: Path) -> None:
    """Draw figures and write them as `NAME.LANGUAGE.svg`; all of them are written or none.

    Raises
    ------
    OutputError
        If the folder cannot be written, or is no folder.
    """
    drawings = dict(zip(figures, draw_specs(list(figures.values())), strict=True))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".figures-", dir=folder) as name:
            drafts = {Path(name) / f"{figure}.{language}.svg": svg for (figure, language), svg in drawings.items()}
            for draft, svg in drafts.items():
                draft.write_text(svg, encoding="utf-8")
            for draft in drafts:
                draft.replace(folder / draft.name)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}") from error


def _in_both(makers: Mapping[str, Callable[[Brush], Spec]], *, narrow: bool = False) -> Drawn:
    return {
        (name, language): make(Brush(language=language, narrow=narrow))
        for name, make in makers.items()
        for language in LANGUAGES
    }


def _gains(answer: JoinAnswer, brush: Brush) -> Spec:
    rows = [_ranked(brush, each, each.gain, each.gain_interval) for each in answer.networks]
    return _dots(brush, rows, (0, 100), "gain, 0-100, with 90 % interval")


def _effects(answer: JoinAnswer, brush: Brush) -> Spec:
    known = [each for each in answer.networks if each.effect is not None and each.effect_interval is not None]
    rows = [
        _ranked(brush, each, each.effect, each.effect_interval)
        for each in sorted(known, key=lambda each: -(each.effect or 0.0))
        if each.effect_interval is not None
    ]
    ends = [end for each in known for end in each.effect_interval or ()]
    return _dots(
        brush, rows, (min([0.0, *ends]), max([1.0, *ends])), "change of the index in points, with 90 % interval"
    )


def _scores(answer: PartnerAnswer, brush: Brush) -> Spec:
    rows = [_ranked(brush, each, each.score, each.score_interval) for each in answer.partners]
    return _dots(brush, rows, (0, 100), "score, 0-100, with 90 % interval")


def _ranked(brush: Brush, each: Joining | Partner, value: float | None, ends: tuple[float, float]) -> Spec:
    """A row of a figure: a network or a city with a value and its interval, the first of all marked."""
    kind = "first" if each.rank == 1 else "other"
    return {"row": brush.of(each.name), "value": value, "low": ends[0], "high": ends[1], "kind": kind}


def _sizes(proposal: Proposal, brush: Brush) -> Spec:
    chosen = len(proposal.union.cities)
    rows = [
        {
            "row": brush.say("{n} cities").format(n=_digits(each.size, brush)),
            "value": each.capacity,
            "low": None,
            "high": None,
            "kind": "first" if each.size == chosen else "other",
        }
        for each in proposal.sizes
    ]
    for row in rows:
        if row["kind"] == "first":
            row["low"], row["high"] = proposal.capacity_interval
    return _dots(brush, rows, (0, 100), "capacity of the best union, 0-100, with 90 % interval of the proposed one")


def _backtests(found: Sequence[Found], brush: Brush) -> Spec:
    rows = [
        {
            "row": brush.name(f"{_said(check.name, brush)}: {_said(METHODS.get(method, method), brush)}"),
            "value": figure.value,
            "low": figure.interval[0],
            "high": figure.interval[1],
            "kind": "other" if method in check.baselines else "first",
        }
        for check in found
        for method, figure in check.precision.items()
    ]
    top = max((figure.interval[1] for check in found for figure in check.precision.values()), default=1.0)
    return _dots(brush, rows, (0, min(1.0, 1.1 * top)), "average precision, with 90 % interval")


def _said(words: str, brush: Brush) -> str:
    return brush.say(words).strip("\u200f")


def _digits(value: int, brush: Brush) -> str:
    from proxenia.locale import number  # noqa: PLC0415  beside its use

    return number(value, brush.language)


def _dots(brush: Brush, rows: list[Spec], domain: tuple[float, float], title: str) -> Spec:
    """Dots with their intervals, one row each, in the order given."""
    y = {"field": "row", "type": "nominal", "sort": [row["row"] for row in rows], "axis": brush.names_axis()}
    x = {"type": "quantitative", "scale": brush.scale(*domain), "axis": brush.numbers_axis(title)}
    shades = {"domain": ["first", "other"], "range": [PALETTE["accent"], PALETTE["blue"]]}
    color = {"field": "kind", "type": "nominal", "legend": None, "scale": shades}
    rule = {"type": "rule", "strokeWidth": 4, "opacity": 0.3, "strokeCap": "round"}
    dot = {"type": "point", "filled": True, "size": 70, "opacity": 1}
    bar = {
        "transform": [{"filter": "isValid(datum.low)"}],
        "mark": rule,
        "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y, "color": color},
    }
    point = {"mark": dot, "encoding": {"x": {"field": "value", **x}, "y": y, "color": color}}
    return {
        **base_spec(),
        "data": {"values": rows},
        "width": brush.width,
        "height": {"step": 20},
        "layer": [bar, point],
    }


def _before_after(answer: JoinAnswer, brush: Brush, ground: Ground) -> Spec:
    """Two maps: the cities a city is tied to now, and those that its first network would add."""
    first = answer.networks[0]
    home = (answer.longitude, answer.latitude)
    tied = ground.tied(answer.geonames_id)
    agreed = ground.book.partners_of(answer.geonames_id)
    fresh = [number for number in ground.book.members.get(first.network, {}) if number not in tied]
    present = [
        *lines_of(home, (_point(ground, number) for number in agreed), "agreement"),
        *lines_of(home, (_point(ground, number) for number in tied if number not in agreed), "network"),
    ]
    new = lines_of(home, (_point(ground, number) for number in fresh if number != answer.geonames_id), "new")
    name = brush.of(answer.name)
    before = brush.say("Now: {n} cities tied through networks, {m} by agreements").format(
        n=_digits(len(tied - agreed.keys()), brush), m=_digits(len(agreed), brush)
    )
    after = brush.say("After joining {network}: {n} cities more").format(
        network=first.name.into(brush.language), n=_digits(len(fresh), brush)
    )
    joined = world_of_ties([*present, *new], [(home, name)], title=after, brush=brush)
    if brush.narrow:
        return {**base_spec(), **joined}
    now = world_of_ties(present, [(home, name)], title=before, brush=brush)
    return {**base_spec(), "vconcat": [now, joined], "spacing": 18}


def _partner_map(answer: PartnerAnswer, brush: Brush, ground: Ground) -> Spec:
    home = (answer.longitude, answer.latitude)
    agreed = (_point(ground, number) for number in ground.book.partners_of(answer.geonames_id))
    proposed = [(each.longitude, each.latitude) for each in answer.partners]
    names = [
        (home, brush.of(answer.name)),
        *zip(proposed, (brush.of(each.name) for each in answer.partners), strict=True),
    ]
    title = brush.say("Agreements in force and proposed ones")
    lines = [*lines_of(home, agreed, "agreement"), *lines_of(home, proposed, "new")]
    return {**base_spec(), **world_of_ties(lines, names, title=title, brush=brush)}


def _union_map(proposal: Proposal, region: Region, brush: Brush) -> Spec:
    """Map of the region with the union's cities and the agreements between them; its outline is dotted."""
    cities = proposal.union.cities
    at = {city.city: (city.longitude, city.latitude) for city in cities}
    lines = [line for one, other in proposal.union.ties for line in lines_of(at[one], [at[other]], "agreement")]
    host = next((city.city for city in cities if city.is_host), "")
    points: list[Spec] = [
        {"longitude": x, "latitude": y, "kind": "new" if name == host else "agreement"} for name, (x, y) in at.items()
    ]
    outlines = [
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [*line, *line[:1]] if region.kind == "shape" else list(line)}}
        for line in region.points
    ]  # fmt: skip
    names = [(at[city.city], brush.of(city.name)) for city in cities]

    def layers(frame: Frame) -> list[Spec]:
        named = names_of([each for each in names if frame.holds(each[0])], brush, pixels=frame.pixels)
        held = [point for point in points if frame.holds((point["longitude"], point["latitude"]))]
        return [land(), *([dotted(outlines)] if outlines else []), *arcs(lines), points_of(held), *named]

    width = NARROW if brush.narrow else WIDE
    frames = frames_of(at.values(), width=width, narrow=brush.narrow, kind="mercator")
    heading = title_of(brush.of(proposal.region_name), brush, key="lines: agreements in force, red: the likely host")
    return {**base_spec(), "title": heading, **framed(frames, layers)}


def _point(ground: Ground, number: int) -> Point:
    city = ground.places.city(number)
    return city.longitude, city.latitude
