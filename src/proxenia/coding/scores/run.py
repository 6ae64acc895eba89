"""Coders by name, their scores, and agreement on codes: what the command line shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxenia.coding.agreement.report import agree
from proxenia.coding.codebook import Codebook
from proxenia.coding.coders import RuleCoder, by_passage, installed_encoder, learn, read_codings, train
from proxenia.coding.scores.by_code import ratings_by_code
from proxenia.coding.scores.labelled import labelled_passages, read_labelled
from proxenia.coding.scores.score import cross_validated, score
from proxenia.errors import MethodError
from proxenia.provenance import chance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from proxenia.coding.coders import Coder
    from proxenia.coding.scores.labelled import LabelledPassage
    from proxenia.coding.scores.score import CodeScore, Trainer

__all__ = ["agreement_on_codes", "coder_of", "scores_of", "trainer_of"]


def trainer_of(name: str) -> Trainer:
    """Give the trainer of a learned coder, `classifier` or `embedding`.

    Raises
    ------
    MethodError
        If no coder of this name learns, or no embedding model is installed.
    """
    if name == "classifier":
        return train
    if name == "embedding":
        encoder = installed_encoder()
        return lambda texts, codes: learn(encoder, texts, codes)
    raise MethodError(f"no coder {name!r} learns; write classifier or embedding")


def coder_of(name: str, *, codebook: Path | None = None, labelled: Path | None = None) -> Coder:
    """Give a coder by name: `rules`, or `classifier` or `embedding` trained on labelled passages.

    Raises
    ------
    MethodError
        If there is no such coder, or it cannot be trained.
    DataError
        If the codebook breaks the form.
    """
    book = Codebook.read(codebook)
    if name == "rules":
        return RuleCoder(codebook=book)
    seen = _labelled(labelled, book)
    known = [{code for code in each.settled if code in book} for each in seen]
    return trainer_of(name)([each.passage.text for each in seen], known)


def scores_of(
    name: str, *, labelled: Path | None, codebook: Path | None, folds: int, seed: int, draws: int = 500
) -> tuple[CodeScore, ...]:
    """Score a coder against settled codes; a learned one on passages that it has not seen."""
    book = Codebook.read(codebook)
    seen = _labelled(labelled, book)
    rng = chance(seed)
    if name == "rules":
        coder = RuleCoder(codebook=book)
        codings = coder.code([each.passage for each in seen])
        title = coder.name
    else:
        codings = cross_validated(seen, trainer_of(name), folds=folds, rng=rng)
        title = codings[0].coder if codings else name
    return score(seen, codings, coder=title, codebook=book, rng=rng, draws=draws)


def agreement_on_codes(
    files: Sequence[Path], *, codebook: Path | None, draws: int, seed: int
) -> dict[str, dict[str, Any]]:
    """Agreement of the coders of several files on each code, as plain values."""
    book = Codebook.read(codebook)
    codings, read = [], {}
    for file in files:
        found, theirs = read_codings(file, codebook=book)
        codings += found
        for coder, passages in theirs.items():
            read[coder] = read.get(coder, frozenset()) | passages
    given = by_passage(codings)
    read = {coder: passages | given.get(coder, {}).keys() for coder, passages in read.items()}
    rng = chance(seed)
    out = {}
    for code, ratings in ratings_by_code(codings, read=read, codebook=book).items():
        if ratings.pairable().units:
            out[code] = agree(ratings, level="nominal", rng=rng, draws=draws).plain()
    if not out:
        raise MethodError("no passage was read by two coders; agreement needs passages in common")
    return out


def _labelled(path: Path | None, codebook: Codebook) -> tuple[LabelledPassage, ...]:
    return labelled_passages() if path is None else read_labelled(path, codebook=codebook)
