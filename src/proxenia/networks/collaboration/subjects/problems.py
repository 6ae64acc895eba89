"""Borderless problems: which of them a work is about, by its topics, subject headings and keywords in both languages.

The words are data (`data/science/problems.toml`). Each distinct term is read once; works get a problem when one of their
terms shows it. A work may have several problems, and most have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

from proxenia.errors import DataError, EvidenceError
from proxenia.locale.text import Text
from proxenia.networks.collaboration.collaborate import Collaboration, Plan, collaborate_labeled
from proxenia.places.names import fold, has_arabic_script

if TYPE_CHECKING:
    from pathlib import Path

    import ibis.expr.types as ir

    from proxenia.networks.collaboration.corpus import Corpus

__all__ = ["Lexicon", "Problem", "ProblemShares", "shared_problems"]


ENDINGS = ("ی", "ها", "های", "هایی")
EZAFE = "ی"
"""What joins a word to the next in spelling with a joiner: it stands alone after folding."""
LONG_ENOUGH = 3
"""Letters from which a Persian word takes endings: آب with one is another word, آبی (blue)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem, its name, and the words that show it or speak against it, as the data file writes them."""

    id: str
    name: Text
    en: tuple[str, ...]
    fa: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    problem: tuple[Problem, ...]


class Lexicon:
    """The problems and how a term is read.

    Examples
    --------
    >>> lexicon = Lexicon.read()
    >>> lexicon.problems_of("Vaccination Coverage"), lexicon.problems_of("آلودگی هوای تهران")
    (('health',), ('pollution',))
    >>> lexicon.problems_of("Random forests")
    ()
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = {problem.id: problem for problem in problems}
        self._shows = {p.id: _Words((*p.en, *p.fa)) for p in problems}
        self._unless = {p.id: _Words(p.unless) for p in problems}

    @classmethod
    def read(cls, path: Path | None = None) -> Lexicon:
        """Read a file of problems, the embedded one by default.

        Raises
        ------
        DataError
            If the file breaks its form.
        EvidenceError
            If it cannot be read.
        """
        if path is None:
            return _embedded()
        try:
            return cls(_decode(path.read_bytes(), name=path.name))
        except OSError as error:
            raise EvidenceError(f"{path} cannot be read: {error.strerror}") from error

    def problems_of(self, term: str) -> tuple[str, ...]:
        """Problems that a term shows, in the order of the file."""
        words = [word for word in fold(term).split() if word != EZAFE]
        return tuple(
            name
            for name, shows in self._shows.items()
            if shows.stand_in(words) and not self._unless[name].stand_in(words)
        )


class _Words:
    """Sequences of folded words, some with an open ending, looked for by their first word.

    The last word of a sequence in Persian may carry the endings of the plural and of what belongs to it.
    """

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self._sequences: dict[str, list[tuple[str, ...]]] = {}
        self._open: list[str] = []
        self._single: set[str] = set()
        for phrase in phrases:
            words = tuple(fold(phrase.rstrip("*")).split())
            if len(words) == 1 and phrase.endswith("*"):
                self._open.append(words[0])
            elif len(words) == 1:
                self._single.update(_endings(words[0]))
            elif phrase.endswith("*"):
                self._sequences.setdefault(words[0], []).append((*words[1:-1], words[-1] + "*"))
            else:
                for last in _endings(words[-1]):
                    self._sequences.setdefault(words[0], []).append((*words[1:-1], last))

    def stand_in(self, words: list[str]) -> bool:
        """Say whether one of the sequences stands in a list of words."""
        opened = tuple(self._open)
        return any(
            word in self._single
            or (opened and word.startswith(opened))
            or any(_follows(words[at + 1 :], rest) for rest in self._sequences.get(word, ()))
            for at, word in enumerate(words)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemShares:
    """Works on each problem: by city and by tie. `terms` counts the distinct terms read, `telling` those that show one.

    `counted` holds counts by label, a label being a problem's id; `all` counts every work.
    """

    lexicon: Lexicon
    counted: Collaboration
    all: Collaboration
    terms: int
    telling: int

    def of_cities(self) -> list[dict[str, Any]]:
        """Rows unit_id, problem, works (author-fractional), share of the city's output; largest first."""
        output = self.all.output()
        c = self.counted.cities
        sums: dict[tuple[int, str], float] = {}
        for unit, label, weight in zip(c["unit_id"], c["label"], c["fractional"], strict=True):
            sums[int(unit), str(label)] = sums.get((int(unit), str(label)), 0.0) + float(weight)
        rows = [
            {"unit_id": unit, "problem": label, "works": weight, "share": weight / output[unit]}
            for (unit, label), weight in sums.items()
        ]
        return sorted(rows, key=lambda row: (-row["works"], row["unit_id"], row["problem"]))

    def of_ties(self) -> list[dict[str, Any]]:
        """Rows unit_a, unit_b, problem, works (full count), share of the tie's works; most works first."""
        whole = {(tie["unit_a"], tie["unit_b"]): tie["works"] for tie in self.all.ties("full")}
        p = self.counted.pairs
        sums: dict[tuple[int, int, str], float] = {}
        for a, b, label, works in zip(p["unit_a"], p["unit_b"], p["label"], p["full"], strict=True):
            key = (int(a), int(b), str(label))
            sums[key] = sums.get(key, 0.0) + float(works)
        rows = [
            {"unit_a": a, "unit_b": b, "problem": label, "works": works, "share": works / whole[a, b]}
            for (a, b, label), works in sums.items()
        ]
        return sorted(rows, key=lambda row: (-row["works"], row["unit_a"], row["unit_b"], row["problem"]))


def shared_problems(corpus: Corpus, *, plan: Plan | None = None, lexicon: Lexicon | None = None) -> ProblemShares:
    """Count the works of cities and ties on each problem.

    Raises
    ------
    EvidenceError
        If the records carry no topics, subject headings or keywords.
    """
    lexicon = lexicon or Lexicon.read()
    labels, n_terms, n_telling = _labels(corpus, lexicon)
    whole, counted = collaborate_labeled(corpus, plan=plan, labels=labels)
    return ProblemShares(lexicon=lexicon, counted=counted, all=whole, terms=n_terms, telling=n_telling)


def _labels(corpus: Corpus, lexicon: Lexicon) -> tuple[ir.Table, int, int]:
    import ibis  # noqa: PLC0415  only what counts records pays for it

    from proxenia.networks.collaboration import label_steps as steps  # noqa: PLC0415  the same

    terms = corpus.terms()
    if terms is None:
        raise EvidenceError(f"{corpus.path} carries no topics, subject headings or keywords to read problems from")
    kept = corpus.engine.keep(corpus.new_name("terms"), terms)
    distinct = corpus.engine.columns(kept.select("term").distinct())["term"].tolist()
    rows = [{"term": term, "label": problem} for term in sorted(distinct) for problem in lexicon.problems_of(term)]
    form = ibis.schema({"term": "string", "label": "string"})
    telling = corpus.engine.put(corpus.new_name("telling"), rows, schema=form)
    labels = corpus.engine.keep(corpus.new_name("labels"), steps.labels_of_terms(kept, telling))
    return labels, len(distinct), len({row["term"] for row in rows})


def _follows(words: list[str], rest: tuple[str, ...]) -> bool:
    if len(words) < len(rest) or tuple(words[: len(rest) - 1]) != rest[:-1]:
        return False
    last, word = rest[-1], words[len(rest) - 1]
    return word.startswith(last[:-1]) if last.endswith("*") else word == last


def _endings(word: str) -> tuple[str, ...]:
    if not has_arabic_script(word) or len(word) < LONG_ENOUGH:
        return (word,)
    return (word, *(word + ending for ending in ENDINGS))


def _decode(content: bytes, *, name: str) -> tuple[Problem, ...]:
    try:
        problems = msgspec.toml.decode(content, type=_File).problem
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DataError(f"{name}: {error}") from error
    if len({problem.id for problem in problems}) < len(problems):
        raise DataError(f"{name}: a problem's id stands twice")
    return problems


@lru_cache(maxsize=1)
def _embedded() -> Lexicon:
    file = files("proxenia").joinpath("data", "science", "problems.toml")
    return Lexicon(_decode(file.read_bytes(), name="problems.toml"))
