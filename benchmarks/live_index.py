"""How soon the table of the index follows a hand on a slider, against the same question asked without drawing anything.

A real browser (Chromium) on the observatory served from this process; every question is a new one, so that none is kept.
"""

from __future__ import annotations

import statistics
import threading
from shutil import which
from typing import Any

import uvicorn

from proxenia.web.app import create_app
from proxenia.web.observatory import Observatory

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
MOVES = 25
HAND = """async () => {
  const slider = document.getElementById('w-innovation_infrastructure'), body = document.querySelector('#bands tbody'), times = [];
  for (let k = 0; k < MOVES; k++) {
    const start = performance.now();
    const drawn = new Promise((resolve) => {
      const watch = new MutationObserver(() => { watch.disconnect(); requestAnimationFrame(() => resolve(performance.now() - start)); });
      watch.observe(body, { childList: true, subtree: true, characterData: true, attributes: true });
    });
    slider.value = 0.9 - k * 0.03;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    times.push(await drawn);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return times;
}"""
ASKED = """async () => {
  const times = [];
  for (let k = 0; k < MOVES; k++) {
    const start = performance.now();
    await (await fetch(`/api/v1/index/bands?weight=stakeholder_coordination:${0.31 + k * 0.02}`)).json();
    times.push(performance.now() - start);
  }
  return times;
}"""


def measure() -> dict[str, float]:
    """Milliseconds from the movement to the table that is drawn, and to an answer that is only read."""
    observatory = Observatory.open()
    observatory.warm()
    server = uvicorn.Server(uvicorn.Config(create_app(observatory), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    try:
        drawn, read = _asked(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/en/index")
    finally:
        server.should_exit = True
        thread.join(10)
    return {
        "median_ms_drawn": round(statistics.median(drawn)),
        "p95_ms_drawn": round(statistics.quantiles(drawn, n=20)[-1]),
        "median_ms_answer_only": round(statistics.median(read)),
        "drawn_to_answer_only": round(statistics.median(drawn) / statistics.median(read), 2),
    }


def _asked(address: str) -> tuple[list[float], list[float]]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  a tool of developers

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium") or which("google-chrome"), args=FLAGS)
        page: Any = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        read = page.evaluate(ASKED.replace("MOVES", str(MOVES)))
        drawn = page.evaluate(HAND.replace("MOVES", str(MOVES)))
        browser.close()
    return drawn, read


if __name__ == "__main__":
    for name, figure in measure().items():
        print(f"{name:34} {figure}")
