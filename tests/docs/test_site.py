"""The site of the documentation: whole, without a dead link, in both languages, and readable without a network."""

import os
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NO_COUNTERPART_YET: set[str] = set()
ENGLISH_ONLY = re.compile(r"project/|reference/(library|commands|http)")


def names(site, language):
    return {path.relative_to(site / language).with_suffix("").as_posix() for path in (site / language).rglob("*.html")}


def test_the_site_builds_without_a_warning_a_dead_link_or_a_page_left_out(site):
    assert len(names(site, "en")) > 40
    assert len(names(site, "fa")) > 20


def test_every_page_for_readers_is_there_in_persian_too(site):
    wanted = {name for name in names(site, "en") if not ENGLISH_ONLY.match(name)}
    assert wanted - names(site, "fa") == NO_COUNTERPART_YET


def test_every_page_leads_to_the_same_page_in_the_other_language(site):
    astray = []
    for language, other in (("en", "fa"), ("fa", "en")):
        for name in names(site, language):
            text = (site / language / f"{name}.html").read_text(encoding="utf-8")
            href = re.search(rf'href="([^"]+)" hreflang="?{other}"? class="md-select__link"', text)[1]
            there = (site / language / name).parent.joinpath(href).resolve()
            expected = name if name in names(site, other) else "index"
            astray += [name] if there != (site / other / f"{expected}.html").resolve() else []
    assert astray == []


def test_persian_pages_run_from_right_to_left_and_say_so(site):
    pages = [path.read_text(encoding="utf-8") for path in (site / "fa").rglob("*.html")]
    assert all('<html lang="fa"' in page and '<body dir="rtl"' in page for page in pages)


def test_formulas_are_drawn_without_a_script(site):
    page = (site / "en" / "method-qca.html").read_text(encoding="utf-8")
    assert page.count("<math") > 5
    assert "\\frac" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


@pytest.fixture
def checked(docsite):  # noqa: ARG001  the modules are importable while it lasts
    from docsite.check import faults, unreachable

    return faults, unreachable


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ('<a href="nowhere.html">x</a>', "the link nowhere.html is dead"),
        ('<a href="index.html#nowhere">x</a>', "has no such place"),
        ('<script src="https://cdn.example/x.js"></script>', "would fetch https://cdn.example/x.js"),
        ('<img src="//cdn.example/x.png">', "would fetch //cdn.example/x.png"),
        ('<link rel="stylesheet" href="https://fonts.example/css">', "would fetch https://fonts.example/css"),
        ('<img src="lost.png">', "the link lost.png is dead"),
    ],
)
def test_the_check_finds_a_planted_fault(checked, tmp_path, planted, said):
    copy = tmp_path / "site"
    (copy / "en").mkdir(parents=True)
    for name in ("index.html", "en/tutorial.html"):
        (copy / name).write_text("<html><body><p id='a'>x</p></body></html>", encoding="utf-8")
    (copy / "en" / "index.html").write_text(f"<html><body>{planted}</body></html>", encoding="utf-8")
    found, _ = checked[0](copy), checked[1](copy)
    assert len(found) == 1
    assert said in found[0]


def test_a_style_that_asks_another_machine_is_a_fault(checked, tmp_path):
    (tmp_path / "x.css").write_text("@font-face { src: url(https://fonts.example/a.woff2) }", encoding="utf-8")
    assert "fonts.example" in checked[0](tmp_path)[0]


def test_a_page_that_the_navigation_leaves_out_is_found(checked, tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "index.html").write_text('<nav><a href="a.html">a</a></nav>', encoding="utf-8")
    for name in ("a", "b"):
        (tmp_path / "en" / f"{name}.html").write_text("<p>x</p>", encoding="utf-8")
    assert checked[1](tmp_path) == ["en/b.html"]


@pytest.mark.parametrize(
    ("written", "built"),
    [
        ("Two:\n- one\n- two", "Two:\n\n- one\n- two\n"),
        ("1. one\n\n```\nrun\n```\n\n2. two", "1. one\n\n    ```\n    run\n    ```\n\n2. two\n"),
        ("1. one\n\n```\nrun\n```\n\nNo list.", "1. one\n\n```\nrun\n```\n\nNo list.\n"),
        ("۱. یک\n۲. دو", "1. یک\n2. دو\n"),
        ("2. one\n\n   ```\n   a\n     b\n   ```", "2. one\n\n    ```\n    a\n      b\n    ```\n"),
        ("```\n- no list\nx\n```", "```\n- no list\nx\n```\n"),
    ],
)
@pytest.mark.usefixtures("docsite")
def test_lists_are_written_as_the_builder_reads_them(written, built):
    from docsite.markdown import for_builder

    assert for_builder(written) == built


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x", "<math><mi>x</mi></math>"),
        (r"\bar\mu", '<math><mover accent="true"><mi>μ</mi><mo stretchy="false">¯</mo></mover></math>'),
        (r"\sqrt{n}", "<math><msqrt><mrow><mi>n</mi></mrow></msqrt></math>"),
        (r"\tfrac12", "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"),
        ("10^{-9}", "<math><msup><mn>10</mn><mrow><mo>−</mo><mn>9</mn></mrow></msup></math>"),
        (r"\text{same country}", "<math><mtext>same country</mtext></math>"),
    ],
)
@pytest.mark.usefixtures("docsite")
def test_a_formula_becomes_the_mathml_written_by_hand(latex, expected):
    from docsite.mathml import mathml

    assert mathml(latex) == expected


@pytest.mark.parametrize("latex", [r"\unheardof{x}", r"\frac{1", r"\text x"])
@pytest.mark.usefixtures("docsite")
def test_a_formula_that_cannot_be_drawn_is_refused(latex):
    from docsite.mathml import UnknownFormula, mathml

    with pytest.raises(UnknownFormula):
        mathml(latex)


@pytest.fixture
def small(tmp_path):
    """A project of one page, with the real plan, theme and fonts."""
    root = tmp_path / "small"
    for folder in ("docs/en", "docs/fa", "docs/images"):
        (root / folder).mkdir(parents=True)
    shutil.copytree(ROOT / "docs" / "theme", root / "docs" / "theme")
    shutil.copytree(ROOT / "src" / "proxenia" / "data" / "fonts", root / "src" / "proxenia" / "data" / "fonts")
    shutil.copy(ROOT / "docs" / "site.toml", root / "docs" / "site.toml")
    (root / "docs" / "en" / "index.md").write_text("# Begin\n", encoding="utf-8")
    return root


@pytest.mark.usefixtures("docsite")
def test_a_page_without_a_place_in_the_plan_is_refused(small, tmp_path):
    from docsite.stage import SiteError, stage

    (small / "docs" / "en" / "stray.md").write_text("# Stray\n", encoding="utf-8")
    with pytest.raises(SiteError, match=r"no place for stray \(en\)"):
        stage("en", tmp_path / "out", root=small)


@pytest.mark.usefixtures("docsite")
def test_links_are_turned_to_where_things_stand_on_the_site(small, tmp_path):
    from docsite.stage import SiteError, stage

    (small / "docs" / "fa" / "tutorial.md").write_text("# x\n", encoding="utf-8")
    (small / "Makefile").write_text("all:\n", encoding="utf-8")
    written = "[`a`](../fa/tutorial.md#b) [c](../../Makefile) `[d](e.md)` [f](https://example.org)\n"
    (small / "docs" / "en" / "index.md").write_text(written, encoding="utf-8")
    stage("en", tmp_path / "out", root=small)
    staged = (tmp_path / "out" / "pages" / "index.md").read_text(encoding="utf-8")
    assert staged == "[`a`](https://fa.site.invalid/tutorial.html#b) `Makefile` `[d](e.md)` [f](https://example.org)\n"
    (small / "docs" / "en" / "index.md").write_text("[g](lost.md)\n", encoding="utf-8")
    with pytest.raises(SiteError, match=r"docs/en/index.md: the link to 'lost.md' leads to no file"):
        stage("en", tmp_path / "out", root=small)


@pytest.fixture(scope="module")
def browser(chromium):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=["--headless", *quiet])
        yield opened
        opened.close()


@pytest.mark.parametrize(
    ("language", "typed", "marked"),
    [
        ("en", "truth table", "truth"),
        ("fa", "خواهرخوانده", "خواهرخوانده"),
        ("fa", "رتبه", "رتبه"),
        ("fa", "شبكه", "شبکه"),  # typed with an Arabic kaf
    ],
)
def test_the_search_of_pages_opened_as_files_answers_in_both_languages(site, browser, language, typed, marked):
    page = browser.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.goto((site / language / "index.html").as_uri())
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    field.wait_for(timeout=10_000)
    field.fill(typed)
    page.locator("mark", has_text=re.compile(marked, re.IGNORECASE)).first.wait_for(timeout=10_000)
    led = page.get_by_role("option").evaluate_all("links => links.map(link => link.href)")
    counted = page.get_by_role("status").last.inner_text()
    page.close()
    assert led
    assert all(href.startswith((site / language).as_uri()) for href in led)
    assert ("نتیجه" if language == "fa" else "results") in counted
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:", "blob:"))] == []
    assert said == []


def test_the_site_names_no_folder_of_the_machine_that_built_it(site):
    texts = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    assert not any(os.fspath(ROOT) in text for text in texts)
