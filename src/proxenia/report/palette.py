"""The colors of figures and pages: one accent, one quiet blue, tones of ink. Each has a twin for dark pages in style.css."""

from __future__ import annotations

__all__ = ["PALETTE", "STATUS"]

PALETTE = {
    "ink": "#1d2733",
    "muted": "#5b6774",
    "quiet": "#97a3ae",
    "grid": "#d9dfe4",
    "land": "#e7e5de",
    "paper": "#fdfcf9",
    "accent": "#b3402b",
    "blue": "#2f6690",
}
"""Colors by what they are for. Accent and blue differ in lightness too, so that color-blind readers tell them apart."""

STATUS = {
    "observed": "#2f6691",
    "lower bound": "#7fa8c9",
    "conflicting": "#d08c3a",
    "missing": "#ecebe5",
}
"""Colors of the kinds of values in the coverage figure."""
