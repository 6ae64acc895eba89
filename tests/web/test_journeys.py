"""What people do, in a real browser, in both languages and both widths."""

import json
from pathlib import Path

import pytest

from proxenia.web.words import PAGES

AXE = Path(__file__).parents[1] / "report" / "assets" / "axe.min.js"


def test_from_the_map_to_a_city_and_back(visit):
    page, language, _ = visit
    page.goto(f"/{language}/")
    page.locator("#bands tbody a").first.click()
    assert f"/{language}/city/" in page.url
    page.go_back()
    assert page.url.endswith(f"/{language}/")


def test_from_a_name_in_persian_to_its_page(visit):
    page, language, _ = visit
    page.goto(f"/{language}/")
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


def test_from_the_matrix_of_members_to_the_ties_of_a_city(visit):
    page, language, _ = visit
    page.goto(f"/{language}/networks")
    page.locator("#members tbody a").first.click()
    assert page.url.endswith("#ties")
    assert page.locator("#ties tbody tr").count() > 2


def test_from_the_networks_to_join_to_the_map_before_and_after(visit):
    page, language, _ = visit
    page.goto(f"/{language}/join?city=Tehran")
    page.locator(".action a[href*='networks/joining']").first.click(timeout=60_000)
    page.wait_for_selector("figure svg:visible", timeout=60_000)
    assert page.locator(".columns li").count() > 0
    page.go_back()
    assert page.url.endswith("/join?city=Tehran")


def test_a_box_drawn_by_its_sides_gets_a_proposal_that_a_link_leads_back_to(visit):
    page, language, _ = visit
    page.goto(f"/{language}/unions")
    page.select_option("#region", "box")
    for side, degrees in (("west", "44"), ("south", "25"), ("east", "63"), ("north", "40")):
        page.fill(f"#{side}", degrees)
    page.fill("#least", "4")
    page.fill("#most", "5")
    page.press("#most", "Enter")
    page.wait_for_selector(".found li", timeout=60_000)
    before = page.locator(".found").inner_text()
    page.goto(page.url)
    assert page.locator(".found").inner_text() == before


def test_a_document_is_read_corrected_and_taken_along(visit, tmp_path):
    page, language, _ = visit
    plan = tmp_path / "plan.txt"
    plan.write_text("The city has an international office and works with its university.", encoding="utf-8")
    page.goto(f"/{language}/documents")
    page.set_input_files("#file", plan)
    page.fill("#reader", "Sara")
    page.locator("form.sheet button").click()
    page.wait_for_selector(".passage mark", timeout=60_000)
    page.locator(".codes input[type=checkbox]").first.uncheck()
    page.fill("#add-0", "actor:firm")
    page.locator("button[value=agree]").click()
    page.wait_for_selector("#agreement table")
    with page.expect_download() as taken:
        page.locator("button[value='mine.csv']").click()
    assert "actor:firm" in Path(taken.value.path()).read_text(encoding="utf-8")


def test_every_page_is_reached_by_the_keyboard_from_the_menu(visit):
    page, language, width = visit
    page.goto(f"/{language}/")
    links = set()
    for summary in page.locator(".bar .menu summary" if width < 640 else ".bar .pages summary").all():
        summary.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        links |= {link.get_attribute("href") for link in page.locator(".bar nav a").all() if link.is_visible()}
        assert page.evaluate("document.activeElement.closest('details[open]') !== null")
    assert links == {f"/{language}/{name}" for name, _ in PAGES}
    page.locator(".bar nav a[href$='/data']:visible").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/data")


def test_without_works_the_page_of_science_says_how_to_bring_them(visit):
    page, language, _ = visit
    page.goto(f"/{language}/science")
    assert "proxenia ingest" in page.locator(".empty").inner_text()


AXED = [
    "", "cities?q=teh", "city/112931", "city/3169070", "compare", "compare?city=Tehran&city=Seoul", "index", "networks?city=Tehran", "join?city=Tehran",
    "networks/joining?city=Tehran&network=c40", "unions?region=baltic", "science", "documents", "strategy", "evidence", "data",
    "nowhere",
]  # fmt: skip


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fa", 390)])
def test_axe_finds_no_serious_violation(browser, site, language, width):
    page = browser.new_page(base_url=site, bypass_csp=True, viewport={"width": width, "height": 900})
    found = {}
    for path in AXED:
        page.goto(f"/{language}/{path}")
        found[path] = violations(page)
    page.close()
    keep(found, f"axe-{language}-{width}")
    assert serious(found) == []


def test_axe_finds_no_serious_violation_in_the_dark(browser, site):
    page = browser.new_page(base_url=site, bypass_csp=True, color_scheme="dark")
    found = {}
    for path in ("", "city/112931", "index", "unions?region=baltic", "nowhere"):
        page.goto(f"/en/{path}")
        found[path] = violations(page)
    page.close()
    keep(found, "axe-en-dark")
    assert serious(found) == []


def violations(page):
    page.add_script_tag(path=AXE)
    return page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map("
        "v => ({id: v.id, impact: v.impact, nodes: v.nodes.length, first: v.nodes[0].html})))"
    )


def keep(found, name):
    folder = Path(__file__).resolve().parents[2] / "out" / "journeys"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


def serious(found):
    return [(path, each) for path, some in found.items() for each in some if each["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_axe_finds_no_serious_violation_on_a_desk(browser, site, language, tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text("The city has an international office and works with its university.", encoding="utf-8")
    page = browser.new_page(base_url=site, bypass_csp=True)
    page.goto(f"/{language}/documents")
    page.set_input_files("#file", plan)
    page.fill("#reader", "Sara")
    page.locator("form.sheet button").click()
    page.wait_for_selector(".passage", timeout=60_000)
    page.check("#read-0")
    page.locator("button[value=agree]").click()
    page.wait_for_selector("#agreement")
    found = {"desk": violations(page)}
    keep(found, f"axe-{language}-desk")
    assert serious(found) == []
    page.close()
