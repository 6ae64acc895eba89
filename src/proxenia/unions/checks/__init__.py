"""Checks: hidden ties found again, and known unions rebuilt, against chance and plain baselines."""

from proxenia.unions.checks.backtest import after, at_random, find_agreements, find_members
from proxenia.unions.checks.every import Checks, check_all
from proxenia.unions.checks.measures import Found, area_under_roc, average_precision, compare, curves
from proxenia.unions.checks.rebuild import Rebuilt, rebuild

__all__ = [
    "Checks",
    "Found",
    "Rebuilt",
    "after",
    "area_under_roc",
    "at_random",
    "average_precision",
    "check_all",
    "compare",
    "curves",
    "find_agreements",
    "find_members",
    "rebuild",
]
