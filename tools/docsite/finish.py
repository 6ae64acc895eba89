"""What the builder's pages still need: formulas as MathML, the same page in the other language, no dead weight."""

from __future__ import annotations

import html
import os
import re
import shutil
from pathlib import Path

from docsite.mathml import mathml
from docsite.stage import LANGUAGES, SiteError

__all__ = ["finish"]

UNUSED = ("404.html", "sitemap.xml")
SHIM = "https://unpkg.com/iframe-worker/shim"
"""What the builder would fetch so that the search works in pages opened as files; `docs/theme/worker.js` does it here."""


def finish(site: Path, plan: dict) -> None:
    """Mend every page of the site in place, and write the door between its languages.

    Raises
    ------
    SiteError
        If a formula cannot be written as MathML.
    """
    for language in LANGUAGES:
        for name in UNUSED:
            (site / language / name).unlink(missing_ok=True)
        shutil.rmtree(site / language / "assets" / "stylesheets" / "classic", ignore_errors=True)
    for language in LANGUAGES:
        for page in sorted((site / language).rglob("*.html")):
            text = page.read_text(encoding="utf-8")
            text = text.replace(SHIM, _from(page, site / language / "theme" / "worker.js"))
            page.write_text(_counterparts(_formulas(text, page), page, site), encoding="utf-8")
    (site / "index.html").write_text(_door(plan), encoding="utf-8")


def _formulas(text: str, page: Path) -> str:
    def turn(match: re.Match[str]) -> str:
        latex = html.unescape(match["latex"])
        try:
            return mathml(latex) if match["tag"] == "span" else _on_lines(latex)
        except ValueError as error:
            raise SiteError(f"{page.name}: {error}") from error

    pattern = r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<latex>.*?)\\[)\]]</(?P=tag)>'
    return re.sub(pattern, turn, text, flags=re.DOTALL)


def _on_lines(latex: str) -> str:
    """Set a formula on a line of its own; where wide spaces part it, a narrow screen may break it there."""
    parts, depth = [""], 0
    for token in re.split(r"(\\q?quad|[{}])", latex):
        depth += {"{": 1, "}": -1}.get(token, 0)
        if token in {r"\quad", r"\qquad"} and not depth and r"\left" not in latex:
            parts.append("")
        else:
            parts[-1] += token
    return f'<div class="formula">{"".join(mathml(part, block=True) for part in parts if part.strip())}</div>'


def _counterparts(text: str, page: Path, site: Path) -> str:
    """Lead the switch of language, and links across languages, from this very page to its counterpart."""
    name = page.relative_to(site).parts[1:]

    def switch(match: re.Match[str]) -> str:
        there = site.joinpath(match["language"], *name)
        there = there if there.exists() else site / match["language"] / "index.html"
        return f'href="{_from(page, there)}" hreflang='

    # The builder's script would look these up in a map of a published site, which pages opened as files have not.
    text = re.sub(r'\s*<link rel="alternate" [^>]*>', "", text)
    text = re.sub(r'href="/(?P<language>en|fa)/" hreflang=', switch, text)
    pattern = r'https://(?P<language>en|fa)\.site\.invalid/(?P<rest>[^"#]*)'
    return re.sub(pattern, lambda found: _from(page, site / found["language"] / found["rest"]), text)


def _from(page: Path, there: Path) -> str:
    return Path(os.path.relpath(there, page.parent)).as_posix()


def _door(plan: dict) -> str:
    """Write the page that asks which language."""
    links = "".join(
        f'<a href="{language}/index.html" lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}">'
        f"<b>{html.escape(plan['language'][language]['own_name'])}</b>{html.escape(plan['language'][language]['description'])}</a>"
        for language in LANGUAGES
    )
    style = (
        ":root{color-scheme:light dark}@font-face{font-family:Vazirmatn;src:url('fa/theme/Vazirmatn-Regular.woff2') format('woff2')}"
        "body{font:1.1rem/1.8 system-ui,Vazirmatn,sans-serif;max-width:42rem;margin:15vh auto;padding:0 1rem}"
        "a{display:block;margin:1rem 0;padding:1rem 1.3rem;border:1px solid #8886;border-radius:.6rem;color:inherit;"
        "text-decoration:none}a:hover,a:focus{border-color:#0b5f85}a[lang=fa]{font-family:Vazirmatn,sans-serif}"
        "b{display:block;font-size:1.25rem;color:#0b6f9c}"
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Proxenia</title><style>{style}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><h1>Proxenia</h1>{links}</body></html>\n'
