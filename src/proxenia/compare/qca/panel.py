"""The panel as cases: degrees of its cities in sets made from indicators, for an analysis of our own evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.qca.calibrate import direct
from proxenia.errors import MethodError
from proxenia.output import csv_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from proxenia.compare.profile import Profile

__all__ = ["POINTS", "panel_csv"]

POINTS = (20.0, 49.9, 80.0)
"""Out, crossover and in on points between an indicator's frozen goalposts; a city half way is counted as just in."""


def panel_csv(
    profile: Profile, indicators: Sequence[str], *, anchors: Mapping[str, Sequence[float]] | None = None
) -> tuple[str, tuple[str, ...]]:
    """Write the cities for which every indicator is known, with their degrees in each set.

    Parameters
    ----------
    profile
        Readings of the panel, points 0-100.
    indicators
        Indicators to calibrate, one set each.
    anchors
        Out, crossover and in, in points, for indicators whose set is not the usual one; falling ones turn it round.

    Returns
    -------
    table, left_out
        CSV with one row a city, and the cities left out because an indicator is not known of them.

    Raises
    ------
    MethodError
        If no city is left, or an indicator is not in the profile.
    """
    unknown = set(indicators) - set(profile.observations.indicators)
    if unknown or not indicators:
        raise MethodError(f"no indicator {', '.join(sorted(unknown)) or 'named'} in the panel's evidence")
    points = profile.points[:, [profile.column(each) for each in indicators]]
    known = np.logical_not(np.isnan(points).any(axis=1))
    if not known.any():
        raise MethodError(f"no city of {len(points)} is known on all of {', '.join(indicators)}; ask for fewer")
    degrees = [direct(points[:, k], (anchors or {}).get(indicator, POINTS)) for k, indicator in enumerate(indicators)]
    rows = [(profile.names[row], *(f"{degree[row]:.4f}" for degree in degrees)) for row in np.flatnonzero(known)]
    return csv_text(("city", *indicators), rows), tuple(profile.names[row] for row in np.flatnonzero(~known))
