"""Methodology: one choice for each step, and the choices it is varied over, as a value with a hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from proxenia.errors import DataError

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
        """Read a methodology by its name, or from a TOML file of the user's; raise `DataError` when it breaks the form.

        Examples
        --------
        >>> Methodology.read("baseline-1").aggregation
        'arithmetic'
        """
        if name.endswith(".toml"):
            path = Path(name)
            if not path.is_file():
                raise DataError(f"no methodology file {name!r}")
            content = path.read_bytes()
        else:
            resource = files("proxenia").joinpath("data", "methodologies", f"{name}.toml")
            if not resource.is_file():
                raise DataError(f"no methodology {name!r}; the package has baseline-1, or name a .toml file")
            content = resource.read_bytes()
        try:
            return msgspec.toml.decode(content, type=cls)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise DataError(f"{name}: {error}") from error
