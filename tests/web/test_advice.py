"""Pages whose answers take a while: they wait in words, answer, and refuse with the reason."""

import time

import pytest

from proxenia.errors import StudyError
from proxenia.web.answers import Answers

QUESTIONS = ["join?city=Tehran", "unions?region=persian-gulf&least=6&most=8", "strategy?city=Tehran&target=rank:15"]


@pytest.fixture(scope="module")
def answered(client):
    def get(address):
        for _ in range(120):
            page = client.get(address)
            if "refresh" not in page.headers:
                return page
            assert 'role="status"' in page.text
        raise AssertionError(f"{address} never answered")

    return get


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_in_both_languages(answered, question):
    for language, word in (("en", "Evidence ("), ("fa", "شواهد (")):
        page = answered(f"/{language}/{question}")
        assert page.status_code == 200
        assert word in page.text


def test_a_strategy_shows_its_way_in_time_the_portfolios_near_it_and_every_lever(answered):
    parts = {"en": ("The roadmap", "Portfolios", "Every lever"), "fa": ("نقشهٔ راه", "سبدها", "همهٔ اهرم‌های کتابخانه")}
    for language, words in parts.items():
        page = answered(f"/{language}/{QUESTIONS[2]}").text
        assert all(word in page for word in words)
        drawn, others = page.count("<svg"), page.count("Alternative" if language == "en" else "گزینهٔ")
        levers = page.partition("<details><summary>" + words[2])[2].partition("</details>")[0]
        assert drawn >= 3 and others >= 1 and levers.count("<tr>") > 20


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("join?city=Nowhereville", "no city"),
        ("unions?region=atlantis", "atlantis"),
        ("unions?region=persian-gulf&least=9&most=4", "is none to propose"),
        ("strategy?city=Tehran&target=glory", "glory"),
        ("strategy?city=Tehran&budget=lots", "is no number"),
    ],
)
def test_what_cannot_be_answered_says_why(answered, question, words):
    page = answered(f"/en/{question}")
    assert page.status_code == 422
    assert words in page.text


@pytest.mark.parametrize("page", ["join", "unions", "strategy"])
def test_nothing_asked_is_nothing_worked_out(client, page):
    answer = client.get(f"/fa/{page}")
    assert answer.status_code == 200
    assert "refresh" not in answer.headers


def test_a_question_is_worked_out_once():
    made = []
    answers = Answers()
    for _ in range(3):
        assert answers.ask(("a",), lambda: made.append(1) or "answer", patience=5) == "answer"
    assert made == [1]


def test_a_slow_answer_is_none_until_it_is_there():
    answers = Answers()
    assert answers.ask(("slow",), lambda: time.sleep(0.3) or 7, patience=0.01) is None
    assert answers.ask(("slow",), lambda: 8, patience=5) == 7


def test_a_refusal_is_forgotten_so_that_it_can_be_asked_again():
    answers = Answers()

    def refuse():
        raise StudyError("no")

    with pytest.raises(StudyError):
        answers.ask(("b",), refuse, patience=5)
    assert answers.ask(("b",), lambda: "yes", patience=5) == "yes"


def test_a_page_that_waits_is_not_kept_and_one_that_answers_is(answered, client):
    address = "/en/unions?region=caspian&least=5&most=6"
    page = answered(address)
    assert page.text == client.get(address).text
