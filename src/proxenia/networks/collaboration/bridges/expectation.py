r"""How many works two countries would share if all spread their ties alike: quasi-independence, in blocks of years.

A country's ties with itself are no ties here, so the product of margins is not neutral: it expects too little of pairs of
large countries. Expected works are instead :math:`e_{ab} = x_a x_b` with :math:`\sum_{b \neq a} e_{ab} = r_a`, the ties
each country has, so that all pairs together are expected to share what they do share. A solution needs several countries,
none of which has part in half of all ties. Years are therefore put together, from the first on, until a block has one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

__all__ = ["expected_by_year", "expected_works"]

LEAST_WORKS = 50.0
MOST_SHARE = 0.49
ROUNDS, CLOSE = 2000, 1e-10


def expected_works(ties: Mapping[tuple[Any, Any], float]) -> dict[tuple[Any, Any], float] | None:
    """Works each pair would share if all spread their ties alike, for all pairs of those that have ties.

    Parameters
    ----------
    ties
        Works of pairs, each pair once.

    Returns
    -------
    expected
        By pair in the order of names; None where there is no solution.

    Examples
    --------
    >>> ring = {("A", "B"): 1.0, ("B", "C"): 1.0, ("C", "D"): 1.0, ("A", "D"): 1.0}
    >>> {pair: round(works, 6) for pair, works in expected_works(ring).items()}[("A", "C")]
    0.666667
    """
    import numpy as np  # noqa: PLC0415  most commands expect nothing

    names = sorted({name for pair in ties for name in pair})
    at = {name: k for k, name in enumerate(names)}
    margins = np.zeros(len(names))
    for (a, b), works in ties.items():
        margins[at[a]] += works
        margins[at[b]] += works
    x = _solved(margins)
    if x is None:
        return None
    return {(a, b): float(x[i] * x[j]) for i, a in enumerate(names) for j, b in enumerate(names) if i < j}


def expected_by_year(
    seen: Mapping[int, Mapping[tuple[Any, Any], float]],
) -> tuple[dict[int, dict[tuple[Any, Any], float]], tuple[int, ...]]:
    """Expected works of all pairs in each year, and the years for which there is no solution.

    In a block of several years a pair's expectation is spread over them as all works are.
    """
    expected: dict[int, dict[tuple[Any, Any], float]] = {}
    block: list[int] = []
    solved: list[list[int]] = []
    for year in sorted(seen):
        block.append(year)
        if sum(sum(seen[each].values()) for each in block) >= LEAST_WORKS and _fit(seen, block) is not None:
            solved.append(block)
            block = []
    if block and solved and _fit(seen, solved[-1] + block) is not None:
        solved[-1] += block
        block = []
    elif block and not solved and _fit(seen, block) is not None:
        solved.append(block)
        block = []
    for years in solved:
        whole = _fit(seen, years) or {}
        total = sum(sum(seen[year].values()) for year in years)
        for year in years:
            part = sum(seen[year].values()) / total
            expected[year] = {pair: works * part for pair, works in whole.items()}
    return expected, tuple(block)


def _fit(seen: Mapping[int, Mapping[tuple[Any, Any], float]], years: list[int]) -> dict[tuple[Any, Any], float] | None:
    ties: dict[tuple[Any, Any], float] = defaultdict(float)
    for year in years:
        for pair, works in seen[year].items():
            ties[pair] += works
    return expected_works(ties)


def _solved(margins: np.ndarray) -> np.ndarray | None:
    import numpy as np  # noqa: PLC0415  the same

    total = margins.sum()
    if len(margins) < 3 or margins.max(initial=0.0) > MOST_SHARE * total:  # noqa: PLR2004  two share what they share
        return None
    x = margins / np.sqrt(total)
    for _ in range(ROUNDS):
        after = (x + margins / (x.sum() - x)) / 2
        if np.abs(after - x).max() <= CLOSE * after.max():
            return after
        x = after
    return None
