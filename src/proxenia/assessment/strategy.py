"""What follows a plan: roadmap, SWOT, what-ifs and follow-up, each for the city of a planner."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from proxenia.assessment.ledger import Ledger
from proxenia.assessment.plan import Planner
from proxenia.compare import findings
from proxenia.errors import StudyError
from proxenia.locale.text import Text
from proxenia.strategy.aim import aim_at
from proxenia.strategy.follow_up import FollowUp, follow_up
from proxenia.strategy.levers import draw_moves
from proxenia.strategy.plan.verdict import Court
from proxenia.strategy.roadmap import Roadmap, draw_roadmap
from proxenia.strategy.swot import Around, Swot, inner, outer, swot
from proxenia.strategy.swot.outer import Bridge
from proxenia.strategy.what_if import Scenario, WhatIf, what_if
from proxenia.study import Study

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from proxenia.assessment.result import Fact
    from proxenia.store import Store
    from proxenia.strategy.plan import Plan, Question

__all__ = ["facts_below", "follow_up_of", "read_roadmap", "roadmap_of", "swot_of", "what_if_of"]

PERMISSION_ITEM = "legal_permission"


def roadmap_of(planner: Planner, plan: Plan, question: Question, *, starts_on: dt.date) -> Roadmap:
    """Draw the roadmap of a plan of this planner."""
    target, _ = planner.target(plan.target.text)
    goal = planner.goal(target)
    world = planner.world.at(question.years)
    moves = draw_moves(planner.program, world, years=question.years, seed=question.seed)
    court = Court(world=world, moves=moves, aim=aim_at(goal, world))
    return draw_roadmap(plan, court, goal=goal, starts_on=starts_on)


def swot_of(planner: Planner, plan: Plan) -> Swot:
    """Compute SWOT and TOWS of a planner's city, with a plan that says what rivals and levers do."""
    strong, weak = findings(
        planner.profile, focal=0, benchmarks=range(1, len(planner.compared)), framework=planner.bench.framework
    )
    entries = [
        *inner(planner.world, planner.panel, found=(*strong, *weak), catalog=planner.bench.catalog),
        *outer(plan, _around(planner)),
    ]
    return swot(plan, entries, framework=planner.bench.framework, catalog=planner.bench.catalog)


def facts_below(planner: Planner, roadmap: Roadmap, entries: Swot) -> tuple[Fact, ...]:
    """Facts that the path, the chosen levers and the SWOT rest on, rivals' scores left out."""
    plan = roadmap.plan
    chosen = set(plan.portfolio.levers)
    ids = {fact for step in plan.path.steps for fact in step.observations}
    ids |= {fact for lever in plan.levers if lever.lever in chosen for fact in lever.observations}
    ids |= {fact for entry in entries.entries if entry.basis != "rival" for fact in entry.observations}
    ledger = Ledger(
        planner.bench.store, catalog=planner.bench.catalog, gazetteer=planner.bench.gazetteer, compared=planner.compared
    )
    return ledger.entries(ids)


def what_if_of(planner: Planner, scenario: Scenario) -> WhatIf:
    """Run a scenario on a planner's panel."""
    target, _ = planner.target(scenario.target)
    named = tuple(
        replace(change, city=planner.bench.gazetteer.one(change.city).name) if change.city else change
        for change in scenario.change
    )
    named = tuple(
        replace(change, subject=planner.bench.gazetteer.one(change.subject).name) if change.kind == "pace" else change
        for change in named
    )
    return what_if(
        replace(scenario, change=named, target=str(target)),
        planner.laboratory,
        goal=planner.goal(target),
        program=planner.program,
        types=planner.bench.types,
        seed=planner.study.seed,
    )


def follow_up_of(roadmap: Roadmap, planner: Planner, *, before: Store, now: Store, phase: str) -> FollowUp:
    """Hold a new edition against a roadmap.

    Parameters
    ----------
    planner
        A planner of the study the plan was made of, on the evidence it was made of.
    before, now
        Evidence of the plan, and of now.
    phase
        Code of the phase that has ended.
    """
    between = planner if before is planner.bench.store else Planner.open(planner.study, store=before)
    after = Planner.open(planner.study, store=now)
    return follow_up(
        roadmap,
        before=(planner.panel, planner.bench.methodology),
        between=(between.panel, between.bench.methodology),
        after=(after.panel, after.bench.methodology),
        focal=planner.focal.geonames_id,
        catalog=planner.bench.catalog,
        phase=phase,
    )


def read_roadmap(folder: Path) -> tuple[Roadmap, Study]:
    """Read a roadmap and its study from the folder it was written to.

    Raises
    ------
    StudyError
        If the folder holds no roadmap, or one of another form.
    """
    file = folder / "roadmap.json"
    if not file.is_file():
        raise StudyError(f"{folder} holds no roadmap; run: proxenia strategy roadmap CITY --out {folder}")
    try:
        return msgspec.json.decode(file.read_bytes(), type=Roadmap), Study.read(folder / "study.toml")
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise StudyError(f"{file}: {error}") from error


def _around(planner: Planner) -> Around:
    from proxenia.unions.advice import Bench, which_to_join  # noqa: PLC0415  slow to import, and only for this

    city = planner.focal
    bench = Bench(
        planner.bench.store,
        framework=planner.study.framework,
        methodology=planner.study.methodology,
        draws=min(planner.study.draws, 512),
        seed=planner.study.seed,
    )
    joined = which_to_join(city.name, bench=bench)
    measures = {row["measure_id"]: row for row in planner.bench.store.rows("measures")}
    rankings = [
        row
        for row in planner.bench.store.rows("observations", geonames_id=city.geonames_id)
        if measures.get(row["measure_id"], {}).get("role") == "ranking"
    ]
    coded = planner.bench.store.rows("coded_facts", geonames_id=city.geonames_id)
    missing = [
        indicator
        for indicator in planner.bench.framework.indicator_ids
        if planner.panel.observations.get(city.geonames_id, indicator) is None
    ]
    weights = planner.panel.dimensions.leaf_weights()
    share = sum(
        float(weight)
        for leaf, weight in zip(planner.panel.dimensions.leaves, weights, strict=True)
        if leaf.code in missing
    )
    return Around(
        networks=joined.networks,
        bridges=_bridges(planner),
        rankings=rankings,
        measures=measures,
        permission=[row for row in coded if row["item"] == PERMISSION_ITEM],
        unknown=tuple(missing),
        unknown_share=share,
        counted={network.network: planner.laboratory.counted(network.network) for network in joined.networks},
    )


def _bridges(planner: Planner) -> tuple[Bridge, ...]:
    """Partner cities of the city that no benchmark city has an agreement with."""

    def partners(geonames_id: int) -> dict[int, str]:
        rows = planner.bench.measurer.agreements_of(geonames_id)
        return {
            (row["geonames_id_b"] if row["geonames_id_a"] == geonames_id else row["geonames_id_a"]): row["fact_id"]
            for row in rows
        }

    taken = {number for city in planner.compared[1:] for number in partners(city.geonames_id)}
    taken |= {city.geonames_id for city in planner.compared}
    out = []
    for number, fact in partners(planner.focal.geonames_id).items():
        if number in taken:
            continue
        city = planner.bench.gazetteer.city(number)
        out.append(Bridge(partner=Text(en=city.text.en, fa=city.text.fa), country=city.country_iso2, observation=fact))
    return tuple(sorted(out, key=lambda bridge: (bridge.country, bridge.partner.en)))
