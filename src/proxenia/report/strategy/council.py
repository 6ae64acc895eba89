"""The briefing for a council: two pages with the target, the portfolio, its time, and what has to be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.locale import isolate
from proxenia.report.document import Document
from proxenia.report.strategy.figures import gantt, places
from proxenia.report.strategy.words import Writer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from proxenia.locale import Language
    from proxenia.report.strategy.words import Block
    from proxenia.strategy.roadmap import Roadmap
    from proxenia.strategy.swot import Swot

__all__ = ["MOST_ROOM", "council"]

FEW = 3
MOST_ROWS = 12
SHORT_LIST = 7
MOST_ROOM = 3
FEWEST_ROWS = 7


def council(roadmap: Roadmap, swot: Swot, language: Language, *, made_on: dt.date, room: int = MOST_ROOM) -> Document:
    """Write the briefing.

    Parameters
    ----------
    room
        How much is said beside the heart of it: 3 all, 2 no opportunities, 1 no places to expect, 0 fewer levers too.
    """
    writer = Writer(roadmap, swot, language)
    plan = roadmap.plan
    return Document(
        language=language,
        title=writer.say(
            "{city}: the way to {target}", city=writer.of(plan.city_name), target=writer.of(plan.target.words)
        ),
        description=writer.say(
            "A plan for {years} years, from {a} to {b}, for the council",
            years=writer.number(plan.years),
            a=writer.day(roadmap.starts_on),
            b=writer.day(roadmap.ends_on),
        ),
        made_on=made_on,
        blocks=tuple(_blocks(writer, room)),
        figures={
            "gantt": lambda brush: gantt(roadmap, brush),
            "places": lambda brush: places(roadmap, brush),
        },
    )


def _blocks(w: Writer, room: int) -> Iterator[Block]:
    yield _minute(w)
    yield from _levers(w, most=MOST_ROWS if room else FEWEST_ROWS)
    yield w.note(" ".join(w.of(price.words) for price in w.plan.prices))
    if w.roadmap.items:
        yield w.drawing(
            "gantt",
            "From left to right in time: design, embed, routinize, scale. Diamond: should stand. Dashed: review."
            if w.language == "en"
            else "From right to left in time: design, embed, routinize, scale. Diamond: should stand. Dashed: review.",
            width=100 if len(w.roadmap.items) <= SHORT_LIST else (92 if room else 72),
        )
    yield from _reviews(w)
    if room >= MOST_ROOM - 1:
        yield w.drawing("places", "Place to expect at each review, and at the end if the city stands still.", width=70)
    if room == MOST_ROOM:
        yield w.h3(w.say("Opportunities"))
        yield w.bullets(w.of(entry.text) for entry in w.swot.of("opportunity")[:FEW])
    yield w.h2("What the council is asked to decide", "decide")
    yield w.bullets(_decisions(w))
    yield w.note(_made(w))


def _minute(w: Writer) -> Block:
    plan = w.plan
    cost, staff = plan.portfolio.cost, plan.portfolio.staff
    sides = [
        (w.say("Strengths"), [w.of(e.text) for e in w.swot.of("strength")[:FEW]]),
        (w.say("Weaknesses"), [w.of(e.text) for e in w.swot.of("weakness")[:FEW]]),
        (w.say("Threats"), [w.of(e.text) for e in w.swot.of("threat")[:FEW]]),
    ]
    return {
        "kind": "minute",
        "text": f"{w.of(plan.summary)} {_place(w)}",
        "numbers": [
            [
                w.say("Chance of the target"),
                w.share(plan.probability),
                w.say("{a} if the city stands still", a=w.share(plan.still.probability)),
            ],
            [
                w.say("Thousand euros a year"),
                w.money(cost[1]),
                w.say("{a} to {b}", a=w.money(cost[0]), b=w.money(cost[2])),
            ],
            [
                w.say("Full-time persons"),
                w.number(staff[1]),
                w.say("in {n} levers", n=w.number(len(plan.portfolio.levers))),
            ],
        ],
        "columns": [[title, lines or [w.say("None that the evidence shows for sure.")]] for title, lines in sides],
    }


def _place(w: Writer) -> str:
    plan = w.plan
    return w.say(
        "The city stands at place {a} now (90 %: {b}) and would stand at {c} ({d}) with the plan.",
        a=w.number(plan.now.rank),
        b=w.span(plan.now.rank_interval),
        c=w.number(plan.portfolio.outlook.rank),
        d=w.span(plan.portfolio.outlook.rank_interval),
    )


def _levers(w: Writer, *, most: int) -> Iterator[Block]:
    added = dict(zip(w.plan.portfolio.levers, w.plan.portfolio.added, strict=True))
    entries = {lever.lever: lever for lever in w.plan.levers}
    yield w.h2("The levers", "levers")
    if not added:
        yield w.p(w.say("No lever is needed. What keeps the place:"))
        yield w.bullets(_keeps(w))
        return
    ordered = sorted(added, key=lambda code: -added[code])
    rows = [
        [
            w.titles[code],
            w.of(entries[code].owner),
            w.money(entries[code].cost[1]),
            w.share(entries[code].works),
            w.share(max(added[code], 0.0)),
        ]
        for code in ordered[:most]
    ]
    header = ["Lever", "Owner", "Thousand euros a year", "Works in time", "Lost without it"]
    yield w.table(header, rows, numeric=[2, 3, 4], columns=["2.4", "1.7", "0.7", "0.7", "0.7"], size=7.6)
    if len(ordered) > most:
        rest = w.joined(w.titles[code] for code in ordered[most:])
        yield w.note(w.say("Also: {rest}.", rest=rest))


def _keeps(w: Writer) -> list[str]:
    return [w.of(support.name) for support in w.plan.holds.supports] or [
        w.say("No single figure carries it: it holds without any one of them.")
    ]


def _reviews(w: Writer) -> Iterator[Block]:
    yield w.h2("Reviews", "reviews")
    rows = [
        [
            w.of(phase.name),
            w.days(phase.review_on),
            w.number(len(phase.stands)),
            f"{w.number(phase.outlook.rank)} ({w.span(phase.outlook.rank_interval)})",
            w.share(phase.outlook.probability),
        ]
        for phase in w.roadmap.phases
    ]
    header = ["Phase", "Review on", "Levers that newly stand", "Place to expect (90 %)", "Chance of the target"]
    yield w.table(header, rows, numeric=[2, 3, 4], columns=["1", "2.4", "1", "1.1", "1"], size=7.6)


def _decisions(w: Writer) -> list[str]:
    plan = w.plan
    entries = {lever.lever: lever for lever in plan.levers}
    waiting = [w.titles[code] for code in plan.portfolio.levers if entries[code].permission]
    out = []
    if plan.portfolio.levers:
        out.append(
            w.say(
                "{a} thousand euros a year and {n} posts for {y} years, reviewed at the four dates above.",
                a=w.money(plan.portfolio.cost[1]),
                n=w.number(plan.portfolio.staff[1]),
                y=w.number(plan.years),
            )
        )
    if waiting:
        out.append(w.say("To ask the state's permission for: {l}.", l=w.joined(waiting)))
    if plan.blind:
        out.append(
            w.say(
                "To have {n} figures counted that nobody knows, so that the next plan sees more.",
                n=w.number(len(plan.blind)),
            )
        )
    return [*out, w.say("To publish this plan with its evidence, and to have its reviews made by somebody else.")]


def _made(w: Writer) -> str:
    p = w.plan.provenance
    return w.say(
        "Effects and costs of levers are judgment, to be replaced by your own. Proxenia {v}, data edition {e}, {m}, levers {l}, seed {s}.",
        v=isolate(p.code_version),
        e=isolate(p.data_edition),
        m=isolate(p.methodology),
        l=isolate(p.program),
        s=isolate(str(p.seed)),
    )
