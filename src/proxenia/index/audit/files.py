"""Tables of an audit, figures unrounded, and what they were made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.index.exchange.files import provenance_text
from proxenia.index.robustness.files import attainable_csv, importance_csv, removals_csv, sensitivity_csv
from proxenia.output import csv_text

if TYPE_CHECKING:
    from proxenia.index.audit.audit import Audit

__all__ = ["audit_files"]


def audit_files(audit: Audit, **facts: object) -> dict[str, str]:
    """Text of each table of an audit by file name; `facts` are added to what the files were made of."""
    files = {
        "marks.csv": csv_text(
            ["check", "subject", "value", "mark", "beside"],
            ((each.check, each.subject, each.value, each.mark, each.beside) for each in audit.judged),
        ),
        "importance.csv": importance_csv(audit.importance),
        "alternatives.csv": csv_text(
            ["step", "choice", "rank_correlation", "mean_shift", "largest_shift", "moved_most", "refused"],
            (
                (
                    each.step, each.choice, each.rank_correlation, each.mean_shift, each.largest_shift,
                    each.moved_most, each.refused,
                )
                for each in audit.alternatives
            ),
        ),
        "removals.csv": removals_csv(audit.removals, audit.unit_removals),
        "methodology.toml": audit.built.recipe.toml(),
        "index.json": provenance_text(audit.built, command="audit", draws=audit.draws, seed=audit.seed, **facts),
    }  # fmt: skip
    if audit.sensitivity:
        files["sensitivity.csv"] = sensitivity_csv(audit.sensitivity)
    if audit.attainable:
        files["attainable.csv"] = attainable_csv(audit.attainable)
    return files
