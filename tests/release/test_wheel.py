"""What is released: the wheel holds everything the main job needs, and answers soon."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_RELEASED = shutil.ignore_patterns("__pycache__", "*.pyc")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build from a clean copy, without the network: the backend is part of uv."""
    uv = Path(sys.executable).with_name("uv")
    if not uv.is_file():
        pytest.skip("uv is not in the environment of the tests")
    copy = tmp_path_factory.mktemp("release") / "proxenia"
    copy.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE.md"):
        shutil.copy(ROOT / name, copy / name)
    shutil.copytree(ROOT / "src", copy / "src", ignore=NOT_RELEASED)
    command = [str(uv), "build", "--offline", "--out-dir", str(copy / "dist"), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list((copy / "dist").glob("*.tar.gz"))
    (built,) = (copy / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def run(unpacked, *arguments, cwd):
    """Run the released package and not the checkout; its dependencies are those of the tests."""
    environment = os.environ | {"PYTHONPATH": str(unpacked), "HOME": str(cwd), "XDG_DATA_HOME": str(cwd)}
    command = [sys.executable, "-m", "proxenia", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_every_file_of_the_package_is_in_the_wheel(wheel):
    released = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src" / "proxenia"
    ours = {
        f"proxenia/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.endswith(".pyc")
    }
    assert sorted(ours - released) == []


def test_the_wheel_holds_the_license_and_the_notices(wheel):
    names = [name.rsplit("/", 1)[-1] for name in zipfile.ZipFile(wheel).namelist()]
    assert {"LICENSE", "NOTICE.md"} <= set(names)


def test_the_wheel_holds_nothing_of_the_checkout_but_the_package(wheel):
    tops = {name.split("/", 1)[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"proxenia"}


def test_the_released_code_is_what_runs(unpacked, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-c", "import proxenia; print(proxenia.__file__)"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(unpacked)


def test_the_main_job_runs_from_the_wheel(unpacked, tmp_path):
    done = run(
        unpacked, "assess", "Tehran", "--against", "Barcelona", "Boston", "--draws", "100", "--out", "x", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    written = {path.name for path in (tmp_path / "x").iterdir()}
    assert {"report.en.html", "report.fa.html", "result.json", "study.toml"} <= written
