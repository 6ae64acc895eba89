"""The example package made visible as an installed one, and small extensions written for a test."""

import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from proxenia.extensions import VARIABLE, forget

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "proxenia-example"
HEAD = 'name = "{name}"\nversion = "0.1"\nlicense = "MIT"\n'


@pytest.fixture(autouse=True)
def nothing_else_in_reach(monkeypatch):
    """No extension of this machine, and nothing of one test in the next."""
    monkeypatch.delenv(VARIABLE, raising=False)
    forget()
    yield
    forget()
    for name in [each for each in sys.modules if each.startswith("proxenia_example")]:
        del sys.modules[name]


def distribution(site, project, *, package=None):
    """Put a package into a folder of packages as an installer would: its files, and what it says of itself."""
    made = tomllib.loads(project)["project"]
    info = site / f"{made['name'].replace('-', '_')}-{made['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {made['name']}\nVersion: {made['version']}\n")
    lines = []
    for group, points in made["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    if package is not None:
        shutil.copytree(package, site / package.name, ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def site(tmp_path):
    """A folder of packages that holds the example, installed without a network."""
    folder = tmp_path / "site"
    project = (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8")
    distribution(folder, project, package=EXAMPLE / "src" / "proxenia_example")
    return folder


@pytest.fixture
def example(site, monkeypatch):
    """The example's folder, with its package in reach."""
    monkeypatch.syspath_prepend(str(site))
    forget()
    return site / "proxenia_example"


@pytest.fixture
def installed():
    """Installs one more package: `installed(site, project, package=folder)`."""
    return distribution


@pytest.fixture
def made(tmp_path):
    """Writes an extension: `made("a", {"models/m.toml": "..."})` gives its folder."""

    def write(name, files, *, head=HEAD):
        folder = tmp_path / "written" / name
        folder.mkdir(parents=True)
        (folder / "extension.toml").write_text(head.format(name=name), encoding="utf-8")
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def in_reach(monkeypatch):
    """Puts folders in reach, as `--extensions` does."""

    def put(*folders):
        monkeypatch.setenv(VARIABLE, ":".join(map(str, folders)))
        forget()

    return put
