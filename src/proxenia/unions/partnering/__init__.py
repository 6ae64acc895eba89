"""Partnering: which city to make a bilateral agreement with."""

from proxenia.unions.partnering.gaps import Strengths
from proxenia.unions.partnering.model import FEATURES, PairFeatures, TieModel
from proxenia.unions.partnering.partners import Partner, partners

__all__ = ["FEATURES", "PairFeatures", "Partner", "Strengths", "TieModel", "partners"]
