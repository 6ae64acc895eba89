"""Reliability: of answers given with some confidence, the share that is right, as a table and as a figure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Bin", "reliability", "reliability_svg"]

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0001)
SIZE, PAD = 320, 48
FEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Answers of like confidence: how many, their mean confidence, and the share that is right with its 90 % interval."""

    n: int
    confidence: float
    share: float
    low: float
    high: float


def reliability(told: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Group answers by confidence and count the right ones.

    Parameters
    ----------
    told
        Confidence (0 to 1) and whether the answer is right.

    Returns
    -------
    bins
        From low to high confidence; empty ones are left out. The interval is Wilson's at 90 %.

    Examples
    --------
    >>> [one] = reliability([(0.92, True)] * 9 + [(0.92, False)])
    >>> one.n, one.share
    (10, 0.9)
    """
    bins = []
    for low, high in pairwise(EDGES):
        inside = [each for each in told if low <= each[0] < high]
        if inside:
            n = len(inside)
            share = sum(right for _, right in inside) / n
            least, most = _wilson(share, n)
            bins.append(Bin(n=n, confidence=sum(c for c, _ in inside) / n, share=share, low=least, high=most))
    return bins


def _wilson(share: float, n: int, z: float = 1.6449) -> tuple[float, float]:
    center = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * ((share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n)
    return max(0.0, center - half), min(1.0, center + half)


def reliability_svg(told: Sequence[tuple[float, bool]], *, title: str) -> str:
    """Draw the share of right answers against confidence, 0.4 to 1 on both axes, with the line where they are equal.

    A group of fewer than five answers says too little and is not drawn.
    """

    def x(value: float) -> float:
        return round(PAD + (max(0.4, value) - 0.4) / 0.6 * SIZE, 1)

    def y(value: float) -> float:
        return round(PAD + SIZE - (max(0.4, value) - 0.4) / 0.6 * SIZE, 1)

    width, height = SIZE + 2 * PAD + 20, SIZE + 2 * PAD + 16
    out = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            ' font-family="sans-serif" font-size="12" fill="#222" role="img">'
        ),
        f"<title>{title}: share right against confidence</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{PAD}" y="24" font-size="14" font-weight="600">{title}</text>',
    ]
    for tick in (0.4, 0.6, 0.8, 1.0):
        out.append(f'<line x1="{PAD}" x2="{PAD + SIZE}" y1="{y(tick)}" y2="{y(tick)}" stroke="#ddd"/>')
        out.append(f'<text x="{PAD - 8}" y="{y(tick) + 4}" text-anchor="end">{tick:.1f}</text>')
        out.append(f'<text x="{x(tick)}" y="{PAD + SIZE + 18}" text-anchor="middle">{tick:.1f}</text>')
    out.append(f'<line x1="{x(0.4)}" y1="{y(0.4)}" x2="{x(1)}" y2="{y(1)}" stroke="#999" stroke-dasharray="4 4"/>')
    for one in (each for each in reliability(told) if each.n >= FEWEST):
        at = x(one.confidence)
        out.append(
            f'<line x1="{at}" x2="{at}" y1="{y(one.low)}" y2="{y(one.high)}" stroke="#1f5f8b" stroke-width="2"/>'
        )
        out.append(
            f'<circle cx="{at}" cy="{y(one.share)}" r="4.5" fill="#1f5f8b"><title>{one.share:.3f} of {one.n}</title></circle>'
        )
        out.append(f'<text x="{at}" y="{y(one.low) + 14}" text-anchor="middle" font-size="10">n={one.n}</text>')
    out.append(
        f'<text x="{PAD + SIZE / 2}" y="{height - 10}" text-anchor="middle">confidence told (across), share right (up); bars: 90 %</text>'
    )
    return "\n".join([*out, "</svg>", ""])
