"""The report in a real browser."""

from pathlib import Path

import pytest

from proxenia.report.publish import publish

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
AXE = Path(__file__).parent / "assets" / "axe.min.js"


@pytest.fixture(scope="module")
def folder(tmp_path_factory, assessment, study):
    out = tmp_path_factory.mktemp("browser") / "tehran"
    publish(assessment, study=study, folder=out)
    return out


@pytest.fixture(scope="module")
def browser(chromium):
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_its_window_and_logs_nothing(browser, folder, language, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on(
        "request", lambda request: said.append(request.url) if not request.url.startswith(("file:", "data:")) else None
    )
    page.goto((folder / f"report.{language}.html").as_uri())
    assert (page.evaluate("document.documentElement.scrollWidth"), said) == (width, [])
    page.close()


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(browser, folder, language, scheme):
    page = browser.new_page(color_scheme=scheme)
    page.goto((folder / f"report.{language}.html").as_uri())
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.impact, v.nodes.length, v.nodes[0].html]))"
    )
    assert [each for each in found if each[1] in {"serious", "critical"}] == []
    page.close()
