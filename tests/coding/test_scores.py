"""The labelled set, and how coders do on it."""

from pathlib import Path

import numpy as np
import pytest

from proxenia.coding import Codebook, Coding, PolicyDocument, RuleCoder, passages_of
from proxenia.coding.agreement import alpha
from proxenia.coding.coders.coding import Kind
from proxenia.coding.scores import (
    cross_validated,
    facts_of_study,
    labelled_passages,
    level_agreement,
    level_differences,
    ratings_by_code,
    read_labelled,
    reliability_of_passes,
    score,
    score_all,
)
from proxenia.errors import MethodError, RefusedFile
from proxenia.locale import number
from proxenia.places import Gazetteer

BOOK = Codebook.read()
LABELLED = labelled_passages()
RULES = RuleCoder(codebook=BOOK)


@pytest.fixture(scope="module")
def by_rules():
    return RULES.code([each.passage for each in LABELLED])


def test_the_set_has_three_hundred_passages_in_two_languages_and_three_manners():
    assert len(LABELLED) >= 300
    for language in ("en", "fa"):
        assert sum(each.passage.language == language for each in LABELLED) >= 150
    assert {each.genre for each in LABELLED} == {"strategy", "abstract", "agreement"}


def test_some_passages_have_no_code_at_all():
    assert sum(not each.settled for each in LABELLED) >= 20


def test_no_passage_stands_twice():
    assert len({each.passage.text for each in LABELLED}) == len(LABELLED)


def test_settled_codes_are_of_one_of_the_passes():
    for each in LABELLED:
        assert set(each.settled) <= set(each.first) | set(each.second)


def test_the_two_passes_are_two():
    assert sum(each.first != each.second for each in LABELLED) > 30


def test_rules_find_most_codes_and_are_mostly_right(by_rules):
    found = score(LABELLED, by_rules, coder=RULES.name, codebook=BOOK)
    given, settled, both = (sum(getattr(each, key) for each in found) for key in ("given", "settled", "both"))
    assert both / given > 0.85
    assert both / settled > 0.6


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_printed_scores_of_the_rules_are_those_of_the_rules(by_rules, language):
    page = Path(__file__).resolve().parents[2] / "docs" / language / "coding-scores.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    for each in score(LABELLED, by_rules, coder=RULES.name, codebook=BOOK):
        name = BOOK[each.code].name.into(language)
        if each.given:
            cells = " · ".join(number(v, language, decimals=2) for v in (each.precision, each.recall, each.alpha))
            assert any(line.startswith(f"| {name} |") and f"| {cells} |" in line for line in lines), each.code


def test_precision_recall_and_alpha_by_hand():
    wanted = [{"actor:firm"}, {"actor:firm"}, set(), set()]
    given = [{"actor:firm"}, set(), {"actor:firm"}, set()]
    firm = next(each for each in score_all(wanted, given, coder="x", codebook=BOOK) if each.code == "actor:firm")
    assert (firm.precision, firm.recall) == (0.5, 0.5)
    assert firm.alpha == pytest.approx(1 - 7 * 4 / (2 * 4 * 4))


def test_a_code_never_given_has_no_precision():
    firm = next(e for e in score_all([{"actor:firm"}], [set()], coder="x", codebook=BOOK) if e.code == "actor:firm")
    assert firm.precision is None
    assert firm.recall == 0


class Memory:
    """A coder that knows its lessons by heart."""

    name = "memory"
    kind: Kind = "classifier"

    def __init__(self, texts, codes):
        self.known = dict(zip(texts, codes, strict=True))

    def code(self, passages):
        return tuple(
            Coding(passage_id=p.passage_id, code=code, coder=self.name)
            for p in passages
            for code in self.known.get(p.text, ())
        )


def test_no_passage_is_coded_by_a_coder_that_has_seen_it_or_its_twin():
    assert cross_validated(LABELLED, Memory, folds=5, rng=np.random.default_rng(0)) == ()


def test_more_folds_than_groups_are_refused():
    with pytest.raises(MethodError, match="folds"):
        cross_validated(LABELLED[:3], Memory, folds=9, rng=np.random.default_rng(0))


def test_reliability_is_measured_over_all_passages():
    found = reliability_of_passes(LABELLED, codebook=BOOK, rng=np.random.default_rng(0), draws=20)
    assert all(each.alpha.units == len(LABELLED) for each in found)
    assert {each.verdict for each in found} <= {"reliable", "tentative", "unreliable", "undefined"}


def test_agreement_on_a_code_counts_passages_without_it():
    codings = [Coding(passage_id="a", code="actor:firm", coder=name) for name in ("Sara", "Omid")]
    read = {"Sara": {"a", "b", "c"}, "Omid": {"a", "b"}}
    ratings = ratings_by_code(codings, read=read, codebook=BOOK)["actor:firm"]
    assert alpha(ratings, level="nominal") == 1.0
    assert len(ratings.pairable().units) == 2


def test_one_coder_alone_agrees_with_nobody():
    with pytest.raises(MethodError, match="two or more"):
        ratings_by_code([], read={"Sara": {"a"}}, codebook=BOOK)


def test_level_differences_are_shares():
    assert sum(level_differences([(0, 3), (1, 1), (2, 1)])) == pytest.approx(1)


def test_a_labelled_file_with_faults_tells_them(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text(
        "passage_id,language,genre,group,first,second,settled,text\n"
        "a,en,strategy,1,actor:none,actor:firm=2,,x\nb,de,strategy,2,,,,y\n",
        encoding="utf-8",
    )
    with pytest.raises(RefusedFile) as refused:
        read_labelled(path, codebook=BOOK)
    assert [(f.line, f.column) for f in refused.value.faults] == [(2, "first"), (2, "second"), (3, "language")]


def test_levels_are_held_against_settled_levels_where_both_have_one(by_rules):
    found = level_agreement(LABELLED, by_rules, coder=RULES.name, codebook=BOOK)
    assert set(found) == {code.id for code in BOOK if code.item}
    assert found["indicator:intl_strategy_document"][1] == 1.0


def test_rules_give_no_evidence_on_a_code_whose_levels_they_miss():
    text = "The city has a science brand.\n\nThe city has an international strategy of its own."
    document = PolicyDocument(
        document_id="d", title="D", text=text, language="en", checksum="", source_url="https://x.org/d"
    )
    passages = passages_of(document)
    found = facts_of_study(
        RULES.code(passages),
        passages=passages,
        documents=[document],
        codebook=BOOK,
        city=Gazetteer.embedded().one("Tehran"),
        grade="B",
        people=[],
    )
    assert [row["item"] for row in found.rows] == ["intl_strategy_document"]
    assert [each.code for each in found.refused] == ["item:science_brand"]
