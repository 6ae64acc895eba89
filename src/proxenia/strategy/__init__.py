"""Strategy: gaps become practical steps, each citing the evidence below it.

`levers` say what can be done, `aim` what is wanted, `portfolio` chooses, `plan` puts it together, `roadmap` gives it time,
`swot` its ground, `what_if` and `follow_up` ask again with other evidence.
"""

from proxenia.strategy.advice import Action, Lever, Levers, advise

__all__ = ["Action", "Lever", "Levers", "advise"]
