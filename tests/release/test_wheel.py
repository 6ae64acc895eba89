"""What is released: the wheel holds everything the package does, and the sdist makes the same wheel."""

import hashlib
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "proxenia"


def contents(wheel):
    """Give the digest of every file, but for RECORD, which lists the others."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith(("/", "/RECORD"))]
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names}


def test_every_file_of_the_package_is_in_the_wheel(wheel):
    released = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        f"proxenia/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.endswith(".pyc")
    }
    assert sorted(ours - released) == []


@pytest.mark.parametrize(
    "file",
    [
        "data/edition/datapackage.json",
        "data/fonts/Vazirmatn-Regular.woff2",
        "data/gazetteer/gazetteer.sqlite",
        "data/LICENSES.toml",
        "report/templates/report.html.j2",
        "report/templates/report.typ",
        "web/static/web.css",
        "web/static/icon.svg",
        "web/templates/base.html.j2",
    ],
)
def test_the_wheel_and_the_sdist_hold_the_edition_the_templates_the_fonts_and_the_assets(wheel, built, file):
    (sdist,) = built.glob("*.tar.gz")
    assert f"proxenia/{file}" in zipfile.ZipFile(wheel).namelist()
    with tarfile.open(sdist) as archive:
        assert [name for name in archive.getnames() if name.endswith(f"/src/proxenia/{file}")]


def test_the_wheel_holds_the_license_and_the_notices(wheel):
    names = [name.rsplit("/", 1)[-1] for name in zipfile.ZipFile(wheel).namelist()]
    assert {"LICENSE", "NOTICE.md"} <= set(names)


def test_the_wheel_holds_nothing_of_the_checkout_but_the_package(wheel):
    tops = {name.split("/", 1)[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"proxenia"}


def test_the_sdist_makes_the_wheel_that_the_checkout_makes(wheel, clean_copy, tell, uv, tmp_path):
    tell([uv, "build", "--offline", "--wheel", "--out-dir", tmp_path, clean_copy])
    (straight,) = tmp_path.glob("*.whl")
    assert contents(wheel) == contents(straight)
