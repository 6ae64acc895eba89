"""The panel: every city with enough evidence, its observations, its index and how sure each figure is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import Reason, ThinEvidence
from proxenia.index import Framework, Index, Leaf, Methodology, Node, Uncertainty, build, propagate
from proxenia.index.scoring import goalpost_points
from proxenia.locale import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from proxenia.indicators import Catalog, CityFramework, Measurer, Observations
    from proxenia.places import City, Gazetteer
    from proxenia.store import Store

__all__ = ["Panel", "candidates", "dimension_framework", "flat_framework", "gather", "points_of"]

MEASURED = ("memberships", "observations", "coded_facts")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Cities of the panel, the compared ones included, with their index by dimension and by theme.

    `cells` are draws of the values, shape (n_draws, n_cities, n_indicators of the framework).
    """

    cities: tuple[City, ...]
    observations: Observations
    cells: NDArray[np.float64]
    dimensions: Framework
    index: Index
    uncertainty: Uncertainty
    themes: Framework
    theme_index: Index
    theme_uncertainty: Uncertainty

    def position(self, geonames_id: int) -> int:
        """Row of a city in the panel."""
        return self.observations.cities.index(geonames_id)


def candidates(store: Store, gazetteer: Gazetteer) -> list[City]:
    """Cities that any table of the evidence measures, codes or sees in a network."""
    known = {row["geonames_id"] for table in MEASURED for row in store.rows(table)}
    return [gazetteer.city(number) for number in sorted(known)]


def gather(
    candidates: Sequence[City],
    *,
    compared: Sequence[City],
    measurer: Measurer,
    catalog: Catalog,
    framework: CityFramework,
    methodology: Methodology,
    draws: int,
    rng: np.random.Generator,
) -> Panel:
    """Measure the candidates, keep those with enough evidence, and build their index.

    Raises
    ------
    ThinEvidence
        If a compared city has too little evidence for a score.
    """
    by_dimension = dimension_framework(framework, catalog)
    everyone = {city.geonames_id: city for city in (*candidates, *compared)}
    measured = measurer.measure(tuple(everyone), indicators=framework.indicator_ids)
    first = build(measured.matrix(), framework=by_dimension, methodology=methodology)
    scored = {city for city, score in zip(everyone, first.scores[:, 0], strict=True) if not np.isnan(score)}
    for city in compared:
        if city.geonames_id not in scored:
            raise _thin(city, measured, catalog, framework)
    observations = measured.only([number for number in everyone if number in scored])
    cells = observations.draws(draws, rng=rng)
    values = observations.central(cells)
    by_theme = theme_framework(framework, catalog)
    order = np.array([framework.indicator_ids.index(leaf.code) for leaf in by_theme.leaves])
    return Panel(
        cities=tuple(everyone[number] for number in observations.cities),
        observations=observations,
        cells=cells,
        dimensions=by_dimension,
        index=build(values, framework=by_dimension, methodology=methodology),
        uncertainty=propagate(
            cells, framework=by_dimension, methodology=methodology, weights=framework.weights, rng=rng
        ),
        themes=by_theme,
        theme_index=build(values[:, order], framework=by_theme, methodology=methodology),
        theme_uncertainty=propagate(cells[:, :, order], framework=by_theme, methodology=methodology, rng=rng),
    )


def dimension_framework(framework: CityFramework, catalog: Catalog) -> Framework:
    """Tree of the framework's dimensions, as the index wants it."""
    nodes = [Node(code="index", parent=None)]
    leaves = []
    for dimension in framework.dimension:
        nodes.append(Node(code=dimension.code, parent="index", weight=dimension.weight))
        leaves += [_leaf(catalog, e.id, dimension.code, weight=e.weight, tier=e.tier) for e in dimension.indicators]
    return Framework(tuple(nodes), tuple(leaves))


def theme_framework(framework: CityFramework, catalog: Catalog) -> Framework:
    """Tree of the framework's themes over the same indicators."""
    used = [theme for theme in framework.theme if any(e.theme == theme.code for e in framework.entries)]
    nodes = [Node(code="index", parent=None), *(Node(code=theme.code, parent="index") for theme in used)]
    leaves = [
        _leaf(catalog, e.id, theme.code, weight=e.weight)
        for theme in used
        for e in framework.entries
        if e.theme == theme.code
    ]
    return Framework(tuple(nodes), tuple(leaves))


def flat_framework(indicators: Sequence[str], catalog: Catalog) -> Framework:
    """Indicators side by side, to put any of them between its goalposts."""
    leaves = tuple(_leaf(catalog, indicator, "index") for indicator in indicators)
    return Framework((Node(code="index", parent=None),), leaves)


def points_of(values: NDArray[np.float64], indicators: Sequence[str], catalog: Catalog) -> NDArray[np.float64]:
    """Points (0-100) of values of these indicators between their goalposts, same shape."""
    return goalpost_points(values, framework=flat_framework(indicators, catalog))


def _leaf(catalog: Catalog, indicator_id: str, parent: str, *, weight: float = 1.0, tier: int = 1) -> Leaf:
    indicator = catalog[indicator_id]
    return Leaf(
        code=indicator_id,
        parent=parent,
        weight=weight,
        tier=tier,
        direction=1 if indicator.direction == "higher" else -1,
        goalposts=indicator.goalposts,
        transform=indicator.transform,
    )


def _thin(city: City, measured: Observations, catalog: Catalog, framework: CityFramework) -> ThinEvidence:
    known = [i for i in framework.indicator_ids if measured.get(city.geonames_id, i) is not None]
    missing = [
        Reason(
            "{indicator}: {fill}",
            indicator=Text(indicator, catalog[indicator].name.fa),
            fill=catalog.how_to_fill(indicator),
        )
        for indicator in framework.indicator_ids
        if indicator not in known
    ]
    needed = Reason(
        "{n} of {all} indicators are known, and they do not reach the floors",
        n=len(known),
        all=len(framework.indicator_ids),
    )
    return ThinEvidence(city.name, missing=missing, needed=needed)
