"""What is seen while the observatory opens."""

import threading

import pytest
from fastapi.testclient import TestClient

from proxenia.cli.serve import _open
from proxenia.web.app import create_app
from proxenia.web.observatory import Observatory


@pytest.fixture
def opening():
    """An application nobody has warmed yet, a reader of it, and what says that it is warm."""
    ready = threading.Event()
    app = create_app(Observatory.open(), ready=ready)
    return app, TestClient(app), ready


@pytest.mark.parametrize(("language", "words"), [("en", "The observatory is opening"), ("fa", "رصدخانه باز می‌شود")])
def test_a_page_that_is_asked_for_too_early_comes_at_once_and_again_by_itself(opening, language, words):
    app, reader, _ = opening
    page = reader.get(f"/{language}/compare?city=Tehran")
    assert page.status_code == 200 and words in page.text
    assert page.headers["refresh"] == "1" and page.headers["cache-control"] == "no-store"
    assert f'href="/{"fa" if language == "en" else "en"}/compare' in page.text
    assert "live" not in app.state.observatory._made


def test_what_the_page_is_made_of_does_not_wait(opening):
    _, reader, _ = opening
    page = reader.get("/en/").text
    style = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert reader.get(style).status_code == 200
    assert reader.get("/", follow_redirects=False).status_code == 307


def test_the_page_itself_comes_when_the_panel_is_there_and_the_waiting_one_is_not_kept(opening, app):
    early, reader, ready = opening
    assert "opening" in reader.get("/en/data").text
    early.state.observatory = early.state.fresh = app.state.observatory
    ready.set()
    page = reader.get("/en/data")
    assert "refresh" not in page.headers and "opening" not in page.text


def test_an_observatory_that_cannot_be_warmed_opens_and_says_why(opening, monkeypatch):
    app, reader, ready = opening

    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(Observatory, "warm", fail)
    with pytest.raises(MemoryError):
        _open(app, ready)
    assert ready.is_set()
    assert reader.get("/fa/nowhere").status_code == 404
