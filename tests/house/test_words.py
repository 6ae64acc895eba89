"""Words: both languages stand together, Persian has its own letters, and no file tells of the machine it was written on."""

import csv
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from proxenia.indicators import Catalog

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "proxenia" / "data"
TOML = sorted(DATA.rglob("*.toml"))
CSV = sorted(path for path in DATA.rglob("*.csv") if not {"locale", "affiliations"} & set(path.parts))
PERSIAN = [path for path in TOML if "affiliations" not in path.parts] + sorted((DATA / "locale").rglob("*.csv"))
"""Affiliations are apart: they hold names where these are known, and the wrong letters that writers use."""
KINDS = {".cff", ".csv", ".css", ".ipynb", ".j2", ".js", ".json", ".lock", ".md", ".py", ".toml", ".typ", ".txt", ""}
MACHINE = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work|mnt|opt)/[A-Za-z0-9_.-]+")
ARABIC_LETTERS = re.compile("[\u0643\u0649\u064a]")
FOREIGN = {
    "src/proxenia/data/affiliations/persian_gold.csv",  # affiliations as they are written, wrong letters included
    "tests/house/test_words.py",
}


def written():
    """Give every file of the project that a person wrote, as git knows them; all files where there is no git."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = done.stdout.split("\n") if done.returncode == 0 else [str(p.relative_to(ROOT)) for p in ROOT.rglob("*")]
    paths = [ROOT / name for name in names if name and name not in FOREIGN]
    return [path for path in paths if path.is_file() and path.suffix in KINDS and path.stat().st_size < 2_000_000]


def pairs(value, where=""):
    """Give every text in English of a file, with the table that holds it."""
    if isinstance(value, dict):
        if isinstance(value.get("en"), str):
            yield where, value
        for key, each in value.items():
            yield from pairs(each, f"{where}.{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from pairs(each, f"{where}[{number}]")


@pytest.mark.parametrize("path", TOML, ids=lambda path: str(path.relative_to(DATA)))
def test_what_has_an_english_name_has_a_persian_one(path):
    found = list(pairs(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert [(where, text) for where, text in found if bool(text["en"]) != bool(text.get("fa"))] == []


@pytest.mark.parametrize("path", CSV, ids=lambda path: str(path.relative_to(DATA)))
def test_a_row_with_an_english_text_has_the_persian_one(path):
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = [name[:-3] for name in (rows[0] if rows else ()) if name.endswith("_en") and f"{name[:-3]}_fa" in rows[0]]
    assert [
        (n, name)
        for n, row in enumerate(rows, 2)
        for name in columns
        if bool(row[f"{name}_en"]) != bool(row[f"{name}_fa"])
    ] == []


@pytest.mark.parametrize("path", PERSIAN, ids=lambda path: str(path.relative_to(DATA)))
def test_persian_is_written_with_its_own_letters(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if ARABIC_LETTERS.search(line)] == []


def test_every_indicator_is_documented_in_both_languages_and_has_a_source():
    catalog = list(Catalog.read())
    texts = {each.id: (each.name, each.definition, each.unit) for each in catalog}
    assert [name for name, three in texts.items() if not all(text.en and text.fa for text in three)] == []
    assert [each.id for each in catalog if not each.sources] == []


def test_no_file_names_a_path_of_a_machine():
    found = [
        (str(path.relative_to(ROOT)), MACHINE.findall(path.read_text(encoding="utf-8", errors="replace")))
        for path in written()
    ]
    assert [pair for pair in found if pair[1]] == []


def test_no_file_names_a_registry_but_the_public_one():
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = set(re.findall(r'"https?://([^/"]+)/', lock))
    assert hosts <= {"pypi.org", "files.pythonhosted.org"}


def test_no_value_of_a_result_stands_without_a_fact_and_no_fact_without_its_page(assessment):
    facts = {fact.id: fact for fact in assessment.observations}
    known = [value for value in assessment.values if value.status == "observed"]
    assert known
    assert [(value.city, value.indicator) for value in known if not value.observations] == []
    assert [fact for value in known for fact in value.observations if fact not in facts] == []
    assert [
        fact.id
        for fact in facts.values()
        if not re.match(r"https?://\S+\.\S+", fact.source_url) or fact.grade not in {"A", "B", "C"}
    ] == []


def test_no_rank_of_a_result_stands_without_its_interval(assessment):
    standings = [city for city in assessment.cities if city.rank is not None]
    assert standings
    assert [city.city for city in standings if not city.rank_interval[0] <= city.rank <= city.rank_interval[1]] == []


def test_every_table_of_facts_asks_for_the_page_and_its_grade():
    package = json.loads((DATA / "edition" / "datapackage.json").read_text(encoding="utf-8"))
    own = [resource for resource in package["resources"] if resource["own"]]
    asked = {
        resource["name"]: {f["name"] for f in resource["schema"]["fields"] if f.get("constraints", {}).get("required")}
        for resource in own
    }
    assert {name for name, fields in asked.items() if not {"source_url", "grade"} <= fields} == set()
