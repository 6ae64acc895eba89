"""Readers of scholarly records: files, snapshots and APIs become raw works, streamed.

`open_records` reads one file of any format; `ingest` brings files into a works store, whose tables `works_store`
describes; `fetch_openalex` and `fetch_ror` get what is public, politely.
"""

from proxenia.sources.fetch import fetch_openalex, fetch_ror
from proxenia.sources.identity import is_same_work
from proxenia.sources.ingest import IngestReport, Progress, column_map, ingest
from proxenia.sources.merge import merge
from proxenia.sources.recognize import FORMATS, open_records
from proxenia.sources.record import Affiliation, Authorship, Institution, Record, Reject, Term, Work
from proxenia.sources.works_store import FileState, WorksStore

__all__ = [
    "FORMATS",
    "Affiliation",
    "Authorship",
    "FileState",
    "IngestReport",
    "Institution",
    "Progress",
    "Record",
    "Reject",
    "Term",
    "Work",
    "WorksStore",
    "column_map",
    "fetch_openalex",
    "fetch_ror",
    "ingest",
    "is_same_work",
    "merge",
    "open_records",
]
