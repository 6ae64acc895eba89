"""Terms, the shortest of them that hold (prime implicants), and the fewest that cover what is to be explained."""

from proxenia.compare.qca.implicants.covers import Covers, covers
from proxenia.compare.qca.implicants.primes import primes_against, primes_within
from proxenia.compare.qca.implicants.terms import FREE, Term, read_expression, term_membership, write_expression

__all__ = [
    "FREE",
    "Covers",
    "Term",
    "covers",
    "primes_against",
    "primes_within",
    "read_expression",
    "term_membership",
    "write_expression",
]
