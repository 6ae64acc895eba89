"""Report: an assessment becomes pages, papers, figures and tables, the same in English and Persian."""

from proxenia.report.publish import publish, render

__all__ = ["publish", "render"]
