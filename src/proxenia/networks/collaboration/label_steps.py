"""Relational steps from what works are about, and how much they are cited, to their labels.

As in `steps.py` nothing runs here, and every engine gives the same figures.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from proxenia.networks.collaboration.steps import openalex_id, real

__all__ = [
    "CITED", "OPENALEX_FLAGS", "OPENALEX_TERMS", "TERMS", "citation_counts", "labels_of_citations", "labels_of_flags",
    "labels_of_terms", "openalex_citations", "openalex_flags", "openalex_terms", "record_citations", "record_flags",
    "record_terms",
]  # fmt: skip

TERMS = ibis.schema({"work_id": "string", "scheme": "string", "term": "string"})
CITED = ibis.schema({"work_id": "string", "year": "int64", "cited_by_count": "int64", "is_top_tenth": "boolean"})
"""What is needed of the works store."""
OPENALEX_TERMS = {
    "topics": "array<struct<display_name: string>>",
    "keywords": "array<struct<display_name: string>>",
    "mesh": "array<struct<descriptor_name: string>>",
    "primary_topic": "struct<display_name: string>",
}
"""Columns of OpenAlex works that hold terms, whichever are there."""
OPENALEX_FLAGS = ibis.schema(
    {"id": "string", "citation_normalized_percentile": "struct<is_in_top_10_percent: boolean>"}
)


def record_terms(terms: ir.Table) -> ir.Table:
    """Terms of a store's works that say what they are about; a field is too broad to."""
    rows = terms.filter((terms.scheme != "field") & terms.term.notnull())
    return rows.select("work_id", "term").distinct()


def openalex_terms(works: ir.Table) -> ir.Table:
    """Terms of OpenAlex works: topics, keywords and MeSH headings, whichever of them there are."""
    parts = []
    for name in OPENALEX_TERMS:
        if name not in works.columns:
            continue
        column = works[name]
        rows = works.select(
            work_id=openalex_id(works.id, "W"), item=column if name == "primary_topic" else column.unnest()
        )
        term = rows.item["descriptor_name"] if name == "mesh" else rows.item["display_name"]
        parts.append(rows.filter(term.notnull()).select("work_id", term=term))
    return parts[0].distinct() if len(parts) == 1 else ibis.union(*parts, distinct=True)


def labels_of_terms(terms: ir.Table, telling: ir.Table) -> ir.Table:
    """Labels of works whose terms are among `telling` (term, label); a work has a label once."""
    rows = terms.join(telling, "term").select("work_id", "label").distinct()
    return rows.select("work_id", "label", amount=real(1))


def record_flags(works: ir.Table) -> ir.Table:
    """Works of a store of which the source says whether they are in the most cited tenth."""
    return works.filter(works.is_top_tenth.notnull()).select("work_id", is_top=works.is_top_tenth)


def openalex_flags(works: ir.Table) -> ir.Table:
    """OpenAlex works with a citation percentile."""
    top = works.citation_normalized_percentile["is_in_top_10_percent"]
    return works.filter(top.notnull()).select(work_id=openalex_id(works.id, "W"), is_top=top)


def labels_of_flags(flags: ir.Table) -> ir.Table:
    """Labels `rated` of all works with a flag and `top` of those in the tenth."""
    rated = flags.select("work_id", label=ibis.literal("rated"), amount=real(1))
    top = flags.filter(flags.is_top).select("work_id", label=ibis.literal("top"), amount=real(1))
    return rated.union(top)


def record_citations(works: ir.Table, terms: ir.Table) -> ir.Table:
    """Works of a store with citations, once for each field; a work without a field is in one of its own name, empty."""
    cited = works.filter(works.cited_by_count.notnull())
    fields = terms.filter(terms.scheme == "field").select("work_id", field=terms.term).distinct()
    rows = cited.left_join(fields, "work_id")
    field = ibis.coalesce(rows.field, ibis.literal(""))
    return rows.select("work_id", "year", field=field, citations=rows.cited_by_count)


def openalex_citations(works: ir.Table) -> ir.Table:
    """OpenAlex works with citations, in the field of their primary topic; without topics all are in one field."""
    cited = works.filter(works.cited_by_count.notnull())
    name = ibis.literal("")
    field = (
        ibis.coalesce(cited.primary_topic["field"]["display_name"], name) if "primary_topic" in works.columns else name
    )
    return cited.select(
        work_id=openalex_id(cited.id, "W"), year=cited.publication_year, field=field, citations=cited.cited_by_count
    )


def citation_counts(citations: ir.Table) -> ir.Table:
    """Works of each field and year with each number of citations."""
    return citations.group_by("field", "year", "citations").aggregate(works=citations.count())


def labels_of_citations(citations: ir.Table, parts: ir.Table) -> ir.Table:
    """Labels `rated` and `top` of works from the part of their field, year and citations that is in the tenth.

    A work of several fields is rated once, with the mean of its parts.
    """
    rows = citations.join(parts, ["field", "year", "citations"])
    mean = rows.group_by("work_id").aggregate(part=rows.part.mean())
    rated = mean.select("work_id", label=ibis.literal("rated"), amount=real(1))
    top = mean.filter(mean.part > 0).select("work_id", label=ibis.literal("top"), amount=mean.part)
    return rated.union(top)
