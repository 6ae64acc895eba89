"""The evidence store: an edition, the user's own rows beside it, and what editors put in the place of a row."""

from proxenia.store.edition import Edition, edition_in_reach, read_edition
from proxenia.store.schema import Column, Table, edition_package, fact_id, in_force, tables, typed
from proxenia.store.store import Replacement, Store, write_rows

__all__ = [
    "Column",
    "Edition",
    "Replacement",
    "Store",
    "Table",
    "edition_in_reach",
    "edition_package",
    "fact_id",
    "in_force",
    "read_edition",
    "tables",
    "typed",
    "write_rows",
]
