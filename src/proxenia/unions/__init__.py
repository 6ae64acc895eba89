"""Unions: which network a city should join, which union a region could form, and with whom; each held against chance.

`Bench` reads a store once; `which_to_join`, `which_to_form` and `with_whom` ask it. The parts lie in folders by
question: `joining`, `forming`, `partnering`, and `checks`, which finds hidden ties and rebuilds known unions.
"""

from proxenia.unions.advice import (
    Bench,
    FormAnswer,
    JoinAnswer,
    Made,
    PartnerAnswer,
    which_to_form,
    which_to_join,
    with_whom,
)
from proxenia.unions.plain import plain, science_ties
from proxenia.unions.settings import Rule, Settings, Theme, Themes, rules
from proxenia.unions.ties import TieBook

__all__ = [
    "Bench",
    "FormAnswer",
    "JoinAnswer",
    "Made",
    "PartnerAnswer",
    "Rule",
    "Settings",
    "Theme",
    "Themes",
    "TieBook",
    "plain",
    "rules",
    "science_ties",
    "which_to_form",
    "which_to_join",
    "with_whom",
]
