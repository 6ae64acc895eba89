"""Where other cities of the panel are strong at what a city lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.compare import Finding, Profile

__all__ = ["Strengths"]

STRONG = 60.0
"""Points (0-100) from which a city can show how a gap is closed; the same as for exemplars of actions."""


@dataclass(frozen=True, kw_only=True)
class Strengths:
    """Points of the panel's cities at the gaps of one city."""

    profile: Profile
    gaps: Sequence[Finding]

    def of(self, geonames_id: int) -> tuple[Finding, ...]:
        """Gaps at which a city stands high enough to show how they are closed; none for a city outside the panel."""
        if geonames_id not in self.profile.observations.cities:
            return ()
        row = self.profile.observations.cities.index(geonames_id)
        points = self.profile.points[row]
        return tuple(gap for gap in self.gaps if np.nan_to_num(points[self.profile.column(gap.indicator)]) >= STRONG)

    def facts(self, geonames_id: int, indicator: str) -> tuple[str, ...]:
        """Ids of the facts below a city's figure."""
        return self.profile.facts(self.profile.observations.cities.index(geonames_id), indicator)
