"""Profiles made by hand, for what compares cities."""

from __future__ import annotations

import numpy as np
import pytest

from proxenia.compare import Profile
from proxenia.indicators import Catalog, Observation, Observations, ObsStatus


@pytest.fixture(scope="session")
def catalog():
    return Catalog.read()


@pytest.fixture(scope="session")
def make_profile(catalog):
    """Give a function: readings by indicator (one for each city, NaN where unknown) become a profile."""

    def make(readings, *, names=None, draws=64, spread=0.0, seed=0):
        rng = np.random.default_rng(seed)
        values = np.array(list(readings.values()), float).T
        indicators = tuple(readings)
        numbers = tuple(range(1, len(values) + 1))
        cells = [
            Observation(
                indicator_id=indicator, geonames_id=numbers[i], unit="x", value=float(values[i, j]),
                status=ObsStatus.OBSERVED, grade="A", facts=(f"f{i}{j}",),
            )
            for i in range(len(values))
            for j, indicator in enumerate(indicators)
            if not np.isnan(values[i, j])
        ]  # fmt: skip
        drawn = values + spread * rng.standard_normal((draws, *values.shape))
        return Profile(
            names=tuple(names or (f"city {n}" for n in numbers)),
            observations=Observations.of(cells, cities=numbers, indicators=indicators),
            catalog=catalog,
            points=values,
            point_draws=drawn,
            value_draws=drawn,
        )

    return make
