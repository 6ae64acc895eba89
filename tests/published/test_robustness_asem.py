"""Figures printed elsewhere on the robustness of the ASEM index and of the Better Life Index."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from proxenia.index import Framework, Leaf, Node, Recipe, Table, construct, read_table
from proxenia.index.robustness import (
    WeightLimits,
    accept,
    attain,
    importance,
    remove_each,
    sensitivity,
    strengths_and_weaknesses,
)
from proxenia.index.steps.weight import benefit_of_doubt

GOLDEN = Path(__file__).parents[2] / ".." / "shared" / "golden"
pytestmark = pytest.mark.skipif(not GOLDEN.is_dir(), reason=f"no published examples in {GOLDEN}: not compared")

RECIPE = Recipe(denominate=True, impute="group-mean:EurAsia_group", screen=0.9, treat="winsorize:5")
PILLARS = ("Physical", "ConEcFin", "Political", "Instit", "P2P", "Environ", "Social", "SusEcFin")


@pytest.fixture(scope="module")
def asem():
    return read_table(GOLDEN / "coinr_asem" / "coinr_ASEM_iData.csv", GOLDEN / "coinr_asem" / "coinr_ASEM_iMeta.csv")


@pytest.fixture(scope="module")
def built(asem):
    return construct(*asem, RECIPE)


@pytest.fixture(scope="module")
def pillars(built):
    codes = [node.code for node in built.framework.nodes]
    values = built.scores[:, [codes.index(pillar) for pillar in PILLARS]]
    tree = Framework((Node(code="Index", parent=None),), tuple(Leaf(code=p, parent="Index") for p in PILLARS))
    return Table(units=built.table.units, indicators=PILLARS, values=values), tree


def test_removing_each_pillar_moves_ranks_as_printed(asem):
    moves = remove_each(*asem, RECIPE, codes=[*PILLARS, "Conn", "Sust"])
    printed = [1.52941, 2.62745, 2.90196, 1.17647, 1.68627, 3.09804, 3.96078, 2.62745, 5.25490, 3.84314]
    assert [each.mean_shift for each in moves] == pytest.approx(printed, abs=5e-6)


def test_two_of_three_sustainability_pillars_carry_no_importance(built):
    found = {each.code: each for each in importance(built, codes=PILLARS)}
    printed = (0.2013, 0.0523, 0.1340, 0.1928, 0.1759, 0.0043, 0.2393, 0.0002)
    assert [found[code].share for code in PILLARS] == pytest.approx(printed, abs=5e-5)
    assert [found[code].weight for code in ("Environ", "Social", "SusEcFin")] == pytest.approx([1 / 6] * 3)


def test_units_ten_places_apart_in_pillar_and_index_are_as_many_as_printed(built):
    printed = (0.235, 0.549, 0.392, 0.392, 0.314, 0.529, 0.196, 0.725)
    assert [each.far for each in importance(built, codes=PILLARS)] == pytest.approx(printed, abs=5e-4)


def test_first_places_over_all_weights_are_as_printed(pillars):
    found = accept(*pillars, Recipe(normalize="none"), draws=65_536, rng=np.random.default_rng(0))
    shares = dict(zip(found.units, found.first, strict=True))
    printed = {"CHE": 0.5515, "LUX": 0.2063, "NLD": 0.0647, "SGP": 0.0639, "BEL": 0.0449, "DEU": 0.0369}
    assert {unit: shares[unit] for unit in printed} == pytest.approx(printed, abs=0.006)


def test_the_units_that_can_be_first_are_those_no_frontier_is_above(pillars):
    found = attain(*pillars, Recipe(normalize="none"), limits=WeightLimits(kind="any"))
    frontier = benefit_of_doubt(pillars[0].values)[0]
    assert found.proven.all()
    assert (found.best == 1).sum() == 20
    assert {u for u, best in zip(found.units, found.best, strict=True) if best == 1} == {
        u for u, score in zip(found.units, frontier, strict=True) if score > 1 - 1e-9
    }


@pytest.mark.parametrize(("least", "firsts"), [(0.0, 15), (1 / 22, 9)])
def test_as_many_countries_can_be_first_for_better_life_as_printed(least, firsts):
    with (GOLDEN / "other" / "compind_BLI_2017.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    codes = tuple(name for name in rows[0] if name not in {"", "country"})
    values = np.array([[float(row[code]) for code in codes] for row in rows])
    tree = Framework((Node(code="BLI", parent=None),), tuple(Leaf(code=code, parent="BLI") for code in codes))
    table = Table(units=tuple(row["country"] for row in rows), indicators=codes, values=values)
    limits = WeightLimits(kind="between", least=least, most=1.0)
    assert (attain(table, tree, Recipe(normalize="none"), limits=limits).best == 1).sum() == firsts


def test_aggregation_and_normalization_lead_the_sensitivity_as_in_the_vignette(asem):
    found = sensitivity(*asem, RECIPE, draws=512, rng=np.random.default_rng(0))
    order = np.argsort(-found.shift.total[:, 0])
    assert [found.shift.factors[i] for i in order] == ["aggregate", "normalize", "weights", "treat"]


def test_every_indicator_on_which_a_country_is_alone_in_last_place_is_its_weakness(built):
    lasts = [
        (unit, leaf.code)
        for j, leaf in enumerate(built.framework.leaves)
        for i, unit in enumerate(built.table.units)
        if (built.points[:, j] <= built.points[i, j]).sum() == 1
    ]
    assert len(lasts) >= 38
    for unit, code in lasts:
        weak = {s.indicator for s in strengths_and_weaknesses(built, unit=unit, most=49) if s.kind == "weakness"}
        assert code in weak
