"""The case library: experiences with science diplomacy, to be searched in both languages."""

from proxenia.compare.cases.library import Case, CaseLibrary, Match

__all__ = ["Case", "CaseLibrary", "Match"]
