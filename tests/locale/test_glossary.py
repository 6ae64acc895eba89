"""The Persian glossary is what the tables of messages keep to."""

import re
from pathlib import Path

import pytest

from proxenia.locale import messages

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "fa" / "glossary.md"


@pytest.fixture(scope="module")
def terms():
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    assert rows[0] == ["English", "فارسی", "معنا در اینجا", "نه"]
    return rows[1:]


def test_the_glossary_is_sorted_and_every_term_stands_once(terms):
    english = [row[0].casefold() for row in terms]
    assert english == sorted(set(english))
    assert len(english) >= 80


def test_every_term_has_its_persian_and_its_meaning(terms):
    assert [row for row in terms if len(row) != 4 or not re.search("[\u0600-\u06ff]", row[1] + row[2])] == []


def test_a_term_that_is_a_message_is_translated_as_the_glossary_says(terms):
    both = {english: persian for english, persian, *_ in terms if english in messages()}
    assert len(both) > 20
    assert {english: messages()[english] for english in both} == both


def test_the_tables_use_no_word_that_the_glossary_sets_aside(terms):
    aside = [word.strip() for row in terms for word in row[3].split("،") if word.strip()]
    assert len(aside) > 10
    kept = {english: persian for english, persian in messages().items() if not english.startswith("method ")}
    assert [(english, word) for english, persian in kept.items() for word in aside if word in persian] == []


def test_the_glossary_has_persian_letters_and_half_spaces(terms):
    text = " ".join(row[1] + " " + row[2] for row in terms)
    assert not set(text) & set("يك")
    assert re.findall(r"\S+ (?:ها|های|هایی)\b", text) == []
