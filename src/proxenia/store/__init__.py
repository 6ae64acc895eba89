"""The evidence store: an edition, the user's own rows beside it, and what editors put in the place of a row."""

from proxenia.store.edition import Edition, edition_in_reach, read_edition
from proxenia.store.schema import Column, Table, edition_package, fact_id, tables, typed
from proxenia.store.store import Replacement, Store, write_rows

__all__ = [
    "Column",
    "Edition",
    "Replacement",
    "Store",
    "Table",
    "edition_fingerprint",
    "edition_in_reach",
    "edition_name",
    "edition_package",
    "fact_id",
    "read_edition",
    "tables",
    "typed",
    "write_rows",
]


def edition_name() -> str:
    """Name of the edition in reach, such as `edition 2026.1`."""
    return edition_in_reach().label


def edition_fingerprint() -> str:
    """Twelve digits over the files of the edition in reach."""
    return edition_in_reach().digest
