"""When two records are one work: by identifier, else by title, year, authors and journal together.

Precision comes before recall, for a wrong merger destroys a record and a missed one can be seen. Two different DOIs or
PubMed numbers are two works, whatever the titles say; a preprint and its article therefore stay two.
"""

from __future__ import annotations

import csv
import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import OSA

from proxenia.sources.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.sources.record import Work

__all__ = [
    "STRONG",
    "agreement_of_authors",
    "agreement_of_journals",
    "is_contradicted",
    "is_same_work",
    "keys_of",
    "strong_keys",
]

STRONG = ("doi", "openalex", "pmid")
"""Schemes of keys that tell a work by themselves, in the order in which they are believed."""
Agreement = Literal["agree", "differ", "unknown"]
_KIND = {
    "article": "paper", "review": "paper", "letter": "paper", "editorial": "paper", "proceedings-article": "paper",
    "report": "report", "book": "book", "book-chapter": "chapter", "dissertation": "dissertation",
    "preprint": "preprint", "dataset": "dataset", "correction": "correction", "peer-review": "peer-review",
    "review-of-book": "review-of-book", "abstract": "abstract", "patent": "patent", "proceedings": "proceedings",
}  # fmt: skip
_SMALL = {"an", "and", "at", "by", "das", "de", "der", "des", "die", "du", "et", "for", "fur", "in", "la", "le", "of",
          "on", "the", "und", "y"}  # fmt: skip
_ROMAN = re.compile(r"(?=[ivx])(?:x{0,2})(?:ix|iv|v?i{0,3})")
_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,3}")
_TYPO_FROM, _FAINT_FROM, _ENOUGH, _LONG = 6, 3, 3, 6
_TEAM = 3
_WHOLE, _SLIP, _FAINT, _MAIN = 4, 3, 2, 1


def keys_of(work: Work, *, around: int = 0) -> tuple[tuple[str, str], ...]:
    """Keys by which a work is found again: identifiers, folded titles, blocks of author, year and end of title.

    Parameters
    ----------
    work
        The work.
    around
        Years before and after its own for which blocks are given as well: sources date a work by print or by screen.
    """
    titles = [title for title in _titles(work) if not _is_generic(title)]
    weak = {("title", _digest(fold(title))) for title in titles}
    first = next((each.name for each in work.authors if each.name), "")
    if work.year is not None and first:
        family = _family(first)
        for title in titles:
            ends = {"".join(words(title)[:2]), "".join(words(title)[-2:])}
            weak |= {
                ("block", _digest(f"{family}|{year}|{end}"))
                for year in range(work.year - around, work.year + around + 1)
                for end in ends
            }
    return (*strong_keys(work), *sorted(weak))


def strong_keys(work: Work) -> tuple[tuple[str, str], ...]:
    """Identifiers of a work, each a key by itself."""
    values = {"doi": work.doi, "openalex": work.openalex_id, "pmid": work.pmid}
    return tuple((scheme, values[scheme]) for scheme in STRONG if values[scheme])


def is_same_work(a: Work, b: Work) -> bool:
    """Judge whether two records are of one work.

    Identifiers decide where both have one. Otherwise titles must match (letter for letter without case, marks and
    spaces; or with one slip of the pen; or but for a subtitle), and nothing known may contradict: kind of work, year by
    more than one, authors, journal. The looser the match of titles, the more of the rest must agree.

    Examples
    --------
    >>> from proxenia.sources.record import Authorship, Work
    >>> def work(title, name, **more):
    ...     return Work(title=title, authorships=(Authorship(position=1, name=name),), **more)
    >>> a = work("City Ties: a Survey of Europe", "Ann Doe", year=2020)
    >>> is_same_work(a, work("City ties – a survey of Europe.", "Doe A", year=2021))
    True
    >>> is_same_work(a, work("City Ties: a Survey of Europe", "Ann Roe", year=2020))
    False
    """
    decided = _by_identifier(a, b)
    if decided is not None:
        return decided
    if _contradict(a, b):
        return False
    closeness = max((_closeness(one, other) for one in _titles(a) for other in _titles(b)), default=0)
    if not closeness:
        return False
    authors, journals = agreement_of_authors(a, b), agreement_of_journals(a.journal, b.journal)
    return "differ" not in (authors, journals) and _is_enough(
        a, b, closeness=closeness, authors=authors, journals=journals
    )


def is_contradicted(a: Work, b: Work) -> bool:
    """Whether two records that share an identifier are of two works all the same.

    They are if their PubMed numbers differ, or if both the words of their titles and their authors do: the DOI of a
    supplement stands beside each abstract in it, and reference managers keep DOIs that were typed wrong.
    """
    if a.pmid and b.pmid:
        return a.pmid != b.pmid
    one, other = set(_words(a.title)), set(_words(b.title))
    comparable = min(len(one), len(other)) > _ENOUGH and (min(one).isascii() == min(other).isascii())
    foreign = comparable and 5 * len(one & other) < min(len(one), len(other))
    return foreign and agreement_of_authors(a, b) == "differ"


def agreement_of_authors(a: Work, b: Work) -> Agreement:
    """Whether the authors of two records can be the same people; unknown when one has none or scripts differ."""
    names, others = [each.name for each in a.authors if each.name], [each.name for each in b.authors if each.name]
    families, other_families = _families(a), _families(b)
    if not families or not other_families:
        return "unknown"
    if families[0].isascii() != other_families[0].isascii():
        return "unknown"
    if families[0] in _parts(others[0]) or other_families[0] in _parts(names[0]):
        return "agree"
    shared = len(set(families) & set(other_families))
    return "agree" if shared >= 2 and 2 * shared >= min(len(families), len(other_families)) else "differ"  # noqa: PLR2004  one name alone is chance


def agreement_of_journals(a: str, b: str) -> Agreement:
    """Whether two names can be of one journal, written out or abbreviated; unknown when one is missing.

    Examples
    --------
    >>> agreement_of_journals("Proc Natl Acad Sci U S A",
    ...     "Proceedings of the National Academy of Sciences of the United States of America")
    'agree'
    >>> agreement_of_journals("Cities", "Habitat International")
    'differ'
    """
    one, other = ([word for word in words(name.partition(":")[0]) if word not in _SMALL] for name in (a, b))
    if not one or not other or one[0][0].isascii() != other[0][0].isascii():
        return "unknown"
    if fold("".join(one)) == fold("".join(other)) or _abbreviates(one, other) or _abbreviates(other, one):
        return "agree"
    return "differ"


def _is_enough(a: Work, b: Work, *, closeness: int, authors: Agreement, journals: Agreement) -> bool:
    """Whether the rest of two records makes up for what their titles leave open."""
    same_year = a.year is not None and a.year == b.year
    length = min(len(words(a.title)), len(words(b.title)))
    if closeness < _WHOLE:
        if _are_one_team(a, b):
            return closeness > _MAIN or same_year
        return authors == "agree" and same_year and (closeness == _SLIP or (closeness == _MAIN and journals == "agree"))
    if authors == "agree":
        return length >= _ENOUGH or journals == "agree"
    return length >= _LONG and (same_year or journals == "agree")


def _are_one_team(a: Work, b: Work) -> bool:
    """Whether three authors or more are the same, name by name: then little else is needed."""
    families = _families(a)
    return len(families) >= _TEAM and families == _families(b)


def _by_identifier(a: Work, b: Work) -> bool | None:
    pmids = (a.pmid, b.pmid) if a.pmid and b.pmid else None
    if pmids:
        return pmids[0] == pmids[1]
    if a.doi and b.doi:
        return a.doi == b.doi and not is_contradicted(a, b)
    if a.openalex_id and a.openalex_id == b.openalex_id:
        return True
    return None


def _contradict(a: Work, b: Work) -> bool:
    kinds = {_KIND.get(a.type, ""), _KIND.get(b.type, "")} - {""}
    years = (a.year, b.year)
    apart = years[0] is not None and years[1] is not None and abs(years[0] - years[1]) > 1
    return len(kinds) > 1 or apart


def _closeness(a: str, b: str) -> int:
    """How alike two titles are: whole, but for a slip in a long or short word, or but for a subtitle; 0 if different."""
    if _is_generic(a) or _is_generic(b):
        return 0
    if fold(a) == fold(b):
        return _WHOLE
    one, other = _words(a), _words(b)
    if (one[0] != other[0] and one[-1] != other[-1]) or _numbers(a) != _numbers(b):
        return 0
    if len(one) == len(other):
        unlike = [(x, y) for x, y in zip(one, other, strict=True) if x != y]
        if len(unlike) != 1 or len(one) <= _ENOUGH or not _is_slip(*unlike[0]):
            return 0
        return _SLIP if min(len(word) for word in unlike[0]) >= _TYPO_FROM else _FAINT
    short, whole = sorted((a, b), key=len)
    main = re.split(r"[:.?!–—]\s|\s[-–—]\s", whole)[0]
    is_main = fold(main) == fold(short) and len(_words(short)) > _ENOUGH
    is_cut = short.endswith(("…", "...")) and fold(whole).startswith(fold(short)) and len(_words(short)) > _LONG
    return _MAIN if is_main or is_cut else 0


def _is_slip(a: str, b: str) -> bool:
    """Whether two words differ by one dropped, doubled or swapped letter, or by s and z, after their first two letters."""
    if min(len(a), len(b)) < _FAINT_FROM or a[:2] != b[:2] or OSA.distance(a, b, score_cutoff=1) > 1:
        return False
    if len(a) != len(b) or sorted(a) == sorted(b):
        return True
    return {(x, y) for x, y in zip(a, b, strict=True) if x != y} <= {("s", "z"), ("z", "s")}


@lru_cache(maxsize=4096)
def _words(title: str) -> tuple[str, ...]:
    return tuple(words(title))


@lru_cache(maxsize=4096)
def _numbers(title: str) -> list[str]:
    return sorted(word for word in _words(title) if any(c.isdigit() for c in word) or (word and _ROMAN.fullmatch(word)))


def _abbreviates(short: Sequence[str], whole: Sequence[str]) -> bool:
    if len(short) == 1 and len(whole) > 2 and short[0] == "".join(word[0] for word in whole):  # noqa: PLR2004  shorter ones are chance
        return True
    return len(short) == len(whole) and all(_shortens(x, y) for x, y in zip(short, whole, strict=True))


def _shortens(short: str, word: str) -> bool:
    letters = iter(word[1:])
    return short[0] == word[0] and all(letter in letters for letter in short[1:])


def _titles(work: Work) -> list[str]:
    return [title for title in (work.title, work.title_vernacular) if title]


def _families(work: Work) -> list[str]:
    return [family for each in work.authors if (family := _family(each.name))]


def _family(name: str) -> str:
    parts = name.split()
    long = [part for part in parts if not _INITIALS.fullmatch(part)] or parts
    return fold(long[-1]) if long else ""


def _parts(name: str) -> set[str]:
    return {fold(part) for part in name.split() if not _INITIALS.fullmatch(part)}


@lru_cache(maxsize=4096)
def _is_generic(title: str) -> bool:
    return fold(title) in _generic_titles() or len(fold(title)) < 8  # noqa: PLR2004  too short to tell a work


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=1)
def _generic_titles() -> frozenset[str]:
    with files("proxenia").joinpath("data", "sources", "generic_titles.csv").open("r", encoding="utf-8") as stream:
        return frozenset(fold(row["title"]) for row in csv.DictReader(stream))
