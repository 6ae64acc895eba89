"""Cases of science diplomacy, read from a table that is judged whole, and found by words of either language.

A case matches when every word of the query begins a word of it, in English or Persian, whatever language is shown; words of
three letters or fewer must be whole words. Where no case holds them all, those that hold most of what the words tell are
given, each with the words it lacks: a word tells the more, the fewer cases hold it. Words in the name count most, then place
and field, then the rest.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from proxenia.errors import DataError, Fault, MethodError, RefusedFile
from proxenia.locale.text import Text
from proxenia.places.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Case", "CaseLibrary", "Match"]

PAIRED = ("name", "place", "blocs", "actors", "achieved", "failed", "needed")
PLAIN = ("case_id", "level", "since_year", "until_year", "modes", "fields", "bridged", "levers", "models")
SOURCED = ("source_url", "also_url", "as_of", "grade")
NEEDED = (
    "case_id",
    "name_en",
    "name_fa",
    "level",
    "modes",
    "fields",
    "bridged",
    "achieved_en",
    "achieved_fa",
    "source_url",
)
SHORT = 3
MOST = 0.5
WEIGHTS = {"name": 5.0, "place": 3.0, "fields": 3.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One experience. Texts stand in both languages; `failed`, `needed` and `blocs` are empty where nothing is told.

    `level` says who carries it, `bridged` whether rival blocs were bridged (`none`: none were at stake).
    """

    case_id: str
    name: Text
    level: str
    place: Text
    since_year: int | None
    until_year: int | None
    modes: tuple[str, ...]
    fields: tuple[str, ...]
    bridged: str
    blocs: Text
    actors: Text
    achieved: Text
    failed: Text
    needed: Text
    levers: tuple[str, ...]
    models: tuple[str, ...]
    source_url: str
    also_url: tuple[str, ...]
    as_of: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A case found, with its weight, the heaviest first, and the words of the query that it lacks."""

    case: Case
    weight: float
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseLibrary:
    """Cases with the names of their codes: `words[kind][code]`."""

    cases: tuple[Case, ...]
    words: Mapping[str, Mapping[str, Text]]
    _index: dict[str, dict[str, float]] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, path: Path | None = None) -> CaseLibrary:
        """Read a table of cases, the embedded one by default.

        Raises
        ------
        RefusedFile
            If rows break the form; every fault is listed.
        DataError
            If the file cannot be read or lacks a column.
        """
        if path is None:
            return _embedded()
        return cls(cases=_cases(path, words=_words()), words=_words())

    def search(
        self,
        query: str = "",
        *,
        level: str = "",
        mode: str = "",
        field_of_science: str = "",
        lever: str = "",
        model: str = "",
        bridged: str = "",
    ) -> tuple[Match, ...]:
        """Find cases by words and by codes; without words, all that fit, in the order of their names.

        Raises
        ------
        MethodError
            If a level, field or state of bridging is asked for that the vocabulary does not know.

        Examples
        --------
        >>> [match.case.case_id for match in CaseLibrary.read().search("synchrotron")]
        ['sesame']
        """
        for kind, code in (("level", level), ("field", field_of_science), ("bridged", bridged)):
            if code and code not in self.words[kind]:
                raise MethodError(f"no {kind} {code!r}; write one of {', '.join(self.words[kind])}")
        kept = [
            case
            for case in self.cases
            if (not level or case.level == level)
            and (not mode or mode in case.modes)
            and (not field_of_science or field_of_science in case.fields)
            and (not lever or lever in case.levers)
            and (not model or model in case.models)
            and (not bridged or case.bridged == bridged)
        ]
        tells = self._tells(fold(query).split())
        found = [self._match(case, tells) for case in kept]
        held = {match.case.case_id: sum(tells[word] for word in tells if word not in match.lacks) for match in found}
        fitting = [match for match in found if not match.lacks]
        if not fitting:
            fitting = [match for match in found if held[match.case.case_id] > MOST * sum(tells.values())]
        return tuple(sorted(fitting, key=lambda match: (-held[match.case.case_id], -match.weight, match.case.name.en)))

    def _tells(self, words: list[str]) -> dict[str, float]:
        """How much each word tells: the more, the fewer cases hold it; nothing where no case does."""
        spread = {
            word: sum(any(_begins(word, each) for each in one) for one in self._indexed().values()) for word in words
        }
        return {word: math.log(1 + len(self.cases) / n) if n else 0.0 for word, n in spread.items()}

    def _match(self, case: Case, tells: Mapping[str, float]) -> Match:
        weights = self._indexed()[case.case_id]
        best = {word: max((weights[each] for each in weights if _begins(word, each)), default=0.0) for word in tells}
        return Match(
            case=case,
            weight=sum(best[word] * tells[word] for word in tells),
            lacks=tuple(word for word in tells if not best[word]),
        )

    def _indexed(self) -> dict[str, dict[str, float]]:
        if not self._index:
            for case in self.cases:
                self._index[case.case_id] = self._weights_of(case)
        return self._index

    def _weights_of(self, case: Case) -> dict[str, float]:
        texts: dict[str, list[Text]] = {name: [getattr(case, name)] for name in PAIRED}
        texts["fields"] = [self.words["field"][code] for code in case.fields]
        texts["level"] = [self.words["level"][case.level]]
        weights: dict[str, float] = {}
        for part, several in texts.items():
            for text in several:
                for word in (*fold(text.en).split(), *fold(text.fa).split()):
                    weights[word] = max(weights.get(word, 0.0), WEIGHTS.get(part, 1.0))
        return weights


def _begins(word: str, other: str) -> bool:
    return other == word if len(word) <= SHORT else other.startswith(word)


@lru_cache(maxsize=1)
def _embedded() -> CaseLibrary:
    with as_file(files("proxenia").joinpath("data", "cases", "cases.csv")) as path:
        return CaseLibrary(cases=_cases(path, words=_words()), words=_words())


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, Text]]:
    found: dict[str, dict[str, Text]] = {}
    with files("proxenia").joinpath("data", "cases", "vocabulary.csv").open("r", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["kind"], {})[row["code"]] = Text(en=row["en"], fa=row["fa"])
    return found


def _cases(path: Path, *, words: Mapping[str, Mapping[str, Text]]) -> tuple[Case, ...]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restval="")
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: cannot be read as UTF-8 text") from error
    columns = {*PLAIN, *SOURCED, *(f"{name}_{language}" for name in PAIRED for language in ("en", "fa"))}
    missing = columns - set(reader.fieldnames or ())
    if missing:
        raise DataError(f"{path.name}: columns {', '.join(sorted(missing))} are missing")
    faults = [fault for line, row in enumerate(rows, start=2) for fault in _faults(path.name, line, row, words)]
    count = Counter(row["case_id"] for row in rows)
    faults += [Fault(path.name, 1, "case_id", f"{each!r} stands twice") for each in count if count[each] > 1]
    if faults:
        raise RefusedFile(faults, rows=len(rows))
    return tuple(_case(row) for row in rows)


def _faults(file: str, line: int, row: Mapping[str, str], words: Mapping[str, Mapping[str, Text]]) -> Iterator[Fault]:
    yield from (Fault(file, line, name, "must be filled") for name in NEEDED if not row[name])
    for name in PAIRED:
        if bool(row[f"{name}_en"]) is not bool(row[f"{name}_fa"]):
            yield Fault(file, line, name, "is told in one language only")
    for column, kind in (("level", "level"), ("bridged", "bridged"), ("fields", "field")):
        unknown = [code for code in _parts(row[column]) if code not in words[kind]]
        yield from (Fault(file, line, column, f"{code!r} is not in the vocabulary") for code in unknown)
    yield from _not_addresses(file, line, row)
    for column in ("since_year", "until_year"):
        if row[column] and not row[column].isdecimal():
            yield Fault(file, line, column, f"{row[column]!r} is not a year")
    if row["grade"] not in {"A", "B", "C"}:
        yield Fault(file, line, "grade", f"{row['grade']!r} is not A, B or C")


def _not_addresses(file: str, line: int, row: Mapping[str, str]) -> Iterator[Fault]:
    for url in (row["source_url"], *_parts(row["also_url"])):
        if url and not url.startswith(("http://", "https://", "doi:")):
            yield Fault(file, line, "source_url", f"{url!r} is not an address")


def _case(row: Mapping[str, str]) -> Case:
    texts = {name: Text(en=row[f"{name}_en"], fa=row[f"{name}_fa"]) for name in PAIRED}
    return Case(
        case_id=row["case_id"],
        level=row["level"],
        since_year=_year(row["since_year"]),
        until_year=_year(row["until_year"]),
        modes=_parts(row["modes"]),
        fields=_parts(row["fields"]),
        bridged=row["bridged"],
        levers=_parts(row["levers"]),
        models=_parts(row["models"]),
        source_url=row["source_url"],
        also_url=_parts(row["also_url"]),
        as_of=row["as_of"],
        grade=row["grade"],
        **texts,
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def _year(cell: str) -> int | None:
    return int(cell) if cell else None
