r"""The globe as lines: great circles cut at the antimeridian, distances, and one projection for flat drawings."""

from __future__ import annotations

import math
from itertools import pairwise

from proxenia.places.distance import EARTH_RADIUS_KM, distance_km

__all__ = ["distance_km", "equal_earth", "great_circle"]

Point = tuple[float, float]
"""Longitude and latitude in degrees, in the order of RFC 7946."""

Vector = tuple[float, float, float]
NEAR = 1e-9


def great_circle(start: Point, end: Point, *, step_km: float = 200.0) -> list[list[Point]]:
    """Give the shortest line between two places as one or more parts, none of which crosses the antimeridian.

    Parameters
    ----------
    start, end
        Longitude and latitude, degrees.
    step_km
        Longest piece between two points of the line.

    Returns
    -------
    parts
        Each a list of at least two points; empty where start and end are one place. A part that reaches the
        antimeridian ends on it at ±180, and the next begins there with the other sign (RFC 7946, 3.1.9). Places
        opposite each other are joined over the north pole, since every great circle through one meets the other.

    Examples
    --------
    >>> east, west = great_circle((170.0, 0.0), (-170.0, 0.0))
    >>> east[-1], west[0]
    ((180.0, 0.0), (-180.0, 0.0))
    """
    length = distance_km(start[1], start[0], end[1], end[0])
    if length < NEAR:
        return []
    if abs(abs(end[0] - start[0]) - 180) < NEAR:
        pole = 90.0 if start[1] + end[1] > -NEAR else -90.0
        points = _arc(start, (start[0], pole), step_km=step_km) + _arc((end[0], pole), end, step_km=step_km)
    else:
        points = _arc(start, end, step_km=step_km)
    return _cut(points)


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Project a place to the plane, x to the east and y to the north, both within ±2.71.

    References
    ----------
    Šavrič, Patterson and Jenny (2019), The Equal Earth map projection, International Journal of Geographical
    Information Science 33(3), equations 7 and 8.

    Examples
    --------
    >>> equal_earth(0.0, 0.0)
    (0.0, 0.0)
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2 = theta * theta
    t6 = t2**3
    slope = 9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x, theta * (a4 * t6 * t2 + a3 * t6 + a2 * t2 + a1)


def _arc(start: Point, end: Point, *, step_km: float) -> list[Point]:
    a, b = _vector(start), _vector(end)
    angle = distance_km(start[1], start[0], end[1], end[0]) / EARTH_RADIUS_KM
    pieces = max(1, math.ceil(angle * EARTH_RADIUS_KM / step_km))
    inner = [_between(a, b, angle, k / pieces) for k in range(1, pieces)]
    return [start, *inner, end]


def _between(a: Vector, b: Vector, angle: float, share: float) -> Point:
    near, far = math.sin((1 - share) * angle) / math.sin(angle), math.sin(share * angle) / math.sin(angle)
    x, y, z = (near * p + far * q for p, q in zip(a, b, strict=True))
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _cut(points: list[Point]) -> list[list[Point]]:
    parts: list[list[Point]] = [[points[0]]]
    for before, after in pairwise(points):
        turn = after[0] - before[0]
        if abs(abs(turn) - 180) < NEAR:
            pole = math.copysign(90.0, before[1] + after[1])
            parts[-1].append((before[0], pole))
            parts.append([(after[0], pole), after])
        elif abs(turn) > 180:  # noqa: PLR2004  the shorter way runs over the antimeridian
            side = math.copysign(180.0, before[0])
            latitude = _latitude_at(side, before, after)
            parts[-1].append((side, latitude))
            parts.append([(-side, latitude), after])
        else:
            parts[-1].append(after)
    whole = ([point for k, point in enumerate(part) if k == 0 or point != part[k - 1]] for part in parts)
    return [part for part in whole if len(part) > 1]


def _latitude_at(longitude: float, a: Point, b: Point) -> float:
    """Latitude at which the great circle through two points meets a meridian between them."""
    (la, pa), (lb, pb) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    meridian = math.radians(longitude)
    rise = math.tan(pa) * math.sin(lb - meridian) + math.tan(pb) * math.sin(meridian - la)
    return math.degrees(math.atan(rise / math.sin(lb - la)))


def _vector(point: Point) -> Vector:
    longitude, latitude = math.radians(point[0]), math.radians(point[1])
    return math.cos(latitude) * math.cos(longitude), math.cos(latitude) * math.sin(longitude), math.sin(latitude)
