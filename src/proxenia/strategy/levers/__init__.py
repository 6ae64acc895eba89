"""Levers for planning: what each does, costs and needs, and what it does in each draw."""

from proxenia.strategy.levers.measured import MeasuredEffect, measured_effect
from proxenia.strategy.levers.moves import Moves, draw_moves
from proxenia.strategy.levers.program import Effect, PlanLever, Program

__all__ = ["Effect", "MeasuredEffect", "Moves", "PlanLever", "Program", "draw_moves", "measured_effect"]
