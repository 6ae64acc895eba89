"""Exchange with the tools of the trade: REFI-QDA codebooks and projects, in and out."""

from proxenia.coding.exchange.guid import guid_of
from proxenia.coding.exchange.project import Project, read_qdpx, write_qdpx
from proxenia.coding.exchange.qdc import codebook_toml, read_qdc, write_qdc

__all__ = ["Project", "codebook_toml", "guid_of", "read_qdc", "read_qdpx", "write_qdc", "write_qdpx"]
