"""Strategy on paper: Gantt figure, calendar, tables, a briefing of two pages for a council and a long one for its office."""

from proxenia.report.strategy.calendar import calendar
from proxenia.report.strategy.publish import publish_roadmap, told_facts

__all__ = ["calendar", "publish_roadmap", "told_facts"]
