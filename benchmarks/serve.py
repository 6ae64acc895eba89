"""How the observatory answers fifty readers at once, against one reader alone in the same run.

The server is a process of its own on this machine; readers are threads that ask for pages and the interface in turn.
"""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request

PATHS = (
    "/en/", "/fa/", "/en/city/112931", "/fa/city/112931", "/en/index", "/fa/evidence", "/en/data",
    "/api/v1/index/bands", "/api/v1/evidence/memberships?limit=50", "/api/v1/cities?q=tehran",
)  # fmt: skip
READERS, ROUNDS = 50, 4


def main() -> None:
    for name, figure in measure().items():
        print(f"{name:34} {figure}")


def measure() -> dict[str, float | int]:
    """Seconds to the first page, and the 95th percentile of reading times with one reader and with fifty."""
    port = _free_port()
    started = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "proxenia", "serve", "--no-open", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        _wait(port)
        listening = time.perf_counter() - started
        first = _timed(port, "/en/")
        for path in PATHS:
            _timed(port, path)
        alone = [_timed(port, path) for _ in range(ROUNDS) for path in PATHS]
        together, failed = _together(port)
    finally:
        server.terminate()
        server.wait(10)
    return {
        "seconds_until_listening": round(listening, 2),
        "seconds_first_page_while_warming": round(first, 2),
        "p95_ms_one_reader": round(1000 * _p95(alone)),
        "p95_ms_fifty_readers": round(1000 * _p95(together)),
        "failed": failed,
    }


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


def _timed(port: int, path: str) -> float:
    started = time.perf_counter()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        answer.read()
    return time.perf_counter() - started


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


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
