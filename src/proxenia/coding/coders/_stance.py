"""Stance: whether a sentence says that something is there, planned, uncertain or lacking."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Literal

import msgspec

from proxenia.coding.coders._terms import Term, term_of
from proxenia.coding.coders.coding import Stance
from proxenia.provenance import fingerprint

if TYPE_CHECKING:
    from proxenia.locale.text import Language

__all__ = ["cues_fingerprint", "read_stance", "shows_result"]

_ORDER: tuple[Stance, ...] = ("lacking", "uncertain", "planned")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    stance: Literal["lacking", "planned", "uncertain", "result", "harmless"]
    where: Literal["before", "after", "around"]
    within: int
    en: tuple[str, ...] = ()
    fa: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cues:
    version: int
    cue: tuple[_Cue, ...] = field(default_factory=tuple)


def read_stance(sentence: str, span: tuple[int, int], *, language: Language) -> tuple[Stance, str]:
    """Say how a folded sentence speaks of the term at a span, and the cue that says so.

    Examples
    --------
    >>> read_stance("the city has no international office", (16, 36), language="en")
    ('lacking', 'no')
    >>> read_stance("the office works", (4, 10), language="en")
    ('present', '')
    """
    found: list[tuple[int, int, Stance, str]] = []
    cleared = _cleared(sentence, language)
    for cue in _cues().cue:
        if cue.stance in {"result", "harmless"}:
            continue
        for term in _terms(cue, language):
            distance = _distance(cleared, span, cue, term)
            if distance is not None:
                stance = _ORDER[_ORDER.index(cue.stance)]
                found.append((distance, _ORDER.index(stance), stance, term.written))
    if not found:
        return "present", ""
    _, _, stance, written = min(found)
    return stance, written


def shows_result(sentence: str, span: tuple[int, int], *, language: Language) -> str:
    """Give the cue of published results near a span; empty where there is none."""
    for cue in _cues().cue:
        if cue.stance == "result":
            for term in _terms(cue, language):
                if _distance(sentence, span, cue, term) is not None:
                    return term.written
    return ""


def _cleared(sentence: str, language: Language) -> str:
    """Blot out what looks like a cue and is none; every letter keeps its place."""
    for cue in _cues().cue:
        if cue.stance == "harmless":
            for term in _terms(cue, language):
                if not term.is_ruled_out(sentence):
                    sentence = term.patterns[0].sub(lambda found: "_" * len(found.group()), sentence)
    return sentence


@lru_cache(maxsize=1)
def cues_fingerprint() -> str:
    """Twelve digits that change with the cues."""
    with as_file(files("proxenia").joinpath("data", "codebooks", "cues.toml")) as path:
        return fingerprint(path)


def _distance(sentence: str, span: tuple[int, int], cue: _Cue, term: Term) -> int | None:
    """Words between a cue and the span, None where the cue is not within reach."""
    if term.is_ruled_out(sentence):
        return None
    best: int | None = None
    for found in term.patterns[0].finditer(sentence):
        if found.end() <= span[0] and cue.where != "after":
            words = _count(sentence[found.end() : span[0]])
        elif found.start() >= span[1] and cue.where != "before":
            words = _count(sentence[span[1] : found.start()])
        else:
            continue
        if words <= cue.within and (best is None or words < best):
            best = words
    return best


def _count(between: str) -> int:
    return len(re.findall(r"\w+", between))


@lru_cache(maxsize=64)
def _terms(cue: _Cue, language: Language) -> tuple[Term, ...]:
    return tuple(term_of(written, language) for written in (cue.fa if language == "fa" else cue.en))


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    return msgspec.toml.decode(files("proxenia").joinpath("data", "codebooks", "cues.toml").read_bytes(), type=_Cues)
