"""How to cite what is shown: the program, the data edition with the rows beside it, and the method, in three forms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from proxenia.provenance import code_version

if TYPE_CHECKING:
    from proxenia.web.observatory import Observatory

__all__ = ["bibtex", "citation_file", "sentence"]

TITLE = "Proxenia: an observatory of city science diplomacy"
AUTHOR = "The Proxenia founders"
YEAR = "2026"


def sentence(seen: Observatory) -> str:
    """One sentence, as a paper has it."""
    return f"{AUTHOR} ({YEAR}). {TITLE}, version {code_version()}. {_behind(seen)}."


def bibtex(seen: Observatory) -> str:
    """Two entries of BibTeX: the program, and the data edition."""
    edition = seen.store.edition
    software = {
        "title": f"{{{TITLE}}}", "author": f"{{{AUTHOR}}}", "year": YEAR, "version": code_version(),
        "howpublished": "Software, MIT license", "note": _behind(seen),
    }  # fmt: skip
    data = {
        "title": f"{{{edition.title}}}", "version": edition.version, "year": YEAR,
        "howpublished": f"Data set, {', '.join(edition.licenses)}", "note": _behind(seen),
    }  # fmt: skip
    entries = ((f"proxenia_{YEAR}", software), (f"{edition.name}_{edition.version}".replace(".", "_"), data))
    return "\n".join(
        f"@misc{{{key},\n" + "".join(f"  {name} = {{{_plain(value)}}},\n" for name, value in fields.items()) + "}\n"
        for key, fields in entries
    )


def citation_file(seen: Observatory) -> str:
    """Write a CITATION.cff of what is shown now."""
    edition = seen.store.edition
    lines = (
        "cff-version: 1.2.0",
        f"title: {json.dumps(TITLE)}",
        f"message: {json.dumps(f'Please cite the edition and the method too: {_behind(seen)}.')}",
        "type: software",
        "authors:",
        f"  - name: {json.dumps(AUTHOR)}",
        f"version: {json.dumps(code_version())}",
        "license: MIT",
        "references:",
        "  - type: data",
        f"    title: {json.dumps(edition.title)}",
        f"    version: {json.dumps(edition.version)}",
        f"    license: {json.dumps(', '.join(edition.licenses))}",
    )
    return "\n".join(lines) + "\n"


def _behind(seen: Observatory) -> str:
    method = f"{seen.methodology.name} ({seen.methodology.hash})"
    return f"Data {seen.edition} (evidence {seen.version}), method {method}"


def _plain(value: str) -> str:
    return value.replace("_", r"\_")
