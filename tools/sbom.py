"""Write the software bill of materials as CycloneDX 1.5: python tools/sbom.py [FILE].

What `uv export` knows of the packages of the core and of every extra (versions, addresses, checksums, who needs whom)
is joined with their licenses and with every data file of the package (license, source, checksum). The same lock and
data give the same bytes, so that two builds can be compared.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import licenses

ROOT = Path(__file__).resolve().parents[1]
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://cyclonedx.org/schema/bom-1.5")
Part = dict[str, Any]


def bill() -> Part:
    """Give the whole bill."""
    made = _packages()
    own = made["metadata"]["component"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    own |= {"description": project["description"], "purl": f"pkg:pypi/{own['name']}@{own['version']}"}
    own["licenses"] = _license(project["license"])
    data = [_data(file) for file in licenses.data_files()]
    listed = [
        _licensed(part) for part in made["components"] if part["name"] not in licenses.SETTINGS["never_installed"]
    ]
    kept = {own["bom-ref"], *(part["bom-ref"] for part in listed)}
    needs = [_kept(need, kept) for need in made["dependencies"] if need["ref"] in kept]
    root = next(need for need in needs if need["ref"] == own["bom-ref"])
    root["dependsOn"] = [*root.get("dependsOn", []), *(part["bom-ref"] for part in data)]
    body = {
        "metadata": {"tools": made["metadata"]["tools"], "component": own},
        "components": [*listed, *data],
        "dependencies": needs,
    }
    number = uuid.uuid5(NAMESPACE, json.dumps(body, sort_keys=True))
    head = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "serialNumber": f"urn:uuid:{number}"}
    return head | body


def _packages() -> Part:
    """What uv knows of the packages of the core and of all extras."""
    uv = Path(sys.executable).with_name("uv")
    asked = ["export", "--frozen", "--offline", "--no-dev", "--all-extras", "--format", "cyclonedx1.5", "--quiet"]
    done = subprocess.run([uv, *asked], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  uv's own command
    return json.loads(done.stdout)


def _licensed(part: Part) -> Part:
    return part | {"licenses": _license(licenses.license_of(part["name"]))}


def _license(expression: str) -> list[Part]:
    plain = not any(word in expression for word in (" ", "("))
    return [{"license": {"id": expression}} if plain else {"expression": expression}]


def _kept(need: Part, kept: set[str]) -> Part:
    return need | {"dependsOn": [ref for ref in need["dependsOn"] if ref in kept]} if "dependsOn" in need else need


def _data(file: str) -> Part:
    entry = licenses.entry_of(file)
    digest = hashlib.sha256((licenses.DATA / file).read_bytes()).hexdigest()
    part: Part = {
        "type": "data",
        "bom-ref": f"data/{file}",
        "name": f"proxenia/data/{file}",
        "description": entry["holds"],
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "licenses": _license(entry["license"]),
        "properties": [{"name": "proxenia:source", "value": entry["source"]}],
    }
    if "attribution" in entry:
        part["copyright"] = entry["attribution"]
    return part


def main(file: Path | None = None) -> None:
    """Write the bill to a file, by default `dist/proxenia-VERSION.cdx.json`; whole or not at all."""
    made = bill()
    target = file or ROOT / "dist" / f"proxenia-{made['metadata']['component']['version']}.cdx.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    draft.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(target)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
