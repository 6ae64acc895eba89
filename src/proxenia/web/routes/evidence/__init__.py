"""Pages of the evidence: the register with its rows, cells and conflicts, and everything to take along."""

from proxenia.web.routes.evidence import data, register

__all__ = ["data", "register"]
