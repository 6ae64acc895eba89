"""Qualitative comparative analysis: which conditions, together, go with an outcome.

Cases are calibrated (`calibrate`), put in a truth table (`truth_table`), and minimized (`minimize`) to every smallest
model; `necessity` and `superset_search` look the other way; `robustness` and `against_chance` say how much hangs on
the choices and on luck.
"""

from proxenia.compare.qca.calibrate import crisp, direct, find_thresholds, indirect, linear
from proxenia.compare.qca.cases import FEWEST_CASES, Cases, is_too_few, read_cases, read_columns
from proxenia.compare.qca.fit import Necessity, Sufficiency, necessity_fit, sufficiency_fit
from proxenia.compare.qca.minimize import SOLUTIONS, Model, Solution, SolutionKind, minimize, read_expectations
from proxenia.compare.qca.necessity import NecessaryCondition, necessity, superset_search
from proxenia.compare.qca.robustness import AnchorRange, Robustness, against_chance, anchor_ranges, robustness
from proxenia.compare.qca.table import Cuts, Row, TruthTable, truth_table

__all__ = [
    "FEWEST_CASES",
    "SOLUTIONS",
    "AnchorRange",
    "Cases",
    "Cuts",
    "Model",
    "NecessaryCondition",
    "Necessity",
    "Robustness",
    "Row",
    "Solution",
    "SolutionKind",
    "Sufficiency",
    "TruthTable",
    "against_chance",
    "anchor_ranges",
    "crisp",
    "direct",
    "find_thresholds",
    "indirect",
    "is_too_few",
    "linear",
    "minimize",
    "necessity",
    "necessity_fit",
    "read_cases",
    "read_columns",
    "read_expectations",
    "robustness",
    "sufficiency_fit",
    "superset_search",
    "truth_table",
]
