"""HTML to text: what a reader sees of the main part, one block a paragraph."""

from __future__ import annotations

import re

__all__ = ["read_html"]

_DROPPED = "script,style,noscript,template,svg,nav,header,footer,aside,form,button,iframe,[hidden],[aria-hidden=true]"
_BLOCKS = (
    "p,h1,h2,h3,h4,h5,h6,li,dd,dt,td,th,tr,blockquote,pre,div,section,article,figcaption,caption,br,table,ul,ol,dl,main"
)


def read_html(text: str) -> tuple[str, str]:
    """Title and text of a page; navigation, forms, scripts and hidden parts are left out."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415  only pages need it

    tree = LexborHTMLParser(text)
    head = tree.css_first("title")
    title = " ".join(head.text().split()) if head else ""
    for node in tree.css(_DROPPED):
        node.decompose()
    root = tree.css_first("main") or tree.css_first("article") or tree.body
    if root is None:
        return title, ""
    for block in root.css(_BLOCKS):
        block.insert_before("\n\n")
        block.insert_after("\n\n")
    lines = [re.sub(r"[ \t\f\v\u00a0]+", " ", part.replace("\n", " ")).strip() for part in root.text().split("\n\n")]
    return title, "\n\n".join(line for line in lines if line)
