"""What a SWOT says: entries with how sure they are and what they rest on, and cells of the TOWS matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from proxenia.locale.text import Text

__all__ = ["Basis", "Kind", "Swot", "SwotEntry", "TowsCell"]

Kind = Literal["strength", "weakness", "opportunity", "threat"]
Basis = Literal["panel", "benchmarks", "network", "bridge", "rival", "ranking", "permission", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwotEntry:
    """One entry. `code` names it (S1, W2, O3, T4); `probability` (0-1) is how sure it is, None where nothing was drawn.

    `indicators` are those it speaks of, `observations` the ids of the facts below it, `contradicts` the codes of entries that
    say otherwise of the same thing, `disputed` whether the facts below it contradict each other.
    """

    code: str
    kind: Kind
    basis: Basis
    text: Text
    probability: float | None
    indicators: tuple[str, ...]
    observations: tuple[str, ...]
    size: float = 0.0
    contradicts: tuple[str, ...] = ()
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TowsCell:
    """A way to act on two entries: which pair (SO, WO, ST, WT), what to do, the levers that do it, and the facts below it."""

    pair: Literal["SO", "WO", "ST", "WT"]
    entries: tuple[str, str]
    text: Text
    levers: tuple[str, ...]
    observations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swot:
    """Strengths, weaknesses, opportunities and threats of a city, and how they meet."""

    city: str
    entries: tuple[SwotEntry, ...]
    tows: tuple[TowsCell, ...]

    def of(self, kind: Kind) -> tuple[SwotEntry, ...]:
        """Entries of one kind, the surest and largest first."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    def one(self, code: str) -> SwotEntry:
        """Give an entry by its code."""
        return next(entry for entry in self.entries if entry.code == code)
