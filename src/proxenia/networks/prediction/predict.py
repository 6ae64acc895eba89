"""The likeliest missing members of each network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError
from proxenia.networks.prediction.features import survey
from proxenia.networks.prediction.learn import (
    LEAST_TO_LEARN,
    Method,
    candidates,
    score_pairs,
    scorer,
    usable,
)
from proxenia.output import csv_text, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from proxenia.networks.bipartite import Bipartite, Sites

__all__ = ["Guess", "predict_missing", "write_guesses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A membership that is not in the table, with its score; the higher, the likelier."""

    network_id: str
    geonames_id: int
    score: float


def predict_missing(
    table: Bipartite,
    sites: Sites,
    *,
    rng: np.random.Generator,
    best: int = 20,
    method: Method | None = None,
) -> tuple[Guess, ...]:
    """Rank the missing pairs of a table, network by network, the likeliest first.

    Candidates are the cities of the table that are not in the network.

    Parameters
    ----------
    table, sites
        Memberships, and the places of their cities.
    rng
        Source of chance of the learning.
    best
        Most cities to give for each network.
    method
        How to score; where not given, `learned`, or `degree` for a table too small to learn from.

    Raises
    ------
    MethodError
        If `best` is below 1, or the method cannot be applied to the table.
    """
    if best < 1:
        raise MethodError(f"{best} is no number of cities to give for each network; give 1 or more")
    chosen = method or ("learned" if usable(table) >= LEAST_TO_LEARN else "degree")
    around = survey(sites)
    score = scorer(table, around, method=chosen, rng=rng)
    rows, columns = np.nonzero(candidates(table))
    scores = score_pairs(table, around, rows, columns, score)
    out: list[Guess] = []
    for column, network in enumerate(table.networks):
        asked = np.flatnonzero(columns == column)
        first = asked[np.argsort(-scores[asked], kind="stable")[:best]]
        out += [Guess(network_id=network, geonames_id=table.cities[rows[at]], score=float(scores[at])) for at in first]
    return tuple(out)


def write_guesses(
    path: Path, guesses: Sequence[Guess], *, columns: tuple[str, str, str] = ("network_id", "geonames_id", "score")
) -> None:
    """Write guesses as CSV, whole or not at all; raise `OutputError` where that is not possible."""
    rows = ((guess.network_id, guess.geonames_id, f"{guess.score:.6g}") for guess in guesses)
    write_whole(path, csv_text(columns, rows))
