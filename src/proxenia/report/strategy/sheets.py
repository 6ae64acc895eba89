"""Sheets of the long briefing: each lever, and each experience that speaks to the levers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from proxenia.compare.cases import CaseLibrary
from proxenia.indicators import Catalog
from proxenia.locale import digits, year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proxenia.locale import Text
    from proxenia.report.strategy.words import Block, Writer
    from proxenia.strategy.plan.result import LeverEntry
    from proxenia.strategy.roadmap import Item

__all__ = ["cases", "few", "name_of", "sheets"]

MOST_CASES = 12


def sheets(w: Writer) -> Iterator[Block]:
    """One sheet for each chosen lever."""
    if not w.roadmap.items:
        return
    yield w.h2("The levers, one by one", "sheets")
    entries = {lever.lever: lever for lever in w.plan.levers}
    added = dict(zip(w.plan.portfolio.levers, w.plan.portfolio.added, strict=True))
    for item in w.roadmap.items:
        yield _sheet(w, item, entries[item.lever], added[item.lever])


def _sheet(w: Writer, item: Item, entry: LeverEntry, added: float) -> Block:
    rows = [
        [w.say("Pillar"), w.of(item.pillar_name)],
        [w.say("Owner"), w.of(item.owner)],
        [
            w.say("Begins, should stand, should show"),
            w.joined(w.day(d) for d in (item.begins_on, item.stands_on, item.shows_on)),
        ],
        [w.say("Done when"), w.of(item.milestone)],
        [
            w.say("Thousand euros a year"),
            f"{w.money(entry.cost[1])} ({w.span((entry.cost[0] / 1000, entry.cost[2] / 1000))})",
        ],
        [w.say("Persons"), f"{w.number(entry.staff[1])} ({w.span((entry.staff[0], entry.staff[2]))})"],
        [w.say("Works in time"), w.share(entry.works)],
        [w.say("Chance lost without it"), w.share(max(added, 0.0))],
        [w.say("Moves"), w.joined(w.of(name_of(code)) for code in entry.moves)],
        [w.say("Basis"), w.say("judgment") if entry.basis == "judgment" else entry.source],
    ]
    if item.requires:
        rows.insert(3, [w.say("Requires"), w.joined(w.titles[code] for code in item.requires)])
    if item.permission:
        rows.append([w.say("Mind"), w.say("It needs the state's permission.")])
    if entry.blind:
        rows.append([w.say("Not counted"), w.joined(w.of(name_of(code)) for code in entry.blind)])
    if entry.cases:
        rows.append([w.say("Cases"), " ".join(entry.cases)])
    if entry.observations:
        rows.append([w.say("Rests on"), few(entry.observations, 6)])
    return {"kind": "action", "title": w.of(item.title), "text": w.of(entry.description), "rows": rows}


def cases(w: Writer) -> Iterator[Block]:
    """Experiences that speak to the chosen levers, those that speak to most of them first."""
    chosen = {lever.lever: lever for lever in w.plan.levers if lever.lever in w.plan.portfolio.levers}
    asked = Counter(case for lever in chosen.values() for case in lever.cases)
    library = {case.case_id: case for case in CaseLibrary.read().cases}
    found = [library[case] for case, _ in asked.most_common(MOST_CASES) if case in library]
    if not found:
        return
    yield w.h2("Experiences that speak to them", "cases")
    yield w.p(
        w.say(
            "What others did, what stood in the way, and what it took. They are examples, not a sample: no rate of success follows."
        )
    )
    for case in found:
        span = dict.fromkeys(y for y in (case.since_year, case.until_year) if y is not None)
        years = "–".join(year(y, w.language) for y in span)
        told = (
            ("What was achieved", case.achieved),
            ("What stood in the way", case.failed),
            ("What it took", case.needed),
        )
        rows = [[w.say(name), digits(w.of(text), w.language)] for name, text in told if w.of(text)]
        rows.append(
            [
                w.say("Levers"),
                w.joined(chosen[lever].title.into(w.language) for lever in case.levers if lever in chosen),
            ]
        )
        rows.append([w.say("Source"), urlsplit(case.source_url).netloc.removeprefix("www.")])
        where = f"{digits(w.of(case.place), w.language)} {years}".strip()
        yield {"kind": "action", "title": digits(w.of(case.name), w.language), "text": where, "rows": rows}


def name_of(indicator: str) -> Text:
    """Name of an indicator."""
    return Catalog.read()[indicator].name


def few(facts: tuple[str, ...], most: int = 3) -> str:
    """The first of some facts, and how many more there are."""
    more = f" +{len(facts) - most}" if len(facts) > most else ""
    return " ".join(facts[:most]) + more
