"""Exchange: out and back without loss, by the standard's form, and hostile files refused."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # ty: ignore[import-not-found]

from proxenia.coding import Codebook, Coding, PolicyDocument, RuleCoder, passages_of
from proxenia.coding.documents import passage_of
from proxenia.coding.exchange import Project, codebook_toml, guid_of, read_qdc, read_qdpx, write_qdc, write_qdpx
from proxenia.errors import DataError

DATA = Path(__file__).parent / "data"
BOOK = Codebook.read()
SMALL = replace(BOOK, families=BOOK.families[7:8], codes={"actor:firm": BOOK["actor:firm"]})
TEXT = "🌍 The city has no international office.\n\nشهرداری با دانشگاه‌ها تفاهم‌نامه دارد. 😀 پایان.\n\nThe end & <more> of the text."


@pytest.fixture(scope="module")
def project():
    document = PolicyDocument(
        document_id="plan",
        title="Plan <1>",
        text=TEXT,
        language="en",
        checksum="c",
        source_url="https://x.org",
        as_of="2024",
    )
    passages = passages_of(document)
    codings = RuleCoder(codebook=BOOK).code(passages)
    own = Coding(
        passage_id=passages[-1].passage_id, code="actor:firm", coder="سارا", stance="planned", because="seen twice"
    )
    return Project(name="study", codebook=BOOK, documents=(document,), passages=passages, codings=(*codings, own))


@pytest.fixture
def saved(project, tmp_path):
    path = tmp_path / "study.qdpx"
    path.write_bytes(write_qdpx(project))
    return path


def test_a_project_comes_back_as_it_went(project, saved):
    back = read_qdpx(saved)
    assert back.documents == project.documents
    assert set(back.codings) == set(project.codings)
    assert back.codebook.codes == BOOK.codes
    assert back.left_out == ()


def test_positions_count_code_points(saved):
    with zipfile.ZipFile(saved) as file:
        root = etree.fromstring(file.read("project.qde"))
        text = file.read(next(name for name in file.namelist() if name.endswith(".txt"))).decode()
    spans = {
        text[int(each.get("startPosition")) : int(each.get("endPosition"))]
        for each in root.iter("{urn:QDA-XML:project:1.0}PlainTextSelection")
    }
    assert "شهرداری با دانشگاه‌ها تفاهم‌نامه دارد. 😀 پایان." in spans


def test_the_same_project_gives_the_same_bytes(project):
    assert write_qdpx(project) == write_qdpx(project)


def valid(content, schema):
    tree = etree.fromstring(content)
    form = etree.XMLSchema(etree.parse(str(DATA / schema)))
    return form.validate(tree), str(form.error_log)


def test_a_project_has_the_form_of_the_standard(saved):
    with zipfile.ZipFile(saved) as file:
        fine, told = valid(file.read("project.qde"), "project.xsd")
    assert fine, told


def test_a_codebook_has_the_form_of_the_standard():
    fine, told = valid(write_qdc(BOOK), "codebook.xsd")
    assert fine, told


def test_no_guid_stands_twice(saved):
    with zipfile.ZipFile(saved) as file:
        guids = [each.get("guid") for each in etree.fromstring(file.read("project.qde")).iter() if each.get("guid")]
    assert len(guids) == len(set(guids))


def test_a_codebook_comes_back_whole(tmp_path):
    path = tmp_path / "book.qdc"
    path.write_bytes(write_qdc(BOOK))
    back = read_qdc(path)
    assert back.codes == BOOK.codes
    assert back.families == BOOK.families


def test_a_codebook_written_as_toml_is_the_same_codebook(tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(codebook_toml(BOOK), encoding="utf-8")
    assert Codebook.read(path).codes == BOOK.codes


FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Other"><Codes>
<Code guid="{0D62985D-B147-4D01-A9B5-CAE5DCD98342}" name="Mood" isCodable="true"><Description>How it feels</Description>
<Code guid="1D62985D-B147-4D01-A9B5-CAE5DCD98342" name="Glad" isCodable="true"/></Code>
<Code guid="2D62985D-B147-4D01-A9B5-CAE5DCD98342" name="Place" isCodable="true"/></Codes></CodeBook>"""


def test_a_codebook_of_another_tool_is_read_with_its_tree(tmp_path):
    path = tmp_path / "other.qdc"
    path.write_text(FOREIGN, encoding="utf-8")
    book = read_qdc(path)
    assert set(book.codes) == {"mood:mood", "mood:glad", "code:place"}
    assert book["mood:mood"].definition.en == "How it feels"


def pack(path, qde, **texts):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("project.qde", qde)
        for name, text in texts.items():
            file.writestr(f"sources/{name}.txt", text)
    return path


QDE = """<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="p"><Users>
<User guid="AAAAAAAA-0000-4000-8000-000000000001" name="Nima"/></Users><CodeBook><Codes>
<Code guid="BBBBBBBB-0000-4000-8000-000000000001" name="Glad" isCodable="true"/></Codes></CodeBook><Sources>
<PictureSource guid="CCCCCCCC-0000-4000-8000-000000000009" name="map.png"/>
<TextSource guid="CCCCCCCC-0000-4000-8000-000000000001" name="talk" plainTextPath="internal://a.txt">
<PlainTextSelection guid="DDDDDDDD-0000-4000-8000-000000000001" startPosition="0" endPosition="END">
<Coding guid="EEEEEEEE-0000-4000-8000-000000000001" creatingUser="AAAAAAAA-0000-4000-8000-000000000001">
<CodeRef targetGUID="BBBBBBBB-0000-4000-8000-000000000001"/></Coding></PlainTextSelection></TextSource></Sources></Project>"""


def test_a_project_of_another_tool_is_read_and_what_is_left_out_is_named(tmp_path):
    found = read_qdpx(pack(tmp_path / "p.qdpx", QDE.replace("END", "5"), a="Hello there"))
    assert [(c.coder, c.code, c.stance) for c in found.codings] == [("Nima", "code:glad", "present")]
    assert found.passages[0].text == "Hello"
    assert found.left_out == ("PictureSource map.png",)


@pytest.mark.parametrize(
    ("qde", "texts", "said"),
    [
        (QDE.replace("END", "99"), {"a": "Hello"}, "it holds 5"),
        (QDE.replace("END", "x"), {"a": "Hello"}, "no positions"),
        (QDE.replace("END", "5"), {"b": "Hello"}, "does not hold"),
        (QDE.replace("END", "5").replace('targetGUID="BBBB', 'targetGUID="FFFF'), {"a": "Hello"}, "names no code"),
        ("<Project", {}, "no XML"),
        ('<!DOCTYPE x [<!ENTITY e "boom">]><Project name="&e;"/>', {}, "document type"),
        ('<Project xmlns="urn:QDA-XML:project:1.0" name="p"/>', {}, "no codebook"),
    ],
)
def test_a_project_that_is_broken_is_refused(tmp_path, qde, texts, said):
    with pytest.raises(DataError, match=said):
        read_qdpx(pack(tmp_path / "p.qdpx", qde, **texts))


def test_a_file_that_is_no_project_is_refused(tmp_path):
    path = tmp_path / "p.qdpx"
    path.write_bytes(b"nothing")
    with pytest.raises(DataError, match="no QDPX"):
        read_qdpx(path)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("other.xml", "<a/>")
    path.write_bytes(stream.getvalue())
    with pytest.raises(DataError, match=r"no project\.qde"):
        read_qdpx(path)


def test_a_coding_that_cites_no_passage_cannot_be_written(project):
    lost = replace(project, passages=())
    with pytest.raises(DataError, match="which is not given"):
        write_qdpx(lost)


def test_a_guid_is_a_uuid_of_its_kind_and_name():
    assert guid_of("code", "a") == guid_of("code", "a")
    assert guid_of("code", "a") != guid_of("user", "a")


written = st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufeff"), min_size=1, max_size=80
)


@settings(max_examples=40, deadline=None)
@given(text=written, because=written)
def test_any_text_survives_the_trip(tmp_path_factory, text, because):
    document = PolicyDocument(document_id="d", title="D", text=text, language="en", checksum="c")
    passage = passage_of(document, 0, len(text))
    coding = Coding(passage_id=passage.passage_id, code="actor:firm", coder="Sara", because=because)
    path = tmp_path_factory.mktemp("trip") / "p.qdpx"
    path.write_bytes(
        write_qdpx(Project(name="p", codebook=SMALL, documents=(document,), passages=(passage,), codings=(coding,)))
    )
    back = read_qdpx(path)
    assert back.documents[0].text == text
    assert back.passages == (passage,)
    assert back.codings[0].code == "actor:firm"
