"""What the tests of a release share: the built files, an environment with the wheel alone, and the tools as modules."""

import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
NOT_RELEASED = shutil.ignore_patterns("__pycache__", "*.pyc")
GUARD = '''
"""Refuse every connection that leaves this machine, before anything else runs."""
import sys

LOCAL = {"127.0.0.1", "::1", "localhost", "", None}


def refuse(event, args):
    address = args[1] if event in {"socket.connect", "socket.sendto", "socket.sendmsg"} else None
    host = args[0] if event == "socket.getaddrinfo" else address[0] if isinstance(address, tuple) else None
    if host not in LOCAL:
        raise ConnectionRefusedError(f"the network is forbidden here: {host}")


sys.addaudithook(refuse)
'''


def told(command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def tell():
    """Give what runs a command to its good end and gives its words."""
    return told


@pytest.fixture(scope="session")
def uv():
    return UV


@pytest.fixture(scope="session")
def licenses():
    """Give `tools/licenses.py`; skip where uv is not in the environment."""
    if not UV.is_file():
        pytest.skip("uv is not in the environment of the tests; the licenses of packages were NOT checked")
    spec = importlib.util.spec_from_file_location("licenses", ROOT / "tools" / "licenses.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


@pytest.fixture(scope="session")
def clean_copy(tmp_path_factory):
    """Copy what is released to a folder without anything a run has left."""
    if not UV.is_file():
        pytest.skip("uv is not in the environment of the tests; the release was NOT built")
    copy = tmp_path_factory.mktemp("release") / "proxenia"
    copy.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE.md", "THIRD_PARTY.md"):
        shutil.copy(ROOT / name, copy / name)
    shutil.copytree(ROOT / "src", copy / "src", ignore=NOT_RELEASED)
    return copy


@pytest.fixture(scope="session")
def built(clean_copy):
    """Build the sdist, and the wheel from the sdist, without the network: the backend is part of uv."""
    told([UV, "build", "--offline", "--out-dir", clean_copy / "dist", clean_copy])
    return clean_copy / "dist"


@pytest.fixture(scope="session")
def wheel(built):
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def locked():
    """Name each package of the core that this Python on this system needs, with the version of the lock."""
    asked = ["export", "--frozen", "--offline", "--no-dev", "--no-emit-project", "--no-hashes", "--no-header", "-q"]
    lines = told([UV, *asked, "--no-annotate"], cwd=ROOT).splitlines()
    needs = [Requirement(line) for line in lines if line.strip()]
    return {need.name: str(need.specifier)[2:] for need in needs if need.marker is None or need.marker.evaluate()}


@pytest.fixture(scope="session")
def empty_environment(wheel, locked, tmp_path_factory):
    """Make an environment that holds the wheel and the locked core, and nothing else, without the network.

    The packages are linked from the environment of the tests by their own lists of files, which works on machines
    whose cache is empty; uv then installs the wheel beside them and checks that all fits.
    """
    folder = tmp_path_factory.mktemp("empty") / "venv"
    told([UV, "venv", "--offline", "--quiet", "--python", sys.executable, folder])
    python = folder / "bin" / "python"
    packages = Path(told([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).strip())
    for name, version in locked.items():
        found = distribution(name)
        assert found.version == version, f"{name} is not the one of uv.lock; run make test, which synchronizes"
        for file in found.files or ():
            source, target = Path(found.locate_file(file)), packages / file
            if ".." not in file.parts and "__pycache__" not in file.parts and source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                _link(source, target)
    told([UV, "pip", "install", "--offline", "--no-index", "--quiet", "--python", python, wheel])
    guard = folder / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    return folder


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)
