"""An editor at work in a real browser: sign in, add a row, see it, undo it."""

import threading
from pathlib import Path

import pytest
import uvicorn

from proxenia.web.app import create_app
from proxenia.web.editing import Desk, add_account, open_register
from proxenia.web.observatory import Observatory

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
AXE = Path(__file__).parents[1] / "report" / "assets" / "axe.min.js"
PASSWORD = "a long password of tests"  # noqa: S105  of an account that lives for one test
ROW = {
    "city": "Tehran", "country_iso2": "IR", "measure_id": "museums", "value": "141", "year": "2025",
    "source_url": "https://example.org/museums", "as_of": "2025-05", "why": "the page was seen",
}  # fmt: skip


@pytest.fixture
def site(tmp_path):
    add_account(tmp_path / "editors.toml", "parisa", role="owner", password=PASSWORD)
    desk = Desk(register=open_register(tmp_path / "r"), store=tmp_path / "s.duckdb", editors=tmp_path / "editors.toml")
    server = uvicorn.Server(uvicorn.Config(create_app(Observatory.open(), desk=desk), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fa", 390)])
def test_an_editor_signs_in_adds_a_row_and_undoes_it(chromium, site, language, width):
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": 900}, base_url=site)
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"/{language}/account")
        page.fill("#name", "parisa")
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        assert page.url.endswith(f"/{language}/edit")
        page.goto(f"/{language}/edit/new/observations")
        for field, value in ROW.items():
            page.fill(f"[name={field}]", value)
        page.select_option("[name=grade]", "A")
        page.press("[name=why]", "Enter")
        page.wait_for_load_state()
        page.goto(f"/{language}/evidence?table=observations&q=example.org/museums")
        assert page.locator("tbody tr").count() == 1
        page.goto(f"/{language}/history")
        assert "parisa" in page.locator("main").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.locator("form[action*='/edit/undo/'] button, a[href*='/edit/undo/']").first.click()
        page.wait_for_load_state()
        assert said == []
        browser.close()


@pytest.mark.parametrize(("language", "width"), [("fa", 1280), ("en", 390)])
def test_from_a_number_to_its_row_to_a_correction_and_back(chromium, site, language, width):
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": 900}, base_url=site, bypass_csp=True)
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"/{language}/account")
        page.fill("#name", "parisa")
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        for address in ("evidence?grade=A&city=112931", "evidence/conflicts", "data", "account/password"):
            page.goto(f"/{language}/{address}")
            assert page.evaluate("document.documentElement.scrollWidth") == width, address
            found = page.evaluate(f"{AXE.read_text(encoding='utf-8')};axe.run(document)")
            serious = [each["id"] for each in found["violations"] if each["impact"] in {"serious", "critical"}]
            assert serious == [], address
        page.goto(f"/{language}/evidence/cell/112931/scientific_publications")
        page.locator("tr:has(.stands) a[href*='/evidence/row/']").click()
        fact = page.url.rpartition("/")[2]
        page.locator("main a[href*='/edit/fact/']").click()
        page.fill("[name=value]", "63114")
        page.fill("[name=why]", "the printed table")
        page.press("[name=why]", "Enter")
        page.wait_for_url("**/edit?done=corrected")
        page.goto(f"/{language}/evidence/row/{fact}")
        assert "the printed table" in page.locator("main").inner_text()
        page.goto(f"/{language}/history/fact/{fact}")
        page.locator("form[action*='/edit/undo/'] button").click()
        page.wait_for_url("**/edit?done=undone")
        page.goto(f"/{language}/evidence/row/{fact}")
        assert "the printed table" not in page.locator("main").inner_text()
        assert said == []
        browser.close()
