"""The order of importance that frequencies carry, as tiers that an order-preserving index can take."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from proxenia.coding.frequency.count import Frequency

__all__ = ["TierOrder", "tier_order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierOrder:
    """Indicators in tiers: one of a higher tier counts at least as much as one of a lower tier.

    `tiers` runs from the most used; `probability` is the least chance that the first of a tier is used more often than the
    first of the next. `unused` are indicators that no study uses: of them nothing follows, and they stand in no tier.
    """

    tiers: tuple[tuple[str, ...], ...]
    probability: float
    unused: tuple[str, ...]

    def levels(self) -> dict[str, int]:
        """Tier of each indicator, 1 for the most used, as frameworks with `weights = "order"` write it."""
        return {indicator: i + 1 for i, tier in enumerate(self.tiers) for indicator in tier}

    def center(self) -> dict[str, float]:
        """Give the middle of all weights that keep the order: the mean of the corners of the set.

        A corner spreads the weight evenly over the first one, two, ... tiers. Weights sum to 1, unused ones have none.

        Examples
        --------
        >>> TierOrder(tiers=(("a",), ("b", "c")), probability=0.9, unused=()).center()
        {'a': 0.6666666666666666, 'b': 0.16666666666666666, 'c': 0.16666666666666666}
        """
        sizes = np.cumsum([len(tier) for tier in self.tiers])
        corners = [[1 / size if i < size else 0.0 for i in range(int(sizes[-1]))] for size in sizes]
        weights = np.mean(corners, axis=0)
        names = [indicator for tier in self.tiers for indicator in tier]
        return dict(zip(names, map(float, weights), strict=True))


def tier_order(
    frequency: Frequency, *, rng: np.random.Generator, probability: float = 0.9, draws: int = 4000
) -> TierOrder:
    """Put indicators in tiers by how often they are used.

    Going down from the most used, an indicator opens a new tier where the first of the current tier is used more often
    than it in at least `probability` of samples of studies drawn with replacement. What a small corpus cannot tell apart
    stays in one tier.

    Raises
    ------
    MethodError
        If the probability is not between 0.5 and 1.
    """
    if not 0.5 <= probability < 1:  # noqa: PLR2004  below one half the order would be turned round
        raise MethodError(f"a probability of {probability} orders nothing; write 0.5 to below 1")
    n = len(frequency.studies)
    sampled = rng.multinomial(n, np.full(n, 1 / n), size=draws) @ frequency.used
    tiers: list[list[int]] = []
    for k, use in enumerate(frequency.uses):
        if use.studies == 0:
            continue
        if not tiers or (sampled[:, tiers[-1][0]] > sampled[:, k]).mean() >= probability:
            tiers.append([])
        tiers[-1].append(k)
    firsts = [tier[0] for tier in tiers]
    chances = [float((sampled[:, a] > sampled[:, b]).mean()) for a, b in pairwise(firsts)]
    return TierOrder(
        tiers=tuple(tuple(frequency.uses[k].indicator for k in tier) for tier in tiers),
        probability=min(chances, default=1.0),
        unused=tuple(use.indicator for use in frequency.uses if use.studies == 0),
    )
