"""The register of evidence as pages and programs read it: rows by what is wanted, and cells with their rivals."""

from proxenia.web.register.cells import Cell, Rival, cell_of, conflicts, fed_by
from proxenia.web.register.search import Found, Wanted, find_rows, row_of

__all__ = ["Cell", "Found", "Rival", "Wanted", "cell_of", "conflicts", "fed_by", "find_rows", "row_of"]
