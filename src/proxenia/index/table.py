"""Tables: units by indicators, with what else is known of the units."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from proxenia.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Table"]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Values of indicators for units, with what else is known of the units.

    `values` has shape (n_units, n_indicators), NaN where missing. In a panel a unit has one row for each of `times`.
    `errors` holds standard errors of values, of the same shape, NaN where none is known; `sources` where values come from,
    by indicator.
    """

    units: tuple[str, ...]
    indicators: tuple[str, ...]
    values: NDArray[np.float64]
    names: tuple[str, ...] = ()
    names_fa: tuple[str, ...] = ()
    times: tuple[float, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    denominators: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    errors: NDArray[np.float64] | None = None
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    data_hash: str = ""

    def __post_init__(self) -> None:
        """Refuse a shape that does not fit, a unit that stands twice, and infinite values."""
        if self.values.shape != (len(self.units), len(self.indicators)):
            raise MethodError(
                f"values of shape {self.values.shape} do not fit {len(self.units)} units by "
                f"{len(self.indicators)} indicators"
            )
        rows = list(zip(self.units, self.times or [0.0] * len(self.units), strict=True))
        if len(set(rows)) < len(rows):
            twice = next(row for row in rows if rows.count(row) > 1)
            raise MethodError(f"unit {twice[0]!r} stands twice; one row a unit, or one for each Time")
        if np.isinf(self.values).any():
            row, column = np.argwhere(np.isinf(self.values))[0]
            raise MethodError(
                f"unit {self.units[row]!r}, indicator {self.indicators[column]!r} is infinite; "
                "give a number or leave it empty"
            )

    @property
    def is_panel(self) -> bool:
        """Whether the table has several times."""
        return len(set(self.times)) > 1

    def only(self, rows: NDArray[np.bool_]) -> Table:
        """Keep these units only."""
        at = np.flatnonzero(rows)
        return replace(
            self,
            units=tuple(self.units[i] for i in at),
            values=self.values[at],
            names=tuple(self.names[i] for i in at) if self.names else (),
            names_fa=tuple(self.names_fa[i] for i in at) if self.names_fa else (),
            times=tuple(self.times[i] for i in at) if self.times else (),
            groups={key: tuple(column[i] for i in at) for key, column in self.groups.items()},
            denominators={key: column[at] for key, column in self.denominators.items()},
            errors=None if self.errors is None else self.errors[at],
            sources={key: tuple(column[i] for i in at) for key, column in self.sources.items()},
        )

    def at(self, time: float) -> Table:
        """Keep one time of a panel; raise `MethodError` when it has none such."""
        rows = np.array([each == time for each in self.times], dtype=bool)
        if not rows.any():
            known = ", ".join(f"{each:g}" for each in sorted(set(self.times)))
            raise MethodError(f"no Time {time:g} in the table; it has {known or 'no Time'}")
        return replace(self.only(rows), times=())
