"""Indicators: evidence becomes observations, one value for one city and indicator; what is missing stays missing."""

from proxenia.indicators.catalog import Catalog, Indicator
from proxenia.indicators.framework import CityFramework, framework_names
from proxenia.indicators.measure import Measurer, Reading
from proxenia.indicators.observation import Observation, Observations, ObsStatus

__all__ = [
    "Catalog",
    "CityFramework",
    "Indicator",
    "Measurer",
    "ObsStatus",
    "Observation",
    "Observations",
    "Reading",
    "framework_names",
]
