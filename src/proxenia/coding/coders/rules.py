"""The rule coder: terms, context, negation and hedging, so that every code shows the words it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from proxenia.coding.coders._stance import cues_fingerprint, read_stance, shows_result
from proxenia.coding.coders._terms import Term, term_of
from proxenia.coding.coders.coding import Coding, Kind, Stance, readable, spread
from proxenia.coding.documents.fold import fold_text
from proxenia.locale.text import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from proxenia.coding.codebook import Code, Codebook, Terms
    from proxenia.coding.documents import Passage

__all__ = ["RuleCoder"]

VERSION = 1
_LEVELS: dict[Stance, int] = {"lacking": 0, "uncertain": 1, "planned": 1, "present": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCoder:
    """A coder by the terms of a codebook.

    A code is given where one of its terms stands in a sentence that none of its excluding terms stands in. Cues around the
    term say whether the sentence asserts, plans, doubts or denies. A code with a scale gets 0 where it is lacking,
    1 where planned or uncertain, 2 where asserted, 3 where asserted with published results, unless a term of a
    level says otherwise. Of several sentences the one that says most counts.

    Examples
    --------
    >>> from proxenia.coding import Codebook, Passage
    >>> text = "The city has no international office."
    >>> passage = Passage(
    ...     passage_id="d:0-37", document_id="d", text=text, start=0, end=37, page=None, language="en"
    ... )
    >>> found = {c.code: c for c in RuleCoder(codebook=Codebook.read()).code([passage])}
    >>> found["indicator:intl_office_capacity"].stance, found["indicator:intl_office_capacity"].level
    ('lacking', 0)
    """

    codebook: Codebook

    @property
    def name(self) -> str:
        """`rules-1` with the codebook and the fingerprints of its terms and of the cues."""
        return f"rules-{VERSION}/{self.codebook.name}/{self.codebook.fingerprint[:6]}-{cues_fingerprint()[:4]}"

    @property
    def kind(self) -> Kind:
        """Rules."""
        return "rules"

    def code(self, passages: Sequence[Passage]) -> tuple[Coding, ...]:
        """Code the passages in English or Persian; codes that others carry with them are added."""
        wanted = {language: [_Wanted.of(code, language) for code in self.codebook] for language in LANGUAGES}
        found = [
            coding for passage in readable(passages) for coding in self._passage(passage, wanted[passage.language])
        ]
        return spread(found, codebook=self.codebook)

    def _passage(self, passage: Passage, wanted: Sequence[_Wanted]) -> Iterator[Coding]:
        sentences = [s.strip() for s in fold_text(passage.text).text.split(" . ")]
        for each in wanted:
            best: _Read | None = None
            for i, sentence in enumerate(sentences):
                read = each.read(sentence, following="".join(sentences[i + 1 : i + 2]))
                if read is not None and (best is None or read[0] > best[0]):
                    best = read
            if best is not None:
                level, stance, because = best
                yield Coding(
                    passage_id=passage.passage_id,
                    code=each.code.id,
                    coder=self.name,
                    stance=stance,
                    level=level if each.code.item else None,
                    because=because,
                )


_Read = tuple[int, Stance, str]
"""How much a sentence says (0-3), its stance, and the words that say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A code with its terms in one language, ready to look for."""

    code: Code
    language: Language
    terms: tuple[Term, ...]
    without: tuple[Term, ...]
    levels: tuple[tuple[Term, ...], ...]

    @classmethod
    def of(cls, code: Code, language: Language) -> _Wanted:
        return cls(
            code=code,
            language=language,
            terms=_terms(code.terms, language),
            without=_terms(code.without, language),
            levels=tuple(_terms(each, language) for each in code.level_terms),
        )

    def read(self, sentence: str, *, following: str) -> _Read | None:
        """Read a folded sentence; None where the code is not in it. Results may also stand in the sentence that follows."""
        for term in self.terms:
            span = term.find(sentence)
            if span is None:
                continue
            if any(each.find(sentence) for each in self.without):
                return None
            stance, cue = read_stance(sentence, span, language=self.language)
            result = ""
            if stance == "present":
                result = shows_result(f"{sentence} {following}", span, language=self.language)
            level = 3 if result else _LEVELS[stance]
            if stance == "present":
                level = max(
                    (i for i, each in enumerate(self.levels) if any(t.find(sentence) for t in each)), default=level
                )
            return level, stance, "; ".join(part for part in (term.written, cue, result) if part)
        return None


def _terms(written: Terms, language: Language) -> tuple[Term, ...]:
    return tuple(term_of(each, language) for each in written.into(language))
