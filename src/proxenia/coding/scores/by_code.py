"""Agreement of any coders on each code, over all passages that they read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from proxenia.coding.agreement import Ratings
from proxenia.coding.coders import by_passage, spread
from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from proxenia.coding.codebook import Codebook
    from proxenia.coding.coders import Coding

__all__ = ["ratings_by_code"]


def ratings_by_code(
    codings: Sequence[Coding], *, read: Mapping[str, AbstractSet[str]], codebook: Codebook
) -> dict[str, Ratings]:
    """Ratings of each code that any coder gave: 1 where a coder gave it, 0 where the passage was read without it.

    Parameters
    ----------
    codings
        Codes of several coders; those that others carry with them are added.
    read
        Passages that each coder read, those without a code included; a passage that a coder did not read is missing.
    codebook
        The codes.

    Raises
    ------
    MethodError
        If there are fewer than two coders.
    """
    coders = tuple(sorted(read))
    if len(coders) < 2:  # noqa: PLR2004  agreement is between two
        raise MethodError(f"codes of {len(coders)} coder; agreement needs two or more")
    units = tuple(sorted(set().union(*read.values())))
    given = by_passage(spread(codings, codebook=codebook))
    found = {}
    for code in codebook:
        rows = [
            [float(code.id in given.get(c, {}).get(u, ())) if u in read[c] else math.nan for u in units] for c in coders
        ]
        if any(value == 1 for row in rows for value in row):
            found[code.id] = Ratings(coders=coders, units=units, labels=np.array(rows))
    return found
