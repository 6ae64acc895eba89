"""Methodology: one choice for each step, and the choices it is varied over, as a value with a hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import msgspec

from proxenia.extensions import decode_toml, definition

__all__ = ["Methodology", "Vary"]

Normalization = Literal["goalposts", "percentile"]
Aggregation = Literal["arithmetic", "geometric"]
Missing = Literal["rescale", "draw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vary:
    """The choices that an index is varied over, all alike likely.

    `weight_change` is the largest relative change of a weight; `least_donors` the number of units that must have an
    indicator for a missing one to be drawn from them rather than from the whole scale.
    """

    normalization: tuple[Normalization, ...]
    aggregation: tuple[Aggregation, ...]
    missing: tuple[Missing, ...]
    weight_change: float
    least_donors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Methodology:
    """How an index is made.

    Floors are shares (0-1) of the nominal weight that has to be observed for a score: of each dimension, and of the
    index, which also asks for `least_dimensions` dimensions with a score.
    """

    name: str
    normalization: Normalization
    aggregation: Aggregation
    missing: Literal["rescale"]
    geometric_floor: float
    node_floor: float
    index_floor: float
    least_dimensions: int
    vary: Vary

    @property
    def hash(self) -> str:
        """Twelve digits that change when any choice does."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:12]

    @classmethod
    def read(cls, name: str) -> Methodology:
        """Read a methodology by its name, ours or an extension's, or from a TOML file of the user's; raise `DataError` when it breaks the form.

        Examples
        --------
        >>> Methodology.read("baseline-1").aggregation
        'arithmetic'
        """
        found = definition("methodologies", name)
        return decode_toml(found.read(), type=cls, name=found.label)
