"""Robustness: how far an index leans on each choice, weight, indicator and city, and what places are within reach."""

from proxenia.index.robustness.acceptability import Acceptability, accept
from proxenia.index.robustness.attainable import AttainableRanks, WeightLimits, attain
from proxenia.index.robustness.influence import Importance, Removal, importance, remove_each, remove_each_unit
from proxenia.index.robustness.sensitivity import Sensitivity, SobolIndices, sensitivity, sobol_indices
from proxenia.index.robustness.strengths import Strength, strengths_and_weaknesses
from proxenia.index.robustness.versions import Change, Version, compare_versions, shapley_parts

__all__ = [
    "Acceptability",
    "AttainableRanks",
    "Change",
    "Importance",
    "Removal",
    "Sensitivity",
    "SobolIndices",
    "Strength",
    "Version",
    "WeightLimits",
    "accept",
    "attain",
    "compare_versions",
    "importance",
    "remove_each",
    "remove_each_unit",
    "sensitivity",
    "shapley_parts",
    "sobol_indices",
    "strengths_and_weaknesses",
]
