"""Audit: what a statistical auditor of an index would ask, each answer with a mark and its limit."""

from proxenia.index.audit.audit import Alternative, Audit, Judged, audit
from proxenia.index.audit.checks import Check, Checks, Mark
from proxenia.index.audit.files import audit_files

__all__ = ["Alternative", "Audit", "Check", "Checks", "Judged", "Mark", "audit", "audit_files"]
