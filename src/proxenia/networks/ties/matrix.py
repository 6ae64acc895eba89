"""The general model at a glance: a city's ties by form and scale."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proxenia.locale import number, translate, writing
from proxenia.networks.ties.derive import ties_of
from proxenia.networks.ties.tie import Tie, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proxenia.locale import Language

__all__ = ["Cell", "TieMatrix", "tie_matrix"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Ties of one form and one scale."""

    form: str
    scale: str
    ties: tuple[Tie, ...]

    @property
    def current(self) -> tuple[Tie, ...]:
        """Ties that last."""
        return tuple(tie for tie in self.ties if tie.status == "current")

    @property
    def engagement(self) -> dict[str, int]:
        """Lasting ties on each rung of the ladder, rungs without a tie left out."""
        counted = Counter(tie.engagement for tie in self.current)
        return {rung: counted[rung] for rung in vocabulary().engagement if counted[rung]}

    @property
    def instruments(self) -> dict[str, int]:
        """Lasting ties by instrument."""
        return dict(Counter(tie.instrument for tie in self.current).most_common())


@dataclass(frozen=True, slots=True, kw_only=True)
class TieMatrix:
    """A city's ties, form by scale; every cell is there, empty ones too."""

    city_id: int
    cells: tuple[Cell, ...]

    def cell(self, form: str, scale: str) -> Cell:
        """Give one cell."""
        return next(cell for cell in self.cells if (cell.form, cell.scale) == (form, scale))

    def lines(self, language: Language) -> tuple[str, ...]:
        """Give the matrix as lines of text, one a cell, each with its lasting ties by rung."""
        out = []
        for cell in self.cells:
            mark = writing(language).comma
            title = mark.join(translate(word, language) for word in (cell.form, cell.scale))
            rungs = [f"{translate(rung, language)} {number(n, language)}" for rung, n in cell.engagement.items()]
            out.append(f"{title}: {mark.join(rungs) if rungs else translate('no tie seen', language)}")
        return tuple(out)

    def plain(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the matrix as plain figures by form and scale, with the facts below each tie."""
        out: dict[str, dict[str, dict[str, Any]]] = {}
        for cell in self.cells:
            out.setdefault(cell.form, {})[cell.scale] = {
                "current": len(cell.current),
                "not_current": len(cell.ties) - len(cell.current),
                "engagement": cell.engagement,
                "instruments": cell.instruments,
                "ties": [_plain(tie) for tie in cell.ties],
            }
        return out


def tie_matrix(city_id: int, ties: Iterable[Tie]) -> TieMatrix:
    """Sort the ties of a city by form and scale.

    An empty cell says that the evidence shows no such tie, not that there is none.
    """
    own, words = ties_of(city_id, ties), vocabulary()
    cells = tuple(
        Cell(form=form, scale=scale, ties=tuple(tie for tie in own if (tie.form, tie.scale) == (form, scale)))
        for form in words.form
        for scale in words.scale
    )
    return TieMatrix(city_id=city_id, cells=cells)


def _plain(tie: Tie) -> dict[str, Any]:
    return {
        "partner_id": tie.partner_id,
        "network_id": tie.network_id or None,
        "instrument": tie.instrument,
        "actors": list(tie.actors),
        "engagement": tie.engagement,
        "theme": tie.theme or None,
        "start": tie.start or None,
        "end": tie.end or None,
        "status": tie.status,
        "permission": tie.permission,
        "source_url": tie.origin.source_url,
        "as_of": tie.origin.as_of or None,
        "grade": tie.origin.grade,
        "facts": list(tie.facts),
    }
