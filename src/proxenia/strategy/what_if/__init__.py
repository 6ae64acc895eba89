"""What if: a change of evidence, weight, membership, lever or pace, and what follows from it step by step."""

from proxenia.strategy.what_if.change import Change, Scenario
from proxenia.strategy.what_if.laboratory import Laboratory
from proxenia.strategy.what_if.run import Standing, Step, WhatIf, compare, what_if

__all__ = ["Change", "Laboratory", "Scenario", "Standing", "Step", "WhatIf", "compare", "what_if"]
