"""Frames of maps: which part of the Earth is drawn, how large, and in how many pieces on a narrow page."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from proxenia.networks.export import equal_earth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["Frame", "framed", "frames_of"]

Spec = dict[str, Any]
Point = tuple[float, float]
Kind = Literal["equalEarth", "mercator"]
OCEAN = -30.0
"""Meridian of the Atlantic Ocean that parts the Americas from the rest where a page is too narrow for both."""
TOO_WIDE = 150.0
"""Degrees of longitude above which a narrow map is drawn in two pieces."""
LEAST, LEAST_OF_TWO = 8.0, 80.0
"""Fewest degrees of longitude that a map shows, alone and as one of two pieces."""
MARGIN = 0.12
"""Margin around the points in their spans; half of it where the map is of half the world or more."""
SHAPES = (0.42, 1.0)
"""Least and greatest height of a frame, in its widths."""
ACROSS = 0.7
"""How much shorter the way across the 180th meridian must be for a map to be turned there."""
STEPS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A piece of a map between two meridians and two parallels, `width` pixels wide; `east` may lie beyond 180."""

    west: float
    south: float
    east: float
    north: float
    width: int
    kind: Kind = "equalEarth"

    @property
    def middle(self) -> float:
        """Longitude that the projection is turned to."""
        return (self.west + self.east) / 2

    @property
    def height(self) -> int:
        """Height in pixels."""
        low, high = SHAPES
        left, bottom, right, top = self._edges()
        return round(self.width * min(max((top - bottom) / (right - left), low), high))

    @property
    def scale(self) -> float:
        """Pixels to a unit of the projection, as large as the edges allow."""
        left, bottom, right, top = self._edges()
        return min(self.width / (right - left), self.height / (top - bottom))

    @property
    def pixels(self) -> float:
        """Pixels to a degree, about the middle."""
        return self.scale * math.radians(1.0) * (0.95 if self.kind == "equalEarth" else 1.0)

    def projection(self) -> Spec:
        """Projection of Vega that draws this piece and nothing beyond it."""
        _, bottom, _, top = self._edges()
        return {
            "type": self.kind,
            "rotate": [-self.middle, 0, 0],
            "scale": self.scale,
            "translate": [self.width / 2, self.height / 2 + self.scale * (bottom + top) / 2],
            "clipExtent": [[0, 0], [self.width, self.height]],
        }

    def holds(self, point: Point) -> bool:
        """Say whether a place, longitude before latitude, lies within the edges of the paper.

        Examples
        --------
        >>> frame = Frame(west=40, south=20, east=70, north=45, width=300)
        >>> frame.holds((51.4, 35.7)), frame.holds((2.3, 48.9))
        (True, False)
        """
        x, y = self._at(*point)
        _, bottom, _, top = self._edges()
        return abs(x) * self.scale <= self.width / 2 and abs(y - (bottom + top) / 2) * self.scale <= self.height / 2

    def _at(self, longitude: float, latitude: float) -> Point:
        turned = (longitude - self.middle + 180) % 360 - 180
        if self.kind == "mercator":
            return math.radians(turned), math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
        return equal_earth(turned, latitude)

    def _edges(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top in units of the projection."""
        half = (self.east - self.west) / 2
        parallels = [self.south + (self.north - self.south) * k / STEPS for k in range(STEPS + 1)]
        widest = max(self._at(self.middle + min(half, 179.9), latitude)[0] for latitude in parallels)
        heights = [self._at(self.middle, latitude)[1] for latitude in parallels]
        return -widest, min(heights), widest, max(heights)


def frames_of(points: Iterable[Point], *, width: int, narrow: bool, kind: Kind = "equalEarth") -> list[Frame]:
    """Frames that hold all points with a margin: one, or on a narrow page two where they lie too far apart.

    Parameters
    ----------
    points
        Longitude and latitude in degrees.
    width
        Width of the map in pixels.
    narrow
        Whether the page is a narrow one: the Americas then stand below the rest, unless all points are near each other.

    Returns
    -------
    frames
        From east to west; the same width each.

    Examples
    --------
    >>> [round(frame.west) for frame in frames_of([(127.0, 37.6), (-71.1, 42.4)], width=340, narrow=True)]
    [77, -121]
    """
    places = sorted(set(points))
    west, east = _span([x for x, _ in places])
    if narrow and east - west > TOO_WIDE:
        parts = [[p for p in places if p[0] >= OCEAN], [p for p in places if p[0] < OCEAN]]
        return [_around(part, width, kind, least=LEAST_OF_TWO) for part in parts if part]
    return [_around(places, width, kind, least=LEAST)]


def framed(frames: Sequence[Frame], layers: Callable[[Frame], list[Spec]]) -> Spec:
    """One map of one frame, or the frames below each other, each with the layers made for it."""
    drawn = [
        {"width": frame.width, "height": frame.height, "projection": frame.projection(), "layer": layers(frame)}
        for frame in frames
    ]
    return drawn[0] if len(drawn) == 1 else {"vconcat": drawn, "spacing": 10}


def _around(points: Sequence[Point], width: int, kind: Kind, *, least: float) -> Frame:
    west, east = _span([x for x, _ in points])
    south, north = min(y for _, y in points), max(y for _, y in points)
    span = max(east - west, least)
    beside = span * (MARGIN if span < TOO_WIDE else MARGIN / 2)
    middle, margin = (west + east) / 2, span / 2 + beside
    edge = max((north - south) * MARGIN, beside)
    return Frame(
        west=max(middle - margin, middle - 179.9),
        east=min(middle + margin, middle + 179.9),
        south=max(south - edge, -80.0),
        north=min(north + edge, 82.0),
        width=width,
        kind=kind,
    )


def _span(longitudes: Sequence[float]) -> tuple[float, float]:
    """West and east of a stretch of meridians that holds all; across the 180th where that is much the shorter one."""
    order = sorted(longitudes)
    plain = order[-1] - order[0]
    gap, last = (
        max((after - before, k) for k, (before, after) in enumerate(itertools.pairwise(order))) if plain else (0, 0)
    )
    if 360 - gap < ACROSS * plain:
        return order[last + 1], order[last] + 360
    return order[0], order[-1]
