"""The labelled set: passages written for it, coded twice and settled."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from proxenia.coding.codebook import Codebook
from proxenia.coding.documents import Passage
from proxenia.errors import Fault, RefusedFile
from proxenia.locale.text import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["COLUMNS", "LabelledPassage", "Pass", "labelled_passages", "read_labelled"]

COLUMNS = ("passage_id", "language", "genre", "group", "first", "second", "settled", "text")
Pass = Literal["first", "second", "settled"]
_PASSES: tuple[Pass, ...] = ("first", "second", "settled")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPassage:
    """A passage with the codes of two passes and the settled ones, each with its level where it has a scale.

    Codes hold those that others carry with them. `group` joins passages that say the same in the two languages, so
    that none is learned from its twin.
    """

    passage: Passage
    genre: str
    group: int
    first: dict[str, int | None]
    second: dict[str, int | None]
    settled: dict[str, int | None]

    def codes(self, which: Pass) -> dict[str, int | None]:
        """Codes and levels of one pass."""
        return {"first": self.first, "second": self.second, "settled": self.settled}[which]


def read_labelled(path: Path, *, codebook: Codebook) -> tuple[LabelledPassage, ...]:
    """Read a labelled set from CSV: `code` or `code=level`, joined by `;`, in the columns of the passes.

    Raises
    ------
    RefusedFile
        If a column is missing, a code unknown, or a level out of place; all faults are told.
    """
    return _read(path.read_text(encoding="utf-8-sig"), name=path.name, codebook=codebook)


def labelled_passages() -> tuple[LabelledPassage, ...]:
    """Give the embedded labelled set under the embedded codebook."""
    return _embedded()


@lru_cache(maxsize=1)
def _embedded() -> tuple[LabelledPassage, ...]:
    text = files("proxenia").joinpath("data", "coding", "labelled.csv").read_text(encoding="utf-8")
    return _read(text, name="labelled.csv", codebook=Codebook.read())


def _read(text: str, *, name: str, codebook: Codebook) -> tuple[LabelledPassage, ...]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise RefusedFile([Fault(name, 1, column, "column is missing") for column in missing], rows=0)
    faults: list[Fault] = []
    found = []
    for row in reader:
        codes: dict[str, dict[str, int | None]] = {}
        for which in _PASSES:
            codes[which], messages = _codes(row[which], codebook)
            faults += [Fault(name, reader.line_num, which, message) for message in messages]
        if row["language"] not in LANGUAGES:
            faults.append(Fault(name, reader.line_num, "language", f"{row['language']!r} is not en or fa"))
        found.append(
            LabelledPassage(
                passage=_passage(row),
                genre=row["genre"],
                group=int(row["group"]) if row["group"].isdigit() else len(found),
                **codes,
            )
        )
    if faults:
        raise RefusedFile(faults, rows=len(found))
    return tuple(found)


def _passage(row: dict[str, str]) -> Passage:
    return Passage(
        passage_id=row["passage_id"],
        document_id="labelled",
        text=row["text"],
        start=0,
        end=len(row["text"]),
        page=None,
        language=row["language"],
    )


def _codes(cell: str, codebook: Codebook) -> tuple[dict[str, int | None], list[str]]:
    codes: dict[str, int | None] = {}
    messages = []
    for part in filter(None, cell.split(";")):
        code, _, level = part.partition("=")
        if code not in codebook:
            messages.append(f"no code {code!r} in codebook {codebook.id!r}")
        elif level and not (level in {"0", "1", "2", "3"} and codebook[code].item):
            messages.append(f"level {level!r} of {code!r} is none; write 0 to 3 for a code with a scale")
        else:
            codes[code] = int(level) if level else None
    for code in codebook.closed(codes):
        codes.setdefault(code, None)
    return codes, messages
