"""Aims: targets, how far a city is from them, and the least change that reaches them."""

from proxenia.strategy.aim.margins import Aim, Goal, aim_at
from proxenia.strategy.aim.path import SmallestChange, path_to_rank, smallest_change
from proxenia.strategy.aim.target import Target, default_target

__all__ = [
    "Aim",
    "Goal",
    "SmallestChange",
    "Target",
    "aim_at",
    "default_target",
    "path_to_rank",
    "smallest_change",
]
