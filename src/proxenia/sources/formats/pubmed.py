"""PubMed: records as publishers send them (`ArticleSet`) and as the baseline and update files hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.sources.formats.shared import affiliation, date_of, records, tidy_terms
from proxenia.sources.record import Authorship, Record, Term, Work
from proxenia.sources.streams import Raw, parse_xml, xml_elements
from proxenia.sources.streams.opening import HEAD
from proxenia.sources.streams.xml import declared_encoding
from proxenia.sources.text import (
    clean,
    doi_of,
    keywords_in,
    language_code,
    language_of_text,
    orcid_of,
    pmid_of,
    type_of,
    year_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

__all__ = ["read", "read_articleset"]

_PLAIN_TYPES = ("journal article", "research support", "english abstract", "comparative study", "multicenter study")


def read(stream: BufferedReader, *, origin: str) -> Iterator[Record]:
    """Works of a PubMed baseline, update or search file (`PubmedArticleSet`, `MedlineCitationSet`)."""
    head = stream.peek(HEAD)
    encoding = declared_encoding(head)
    tags = ("MedlineCitation",) if b"<MedlineCitationSet" in head else ("PubmedArticle", "PubmedBookArticle")

    def parse(raw: Raw) -> Work:
        return _citation(parse_xml(raw, encoding=encoding))

    return records(xml_elements(stream, *tags), parse, origin=origin)


def read_articleset(stream: BufferedReader, *, origin: str) -> Iterator[Record]:
    """Works of a publisher's `ArticleSet`, such as journals export for PubMed."""
    encoding = declared_encoding(stream.peek(HEAD))

    def parse(raw: Raw) -> Work:
        return _article(parse_xml(raw, encoding=encoding))

    return records(xml_elements(stream, "Article"), parse, origin=origin)


def _article(article: Any) -> Work:
    language = language_code(article.findtext("Language"))
    title = _text(article.find("ArticleTitle"))
    vernacular = _text(article.find("VernacularTitle"))
    ids = {each.get("IdType"): each.text for each in article.iterfind("ArticleIdList/ArticleId")}
    ids |= {each.get("EIdType"): each.text for each in article.iterfind("ELocationID")}
    date = article.find("Journal/PubDate")
    abstracts = _abstracts(article, language=language)
    typed = article.findtext("PublicationType")
    return Work(
        title=title or vernacular,
        title_vernacular=vernacular if title else "",
        year=year_of(_find(date, "Year"), language=language),
        published_on=date_of(*(_find(date, part) for part in ("Year", "Month", "Day")), language=language),
        type=type_of(typed),
        language=language,
        doi=doi_of(ids.get("doi")),
        pmid=pmid_of(ids.get("pubmed") or article.findtext("Replaces[@IdType='pubmed']")),
        journal=_text(article.find("Journal/JournalTitle")),
        abstracts=tuple((code, clean(text)) for code, text in abstracts),
        terms=_keywords(article, abstracts, language=language),
        authorships=_authors(article.iterfind("AuthorList/Author")),
    )


def _citation(record: Any) -> Work:
    citation = record if record.tag == "MedlineCitation" else record.find("MedlineCitation")
    if citation is None:
        return _book(record)
    article = citation.find("Article")
    article = citation if article is None else article
    language = language_code(article.findtext("Language"))
    title, vernacular = _titles(article)
    ids = {each.get("IdType"): each.text for each in record.iterfind("PubmedData/ArticleIdList/ArticleId")}
    located = {each.get("EIdType"): each.text for each in article.iterfind("ELocationID") if each.get("ValidYN") != "N"}
    abstracts = _abstracts(article, language="en") + _abstracts(citation, language="en")
    types = [each.text or "" for each in article.iterfind("PublicationTypeList/PublicationType")]
    dated = article.find("ArticleDate")
    issued = article.find("Journal/JournalIssue/PubDate")
    issued_year = year_of(_find(issued, "Year") or _find(issued, "MedlineDate"))
    date = issued if _find(issued, "Year") or dated is None else dated
    mesh = citation.iterfind("MeshHeadingList/MeshHeading/DescriptorName")
    return Work(
        title=title,
        title_vernacular=vernacular,
        year=issued_year or year_of(_find(dated, "Year")),
        published_on=date_of(*(_find(date, part) for part in ("Year", "Month", "Day"))),
        type=_main_type(types),
        language=language,
        doi=doi_of(ids.get("doi") or located.get("doi")),
        pmid=pmid_of(citation.findtext("PMID")),
        journal=_text(article.find("Journal/Title")),
        abstracts=tuple((code, clean(text)) for code, text in abstracts),
        terms=tidy_terms(
            (
                *(Term(scheme="mesh", text=_text(each), language="en") for each in mesh),
                *_keywords(citation, (), language=""),
            )
        ),
        authorships=_authors(article.iterfind("AuthorList/Author")),
    )


def _book(record: Any) -> Work:
    document = record.find("BookDocument")
    if document is None:
        return Work(title="")
    title = _text(document.find("ArticleTitle"))
    book = document.find("Book")
    date = document.find("Book/PubDate")
    authors = list(document.iterfind("AuthorList[@Type='authors']/Author")) or list(
        document.iterfind("AuthorList/Author")
    )
    authors = authors or [] if book is None else authors or list(book.iterfind("AuthorList[@Type='authors']/Author"))
    return Work(
        title=title or _text(document.find("Book/BookTitle")),
        year=year_of(_find(date, "Year")),
        published_on=date_of(_find(date, "Year"), _find(date, "Month"), _find(date, "Day")),
        type="book-chapter" if title else "book",
        language=language_code(document.findtext("Language")),
        doi=doi_of(document.findtext("ArticleIdList/ArticleId[@IdType='doi']")),
        pmid=pmid_of(document.findtext("PMID")),
        journal=_text(document.find("Book/BookTitle")) if title else "",
        abstracts=tuple((code, clean(text)) for code, text in _abstracts(document, language="en")),
        terms=_keywords(document, (), language=""),
        authorships=_authors(authors),
    )


def _titles(article: Any) -> tuple[str, str]:
    title, vernacular = _text(article.find("ArticleTitle")), _text(article.find("VernacularTitle"))
    if title.startswith("[") and title.rstrip(". ").endswith("]"):
        title = title.rstrip(". ")[1:-1]
    if not title or title.casefold() == "not available":
        return vernacular, ""
    return title, vernacular


def _main_type(types: list[str]) -> str:
    special = [each for each in types if not each.casefold().startswith(_PLAIN_TYPES)]
    known = [kind for each in special if (kind := type_of(each)) not in {"", "other"}]
    return known[0] if known else "article" if types else ""


def _authors(elements: Any) -> tuple[Authorship, ...]:
    found = []
    for element in elements:
        if element.get("ValidYN") == "N":
            continue
        given = _text(element.find("ForeName")) or " ".join(
            part for name in ("FirstName", "MiddleName") if (part := _text(element.find(name)))
        )
        family = " ".join(part for name in ("LastName", "Suffix") if (part := _text(element.find(name))))
        name = " ".join(part for part in (given, family) if part) or _text(element.find("CollectiveName"))
        orcid = next((each.text for each in element.iterfind("Identifier") if each.get("Source") == "ORCID"), None)
        texts = [
            affiliation(_text(each.find("Affiliation")), ror=each.findtext("Identifier[@Source='ROR']"))
            for each in element.iterfind("AffiliationInfo")
        ]
        texts += [affiliation(_text(each)) for each in element.iterfind("Affiliation")]
        if name or any(texts):
            found.append((name, orcid_of(orcid), tuple(each for each in texts if each)))
    return tuple(
        Authorship(position=position, name=name, orcid=orcid, affiliations=texts)
        for position, (name, orcid, texts) in enumerate(found, 1)
    )


def _abstracts(parent: Any, *, language: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for each in (*parent.iterfind("Abstract"), *parent.iterfind("OtherAbstract")):
        parts = list(each.iterfind("AbstractText")) or [each]
        text = "\n".join(
            f"{part.get('Label')}: {body}" if part.get("Label") else body
            for part in parts
            if (body := clean("".join(part.itertext()), keep_lines=True))
        )
        written = language_code(each.get("Language")) or language_of_text(text[:200], likely=language or "en")
        if text:
            found.setdefault(written, text)
    return tuple(found.items())


def _keywords(parent: Any, abstracts: tuple[tuple[str, str], ...], *, language: str) -> tuple[Term, ...]:
    listed = [_text(each) for each in parent.iterfind("ObjectList/Object[@Type='keyword']/Param[@Name='value']")]
    listed += [_text(each) for each in parent.iterfind("KeywordList/Keyword")]
    terms = [Term(scheme="keyword", text=each, language=language_of_text(each, likely=language)) for each in listed]
    for code, text in abstracts:
        terms += [Term(scheme="keyword", text=each, language=code) for each in keywords_in(text)]
    return tidy_terms(terms)


def _find(element: Any, name: str) -> str | None:
    return None if element is None else element.findtext(name)


def _text(element: Any) -> str:
    if element is None:
        return ""
    return clean("".join(element.itertext()) if len(element) else element.text)
