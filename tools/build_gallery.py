"""Draw the figures of the gallery and write its pages: python tools/build_gallery.py [FOLDER].

`docs/gallery.toml` holds the code; it is run in order, once for each language, in one namespace. FOLDER (docs) gets
`en/gallery.md`, `fa/gallery.md`, `images/gallery/NAME.LANGUAGE.png`, and `images/gallery/contents.json` with the words of each
figure in their order, by which a test sees that a picture is no longer what the code draws.
"""

from __future__ import annotations

import ast
import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "fa")


def read(root: Path = ROOT) -> dict[str, Any]:
    """Read what the gallery shows."""
    return tomllib.loads((root / "docs" / "gallery.toml").read_text(encoding="utf-8"))


def drawn(gallery: dict[str, Any], language: str) -> dict[str, dict[str, Any]]:
    """Run the code of every figure and give its specification by name; the project's folder is the one at hand."""
    namespace: dict[str, Any] = {}
    specs = {}
    for figure in gallery["figure"]:
        tree = ast.parse(in_language(figure["code"], language))
        last = tree.body.pop()
        if not isinstance(last, ast.Expr):
            raise SystemExit(f"docs/gallery.toml: the code of {figure['name']!r} does not end with its figure")
        exec(compile(tree, figure["name"], "exec"), namespace)  # noqa: S102  our own code, from our own file
        value = eval(compile(ast.Expression(last.value), figure["name"], "eval"), namespace)  # noqa: S307  the same
        specs[figure["name"]] = getattr(value, "spec", value)
    return specs


def in_language(code: str, language: str) -> str:
    """Write the code as it is for a language."""
    return code.replace('language = "en"', f'language = "{language}"')


def words_of(spec: Any) -> list[str]:
    """Give the words in a figure's data, each once in their order: names move when ranks do, and decimals do not matter."""
    if isinstance(spec, list):
        return list(dict.fromkeys(word for part in spec for word in words_of(part)))
    if not isinstance(spec, dict):
        return []
    rows = spec.get("values", ())
    own = (
        [cell for row in rows if isinstance(row, dict) for cell in row.values() if isinstance(cell, str)]
        if isinstance(rows, list)
        else []
    )
    return list(
        dict.fromkeys([*own, *words_of([value for key, value in spec.items() if key not in {"config", "values"}])])
    )


def page(gallery: dict[str, Any], language: str) -> str:
    """Write the gallery's page: each figure under the code that draws it."""
    lines = [f"# {gallery['page'][language]['title']}", "", gallery["page"][language]["intro"], ""]
    for figure in gallery["figure"]:
        title = figure["title"][language]
        code = in_language(figure["code"], language).strip()
        block = ["```python", code, "```"]
        block = block if language == "en" else ['<div dir="ltr">', "", *block, "", "</div>"]
        picture = f"![{title}](../images/gallery/{figure['name']}.{language}.png)"
        lines += [f"## {title}", "", figure["says"][language], "", *block, "", picture, ""]
    text = "\n".join(lines)
    return text if language == "en" else f'<div dir="rtl" lang="fa">\n\n{text}\n</div>\n'


def main(docs: Path = ROOT / "docs") -> None:
    """Write pages, pictures and their words."""
    from proxenia.report.draw import draw_png  # noqa: PLC0415  an engine of its own that only drawing needs

    docs = docs.resolve()
    os.chdir(ROOT)
    gallery = read()
    specs = {language: drawn(gallery, language) for language in LANGUAGES}  # all of them before anything is written
    folder = docs / "images" / "gallery"
    folder.mkdir(parents=True, exist_ok=True)
    for language, found in specs.items():
        for name, spec in found.items():
            (folder / f"{name}.{language}.png").write_bytes(draw_png({**spec, "background": "#fdfcf9"}, scale=1.2))
        (docs / language).mkdir(exist_ok=True)
        (docs / language / "gallery.md").write_text(page(gallery, language), encoding="utf-8")
    contents = {
        f"{name}.{language}": words_of(spec) for language, found in specs.items() for name, spec in found.items()
    }
    kept = json.dumps(contents, ensure_ascii=False, indent=0)
    (folder / "contents.json").write_text(kept + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
