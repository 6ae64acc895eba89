"""Evidence: rows that name their city, their period and their origin, or are refused with a reason."""

from proxenia.evidence.add import AddReport, add_files, column_map
from proxenia.evidence.ended import EndedNetwork, ended_networks
from proxenia.evidence.extend import evidence_of, with_extensions
from proxenia.evidence.known import known_of
from proxenia.evidence.mapping import ColumnMap, read_map
from proxenia.evidence.validate import Checked, Unplaced, check_file

__all__ = [
    "AddReport",
    "Checked",
    "ColumnMap",
    "EndedNetwork",
    "Unplaced",
    "add_files",
    "check_file",
    "column_map",
    "ended_networks",
    "evidence_of",
    "known_of",
    "read_map",
    "with_extensions",
]
