"""Portfolios: which levers to pull under limits, chosen over scenarios."""

from proxenia.strategy.portfolio.choose import Choice, Limits, Rules, Wish, choose, enumerate_all, search
from proxenia.strategy.portfolio.surrogate import Surrogate, straighten

__all__ = [
    "Choice",
    "Limits",
    "Rules",
    "Surrogate",
    "Wish",
    "choose",
    "enumerate_all",
    "search",
    "straighten",
]
