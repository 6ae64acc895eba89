"""Strengths and weaknesses: where the city stands among all cities with a value, and against its benchmarks, draw by draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxenia.indicators import ObsStatus
from proxenia.locale import number, percent
from proxenia.strategy.plan.words import both
from proxenia.strategy.swot.entry import SwotEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from proxenia.compare import Finding
    from proxenia.compare.panel import Panel
    from proxenia.indicators import Catalog
    from proxenia.strategy.plan import World

__all__ = ["inner"]

LEAST_CITIES = 8
THIRD = 1 / 3
SURE = 0.6
SURE_GAP = 0.75
MOST = 10


def inner(world: World, panel: Panel, *, found: Sequence[Finding], catalog: Catalog) -> tuple[SwotEntry, ...]:
    """Find strengths and weaknesses.

    An indicator is a strength where, in at least 60 % of the draws, the city is in the upper third of all cities of the
    panel with a value (at least eight), a weakness where it is in the lower third. Gaps and strengths against the benchmark
    cities come from `findings`, where their sign holds in at least 75 %. Both views are kept, also where they differ.
    """
    entries = [*_among_all(world, panel, catalog), *_against(world, panel, found, catalog)]
    strengths = sorted((e for e in entries if e.kind == "strength"), key=_order)[:MOST]
    weaknesses = sorted((e for e in entries if e.kind == "weakness"), key=_order)[:MOST]
    return (*strengths, *weaknesses)


def _order(entry: SwotEntry) -> tuple[float, str, str]:
    return -(entry.probability or 0.0) * entry.size, entry.basis, entry.indicators[0]


def _among_all(world: World, panel: Panel, catalog: Catalog) -> Iterator[SwotEntry]:
    city = panel.observations.cities[world.row]
    for column, indicator in enumerate(panel.observations.indicators):
        points = world.leaf_points[:, :, column]
        known = np.asarray(~np.isnan(points).all(axis=0), dtype=bool)
        if not known[world.row] or known.sum() < LEAST_CITIES:
            continue
        others = np.delete(points[:, known], int(known[: world.row].sum()), axis=1)
        mine = points[:, [world.row]]
        above = ((others < mine).sum(axis=1) + (others == mine).sum(axis=1) / 2) / others.shape[1]
        high, low = float((above >= 1 - THIRD).mean()), float((above <= THIRD).mean())
        if max(high, low) < SURE:
            continue
        cell = panel.observations.get(city, indicator)
        share = float(np.median(above))
        yield SwotEntry(
            code="",
            kind="strength" if high > low else "weakness",
            basis="panel",
            text=both(
                "{i}: ahead of {p} of the {n} other cities with a value"
                if high > low
                else "{i}: ahead of only {p} of the {n} other cities with a value",
                i=catalog[indicator].name,
                p=_percent(share),
                n=_number(others.shape[1]),
            ),
            probability=max(high, low),
            indicators=(indicator,),
            observations=() if cell is None else cell.facts,
            size=100 * abs(share - 0.5),
            disputed=cell is not None and cell.status is ObsStatus.CONFLICTING,
        )


def _against(world: World, panel: Panel, found: Sequence[Finding], catalog: Catalog) -> Iterator[SwotEntry]:
    city = panel.observations.cities[world.row]
    for finding in found:
        if finding.probability < SURE_GAP:
            continue
        cell = panel.observations.get(city, finding.indicator)
        strong = finding.kind == "strength"
        yield SwotEntry(
            code="",
            kind="strength" if strong else "weakness",
            basis="benchmarks",
            text=both(
                "{i}: {d} points above the median of the benchmark cities"
                if strong
                else "{i}: {d} points below the median of the benchmark cities",
                i=catalog[finding.indicator].name,
                d=_number(abs(finding.distance)),
            ),
            probability=finding.probability,
            indicators=(finding.indicator,),
            observations=tuple(dict.fromkeys((*finding.observations, *finding.exemplar_observations))),
            size=abs(finding.distance),
            disputed=cell is not None and cell.status is ObsStatus.CONFLICTING,
        )


def _number(value: float) -> object:
    return lambda language: number(value, language)


def _percent(share: float) -> object:
    return lambda language: percent(share, language)
