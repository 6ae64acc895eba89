"""JATS and its forerunners: one article a file, or several in one wrapper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.sources.formats.shared import affiliation, date_of, records, tidy_terms
from proxenia.sources.record import Affiliation, Authorship, Record, Term, Work
from proxenia.sources.streams import Raw, parse_xml, xml_elements
from proxenia.sources.streams.opening import HEAD
from proxenia.sources.streams.xml import declared_encoding
from proxenia.sources.text import clean, doi_of, language_code, language_of_text, orcid_of, pmid_of, type_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

__all__ = ["read"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LEFT_OUT = {"label", "email", "xref", "fn", "institution-id", "phone", "fax", "ext-link", "uri"}


def read(stream: BufferedReader, *, origin: str) -> Iterator[Record]:
    """Works of a JATS file, or of a collection of them such as `pmc-articleset`."""
    encoding = declared_encoding(stream.peek(HEAD))

    def parse(raw: Raw) -> Work:
        return _article(parse_xml(raw, encoding=encoding))

    return records(xml_elements(stream, "article"), parse, origin=origin)


def _article(article: Any) -> Work:
    meta = article.find("front/article-meta")
    if meta is None:
        meta = article.find("front")
        meta = article if meta is None else meta
    language = language_code(article.get(_LANG))
    ids = {each.get("pub-id-type"): "".join(each.itertext()) for each in meta.iterfind("article-id")}
    dates = sorted(filter(None, (_date(each, language) for each in meta.iterfind("pub-date"))), key=_earliest)
    title = _text(meta.find("title-group/article-title"))
    vernacular = next(
        (_text(each) for path in ("title-group/trans-title-group/trans-title", "title-group/trans-title")
         for each in meta.iterfind(path)), "",
    )  # fmt: skip
    return Work(
        title=title or vernacular,
        title_vernacular=vernacular if title else "",
        year=year_of(dates[0]) if dates else None,
        published_on=dates[0] if dates else "",
        type=type_of(article.get("article-type")),
        language=language,
        doi=doi_of(ids.get("doi")),
        pmid=pmid_of((ids.get("pmid") or "").strip()),
        journal=_text(article.find("front/journal-meta//journal-title")),
        abstracts=_abstracts(meta, language=language),
        terms=_keywords(meta, language=language),
        authorships=_authors(meta),
    )


def _date(element: Any, language: str) -> str:
    if element.get("pub-type") == "pmc-release" or element.get("date-type") == "pmc-release":
        return ""
    return date_of(*(element.findtext(part) for part in ("year", "month", "day")), language=language)


def _earliest(date: str) -> tuple[str, int, str]:
    return date[:4], -len(date), date


def _authors(meta: Any) -> tuple[Authorship, ...]:
    known = {}
    for element in meta.iter("aff"):
        found = affiliation(_affiliation_text(element), ror=_ror(element))
        if found:
            known[element] = found
    by_id: dict[str, Affiliation] = {}
    for element, found in known.items():
        for each in (element, element.getparent()):
            if each is not None and each.get("id"):
                by_id.setdefault(each.get("id"), found)
    authorships: list[Authorship] = []
    for group in meta.iterfind("contrib-group"):
        contribs = [each for each in group.iterfind("contrib") if each.get("contrib-type", "author") == "author"]
        own = [_own(each, known=known, by_id=by_id) for each in contribs]
        common = [] if any(own) else [known[each] for each in group.iterfind("aff") if each in known]
        authorships += [
            _authorship(contrib, affiliations or common, position=len(authorships) + place)
            for place, (contrib, affiliations) in enumerate(zip(contribs, own, strict=True), 1)
        ]
    if known and not any(each.affiliations for each in authorships):
        unattributed = tuple(dict.fromkeys(known.values()))
        if len(unattributed) > 1 and len(authorships) > 1:
            return (Authorship(position=0, affiliations=unattributed), *authorships)
        return tuple(msgspec.structs.replace(each, affiliations=unattributed) for each in authorships)
    return tuple(authorships)


def _authorship(contrib: Any, affiliations: list[Affiliation], *, position: int) -> Authorship:
    name, vernacular = _names(contrib)
    orcids = [each.text for each in contrib.iterfind("contrib-id") if each.get("contrib-id-type", "orcid") == "orcid"]
    return Authorship(
        position=position,
        name=name,
        name_vernacular=vernacular,
        orcid=orcid_of(next(iter(orcids), "")),
        affiliations=tuple(dict.fromkeys(affiliations)),
    )


def _own(contrib: Any, *, known: dict[Any, Affiliation], by_id: dict[str, Affiliation]) -> list[Affiliation]:
    names = [
        name
        for each in contrib.iter("xref")
        if each.get("ref-type") == "aff"
        for name in (each.get("rid") or "").split()
    ]
    names += (contrib.get("rid") or "").split()
    return [by_id[name] for name in names if name in by_id] + [
        known[each] for each in contrib.iter("aff") if each in known
    ]


def _names(contrib: Any) -> tuple[str, str]:
    alternatives = contrib.find("name-alternatives")
    if alternatives is not None:
        names = [name for each in alternatives if (name := _name(each))]
        return next(iter(names), ""), next(iter(names[1:]), "")
    for tag in ("name", "string-name", "collab"):
        element = contrib.find(tag)
        if element is not None:
            return _name(element), ""
    return ("", "") if contrib.find("anonymous") is None else ("Anonymous", "")


def _name(element: Any) -> str:
    if element.tag == "collab":
        parts = [
            element.text or "",
            *(f"{each.text or ''}{each.tail or ''}" for each in element if each.tag != "contrib-group"),
        ]
        return clean(" ".join(parts))
    order = ("surname", "given-names") if element.get("name-style") == "eastern" else ("given-names", "surname")
    parts = [_text(element.find(tag)) for tag in (*order, "suffix")]
    return " ".join(part for part in parts if part) or _text(element)


def _affiliation_text(element: Any) -> str:
    pieces: list[str] = []

    def walk(node: Any) -> None:
        if node.text:
            pieces.append(node.text)
        for child in node:
            left_out = child.tag in _LEFT_OUT or (child.tag == "sup" and not pieces)
            if not left_out:
                if pieces and child.tag not in {"sup", "sub", "italic", "bold"} and _needs_comma(pieces):
                    pieces.append(", ")
                walk(child)
            if child.tail:
                pieces.append(child.tail)

    walk(element)
    return "".join(pieces)


def _needs_comma(pieces: list[str]) -> bool:
    written = "".join(pieces[-3:]).rstrip()
    return bool(written) and written[-1] not in ",;:،(/&-" and not pieces[-1].endswith(" ")


def _ror(element: Any) -> str:
    return next((each.text for each in element.iter("institution-id") if "ror.org" in (each.text or "")), "")


def _abstracts(meta: Any, *, language: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for each in (*meta.iterfind("abstract"), *meta.iterfind("trans-abstract")):
        text = clean(" ".join(_blocks(each)))
        if text and each.get("abstract-type") not in {"graphical", "toc", "teaser", "precis", "editor"}:
            code = language_code(each.get(_LANG)) or language_of_text(text[:200], likely=language)
            found.setdefault(code, text)
    return tuple(found.items())


def _blocks(element: Any) -> list[str]:
    if element.tag in {"abstract", "trans-abstract", "sec", "list", "list-item"}:
        return [element.text or "", *(piece for child in element for piece in (*_blocks(child), child.tail or ""))]
    return ["".join(element.itertext())]


def _keywords(meta: Any, *, language: str) -> tuple[Term, ...]:
    return tidy_terms(
        Term(
            scheme="keyword",
            text=text,
            language=language_code(group.get(_LANG)) or language_of_text(text, likely=language),
        )
        for group in meta.iterfind("kwd-group")
        if group.get("kwd-group-type") != "abbreviations"
        for each in group.iter("kwd")
        if (text := _text(each))
    )


def _text(element: Any) -> str:
    if element is None:
        return ""
    notes = {each for tag in ("fn", "xref") for each in element.iter(tag)}
    return clean("".join(_pieces(element, notes))) if notes else clean("".join(element.itertext()))


def _pieces(element: Any, left_out: set[Any]) -> list[str]:
    pieces = [element.text or ""]
    for child in element:
        pieces += [] if child in left_out else _pieces(child, left_out)
        pieces.append(child.tail or "")
    return pieces
