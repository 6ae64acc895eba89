"""The truth table: every configuration that cases show, with how consistently the outcome follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from proxenia.compare.qca.fit import sufficiency_fit
from proxenia.compare.qca.implicants.primes import configuration_index
from proxenia.compare.qca.implicants.terms import Term, term_membership
from proxenia.errors import MethodError

if TYPE_CHECKING:
    from proxenia.compare.qca.cases import Cases

__all__ = ["Cuts", "Row", "TruthTable", "truth_table"]

Output = Literal["1", "0", "C", "?"]
ROUNDING = 1e-9
"""A cut-off is reached when a figure is this near below it: 0.8 as the sum of tenths is 0.8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Cut-offs of a truth table.

    Parameters
    ----------
    inclusion
        Least inclusion (0-1) of a row in the outcome for the output 1.
    exclusion
        Inclusion below which the output is 0; between the two a row is a contradiction, `C`. None: as `inclusion`.
    pri
        Least proportional reduction in inconsistency (0-1) for the output 1.
    frequency
        Cases a row needs; with fewer it is a remainder, `?`.

    Examples
    --------
    >>> Cuts(inclusion=0.8).pri
    0.0
    """

    inclusion: float = 1.0
    exclusion: float | None = None
    pri: float = 0.0
    frequency: int = 1

    def __post_init__(self) -> None:
        """Refuse cut-offs outside their range."""
        for name in ("inclusion", "pri"):
            if not 0 <= getattr(self, name) <= 1:
                raise MethodError(f"{name} cut-off {getattr(self, name)} is outside 0-1")
        if self.exclusion is not None and not 0 <= self.exclusion <= self.inclusion:
            raise MethodError(f"exclusion cut-off {self.exclusion} is not between 0 and inclusion {self.inclusion}")
        if self.frequency < 1:
            raise MethodError(f"frequency cut-off {self.frequency}; a row without a case is a remainder in any case")

    def output(self, *, n: int, inclusion: float, pri: float) -> Output:
        """Decide a row's output."""
        if n < self.frequency:
            return "?"
        if inclusion >= self.inclusion - ROUNDING:
            return "1" if not pri < self.pri - ROUNDING else "0"
        low = self.inclusion if self.exclusion is None else self.exclusion
        return "C" if inclusion >= low - ROUNDING else "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A configuration with its cases: output, inclusion in the outcome and PRI (0-1).

    `number` is its place in the table of all configurations, from 1, as R's QCA counts.
    """

    number: int
    configuration: Term
    output: Output
    inclusion: float
    pri: float
    cases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TruthTable:
    """Rows with at least one case, best inclusion first; all other configurations are remainders."""

    cases: Cases
    cuts: Cuts
    rows: tuple[Row, ...]

    @property
    def positive(self) -> tuple[Row, ...]:
        """Rows with the output 1, in the order of their numbers."""
        return tuple(sorted((row for row in self.rows if row.output == "1"), key=lambda row: row.number))

    @property
    def negative(self) -> tuple[Row, ...]:
        """Rows with the output 0 or a contradiction, in the order of their numbers."""
        return tuple(sorted((row for row in self.rows if row.output in {"0", "C"}), key=lambda row: row.number))

    @property
    def size(self) -> int:
        """Number of configurations that the conditions allow."""
        return int(np.prod(self.cases.levels, dtype=object))

    def recut(self, cuts: Cuts) -> TruthTable:
        """Give the same rows under other cut-offs."""
        rows = tuple(
            Row(
                number=row.number,
                configuration=row.configuration,
                output=cuts.output(n=len(row.cases), inclusion=row.inclusion, pri=row.pri),
                inclusion=row.inclusion,
                pri=row.pri,
                cases=row.cases,
            )
            for row in self.rows
        )
        return TruthTable(cases=self.cases, cuts=cuts, rows=rows)


def truth_table(cases: Cases, *, cuts: Cuts | None = None) -> TruthTable:
    """Put each case in the configuration it is more in than out of, and measure every configuration over all cases.

    Parameters
    ----------
    cases
        The cases.
    cuts
        Cut-offs; inclusion 1 and one case by default.

    References
    ----------
    Ragin (2008), *Redesigning social inquiry*, chapter 7.

    Examples
    --------
    >>> from proxenia.compare.qca import Cases
    >>> values, active = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]), np.array([1.0, 1.0, 0.0])
    >>> cases = Cases(
    ...     names=("A", "B", "C"), conditions=("ties", "seat"), levels=(2, 2), values=values, outcome="active",
    ...     membership=active,
    ... )
    >>> len(truth_table(cases).rows), len(truth_table(cases).positive)
    (3, 2)
    """
    cuts = cuts or Cuts()
    below: dict[Term, list[str]] = {}
    for name, values in zip(cases.names, cases.values, strict=True):
        below.setdefault(_corner(values, cases.levels), []).append(name)
    rows = []
    for configuration, names in below.items():
        degrees = term_membership(configuration, cases.values, levels=cases.levels)
        fit = sufficiency_fit(degrees, cases.membership)
        rows.append(
            Row(
                number=configuration_index(configuration, cases.levels) + 1,
                configuration=configuration,
                output=cuts.output(n=len(names), inclusion=fit.incl_s, pri=fit.pri),
                inclusion=fit.incl_s,
                pri=fit.pri,
                cases=tuple(names),
            )
        )
    order = {"1": 0, "C": 1, "0": 2, "?": 3}
    rows.sort(key=lambda row: (order[row.output], -row.inclusion, row.number))
    return TruthTable(cases=cases, cuts=cuts, rows=tuple(rows))


def _corner(values: np.ndarray, levels: tuple[int, ...]) -> Term:
    middle = 0.5
    return tuple(
        int(value) if size > 2 else int(value > middle)  # noqa: PLR2004  more levels than present and absent
        for value, size in zip(values, levels, strict=True)
    )
