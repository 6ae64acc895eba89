"""How the pages look and feel in a browser: widths, menus, print, motion, the hand on a slider and on a map."""

import pytest

EVERY = [
    "", "cities", "cities?q=qqqq", "city/112931", "city/3169070", "compare?city=Tehran&city=Seoul&city=Paris", "compare", "index", "networks?city=Tehran",
    "join", "unions?region=box&west=44&south=25&east=63&north=40&least=4&most=5", "unions?region=box&west=44", "science", "strategy", "documents",
    "evidence", "data", "nowhere",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fa"])
def test_no_page_is_wider_than_its_window(window, language):
    page = window(refusals=True)
    wider = []
    for path in EVERY:
        page.goto(f"/{language}/{path}")
        for width in (360, 390, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wider.append((path, width))
    assert wider == []


def test_on_a_phone_maps_are_narrow_drawings_and_nothing_is_to_be_pushed_aside(window):
    page = window(390)
    for path in ("", "city/112931", "networks/joining?city=Tehran&network=c40"):
        page.goto(f"/en/{path}")
        page.wait_for_selector(".plot.narrow svg", timeout=60_000)
        assert not any(each.is_visible() for each in page.locator(".plot.wide").all())
        for drawing in page.locator(".plot.narrow svg").all():
            box = drawing.bounding_box()
            assert 250 < box["width"] <= 390
            assert box["x"] >= 0


def test_the_menu_is_one_calm_line_and_shuts_when_the_reader_turns_away(window):
    page = window(1280)
    page.goto("/en/compare")
    assert page.locator(".bar").bounding_box()["height"] < 80
    assert page.locator(".bar .pages .current summary").inner_text() == "Cities"
    ties, cities = page.locator(".bar .pages summary").nth(1), page.locator(".bar .pages summary").first
    ties.click()
    cities.click()
    assert page.locator(".bar details[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".bar details[open]").count() == 0
    assert cities.evaluate("each => each === document.activeElement")
    ties.click()
    page.locator("h1").click()
    assert page.locator(".bar details[open]").count() == 0


def test_whatever_takes_the_focus_shows_it(window):
    page = window(1280)
    page.goto("/en/index")
    bare = []
    for _ in range(26):
        page.keyboard.press("Tab")
        name, style = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.tagName + '.' + e.className, s.outlineStyle + parseFloat(s.outlineWidth)]; }"
        )
        if style.startswith("none") or style.endswith("0"):
            bare.append(name)
    assert bare == []


def test_the_back_button_leads_to_the_weights_as_they_were_left(window):
    page = window(1280)
    page.goto("/en/")
    page.goto("/en/index")
    slider = page.locator("#w-international_presence")
    with page.expect_response("**/api/v1/index/bands*"):
        slider.evaluate("e => { e.value = 1; e.dispatchEvent(new Event('input', {bubbles: true})); }")
    page.wait_for_function("() => location.search.includes('international_presence%3A1')")
    left = page.locator("#bands tbody").inner_text()
    page.locator("#bands tbody a").first.click()
    page.wait_for_url("**/city/*")
    page.go_back()
    assert slider.input_value() == "1"
    assert page.locator("#bands tbody").inner_text() == left
    page.go_back()
    assert page.url.endswith("/en/")


def test_a_hand_that_moves_fast_is_followed_to_its_last_position(window, app):
    page = window(1280)
    page.goto("/en/index")
    page.locator("#w-stakeholder_coordination").evaluate(
        "async e => { for (let k = 0; k <= 20; k++) { e.value = k / 20; e.dispatchEvent(new Event('input', {bubbles: true}));"
        " await new Promise(requestAnimationFrame); } }"
    )
    page.wait_for_function("() => location.search.includes('stakeholder_coordination%3A1&')")
    seen = app.state.observatory
    bands = seen.live.bands(weights=seen.live.weights | {"stakeholder_coordination": 1.0})
    best = min((band for band in bands if band.rank), key=lambda band: band.rank)
    assert page.locator("#bands tbody tr").first.get_attribute("data-city") == str(best.geonames_id)
    page.wait_for_function("() => document.getElementById('said').textContent.startsWith('First now')")
    shares = [text.strip("%") for text in page.locator("#index output").all_inner_texts()]
    assert sum(map(int, shares)) == pytest.approx(100, abs=2)


def test_weights_that_are_all_zero_are_refused_in_words_and_the_table_stays(window):
    page = window(1280)
    page.goto("/en/index")
    before = page.locator("#bands tbody").inner_text()
    page.evaluate("for (const each of document.querySelectorAll('[data-dimension]')) each.value = 0")
    page.locator("#w-innovation_infrastructure").evaluate("e => e.dispatchEvent(new Event('input', {bubbles: true}))")
    page.wait_for_function("() => document.getElementById('top').textContent.includes('all weights are zero')")
    assert page.locator("#bands tbody").inner_text() == before
    assert page.locator("#index output").first.inner_text() == "–"


def test_a_question_on_its_way_is_shown_and_one_answered_in_place_is_not(window):
    page = window(1280)
    page.goto("/en/index")
    page.locator("#index button").click()
    assert page.locator("html.asking").count() == 0
    page.goto("/en/compare")
    page.evaluate(
        "() => addEventListener('beforeunload', () => sessionStorage.setItem('seen', document.documentElement.className))"
    )
    page.fill("#city-0", "Tehran")
    page.press("#city-0", "Enter")
    page.wait_for_url("**city=Tehran**")
    assert page.evaluate("() => sessionStorage.getItem('seen')") == "asking"
    assert page.locator("html.asking").count() == 0


def test_rows_do_not_glide_for_readers_who_want_no_motion(window):
    for wish, glides in (("reduce", False), ("no-preference", True)):
        page = window(1280, reduced_motion=wish)
        page.goto("/en/index")
        page.evaluate(
            "() => { window.glided = 0; const a = Element.prototype.animate;"
            " Element.prototype.animate = function (...all) { window.glided++; return a.apply(this, all); }; }"
        )
        with page.expect_response("**/api/v1/index/bands*"):
            page.locator("#w-innovation_infrastructure").evaluate(
                "e => { e.value = 1; e.dispatchEvent(new Event('input', {bubbles: true})); }"
            )
        page.wait_for_function("() => location.search.includes('innovation_infrastructure%3A1')")
        assert (page.evaluate("window.glided") > 0) == glides


def test_a_box_dragged_on_the_map_fills_the_form_and_its_link_leads_back_to_it(window):
    page = window(1280, refusals=True)
    page.goto("/en/unions?region=baltic&least=1")
    page.wait_for_selector("#chart[tabindex]")
    drag(page, "box", (0.3, 0.3), (0.7, 0.7))
    assert page.input_value("#region") == "box"
    west, south, east, north = (float(page.input_value(f"#{side}")) for side in ("west", "south", "east", "north"))
    assert west < 19 < east
    assert south < 59 < north
    query = page.evaluate("new URLSearchParams(new FormData(document.getElementById('region-form'))).toString()")
    other = window(390, refusals=True)
    other.goto(f"/fa/unions?{query}")
    assert other.locator("#drawn").get_attribute("d") == page.locator("#drawn").get_attribute("d")
    assert other.input_value("#east") == page.input_value("#east")


def test_a_shape_is_drawn_by_its_corners_and_a_corner_can_be_taken_back(window):
    page = window(1280, refusals=True)
    page.goto("/en/unions?region=persian-gulf&least=1")
    page.wait_for_selector("#chart[tabindex]")
    page.locator("[data-mode=shape]").click()
    box = page.locator("#chart").bounding_box()
    for x, y in ((0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95)):
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    assert len(page.input_value("#shape").split()) == 4
    assert int(page.locator("#inside").inner_text().split()[0]) > 0
    page.locator("[data-undo]").click()
    assert len(page.input_value("#shape").split()) == 3
    page.keyboard.press("Escape")
    page.locator("[data-mode=shape]").click()
    page.locator("#chart").focus()
    page.keyboard.press("Backspace")
    assert len(page.input_value("#shape").split()) == 2


def test_the_map_to_draw_on_moves_by_the_keyboard(window):
    page = window(1280, refusals=True)
    page.goto("/en/unions?region=baltic&least=1")
    page.wait_for_selector("#chart[tabindex]")
    chart = page.locator("#chart")
    chart.focus()

    def view():
        return [float(part) for part in chart.get_attribute("viewBox").split()]

    before = view()
    page.keyboard.press("ArrowRight")
    assert view()[0] > before[0]
    page.keyboard.press("-")
    assert view()[2] > before[2]


def test_without_script_everything_of_the_form_is_there_and_works(window):
    page = window(1280, java_script_enabled=False)
    page.goto("/en/unions")
    assert page.locator("#west").is_visible()
    assert page.locator("#shape").is_visible()
    assert not page.locator(".chart-tools").is_visible()
    page.goto("/en/index")
    page.locator("#w-international_presence").focus()
    page.keyboard.press("End")
    page.locator("#index button").click()
    assert "weight-international_presence=1" in page.url
    assert page.locator("output[for=w-international_presence]").inner_text() == "57%"


def test_a_city_on_paper_has_no_menu_and_the_wide_drawings(window):
    page = window(390)
    page.goto("/en/city/112931")
    page.emulate_media(media="print")
    assert not page.locator(".bar").is_visible()
    assert not page.locator(".acts").is_visible()
    assert page.locator(".plot.wide").first.is_visible()
    assert not page.locator(".plot.narrow").first.is_visible()
    assert page.locator("#values table").first.is_visible()


def drag(page, mode, start, end):
    page.locator(f"[data-mode={mode}]").click()
    page.locator("#chart").scroll_into_view_if_needed()
    box = page.locator("#chart").bounding_box()
    page.mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=4)
    page.mouse.up()
