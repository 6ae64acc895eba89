"""The matrix: entries get their codes and their contradictions, and pairs of them become ways to act."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from proxenia.locale import Text
from proxenia.strategy.plan.words import both
from proxenia.strategy.swot.entry import Swot, SwotEntry, TowsCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from proxenia.indicators import Catalog, CityFramework
    from proxenia.strategy.plan.result import LeverEntry, Plan

__all__ = ["swot"]

LETTERS = {"strength": "S", "weakness": "W", "opportunity": "O", "threat": "T"}
OPPOSITE = {"strength": "weakness", "weakness": "strength", "opportunity": "threat", "threat": "opportunity"}
MOST_CELLS = 5
WAYS = {
    ("SO", ""): "Use {s} ({a}) to take {b}: {l}",
    ("WO", ""): "Let {b} mend {s} ({a}): {l}",
    ("ST", ""): "Answer {b} with {s} ({a}): {l}",
    ("ST", "rival"): "Hold {b} off with {s} ({a}): {l}",
    ("WT", ""): "Mend {s} ({a}), which {b} makes pressing: {l}",
    ("WT", "permission"): "Mend {s} ({a}) with levers that do not wait for permission ({b}): {l}",
}


def swot(plan: Plan, entries: Iterable[SwotEntry], *, framework: CityFramework, catalog: Catalog) -> Swot:
    """Name the entries, note which contradict each other, and pair them.

    Two entries contradict each other when they speak of the same indicator, or both of other people's rankings, and point
    opposite ways. None is dropped for it.
    """
    named = _contradicted(_named(entries))
    cells = tuple(_cells(plan, named, framework, catalog))
    return Swot(city=plan.city, entries=named, tows=cells)


def _named(entries: Iterable[SwotEntry]) -> list[SwotEntry]:
    counted: Counter[str] = Counter()
    order = {"strength": 0, "weakness": 1, "opportunity": 2, "threat": 3}
    out = []
    for entry in sorted(entries, key=lambda e: order[e.kind]):
        letter = LETTERS[entry.kind]
        counted[letter] += 1
        out.append(replace(entry, code=f"{letter}{counted[letter]}"))
    return out


def _contradicted(entries: Sequence[SwotEntry]) -> tuple[SwotEntry, ...]:
    def against(one: SwotEntry, other: SwotEntry) -> bool:
        if other.kind != OPPOSITE[one.kind]:
            return False
        both_rankings = one.basis == other.basis == "ranking"
        return both_rankings or (one.basis != other.basis and bool(set(one.indicators) & set(other.indicators)))

    return tuple(
        replace(one, contradicts=tuple(other.code for other in entries if against(one, other))) for one in entries
    )


def _cells(plan: Plan, entries: Sequence[SwotEntry], framework: CityFramework, catalog: Catalog) -> Iterator[TowsCell]:
    by_kind = {kind: [e for e in entries if e.kind == kind] for kind in LETTERS}
    for inside, outside, pair in (
        ("strength", "opportunity", "SO"),
        ("weakness", "opportunity", "WO"),
        ("strength", "threat", "ST"),
        ("weakness", "threat", "WT"),
    ):
        found = [
            cell
            for one in by_kind[inside]
            for other in by_kind[outside]
            if (cell := _cell(plan, one, other, pair, framework, catalog)) is not None
        ]
        found.sort(key=lambda cell: -len(cell.levers))
        yield from _spread(found)


def _spread(cells: Sequence[TowsCell]) -> list[TowsCell]:
    """Take few cells, each entry at most twice, so that one loud entry does not fill the matrix."""
    used: Counter[str] = Counter()
    out = []
    for cell in cells:
        if all(used[code] < 2 for code in cell.entries):  # noqa: PLR2004  twice
            used.update(cell.entries)
            out.append(cell)
    return out[:MOST_CELLS]


def _cell(
    plan: Plan,
    one: SwotEntry,
    other: SwotEntry,
    pair: str,
    framework: CityFramework,
    catalog: Catalog,
) -> TowsCell | None:
    levers = _levers(plan, one, other, pair)
    if not levers or not _meet(one, other, framework):
        return None
    subject = catalog[one.indicators[0]].label
    titles = [next(entry.title for entry in plan.levers if entry.lever == lever) for lever in levers[:2]]
    listed = Text(en="; ".join(t.en for t in titles), fa="؛ ".join(t.fa for t in titles))
    message = WAYS.get((pair, other.basis)) or WAYS[pair, ""]
    return TowsCell(
        pair=pair,  # ty: ignore[invalid-argument-type]  one of the four
        entries=(one.code, other.code),
        text=both(message, s=subject, a=one.code, b=other.code, l=listed),
        levers=tuple(levers),
        observations=tuple(dict.fromkeys((*one.observations, *other.observations))),
    )


def _meet(one: SwotEntry, other: SwotEntry, framework: CityFramework) -> bool:
    """Whether an inner and an outer entry speak of the same thing: an indicator, its theme, or the city as a whole."""
    if other.basis == "unknown":
        return False
    if not other.indicators or other.basis == "permission":
        return True
    themes = {framework.theme_of(i) for i in one.indicators if i in framework.indicator_ids}
    others = {framework.theme_of(i) for i in other.indicators if i in framework.indicator_ids}
    return bool(set(one.indicators) & set(other.indicators)) or bool(themes & others)


def _levers(plan: Plan, one: SwotEntry, other: SwotEntry, pair: str) -> list[str]:
    """Levers that act on a pair: those that move what is weak or what the opportunity counts in, those asked for first."""
    inside = plan.portfolio.levers

    def acts(lever: LeverEntry) -> bool:
        if pair == "WO" and other.indicators:
            fits = bool(set(lever.moves) & set(one.indicators)) and bool(set(lever.moves) & set(other.indicators))
        elif pair == "SO" and other.indicators:
            fits = bool(set(lever.moves) & set(other.indicators))
        else:
            fits = bool(set(lever.moves) & set(one.indicators))
        return fits and not (other.basis == "permission" and lever.permission)

    found = [lever for lever in plan.levers if acts(lever)]
    found.sort(key=lambda lever: (lever.lever not in inside, -lever.alone))
    return [lever.lever for lever in found]
