"""Pages on the evidence: indicators, tables of the edition, the codebook."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from proxenia.indicators import Catalog
from reference.words import DATA, code, data, page, persian, say, table

__all__ = ["codebook", "indicators", "tables"]


def indicators(language: str) -> str:
    """Write the catalog: every indicator with its name in both languages, unit, direction and goalposts."""
    other = "fa" if language == "en" else "en"
    head = [
        "id",
        say("name", language),
        "نام" if language == "en" else "name",
        *(say(w, language) for w in ("unit", "better", "goalposts", "status")),
    ]
    rows = []
    for indicator in sorted(Catalog.read(), key=lambda entry: entry.id):
        low, high = indicator.goalposts
        rows.append(
            [
                f"`{indicator.id}`",
                getattr(indicator.name, language),
                getattr(indicator.name, other),
                getattr(indicator.unit, language),
                say(indicator.direction, language),
                say("{low} to {high}", language, low=float(low), high=float(high)),
                say(indicator.status, language),
            ]
        )
    note = (
        "*Named*: in the source text; *reconstructed*: from the literature; *ours*: our own choice. "
        "Goalposts are the ends of the 0-100 scale."
    )
    return page("Indicators", language, [say(note, language), "", *table(head, rows)])


def tables(language: str) -> str:
    """Write the tables of the edition: each field with its meaning, type and limits, and the license."""
    package = json.loads((DATA / "edition" / "datapackage.json").read_text(encoding="utf-8"))
    meant = _meanings(DATA / "web" / "fields.csv", language) | _meanings(Path(__file__).parent / "fields.csv", language)
    note = "Edition {version}. An empty field is not known; it is never zero and never a no."
    lines = [say(note, language, version=f"`{package['version']}`"), ""]
    for resource in package["resources"]:
        lines += [f"## `{resource['name']}`", ""]
        if language == "en":
            lines += [f"{resource['title']}: {resource['description']}.", ""]
        licenses = ", ".join(
            f"[{entry['name']}]({entry['path']})" for entry in resource.get("licenses", package["licenses"])
        )
        lines += [f"{say('License', language)}: {licenses}. {_keys(resource['schema'], language)}", ""]
        head = [say(word, language) for word in ("field", "meaning", "type", "required", "allowed")]
        rows = [
            [
                f"`{field['name']}`",
                meant[field["name"]],
                say(field["type"], language),
                say("yes", language) if field.get("constraints", {}).get("required") else "",
                _allowed(field.get("constraints", {}), language),
            ]
            for field in resource["schema"]["fields"]
        ]
        lines += [*table(head, rows), ""]
    return page("Tables of the edition", language, lines)


def codebook(language: str) -> str:
    """Write every code of the codebook with its rules, an example and its terms."""
    folder = "codebooks/city-science-diplomacy"
    book = data(f"{folder}/codebook.toml")
    codes = [entry for name in book["files"] for entry in data(f"{folder}/{name}.toml")["code"]]
    about = (
        "The codebook `{id}`, version {version}: {n} codes in {m} families. `word*` is any ending, "
        "`a .. b` allows up to four words between, `a + b` asks for both in any order."
    )
    lines = [say(about, language, id=book["id"], version=book["version"], n=len(codes), m=len(book["family"])), ""]
    for family in book["family"]:
        lines += [f"## {family['name'][language]}", ""]
        for entry in (each for each in codes if each["family"] == family["code"]):
            lines += [f"### {entry['name'][language]}", "", *_rules(entry, language), ""]
    return page("Codebook", language, lines)


def _meanings(path: Path, language: str) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["column"]: row[language] for row in csv.DictReader(file)}


def _rules(entry: dict[str, Any], language: str) -> list[str]:
    said = [f"- {say('code', language)}: `{entry['family']}:{entry['code']}`"]
    parts = [part for part in ("definition", "include", "exclude") if entry.get(part, {}).get(language)]
    said += [f"- {say(part, language)}: {entry[part][language]}" for part in parts]
    said += [
        f"- {say('example', language)}: {' '.join(f'«{each}»' if language == 'fa' else f'“{each}”' for each in entry['examples'][language][:1])}"
    ]
    said += [
        f"- {say('level', language)} {persian(at, language)}: {level[language] if isinstance(level, dict) else level}"
        for at, level in _levels(entry, language)
    ]
    return [*said, f"- {say('terms the rule coder looks for', language)}: {code(entry['terms'][language], language)}"]


def _levels(entry: dict[str, Any], language: str) -> list[tuple[int, Any]]:
    levels = entry.get("levels", [])
    levels = levels[language] if isinstance(levels, dict) else levels
    return list(enumerate(levels))


def _keys(schema: dict[str, Any], language: str) -> str:
    key = schema.get("primaryKey")
    said = [f"{say('Key', language)}: {code([key] if isinstance(key, str) else key, language)}."] if key else []
    for foreign in schema.get("foreignKeys", []):
        there = foreign["reference"]
        said.append(f"`{foreign['fields']}` {say('leads to', language)} `{there['resource']}.{there['fields']}`.")
    return " ".join(said)


def _allowed(limits: dict[str, Any], language: str) -> str:
    low, high = limits.get("minimum"), limits.get("maximum")
    said = [code(limits["enum"], language)] if "enum" in limits else []
    said += [f"`{limits['pattern']}`".replace("|", "/")] if "pattern" in limits else []
    if low is not None and high is not None:
        said.append(say("{low} to {high}", language, low=low, high=high))
    elif low is not None:
        said.append(say("{low} or more", language, low=low))
    elif high is not None:
        said.append(say("{high} or less", language, high=high))
    return ("، " if language == "fa" else ", ").join(said)
