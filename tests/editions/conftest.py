"""Editions made by hand: copies of ours with one thing changed."""

import csv
import json
import shutil
from importlib.resources import as_file, files

import pytest

from proxenia.editions import diff_editions
from proxenia.store import Store


@pytest.fixture
def ours(tmp_path):
    """A copy of the embedded edition that a test may change."""
    folder = tmp_path / "ours"
    with as_file(files("proxenia").joinpath("data", "edition")) as source:
        shutil.copytree(source, folder)
    return folder


@pytest.fixture(scope="session")
def change():
    """Rewrite a table: `change(folder, "observations", lambda rows: ...)`."""

    def rewrite(folder, table, how):
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        made = how([dict(zip(header, row, strict=True)) for row in rows])
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows([[row[name] for name in header] for row in made])

    return rewrite


@pytest.fixture(scope="session")
def package():
    """Rewrite the data package: `package(folder, version="2")`."""

    def rewrite(folder, **keys):
        path = folder / "datapackage.json"
        path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **keys}), encoding="utf-8")

    return rewrite


@pytest.fixture(scope="session")
def held():
    """Hold an edition against ours with few draws."""
    return lambda new, old=None: diff_editions(old or Store.open(), new, draws=100)
