"""Codes to observations: levels of coded passages as rows of the coded facts, with the passage as their origin."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.coding.agreement.report import TENTATIVE
from proxenia.coding.coders.coding import Kind
from proxenia.errors import EvidenceError
from proxenia.provenance import Grade, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from proxenia.coding.codebook import Code, Codebook
    from proxenia.coding.coders import Coding
    from proxenia.coding.documents import Passage, PolicyDocument
    from proxenia.places import City

__all__ = ["CodedFacts", "Refusal", "coded_facts", "level_chances"]

LONGEST_QUOTE = 300
LEVELS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A code that did not become evidence, and why."""

    coder: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedFacts:
    """Rows in the form of the table of coded facts, and what was refused."""

    rows: tuple[dict[str, Any], ...]
    refused: tuple[Refusal, ...]


def coded_facts(
    codings: Sequence[Coding],
    *,
    passages: Sequence[Passage],
    documents: Sequence[PolicyDocument],
    codebook: Codebook,
    city: City,
    grade: Grade,
    kinds: Mapping[str, Kind],
    reliability: Mapping[tuple[str, str], float | None],
) -> CodedFacts:
    """Turn levels of coded passages into rows of coded facts: one row a document, item and coder.

    The highest level found in a document counts, because a document shows that something is there by one passage; the
    passage that shows it is quoted with its page. Rows of several coders stand side by side as a conflict that stays.

    Parameters
    ----------
    codings
        Codes on passages; those without a scale or a level are left out.
    passages, documents
        What was coded. A document needs the page it was published on (`source_url`).
    codebook
        The codes.
    city
        The city that the documents speak of.
    grade
        Grade of the documents as sources.
    kinds
        Kind of each coder, by name. A coder that is not named counts as a machine.
    reliability
        Krippendorff's alpha of each machine coder with people, by coder and code. A machine's code whose alpha is not known,
        or below 0.667, is refused.

    Raises
    ------
    EvidenceError
        If a coding cites a passage or document that is not given, or a document has no address.
    """
    by_id = {passage.passage_id: passage for passage in passages}
    texts = {document.document_id: document for document in documents}
    best: dict[tuple[str, str, str], tuple[Coding, Passage]] = {}
    refused: dict[tuple[str, str], Refusal] = {}
    for coding in codings:
        code = codebook[coding.code]
        if not code.item or coding.level is None:
            continue
        reason = _refusal(coding, kinds, reliability)
        if reason:
            refused[coding.coder, coding.code] = Refusal(coder=coding.coder, code=coding.code, reason=reason)
            continue
        passage = _cited(coding, by_id)
        key = (passage.document_id, coding.code, coding.coder)
        if key not in best or coding.level > (best[key][0].level or 0):
            best[key] = (coding, passage)
    rows = tuple(
        _row(coding, passage, _document(passage, texts), codebook[coding.code], city, grade)
        for coding, passage in best.values()
    )
    return CodedFacts(rows=rows, refused=tuple(refused.values()))


def level_chances(
    levels: Sequence[int], *, differences: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Chance of each level 0-3, given what coders said and how far coders are known to differ.

    Each stated level spreads over the others by the shares of pairs that differ by 0, 1, 2 and 3 steps, divided between the
    two sides where both exist; what would fall off the scale goes back to the stated level. Coders count alike. This
    is the distribution that an index draws a cell from.

    Examples
    --------
    >>> level_chances([2], differences=(0.8, 0.2, 0.0, 0.0))
    (0.0, 0.1, 0.8, 0.1)
    >>> level_chances([3], differences=(0.8, 0.2, 0.0, 0.0))
    (0.0, 0.0, 0.2, 0.8)
    """
    if not levels or not all(0 <= level < LEVELS for level in levels):
        raise EvidenceError(f"levels {list(levels)} give no chances; write levels from 0 to 3, one at least")
    totals: dict[int, float] = defaultdict(float)
    for level in levels:
        for step, share in enumerate(differences):
            places = [p for p in {level - step, level + step} if 0 <= p < LEVELS]
            for place in places or [level]:
                totals[place] += share / len(places or [level])
    whole = sum(totals.values())
    zero, one, two, three = (round(totals[level] / whole, 12) for level in range(LEVELS))
    return zero, one, two, three


def _refusal(coding: Coding, kinds: Mapping[str, Kind], reliability: Mapping[tuple[str, str], float | None]) -> str:
    if kinds.get(coding.coder, "classifier") == "people":
        return ""
    if (coding.coder, coding.code) not in reliability:
        return "its agreement with people on this code is not known"
    value = reliability[coding.coder, coding.code]
    if value is None or value < TENTATIVE:
        shown = "undefined" if value is None else f"{value:.2f}"
        return f"its alpha with people on this code is {shown}; {TENTATIVE} is the least"
    return ""


def _cited(coding: Coding, passages: Mapping[str, Passage]) -> Passage:
    try:
        return passages[coding.passage_id]
    except KeyError:
        raise EvidenceError(f"code {coding.code!r} cites passage {coding.passage_id!r}, which is not given") from None


def _document(passage: Passage, documents: Mapping[str, PolicyDocument]) -> PolicyDocument:
    document = documents.get(passage.document_id)
    if document is None:
        raise EvidenceError(f"passage {passage.passage_id!r} is of a document that is not given")
    return document


def _row(
    coding: Coding, passage: Passage, document: PolicyDocument, code: Code, city: City, grade: Grade
) -> dict[str, Any]:
    level = coding.level or 0
    Origin(source_url=document.source_url, as_of=document.as_of, grade=grade)
    place = f"{document.title}, page {passage.page}" if passage.page is not None else document.title
    quote = " ".join(passage.text.split())
    quote = quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"
    where = f"({place}, characters {passage.start}-{passage.end})"
    english = (
        f"{quote} {where}" if passage.language == "en" else f"{code.levels[level].en}, by a Persian passage {where}"
    )
    return {
        "geonames_id": city.geonames_id,
        "city": city.name,
        "country_iso2": city.country_iso2,
        "item": code.item,
        "score": level,
        "seen_en": english,
        "seen_fa": quote if passage.language == "fa" else "",
        "coder": coding.coder,
        "source_url": document.source_url,
        "also_url": "",
        "as_of": document.as_of,
        "grade": grade,
    }
