import json
import re
import stat
import sys

import pytest

from proxenia.errors import OutputError
from proxenia.report.publish import publish

LANGUAGES = ("en", "fa")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, assessment, study):
    out = tmp_path_factory.mktemp("report") / "tehran"
    publish(assessment, study=study, folder=out)
    return out


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, folder):
    return request.param, (folder / f"report.{request.param}.html").read_text(encoding="utf-8")


def visible(html):
    html = re.sub(r"<(style|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    html = re.sub(r"<bdi\b.*?</bdi>", " ", html, flags=re.DOTALL)
    html = re.sub(r"\u2068.*?\u2069", " ", html)
    html = re.sub(r'<td class="id">.*?</td>', " ", html)
    return re.sub(r"<[^>]+>", " ", html)


def test_the_folder_holds_what_is_promised(folder):
    names = {p.name for p in folder.iterdir()}
    assert names == {
        "report.en.html", "report.fa.html", "report.en.pdf", "report.fa.pdf",
        "result.json", "study.toml", "tables", "figures", "evidence.csv",
    }  # fmt: skip


def test_the_result_has_the_shape_that_is_promised(folder):
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert result["focal"] == "Tehran"
    assert {"city", "score", "rank", "rank_interval", "dimensions", "models"} <= result["cities"][0].keys()
    assert {"indicator", "observations"} <= result["gaps"][0].keys()
    assert {"pillar", "because", "observations"} <= result["actions"][0].keys()
    assert {"code_version", "data_edition", "methodology", "seed"} <= result["provenance"].keys()
    asked = {"id", "indicator", "city", "value", "unit", "year", "source_url", "as_of", "grade"}
    assert asked <= result["observations"][0].keys()


def test_the_page_loads_nothing_from_outside(page):
    _, html = page
    loads = re.findall(r'(?:src|srcset|action|data)="([^"]*)"|url\(([^)]*)\)|@import', html)
    assert [a or b for a, b in loads if not (a or b).startswith(("data:", "#", "&#34;#"))] == []


def test_the_page_has_no_script(page):
    assert "<script" not in page[1]


def test_the_page_says_its_language_and_direction(page):
    language, html = page
    assert f'<html lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}">' in html


def test_every_anchor_leads_somewhere(page):
    _, html = page
    assert set(re.findall(r'href="#([^"]+)"', html)) - set(re.findall(r'\bid="([^"]+)"', html)) == set()


def test_every_id_stands_once(page):
    ids = re.findall(r'\bid="([^"]+)"', page[1])
    assert len(ids) == len(set(ids))


def test_every_relative_link_leads_to_a_file(page, folder):
    links = [link for link in re.findall(r'href="([^"#]+)"', page[1]) if "://" not in link]
    assert [link for link in links if not (folder / link).is_file()] == []


def test_persian_prose_has_no_latin_digits(folder):
    text = visible((folder / "report.fa.html").read_text(encoding="utf-8"))
    assert re.findall(r".{0,25}[0-9].{0,25}", text) == []


def test_persian_prose_keeps_its_half_spaces(folder):
    assert "\u200c" in visible((folder / "report.fa.html").read_text(encoding="utf-8"))


def test_persian_prose_has_no_arabic_letters(folder):
    assert set(visible((folder / "report.fa.html").read_text(encoding="utf-8"))) & set("يكى") == set()


def test_no_placeholder_is_left(page):
    assert re.findall(r"{{|{%|\{\w+\}", visible(page[1])) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_has_pages_a_title_and_text(folder, language):
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(folder / f"report.{language}.pdf")
    try:
        assert 6 <= len(document) <= 24
        assert document.get_metadata_dict()["Title"]
    finally:
        document.close()


def test_a_second_run_is_the_same_to_the_byte(folder, tmp_path, assessment, study):
    publish(assessment, study=study, folder=tmp_path / "again")
    first = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    second = {p.relative_to(tmp_path / "again"): p.read_bytes() for p in (tmp_path / "again").rglob("*") if p.is_file()}
    assert [name for name in first if first[name] != second.get(name)] == []


def test_a_folder_that_exists_is_not_touched(tmp_path, assessment, study):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.txt").write_text("keep")
    with pytest.raises(OutputError, match="add --overwrite"):
        publish(assessment, study=study, folder=tmp_path / "x")
    assert (tmp_path / "x" / "mine.txt").read_text() == "keep"


def test_a_folder_of_something_else_is_not_replaced_even_when_asked(tmp_path, assessment, study):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.txt").write_text("keep")
    with pytest.raises(OutputError, match="is no assessment and will not be replaced"):
        publish(assessment, study=study, folder=tmp_path / "x", overwrite=True)


def test_an_interrupted_run_leaves_nothing(tmp_path, assessment, study, monkeypatch):
    monkeypatch.setattr(
        sys.modules["proxenia.report.publish"], "typeset", lambda *_a, **_k: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        publish(assessment, study=study, folder=tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_full_or_read_only_disk_is_said_plainly(tmp_path, assessment, study, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.write_text", refuse)
    with pytest.raises(OutputError, match="cannot be written: Read-only file system"):
        publish(assessment, study=study, folder=tmp_path / "x")


def test_the_published_folder_can_be_read_by_others(folder):
    assert stat.S_IMODE((folder / "report.en.html").stat().st_mode) & 0o044


def test_figures_are_specifications_that_altair_reads(assessment):
    altair = pytest.importorskip("altair")
    from proxenia.report.figures import FIGURES, Brush

    for draw in FIGURES.values():
        altair.Chart.from_dict(draw(assessment, Brush(language="en")), validate=True)
