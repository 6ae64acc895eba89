"""Audit: known faults planted in a table are found, and nothing is marked that cannot be known."""

import numpy as np
import pytest

from proxenia.errors import DataError, MethodError
from proxenia.index import Assumptions, Framework, Leaf, Node, Recipe, Table
from proxenia.index.audit import Checks, audit, audit_files
from proxenia.index.audit.coherence import components, correlations, cronbach_alpha

TREE = Framework(
    (
        Node(code="I", parent=None),
        *(Node(code=p, parent="I") for p in "PQR"),
    ),
    tuple(Leaf(code=f"{p.lower()}{k}", parent=p) for p in "PQR" for k in range(3)),
)
CODES = tuple(leaf.code for leaf in TREE.leaves)
RECIPE = Recipe(vary=Assumptions(normalize=("minmax:1,100", "percentile-rank"), weights="change", weight_change=0.25,
                                 weight_levels=(1, 2)))  # fmt: skip


def planted(n=60, seed=0):
    """Three pillars: P and Q measure one thing each and agree, R measures noise; p2 is p1 again, q2 runs backward."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    values = np.concatenate([np.repeat(common, 6, axis=1), np.zeros((n, 3))], axis=1) + rng.normal(
        scale=0.6, size=(n, 9)
    )
    values[:, 6:] = rng.normal(size=(n, 3))
    values[:, 2] = values[:, 1]
    values[:, 5] = -values[:, 5]
    values[0, 6] = 40.0
    values[5:50, 8] = np.nan
    return Table(units=tuple(f"u{i}" for i in range(n)), indicators=CODES, values=values)


@pytest.fixture(scope="module")
def found():
    return audit(planted(), TREE, RECIPE, draws=256)


def failing(found, check):
    return {each.subject for each in found.of(check) if each.mark == "fail"}


def test_an_indicator_with_few_values_fails(found):
    assert failing(found, "indicator-availability") == {"r2"}


def test_an_outlier_left_alone_fails(found):
    assert failing(found, "outliers") == {"r0"}


def test_an_indicator_that_runs_backward_fails_in_its_pillar(found):
    assert "q2" in failing(found, "own-correlation")


def test_an_indicator_and_its_copy_say_the_same(found):
    twins = {each.subject: each.beside for each in found.of("redundancy") if each.mark == "fail"}
    assert twins == {"p1": "p2", "p2": "p1"}


def test_a_pillar_of_noise_is_inconsistent(found):
    alpha = {each.subject: each.mark for each in found.of("alpha")}
    assert (alpha["P"], alpha["R"]) == ("pass", "fail")


def test_importance_shares_sum_to_one(found):
    assert sum(each.share for each in found.importance) == pytest.approx(1)
    assert sum(each.weight for each in found.importance) == pytest.approx(1)


def test_what_cannot_be_asked_says_why(found):
    assert found.attainable is None
    assert found.unasked["attainable"].startswith("Values are missing")
    assert found.unasked["goalposts"] == "No indicator has goalposts."
    assert {found.overall(check) for check in found.unasked} == {"not applicable"}


def test_every_check_has_figures_or_a_reason(found):
    for check in found.checks.check:
        assert bool(found.of(check.code)) is not (check.code in found.unasked)


def test_the_worst_figure_of_a_check_comes_first(found):
    values = [each.value for each in found.of("own-correlation")]
    assert values == sorted(values)
    widths = [each.value for each in found.of("rank-interval")]
    assert widths == sorted(widths, reverse=True)


def test_totals_count_every_check_once(found):
    assert sum(found.totals().values()) == len(found.checks.check) == 20


def test_the_same_seed_gives_the_same_audit(found):
    assert audit_files(audit(planted(), TREE, RECIPE, draws=256)) == audit_files(found)


def test_many_failures_fail_a_check_and_one_of_many_does_not(found):
    assert found.overall("unit-availability") == "pass"
    assert found.counts("indicator-availability")["fail"] == 1
    assert found.overall("indicator-availability") == "fail"
    assert len(found.of("unit-availability")) == 60


def test_limits_of_ones_own_change_the_marks(tmp_path):
    from importlib.resources import files

    text = (files("proxenia") / "data" / "audit" / "checks.toml").read_text(encoding="utf-8")
    (tmp_path / "checks.toml").write_text(text.replace("pass = 0.65\nattention = 0.5", "pass = 0.2\nattention = 0.1"))
    own = Checks.read(tmp_path / "checks.toml")
    assert failing(audit(planted(), TREE, RECIPE, draws=64, checks=own), "indicator-availability") == set()


def test_limits_that_lack_a_check_are_refused(tmp_path):
    (tmp_path / "c.toml").write_text("section = []\ncheck = []\n")
    with pytest.raises(DataError, match="no limits for indicator-availability"):
        Checks.read(tmp_path / "c.toml")


def test_every_check_stands_in_a_section_and_says_itself_twice():
    checks = Checks.read()
    assert {check.section for check in checks.check} == {section.code for section in checks.section}
    for check in checks.check:
        assert check.title.en != check.title.fa
        assert not set("يك") & set(check.title.fa + check.meaning.fa)
        better = check.passing >= check.attention if check.better == "higher" else check.passing <= check.attention
        assert better, check.code


def test_a_panel_is_refused_until_one_time_is_kept():
    panel = Table(units=("A", "A"), indicators=CODES, values=np.ones((2, 9)), times=(1.0, 2.0))
    with pytest.raises(MethodError, match="one time"):
        audit(panel, TREE, RECIPE)
    assert panel.at(2.0).units == ("A",)
    with pytest.raises(MethodError, match="it has 1, 2"):
        panel.at(3.0)


@pytest.mark.parametrize("units", [1, 2, 3, 5])
def test_few_units_are_audited_or_refused_in_words(units):
    some = planted(8).only(np.arange(8) < units)
    try:
        found = audit(some, TREE, RECIPE, draws=32)
    except MethodError as error:
        assert "three units" in str(error)  # noqa: PT017  few units may be either
    else:
        assert found.overall("first-component") == "not applicable"


def test_alpha_of_equal_columns_is_one_and_of_opposites_below_zero():
    x = np.arange(6.0)
    assert cronbach_alpha(np.column_stack([x, x, x])) == pytest.approx(1)
    assert cronbach_alpha(np.column_stack([x, -x + 0.1 * x**2])) < 0
    assert np.isnan(cronbach_alpha(x[:, None]))


def test_two_columns_that_agree_are_one_component():
    x = np.arange(8.0)
    both = components(np.column_stack([x, 2 * x + 1]))
    assert both.shares == pytest.approx([1, 0])
    assert both.first_loadings == pytest.approx([1, 1])


def test_correlations_need_five_units_and_a_spread():
    x = np.column_stack([np.arange(6.0), np.ones(6), [1, 2, 3, 4, np.nan, np.nan]])
    r = correlations(x)
    assert r[0, 0] == 1
    assert np.isnan(r[0, 1])
    assert np.isnan(r[0, 2])
