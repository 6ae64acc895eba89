"""Write the reference pages from the code and the data: python tools/build_reference.py [FOLDER]."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import proxenia as px
from proxenia.indicators import Catalog

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "en" / "reference"
MADE = "Made by `python tools/build_reference.py`; change the code or the data, not this page."


def library() -> str:
    """Write the public names: how each is called, and the first paragraph of what it says of itself."""
    lines = ["# Public names", "", MADE, "", "`import proxenia as px` gives these names and no others.", ""]
    for name in px.__all__:
        thing = getattr(px, name)
        said = inspect.getdoc(thing).split("\n\n")[0].replace("\n", " ")
        lines += [f"## px.{name}", "", f"`{_call(name, thing)}`, from `{thing.__module__}`", "", said, ""]
    return "\n".join(lines)


def indicators() -> str:
    """Write the catalog: every indicator in both languages, with its unit, direction and goalposts."""
    lines = ["# Indicators", "", MADE, ""]
    lines += ["| id | name | نام | unit | better | goalposts | status |", "|---|---|---|---|---|---|---|"]
    for indicator in sorted(Catalog.read(), key=lambda entry: entry.id):
        low, high = indicator.goalposts
        cells = [
            f"`{indicator.id}`",
            indicator.name.en,
            indicator.name.fa,
            indicator.unit.en,
            indicator.direction,
            f"{low:g} to {high:g}",
            indicator.status,
        ]
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join([*lines, ""])


def _call(name: str, thing: object) -> str:
    """How a function is called; a class is told by its name alone."""
    if inspect.isclass(thing):
        return name
    return name + re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(thing)))


PAGES = {"library.md": library, "indicators.md": indicators}


def main(folder: Path = FOLDER) -> None:
    """Write every page to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        (folder / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
