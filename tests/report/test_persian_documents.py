"""Persian reports are Persian: no English sentence stands in them, and no digit that is not Persian beside one."""

import datetime as dt
import re

import numpy as np
import pytest
from selectolax.lexbor import LexborHTMLParser

from proxenia.index import Assumptions, Framework, Leaf, Node, Recipe, Table
from proxenia.index.audit import audit
from proxenia.index.steps.aggregate import AGGREGATIONS
from proxenia.index.steps.impute import IMPUTATIONS
from proxenia.index.steps.normalize import NORMALIZATIONS
from proxenia.index.steps.treat import TREATMENTS
from proxenia.index.steps.weight import WEIGHTINGS
from proxenia.locale import Text, messages
from proxenia.report.audit import publish_audit
from proxenia.report.publish import publish

WORD = r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'\u2018\u2019-]*"
RUN = re.compile(rf"{WORD}(?:[,;:.!?)]* \(?{WORD}){{2,}}")
MADE = dt.date(2026, 11, 21)


def english(html):
    tree = LexborHTMLParser(html)
    for node in tree.css('script, style, code, pre, [lang]:not(html):not([lang="fa"])'):
        node.decompose()
    texts = [node.text(deep=False) or "" for node in tree.css("*")]
    texts += [node.attributes.get("aria-label") or "" for node in tree.css("*")]
    return {run for text in texts for run in RUN.findall(text)}


def drawn(svg):
    return {run for text in re.findall(r"<text\b[^>]*>(.*?)</text>", svg, re.DOTALL) for run in RUN.findall(text)}


@pytest.fixture(scope="module")
def report(tmp_path_factory, assessment, study):
    folder = tmp_path_factory.mktemp("persian") / "report"
    publish(assessment, study=study, folder=folder)
    return folder


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """The audit of a table of noise, in which much fails, so that much is said."""
    rng = np.random.default_rng(7)
    nodes = (Node(code="I", parent=None), Node(code="P", parent="I"), Node(code="Q", parent="I"))
    leaves = tuple(Leaf(code=f"{p}{k}", parent=p) for p in "PQ" for k in range(3))
    vary = Assumptions(normalize=("minmax:1,100",), weights="change", weight_change=0.25, weight_levels=(1,))
    values = rng.normal(size=(24, 6))
    values[3:20, 5] = np.nan
    table = Table(
        units=tuple(f"u{i}" for i in range(24)), indicators=tuple(each.code for each in leaves), values=values
    )
    found = audit(table, Framework(nodes, leaves), Recipe(vary=vary), draws=64)
    folder = tmp_path_factory.mktemp("persian") / "audit"
    publish_audit(found, title=Text("A trial", "آزمون"), made_on=MADE, folder=folder)
    return folder


def test_the_report_of_a_city_holds_no_english_sentence(report):
    assert english((report / "report.fa.html").read_text(encoding="utf-8")) == set()


def test_the_figures_of_a_city_hold_no_english_sentence(report):
    figures = sorted((report / "figures").glob("*.fa.svg"))
    assert len(figures) > 3
    assert {
        each.name: drawn(each.read_text(encoding="utf-8")) for each in figures if drawn(each.read_text("utf-8"))
    } == {}


def test_the_audit_of_an_index_holds_no_english_sentence(audited):
    assert english((audited / "audit.fa.html").read_text(encoding="utf-8")) == set()
    figures = sorted(audited.glob("*.fa.svg"))
    assert len(figures) >= 3
    assert [each.name for each in figures if drawn(each.read_text(encoding="utf-8"))] == []


def test_the_audit_names_each_choice_in_persian_before_its_code(audited):
    page = (audited / "audit.fa.html").read_text(encoding="utf-8")
    assert "کمینه–بیشینه (\u2068minmax" in page
    assert "هندسی (\u2068geometric" in page


def test_every_choice_of_an_index_has_a_persian_name():
    steps = (IMPUTATIONS, TREATMENTS, NORMALIZATIONS, WEIGHTINGS, AGGREGATIONS)
    assert [name for step in steps for name in step if f"method {name}" not in messages()] == []


def test_the_checker_of_reports_sees_english_where_it_stands():
    assert english('<html lang="fa"><p>متن<b>one two three</b><i lang="en">four five six</i>') == {"one two three"}
    assert drawn("<svg><text x='1'>one two three</text></svg>") == {"one two three"}
