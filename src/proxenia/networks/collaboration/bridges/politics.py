"""Political distance between countries, from a user's table: votes, alliances, sanctions, whatever can be put in a number."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from typing import TYPE_CHECKING

from proxenia.errors import DataError, EvidenceError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Politics"]

NEEDED = ("country_a_iso2", "country_b_iso2")


class Politics:
    """Distances between pairs of countries in spans of years, whichever way round they are written."""

    def __init__(self, spans: dict[tuple[str, str], list[tuple[int, int, float]]]) -> None:
        self._spans = spans

    @classmethod
    def read(cls, path: Path) -> Politics:
        """Read a CSV with `country_a_iso2`, `country_b_iso2` and `distance`, or `agreement` (distance is then 1 less it).

        `year_from` and `year_to`, or `year`, say when; without them a row holds always.

        Raises
        ------
        EvidenceError
            If the file cannot be read.
        DataError
            If it breaks the form; the message says where.
        """
        spans: dict[tuple[str, str], list[tuple[int, int, float]]] = defaultdict(list)
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                columns = reader.fieldnames or ()
                missing = [name for name in NEEDED if name not in columns]
                if missing or not {"distance", "agreement"} & set(columns):
                    raise DataError(f"{path.name}: it needs {', '.join(NEEDED)} and distance or agreement")
                for row in reader:
                    a, b, span = _read(row, where=f"{path.name}:{reader.line_num}")
                    spans[min(a, b), max(a, b)].append(span)
        except (OSError, UnicodeDecodeError) as error:
            raise EvidenceError(f"{path} cannot be read: {error}; give a CSV in UTF-8") from error
        return cls(dict(spans))

    def distance(self, country_a: str, country_b: str, years: tuple[int, int]) -> float | None:
        """Mean distance over some years, each span weighed by the years it shares with them; None where not known."""
        shared = [
            (min(last, years[1]) - max(first, years[0]) + 1, value)
            for first, last, value in self._spans.get((min(country_a, country_b), max(country_a, country_b)), ())
            if first <= years[1] and last >= years[0]
        ]
        weight = sum(count for count, _ in shared)
        return sum(count * value for count, value in shared) / weight if weight else None


def _read(row: dict[str, str], *, where: str) -> tuple[str, str, tuple[int, int, float]]:
    try:
        value = float(row["distance"]) if row.get("distance") else 1 - float(row["agreement"])
        first = int(row.get("year_from") or row.get("year") or 0)
        last = int(row.get("year_to") or row.get("year") or 9999)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{where}  a distance and years are numbers: {error}") from error
    a, b = (row[name] or "" for name in NEEDED)
    if not math.isfinite(value) or not a or not b:
        raise DataError(f"{where}  needs two countries and a finite distance")
    return a.strip(), b.strip(), (first, last, value)
