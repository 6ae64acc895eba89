"""The program: what each lever does, costs and needs, as people judge it or as a source gives it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Literal

from proxenia.errors import DataError
from proxenia.extensions import decode_toml, definition, shipped
from proxenia.indicators import Catalog
from proxenia.locale.text import Text
from proxenia.strategy.advice import Levers, Pillar

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Effect", "PlanLever", "Program", "Range"]

Range = tuple[float, float, float]
"""Low, likely and high, as people judge them: the ends and the peak of a triangle."""

MOST_SCORE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a lever does to one indicator.

    `reach` lifts it to at least `size`, `add` adds `size` in the indicator's unit, `grow` adds that share of the present
    value. `source` is an address where `size` was measured rather than judged.
    """

    indicator: str
    kind: Literal["reach", "add", "grow"]
    size: Range
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLever:
    """A lever with all that a plan asks of it.

    Money is in the program's currency, `staff` in full-time persons, `months` from the start until an indicator can show
    it. `carried` (0-1) is the chance that it is carried through once decided and, where `permission` is needed,
    permitted. `requires` have to stand first; `excludes` would be done instead of it. `cases` are ids of the case library.
    """

    code: str
    setup: Range
    yearly: Range
    staff: Range
    months: Range
    carried: float
    effects: tuple[Effect, ...]
    done_when: Text
    basis: Literal["judgment", "measured", "source"] = "judgment"
    source: str = ""
    title: Text | None = None
    description: Text | None = None
    pillar: str = ""
    owner: Text | None = None
    watch: str = ""
    permission: bool = False
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A library of levers for planning.

    `permission_chance` runs over the scores 0-3 of legal permission. `showing` is the share of a lever's months that is
    waiting for a figure to show what already stands; what requires the lever may begin before that.
    """

    name: str
    version: int
    currency: str
    price_year: int
    permission_chance: tuple[float, float, float, float]
    showing: float = 0.5
    lever: tuple[PlanLever, ...]
    pillar: tuple[Pillar, ...] = ()

    @classmethod
    def read(cls, path: Path | None = None) -> Program:
        """Read a program by its name, ours or an extension's, or a file; the embedded one by default.

        Raises
        ------
        DataError
            If the file breaks the form, names an unknown indicator or lever, or its prerequisites run in a circle.

        Examples
        --------
        >>> Program.read().one("student_welcome").requires
        ('talent_program',)
        """
        if path is None:
            return _embedded()
        found = definition("programs", path)
        return decode(found.read(), name=found.label)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the levers, each after those it requires."""
        return tuple(lever.code for lever in self.lever)

    def one(self, code: str) -> PlanLever:
        """Give a lever by its code; raise `DataError` when there is none."""
        for lever in self.lever:
            if lever.code == code:
                return lever
        raise DataError(f"no lever {code!r}; there are {', '.join(sorted(self.codes))}")

    def name_of(self, pillar: str) -> Text:
        """Name of a pillar."""
        return next(p.name for p in self.pillar if p.code == pillar)


def decode(content: bytes, *, name: str) -> Program:
    """Read a program from the bytes of its file; raise `DataError` with every fault in it."""
    program = decode_toml(content, type=Program, name=name)
    known = Levers.read()
    pillars = program.pillar or known.pillar
    named = {lever.code: lever for lever in known.lever}
    full = []
    for lever in program.lever:
        other = named.get(lever.code)
        if other is None or lever.title is not None:
            full.append(lever)
            continue
        texts = {"title": other.title, "description": other.description, "owner": other.owner}
        full.append(replace(lever, **texts, pillar=other.pillar, watch=other.watch))
    program = replace(program, lever=tuple(full), pillar=pillars)
    faults = _faults(program)
    if faults:
        raise DataError("\n".join(f"{name}: {fault}" for fault in faults))
    return replace(program, lever=_in_order(program, name=name))


def _faults(program: Program) -> list[str]:
    catalog, codes = Catalog.read(), program.codes
    pillars = {pillar.code for pillar in program.pillar}
    faults = [f"lever {code!r} stands twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    for lever in program.lever:
        where = f"lever {lever.code!r}"
        if None in (lever.title, lever.description, lever.owner):
            faults.append(f"{where} has no title, description or owner, and levers.toml has none of that code")
        if lever.pillar not in pillars:
            faults.append(
                f"{where} stands under unknown pillar {lever.pillar!r}; there are {', '.join(sorted(pillars))}"
            )
        if not 0 <= lever.carried <= 1:
            faults.append(f"{where}: carried {lever.carried} is no chance; write 0 to 1")
        sizes = [(name, getattr(lever, name)) for name in ("setup", "yearly", "staff", "months")]
        sizes += [(f"effect on {effect.indicator}", effect.size) for effect in lever.effects]
        faults += [
            f"{where}: {name} {list(size)} must not fall from low to high" for name, size in sizes if not _rises(size)
        ]
        faults += [f"{where}: {name} {list(size)} is below zero" for name, size in sizes[:4] if size[0] < 0]
        faults += [
            f"{where}: no indicator {i!r} in the catalog"
            for i in (*(effect.indicator for effect in lever.effects), lever.watch)
            if i and i not in catalog.indicators
        ]
        faults += [
            f"{where} requires or excludes unknown lever {o!r}"
            for o in (*lever.requires, *lever.excludes)
            if o not in codes
        ]
        faults += [f"{where} requires and excludes {o!r}" for o in set(lever.requires) & set(lever.excludes)]
    return faults


def _rises(size: Range) -> bool:
    return size[0] <= size[1] <= size[2]


def _in_order(program: Program, *, name: str) -> tuple[PlanLever, ...]:
    """Put every lever after those it requires, otherwise as in the file."""
    try:
        order = tuple(TopologicalSorter({lever.code: lever.requires for lever in program.lever}).static_order())
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise DataError(f"{name}: prerequisites run in a circle: {circle}; one of them must come first") from error
    depth: dict[str, int] = {}
    for code in order:
        depth[code] = 1 + max((depth[r] for r in program.one(code).requires), default=-1)
    return tuple(sorted(program.lever, key=lambda lever: depth[lever.code]))


@lru_cache(maxsize=1)
def _embedded() -> Program:
    found = shipped("programs", "program")
    return decode(found.read(), name=found.label)
