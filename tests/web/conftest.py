import threading

import pytest
import uvicorn
from starlette.testclient import TestClient

from proxenia.web.app import create_app
from proxenia.web.observatory import Observatory


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
