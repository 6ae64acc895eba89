"""What ties work on and how much they count: shared problems and scientific authority."""

from proxenia.networks.collaboration.subjects.authority import Authority, authority
from proxenia.networks.collaboration.subjects.problems import Lexicon, Problem, ProblemShares, shared_problems

__all__ = ["Authority", "Lexicon", "Problem", "ProblemShares", "authority", "shared_problems"]
