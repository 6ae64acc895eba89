"""The codebook: whole, in both languages, and refused where it breaks its form."""

import re
import tomllib
from importlib.resources import files

import pytest

from proxenia.coding import Codebook
from proxenia.coding.coders._terms import term_of
from proxenia.errors import DataError

BOOK = Codebook.read()


def test_every_family_of_the_study_is_there():
    counts = {family.code: len(BOOK.family(family.code)) for family in BOOK.families}
    assert counts == {
        "theme": 4, "dimension": 4, "indicator": 32, "item": 13, "mode": 3, "mode_2025": 2, "feature": 4,
        "actor": 11, "instrument": 5, "pillar": 4,
    }  # fmt: skip


def test_indicators_are_those_of_the_catalog():
    catalog = tomllib.loads(
        files("proxenia").joinpath("data", "indicators", "catalog.toml").read_text(encoding="utf-8")
    )
    assert {code.code for code in BOOK.family("indicator")} <= {each["id"] for each in catalog["indicator"]}


def test_the_scales_are_those_of_the_coded_facts():
    package = files("proxenia").joinpath("data", "edition", "datapackage.json").read_text(encoding="utf-8")
    assert {code.item for code in BOOK if code.item} == {
        item for item in re.findall(r'"(\w+)"', package.split('"item"')[1].split("]")[0]) if "_" in item
    }


@pytest.mark.parametrize("code", list(BOOK), ids=lambda code: code.id)
def test_a_code_has_rules_examples_and_terms_in_both_languages(code):
    for text in (code.name, code.definition, code.include, code.exclude):
        assert text.en
        assert text.fa
    for words in (code.examples, code.terms):
        assert words.en
        assert words.fa


@pytest.mark.parametrize("code", list(BOOK), ids=lambda code: code.id)
def test_persian_is_written_with_persian_letters(code):
    persian = " ".join([code.name.fa, code.definition.fa, code.include.fa, code.exclude.fa, *code.terms.fa])
    assert not re.search("[يك٠-٩0-9]", re.sub("[0-9۰-۹]+", "", persian))


def test_terms_stand_for_something():
    for code in BOOK:
        for language in ("en", "fa"):
            for written in code.terms.into(language):
                assert all(pattern.search("") is None for pattern in term_of(written, language).patterns)


def test_a_mode_carries_its_direction_of_2025():
    assert "mode_2025:diplomacy_impacting_science" in BOOK.closed(["mode:diplomacy_for_science"])


def test_closing_twice_adds_nothing():
    for code in BOOK:
        once = BOOK.closed([code.id])
        assert BOOK.closed(once) == once


def test_an_unknown_code_is_refused():
    with pytest.raises(DataError, match="no code 'actor:nobody'"):
        BOOK["actor:nobody"]


ONE = """
id = "own"
title = { en = "Own", fa = "خود" }
[[family]]
code = "a"
name = { en = "A", fa = "الف" }
[[code]]
family = "a"
code = "x"
name = { en = "X", fa = "ایکس" }
definition = { en = "d", fa = "د" }
include = { en = "i", fa = "ش" }
exclude = { en = "e", fa = "ن" }
examples = { en = [], fa = [] }
terms = { en = ["x"], fa = ["ایکس"] }
"""


def test_a_codebook_of_ones_own_is_read_from_one_file(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(ONE, encoding="utf-8")
    assert list(Codebook.read(path).codes) == ["a:x"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t + 'follows = ["a:y"]\n', "follows 'a:y', which is not there"),
        (lambda t: t.replace('family = "a"', 'family = "b"'), "no family"),
        (lambda t: t + 'item = "intl_office"\n', "write four"),
        (lambda t: t + t[t.index("[[code]]") :], "stands twice"),
        (lambda t: t.replace('id = "own"', ""), "no id"),
        (lambda t: t.replace('definition = { en = "d", fa = "د" }', 'definition = { en = "d" }'), "fa"),
    ],
)
def test_a_codebook_that_breaks_its_form_is_refused(tmp_path, change, said):
    path = tmp_path / "own.toml"
    path.write_text(change(ONE), encoding="utf-8")
    with pytest.raises(DataError, match=said):
        Codebook.read(path)
