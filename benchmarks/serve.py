"""How the observatory answers fifty readers at once, against one reader alone in the same run, and while somebody edits.

The server is a process of its own on this machine; readers are threads that ask for pages and the interface in turn, a
half second apart. The editor signs in and saves a row each second, which makes every page anew.
"""

from __future__ import annotations

import http.cookiejar
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

PATHS = (
    "/en/", "/fa/", "/en/city/112931", "/fa/city/112931", "/en/index", "/fa/evidence", "/en/data", "/en/evidence/conflicts",
    "/api/v1/index/bands", "/api/v1/evidence/memberships?limit=50", "/api/v1/cities?q=tehran",
)  # fmt: skip
READERS, ROUNDS, SAVES = 50, 2, 6
PASSWORD = "a long password of this run"  # noqa: S105  of an account that lives for one run


def main() -> None:
    for name, figure in measure().items():
        print(f"{name:40} {figure}")


def measure() -> dict[str, float | int]:
    """Seconds to the first page, and percentiles of reading times with one reader, with fifty, and while editing."""
    with tempfile.TemporaryDirectory() as folder:
        editors, port = Path(folder) / "editors.toml", _free_port()
        add = [sys.executable, "-m", "proxenia", "editors", "add", str(editors), "dara"]
        subprocess.run(add, input=f"{PASSWORD}\n", text=True, check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "proxenia", "serve", "--no-open", "--port", str(port)]
        command += ["--editors", str(editors), "--store", str(Path(folder) / "own.duckdb")]
        started = time.perf_counter()
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait(port)
            listening = time.perf_counter() - started
            first = _timed(port, "/en/")
            while _is_opening(port):
                time.sleep(0.1)
            opened = time.perf_counter() - started
            for path in PATHS:
                _timed(port, path)
            alone = [_timed(port, path) for _ in range(ROUNDS) for path in PATHS]
            together, failed = _together(port)
            saves: list[float] = []
            editor = threading.Thread(target=_edit, args=(port, saves))
            editor.start()
            meanwhile, failed_meanwhile = _together(port)
            editor.join()
        finally:
            server.terminate()
            server.wait(10)
    return {
        "seconds_until_listening": round(listening, 2),
        "seconds_first_page_while_warming": round(first, 2),
        "seconds_until_the_map_is_there": round(opened, 2),
        **_percentiles("one_reader", alone),
        **_percentiles("fifty_readers", together),
        "failed_fifty_readers": failed,
        **_percentiles("fifty_readers_while_editing", meanwhile),
        "failed_while_editing": failed_meanwhile,
        **_percentiles("saves_while_fifty_read", saves),
        "saved": len(saves),
    }


def _percentiles(name: str, times: list[float]) -> dict[str, int]:
    return {
        f"p50_ms_{name}": round(1000 * statistics.median(times)),
        f"p95_ms_{name}": round(1000 * statistics.quantiles(times, n=20)[-1]),
    }


def _is_opening(port: int) -> bool:
    """Whether the first page still says that the observatory opens."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/en/", timeout=60) as answer:
        return answer.headers.get("Refresh") is not None


def _together(port: int) -> tuple[list[float], int]:
    times: list[float] = []
    failed = []

    def read(offset: int) -> None:
        for k in range(ROUNDS * len(PATHS)):
            try:
                times.append(_timed(port, PATHS[(k + offset) % len(PATHS)]))
            except OSError as error:
                failed.append(error)
            time.sleep(0.5)

    readers = [threading.Thread(target=read, args=(k,)) for k in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return times, len(failed)


def _edit(port: int, saves: list[float]) -> None:
    """Sign in, and save rows one after the other; a save that is refused is not counted."""
    base = f"http://127.0.0.1:{port}/en"
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def token(page: str) -> str:
        with browser.open(f"{base}/{page}", timeout=60) as answer:
            return re.findall(r'name="token" value="([^"]+)"', answer.read().decode())[0]

    def post(page: str, **fields: str) -> str:
        with browser.open(f"{base}/{page}", data=urllib.parse.urlencode(fields).encode(), timeout=60) as answer:
            return answer.read().decode()

    post("account", token=token("account"), name="dara", password=PASSWORD)
    for k in range(SAVES):
        row = {
            "city": "Kabul", "country_iso2": "AF", "measure_id": "museums", "value": str(10 + k), "year": "2024",
            "grade": "A", "source_url": f"https://example.org/{k}", "why": "a run",
        }  # fmt: skip
        mark = token("edit/new/observations")
        started = time.perf_counter()
        try:
            said = post("edit/new/observations", token=mark, **row)
        except urllib.error.HTTPError as refused:
            refused.close()
            continue
        if "Added." in said:
            saves.append(time.perf_counter() - started)
        time.sleep(1)


def _timed(port: int, path: str) -> float:
    started = time.perf_counter()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        answer.read()
    return time.perf_counter() - started


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
