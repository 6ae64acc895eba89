"""Causes: why scores and ranks moved between two versions, split among facts, panel, catalog and methodology."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from proxenia.compare.panel import dimension_framework
from proxenia.editions.version import mixed_bench, rng_of
from proxenia.index import build
from proxenia.index.robustness import shapley_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from proxenia.editions.version import EditionVersion

__all__ = ["CAUSES", "Moves", "split_moves"]

CAUSES = ("facts", "panel", "catalog", "methodology")
"""What may move a rank: rows about the cities of both panels; cities that joined or left; the indicators, their
definitions, goalposts, dimensions and weights; the aggregation and the reading of rival figures."""


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Scores and ranks of the cities in both panels, before and now, and each cause's part in every move.

    `scores` and `ranks` have shape (2, n_cities); ranks are among all cities of their panel. The parts have shape
    (n_causes, n_cities) and sum to the move: `rank_parts` in places, `score_parts` in points, NaN where some mixture of
    the versions leaves a city without a score.
    """

    cities: tuple[int, ...]
    scores: NDArray[np.float64]
    ranks: NDArray[np.float64]
    causes: tuple[str, ...]
    score_parts: NDArray[np.float64]
    rank_parts: NDArray[np.float64]

    @property
    def shares(self) -> dict[str, float]:
        """Share of each cause in all places that were moved, 0-1; nothing where no rank moved."""
        total = float(np.abs(self.rank_parts).sum())
        if not total:
            return {}
        return {cause: float(np.abs(self.rank_parts[i]).sum()) / total for i, cause in enumerate(self.causes)}


def split_moves(old: EditionVersion, new: EditionVersion, *, facts_differ: bool, draws: int, seed: int) -> Moves:
    """Split every move between two versions by cause: Shapley values over the orders in which they could have changed.

    A mixture takes the rows of a city that joined or left from the version that has it, so that a new city counts as
    `panel` and not as `facts`.

    Parameters
    ----------
    facts_differ
        Whether any row differs; rows are not read again to find out.
    draws, seed
        As the panels of both versions were drawn.
    """
    causes = _differing(old, new, facts_differ=facts_differ)
    before, now = _members(old), _members(new)
    shared = tuple(number for number in before if number in set(now))
    mixed = _Mixtures(old, new, draws=draws, seed=seed)

    @cache
    def state(changed: frozenset[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return mixed.of(changed, now if "panel" in changed else before, shared)

    def part(which: int) -> Callable[[frozenset[str]], NDArray[np.float64]]:
        return lambda changed: state(changed)[which]

    ends = [state(frozenset()), state(frozenset(causes))] if shared else [(np.zeros(0), np.zeros(0))] * 2
    none = np.zeros((len(causes), 0))
    return Moves(
        cities=shared,
        scores=np.array([end[0] for end in ends]),
        ranks=np.array([end[1] for end in ends]),
        causes=causes,
        score_parts=shapley_parts(causes, part(0)) if shared else none,
        rank_parts=shapley_parts(causes, part(1)) if shared else none,
    )


def _members(version: EditionVersion) -> tuple[int, ...]:
    return version.panel.observations.cities if version.panel is not None else ()


def _differing(old: EditionVersion, new: EditionVersion, *, facts_differ: bool) -> tuple[str, ...]:
    mine, theirs = old.rules, new.rules
    used = set(mine.framework.indicator_ids) | set(theirs.framework.indicator_ids)
    found = {
        "facts": facts_differ,
        "panel": set(_members(old)) != set(_members(new)),
        "catalog": mine.framework != theirs.framework
        or any(mine.catalog.indicators.get(each) != theirs.catalog.indicators.get(each) for each in used),
        "methodology": mine.methodology != theirs.methodology or mine.reading != theirs.reading,
    }
    return tuple(cause for cause in CAUSES if found[cause])


class _Mixtures:
    """Scores under the rules of one version and facts of another, each measured once."""

    def __init__(self, old: EditionVersion, new: EditionVersion, *, draws: int, seed: int) -> None:
        self._old, self._new, self._draws, self._seed = old, new, draws, seed
        self._everyone = tuple(dict.fromkeys((*_members(old), *_members(new))))
        self._measured: dict[frozenset[str], NDArray[np.float64]] = {}

    def of(
        self, changed: frozenset[str], population: tuple[int, ...], shared: tuple[int, ...]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Scores and ranks of the shared cities among a population; a city without a score stands last."""
        rules = changed - {"panel"}
        bench = mixed_bench(self._old, self._new, rules)
        values = self._values(rules)
        only_new = set(_members(self._new)) - set(_members(self._old))
        only_old = set(_members(self._old)) - set(_members(self._new))
        for strays, asked in ((only_new, rules | {"facts"}), (only_old, rules - {"facts"})):
            rows = [i for i, number in enumerate(self._everyone) if number in strays]
            if rows:
                values = values.copy()
                values[rows] = self._values(asked)[rows]
        at = [self._everyone.index(number) for number in population]
        tree = dimension_framework(bench.framework, bench.catalog)
        scores = build(values[at], framework=tree, methodology=bench.methodology).scores[:, 0]
        mine = np.array([scores[population.index(number)] for number in shared])
        held = np.where(np.isnan(mine), -np.inf, mine)
        return mine, 1.0 + (np.nan_to_num(scores, nan=-np.inf)[None, :] > held[:, None]).sum(axis=1)

    def _values(self, rules: frozenset[str]) -> NDArray[np.float64]:
        if rules not in self._measured:
            bench = mixed_bench(self._old, self._new, rules)
            seen = bench.measurer.measure(self._everyone, indicators=bench.framework.indicator_ids)
            self._measured[rules] = seen.central(seen.draws(self._draws, rng=rng_of(self._seed)))
        return self._measured[rules]
