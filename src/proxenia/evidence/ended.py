"""City networks that no longer exist: nobody can be a member of them now."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from proxenia.errors import Reason
from proxenia.provenance import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EndedNetwork", "ended_networks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedNetwork:
    """A network that no longer exists, when it ended, and what it became."""

    network_id: str
    name: str
    ended_year: int
    successor: str
    origin: Origin

    @property
    def refusal(self) -> Reason:
        """Say that nobody can be a member now, and what would be right.

        Examples
        --------
        >>> ended_networks()["100rc"].refusal
        "network '100rc' (100 Resilient Cities) ended in 2019; write its successor 'resilient_cities_network'"
        """
        return Reason(
            "network {network!r} ({name}) ended in {year}; write its successor {successor!r}",
            network=self.network_id,
            name=self.name,
            year=self.ended_year,
            successor=self.successor,
        )


@lru_cache(maxsize=1)
def ended_networks() -> Mapping[str, EndedNetwork]:
    """Networks that no longer exist, by id, from `data/networks/ended.csv`."""
    with files("proxenia").joinpath("data", "networks", "ended.csv").open("r", encoding="utf-8") as file:
        return {
            row["network_id"]: EndedNetwork(
                network_id=row["network_id"],
                name=row["name"],
                ended_year=int(row["ended_year"]),
                successor=row["successor"],
                origin=Origin(source_url=row["source_url"], as_of=row["as_of"], grade=row["grade"]),  # ty: ignore[invalid-argument-type]  Origin refuses other grades
            )
            for row in csv.DictReader(file)
        }
