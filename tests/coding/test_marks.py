"""The words a code rests on are found in the passage as it was written."""

import pytest

from proxenia.coding import Codebook, Passage, RuleCoder
from proxenia.coding.coders import cue_spans


def passage(text, language="en"):
    return Passage(
        passage_id=f"d:0-{len(text)}", document_id="d", text=text, start=0, end=len(text), page=None, language=language
    )


def marked(text, because, language="en"):
    return [text[low:high] for low, high in cue_spans(passage(text, language), because)]


def test_a_cue_is_marked_in_the_sentence_of_its_term_only():
    text = "There is no harbor. The city has no International Office."
    assert marked(text, "international office; no") == ["no", "International Office"]
    assert cue_spans(passage(text), "international office; no")[0][0] == text.rindex("no ")


def test_a_sign_of_results_may_stand_in_the_sentence_that_follows():
    assert marked("The office works. It published a report.", "office; publish*") == ["office", "published"]


def test_half_spaces_and_arabic_letters_keep_their_places():
    assert marked("تفاهم‌نامهٔ همكاری امضا شد.", "تفاهم نامه*; همکاری", "fa") == ["تفاهم‌نامهٔ", "همكاری"]


@pytest.mark.parametrize("because", ["", "carried by actor:university", "airport"])
def test_a_reason_without_words_in_the_passage_marks_nothing(because):
    assert marked("The city has a university.", because) == []


def test_every_code_of_the_rules_that_is_not_carried_has_its_words_marked():
    text = "The city has no international office. Its university plans to work on water scarcity with Boston."
    seen = passage(text)
    for coding in RuleCoder(codebook=Codebook.read()).code([seen]):
        if not coding.because.startswith("carried by"):
            assert cue_spans(seen, coding.because), coding
