"""Index: observations and a methodology become scores and ranks, none without its interval.

Two doors lead in. `build` and `propagate` score cities against frozen goalposts by a `Methodology`. `construct` and
`carry` make an index of any table, in the form of COINr, by a `Recipe`.
"""

from proxenia.index.build import Index, Simulation, Uncertainty, build, propagate, score_draws, simulate
from proxenia.index.construct import Construction, Treatment, construct
from proxenia.index.exchange.reading import read_table
from proxenia.index.framework import Framework, Leaf, Node
from proxenia.index.methodology import Methodology
from proxenia.index.recipe import Assumptions, IndicatorChoices, Recipe
from proxenia.index.table import Table
from proxenia.index.uncertainty import RankBands, carry

__all__ = [
    "Assumptions",
    "Construction",
    "Framework",
    "Index",
    "IndicatorChoices",
    "Leaf",
    "Methodology",
    "Node",
    "RankBands",
    "Recipe",
    "Simulation",
    "Table",
    "Treatment",
    "Uncertainty",
    "build",
    "carry",
    "construct",
    "propagate",
    "read_table",
    "score_draws",
    "simulate",
]
