"""What must hold of the built site: every link leads somewhere, nothing is asked of another machine."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html as lxml_html

__all__ = ["faults", "unreachable"]

_LOADING = {
    ("img", "src"),
    ("script", "src"),
    ("source", "src"),
    ("source", "srcset"),
    ("iframe", "src"),
    ("link", "href"),
}


@dataclass(frozen=True, kw_only=True)
class _Page:
    """A page as it was built: its anchors, and each (tag, attribute, address) in it."""

    anchors: frozenset[str]
    links: tuple[tuple[str, str, str], ...] = field(default=())


def faults(site: Path) -> list[str]:
    """List every dead link, dead anchor, and thing that reading a page would fetch from another machine."""
    pages = {path.resolve(): _read(path) for path in sorted(site.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        for tag, attribute, address in page.links:
            wrong = _judge(path, tag, attribute, address, pages)
            found += [f"{path.relative_to(site.resolve())}: {wrong}"] if wrong else []
        found += [f"{path.relative_to(site.resolve())}: a formula was left" for _ in _left(path)]
    for path in sorted(site.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        asked = re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", text)
        for address in (one or other for one, other in asked):
            if address.startswith(("data:", "#")):
                continue
            if urlsplit(address).netloc or not (path.parent / unquote(urlsplit(address).path)).exists():
                found.append(f"{path.relative_to(site)}: the style asks for {address}")
    return found


def unreachable(site: Path) -> list[str]:
    """List pages that the navigation of their language's first page does not lead to."""
    left = []
    for start in sorted(site.glob("*/index.html")):
        tree = lxml_html.fromstring(start.read_text(encoding="utf-8"))
        led = {
            (start.parent / unquote(urlsplit(a).path)).resolve()
            for a in tree.xpath("//nav//a/@href")
            if not urlsplit(a).scheme
        }
        left += [
            str(p.relative_to(site))
            for p in sorted(start.parent.rglob("*.html"))
            if p.resolve() not in led and p != start
        ]
    return left


def _read(path: Path) -> _Page:
    tree = lxml_html.fromstring(path.read_text(encoding="utf-8"))
    anchors = {*tree.xpath("//@id"), *tree.xpath("//a/@name")}
    links = [
        (e.tag, name, e.get(name))
        for e in tree.iter()
        if isinstance(e.tag, str)
        for name in ("href", "src", "srcset")
        if e.get(name)
    ]
    return _Page(anchors=frozenset(map(str, anchors)), links=tuple(links))


def _judge(path: Path, tag: str, attribute: str, address: str, pages: dict[Path, _Page]) -> str | None:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        outside = (tag, attribute) in _LOADING and parts.scheme != "data"
        return f"reading it would fetch {address}" if outside else None
    if not parts.path and not parts.fragment:
        return None
    there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    there = there / "index.html" if there.is_dir() else there
    if not there.exists():
        return f"the link {address} is dead"
    anchor = unquote(parts.fragment)
    if anchor and there in pages and anchor not in pages[there].anchors:
        return f"the link {address} has no such place on its page"
    return None


def _left(path: Path) -> list[str]:
    return re.findall(r'class="arithmatex"|site\.invalid', path.read_text(encoding="utf-8"))
