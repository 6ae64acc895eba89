"""The audit of an index as a document: page, paper and tables, in English and Persian."""

from proxenia.report.audit.publish import publish_audit

__all__ = ["publish_audit"]
