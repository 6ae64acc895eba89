"""What several tests share: the edition's store, the gazetteer, the folder of test data, one assessment."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import which

import pytest

from proxenia.assessment import assess
from proxenia.places import Gazetteer
from proxenia.store import Store
from proxenia.study import Study

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.fixture(scope="session")
def store():
    return Store.open()


@pytest.fixture(scope="session")
def gazetteer():
    return Gazetteer.embedded()


@pytest.fixture(scope="session")
def study():
    return Study(focal="Tehran", benchmarks=("Barcelona", "Boston", "Beijing", "Istanbul"), draws=256)


@pytest.fixture(scope="session")
def assessment(study, store):
    return assess(study, store=store, created_at="2026-11-21T10:00:00Z")


@pytest.fixture(scope="session")
def shared():
    if not SHARED.is_dir():
        pytest.skip(f"the folder of shared test data is not beside the project ({SHARED.name}/)")
    return SHARED


@pytest.fixture(scope="session")
def chromium():
    path = (
        os.environ.get("PROXENIA_CHROMIUM") or which("chromium") or which("chromium-browser") or which("google-chrome")
    )
    if path is None:
        pytest.skip("no Chromium found: set PROXENIA_CHROMIUM or install chromium; browser tests did NOT run")
    return path
