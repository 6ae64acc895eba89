"""Strategy: gaps become practical steps, each citing the evidence below it."""

from proxenia.strategy.advice import Action, Lever, Levers, advise

__all__ = ["Action", "Lever", "Levers", "advise"]
