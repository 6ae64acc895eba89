"""Tables of a strategy as CSV: ASCII digits, ISO dates, both languages side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxenia.output import csv_text

if TYPE_CHECKING:
    from proxenia.strategy.roadmap import Roadmap
    from proxenia.strategy.swot import Swot

__all__ = ["strategy_tables"]


def strategy_tables(roadmap: Roadmap, swot: Swot) -> dict[str, str]:
    """Give every table of a roadmap by its name."""
    return {
        "roadmap": _roadmap(roadmap),
        "phases": _phases(roadmap),
        "portfolios": _portfolios(roadmap),
        "path": _path(roadmap),
        "levers": _levers(roadmap),
        "swot": _swot(swot),
        "tows": _tows(swot),
    }


def _roadmap(roadmap: Roadmap) -> str:
    header = (
        "lever", "title_en", "title_fa", "pillar", "owner_en", "owner_fa", "requires", "begins_on", "stands_on", "shows_on",
        "milestone_en", "milestone_fa", "indicator", "cost_a_year", "staff", "works", "permission", "cases",
    )  # fmt: skip
    return csv_text(
        header,
        (
            (
                i.lever, i.title.en, i.title.fa, i.pillar, i.owner.en, i.owner.fa, " ".join(i.requires), i.begins_on, i.stands_on,
                i.shows_on, i.milestone.en, i.milestone.fa, i.indicator, round(i.cost[1]), round(i.staff[1], 1),
                round(i.works, 3), i.permission, " ".join(i.cases),
            )
            for i in roadmap.items
        ),
    )  # fmt: skip


def _phases(roadmap: Roadmap) -> str:
    header = (
        "phase", "begins_on", "review_on", "probability", "score", "rank", "rank_low", "rank_high",
        "indicator", "now", "low", "middle", "high",
    )  # fmt: skip
    return csv_text(
        header,
        (
            (
                phase.code, phase.begins_on, phase.review_on, round(phase.outlook.probability, 4),
                round(phase.outlook.score, 2), phase.outlook.rank, *phase.outlook.rank_interval,
                band.indicator, band.now, band.low, band.middle, band.high,
            )
            for phase in roadmap.phases
            for band in phase.bands
        ),
    )  # fmt: skip


def _portfolios(roadmap: Roadmap) -> str:
    plan = roadmap.plan
    header = (
        "portfolio",
        "levers",
        "probability",
        "cost_low",
        "cost_mean",
        "cost_high",
        "staff",
        "rank",
        "rank_low",
        "rank_high",
    )
    named = [("chosen", plan.portfolio), *((f"alternative {k + 1}", a) for k, a in enumerate(plan.alternatives))]
    return csv_text(
        header,
        (
            (
                name, " ".join(p.levers), round(p.probability, 4), *(round(c) for c in p.cost), round(p.staff[1], 1),
                p.outlook.rank, *p.outlook.rank_interval,
            )
            for name, p in named
        ),
    )  # fmt: skip


def _path(roadmap: Roadmap) -> str:
    header = ("indicator", "points_now", "points_then", "value_now", "value_then", "levers", "observations")
    return csv_text(
        header,
        (
            (
                s.indicator, round(s.now, 3), round(s.then, 3), s.now_value, s.then_value, " ".join(s.levers),
                " ".join(s.observations),
            )
            for s in roadmap.plan.path.steps
        ),
    )  # fmt: skip


def _levers(roadmap: Roadmap) -> str:
    chosen = set(roadmap.plan.portfolio.levers)
    header = (
        "lever", "title_en", "title_fa", "chosen", "basis", "works", "months", "cost_low", "cost_mean", "cost_high", "alone",
        "moves", "blind", "requires", "excludes", "permission", "cases", "observations",
    )  # fmt: skip
    return csv_text(
        header,
        (
            (
                e.lever, e.title.en, e.title.fa, e.lever in chosen, e.basis, round(e.works, 3), round(e.months[1], 1),
                *(round(c) for c in e.cost), round(e.alone, 4), " ".join(e.moves), " ".join(e.blind), " ".join(e.requires),
                " ".join(e.excludes), e.permission, " ".join(e.cases), " ".join(e.observations),
            )
            for e in roadmap.plan.levers
        ),
    )  # fmt: skip


def _swot(swot: Swot) -> str:
    header = ("code", "kind", "basis", "text_en", "text_fa", "probability", "contradicts", "disputed", "observations")
    return csv_text(
        header,
        (
            (
                e.code, e.kind, e.basis, e.text.en, e.text.fa, "" if e.probability is None else round(e.probability, 4),
                " ".join(e.contradicts), e.disputed, " ".join(e.observations),
            )
            for e in swot.entries
        ),
    )  # fmt: skip


def _tows(swot: Swot) -> str:
    header = ("pair", "inside", "outside", "text_en", "text_fa", "levers", "observations")
    return csv_text(
        header,
        ((c.pair, *c.entries, c.text.en, c.text.fa, " ".join(c.levers), " ".join(c.observations)) for c in swot.tows),
    )
