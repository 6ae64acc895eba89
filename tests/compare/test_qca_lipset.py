"""Lipset's data as R's QCA 3.25.1 prints it. The tables lie in the folder shared beside the checkout, not here."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxenia.compare.qca import (
    Cuts,
    direct,
    find_thresholds,
    minimize,
    necessity,
    read_cases,
    read_columns,
    read_expectations,
    superset_search,
    truth_table,
)

LIPSET = Path(__file__).resolve().parents[3] / "shared" / "golden" / "lipset"
pytestmark = pytest.mark.skipif(not LIPSET.is_dir(), reason=f"no Lipset tables in {LIPSET.name}/: R is not compared")
CONDITIONS = ["DEV", "URB", "LIT", "IND", "STB"]


def solve(table, *, outcome="SURV", inclusion=1.0, solution="conservative", expected=None, conditions=CONDITIONS):
    cases = read_cases(LIPSET / f"lipset_{table}.csv", outcome=outcome, conditions=conditions)
    expectations = read_expectations(expected, cases) if expected else None
    return minimize(truth_table(cases, cuts=Cuts(inclusion=inclusion)), solution=solution, expectations=expectations)


def seen(solution):
    """Terms with inclS, PRI, covS and covU, and the model's own three, rounded as R prints them."""
    (model,) = solution.models
    terms = {
        word: tuple(round(figure, 3) for figure in fit.plain().values())
        for word, fit in zip(solution.words(model), model.term_fits, strict=True)
    }
    return terms, tuple(round(figure, 3) for figure in model.fit.plain().values())


R_PRINTS = [
    ({"table": "LC"}, {"DEV*~URB*LIT*STB": (1, 1, 0.5, 0.25), "DEV*LIT*IND*STB": (1, 1, 0.75, 0.5)}, (1, 1, 1)),
    ({"table": "LC", "solution": "parsimonious"}, {"DEV*STB": (1, 1, 1)}, (1, 1, 1)),
    (
        {"table": "LC", "outcome": "~SURV"},
        {"~DEV*~URB*~IND": (1, 1, 0.8, 0.8), "DEV*LIT*IND*~STB": (1, 1, 0.2, 0.2)},
        (1, 1, 1),
    ),
    (
        {"table": "LC", "outcome": "~SURV", "solution": "parsimonious"},
        {"~DEV": (1, 1, 0.8, 0.3), "~STB": (1, 1, 0.7, 0.2)},
        (1, 1, 1),
    ),
    (
        {"table": "LF", "inclusion": 0.8},
        {
            "DEV*URB*LIT*IND*STB": (0.904, 0.886, 0.454, 0.393),
            "DEV*~URB*LIT*~IND*STB": (0.804, 0.719, 0.265, 0.204),
        },
        (0.870, 0.843, 0.658),
    ),
    (
        {"table": "LF", "inclusion": 0.8, "solution": "parsimonious"},
        {"DEV*~IND": (0.815, 0.721, 0.284, 0.194), "URB*STB": (0.874, 0.845, 0.520, 0.430)},
        (0.850, 0.819, 0.714),
    ),
    (
        {"table": "LF", "inclusion": 0.8, "solution": "intermediate", "expected": "1,1,1,1,1"},
        {"DEV*URB*LIT*STB": (0.901, 0.879, 0.468, 0.378), "DEV*LIT*~IND*STB": (0.814, 0.721, 0.282, 0.191)},
        (0.866, 0.839, 0.660),
    ),
    (
        {"table": "LF", "inclusion": 0.8, "outcome": "~SURV"},
        {"~DEV*~URB*~IND": (0.886, 0.854, 0.678, 0.582), "DEV*LIT*IND*~STB": (0.981, 0.973, 0.220, 0.124)},
        (0.897, 0.871, 0.803),
    ),
    (
        {"table": "LF", "inclusion": 0.8, "outcome": "~SURV", "solution": "parsimonious"},
        {"~DEV": (0.837, 0.798, 0.783, 0.231), "~STB": (0.902, 0.871, 0.657, 0.105)},
        (0.849, 0.816, 0.888),
    ),
    (
        {"table": "LM", "conditions": CONDITIONS[:4]},
        {"DEV[2]*LIT[1]*IND[1]": (1, 1, 0.625, 0.625), "DEV[1]*URB[0]*LIT[1]*IND[0]": (1, 1, 0.25, 0.25)},
        (1, 1, 0.875),
    ),
    (
        {"table": "LM", "conditions": CONDITIONS[:4], "solution": "parsimonious"},
        {"DEV[2]": (1, 1, 0.625, 0.625), "DEV[1]*IND[0]": (1, 1, 0.25, 0.25)},
        (1, 1, 0.875),
    ),
]


@pytest.mark.parametrize(("asked", "terms", "model"), R_PRINTS, ids=[str(list(a.values())) for a, _, _ in R_PRINTS])
def test_models_and_their_fit_are_those_of_r(asked, terms, model):
    found_terms, found_model = seen(solve(**asked))
    assert list(found_terms) == list(terms)
    assert found_model == pytest.approx(model, abs=5e-4)
    for word, figures in terms.items():
        assert found_terms[word] == pytest.approx(figures, abs=1.001e-3)


def assumed(solution):
    return solution.assumed(solution.models[0])


def test_simplifying_assumptions_are_the_rows_r_lists():
    assert assumed(solve("LC", solution="parsimonious")) == (18, 20, 26, 28, 30)
    intermediate = solve("LF", inclusion=0.8, solution="intermediate", expected="DEV,URB,LIT,IND,STB")
    assert assumed(intermediate) == (30,)


def test_fit_agrees_to_ten_digits():
    fit = solve("LF", inclusion=0.8).models[0].fit
    assert fit.plain() == pytest.approx({"inclS": 0.8697674419, "PRI": 0.8429906542, "covS": 0.6584507042}, abs=1e-10)


def test_truth_table_rows_agree_to_ten_digits():
    cases = read_cases(LIPSET / "lipset_LF.csv", outcome="SURV", conditions=CONDITIONS)
    rows = {r.number: r for r in truth_table(cases, cuts=Cuts(inclusion=0.8)).rows}
    r_prints = {1: 0.215976331360947, 5: 0.520900321543409, 22: 0.804270462633452, 32: 0.904205607476635}
    assert {k: rows[k].inclusion for k in r_prints} == pytest.approx(r_prints, abs=1e-12)
    assert rows[31].pri == pytest.approx(0.0499999999999999)


def test_necessity_of_single_conditions_agrees_to_ten_digits():
    cases = read_cases(LIPSET / "lipset_LF.csv", outcome="SURV", conditions=CONDITIONS)
    found = {each.expression: tuple(each.fit.plain().values()) for each in necessity(cases)}
    assert found["LIT"] == pytest.approx((0.9906103286, 0.5094142259, 0.6428027418), abs=1e-10)
    assert found["IND"] == pytest.approx((0.6690140845, 0.7861788618, 0.6842737095), abs=1e-10)


def test_the_superset_search_lists_what_r_lists_in_its_order():
    cases = read_cases(LIPSET / "lipset_LF.csv", outcome="SURV", conditions=CONDITIONS)
    assert [each.expression for each in superset_search(cases, inclusion=0.9)] == [
        "LIT", "STB", "LIT*STB", "DEV + ~URB", "DEV + ~IND", "DEV + ~STB", "~URB + IND",
        "DEV + URB + ~LIT", "DEV + URB + IND", "DEV + ~LIT + IND",
    ]  # fmt: skip
    narrower = superset_search(cases, inclusion=0.9, coverage=0.6)
    assert [each.expression for each in narrower] == ["LIT", "STB", "LIT*STB", "DEV + URB + IND"]


def test_raw_figures_calibrate_and_divide_as_in_r():
    names, columns = read_columns(LIPSET / "lipset_LR_raw.csv", ["DEV"])
    degrees = dict(zip(names, direct(columns["DEV"], (400, 550, 900)).round(4), strict=True))
    assert {k: degrees[k] for k in ("AU", "BE", "EE", "FR")} == {"AU": 0.8069, "BE": 0.9901, "EE": 0.1666, "FR": 0.9745}
    assert find_thresholds(columns["DEV"], n=3) == (446, 626, 940)
