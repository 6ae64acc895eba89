"""REFI-QDA codebooks (QDC), in and out, and our own form of a codebook as TOML."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from proxenia.coding.codebook import Code, Codebook, Examples, Family, Terms
from proxenia.coding.exchange._xml import CODEBOOK, children, describe, element, parse, text_of, written
from proxenia.coding.exchange.guid import guid_of
from proxenia.errors import DataError
from proxenia.locale.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element  # ty: ignore[import-not-found]

__all__ = ["codebook_toml", "codes_below", "codes_into", "read_qdc", "write_qdc"]

_COLORS = ("#7A4B94", "#1B6CA8", "#2A9D8F", "#B5651D", "#8F2D56", "#5F6F52", "#C8553D", "#33658A", "#86652D", "#4A5759")


def write_qdc(codebook: Codebook) -> bytes:
    """Write a codebook as a QDC file: families as codes that hold others, rules and terms in the descriptions."""
    root = element(None, "CodeBook", CODEBOOK, origin="Proxenia")
    codes_into(element(root, "Codes", CODEBOOK), codebook, CODEBOOK)
    return written(root)


def codes_into(parent: _Element, codebook: Codebook, space: str) -> None:
    """Write the codes of a codebook below an element."""
    for i, family in enumerate(codebook.families):
        color = _COLORS[i % len(_COLORS)]
        group = element(
            parent,
            "Code",
            space,
            guid=guid_of("family", family.code),
            name=family.name.en,
            isCodable="false",
            color=color,
        )
        describe(group, space, f"Id: {family.code}\nName (fa): {family.name.fa}")
        for code in codebook.family(family.code):
            item = element(
                group, "Code", space, guid=guid_of("code", code.id), name=code.name.en, isCodable="true", color=color
            )
            describe(item, space, _description(code))


def read_qdc(path: Path) -> Codebook:
    """Read a QDC file. A code of a tool that knows no families gets the family of the code above it, or `code`.

    Raises
    ------
    DataError
        If the file is no QDC, or its codes have no names.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error
    root = parse(content, name=path.name)
    if root.tag.rpartition("}")[2] != "CodeBook":
        raise DataError(f"{path.name} holds {root.tag.rpartition('}')[2]!r}; a codebook holds 'CodeBook'")
    return codes_below(root, name=path.stem)[0]


def codes_below(root: _Element, *, name: str) -> tuple[Codebook, dict[str, str]]:
    """Codebook below an element, and the id of each code by its GUID."""
    families: dict[str, Family] = {}
    codes: dict[str, Code] = {}
    ids: dict[str, str] = {}
    holder = children(root, "Codes")
    for top in children(holder[0] if holder else None, "Code"):
        _walk(top, None, families, codes, ids)
    if not codes:
        raise DataError(f"{name} holds no codes")
    known = {key: _pruned(code, codes) for key, code in codes.items()}
    text = Text(en=name, fa=name)
    book = Codebook(
        id=_slug(name),
        version=1,
        title=text,
        families=tuple(families.values()),
        codes=known,
        fingerprint=guid_of("book", name)[:12],
    )
    return book, ids


def codebook_toml(codebook: Codebook) -> str:
    """Write a codebook in our own form, one TOML file."""
    head = {
        "id": codebook.id,
        "version": codebook.version,
        "title": codebook.title,
        "family": codebook.families,
        "code": tuple(codebook),
    }
    plain = msgspec.to_builtins(head)
    for code in plain["code"]:
        for key in [key for key, value in code.items() if value in ("", [], {"en": [], "fa": []})]:
            if key not in {"terms", "examples"}:
                del code[key]
    lines = [f"{key} = {_toml(plain[key])}" for key in ("id", "version", "title")]
    for table in ("family", "code"):
        for entry in plain[table]:
            lines += ["", f"[[{table}]]", *(f"{key} = {_toml(value)}" for key, value in entry.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return msgspec.json.encode(value).decode()


def _walk(
    node: _Element, above: str | None, families: dict[str, Family], codes: dict[str, Code], ids: dict[str, str]
) -> None:
    name, guid = (node.get("name") or "").strip(), (node.get("guid") or "").strip("{}").upper()
    if not name or not guid:
        raise DataError("a code has no name or no guid; REFI-QDA asks for both")
    facts = _facts(text_of(node, "Description"))
    below = children(node, "Code")
    if below and above is None:
        family = facts.get("Id") or _slug(name)
        families[family] = Family(code=family, name=Text(en=name, fa=facts.get("Name (fa)") or name))
        if node.get("isCodable", "true") != "false":
            _add(node, name, guid, f"{family}:{_slug(name)}", facts, codes, ids)
        for child in below:
            _walk(child, family, families, codes, ids)
        return
    family = above or "code"
    families.setdefault(family, Family(code=family, name=Text(en="Codes", fa="کدها")))
    own = facts.get("Id", "")
    code_id = (
        own if re.fullmatch(r"[\w-]+:[\w-]+", own) and own.partition(":")[0] in families else f"{family}:{_slug(name)}"
    )
    _add(node, name, guid, code_id, facts, codes, ids)
    for child in below:
        _walk(child, family, families, codes, ids)


def _add(
    node: _Element,
    name: str,
    guid: str,
    code_id: str,
    facts: dict[str, str],
    codes: dict[str, Code],
    ids: dict[str, str],
) -> None:
    base, n = code_id, 2
    while code_id in codes:
        code_id, n = f"{base}_{n}", n + 1
    family, _, code = code_id.partition(":")
    description = text_of(node, "Description")
    plain = "" if facts.get("Id") else description
    codes[code_id] = Code(
        family=family,
        code=code,
        name=_text(facts, "Name", name),
        definition=_text(facts, "Definition", plain),
        include=_text(facts, "Include", ""),
        exclude=_text(facts, "Exclude", ""),
        examples=_list(facts, "Examples"),
        terms=_list(facts, "Terms"),
        without=_list(facts, "Without"),
        follows=tuple(filter(None, facts.get("Follows", "").split(" | "))),
        item=facts.get("Item", ""),
        levels=tuple(Text(en=facts[f"Level {i} (en)"], fa=facts.get(f"Level {i} (fa)", "")) for i in range(4))
        if facts.get("Item")
        else (),
        level_terms=tuple(_list(facts, f"Level {i} terms") for i in range(4)) if "Level 0 terms (en)" in facts else (),
    )
    ids[guid] = code_id


def _description(code: Code) -> str:
    lines = [f"Id: {code.id}", f"Name (fa): {code.name.fa}"]
    for label, text in (("Definition", code.definition), ("Include", code.include), ("Exclude", code.exclude)):
        lines += [f"{label} (en): {text.en}", f"{label} (fa): {text.fa}"]
    for label, words in (("Examples", code.examples), ("Terms", code.terms), ("Without", code.without)):
        lines += [f"{label} (en): {' | '.join(words.en)}", f"{label} (fa): {' | '.join(words.fa)}"]
    if code.follows:
        lines.append(f"Follows: {' | '.join(code.follows)}")
    if code.item:
        lines.append(f"Item: {code.item}")
        for i, level in enumerate(code.levels):
            lines += [f"Level {i} (en): {level.en}", f"Level {i} (fa): {level.fa}"]
    for i, terms in enumerate(code.level_terms):
        lines += [f"Level {i} terms (en): {' | '.join(terms.en)}", f"Level {i} terms (fa): {' | '.join(terms.fa)}"]
    return "\n".join(" ".join(line.split()) for line in lines)


def _facts(description: str) -> dict[str, str]:
    found = {}
    for line in description.splitlines():
        label, mark, value = line.partition(": ")
        if mark or line.endswith(":"):
            found[label.rstrip(":")] = value.strip()
    return found if "Id" in found else {}


def _text(facts: dict[str, str], label: str, otherwise: str) -> Text:
    english = facts.get(f"{label} (en)", otherwise)
    return Text(en=english, fa=facts.get(f"{label} (fa)", english))


def _list(facts: dict[str, str], label: str) -> Examples:
    return Terms(
        en=tuple(filter(None, facts.get(f"{label} (en)", "").split(" | "))),
        fa=tuple(filter(None, facts.get(f"{label} (fa)", "").split(" | "))),
    )


def _pruned(code: Code, codes: dict[str, Code]) -> Code:
    return replace(code, follows=tuple(each for each in code.follows if each in codes))


def _slug(name: str) -> str:
    return re.sub(r"[^\w]+", "_", name.casefold()).strip("_") or "code"
