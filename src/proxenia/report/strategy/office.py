"""The briefing for the office: everything below the council's two pages, lever by lever and fact by fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.locale import isolate
from proxenia.report.document import Document
from proxenia.report.strategy.figures import frontier, gantt, places
from proxenia.report.strategy.sheets import cases, few, name_of, sheets
from proxenia.report.strategy.words import Writer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from proxenia.locale import Language
    from proxenia.report.strategy.words import Block
    from proxenia.strategy.roadmap import Phase, Roadmap
    from proxenia.strategy.swot import Swot

__all__ = ["office"]

KINDS = {
    "strength": "Strengths",
    "weakness": "Weaknesses",
    "opportunity": "Opportunities",
    "threat": "Threats",
}
PAIRS = {
    "SO": "Strengths for opportunities",
    "WO": "Opportunities against weaknesses",
    "ST": "Strengths against threats",
    "WT": "Weaknesses under threat",
}
METHOD = (
    (
        "Every probability is a share of {draws} draws, in which values, gaps, weights and the way the index is made vary as"
        " in the report of the city, rivals move on their own ({pace}), and levers work or fail."
    ),
    (
        "A lever works in a draw when it is carried through, permitted where it needs permission, done in time, and when all"
        " that it requires works."
    ),
    (
        "The portfolio is chosen on {scenarios} of the draws by mixed-integer programming and search, and judged on all of"
        " them by the index itself."
    ),
    (
        "What a lever does, costs and takes is judgment unless a source is named. Two offices may judge otherwise: give your"
        " own file of levers."
    ),
    "A lever that would add to a figure nobody knows is counted as nothing there.",
    "What the city does without a plan is not counted, neither for better nor for worse.",
)


def office(
    roadmap: Roadmap, swot: Swot, language: Language, *, made_on: dt.date, facts: dict[str, list[str]]
) -> Document:
    """Write the long briefing.

    Parameters
    ----------
    facts
        What is told of each fact that is cited: statement, year, source, grade, address.
    """
    writer = Writer(roadmap, swot, language)
    plan = roadmap.plan
    return Document(
        language=language,
        title=writer.say("{city}: roadmap for the office", city=writer.of(plan.city_name)),
        description=writer.say("Target: {target}", target=writer.of(plan.target.words)),
        made_on=made_on,
        blocks=tuple(_blocks(writer, facts)),
        figures={
            "gantt": lambda brush: gantt(roadmap, brush),
            "places": lambda brush: places(roadmap, brush),
            "frontier": lambda brush: frontier(plan, brush),
        },
    )


def _blocks(w: Writer, facts: dict[str, list[str]]) -> Iterator[Block]:
    yield from _target(w)
    yield from _path(w)
    yield from _portfolio(w)
    yield from _swot(w)
    yield from _road(w)
    yield from sheets(w)
    yield from cases(w)
    yield from _others(w)
    yield from _rivals(w)
    yield from _blind(w)
    yield from _method(w)
    yield from _ledger(w, facts)


def _target(w: Writer) -> Iterator[Block]:
    plan = w.plan
    yield w.h2("Target and chance", "target")
    yield w.p(w.of(plan.summary))
    rows = [
        [
            w.say(name),
            w.share(o.probability),
            w.number(o.score, 1),
            w.span(o.score_interval, 1),
            w.number(o.rank),
            w.span(o.rank_interval),
        ]
        for name, o in (("now", plan.now), ("standing still", plan.still), ("with the plan", plan.portfolio.outlook))
    ]
    header = ["", "Chance of the target", "Score", "90 % interval", "Place", "90 % interval"]
    yield w.table(header, rows, numeric=range(1, 6))
    if w.roadmap.items:
        yield w.drawing("places", "Place to expect at each review, and at the end if the city stands still.", width=80)


def _path(w: Writer) -> Iterator[Block]:
    path = w.plan.path
    yield w.h2("The smallest path", "path")
    if not path.feasible:
        yield w.p(w.say("No change of the figures that levers move reaches it by the published index."))
        return
    if not path.steps:
        yield w.p(w.say("By the published index nothing has to change."))
        return
    yield w.p(
        w.say(
            "By the published index, {t} points in all are the least change that reaches the target, if rivals move as in the"
            " median. If exactly these changes came about, the chance would be {p}.",
            t=w.number(path.total, 1),
            p=w.share(path.probability),
        )
    )
    if path.sure_total is not None:
        yield w.p(
            w.say(
                "To reach it with {c}, {t} points are needed.",
                c=w.share(w.plan.confidence),
                t=w.number(path.sure_total, 1),
            )
        )
    yield _steps(w)
    if not path.within_reach:
        yield w.note(w.say("The levers of this library cannot take every figure so far."))


def _steps(w: Writer) -> Block:
    rows = [
        [
            w.of(step.name),
            w.figure(step.now_value),
            w.figure(step.then_value),
            w.of(step.unit),
            w.number(step.now),
            w.number(step.then),
            w.number(len(step.levers)),
        ]
        for step in w.plan.path.steps
    ]
    header = ["Indicator", "Now", "Then", "Unit", "Points now", "Points then", "Levers"]
    return w.table(header, rows, numeric=[1, 2, 4, 5, 6], columns=["2.4", "1", "1", "1.3", "0.8", "0.8", "0.6"])


def _portfolio(w: Writer) -> Iterator[Block]:
    plan = w.plan
    yield w.h2("The portfolio, and what lies near it", "portfolio")
    rows = []
    for name, p in (
        (w.say("Chosen"), plan.portfolio),
        *((w.say("Alternative {k}", k=w.number(k + 1)), a) for k, a in enumerate(plan.alternatives)),
    ):
        differs = [*(f"+ {w.titles[c]}" for c in p.levers if c not in plan.portfolio.levers)]
        differs += [f"\u2212 {w.titles[c]}" for c in plan.portfolio.levers if c not in p.levers]
        rows.append(
            [
                name,
                w.share(p.probability),
                w.money(p.cost[1]),
                w.number(p.staff[1]),
                w.joined(differs) if differs else w.joined(w.titles[c] for c in p.levers),
            ]
        )
    header = ["", "Chance", "Thousand euros a year", "Persons", "Levers, or how they differ from the chosen"]
    yield w.table(header, rows, numeric=[1, 2, 3], columns=["0.9", "0.6", "0.8", "0.6", "4"], size=7.6)
    yield w.drawing("frontier", "Chance of the target by money a year. Dot: the chosen portfolio.", width=80)
    yield w.bullets(w.of(price.words) for price in plan.prices)


def _swot(w: Writer) -> Iterator[Block]:
    yield w.h2("Strengths, weaknesses, opportunities, threats", "swot")
    yield w.p(
        w.say(
            "Computed from the draws and from the facts; the number is how sure an entry is, where it was drawn. Entries that"
            " contradict each other are kept and named."
        )
    )
    for kind, name in KINDS.items():
        yield w.h3(w.say(name))
        rows = []
        for entry in w.swot.of(kind):  # ty: ignore[invalid-argument-type]  one of the four
            text = w.of(entry.text)
            if entry.contradicts:
                text += " " + w.say("(but see {c})", c=", ".join(entry.contradicts))
            if entry.disputed:
                text += " " + w.say("(sources differ)")
            sure = w.share(entry.probability) if entry.probability is not None else "–"
            rows.append([entry.code, text, sure, few(entry.observations)])
        header = ["", "What is seen", "How sure", "Facts"]
        yield w.table(header, rows, numeric=[2], columns=["0.35", "4", "0.7", "1.7"], size=7.6)
    yield w.h3(w.say("How they meet"))
    rows = [[w.say(PAIRS[cell.pair]), f"{w.of(cell.text)}", few(cell.observations)] for cell in w.swot.tows]
    yield w.table(["", "Way to act", "Facts"], rows, columns=["1.2", "4", "1.4"], size=7.6)


def _road(w: Writer) -> Iterator[Block]:
    yield w.h2("The roadmap", "roadmap")
    if not w.roadmap.items:
        yield w.p(w.say("No lever is needed, so there is no way to draw; the reviews remain."))
    else:
        yield w.drawing(
            "gantt",
            "From left to right in time: design, embed, routinize, scale. Diamond: should stand. Dashed: review."
            if w.language == "en"
            else "From right to left in time: design, embed, routinize, scale. Diamond: should stand. Dashed: review.",
        )
    for phase in w.roadmap.phases:
        yield from _phase(w, phase)


def _phase(w: Writer, phase: Phase) -> Iterator[Block]:
    yield w.h3(w.say("{phase}: review on {day}", phase=w.of(phase.name), day=w.days(phase.review_on)))
    yield w.p(w.of(phase.purpose))
    if phase.stands:
        yield w.p(w.say("Should stand by then: {l}.", l=w.joined(w.titles[code] for code in phase.stands)))
    rows = [
        [
            w.of(band.name),
            w.figure(band.now),
            w.figure(band.middle),
            w.span((band.low, band.high), 0 if float(band.high).is_integer() and float(band.low).is_integer() else 1),
            w.of(band.unit),
        ]
        for band in phase.bands
    ]
    if rows:
        header = ["Key indicator", "Now", "To expect", "90 % band", "Unit"]
        yield w.table(header, rows, numeric=[1, 2, 3], columns=["2.6", "0.8", "0.8", "1.2", "1.4"], size=7.6)
    yield w.bullets(w.of(question) for question in phase.questions)


def _pace(w: Writer) -> str:
    """How rivals move, in words."""
    source = w.plan.provenance.pace
    if source.startswith("judgment"):
        return w.say("as judged")
    if source.startswith("measured"):
        return w.say("as dated figures show")
    return w.say("as asked")


def _others(w: Writer) -> Iterator[Block]:
    rest = [lever for lever in w.plan.levers if lever.lever not in w.plan.portfolio.levers]
    if not rest:
        return
    yield w.h2("Levers that were not chosen", "others")
    rows = [
        [
            w.of(e.title),
            w.money(e.cost[1]),
            w.share(e.works),
            w.share(max(e.alone, 0.0)),
            w.say("yes") if e.permission else "",
        ]
        for e in sorted(rest, key=lambda e: -e.alone)
    ]
    header = ["Lever", "Thousand euros a year", "Works in time", "Adds by itself", "Needs permission"]
    yield w.table(header, rows, numeric=[1, 2, 3], columns=["3", "1", "0.8", "0.8", "0.8"], size=7.6)


def _rivals(w: Writer) -> Iterator[Block]:
    yield w.h2("Rivals, and what carries the city", "rivals")
    rows = [
        [w.of(r.city_name), w.number(r.score, 1), w.span(r.then_interval, 1), w.share(r.above_now), w.share(r.above_still), w.share(r.above_planned)]
        for r in w.plan.holds.rivals
    ]  # fmt: skip
    header = ["City", "Score", "Then (90 %)", "Above now", "Above if the city stands still", "Above with the plan"]
    yield w.table(header, rows, numeric=range(1, 6))
    if w.plan.holds.supports:
        rows = [[w.of(s.name), w.number(s.points), w.share(s.loss), few(s.observations)] for s in w.plan.holds.supports]
        header = ["Figure that carries it", "Points", "Chance lost if it falls by ten", "Facts"]
        yield w.table(header, rows, numeric=[1, 2], columns=["2.4", "0.7", "1", "1.7"])


def _blind(w: Writer) -> Iterator[Block]:
    if not w.plan.blind:
        return
    yield w.h2("Figures to be counted first", "blind")
    yield w.p(w.say("Levers would move these, but nobody knows where they stand, so nothing is counted for them."))
    rows = [[w.of(name_of(code)), w.of(how)] for code, how in w.plan.blind]
    yield w.table(["Indicator", "How to fill it"], rows, columns=["1", "2"])


def _method(w: Writer) -> Iterator[Block]:
    p = w.plan.provenance
    yield w.h2("How it was made", "method")
    yield w.bullets(
        w.say(text, draws=w.number(p.draws), scenarios=w.number(p.scenarios), pace=_pace(w)) for text in METHOD
    )
    yield w.note(
        w.say(
            "Proxenia {v}, data edition {e} ({f}), framework {fr}, methodology {m} ({h}), levers {l}, seed {s}.",
            v=isolate(p.code_version),
            e=isolate(p.data_edition),
            f=isolate(p.evidence_fingerprint),
            fr=isolate(p.framework),
            m=isolate(p.methodology),
            h=isolate(p.methodology_hash),
            l=isolate(p.program),
            s=isolate(str(p.seed)),
        )
    )


def _ledger(w: Writer, facts: dict[str, list[str]]) -> Iterator[Block]:
    if not facts:
        return
    yield w.h2("Facts below it", "ledger")
    rows = [[fact, *told] for fact, told in sorted(facts.items())]
    header = [w.say(name) for name in ("Fact", "City", "What was seen", "Value", "Year", "Source", "Grade")]
    yield {"kind": "ledger", "header": header, "rows": rows}
