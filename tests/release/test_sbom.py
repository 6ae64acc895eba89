"""The bill of materials has the shape of CycloneDX 1.5 and leaves nothing out."""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TYPES = {"application", "container", "data", "file", "firmware", "framework", "library", "machine-learning-model"}
LENGTHS = {"MD5": 32, "SHA-1": 40, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128}


def made(file):
    command = [sys.executable, str(ROOT / "tools" / "sbom.py"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture(scope="module")
def bill_file(licenses, tmp_path_factory):
    return made(tmp_path_factory.mktemp("bill") / f"proxenia-{len(licenses.extras())}.cdx.json")


@pytest.fixture(scope="module")
def bill(bill_file):
    return json.loads(bill_file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def components(bill):
    return {part["name"]: part for part in bill["components"]}


def test_the_bill_says_that_it_is_cyclonedx_of_the_version_asked_for(bill):
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.5", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    assert set(bill) == {
        "bomFormat",
        "specVersion",
        "version",
        "serialNumber",
        "metadata",
        "components",
        "dependencies",
    }


def test_every_component_has_a_known_type_a_name_and_a_license(bill):
    assert [part for part in bill["components"] if part["type"] not in TYPES or not part["name"]] == []
    forms = [tuple(one) for part in bill["components"] for one in part["licenses"]]
    assert set(forms) == {("license",), ("expression",)}
    assert all(part["licenses"] for part in bill["components"])


def test_no_two_components_share_a_reference(bill):
    refs = [part["bom-ref"] for part in (*bill["components"], bill["metadata"]["component"])]
    assert len(set(refs)) == len(refs)


def test_every_dependency_leads_to_a_component(bill):
    refs = {part["bom-ref"] for part in (*bill["components"], bill["metadata"]["component"])}
    named = {ref for need in bill["dependencies"] for ref in (need["ref"], *need.get("dependsOn", ()))}
    assert named - refs == set()


def test_every_checksum_has_the_length_of_its_kind(bill):
    sums = [one for part in bill["components"] for one in part.get("hashes", ())]
    sums += [one for part in bill["components"] for ref in part.get("externalReferences", ()) for one in ref["hashes"]]
    assert len(sums) > len(bill["components"])
    assert [one for one in sums if not re.fullmatch(rf"[0-9a-f]{{{LENGTHS[one['alg']]}}}", one["content"])] == []


def test_every_direct_dependency_and_extra_is_in_the_bill(components):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(one for some in project["optional-dependencies"].values() for one in some)]
    names = {re.match(r"[\w.-]+", one)[0].lower() for one in asked}
    assert names - set(components) == set()


def test_no_tool_of_the_developers_is_in_the_bill(components):
    assert {"pytest", "ruff", "hypothesis", "playwright", "ty"} & set(components) == set()


def test_every_package_has_the_version_of_the_lock(components):
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    locked = {(package["name"], package["version"]) for package in lock if "version" in package}
    listed = {(part["name"], part["version"]) for part in components.values() if part["type"] == "library"}
    assert listed - locked == set()


def test_a_data_table_stands_with_the_checksum_of_its_bytes(components):
    part = components["proxenia/data/edition/memberships.csv"]
    bytes_of = (ROOT / "src" / "proxenia" / "data" / "edition" / "memberships.csv").read_bytes()
    assert part["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(bytes_of).hexdigest()}]
    assert part["licenses"] == [{"license": {"id": "CC-BY-4.0"}}]


def test_every_data_file_is_in_the_bill(components, licenses):
    assert {f"proxenia/data/{file}" for file in licenses.data_files()} - set(components) == set()


def test_the_same_lock_and_data_give_the_same_bytes(bill_file, tmp_path):
    assert made(tmp_path / "again.json").read_bytes() == bill_file.read_bytes()
