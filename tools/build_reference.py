"""Write the reference pages from the code and the data, in both languages: python tools/build_reference.py [DOCS]."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reference.code import commands, http, library
from reference.evidence import codebook, indicators, tables
from reference.judgment import checks, levers, models, regions

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).resolve().parents[1] / "docs"
ENGLISH: dict[str, Callable[[], str]] = {"library": library, "commands": commands, "http": http}
BOTH: dict[str, Callable[[str], str]] = {
    "indicators": indicators,
    "tables": tables,
    "codebook": codebook,
    "checks": checks,
    "levers": levers,
    "models": models,
    "regions": regions,
}


def main(docs: Path = DOCS) -> None:
    """Write every page below the folder of documents: `en/reference` and `fa/reference`."""
    pages = {f"en/reference/{name}.md": write() for name, write in ENGLISH.items()}
    pages |= {
        f"{language}/reference/{name}.md": write(language) for name, write in BOTH.items() for language in ("en", "fa")
    }
    for name, text in pages.items():
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
