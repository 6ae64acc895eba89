"""Evidence: rows that name their city, their period and their origin, or are refused with a reason."""

from proxenia.evidence.add import AddReport, add_files, column_map
from proxenia.evidence.known import known_of
from proxenia.evidence.validate import Checked, check_file

__all__ = ["AddReport", "Checked", "add_files", "check_file", "column_map", "known_of"]
