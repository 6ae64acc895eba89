"""Editions: what changed between two, why, and how a user makes one."""

from proxenia.editions.check import CheckedEdition, check_edition
from proxenia.editions.diff import CityMove, EditionDiff, ObservationChange, PanelCity, diff_editions
from proxenia.editions.document import diff_files, diff_page, method_line, summary_lines
from proxenia.editions.facts import FactChange, changed_facts
from proxenia.editions.scaffold import ListedEdition, list_editions, new_edition

__all__ = [
    "CheckedEdition",
    "CityMove",
    "EditionDiff",
    "FactChange",
    "ListedEdition",
    "ObservationChange",
    "PanelCity",
    "changed_facts",
    "check_edition",
    "diff_editions",
    "diff_files",
    "diff_page",
    "list_editions",
    "method_line",
    "new_edition",
    "summary_lines",
]
