"""The page of documents: a file goes in, codes come out, a reader's decisions count, and nothing stays behind."""

import csv
import html
import io
import re
import sys
import tempfile
import zipfile

import msgspec
import pytest

from proxenia.coding import Codebook
from proxenia.errors import EvidenceError
from proxenia.web.desk import MOST_BYTES, Decision, Desk, DeskCode, decided, parse
from proxenia.web.routes.documents import SHOWN

PLAN = (
    "# Plan of the city\n\n"
    "The city has no international office. It plans to sign an agreement with Istanbul.\n\n"
    "The university of the city works with Boston on water scarcity and climate change.\n\n"
    "شهر تهران با شهر استانبول تفاهم‌نامهٔ همکاری علمی امضا کرده است و دفتر بین‌الملل دارد.\n"
)
HEAD = '{"title":"t","document_id":"d","media":"txt","language":"en","checksum":"c","text":"abc"'
OFFICE = "indicator:intl_office_capacity"


@pytest.fixture(scope="module")
def give(client):
    def give(content, name="plan.md", *, language="en", reader="Sara", **fields):
        kept = {"reader": reader, **fields}
        return client.post(f"/{language}/documents", data=kept, files={"file": (name, content, "text/plain")})

    return give


@pytest.fixture(scope="module")
def first(give):
    answer = give(PLAN.encode())
    assert answer.status_code == 200
    return answer.text


def desk_of(page):
    return html.unescape(re.search(r'name="desk" value="([^"]*)"', page)[1])


@pytest.fixture
def act(client, first):
    def act(action, *, page=first, screen=0, language="en", **fields):
        data = {"desk": desk_of(page), "action": action} | {k.replace("_", "-"): v for k, v in fields.items()}
        address = f"/{language}/documents/desk?screen={screen}"
        return client.post(address, data=data, files={"none": ("", b"")})

    return act


def test_passages_stand_with_their_codes_and_the_words_are_marked(first):
    assert first.count('class="passage"') == 3
    assert "<mark>international office</mark>" in first
    assert f'value="{OFFICE}" checked' in first


def test_persian_passages_are_coded_by_persian_words(first):
    assert 'lang="fa" dir="auto"' in first
    assert "<mark>تفاهم‌نامهٔ</mark>" in first


def test_a_blind_reader_sees_no_code_until_a_code_is_given(give, act):
    page = give(PLAN.encode(), blind="yes").text
    assert "<mark>" not in page
    assert 'name="keep-' not in page
    assert OFFICE in desk_of(page)
    after = act("save", page=page, add_0="actor:university").text
    assert re.findall(r'name="keep-\d+" value="([^"]+)" checked', after) == ["actor:university"]


def test_decisions_are_kept_in_the_page_and_come_out_as_a_file(act):
    page = act("save", read_0="yes", keep_0=[OFFICE], read_1="yes").text
    rows = list(
        csv.DictReader(io.StringIO(act("mine.csv", page=page, read_0="yes", keep_0=[OFFICE], read_1="yes").text))
    )
    assert [(row["coder"], row["code"]) for row in rows] == [("Sara", OFFICE), ("Sara", "none")]


def test_the_rule_coders_file_gives_every_code_its_words(act):
    rows = list(csv.DictReader(io.StringIO(act("rules.csv").text)))
    office = next(row for row in rows if row["code"] == OFFICE)
    assert (office["stance"], office["level"]) == ("lacking", "0")
    assert "international office" in office["because"]


def test_the_project_holds_the_text_and_both_coders(act):
    content = act("project.qdpx", read_0="yes", keep_0=[OFFICE]).content
    with zipfile.ZipFile(io.BytesIO(content)) as project:
        study = project.read("project.qde").decode()
    assert 'name="Sara"' in study
    assert 'name="rules-1/' in study


def test_a_reader_who_takes_every_code_of_the_rules_agrees_wholly():
    desk = msgspec.structs.replace(_desk(), decisions={0: Decision(codes=_desk().rules[0]), 1: Decision()})
    found = desk.agreement(draws=20)
    assert {report.alpha.value for report in found.values()} == {1.0}


def test_a_reader_who_takes_the_opposite_agrees_nowhere():
    code = DeskCode(code="actor:firm")
    desk = msgspec.structs.replace(_desk(), rules={0: (code,)}, decisions={0: Decision(), 1: Decision(codes=(code,))})
    (report,) = desk.agreement(draws=20).values()
    assert report.observed == 0.0
    assert report.alpha.value == pytest.approx(-0.5)


def test_agreement_is_shown_in_both_languages_and_needs_a_passage_read(act):
    assert "no passage is marked as read yet" in act("agree").text
    for language, words in (("en", "Agreement with the rule coder"), ("fa", "توافق با کدگذار قاعده‌ای")):
        page = act("agree", language=language, read_0="yes", keep_0=[OFFICE])
        assert page.status_code == 200
        assert words in page.text


def test_a_code_the_codebook_has_not_is_refused_beside_its_passage_and_stays_in_the_field(act):
    page = act("save", add_1="actor:dragon", read_0="yes", keep_0=[OFFICE])
    assert page.status_code == 422
    assert "no code &#39;actor:dragon&#39;" in page.text
    assert 'value="actor:dragon" aria-invalid="true"' in page.text
    assert Desk.returned(desk_of(page.text)).decisions[0].codes[0].code == OFFICE


def test_a_long_document_is_shown_screen_by_screen_and_decisions_travel_along(give, act):
    text = "\n\n".join(
        f"The city of number {i} has a university and an international office." for i in range(SHOWN + 5)
    )
    page = give(text.encode(), "long.txt").text
    assert page.count('class="passage"') == SHOWN
    second = act("screen-1", page=page, read_0="yes", keep_0=["actor:university"]).text
    assert second.count('class="passage"') == 5
    assert Desk.returned(desk_of(second)).decisions[0].codes[0].code == "actor:university"


def test_a_decision_that_is_taken_back_is_gone():
    desk = msgspec.structs.replace(_desk(), decisions={0: Decision(), 1: Decision()})
    after, wrong = decided(desk, {"read-1": ["yes"]}, range(2))
    assert (sorted(after.decisions), wrong) == ([1], {})


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ\x90\x00", "virus.exe", "unknown format"),
        (b"%PDF-1.4 broken", "plan.pdf", "plan.pdf"),
        (b"PK\x03\x04broken", "plan.docx", "plan.docx"),
        (b"\xff\xfe\x00", "plan.txt", "plan.txt"),
        (b"   ", "plan.txt", "holds no text"),
        (b"city " * 100_000, "long.txt", "command line"),
        (b"", "", "no file is chosen"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(give, content, name, words):
    answer = give(content, name)
    assert answer.status_code == 422
    assert words in answer.text
    assert "document-" not in re.search(r'role="alert"[^\n]*', answer.text)[0]


@pytest.mark.parametrize("reader", ["", "   ", "rules-1"])
def test_codes_without_a_named_reader_are_refused(give, reader):
    answer = give(PLAN.encode(), reader=reader)
    assert answer.status_code == 422
    assert "every code names its coder" in answer.text


def test_a_file_that_is_too_large_is_refused_before_it_is_read(give):
    answer = give(b"x" * (MOST_BYTES + 2**17), "large.txt")
    assert answer.status_code == 413
    assert "larger than" in answer.text


@pytest.mark.parametrize(
    "desk",
    [
        "",
        "{}",
        "[1, 2",
        HEAD + ',"spans":[[0,99]]}',
        HEAD + ',"spans":[[0,3]],"rules":{"0":[["actor:dragon","present",null,""]]}}',
        HEAD + ',"spans":[[0,3]],"decisions":{"7":{"codes":[]}}}',
    ],
)
def test_a_form_that_brings_back_something_else_is_refused(client, desk):
    answer = client.post("/en/documents/desk", data={"desk": desk, "action": "save"}, files={"none": ("", b"")})
    assert answer.status_code == 422
    assert "give the file again" in answer.text


def test_text_of_a_document_is_never_markup(give):
    page = give(b"The city <script>alert(1)</script> has an international office & more.", "x.txt").text
    assert "<script>alert" not in page


def test_nothing_of_a_document_stays_on_the_server(give, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = give(PLAN.encode())
    assert answer.headers["cache-control"] == "no-store"
    assert list(tmp_path.iterdir()) == []


def test_a_reading_that_lingers_is_ended(tmp_path):
    (tmp_path / "plan.md").write_text(PLAN, encoding="utf-8")
    with pytest.raises(EvidenceError, match="takes more than"):
        parse(tmp_path / "plan.md", seconds=0.001)


def test_a_reading_that_falls_over_is_told_in_plain_words(tmp_path, monkeypatch):
    (tmp_path / "plan.md").write_text(PLAN, encoding="utf-8")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(EvidenceError, match="within the memory and time"):
        parse(tmp_path / "plan.md")


def test_a_desk_left_by_reload_leads_back_to_the_first_page(client):
    answer = client.get("/fa/documents/desk", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/fa/documents")


def _desk():
    text = "The city has an international office. The sea is blue and calm today."
    code = DeskCode(code=next(iter(Codebook.read())).id)
    return Desk(
        title="t", document_id="d", media="txt", language="en", checksum="c", text=text,
        spans=((0, 37), (38, 69)), rules={0: (code,)}, reader="Sara",
    )  # fmt: skip
