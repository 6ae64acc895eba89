"""The case library: its form, its languages, its links to levers, models and modes, and its search."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from proxenia.compare import IdealTypes
from proxenia.compare.cases import CaseLibrary
from proxenia.compare.modes import mode_names
from proxenia.errors import DataError, MethodError, RefusedFile
from proxenia.strategy import Levers

TEXTS = ("name", "place", "blocs", "actors", "achieved", "failed", "needed")
PERSIAN = re.compile(r"[\u0600-\u06ff]")


@pytest.fixture(scope="module")
def library():
    return CaseLibrary.read()


def texts(library):
    return [(case.case_id, name, getattr(case, name)) for case in library.cases for name in TEXTS]


def test_there_are_at_least_sixty_cases_of_every_level(library):
    assert len(library.cases) >= 60
    assert {case.level for case in library.cases} == set(library.words["level"])


def test_every_case_says_who_and_what_was_achieved_and_most_what_failed(library):
    assert all(case.actors.en and case.achieved.en for case in library.cases)
    assert sum(bool(case.failed.en) for case in library.cases) >= 0.7 * len(library.cases)


def test_every_text_stands_in_its_own_script(library):
    assert [(i, n) for i, n, text in texts(library) if text.en and PERSIAN.search(text.en)] == []
    assert [(i, n) for i, n, text in texts(library) if text.fa and not PERSIAN.search(text.fa)] == []


def test_persian_letters_are_persian_and_digits_are_ascii(library):
    assert [(i, n) for i, n, text in texts(library) if re.search("[يكىة۰-۹٠-٩]", text.fa)] == []


def test_sentences_end_and_do_not_mix_marks(library):
    told = [(i, n, t) for i, n, t in texts(library) if n in {"achieved", "failed", "needed"} and t.en]
    assert [(i, n) for i, n, text in told if not (text.en.endswith(".") and text.fa.endswith("."))] == []
    assert [(i, n) for i, n, text in texts(library) if ";" in text.fa or "," in text.fa or "  " in text.fa] == []


def test_no_text_stands_twice(library):
    long = [text.en for _, name, text in texts(library) if name in {"achieved", "failed", "needed"} and text.en]
    assert len(long) == len(set(long))


def test_every_address_is_whole(library):
    addresses = [(case.case_id, url) for case in library.cases for url in (case.source_url, *case.also_url)]
    broken = [
        (i, url) for i, url in addresses if not (urlsplit(url).scheme in {"http", "https"} and urlsplit(url).netloc)
    ]
    assert broken == [] and all(" " not in url for _, url in addresses)


def test_cases_link_to_levers_models_and_modes_that_exist(library):
    levers = {lever.code for lever in Levers.read().lever}
    models = {model.code for model in IdealTypes.read().model}
    assert {each for case in library.cases for each in case.levers} <= levers
    assert {each for case in library.cases for each in case.models} <= models
    assert all(len(mode_names(";".join(case.modes))) == len(case.modes) > 0 for case in library.cases)


def test_every_model_and_most_levers_are_shown_by_a_case(library):
    assert {each for case in library.cases for each in case.models} == {m.code for m in IdealTypes.read().model}
    assert len({each for case in library.cases for each in case.levers}) >= 14


def test_years_run_forward(library):
    assert all(case.since_year <= case.until_year for case in library.cases if case.since_year and case.until_year)


@pytest.mark.parametrize(("english", "persian"), [("nuclear", "هسته‌ای"), ("vaccine", "واکسن"), ("Tehran", "تهران")])
def test_a_word_finds_the_same_case_in_both_languages(library, english, persian):
    found = [{match.case.case_id for match in library.search(query)} for query in (english, persian)]
    assert found[0] & found[1]


def test_arabic_letters_and_missing_half_spaces_find_what_is_written_in_persian(library):
    assert library.search("هسته اي") == library.search("هسته‌ای") != ()


def test_a_name_weighs_more_than_a_mention(library):
    assert library.search("SESAME")[0].case.case_id == "sesame"
    assert library.search("Pugwash")[0].case.case_id == "pugwash"


def test_every_word_has_to_be_there_where_one_case_holds_them_all(library):
    assert {(m.case.case_id, m.lacks) for m in library.search("water Oman")} == {("medrc", ())}


def test_words_that_no_case_holds_together_give_the_nearest_with_what_they_lack(library):
    assert {m.lacks for m in library.search("water zebra")} == {("zebra",)}
    assert library.search("science between Israel and Palestinians")[0].case.case_id == "ipso"
    assert library.search("zebra") == ()


def test_a_short_word_is_a_whole_word(library):
    assert len(library.search("oma")) < len(library.search("oman"))


def test_codes_narrow_a_search(library):
    found = library.search(level="city", model="creative_ecosystem")
    assert found and all(m.case.level == "city" and "creative_ecosystem" in m.case.models for m in found)
    assert all(m.case.bridged == "yes" for m in library.search(bridged="yes"))


def test_an_unknown_code_is_refused_with_those_there_are(library):
    with pytest.raises(MethodError, match="write one of country, institution"):
        library.search(level="planet")


HEADER = (
    "case_id,name_en,name_fa,level,place_en,place_fa,since_year,until_year,modes,fields,bridged,blocs_en,blocs_fa,"
    "actors_en,actors_fa,achieved_en,achieved_fa,failed_en,failed_fa,needed_en,needed_fa,levers,models,source_url,"
    "also_url,as_of,grade\n"
)


def test_a_table_of_ones_own_is_judged_whole(tmp_path):
    path = tmp_path / "mine.csv"
    row = "a,A,الف,planet,,,19x0,,m,physics,yes,,,w,,did,کرد,,,,,,,nowhere,,,D\n"
    path.write_text(HEADER + row + row, encoding="utf-8")
    with pytest.raises(RefusedFile) as refusal:
        CaseLibrary.read(path)
    faults = {(fault.line, fault.column) for fault in refusal.value.faults}
    assert faults >= {(2, "level"), (2, "since_year"), (2, "actors"), (2, "source_url"), (3, "grade"), (1, "case_id")}


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("case_id,name_en\na,A\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"columns .*achieved_en"):
        CaseLibrary.read(path)
