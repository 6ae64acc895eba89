"""Joining: which network a city should join, and what that does to its index."""

from proxenia.unions.joining.effect import Effect, Rehearsal
from proxenia.unions.joining.join import Joining, join

__all__ = ["Effect", "Joining", "Rehearsal", "join"]
