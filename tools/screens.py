"""Take a picture of every page in both languages: python tools/screens.py [WORDS ...] [--widths 390,1280] [--dark] [--only en|fa].

The pages are served from this process, on evidence of the package and a few hundred works drawn at random. Pictures go to
out/screens/LANGUAGE-WIDTH[-dark]-PAGE.png, with index.html as the sheet of all of them. Words choose pages whose names hold
one of them.
"""

from __future__ import annotations

import argparse
import html
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import numpy as np
import uvicorn
from playwright.sync_api import sync_playwright

from proxenia.sources import ingest
from proxenia.web.app import create_app
from proxenia.web.editing import Desk, add_account, open_register
from proxenia.web.observatory import Observatory

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).resolve().parents[1] / "out" / "screens"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
OK = 200
HEIGHT = {390: 844, 1280: 900, 1920: 1080}
READING = {
    "home": "",
    "cities": "cities",
    "cities-found": "cities?q=%D8%AA%D9%87%D8%B1%D8%A7%D9%86",
    "cities-none": "cities?q=qqqqq",
    "city": "city/112931",
    "city-thin": "city/3169070",
    "compare": "compare",
    "compare-eight": "compare?city=Tehran&city=Barcelona&city=Boston&city=Beijing&city=Istanbul&city=Paris&city=Seoul"
    "&city=Tokyo",
    "compare-wrong": "compare?city=Tehran&city=Springfield",
    "index": "index",
    "index-moved": "index?weight=international_presence:1&weight=innovation_infrastructure:0.05&aggregation=geometric",
    "networks": "networks",
    "networks-city": "networks?city=Tehran",
    "join": "join",
    "join-answer": "join?city=Tehran",
    "joining": "networks/joining?city=Tehran&network=c40",
    "unions": "unions",
    "unions-answer": "unions?region=persian-gulf",
    "unions-box": "unions?region=box&west=44&south=25&east=63&north=40&least=4&most=6",
    "unions-shape": "unions?region=shape&shape=44,25%2063,25%2063,40%2044,40&least=4&most=6",
    "unions-wrong": "unions?region=box&west=44",
    "science": "science",
    "strategy": "strategy",
    "strategy-answer": "strategy?city=Tehran",
    "documents": "documents",
    "evidence": "evidence",
    "evidence-none": "evidence?q=qqqqq",
    "evidence-conflicts": "evidence/conflicts",
    "evidence-cell": "evidence/cell/112931/student_population",
    "data": "data",
    "not-found": "nowhere",
    "refused": "index?weight=nothing:1",
}
EDITING = {
    "account": "account",
    "science-none": "science",
    "city-editing": "city/112931",
    "city-thin-editing": "city/3169070",
    "edit": "edit",
    "edit-new": "edit/new/observations?city=Tehran",
    "history": "history",
}
REFUSED = {"compare-wrong", "unions-wrong", "not-found", "refused"}
"""Pages that show what is said when something is not right; every other one has to answer."""
PASSWORD = "a password for pictures"  # noqa: S105  of an account that lives for one run


def main() -> None:
    """Take the pictures and write the sheet."""
    chosen = _options()
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken = [path.name for path in pictures(chosen)]
    (FOLDER / "index.html").write_text(_sheet(sorted(each.name for each in FOLDER.glob("*.png"))), encoding="utf-8")
    sys.stdout.write(f"{len(taken)} pictures in {FOLDER}\n")


def pictures(chosen: argparse.Namespace) -> Iterator[Path]:
    """Take every picture asked for."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium") or which("google-chrome"), args=FLAGS)
        for pages, app, is_editing in _sites(Path(folder), chosen.words):
            with _served(app) as site:
                for scheme in ("light", "dark") if chosen.dark else ("light",):
                    for width in chosen.widths:
                        yield from _visit(browser, site, pages, chosen, scheme=scheme, width=width, sign_in=is_editing)
        browser.close()


def _visit(
    browser: Any,
    site: str,
    pages: dict[str, str],
    chosen: argparse.Namespace,
    *,
    scheme: str,
    width: int,
    sign_in: bool,
) -> Iterator[Path]:
    for language in chosen.only:
        size = {"width": width, "height": HEIGHT.get(width, 900)}
        context = browser.new_context(viewport=size, color_scheme=scheme, base_url=site, reduced_motion="reduce")
        page = context.new_page()
        for name, path in pages.items():
            address = f"/{language}/{path}"
            if name == "edit":
                _sign_in(page, language)
            if not sign_in:
                _wait(site + address)
            answer = page.goto(address)
            if answer is None or (answer.status == OK) is (name in REFUSED):
                sys.exit(f"{address} answers {answer.status if answer else 'nothing'}")
            page.wait_for_load_state("networkidle")
            end = FOLDER / f"{language}-{width}{'-dark' if scheme == 'dark' else ''}-{name}.png"
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                sys.stdout.write(f"{end.stem} is {wide} pixels wide\n")
            page.screenshot(path=end, full_page=not chosen.fold)
            yield end
        context.close()


def _sites(folder: Path, words: list[str]) -> Iterator[tuple[dict[str, str], Any, bool]]:
    """Pages, the application that shows them, and whether its editor has to sign in."""

    def wanted(pages: dict[str, str]) -> dict[str, str]:
        return {name: path for name, path in pages.items() if not words or any(word in name for word in words)}

    if wanted(READING):
        store = _works(folder / "works.duckdb") if "science" in wanted(READING) else None
        observatory = Observatory.open(store)
        observatory.warm()
        yield wanted(READING), create_app(observatory), False
    if wanted(EDITING):
        add_account(folder / "editors.toml", "sara", role="owner", password=PASSWORD)
        desk = Desk(register=open_register(folder / "r"), store=folder / "s.duckdb", editors=folder / "editors.toml")
        yield {"edit": "edit", **wanted(EDITING)}, create_app(Observatory.open(), desk=desk), True


def _sign_in(page: Any, language: str) -> None:
    page.goto(f"/{language}/account")
    if page.locator("#password").count():
        page.fill("#name", "sara")
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_load_state()


def _works(path: Path) -> Path:
    """Write a store with works between cities of the panel, drawn so that some ties are heavy."""
    rng = np.random.default_rng(7)
    cities = [f"University of {city.label}" for city in Observatory.open().panel.cities]
    chance = 1 / np.arange(2, len(cities) + 2)
    lines = []
    for number in range(600):
        some = rng.choice(len(cities), size=int(rng.integers(2, 5)), replace=False, p=chance / chance.sum())
        lines += ["TY  - JOUR", f"TI  - Study {number}", f"PY  - {rng.integers(2018, 2025)}", f"DO  - 10.1234/{number}"]
        lines += [f"AU  - Writer{number}x{k}, A." for k in some]
        lines += [f"AD  - {cities[k]}" for k in some]
        lines += ["ER  - ", ""]
    records = path.with_suffix(".ris")
    records.write_text("\n".join(lines), encoding="utf-8")
    ingest([records], store=path)
    return path


@contextmanager
def _served(app: Any) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def _wait(address: str) -> None:
    """Wait until a page no longer asks again by itself."""
    for _ in range(60):
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310  an address of this process
                if "refresh" not in answer.headers:
                    return
        except urllib.error.HTTPError:
            return
        time.sleep(1)


def _sheet(names: list[str]) -> str:
    figures = "".join(
        f'<figure><a href="{html.escape(name)}"><img src="{html.escape(name)}" loading="lazy" alt=""></a>'
        f"<figcaption>{html.escape(name.removesuffix('.png'))}</figcaption></figure>"
        for name in names
    )
    style = (
        "body{display:flex;flex-wrap:wrap;gap:1rem;font:.8rem sans-serif}figure{margin:0;width:18rem}img{width:100%}"
    )
    return f'<!doctype html><meta charset="utf-8"><title>Pages</title><style>{style}</style>{figures}'


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="names of pages, or parts of them")
    parser.add_argument("--widths", default="390,1280,1920", type=lambda text: [int(each) for each in text.split(",")])
    parser.add_argument("--dark", action="store_true", help="in dark too")
    parser.add_argument("--only", default=["en", "fa"], type=lambda text: [text], help="one language")
    parser.add_argument("--fold", action="store_true", help="only what is seen without scrolling")
    return parser.parse_args()


if __name__ == "__main__":
    main()
