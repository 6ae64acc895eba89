r"""A straight-lined picture of a world, in which thousands of portfolios can be tried.

For draw :math:`s`, row :math:`c` of the target and indicator :math:`j`, let :math:`G_{csj}` be what the row gains when every
lever on :math:`j` is pulled, the mean of that gain on top of nothing and on top of every other lever, and :math:`f_{lsj}` the share of that way which lever :math:`l` goes alone. A portfolio
:math:`x` is taken to gain :math:`\sum_j G_{csj} \min(1, \sum_l f_{lsj} x_l)`: exact for sums of points with ends to their
scale, a chord where percentiles or geometric means bend. What is chosen with it is judged by the exact index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from proxenia.strategy.aim.margins import Aim
    from proxenia.strategy.levers.moves import Moves
    from proxenia.strategy.plan.world import World

__all__ = ["Surrogate", "straighten"]

SMALL = 1e-9


@dataclass(frozen=True, kw_only=True)
class Surrogate:
    """The picture, over the indicators that levers move.

    `base` are margins with nothing done, shape (n_rows, n_draws); `gain` has (n_rows, n_draws, n_moved) and `share`
    (n_levers, n_draws, n_moved).
    """

    base: NDArray[np.float64]
    gain: NDArray[np.float64]
    share: NDArray[np.float64]

    @property
    def n_draws(self) -> int:
        """Number of draws."""
        return self.base.shape[1]

    def margins(self, pulled: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Margins of portfolios, shape (n_portfolios, n_rows, n_draws), from (n_portfolios, n_levers)."""
        gone = np.minimum(np.tensordot(pulled.astype(float), self.share, axes=1), 1.0)
        return self.base + np.einsum("csj,psj->pcs", self.gain, gone)

    def judge(self, pulled: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Share of draws that reach the target, and mean shortfall, of each portfolio; both (n_portfolios,)."""
        worst = self.margins(pulled).min(axis=1)
        worst = np.where(np.isfinite(worst), worst, np.where(worst > 0, 0.0, -100.0))
        return (worst >= -SMALL).mean(axis=1), np.maximum(-worst, 0.0).mean(axis=1)


def straighten(world: World, moves: Moves, aim: Aim) -> Surrogate:
    """Draw the straight-lined picture of a world for a target."""
    now = world.points(world.values)
    base = aim.margins(now)
    touched = sorted({t.column for t in moves.touches} & set(aim.columns))
    count = len(moves.codes)
    every = world.points(moves.values(world, np.ones(count, bool)))
    top = aim.margins(every)
    gain = np.zeros((base.shape[0], world.n, len(touched)))
    share = np.zeros((count, world.n, len(touched)))
    for k, column in enumerate(touched):
        first, last = now.copy(), every.copy()
        first[:, column], last[:, column] = every[:, column], now[:, column]
        with np.errstate(invalid="ignore"):
            difference = (aim.margins(first) - base + top - aim.margins(last)) / 2
        gain[:, :, k] = np.where(np.isfinite(difference), difference, 0.0)
    for lever in range(count):
        own = [t for t in moves.touches if t.lever == lever and t.column in touched]
        if not own:
            continue
        works = np.zeros((world.n, count), bool)
        works[:, lever] = moves.works[:, lever]
        alone = world.points(moves.values_where(world, works))
        for column in {t.column for t in own}:
            k = touched.index(column)
            share[lever, :, k] = _way(now[:, column], alone[:, column], every[:, column])
    return Surrogate(base=base, gain=gain, share=share)


def _way(now: NDArray[np.float64], alone: NDArray[np.float64], every: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the way from now to every lever that one lever goes; an unknown start makes the whole way one step."""
    whole, mine = every - now, alone - now
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(np.abs(whole) > SMALL, mine / whole, 0.0)
    became_known = np.isnan(now) & ~np.isnan(alone)
    return np.where(became_known, 1.0, np.clip(np.nan_to_num(part), 0.0, 1.0))
