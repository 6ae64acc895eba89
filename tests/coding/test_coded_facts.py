"""Codes to rows of evidence: cited, graded, and refused where no person has agreed."""

import pytest

from proxenia.coding import Codebook, Coding, PolicyDocument, passages_of
from proxenia.coding.facts import coded_facts, level_chances
from proxenia.errors import EvidenceError
from proxenia.evidence import check_file
from proxenia.places import Gazetteer
from proxenia.store import Store

BOOK = Codebook.read()
TEXT = (
    "The international office has nine staff and its own budget.\n\nشهر برای دیپلماسی علمی راهبردی با هدف‌های روشن دارد."
)


@pytest.fixture(scope="module")
def city():
    return Gazetteer.embedded().one("Tehran")


@pytest.fixture(scope="module")
def study():
    document = PolicyDocument(
        document_id="plan",
        title="Plan",
        text=TEXT,
        language="en",
        checksum="",
        source_url="https://x.org/plan",
        as_of="2024",
    )
    return document, passages_of(document)


def facts(study, city, *codings, kinds=None, reliability=None):
    document, passages = study
    return coded_facts(
        codings,
        passages=passages,
        documents=[document],
        codebook=BOOK,
        city=city,
        grade="A",
        kinds=kinds or {"Sara": "people"},
        reliability=reliability or {},
    )


def office(study, coder, level):
    return Coding(passage_id=study[1][0].passage_id, code="indicator:intl_office_capacity", coder=coder, level=level)


def test_a_level_becomes_a_row_with_its_passage_as_origin(study, city):
    (row,) = facts(study, city, office(study, "Sara", 3)).rows
    assert (row["item"], row["score"], row["coder"], row["source_url"]) == (
        "intl_office",
        3,
        "Sara",
        "https://x.org/plan",
    )
    assert row["seen_en"].startswith("The international office has nine staff")
    assert "characters 0-59" in row["seen_en"]


def test_a_persian_passage_is_quoted_in_persian_and_told_in_english(study, city):
    coding = Coding(passage_id=study[1][1].passage_id, code="item:science_diplomacy_strategy", coder="Sara", level=3)
    (row,) = facts(study, city, coding).rows
    assert row["seen_fa"].startswith("شهر برای دیپلماسی علمی")
    assert row["seen_en"].startswith("adopted with targets or evaluation, by a Persian passage")


def test_a_row_passes_the_door_of_the_evidence(study, city, tmp_path):
    import csv

    rows = facts(study, city, office(study, "Sara", 3)).rows
    path = tmp_path / "coded_facts.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    checked = check_file(path, store=Store.open(), gazetteer=Gazetteer.embedded(), table="coded_facts", columns=None)
    assert not checked.faults


def test_what_a_machine_says_is_no_evidence_until_agreement_is_known(study, city):
    found = facts(study, city, office(study, "rules-1", 3))
    assert found.rows == ()
    assert found.refused[0].reason == "its agreement with people on this code is not known"


@pytest.mark.parametrize(("value", "rows"), [(0.7, 1), (0.6, 0), (None, 0)])
def test_a_machine_needs_tentative_agreement(study, city, value, rows):
    reliability = {("rules-1", "indicator:intl_office_capacity"): value}
    assert len(facts(study, city, office(study, "rules-1", 3), reliability=reliability).rows) == rows


def test_two_coders_stand_side_by_side(study, city):
    found = facts(
        study, city, office(study, "Sara", 3), office(study, "Omid", 2), kinds={"Sara": "people", "Omid": "people"}
    )
    assert {(row["coder"], row["score"]) for row in found.rows} == {("Sara", 3), ("Omid", 2)}


def test_a_document_without_an_address_is_no_evidence(study, city):
    document = PolicyDocument(document_id="plan", title="Plan", text=TEXT, language="en", checksum="")
    with pytest.raises(EvidenceError, match="source_url"):
        facts((document, study[1]), city, office(study, "Sara", 3))


def test_a_code_that_cites_no_known_passage_is_refused(study, city):
    with pytest.raises(EvidenceError, match="is not given"):
        facts(study, city, Coding(passage_id="no", code="indicator:intl_office_capacity", coder="Sara", level=1))


def test_chances_of_levels_sum_to_one_and_peak_at_what_was_said():
    for level in range(4):
        found = level_chances([level], differences=(0.7, 0.2, 0.07, 0.03))
        assert sum(found) == pytest.approx(1)
        assert max(found) == found[level]


def test_coders_who_differ_share_the_chances():
    assert level_chances([1, 2], differences=(1.0, 0.0, 0.0, 0.0)) == (0.0, 0.5, 0.5, 0.0)
