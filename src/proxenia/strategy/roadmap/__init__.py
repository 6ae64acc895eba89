"""Roadmaps: a portfolio in time, with phases, milestones, reviews and the bands to expect."""

from proxenia.strategy.roadmap.road import Band, Item, Phase, Roadmap, draw_roadmap
from proxenia.strategy.roadmap.schedule import Phases, Slot, schedule

__all__ = ["Band", "Item", "Phase", "Phases", "Roadmap", "Slot", "draw_roadmap", "schedule"]
