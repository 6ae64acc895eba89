"""What chance alone would make of the same degrees: null models of two-sided tables, and links that stand against them."""

from proxenia.networks.nulls.bicm import Bicm, solve_bicm
from proxenia.networks.nulls.curveball import shuffle, shuffles
from proxenia.networks.nulls.poisson_binomial import at_least, refined_normal
from proxenia.networks.nulls.validate import Link, Projection, validate

__all__ = [
    "Bicm",
    "Link",
    "Projection",
    "at_least",
    "refined_normal",
    "shuffle",
    "shuffles",
    "solve_bicm",
    "validate",
]
