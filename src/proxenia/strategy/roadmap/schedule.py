"""Schedules: when each lever begins, so that nothing comes before what it requires and not everything begins at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from proxenia.errors import StudyError
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxenia.strategy.levers import PlanLever, Program

__all__ = ["PhaseRule", "Phases", "Slot", "add_months", "schedule"]

QUARTER = 3
STARTING_QUARTERS = 8
FEWEST_STARTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Questions of a review, in both languages."""

    en: tuple[str, ...]
    fa: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRule:
    """A phase: where it ends (share of the horizon), what it is for and what its review asks."""

    code: str
    until: float
    name: Text
    purpose: Text
    questions: Questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """The phases of a roadmap; `lever_stages` are the ends of a lever's design and embedding, as shares of its way."""

    name: str
    lever_stages: tuple[float, float]
    phase: tuple[PhaseRule, ...]

    @classmethod
    def read(cls) -> Phases:
        """Read the embedded phases."""
        return _embedded()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When a lever begins, stands and shows, in months from the start of the plan; `late` if all takes the longest."""

    lever: str
    begins: float
    stands: float
    shows: float
    late: float


def schedule(program: Program, levers: Sequence[str], *, years: float) -> tuple[Slot, ...]:
    """Give each lever a beginning.

    A lever begins when what it requires stands. Those that would still show in time, even if all takes the longest, may
    begin later, so that at most about an eighth of the levers (two at the least) begin in one quarter, over two years.

    Raises
    ------
    StudyError
        If a lever is there without what it requires.

    Examples
    --------
    >>> from proxenia.strategy.levers import Program
    >>> slots = schedule(Program.read(), ("science_diplomacy_office", "diplomatic_circle"), years=5)
    >>> slots[1].begins >= slots[0].stands
    True
    """
    most = max(FEWEST_STARTS, -(-len(levers) // STARTING_QUARTERS))
    starts: dict[int, int] = {}
    done: dict[str, Slot] = {}
    chosen = [lever for lever in program.lever if lever.code in levers]
    for lever in sorted(chosen, key=lambda one: _depth(program, one)):
        lacking = [r for r in lever.requires if r not in levers]
        if lacking:
            raise StudyError(f"lever {lever.code!r} requires {', '.join(map(repr, lacking))}, which is not in the plan")
        earliest = max((done[r].stands for r in lever.requires), default=0.0)
        latest = max(earliest, 12 * years - lever.months[2])
        quarter = -int(-earliest // QUARTER)
        while starts.get(quarter, 0) >= most and (quarter + 1) * QUARTER <= latest:
            quarter += 1
        begins = max(earliest, float(quarter * QUARTER)) if starts.get(quarter, 0) < most else earliest
        starts[quarter] = starts.get(quarter, 0) + 1
        done[lever.code] = _slot(lever, begins, showing=program.showing)
    return tuple(sorted(done.values(), key=lambda slot: (slot.begins, slot.stands, slot.lever)))


def add_months(day: dt.date, months: float) -> dt.date:
    """Give the day so many months later; parts of a month count thirty days.

    Examples
    --------
    >>> add_months(dt.date(2027, 1, 31), 1)
    datetime.date(2027, 2, 28)
    """
    whole = int(months)
    year, month = divmod(day.month - 1 + whole, 12)
    first = dt.date(day.year + year, month + 1, 1)
    last = (dt.date(first.year + first.month // 12, first.month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return first.replace(day=min(day.day, last)) + dt.timedelta(days=round(30 * (months - whole)))


def _depth(program: Program, lever: PlanLever) -> int:
    return 1 + max((_depth(program, program.one(r)) for r in lever.requires), default=-1)


def _slot(lever: PlanLever, begins: float, *, showing: float) -> Slot:
    own = sum(lever.months) / 3
    return Slot(
        lever=lever.code,
        begins=begins,
        stands=begins + own * (1 - showing),
        shows=begins + own,
        late=begins + lever.months[2],
    )


@lru_cache(maxsize=1)
def _embedded() -> Phases:
    file = files("proxenia").joinpath("data", "strategy", "phases.toml")
    return msgspec.toml.decode(file.read_bytes(), type=Phases)
