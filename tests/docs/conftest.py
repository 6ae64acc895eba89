import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The site as `make docs` builds it, or the reason why it is not right."""
    folder = tmp_path_factory.mktemp("site") / "site"
    command = [sys.executable, str(ROOT / "tools" / "build_docs.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def docsite(monkeypatch):
    """The modules of `tools/docsite` importable."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import docsite

    return docsite
