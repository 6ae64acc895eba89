"""The structured comparison: the same questions to every city, each answer with its source."""

from proxenia.compare.table.answers import Answer, Cell, ComparisonTable, compare_cities
from proxenia.compare.table.files import table_csv, table_files
from proxenia.compare.table.passages import CodedDocument, read_coded
from proxenia.compare.table.questions import Question, Questions

__all__ = [
    "Answer",
    "Cell",
    "CodedDocument",
    "ComparisonTable",
    "Question",
    "Questions",
    "compare_cities",
    "read_coded",
    "table_csv",
    "table_files",
]
