"""Documents of the compared cities, coded, so that their passages answer questions beside the facts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.coding import Codebook, Coding, Passage, PolicyDocument, RuleCoder, passages_of, read_document
from proxenia.coding.coders.people import read_codings
from proxenia.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["CodedDocument", "read_coded"]

ORDER = {"present": 0, "planned": 1, "lacking": 2, "uncertain": 3}


@dataclass(frozen=True, kw_only=True)
class CodedDocument:
    """A document about one city with the codes of its passages; `people` are the coders who are persons."""

    city: str
    document: PolicyDocument
    passages: Mapping[str, Passage]
    codings: tuple[Coding, ...]
    people: frozenset[str] = frozenset()

    def passages_on(self, codes: Iterable[str]) -> tuple[tuple[Passage, Coding], ...]:
        """Passages with any of the codes, one coding for each: people's first, then the most telling.

        What is there comes before what is planned, lacking or uncertain, a higher level before a lower one.
        """
        wanted = set(codes)
        best: dict[str, Coding] = {}
        for coding in sorted((each for each in self.codings if each.code in wanted), key=self._rank):
            best.setdefault(coding.passage_id, coding)
        found = sorted(best.values(), key=lambda each: (*self._rank(each), self.passages[each.passage_id].start))
        return tuple((self.passages[coding.passage_id], coding) for coding in found)

    def is_checked(self, coding: Coding) -> bool:
        """Whether a person gave this code."""
        return coding.coder in self.people

    def _rank(self, coding: Coding) -> tuple[bool, int, int]:
        return not self.is_checked(coding), ORDER[coding.stance], -(coding.level or 0)


def read_coded(
    asked: Sequence[str], *, codings: Sequence[Path] = (), people: Sequence[str] = ()
) -> tuple[CodedDocument, ...]:
    """Read documents given as `CITY=FILE` with their codes: those of the files given, and by rules where there are none.

    Parameters
    ----------
    asked
        City and file of each document.
    codings
        CSV files of codings on these documents, as `proxenia coding code` writes and people fill in.
    people
        Coders who are persons; what others say is shown as not checked.

    Raises
    ------
    StudyError
        If an entry has no city or no file.
    EvidenceError
        If a document cannot be read, or codings break their form.
    """
    documents = [(city, read_document(path)) for city, path in (_city_and_file(entry) for entry in asked)]
    passages = {p.passage_id: p for _, document in documents for p in passages_of(document)}
    book = Codebook.read()
    given = [c for path in codings for c in read_codings(path, codebook=book, passages=passages.values())[0]]
    rules = RuleCoder(codebook=book)
    found = []
    for city, document in documents:
        own = {key: each for key, each in passages.items() if each.document_id == document.document_id}
        taken = tuple(coding for coding in given if coding.passage_id in own) or rules.code(list(own.values()))
        found.append(CodedDocument(city=city, document=document, passages=own, codings=taken, people=frozenset(people)))
    return tuple(found)


def _city_and_file(entry: str) -> tuple[str, Path]:
    city, equals, file = entry.partition("=")
    if not equals or not city.strip() or not file.strip():
        raise StudyError(f"{entry!r} names no city or no file; write CITY=FILE")
    return city.strip(), Path(file.strip())
