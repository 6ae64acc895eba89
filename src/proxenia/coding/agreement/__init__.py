"""Agreement between coders: how far labels that several people or machines gave independently are the same."""

from proxenia.coding.agreement.alpha import Agreement, alpha, krippendorff
from proxenia.coding.agreement.kappa import PairTable, ac1, cohen, fleiss, observed_agreement
from proxenia.coding.agreement.ratings import LEVELS, Level, Ratings, read_ratings
from proxenia.coding.agreement.report import AgreementReport, agree

__all__ = [
    "LEVELS",
    "Agreement",
    "AgreementReport",
    "Level",
    "PairTable",
    "Ratings",
    "ac1",
    "agree",
    "alpha",
    "cohen",
    "fleiss",
    "krippendorff",
    "observed_agreement",
    "read_ratings",
]
