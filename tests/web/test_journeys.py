"""What people do, in a real browser, in both languages and both widths."""

from pathlib import Path

import pytest

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
AXE = Path(__file__).parents[1] / "report" / "assets" / "axe.min.js"


@pytest.fixture(scope="module")
def browser(chromium):
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(params=[("en", 1280), ("en", 390), ("fa", 1280), ("fa", 390)], ids=lambda each: f"{each[0]}-{each[1]}")
def visit(request, browser, site):
    language, width = request.param
    page = browser.new_page(viewport={"width": width, "height": 900}, base_url=site)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda sent: said.append(sent.url) if not sent.url.startswith(site) else None)
    page.goto(f"/{language}/")
    yield page, language, width
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()
    assert said == []


def test_from_the_map_to_a_city_and_back(visit):
    page, language, _ = visit
    page.locator("#bands tbody a").first.click()
    assert f"/{language}/city/" in page.url
    page.go_back()
    assert page.url.endswith(f"/{language}/")


def test_from_a_name_in_persian_to_its_page(visit):
    page, language, _ = visit
    page.fill("#q", "تهران")
    page.press("#q", "Enter")
    page.locator(".found a").first.click()
    assert page.url.endswith(f"/{language}/city/112931")


def test_a_weight_moves_the_table_and_the_address(visit):
    page, language, _ = visit
    page.goto(f"/{language}/index")
    before = page.locator("#bands tbody").inner_text()
    with page.expect_response("**/api/v1/index/bands*"):
        page.locator("#w-innovation_infrastructure").evaluate(
            "e => { e.value = 1; e.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
    page.wait_for_function("before => document.querySelector('#bands tbody').innerText !== before", arg=before)
    assert "innovation_infrastructure%3A1" in page.url


def test_two_cities_are_compared_and_the_other_language_shows_the_same(visit):
    page, language, _ = visit
    page.goto(f"/{language}/compare")
    page.fill("#city-0", "Tehran")
    page.fill("#city-1", "Seoul")
    page.locator("form.cities button").click()
    assert page.locator("tr.focal").count() >= 1
    page.locator("a.language").click()
    assert page.locator("html").get_attribute("lang") != language
    assert page.input_value("#city-1") == "Seoul"


def test_the_register_is_searched_and_paged(visit):
    page, language, _ = visit
    page.goto(f"/{language}/evidence?table=memberships")
    first = page.locator("tbody tr").first.inner_text()
    page.locator("a[rel=next]").click()
    assert page.locator("tbody tr").first.inner_text() != first


@pytest.mark.parametrize(
    "path",
    [
        "",
        "cities?q=teh",
        "city/112931",
        "compare?city=Tehran&city=Seoul",
        "index",
        "join",
        "unions",
        "strategy",
        "evidence",
        "data",
        "nowhere",
    ],
)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_axe_finds_no_serious_violation(browser, site, language, path):
    page = browser.new_page(base_url=site, bypass_csp=True)
    page.goto(f"/{language}/{path}")
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.impact, v.nodes.length, v.nodes[0].html]))"
    )
    assert [each for each in found if each[1] in {"serious", "critical"}] == []
    page.close()
