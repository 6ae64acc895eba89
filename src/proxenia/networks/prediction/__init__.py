"""Missing memberships: which city is likely in which network, and how far such a guess can be trusted."""

from proxenia.networks.prediction.backtest import Backtest, Trial, backtest, hide_at_random, hide_since
from proxenia.networks.prediction.learn import METHODS, Method, membership_chances
from proxenia.networks.prediction.predict import Guess, predict_missing, write_guesses

__all__ = [
    "METHODS",
    "Backtest",
    "Guess",
    "Method",
    "Trial",
    "backtest",
    "hide_at_random",
    "hide_since",
    "membership_chances",
    "predict_missing",
    "write_guesses",
]
