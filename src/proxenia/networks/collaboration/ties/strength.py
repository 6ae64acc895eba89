r"""Indices of the strength of a tie.

With :math:`c_{ij}` the works of a pair, :math:`n_i` those of a city and :math:`T` all works located:

- Salton's cosine :math:`c_{ij}/\sqrt{n_i n_j}` and Jaccard's index :math:`c_{ij}/(n_i + n_j - c_{ij})`, which are about
  sets of works and so use full counts whatever the counting chosen;
- association strength :math:`c_{ij}\,T/(n_i n_j)`: observed over what independent cities would share (1 is neutral);
- relative intensity :math:`c_{ij}\,R/(r_i r_j)` with :math:`r_i = \sum_j c_{ij}` over other cities and :math:`R = \sum_i
  r_i`: observed over expected given how much both collaborate at all (the Balassa index of co-publication).

References
----------
Van Eck and Waltman (2009), How to normalize cooccurrence data?, JASIST 60(8). Luukkonen, Tijssen, Persson and Sivertsen
(1993), The measurement of international scientific collaboration, Scientometrics 28(1).
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from proxenia.networks.collaboration.collaborate import Collaboration, Counting

__all__ = ["relative_intensity", "strengths"]


def strengths(
    collaboration: Collaboration, counting: Counting = "fractional", *, at_least: float = 0.0
) -> list[dict[str, Any]]:
    """Ties with their indices, heaviest first: the rows of `Collaboration.ties` with salton, jaccard, association, intensity.

    Association strength and relative intensity use the counting chosen. They are about all ties, whatever `at_least`
    leaves out afterwards.
    """
    output, works = collaboration.output(counting), collaboration.output("full")
    total = sum(output.values()) if counting != "full" else sum(year.with_a_city for year in collaboration.ledger)
    ties = collaboration.ties(counting)
    margins: dict[int, float] = defaultdict(float)
    for tie in ties:
        margins[tie["unit_a"]] += tie["weight"]
        margins[tie["unit_b"]] += tie["weight"]
    whole = sum(margins.values())
    rows = []
    for tie in ties:
        if tie["weight"] < at_least:
            break
        a, b = tie["unit_a"], tie["unit_b"]
        together = tie["works"]
        rows.append(
            tie
            | {
                "salton": together / math.sqrt(works[a] * works[b]),
                "jaccard": together / (works[a] + works[b] - together),
                "association": tie["weight"] * total / (output[a] * output[b]),
                "intensity": tie["weight"] * whole / (margins[a] * margins[b]),
            }
        )
    return rows


def relative_intensity(matrix: np.ndarray) -> np.ndarray:
    r"""Observed over expected of a symmetric matrix of ties, the diagonal left out.

    Parameters
    ----------
    matrix
        Ties, shape (n, n), symmetric; what stands on the diagonal is not used.

    Returns
    -------
    intensity
        :math:`c_{ij} R / (r_i r_j)`, shape (n, n); NaN on the diagonal and where a row has no tie.

    Examples
    --------
    >>> import numpy as np
    >>> relative_intensity(np.array([[9.0, 1.0, 1.0], [1.0, 9.0, 0.0], [1.0, 0.0, 9.0]]))
    array([[nan,  2.,  2.], [ 2., nan,  0.], [ 2.,  0., nan]])
    """
    import numpy as np  # noqa: PLC0415  ties of a few works need no matrix

    ties = np.array(matrix, dtype=np.float64)
    np.fill_diagonal(ties, 0.0)
    margins = ties.sum(axis=1)
    expected = np.outer(margins, margins) / (margins.sum() or 1.0)
    intensity = np.full(ties.shape, np.nan)
    np.divide(ties, expected, out=intensity, where=expected > 0)
    np.fill_diagonal(intensity, np.nan)
    return intensity
