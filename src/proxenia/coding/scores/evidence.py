"""Codes of a study as coded facts, machine coders held against the labelled set first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.coding.coders import RuleCoder
from proxenia.coding.facts import CodedFacts, coded_facts
from proxenia.coding.scores.labelled import labelled_passages
from proxenia.coding.scores.reliability import level_agreement
from proxenia.coding.scores.score import score
from proxenia.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from proxenia.coding.codebook import Codebook
    from proxenia.coding.coders import Coding
    from proxenia.coding.coders.coding import Kind
    from proxenia.coding.documents import Passage, PolicyDocument
    from proxenia.places import City
    from proxenia.provenance import Grade

__all__ = ["facts_of_study"]


def facts_of_study(
    codings: Sequence[Coding],
    *,
    passages: Sequence[Passage],
    documents: Sequence[PolicyDocument],
    codebook: Codebook,
    city: City,
    grade: Grade,
    people: Collection[str],
) -> CodedFacts:
    """Turn the codes of a study into coded facts.

    The rule coder is held against the settled codes of the labelled set, code by code: both whether it gives a code and which
    level it gives must agree. Other machines have no known agreement and give nothing.

    Parameters
    ----------
    codings, passages, documents, codebook, city, grade
        As in `coded_facts`.
    people
        Names of the coders that are people.

    Raises
    ------
    EvidenceError
        If a name of `people` coded nothing, or as in `coded_facts`.
    """
    coders = {coding.coder for coding in codings}
    unknown = sorted(set(people) - coders)
    if unknown:
        raise EvidenceError(f"{unknown[0]!r} coded nothing here; coders are {', '.join(sorted(coders)) or 'none'}")
    kinds: dict[str, Kind] = {name: "people" if name in people else "rules" for name in coders}
    reliability: dict[tuple[str, str], float | None] = {}
    rules = RuleCoder(codebook=codebook)
    if rules.name in coders - set(people):
        reliability = _of_rules(rules)
    return coded_facts(
        codings,
        passages=passages,
        documents=documents,
        codebook=codebook,
        city=city,
        grade=grade,
        kinds=kinds,
        reliability=reliability,
    )


def _of_rules(rules: RuleCoder) -> dict[tuple[str, str], float | None]:
    """The lesser of the alpha on codes and the alpha on levels, for each code with a scale; None where one is undefined."""
    labelled, book = labelled_passages(), rules.codebook
    codings = rules.code([each.passage for each in labelled])
    levels = level_agreement(labelled, codings, coder=rules.name, codebook=book)
    found: dict[tuple[str, str], float | None] = {}
    for each in score(labelled, codings, coder=rules.name, codebook=book):
        _, level = levels.get(each.code, (0, None))
        known = each.alpha is not None and level is not None
        found[rules.name, each.code] = min(each.alpha or 0.0, level or 0.0) if known else None
    return found
