"""Words and tables of the reference pages, in both languages."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["DATA", "LANGUAGES", "code", "data", "page", "persian", "say", "table"]

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "proxenia" / "data"
LANGUAGES = ("en", "fa")
_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@cache
def _words() -> dict[str, str]:
    with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as file:
        return {row["en"]: row["fa"] for row in csv.DictReader(file)}


def say(words: str, language: str, **figures: Any) -> str:
    """Say words in a language; raise `KeyError` where the table of words lacks them."""
    said = words if language == "en" else _words()[words]
    return said.format(**{name: persian(value, language) for name, value in figures.items()}) if figures else said


def persian(value: Any, language: str) -> str:
    """Write a figure with the digits of the language."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if language == "en" else text.replace(".", "٫").translate(_DIGITS) if _is_figure(text) else text


def data(name: str) -> dict[str, Any]:
    """Read a file of definitions."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def code(names: Iterable[str], language: str = "en") -> str:
    """Write identifiers as code, one after the other."""
    return ("، " if language == "fa" else ", ").join(f"`{name}`" for name in names)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a table; a bar within a cell becomes a slash, and an empty cell a dash."""
    lines = [head, ["---"] * len(head), *rows]
    return [
        f"| {' | '.join(str(cell).replace('|', '/').replace(chr(10), ' ') or '–' for cell in line)} |" for line in lines
    ]


def page(title: str, language: str, lines: Iterable[str]) -> str:
    """Write a whole page under its title, with a word on how it was made."""
    made = "Made by `python tools/build_reference.py`; change the code or the data, not this page."
    body = "\n".join([f"# {say(title, language)}", "", say(made, language), "", *lines]).rstrip() + "\n"
    return body if language == "en" else f'<div dir="rtl" lang="fa">\n\n{body}\n</div>\n'


def _is_figure(text: str) -> bool:
    return text.replace(".", "").replace(",", "").replace("-", "").isdigit()
