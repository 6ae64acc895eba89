"""The gallery: its code runs, draws what the pictures show, and stands in both pages as it was run."""

import json
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "images" / "gallery"
STALE = "run: python tools/build_gallery.py"
LEAST_FIGURES, MOST_BYTES = 10, 400_000


@pytest.fixture(scope="module")
def gallery():
    import sys

    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import build_gallery
    finally:
        sys.path.remove(str(ROOT / "tools"))
    return build_gallery


@pytest.fixture(scope="module")
def specs(gallery):
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        return gallery.drawn(gallery.read(), "en")
    finally:
        os.chdir(before)


def test_every_snippet_of_the_gallery_draws_a_figure(gallery, specs):
    assert [figure["name"] for figure in gallery.read()["figure"]] == list(specs)
    assert len(specs) >= LEAST_FIGURES
    assert [name for name, spec in specs.items() if "$schema" not in spec] == []


def test_the_pictures_show_what_the_code_draws(gallery, specs):
    kept = json.loads((PICTURES / "contents.json").read_text(encoding="utf-8"))
    changed = [name for name, spec in specs.items() if gallery.words_of(spec) != kept[f"{name}.en"]]
    assert changed == [], STALE


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_page_holds_the_code_as_it_is_run(gallery, language):
    kept = (ROOT / "docs" / language / "gallery.md").read_text(encoding="utf-8")
    assert kept == gallery.page(gallery.read(), language), STALE


def test_every_figure_has_its_picture_in_both_languages_and_there_is_no_other(gallery):
    wanted = {f"{figure['name']}.{language}.png" for figure in gallery.read()["figure"] for language in ("en", "fa")}
    there = {path.name: path for path in PICTURES.glob("*.png")}
    assert set(there) == wanted
    assert [name for name, path in there.items() if path.read_bytes()[:4] != b"\x89PNG"] == []
    assert [name for name, path in there.items() if path.stat().st_size > MOST_BYTES] == []


def test_persian_figures_name_cities_in_persian():
    kept = json.loads((PICTURES / "contents.json").read_text(encoding="utf-8"))
    assert "تهران" in "".join(kept["ranking.fa"])
    assert not any(re.fullmatch(r"Tehran|Beijing", word) for word in kept["ranking.fa"])
