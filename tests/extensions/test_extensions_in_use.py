"""Extensions in the commands, the results and the pages that people see."""

import json
import os
import subprocess
import sys

import pytest
from starlette.testclient import TestClient

from proxenia.assessment import assess
from proxenia.assessment.edition_index import edition_index
from proxenia.assessment.verify import plain
from proxenia.extensions import active
from proxenia.store import Store
from proxenia.study import Study
from proxenia.unions.advice import Bench
from proxenia.web.app import create_app
from proxenia.web.observatory import Observatory

ASKED = (
    "assess", "Tehran", "--against", "Barcelona", "Istanbul", "--framework", "meeting-places", "--models", "meeting-places",
    "--levers", "levers-meeting-places", "--methodology", "meeting-places-1", "--lang", "tr", "--draws", "100",
)  # fmt: skip


def run(*arguments, cwd, site=None, **more):
    env = {key: value for key, value in os.environ.items() if key != "PROXENIA_EXTENSIONS"} | more
    env |= {"PYTHONPATH": str(site)} if site else {}
    command = [sys.executable, "-m", "proxenia", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env, check=False)


def test_a_result_names_the_extension_it_draws_on_and_verify_holds_it_against_the_files(site, tmp_path):
    done = run(*ASKED, "--out", "out", cwd=tmp_path, site=site)
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    (used,) = result["provenance"]["extensions"]
    assert (used["name"], used["version"], len(used["digest"])) == ("example", "1.0.0", 12)
    assert {row["provider"] for row in result["observations"] if row["indicator"] == "geneva_hours"} == {
        "example 1.0.0"
    }
    page = (tmp_path / "out" / "report.tr.html").read_text(encoding="utf-8")
    assert '<html lang="tr" dir="ltr">' in page and "Tahran" in page
    assert f"example 1.0.0 ({used['digest']})" in page
    assert (tmp_path / "out" / "report.tr.pdf").read_bytes()[:5] == b"%PDF-"

    assert run("verify", "out", cwd=tmp_path, site=site).returncode == 0

    absent = run("verify", "out", cwd=tmp_path)
    assert absent.returncode == 1
    assert "made with extension 'example' 1.0.0, which is not here" in absent.stderr

    head = site / "proxenia_example" / "extension.toml"
    head.write_text(head.read_text(encoding="utf-8") + "# touched\n", encoding="utf-8")
    touched = run("verify", "out", cwd=tmp_path, site=site)
    assert touched.returncode == 1
    assert f"provenance.extensions[0].digest: written '{used['digest']}'" in touched.stderr
    assert touched.stderr.strip().splitlines()[-1].startswith("1 of ")


def test_results_of_ours_are_the_same_with_an_extension_installed(assessment, study, example):
    again = assess(study, store=Store.open(), created_at="2026-11-21T10:00:00Z")
    assert plain(again) == plain(assessment)
    assert example.is_dir()


def test_a_folder_is_enough_and_a_fault_ends_with_one(made, tmp_path):
    good = made("good", {"indicators/i.toml": ""})
    listed = run("--extensions", str(good), "extensions", "list", "--json", cwd=tmp_path)
    (report,) = json.loads(listed.stdout)
    assert (report["name"], report["came_from"], report["sound"]) == ("good", f"folder {good}", True)
    bad = made("bad", {"frameworks/f.toml": "name ="})
    checked = run("extensions", "check", str(bad), cwd=tmp_path)
    assert checked.returncode == 1
    assert "frameworks/f.toml:1:7  is no TOML" in checked.stderr and "1 of 1 file cannot be used" in checked.stderr


def test_no_extension_in_reach_is_said(tmp_path):
    assert "no extension is in reach" in run("extensions", "list", cwd=tmp_path).stdout


@pytest.mark.usefixtures("example")
def test_the_pages_speak_the_language_and_lead_to_the_others():
    client = TestClient(create_app(Observatory.open()))
    page = client.get("/tr/cities")
    assert page.status_code == 200
    assert '<html lang="tr" dir="ltr">' in page.text and "Karşılaştır" in page.text
    assert 'href="/fa/cities" lang="fa"' in page.text and 'href="/en/cities" lang="en"' in page.text
    assert client.get("/xx/cities").status_code == 404


@pytest.mark.usefixtures("example")
def test_indices_and_unions_name_the_extension_too():
    (extension,) = active()
    index = edition_index(Store.open(), framework="meeting-places", draws=50)
    assert index.extensions == (f"example 1.0.0 ({extension.digest})",)
    assert edition_index(Store.open(), draws=50).extensions == ()
    assert Bench(Store.open(), framework="meeting-places").made().extensions == index.extensions


@pytest.mark.usefixtures("example")
def test_the_city_a_study_asks_about_may_be_compared_in_turkish():
    study = Study(focal="Tehran", benchmarks=("Boston",), languages=("tr",), draws=100)
    made = assess(study, store=Store.open(), created_at="2026-11-21T10:00:00Z")
    assert [each.name for each in made.provenance.extensions] == ["example"]
    assert made.cities[0].name.into("tr") == "Tahran"
