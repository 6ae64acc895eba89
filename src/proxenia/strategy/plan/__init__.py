"""Plans: a world of scenarios, a target and levers become path, portfolio, alternatives and prices."""

from proxenia.strategy.plan.make import Planner, Question
from proxenia.strategy.plan.plan import Scene, make_plan
from proxenia.strategy.plan.result import Plan
from proxenia.strategy.plan.world import Pace, World, central_world, open_world

__all__ = ["Pace", "Plan", "Planner", "Question", "Scene", "World", "central_world", "make_plan", "open_world"]
