import functools
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from proxenia.web.app import create_app
from proxenia.web.editing import open_register
from proxenia.web.observatory import Observatory


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch):
    """Hashes that cost little: what a hash costs is argon2's affair, and each default one takes 64 MiB."""
    argon2 = pytest.importorskip("argon2")
    quick = functools.partial(argon2.PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(argon2, "PasswordHasher", quick)


@pytest.fixture(scope="session")
def postgresql():
    """Address of a real server of PostgreSQL made for the tests, and the commands that start and stop it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    pytest.importorskip("psycopg", reason="psycopg is not installed; PostgreSQL was NOT tested")
    if not found:
        pytest.skip("no PostgreSQL server found (Debian: postgresql); PostgreSQL was NOT tested")
    folder = Path(tempfile.mkdtemp(prefix="pxpg", dir="/tmp"))
    as_other = []
    if Path("/proc/self").stat().st_uid == 0:
        as_other = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    tools = found[-1].parent

    def run(*command):
        subprocess.run([*as_other, *command], check=True, capture_output=True, timeout=60, cwd="/")

    run(tools / "initdb", "-D", folder / "data", "-A", "trust", "-U", "tester", "-E", "UTF8", "--no-sync")
    control = (tools / "pg_ctl", "-D", folder / "data", "-w")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"

    def start():
        run(*control, "-o", options, "-l", folder / "log", "start")

    def stop():
        run(*control, "-m", "immediate", "stop")

    start()
    yield f"postgresql:///postgres?host={folder}&user=tester", start, stop
    subprocess.run([*as_other, *control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request, tmp_path):
    """An empty register, on each database."""
    if request.param == "sqlite":
        return open_register(tmp_path / "own.duckdb.register")
    import psycopg

    address = request.getfixturevalue("postgresql")[0]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return open_register(address)


@pytest.fixture(scope="session")
def app():
    observatory = Observatory.open()
    observatory.warm()
    return create_app(observatory)


@pytest.fixture(scope="session")
def client(app):
    return TestClient(app)


@pytest.fixture(scope="session")
def site(app):
    """Address of the observatory on a real port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
REFUSED = "Failed to load resource"
KEPT = Path(__file__).resolve().parents[2] / "out" / "journeys"


@pytest.fixture(scope="module")
def browser(chromium):
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def window(browser, site):
    """Open a page on the site; what it says on the console and asks of others is refused at the end.

    With `refusals` a browser may say that an answer was 404 or 422, where a test asks for such an answer.
    """
    said, contexts = [], []

    def opened(width=1280, height=900, *, refusals=False, **more):
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=site, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: None if refusals and REFUSED in message.text else said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda sent: said.append(sent.url) if not sent.url.startswith(site) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture(params=[("en", 1280), ("en", 390), ("fa", 1280), ("fa", 390)], ids=lambda each: f"{each[0]}-{each[1]}")
def visit(request, window):
    """A page in one language and width, whose last sight is kept as a picture."""
    language, width = request.param
    page = window(width=width)
    yield page, language, width
    KEPT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=KEPT / f"{request.node.name.partition('[')[0]}-{language}-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") == width
