"""The wheel in an environment that holds its locked core and nothing else does the main job without a network."""

import os
import subprocess
import tomllib
import urllib.request
from pathlib import Path
from shutil import which

import pypdfium2
import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_MEGABYTES = 600
FOREIGN = "import urllib.request; urllib.request.urlopen('http://192.0.2.1/', timeout=1)"
ASSESS = ["assess", "Tehran", "--against", "Barcelona", "Boston", "--draws", "100", "--out", "made"]


@pytest.fixture(scope="module")
def outside(empty_environment, tmp_path_factory):
    """Say how to run a program of the environment: in a folder of its own, with the network forbidden."""
    folder = tmp_path_factory.mktemp("outside")
    kept = {name: value for name, value in os.environ.items() if name in {"LANG", "LC_ALL", "TMPDIR"}}
    environment = kept | {
        "HOME": str(folder),
        "PATH": f"{empty_environment / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "PYTHONPATH": str(empty_environment / "guard"),
    }
    return {"cwd": folder, "env": environment}


@pytest.fixture(scope="module")
def cut_off():
    """Give the words that start a program without any network, as the kernel sees to it; none where it may not be asked."""
    words = ["unshare", "--map-root-user", "--net"]
    allowed = which("unshare") and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
    return words if allowed else []


@pytest.fixture(scope="module")
def assessed(outside, cut_off, empty_environment):
    command = [*cut_off, str(empty_environment / "bin" / "proxenia"), *ASSESS]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **outside)
    assert done.returncode == 0, done.stderr
    return outside["cwd"] / "made"


def test_the_locked_core_is_all_that_the_wheel_asks_for(empty_environment, tell, uv):
    tell([uv, "pip", "check", "--offline", "--python", empty_environment / "bin" / "python"])


def test_nothing_but_the_locked_core_and_the_wheel_is_installed(empty_environment, locked, tell, uv):
    listed = tell([uv, "pip", "freeze", "--offline", "--python", empty_environment / "bin" / "python"])
    assert {line.split("==")[0].split(" @")[0] for line in listed.splitlines()} == {*locked, "proxenia"}


@pytest.mark.parametrize("package", ["pandas", "pyarrow", "pyspark", "psycopg", "pyfixest", "pytest"])
def test_a_package_of_an_extra_or_of_the_developers_is_not_there(empty_environment, outside, package):
    python = str(empty_environment / "bin" / "python")
    done = subprocess.run([python, "-c", f"import {package}"], capture_output=True, text=True, check=False, **outside)
    assert "ModuleNotFoundError" in done.stderr


def test_the_network_is_forbidden(empty_environment, outside):
    python = str(empty_environment / "bin" / "python")
    done = subprocess.run([python, "-c", FOREIGN], capture_output=True, text=True, check=False, **outside)
    assert "the network is forbidden here: 192.0.2.1" in done.stderr


def test_the_command_tells_the_version_of_the_project(empty_environment, outside, tell):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert tell([empty_environment / "bin" / "proxenia", "--version"], **outside) == f"proxenia {project['version']}\n"


def test_the_main_job_is_done_in_both_languages(assessed):
    written = {path.name for path in assessed.iterdir()}
    assert {
        "report.en.html",
        "report.fa.html",
        "report.en.pdf",
        "report.fa.pdf",
        "result.json",
        "study.toml",
    } <= written
    assert "Tehran" in pypdfium2.PdfDocument(assessed / "report.en.pdf")[0].get_textpage().get_text_bounded()


def test_the_result_is_made_again_and_verified(assessed, empty_environment, outside, tell):
    tell([empty_environment / "bin" / "proxenia", "verify", assessed], **outside)


def test_the_observatory_answers_a_page(empty_environment, outside):
    command = [str(empty_environment / "bin" / "proxenia"), "serve", "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **outside) as served:
        try:
            address = served.stdout.readline().split(" is at ")[1].split(";")[0]
            is_opening = True
            while is_opening:
                with urllib.request.urlopen(f"{address}fa/cities", timeout=60) as answer:  # noqa: S310  our own server
                    page, is_opening = answer.read().decode("utf-8"), "refresh" in answer.headers
        finally:
            served.terminate()
    assert 'dir="rtl"' in page
    assert "تهران" in page


def test_the_core_as_installed_takes_less_than_600_megabytes(assessed, empty_environment):
    assert assessed.is_dir()  # what a first run compiles is counted too
    files = [path for path in (empty_environment / "lib").rglob("*") if path.is_file() and not path.is_symlink()]
    assert sum(path.stat().st_size for path in files) < MOST_MEGABYTES * 10**6
