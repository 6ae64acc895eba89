"""Indicator frequency: how many studies and cases use each indicator, and the order of importance that follows."""

from proxenia.coding.frequency.count import Frequency, IndicatorUse, indicator_frequency
from proxenia.coding.frequency.studies import CodedStudy, embedded_studies, read_studies, studies_of_codings
from proxenia.coding.frequency.tiers import TierOrder, tier_order

__all__ = [
    "CodedStudy",
    "Frequency",
    "IndicatorUse",
    "TierOrder",
    "embedded_studies",
    "indicator_frequency",
    "read_studies",
    "studies_of_codings",
    "tier_order",
]
