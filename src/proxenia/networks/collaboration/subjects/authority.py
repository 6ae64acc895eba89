r"""Scientific authority: the share of works among the most cited tenth of their field and year.

Where the source says which works these are (OpenAlex does, against the world), that is used. Else the tenth is that of the
corpus itself: in each field and year with at least `LEAST` works that have a citation count, works are ordered by
citations, and works tied at the edge share the places left, so that the tenth is exactly a tenth (Waltman and Schreiber
2013, On the calculation of percentile-based bibliometric indicators, JASIST 64(2)). A work of several fields takes the
mean over them. Works without a citation count are not rated, and are in neither part of the share.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from proxenia.errors import EvidenceError
from proxenia.networks.collaboration.collaborate import Collaboration, Plan, collaborate_labeled

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir

    from proxenia.networks.collaboration.corpus import Corpus

__all__ = ["Authority", "authority", "tenth", "wilson"]

LEAST = 20
Z = 1.6448536269514722
"""Normal quantile of a 90 % interval."""
Basis = Literal["source", "corpus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Shares of cities and ties in the most cited tenth; `basis` says whose tenth it is.

    `all` counts every work; `counted` those rated, by label: `top` (times their part in the tenth) and `rated`.
    """

    basis: Basis
    counted: Collaboration
    all: Collaboration

    def of_cities(self) -> list[dict[str, Any]]:
        """Rows unit_id, rated (author-fractional works), works (rated, full count), share, low, high; most works first."""
        c = self.counted.cities
        sums = _sums(zip(c["unit_id"], c["label"], c["fractional"], c["full"], strict=True))
        return [{"unit_id": int(unit), **row} for unit, row in _shares(sums)]

    def of_ties(self) -> list[dict[str, Any]]:
        """Rows unit_a, unit_b, rated, works, share, low, high; most works first."""
        p = self.counted.pairs
        ends = zip(p["unit_a"].tolist(), p["unit_b"].tolist(), strict=True)
        sums = _sums(zip(ends, p["label"], p["fractional"], p["full"], strict=True))
        return [{"unit_a": ends[0], "unit_b": ends[1], **row} for ends, row in _shares(sums)]


def authority(corpus: Corpus, *, plan: Plan | None = None) -> Authority:
    """Count the works of cities and ties in the most cited tenth.

    Raises
    ------
    EvidenceError
        If the records carry no citations.
    """
    labels, basis = _labels(corpus)
    whole, counted = collaborate_labeled(corpus, plan=plan, labels=labels)
    return Authority(basis=basis, counted=counted, all=whole)


def tenth(works: Iterable[tuple[int, int]]) -> dict[int, float]:
    """Part of the works with so many citations that is in the most cited tenth.

    Parameters
    ----------
    works
        Citations, and how many works have them; each number once.

    Examples
    --------
    >>> tenth([(9, 1), (5, 2), (0, 17)])  # twenty works: two places, one of them shared by two works
    {9: 1.0, 5: 0.5, 0: 0.0}
    """
    ordered = sorted(works, reverse=True)
    left = sum(count for _, count in ordered) / 10
    parts = {}
    for citations, count in ordered:
        taken = min(float(count), max(left, 0.0))
        parts[citations] = taken / count
        left -= taken
    return parts


def wilson(share: float, n: float) -> tuple[float, float]:
    """Ends of Wilson's 90 % interval of a share among n works.

    Examples
    --------
    >>> low, high = wilson(0.0, 10)
    >>> round(low, 3), round(high, 3)
    (0.0, 0.213)
    """
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _labels(corpus: Corpus) -> tuple[ir.Table, Basis]:
    import ibis  # noqa: PLC0415  only what counts records pays for it

    from proxenia.networks.collaboration import label_steps as steps  # noqa: PLC0415  the same

    engine = corpus.engine
    flags = corpus.top_flags()
    if flags is not None and engine.rows(flags.limit(1)):
        return engine.keep(corpus.new_name("labels"), steps.labels_of_flags(flags)), "source"
    citations = corpus.citations()
    if citations is None:
        raise EvidenceError(f"{corpus.path} carries no citations to measure authority by")
    kept = engine.keep(corpus.new_name("citations"), citations)
    groups: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for row in engine.rows(steps.citation_counts(kept)):
        if row["year"] is not None:
            groups[row["field"], int(row["year"])].append((int(row["citations"]), int(row["works"])))
    parts = [
        {"field": field, "year": year, "citations": citations, "part": part}
        for (field, year), works in groups.items()
        if sum(count for _, count in works) >= LEAST
        for citations, part in tenth(works).items()
    ]
    if not parts:
        raise EvidenceError(f"{corpus.path}: no field and year has {LEAST} works with citations to find a tenth of")
    form = ibis.schema({"field": "string", "year": "int64", "citations": "int64", "part": "float64"})
    table = engine.put(corpus.new_name("parts"), parts, schema=form)
    return engine.keep(corpus.new_name("labels"), steps.labels_of_citations(kept, table)), "corpus"


def _sums(rows: Iterable[tuple[Any, Any, Any, Any]]) -> dict[Any, dict[str, float]]:
    sums: dict[Any, dict[str, float]] = defaultdict(lambda: {"top": 0.0, "rated": 0.0, "works": 0.0})
    for key, label, weight, works in rows:
        sums[key][str(label)] += float(weight)
        if label == "rated":
            sums[key]["works"] += float(works)
    return sums


def _shares(sums: dict[Any, dict[str, float]]) -> list[tuple[Any, dict[str, float]]]:
    rows = []
    for key, found in sums.items():
        share = found["top"] / found["rated"]
        low, high = wilson(min(share, 1.0), found["works"])
        row = {"rated": found["rated"], "works": found["works"], "share": share, "low": low, "high": high}
        rows.append((key, row))
    return sorted(rows, key=lambda each: (-each[1]["works"], each[0]))
