"""Studies coded with the indicators: which of them each study uses, and on how many cases."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from proxenia.errors import EvidenceError, Fault, RefusedFile

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from proxenia.coding.coders import Coding
    from proxenia.coding.documents import Passage, PolicyDocument

__all__ = ["COLUMNS", "CodedStudy", "embedded_studies", "read_studies", "studies_of_codings"]

COLUMNS = ("study_id", "title", "source_url", "cases", "indicators")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedStudy:
    """A study, the indicators it uses, and the number of its cases; None where it does not tell."""

    study_id: str
    title: str
    source_url: str
    cases: int | None
    indicators: frozenset[str]

    def __post_init__(self) -> None:
        """Refuse fewer cases than one."""
        if self.cases is not None and self.cases < 1:
            raise EvidenceError(f"study {self.study_id!r} has {self.cases} cases; write 1 or more, or nothing")


def read_studies(path: Path, *, known: Collection[str]) -> tuple[CodedStudy, ...]:
    """Read coded studies from CSV: `study_id,title,source_url,cases,indicators`, indicators joined by `;`.

    Parameters
    ----------
    path
        The file. A study that was read and uses no indicator stands with an empty cell; it counts as a study.
    known
        Ids of the indicators.

    Raises
    ------
    RefusedFile
        If a column is missing, a study stands twice, an indicator is unknown, or cases are no number; all are told.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RefusedFile([Fault(str(path), 0, "", f"cannot be read: {error.strerror}")], rows=0) from error
    except UnicodeDecodeError as error:
        raise RefusedFile([Fault(path.name, 1, "", "is not UTF-8; save the file as UTF-8")], rows=0) from error
    return _read(text, name=path.name, known=known)


def embedded_studies(*, known: Collection[str]) -> tuple[CodedStudy, ...]:
    """Give the sources that the catalog of indicators cites, as a first corpus; see its README for what it is not."""
    text = files("proxenia").joinpath("data", "coding", "studies.csv").read_text(encoding="utf-8")
    return _read(text, name="studies.csv", known=known)


def studies_of_codings(
    codings: Sequence[Coding],
    *,
    passages: Sequence[Passage],
    documents: Sequence[PolicyDocument],
    cases: Mapping[str, int],
) -> tuple[CodedStudy, ...]:
    """Make coded studies of documents coded with the codebook: a study uses an indicator that any passage has.

    Parameters
    ----------
    codings
        Codes of one coder; those of the family `indicator` count.
    passages, documents
        What was coded; a document without any indicator is a study too.
    cases
        Number of cases of each document, where known.

    Raises
    ------
    EvidenceError
        If codes of several coders come together, or a code cites an unknown passage.
    """
    coders = {coding.coder for coding in codings}
    if len(coders) > 1:
        raise EvidenceError(f"codes of {len(coders)} coders come together; count those of one, such as {min(coders)!r}")
    home = {passage.passage_id: passage.document_id for passage in passages}
    used: dict[str, set[str]] = {document.document_id: set() for document in documents}
    for coding in codings:
        family, _, indicator = coding.code.partition(":")
        if family == "indicator":
            if home.get(coding.passage_id) not in used:
                raise EvidenceError(f"code {coding.code!r} cites {coding.passage_id!r}, which is not given")
            used[home[coding.passage_id]].add(indicator)
    return tuple(
        CodedStudy(
            study_id=document.document_id,
            title=document.title,
            source_url=document.source_url,
            cases=cases.get(document.document_id),
            indicators=frozenset(used[document.document_id]),
        )
        for document in documents
    )


def _read(text: str, *, name: str, known: Collection[str]) -> tuple[CodedStudy, ...]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise RefusedFile([Fault(name, 1, column, "column is missing") for column in missing], rows=0)
    faults: list[Fault] = []
    found: dict[str, CodedStudy] = {}
    rows = 0
    for row in reader:
        rows += 1
        line = reader.line_num
        ids = [each.strip().removeprefix("indicator:") for each in (row["indicators"] or "").split(";") if each.strip()]
        faults += [Fault(name, line, "indicators", f"no indicator {each!r}") for each in ids if each not in known]
        study, cases = (row["study_id"] or "").strip(), (row["cases"] or "").strip()
        if not study or study in found:
            faults.append(Fault(name, line, "study_id", f"study {study!r} stands twice or has no id"))
        if cases and not (cases.isascii() and cases.isdigit() and int(cases) > 0):
            faults.append(Fault(name, line, "cases", f"{cases!r} is no number of cases; write 1 or more, or nothing"))
            cases = ""
        found[study] = CodedStudy(
            study_id=study,
            title=(row["title"] or "").strip(),
            source_url=(row["source_url"] or "").strip(),
            cases=int(cases) if cases else None,
            indicators=frozenset(ids),
        )
    if not rows:
        faults.append(Fault(name, 1, "", "no study; write one a row"))
    if faults:
        raise RefusedFile(faults, rows=rows)
    return tuple(found.values())
