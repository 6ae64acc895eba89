import json
from dataclasses import replace

import numpy as np
import pytest

from proxenia.compare.cases import CaseLibrary
from proxenia.errors import StudyError
from proxenia.index import simulate
from proxenia.locale import messages
from proxenia.strategy.levers import Program, draw_moves
from proxenia.strategy.plan import Question
from proxenia.strategy.plan.prices import round_amount
from proxenia.strategy.plan.settings import Settings, measured_pace, read_pace
from proxenia.strategy.plan.told import as_json, told
from proxenia.strategy.plan.words import PRICES, STATUS
from proxenia.strategy.portfolio import Limits
from proxenia.strategy.swot.matrix import WAYS

QUICK = {"nodes": 5, "scenarios": 64, "seed": 7}


@pytest.fixture(scope="module")
def plan(planner):
    return planner.plan(Question(limits=Limits(budget=1_000_000), **QUICK))


def test_the_world_of_a_plan_is_the_panel_of_the_report(planner):
    world = planner.world
    ranks = world.ranks(world.scores(world.points(world.values)))[:, 0]
    reported = planner.panel.uncertainty.rank_quantiles[[0, 2], world.row, 0]
    assert np.round(np.quantile(ranks, [0.05, 0.95])).tolist() == reported.tolist()


def test_scores_with_nothing_done_are_those_of_the_index(planner):
    world = planner.world
    np.testing.assert_allclose(
        world.scores(world.points(world.values)), world.simulation.scores[:, world.row], atol=1e-9
    )


def test_scores_with_levers_are_those_of_the_index_made_anew(planner):
    # levers on known figures: the index takes what is missing in one draw to be missing in all
    world = planner.world
    moves = draw_moves(planner.program, world, years=5, seed=1)
    known = ~np.isnan(world.values).any(axis=0)
    pulled = [all(known[world.column(e.indicator)] for e in lever.effects) for lever in planner.program.lever]
    assert sum(pulled) > 8
    values = moves.values_where(world, moves.works & np.array(pulled))
    cells = planner.panel.cells.copy()
    cells[:, world.row] = values[:, : cells.shape[2]]
    anew = simulate(
        cells,
        framework=planner.panel.dimensions,
        methodology=planner.bench.methodology,
        weights=planner.bench.framework.weights,
        rng=planner.laboratory.rng(),
    )
    np.testing.assert_allclose(world.scores(world.points(values)), anew.scores[:, world.row], atol=1e-9)


def test_a_plan_names_target_probability_path_portfolio_and_alternatives(plan):
    written = json.loads(as_json(plan))
    assert {"target", "probability", "path", "portfolio", "alternatives"} <= set(written)


def test_a_plan_helps(plan):
    assert plan.probability > plan.still.probability


def test_a_budget_is_kept_on_average(plan):
    assert plan.portfolio.cost[1] <= 1_000_000 * 1.001


def test_a_portfolio_holds_what_its_levers_require(plan):
    program = Program.read()
    for entry in (plan.portfolio, *plan.alternatives):
        lacking = [c for c in entry.levers for r in program.one(c).requires if r not in entry.levers]
        assert lacking == []


def test_alternatives_differ_from_the_portfolio_and_from_each_other(plan):
    sets = [frozenset(entry.levers) for entry in (plan.portfolio, *plan.alternatives)]
    assert len(set(sets)) == len(sets)


def test_more_money_never_lowers_the_frontier(plan):
    chances = [chance for _, chance in plan.frontier]
    assert chances == sorted(chances)


def test_prices_are_said_in_both_languages(plan):
    assert {price.of for price in plan.prices} == {"money", "years", "permission"}
    assert all(price.words.en and price.words.fa for price in plan.prices)


def test_every_step_of_the_path_cites_facts_of_the_store(plan, planner):
    tables = ("observations", "coded_facts", "memberships", "agreements", "institutions", "networks")
    known = {row["fact_id"] for table in tables for row in planner.bench.store.rows(table)}
    cited = {fact for step in plan.path.steps for fact in step.observations}
    cited |= {fact for lever in plan.levers for fact in lever.observations}
    assert cited
    assert cited <= known


def test_a_plan_is_told_in_both_languages(plan):
    assert "تهران" in told(plan, "fa")
    assert plan.summary.en in told(plan, "en")


def test_a_target_that_is_met_says_so_and_what_keeps_it(planner):
    last = len(planner.world.names)
    made = planner.plan(Question(**QUICK), target=f"rank:{last}")
    assert made.status == "met"
    assert made.still.probability == 1.0
    assert made.portfolio.levers == ()
    assert made.holds.rivals
    assert "met already" in made.summary.en


def test_a_target_that_is_impossible_says_so(planner):
    made = planner.plan(Question(limits=Limits(budget=500_000), **QUICK), target="score:100")
    assert made.status == "out of reach"
    assert made.probability == 0.0
    assert not made.path.feasible or not made.path.within_reach


def test_without_money_the_city_stands_still(planner):
    made = planner.plan(Question(limits=Limits(budget=0), **QUICK), target="rank:3")
    assert made.portfolio.levers == ()
    assert made.probability == made.still.probability


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("rank:9999", "beyond the"),
        ("parity:index=Tehran", "always level with itself"),
        ("parity:fame=Istanbul", "no dimension 'fame'"),
        ("model:fame", "no model 'fame'"),
        ("gaps:fame", "no indicator 'fame'"),
    ],
)
def test_a_target_of_something_that_is_not_there_is_refused(planner, target, told):
    with pytest.raises(StudyError, match=told):
        planner.plan(Question(**QUICK), target=target)


@pytest.mark.parametrize(
    "target", ["parity:international_presence=Istanbul", "model:state_driven=0.5", "gaps:science_brand"]
)
def test_other_kinds_of_targets_have_plans(planner, target):
    made = planner.plan(Question(limits=Limits(budget=800_000), **QUICK), target=target)
    assert made.target.text == target
    assert 0 <= made.still.probability <= made.probability <= 1


def test_the_probability_is_stable_in_the_seed_of_the_levers(planner):
    made = [planner.plan(Question(limits=Limits(budget=1_000_000), **{**QUICK, "seed": s})) for s in (1, 2)]
    assert made[0].probability == pytest.approx(
        made[1].probability, abs=0.12
    )  # 256 draws: two standard errors are 0.06 each


def test_the_same_seed_gives_the_same_plan(planner, plan):
    assert as_json(planner.plan(Question(limits=Limits(budget=1_000_000), **QUICK))) == as_json(plan)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"limits": Limits(budget=-1)}, "budget -1 is below zero"),
        ({"years": 0}, "0 years"),
        ({"confidence": 1.0}, "confidence 1"),
        ({"scenarios": 2}, "too few"),
    ],
)
def test_a_question_that_asks_for_nothing_sensible_is_refused(asked, told):
    with pytest.raises(StudyError, match=told):
        Question(**asked)


def test_a_lever_that_adds_to_an_unknown_figure_is_named_as_blind(planner, plan):
    world = planner.world
    blind = {indicator for lever in plan.levers for indicator in lever.blind}
    assert blind == {code for code, _ in plan.blind}
    assert all(np.isnan(world.values[:, world.column(i)]).all() for i in blind)


def test_pace_is_read_in_every_form(planner):
    rest = {
        "settings": Settings.read(),
        "rows": (),
        "catalog": planner.bench.catalog,
        "indicators": planner.bench.framework.indicator_ids,
    }
    assert read_pace("still", **rest).high == 0.0
    assert read_pace("0,1,2", **rest).likely == 1.0
    assert read_pace("still,Milan=2", **rest).own == (("Milan", 2.0),)
    with pytest.raises(StudyError, match="cannot be read"):
        read_pace("fast", **rest)


def test_a_planted_trend_is_measured(planner):
    # points of science_parks run from 0 to 25 parks on a logarithm; a city without change moves nothing
    rows = [
        {"geonames_id": city, "measure_id": "student_population", "year": year, "value": 100_000.0}
        for city in range(10)
        for year in (2015, 2020)
    ]
    pace = measured_pace(rows, catalog=planner.bench.catalog, indicators=planner.bench.framework.indicator_ids)
    assert (pace.low, pace.likely, pace.high) == (0.0, 0.0, 0.0)
    assert "10 dated pairs" in pace.source


def test_too_few_dated_figures_make_no_trend(planner):
    with pytest.raises(StudyError, match="too few for a trend"):
        measured_pace((), catalog=planner.bench.catalog, indicators=planner.bench.framework.indicator_ids)


def test_an_unknown_rival_has_no_pace(planner):
    pace = replace(Settings.read().assumed(), own=(("Atlantis", 1.0),))
    with pytest.raises(StudyError, match="no city 'Atlantis'"):
        pace.draw(planner.world.names, 10, rng=np.random.default_rng(1))


def test_no_persian_message_holds_an_arabic_letter():
    assert [fa for fa in messages().values() if "ي" in fa or "ك" in fa] == []


def test_every_sentence_of_a_plan_has_its_persian():
    said = [*STATUS.values(), *(text for kinds in PRICES.values() for text in kinds.values()), *WAYS.values()]
    assert [text for text in said if text not in messages()] == []


def test_rounded_amounts_are_one_two_or_five():
    assert [round_amount(x) for x in (90_000, 120_000, 210_000, 700_000)] == [100_000, 200_000, 500_000, 1_000_000]


def test_cases_of_the_library_speak_to_levers_of_the_plan(plan):
    told = {case for lever in plan.levers for case in lever.cases}
    assert told
    assert told <= {case.case_id for case in CaseLibrary.read().cases}
