"""Write NOTICE.md and THIRD_PARTY.md, the licenses of all that is not ours: python tools/licenses.py [FOLDER].

NOTICE.md tells of the data and typefaces in the package, after src/proxenia/data/LICENSES.toml; THIRD_PARTY.md of the
packages it needs, after uv.lock and what each package says of itself. A license outside the list of
tools/licenses.toml is refused: no part of the core or of an extra is under the GPL.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src" / "proxenia" / "data"
SETTINGS = tomllib.loads((ROOT / "tools" / "licenses.toml").read_text(encoding="utf-8"))
CORE = "core"
MADE = "Made by `python tools/licenses.py`; change what it reads, not this page."
NAMES = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT Licence": "MIT",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def extras() -> tuple[str, ...]:
    """The extras of the package, in alphabetical order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return tuple(sorted(project["optional-dependencies"]))


def needed(*options: str) -> set[str]:
    """Names of all packages that the lock names for the core with the options given to `uv export`, on any system."""
    uv = Path(sys.executable).with_name("uv")
    asked = [
        "export",
        "--frozen",
        "--offline",
        "--no-dev",
        "--no-emit-project",
        "--no-hashes",
        "--no-header",
        "--no-annotate",
        "--quiet",
    ]
    done = subprocess.run([uv, *asked, *options], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  uv's own command
    listed = {re.split(r"[=; ]", line, maxsplit=1)[0] for line in done.stdout.splitlines() if line.strip()}
    return listed - set(SETTINGS["never_installed"])


def uses() -> dict[str, str]:
    """What each package is needed for: the core, or the extras that bring it."""
    core = needed()
    found = dict.fromkeys(core, CORE)
    for extra in extras():
        for name in needed("--extra", extra) - core:
            found[name] = f"{found[name]}, {extra}" if name in found else extra
    return dict(sorted(found.items()))


def license_of(name: str) -> str:
    """License of a package as an SPDX expression; raise `LookupError` where nothing tells it."""
    told = SETTINGS["stated"].get(name) or SETTINGS["elsewhere"].get(name)
    if told:
        return told
    try:
        about = metadata(name)
    except PackageNotFoundError as error:
        raise LookupError(f"{name} is not installed; read its license and state it in tools/licenses.toml") from error
    for candidate in _told(about):
        if candidate in NAMES or re.fullmatch(r"[A-Z0-9][\w.+-]*( (AND|OR|WITH) [\w.+-]+)*", candidate):
            return NAMES.get(candidate, candidate)
    raise LookupError(f"{name} tells no clear license; read it and state it in tools/licenses.toml")


def _told(about: PackageMetadata) -> list[str]:
    classes = [line.split("::")[-1].strip() for line in about.get_all("Classifier") or [] if line.startswith("License")]
    free = str(about["License"]) if "License" in about else ""
    told = [str(about["License-Expression"])] if "License-Expression" in about else []
    vague = {"BSD", "BSD License", "UNKNOWN", "OSI Approved"}
    return [each for each in (*told, *classes, free.strip()) if each and each not in vague]


def parts(expression: str) -> list[str]:
    """The licenses an expression joins; of alternatives, all.

    >>> parts("(BSD-3-Clause OR Apache-2.0) AND MIT")
    ['BSD-3-Clause', 'Apache-2.0', 'MIT']
    """
    return [part.strip() for part in re.split(r" AND | OR ", expression.replace("(", "").replace(")", ""))]


def refused() -> list[str]:
    """Packages whose license may not be where they are needed, each with the reason."""
    out = []
    for name, use in uses().items():
        allowed = SETTINGS["allowed"] + ([] if use == CORE else SETTINGS["only_in_extras"])
        out += [f"{name} ({use}): {part} is not allowed" for part in parts(license_of(name)) if part not in allowed]
    return out


def third_party() -> str:
    """Write THIRD_PARTY.md."""
    head = f"""# Packages that Proxenia needs

{MADE}

`{CORE}` is installed always; an extra, such as `pip install 'proxenia[spark]'`, only where it is asked for.
None is under the GPL; those under a weaker copyleft are in extras alone; what wheels carry inside stands at the end.
Versions and checksums are in `uv.lock` and in the software bill of materials (`make sbom`).

| package | license | needed for |
|---|---|---|
"""
    rows = [f"| {name} | {license_of(name)} | {use} |" for name, use in uses().items()]
    inside = [f"- {names}: {told}." for names, told in SETTINGS["inside"].items()]
    return head + "\n".join([*rows, "", "## Inside their wheels", "", *inside, ""])


def covered() -> list[dict[str, Any]]:
    """What LICENSES.toml says, one entry for each kind of file."""
    return tomllib.loads((DATA / "LICENSES.toml").read_text(encoding="utf-8"))["covered"]


def data_files() -> list[str]:
    """Every file of the data folder, as written in LICENSES.toml."""
    found = (path for path in DATA.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"})
    return sorted(path.relative_to(DATA).as_posix() for path in found)


def entry_of(file: str) -> dict[str, Any]:
    """The entry whose pattern fits a file most exactly; raise `LookupError` where none does."""
    fitting = [(len(p), entry) for entry in covered() for p in entry["files"] if fnmatch(file, p)]
    if not fitting:
        raise LookupError(f"no license is stated for src/proxenia/data/{file}; add it to LICENSES.toml")
    return max(fitting, key=lambda pair: pair[0])[1]


def notice() -> str:
    """Write NOTICE.md."""
    lines = ["# Whose the data is", "", MADE, ""]
    lines += [
        "The code is under MIT ([LICENSE](LICENSE)). What lies in `src/proxenia/data/` is under the licenses below, after its"
    ]
    lines += ["`LICENSES.toml`; where a file is named and also fits a pattern, its own line holds.", ""]
    lines += ["| what | files | license | from |", "|---|---|---|---|"]
    for entry in covered():
        files = ", ".join(f"`{file}`" for file in entry["files"])
        lines.append(f"| {entry['holds']} | {files} | {entry['license']} | {_linked(entry['source'])} |")
    said = dict.fromkeys(entry["attribution"] for entry in covered() if "attribution" in entry)
    lines += ["", "To be said where they are shown or passed on:", "", *(f"- {each}" for each in said)]
    lines += [
        "",
        "Facts of the edition name their page in `source_url`; the tables compiled of them are under CC BY 4.0.",
    ]
    lines += ["", "Used by tests alone and not in the package: axe-core, in `tests/report/assets/`, MPL 2.0."]
    lines += ["", "Packages that are installed beside Proxenia: [THIRD_PARTY.md](THIRD_PARTY.md)."]
    return "\n".join([*lines, ""])


def _linked(source: str) -> str:
    return re.sub(r"https://([^\s,]+)", r"[\1](https://\1)", source)


PAGES = {"NOTICE.md": notice, "THIRD_PARTY.md": third_party}


def main(folder: Path = ROOT) -> None:
    """Write both pages to a folder, or refuse with what may not be there."""
    faults = refused()
    if faults:
        sys.exit("\n".join(faults))
    for file in data_files():
        entry_of(file)
    for name, write in PAGES.items():
        (folder / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
