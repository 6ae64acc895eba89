"""Score tables in Markdown, for the documentation: generated, never written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.coding.coders import RuleCoder, train
from proxenia.coding.scores.labelled import labelled_passages
from proxenia.coding.scores.reliability import level_agreement, level_differences, reliability_of_passes
from proxenia.coding.scores.score import cross_validated, score
from proxenia.locale import direction, number, percent, translate
from proxenia.provenance import chance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from proxenia.coding.codebook import Codebook
    from proxenia.coding.coders import Coding
    from proxenia.coding.scores.labelled import LabelledPassage
    from proxenia.coding.scores.reliability import CodeReliability
    from proxenia.coding.scores.score import CodeScore
    from proxenia.locale import Language

__all__ = ["score_document", "score_tables"]


def score_document(codebook: Codebook, *, language: Language, folds: int = 5, seed: int = 0) -> str:
    """Give the page of scores of the rules and the classifier on the embedded labelled set, in one language."""
    labelled, rng = labelled_passages(), chance(seed)
    rules = RuleCoder(codebook=codebook)
    given = {
        "Rules": rules.code([each.passage for each in labelled]),
        "Classifier": cross_validated(labelled, train, folds=folds, rng=rng),
    }
    scores = {name: _scores(labelled, codings, codebook) for name, codings in given.items()}
    passes = reliability_of_passes(labelled, codebook=codebook, rng=rng, draws=0)
    page = "\n\n".join(
        [
            f"# {translate('Scores of the coders', language)}",
            translate(
                "Made by: proxenia coding score --table FILE. A dash is a coder that never gives the code.", language
            ),
            _together(labelled, given, codebook, language),
            _levels(labelled, given["Rules"], language),
            _level_alphas(labelled, given["Rules"], codebook, language),
            score_tables(scores, passes=passes, codebook=codebook, language=language),
        ]
    )
    return page if direction(language) == "ltr" else f'<div dir="rtl" lang="{language}">\n\n{page.rstrip()}\n\n</div>\n'


def score_tables(
    scores: Mapping[str, Sequence[CodeScore]],
    *,
    passes: Sequence[CodeReliability],
    codebook: Codebook,
    language: Language,
) -> str:
    """One table a family: for each code its passages, the passes' alpha, and precision, recall and alpha of each coder.

    Parameters
    ----------
    scores
        Scores of each coder, under the name that heads its columns.
    passes
        Reliability of the two passes.
    codebook
        The codes.
    language
        Language of headings and names.
    """
    by_code = {name: {each.code: each for each in found} for name, found in scores.items()}
    two = {each.code: each for each in passes}
    heads = [translate(word, language) for word in ("Code", "Passages", "Passes, alpha")]
    heads += [f"{translate(name, language)}: {translate('precision, recall, alpha', language)}" for name in scores]
    parts = []
    for family in codebook.families:
        rows = []
        for code in codebook.family(family.code):
            cells = [code.name.into(language)]
            cells.append(number(next(iter(by_code.values()))[code.id].settled, language))
            cells.append(_two(two[code.id].alpha.value, language))
            cells += [_three(by_code[name][code.id], language) for name in scores]
            rows.append(cells)
        parts.append(f"## {family.name.into(language)}\n\n{_table(heads, rows)}")
    return "\n\n".join(parts) + "\n"


def _scores(
    labelled: Sequence[LabelledPassage], codings: Sequence[Coding], codebook: Codebook
) -> tuple[CodeScore, ...]:
    coder = codings[0].coder if codings else ""
    return score(labelled, codings, coder=coder, codebook=codebook)


def _together(
    labelled: Sequence[LabelledPassage],
    given: Mapping[str, Sequence[Coding]],
    codebook: Codebook,
    language: Language,
) -> str:
    """Precision and recall over all codes and passages together, by language."""
    heads = [translate(word, language) for word in ("Language", "Passages")]
    heads += [f"{translate(name, language)}: {translate('precision, recall, mean alpha', language)}" for name in given]
    rows = []
    for name, wanted in (("English", ("en",)), ("Persian", ("fa",)), ("Both", ("en", "fa"))):
        part = [each for each in labelled if each.passage.language in wanted]
        cells = [translate(name, language), number(len(part), language)]
        for codings in given.values():
            found = _scores(part, codings, codebook)
            total, settled, both = (sum(getattr(each, key) for each in found) for key in ("given", "settled", "both"))
            shares = (both / total if total else None, both / settled if settled else None)
            known = [each.alpha for each in found if each.alpha is not None]
            mean = sum(known) / len(known) if known else None
            cells.append(" · ".join(_two(value, language) for value in (*shares, mean)))
        rows.append(cells)
    return f"## {translate('All codes together', language)}\n\n{_table(heads, rows)}"


def _levels(labelled: Sequence[LabelledPassage], codings: Sequence[Coding], language: Language) -> str:
    """How far levels differ, between the passes and between rules and settled codes."""
    said = {(each.passage_id, each.code): each.level for each in codings}
    passes = [
        (first, second)
        for each in labelled
        for code, first in each.first.items()
        if first is not None and (second := each.second.get(code)) is not None
    ]
    rules = [
        (level, ours)
        for each in labelled
        for code, level in each.settled.items()
        if level is not None and (ours := said.get((each.passage.passage_id, code))) is not None
    ]
    heads = [
        translate(w, language) for w in ("Levels 0-3", "Pairs", "same", "one step apart", "two or three steps apart")
    ]
    rows = []
    for name, pairs in (("Two passes", passes), ("Rules against settled", rules)):
        same, one, two, three = level_differences(pairs)
        cells = [percent(each, language) for each in (same, one, two + three)]
        rows.append([translate(name, language), number(len(pairs), language), *cells])
    return f"## {translate('Levels 0-3', language)}\n\n{_table(heads, rows)}"


def _level_alphas(
    labelled: Sequence[LabelledPassage], codings: Sequence[Coding], codebook: Codebook, language: Language
) -> str:
    """Ordinal alpha of the rules' levels, code by code."""
    coder = codings[0].coder if codings else ""
    found = level_agreement(labelled, codings, coder=coder, codebook=codebook)
    heads = [translate(word, language) for word in ("Code", "Pairs", "Rules, alpha of levels")]
    rows = [
        (codebook[code].name.into(language), number(pairs, language), _two(value, language))
        for code, (pairs, value) in found.items()
    ]
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join([*lines, *(f"| {' | '.join(cells)} |" for cells in rows)])


def _three(score: CodeScore, language: Language) -> str:
    if not score.given:
        return "–"
    return " · ".join(_two(value, language) for value in (score.precision, score.recall, score.alpha))


def _two(value: float | None, language: Language) -> str:
    return number(value, language, decimals=2)
