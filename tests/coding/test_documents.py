"""Documents in: what was written, where it stands, and what could not be read."""

import io
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxenia.coding.documents import (
    PolicyDocument,
    document_of_record,
    fold_text,
    language_of,
    passage_of,
    passages_of,
    read_document,
    read_documents,
    read_records,
    reading_quality,
)
from proxenia.coding.documents.quality import repair
from proxenia.errors import EvidenceError


def document(text, **more):
    return PolicyDocument(document_id="d", title="", text=text, language=language_of(text), checksum="", **more)


def test_a_pdf_yields_both_languages_in_reading_order(mixed_pdf, texts):
    read = read_document(mixed_pdf)
    pages = [fold_text(read.text[p.start : p.end]).text for p in read.pages[:2]]
    assert pages[0] == fold_text(texts["en"]).text
    assert pages[1] == fold_text(texts["fa"]).text


def test_latin_runs_and_brackets_stand_where_a_persian_line_has_them(make_pdf):
    line = "همکاری شهر با C40 Cities Climate Group در سال ۲۰۲۴ و دانشگاه‌ها (مانند MIT) است."
    path = make_pdf("runs", f'#set text(lang: "fa", dir: rtl)\n{line}')
    assert " ".join(read_document(path).text.split()) == line


def test_a_browsers_pdf_has_its_persian_words_in_order(tmp_path, texts):
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine to print a page with")
    page, target = tmp_path / "a.html", tmp_path / "a.pdf"
    page.write_text(f'<html lang="fa" dir="rtl"><meta charset="utf-8"><p>{texts["fa"]}</p></html>', encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [chromium, *options, "--no-pdf-header-footer", f"--print-to-pdf={target}", str(page)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    found, wanted = (fold_text(text).text.replace(" ", "") for text in (read_document(target).text, texts["fa"]))
    assert found == wanted


def test_a_scanned_page_is_told_and_not_taken_for_an_empty_one(mixed_pdf):
    read = read_document(mixed_pdf)
    assert [page.status for page in read.pages] == ["read", "read", "scanned", "blank"]
    assert [page.number for page in read.unreadable] == [3]


def test_a_pdf_of_pictures_alone_is_refused_as_unreadable(make_pdf):
    path = make_pdf("scan", '#image("scan.png", width: 100%)', '#image("scan.png", width: 100%)')
    with pytest.raises(EvidenceError, match="2 scanned pages"):
        read_document(path)


def test_passages_of_a_pdf_know_their_page(mixed_pdf):
    read = read_document(mixed_pdf)
    assert {passage.page for passage in passages_of(read)} == {1, 2}


def test_a_broken_pdf_is_refused(tmp_path):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(EvidenceError, match="is no PDF"):
        read_document(path)


def test_a_docx_yields_paragraphs_and_tables_in_order_with_half_spaces(tmp_path):
    import docx

    file = docx.Document()
    file.add_paragraph("شبکه‌های شهری در این سند")
    table = file.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "office", "دفتر"
    file.add_paragraph("Last words")
    path = tmp_path / "x.docx"
    file.save(path)
    assert read_document(path).text == "شبکه‌های شهری در این سند\n\noffice\tدفتر\n\nLast words"


def test_a_page_yields_its_main_part_without_navigation_or_scripts(tmp_path):
    path = tmp_path / "x.html"
    path.write_text(
        "<html><head><title>A  plan</title></head><body><nav>Menu</nav><main><h1>Plan</h1><p>The <b>city</b> office.</p>"
        "<script>var x = 'science';</script><ul><li>one</li><li>two</li></ul></main><footer>Copyright</footer></body></html>",
        encoding="utf-8",
    )
    read = read_document(path)
    assert read.title == "A plan"
    assert read.text == "Plan\n\nThe city office.\n\none\n\ntwo"


def test_a_page_in_an_older_encoding_is_read_by_what_it_names(tmp_path):
    path = tmp_path / "x.html"
    path.write_bytes("<html><meta charset=windows-1256><body><p>شهر علم و دانش</p></body></html>".encode("cp1256"))
    assert read_document(path).text == "شهر علم و دانش"


def test_text_is_stored_as_written(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes("\ufeffشبكه‌هاي  شهري ۱۲\r\nsecond".encode())
    assert read_document(path).text == "شبكه‌هاي  شهري ۱۲\nsecond"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.odt", b"x", "unknown format"),
        ("x.txt", "سلام".encode("cp1256"), "UTF-8"),
        ("x.txt", b"a\0b", "NUL"),
        ("x.txt", b"  \n ", "no text"),
        ("x.docx", b"PK nothing", "no DOCX"),
    ],
)
def test_a_file_that_holds_no_text_is_refused_with_the_reason(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(EvidenceError, match=said):
        read_document(path)


def test_the_same_file_given_twice_is_refused(tmp_path):
    for name in ("a.txt", "b.md"):
        (tmp_path / name).write_text("the same", encoding="utf-8")
    with pytest.raises(EvidenceError, match="same file"):
        read_documents([tmp_path])


def test_a_record_without_an_abstract_gives_no_document():
    assert document_of_record({"id": "W1", "title": "Only a title"}) is None


def test_abstracts_of_a_csv_carry_their_doi_and_year(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("id,title,abstract,doi,year\nW1,T,An abstract.,10.1/x,2020\nW2,U,,,\n", encoding="utf-8")
    (found,) = read_records(path)
    assert (found.source_url, found.as_of, found.text) == ("https://doi.org/10.1/x", "2020", "T\n\nAn abstract.")


def test_a_passage_is_what_stands_at_its_place():
    text = "First paragraph of some length.\n\nSecond paragraph of some length."
    for passage in passages_of(document(text)):
        assert text[passage.start : passage.end] == passage.text


def test_a_heading_joins_the_paragraph_below_it():
    found = passages_of(document("Aims\n\nThe city will work with others abroad."))
    assert [p.text for p in found] == ["Aims\n\nThe city will work with others abroad."]


def test_a_long_paragraph_is_cut_at_ends_of_sentences():
    text = " ".join(f"Sentence number {i} says something about the city." for i in range(100))
    found = passages_of(document(text))
    assert len(found) > 3
    assert all(p.text.endswith(".") and len(p.text) <= 1200 for p in found)


def test_a_stretch_outside_the_text_is_no_passage():
    with pytest.raises(EvidenceError, match="holds 3"):
        passage_of(document("abc"), 1, 9)


paragraphs = st.lists(
    st.text(alphabet="ab شهر.\n\u200c", min_size=0, max_size=400).filter(lambda t: "\x00" not in t), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(parts=paragraphs)
def test_every_letter_lies_in_exactly_one_passage(parts):
    text = "\n\n".join(parts)
    covered = [i for p in passages_of(document(text)) for i in range(p.start, p.end)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=60))
def test_a_folded_character_comes_from_where_it_says(text):
    folded = fold_text(text)
    assert len(folded.at) == len(folded.text) + 1
    assert list(folded.at) == sorted(folded.at)
    for i, char in enumerate(folded.text):
        if char.isalnum() and char.isascii() and text[folded.at[i]].isascii():
            assert text[folded.at[i]].casefold() == char


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("شبكه‌هاي شهري", "شبکه های شهری"),
        ("مُذاکرهٔ علمی", "مذاکره علمی"),
        ("۱۴۰۳", "1403"),
        ("City‑Region", "city region"),
    ],
)
def test_spellings_of_one_term_meet(one, other):
    assert fold_text(one).text == fold_text(other).text


def test_a_dot_inside_a_number_ends_no_sentence():
    assert " . " not in fold_text("about 2.5 million and e.g. more").text


def test_direction_marks_and_presentation_forms_are_repaired_and_named():
    text, done = repair("\u202bﺷﻬﺮ\u202c")
    assert text == "شهر"
    assert done == ("direction marks", "presentation forms")


def test_lines_in_visual_order_are_turned_round_with_numbers_kept():
    persian = "این برنامه را شهر در سال 2024 برای همکاری با دانشگاه ها و شهر های دیگر نوشت"
    visual = persian[::-1].replace("4202", "2024")
    text, done = repair(visual)
    assert text == persian
    assert done == ("visual order",)


def test_running_text_reads_better_than_its_reverse(texts):
    for text in texts.values():
        assert reading_quality(text).common > 0.2 > reading_quality(text[::-1]).common


def test_a_docx_without_words_is_refused(tmp_path):
    import docx

    stream = io.BytesIO()
    docx.Document().save(stream)
    path = tmp_path / "x.docx"
    path.write_bytes(stream.getvalue())
    with pytest.raises(EvidenceError, match="no text"):
        read_document(path)
