"""The structured comparison: every cell an answer with its source, in both languages, in files that others can open."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from docx import Document
from lxml import etree  # ty: ignore[import-not-found]

from proxenia.compare.table import Questions, compare_cities, read_coded, table_csv, table_files
from proxenia.compare.workbench import Workbench
from proxenia.errors import DataError, StudyError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CITIES = ("Tehran", "Barcelona", "Istanbul")


@pytest.fixture(scope="module")
def bench():
    return Workbench.open()


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("d") / "plan.md"
    path.write_text(
        "# Plan\n\nThe city adopted a science diplomacy strategy in 2024 and publishes a report each year.\n\n"
        "It plans to set up a council of universities, firms and the city.\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def table(bench, document):
    coded = read_coded([f"Tehran={document}"])
    return compare_cities(bench.cities(CITIES), bench=bench, questions=Questions.read(), documents=coded)


@pytest.fixture(scope="module")
def files(table):
    return table_files(table, languages=("en", "fa"), made_of="Proxenia test")


def body(files, language):
    with zipfile.ZipFile(io.BytesIO(files[f"comparison.{language}.docx"])) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def answers(table):
    return [answer for cell in table.cells.values() for answer in cell.answers]


def test_every_question_is_put_to_every_city(table):
    assert len(table.cells) == len(Questions.read().question) * len(CITIES)


def test_every_answer_from_the_evidence_names_its_facts_and_their_sources(table):
    told = [answer for answer in answers(table) if answer.kind != "passage"]
    assert told and all(answer.facts and all(source.url for source in answer.sources) for answer in told)


def test_every_fact_of_an_answer_is_a_row_of_the_store(table, bench):
    tables = ("observations", "memberships", "networks", "agreements", "coded_facts", "institutions")
    known = {row["fact_id"] for name in tables for row in bench.store.rows(name)}
    assert {fact for answer in answers(table) for fact in answer.facts} <= known


def test_a_passage_is_quoted_with_its_document_and_coder_and_marked_as_unchecked(table):
    passages = [a for a in table.cell("strategy", "Tehran").answers if a.kind == "passage"]
    assert passages[0].quote.startswith("The city adopted") or "The city adopted" in passages[0].quote
    assert (passages[0].document, passages[0].is_checked) == ("Plan", False)
    assert passages[0].coder.startswith("rules-")


def test_what_people_coded_comes_first_and_is_marked_as_checked(bench, document, tmp_path):
    (machine,) = read_coded([f"Tehran={document}"])
    sheet = tmp_path / "sara.csv"
    key = next(iter(machine.passages))
    sheet.write_text(
        f"coder,passage_id,code,stance,level\nSara,{key},item:science_diplomacy_strategy,present,2\n", encoding="utf-8"
    )
    coded = read_coded([f"Tehran={document}"], codings=[sheet], people=["Sara"])
    table = compare_cities(bench.cities(["Tehran"]), bench=bench, questions=Questions.read(), documents=coded)
    (answer,) = [a for a in table.cell("strategy", "Tehran").answers if a.kind == "passage"]
    assert (answer.coder, answer.is_checked) == ("Sara", True)


def test_a_plan_is_told_as_a_plan(table):
    passages = [a for a in table.cell("coordination", "Tehran").answers if a.kind == "passage"]
    assert any(answer.text.en.endswith("(planned)") for answer in passages)


def test_where_nothing_is_known_the_cell_says_how_to_find_it(table):
    empty = [cell for cell in table.cells.values() if not cell.answers]
    assert empty and all(cell.how_to_fill.en and cell.how_to_fill.fa for cell in empty)


def test_persian_answers_hold_persian_digits(table):
    figures = [answer for answer in answers(table) if answer.kind == "figure"]
    assert figures and not any(char in "0123456789" for answer in figures for char in answer.text.fa)


def test_a_document_without_a_city_is_refused():
    with pytest.raises(StudyError, match="write CITY=FILE"):
        read_coded(["plan.md"])


def test_the_csv_has_a_row_for_each_answer_and_each_gap(table):
    rows = list(csv.DictReader(io.StringIO(table_csv(table))))
    gaps = sum(not cell.answers for cell in table.cells.values())
    assert len(rows) == len(answers(table)) + gaps
    assert sum(row["kind"] == "missing" for row in rows) == gaps


def test_no_field_of_the_csv_is_a_formula(table):
    rows = list(csv.reader(io.StringIO(table_csv(table))))
    assert [cell for row in rows for cell in row if cell[:1] in {"=", "+", "@"}] == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_document_opens_with_a_row_for_each_question_and_a_column_for_each_city(files, language):
    document = Document(io.BytesIO(files[f"comparison.{language}.docx"]))
    assert sum(len(grid.rows) - 1 for grid in document.tables) == len(Questions.read().question)
    assert {len(grid.columns) for grid in document.tables} == {1 + len(CITIES)}


def test_the_persian_document_runs_right_to_left_everywhere(files):
    tree = body(files, "fa")
    paragraphs = [p for p in tree.iter(f"{W}p") if p.find(f"{W}r") is not None]
    assert paragraphs and all(p.find(f"{W}pPr/{W}bidi") is not None for p in paragraphs)
    assert all(grid.find(f"{W}tblPr/{W}bidiVisual") is not None for grid in tree.iter(f"{W}tbl"))
    assert tree.find(f".//{W}sectPr/{W}bidi") is not None


def test_runs_in_persian_are_marked_and_runs_in_latin_are_not(files):
    for run in body(files, "fa").iter(f"{W}r"):
        text = "".join(run.itertext())
        is_marked = run.find(f"{W}rPr/{W}rtl") is not None
        if any("\u0600" <= char <= "\u06ff" for char in text):
            assert is_marked, text
        elif any(char.isascii() and char.isalpha() for char in text):
            assert not is_marked, text


def test_an_english_sentence_inside_persian_keeps_its_full_stop(files):
    quoted = [run for run in body(files, "fa").iter(f"{W}r") if "The city adopted" in "".join(run.itertext())]
    assert quoted and all("".join(run.itertext()).endswith(".") for run in quoted)


def test_persian_runs_have_a_font_and_size_for_their_script(files):
    marked = [run for run in body(files, "fa").iter(f"{W}r") if run.find(f"{W}rPr/{W}rtl") is not None]
    assert {run.find(f"{W}rPr/{W}rFonts").get(f"{W}cs") for run in marked} == {"Vazirmatn"}
    assert all(run.find(f"{W}rPr/{W}szCs") is not None for run in marked)


def test_the_english_document_has_no_mark_of_right_to_left(files):
    tree = body(files, "en")
    assert [mark for name in ("bidi", "rtl", "bidiVisual") for mark in tree.iter(f"{W}{name}")] == []


def test_every_number_in_brackets_is_in_the_list_of_sources(files):
    text = "\n".join("".join(p.itertext()) for p in body(files, "en").iter(f"{W}p"))
    cited = {int(n) for n in re.findall(r"\[(\d+)\]", text)}
    listed = {int(n) for n in re.findall(r"^(\d+)\. ", text, flags=re.MULTILINE)}
    assert cited and cited == listed


def test_the_same_comparison_gives_the_same_bytes(table, files):
    again = table_files(table, languages=("en", "fa"), made_of="Proxenia test")
    assert again == files


def test_questions_of_ones_own_are_checked(tmp_path):
    path = tmp_path / "q.toml"
    path.write_text(
        'name = "q"\nversion = 1\nsource = ""\ngroup = []\n'
        '[[question]]\ncode = "a"\ngroup = "g"\ntext = { en = "A?", fa = "الف؟" }\nfill = "museums"\n',
        encoding="utf-8",
    )
    with pytest.raises(DataError, match="unknown group 'g'"):
        Questions.read(path)


def test_questions_read_items_and_indicators_that_exist(bench, catalog):
    asked = Questions.read()
    items = {row["item"] for row in bench.store.rows("coded_facts")}
    assert {each for question in asked.question for each in question.items} <= items
    assert {each for question in asked.question for each in (*question.indicators, question.fill)} <= set(
        catalog.indicators
    )
