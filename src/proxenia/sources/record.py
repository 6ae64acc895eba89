"""What a reader hands on: a scholarly work with its authorships and terms, or a refused record with the reason."""

from __future__ import annotations

import msgspec

__all__ = ["SCHEMES", "Affiliation", "Authorship", "Institution", "Record", "Reject", "Term", "Work"]

SCHEMES = ("mesh", "keyword", "topic", "field")
"""Schemes of terms: MeSH descriptors, the authors' keywords, OpenAlex topics, and fields of science."""


class Institution(msgspec.Struct, frozen=True, kw_only=True):
    """An institution as the source itself identifies it; empty where it says nothing."""

    name: str = ""
    ror_id: str = ""
    """Whole address, `https://ror.org/...`."""
    openalex_id: str = ""
    """Short form, `I123`."""
    country_iso2: str = ""


class Affiliation(msgspec.Struct, frozen=True, kw_only=True):
    """One affiliation as written, and the institutions the source sees in it."""

    text: str = ""
    institutions: tuple[Institution, ...] = ()


class Authorship(msgspec.Struct, frozen=True, kw_only=True):
    """One author of a work. `position` counts from 1.

    Position 0 is no author: it holds the affiliations that a source lists for the work without saying whose they are
    (RIS, BibTeX and some CSV files).
    """

    position: int
    name: str = ""
    name_vernacular: str = ""
    orcid: str = ""
    affiliations: tuple[Affiliation, ...] = ()


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A word for what a work is about: its scheme (one of `SCHEMES`) and language (ISO 639, empty if unknown)."""

    scheme: str
    text: str
    language: str = ""


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """A scholarly record, as one source tells it. Empty text and None mean that the source does not say.

    `year` is that of publication; `published_on` an ISO date or part of one. `doi` is bare and lower case, `pmid` digits,
    `openalex_id` short (`W123`), `language` ISO 639 in two letters where it has two. `abstracts` are pairs of language
    and text. `source_file` and `locator` lead back to the record.
    """

    title: str
    title_vernacular: str = ""
    year: int | None = None
    published_on: str = ""
    type: str = ""
    language: str = ""
    doi: str = ""
    pmid: str = ""
    openalex_id: str = ""
    journal: str = ""
    cited_by_count: int | None = None
    is_top_tenth: bool | None = None
    abstracts: tuple[tuple[str, str], ...] = ()
    terms: tuple[Term, ...] = ()
    authorships: tuple[Authorship, ...] = ()
    source_file: str = ""
    locator: str = ""

    @property
    def authors(self) -> tuple[Authorship, ...]:
        """The authorships that are authors, in order."""
        return tuple(each for each in self.authorships if each.position > 0)


class Reject(msgspec.Struct, frozen=True, kw_only=True):
    """A record that could not be read: where it is, why, and how it starts."""

    source_file: str
    locator: str
    reason: str
    raw_start: str = ""


Record = Work | Reject
"""What a reader yields."""
