"""Indicator frequency: counts by hand, planted orders, and corpora refused."""

import numpy as np
import pytest

from proxenia.coding import Coding, PolicyDocument, passages_of
from proxenia.coding.frequency import (
    CodedStudy,
    embedded_studies,
    indicator_frequency,
    read_studies,
    studies_of_codings,
    tier_order,
)
from proxenia.coding.frequency.count import places_of_indicators, share_interval
from proxenia.errors import EvidenceError, MethodError, RefusedFile
from proxenia.index.steps.weight import ordered_weights

PLACES = {"a": ("bilateral", "city"), "b": ("multilateral", "global"), "c": ("multilateral", "regional")}


def study(name, *indicators, cases=None):
    return CodedStudy(study_id=name, title="", source_url="", cases=cases, indicators=frozenset(indicators))


def rng():
    return np.random.default_rng(4)


def test_studies_and_cases_are_counted_and_unknown_cases_are_not_zero():
    corpus = [study("1", "a", "b", cases=10), study("2", "a"), study("3", cases=4), study("4", "a", cases=5)]
    uses = {use.indicator: use for use in indicator_frequency(corpus, places=PLACES, rng=rng()).uses}
    assert (uses["a"].studies, uses["a"].share, uses["a"].cases, uses["a"].cases_unknown) == (3, 0.75, 15, 1)
    assert uses["c"].studies == 0


def test_uses_run_from_the_most_used():
    corpus = [study("1", "b", "c"), study("2", "b")]
    assert [use.indicator for use in indicator_frequency(corpus, places=PLACES, rng=rng()).uses] == ["b", "c", "a"]


def test_forms_and_scales_share_all_uses():
    corpus = [study("1", "a", "b"), study("2", "b"), study("3", "c")]
    found = indicator_frequency(corpus, places=PLACES, rng=rng())
    assert found.by_form["multilateral"][0] == 0.75
    assert sum(share for share, _, _ in found.by_scale.values()) == pytest.approx(1)


def test_wilson_interval_of_no_use_starts_at_zero_and_is_not_empty():
    low, high = share_interval(0, 20)
    assert low == 0
    assert high == pytest.approx(1.959964**2 / (20 + 1.959964**2), abs=1e-9)


def test_a_planted_order_is_found_in_tiers():
    corpus = [study(str(i), "a", *(["b"] if i < 40 else []), *(["c"] if i < 4 else [])) for i in range(80)]
    order = tier_order(indicator_frequency(corpus, places=PLACES, rng=rng()), rng=rng())
    assert order.tiers == (("a",), ("b",), ("c",))
    assert order.probability > 0.9


def test_what_a_small_corpus_cannot_tell_apart_stays_in_one_tier():
    corpus = [study("1", "a", "b"), study("2", "a"), study("3", "b", "c"), study("4", "c")]
    order = tier_order(indicator_frequency(corpus, places=PLACES, rng=rng()), rng=rng())
    assert order.tiers == (("a", "b", "c"),)


def test_of_unused_indicators_nothing_follows():
    order = tier_order(indicator_frequency([study("1", "a")], places=PLACES, rng=rng()), rng=rng())
    assert order.unused == ("b", "c")
    assert set(order.center()) == {"a"}


def test_the_middle_weights_keep_the_order_and_are_the_mean_of_all_that_do():
    corpus = [study(str(i), "a", *(["b"] if i < 40 else []), *(["c"] if i < 4 else [])) for i in range(80)]
    order = tier_order(indicator_frequency(corpus, places=PLACES, rng=rng()), rng=rng())
    center = list(order.center().values())
    assert sum(center) == pytest.approx(1)
    given = np.array([len(order.tiers) - level for level in order.levels().values()], dtype=float)
    drawn = ordered_weights(given, n=40_000, rng=rng()).mean(axis=0)
    assert center == pytest.approx(drawn, abs=0.01)


def test_a_corpus_without_any_indicator_is_refused():
    with pytest.raises(MethodError, match="code the studies first"):
        indicator_frequency([study("1")], places=PLACES, rng=rng())


def test_the_embedded_corpus_cites_known_indicators():
    places = places_of_indicators()
    corpus = embedded_studies(known=places)
    assert len(places) == 32
    assert len(corpus) >= 30
    assert all(each.source_url for each in corpus)


def test_a_faulty_corpus_tells_every_fault(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("study_id,title,source_url,cases,indicators\n1,T,u,many,a\n1,T,u,3,z;a\n", encoding="utf-8")
    with pytest.raises(RefusedFile) as refused:
        read_studies(path, known=PLACES)
    assert [(f.line, f.column) for f in refused.value.faults] == [(2, "cases"), (3, "indicators"), (3, "study_id")]


def test_coded_documents_become_studies():
    document = PolicyDocument(document_id="d", title="D", text="Some text of a study.", language="en", checksum="")
    (passage,) = passages_of(document)
    coding = Coding(passage_id=passage.passage_id, code="indicator:intl_visitors", coder="Sara")
    (found,) = studies_of_codings([coding], passages=[passage], documents=[document], cases={"d": 7})
    assert (found.indicators, found.cases) == (frozenset({"intl_visitors"}), 7)


def test_codes_of_two_coders_are_not_counted_together():
    codings = [Coding(passage_id="p", code="actor:firm", coder=name) for name in ("Sara", "Omid")]
    with pytest.raises(EvidenceError, match="2 coders"):
        studies_of_codings(codings, passages=[], documents=[], cases={})


def test_less_than_one_case_is_refused():
    with pytest.raises(EvidenceError, match="1 or more"):
        study("1", cases=0)
